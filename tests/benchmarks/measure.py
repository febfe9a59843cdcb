"""How the benchmarks measure and print: medians of runs that take turns, and rows of a table."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).parents[2]

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


def program(*arguments: str | Path) -> tuple[float, int]:
    """Return the seconds by the wall's clock and the most memory, in bytes, of a whole program.

    Raises RuntimeError with what the program said when its exit code isn't 0.
    """
    command = [sys.executable, "-m", "advisor", *map(str, arguments)]
    with tempfile.TemporaryFile() as said:
        start = time.perf_counter()
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=said)
        # Not process.wait, which tells nothing of the memory.
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            said.seek(0)
            text = said.read().decode(errors="replace")[-2000:]
            message = f"{' '.join(command)} ended with exit code {process.returncode}:\n{text}"
            raise RuntimeError(message)
    return seconds, usage.ru_maxrss * 1024
