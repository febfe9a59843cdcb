"""How the benchmarks measure and print: medians of runs that take turns, and rows of a table."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]

Work = Callable[[], object]


def median(work: Work, times: int = 5) -> float:
    """Return the median seconds of the processor for `work`, after one run that doesn't count."""
    return medians([work], times)[0]


def medians(works: Sequence[Work], times: int = 5) -> list[float]:
    """Return the median of each work; they take turns, so that a slow moment hits all of them."""
    for work in works:
        work()
    taken: list[list[float]] = [[] for _ in works]
    for _ in range(times):
        for work, seconds in zip(works, taken, strict=True):
            start = time.process_time()
            work()
            seconds.append(time.process_time() - start)
    return [statistics.median(seconds) for seconds in taken]


def show(work: str, found: str, least: str = "") -> None:
    """Print a row of the table."""
    print(f"| {work:<66} | {found:>24} | {least:>22} |", flush=True)


_LAUNCHER = """
import json, resource, subprocess, sys, time
start = time.perf_counter()
code = subprocess.call(sys.argv[1:], stdout=subprocess.DEVNULL)
seconds = time.perf_counter() - start
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps([code, seconds, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024]))
"""
"""A process is said to have had at least the memory of the one that started it, so a small one does."""


class Used(NamedTuple):
    """What a whole program took: seconds by the wall's clock and of the processor, bytes of memory at most."""

    seconds: float
    processor: float
    memory: int


def program(*arguments: str | Path) -> Used:
    """Return what a whole program took.

    Raises RuntimeError with what the program said when its exit code isn't 0.
    """
    command = [sys.executable, "-m", "advisor", *map(str, arguments)]
    launched = subprocess.run(
        [sys.executable, "-c", _LAUNCHER, *command],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    code, *used = json.loads(launched.stdout)
    if code:
        message = f"{' '.join(command)} ended with exit code {code}:\n{launched.stderr[-2000:]}"
        raise RuntimeError(message)
    return Used(*used)
