"""The table of speeds that `make bench` prints: each figure the median of several, ratios from one run.

    python -m benchmarks.bench [--quick]

Times are of this process's processor, or the wall clock for whole programs. Every engine's
conclusions are compared with the bit engine's before it is timed, and the benchmark ends there if
they differ.
"""

from __future__ import annotations

import sys
from importlib import import_module

import numpy as np

from advisor import load_rules
from advisor.inference.many.engine import BitEngine
from advisor.inference.many.firmness import firmness
from advisor.inference.many.machine import Masks, words_for
from advisor.knowledge.model import RuleBase
from benchmarks.conclusions import Rival, compare, complete_cases, sayable
from benchmarks.conditions import NotSayableError
from benchmarks.doubled import doubled
from benchmarks.interview import print_choosing
from benchmarks.measure import Work, median, medians, show
from benchmarks.programs import programs
from benchmarks.settling import print_settling
from benchmarks.web_load import print_crowds

RIVALS = (
    ("polars expressions", "in_polars", "polars", 1 << 16),
    ("CLIPS", "in_clips", "clipspy", 2000),
    ("ZEN engine", "in_zen", "zen-engine", 2000),
)
"""What is told of each rival: its name, our module, its library, and how many cases it is timed on."""


def evaluating(engine: BitEngine, masks: Masks, *, complete: bool) -> Work:
    """Return the evaluation of cases into memory that is there already, fired rules and all."""
    out = np.zeros((engine.rows(complete=complete), words_for(masks.shape[1])), np.uint64)
    return lambda: engine.evaluate(masks, complete=complete, out=out)


def engines(engine: BitEngine, *, quick: bool) -> None:
    """Print the rows of our own engines and of other people's."""
    cases = 1 << (18 if quick else 20)
    masks = complete_cases(engine, cases)
    rate = cases / median(evaluating(engine, masks, complete=True), 9)
    show(
        "bit engine, complete cases, fired rules kept, one core",
        f"{rate / 1e6:.1f} million/s",
        "20 million/s",
    )
    experta = import_module("benchmarks.in_experta").Translation(engine.compiled)
    seconds = 1 / against(experta, engine, masks[:, :100], rate, "50,000 times")
    show("   one evaluation", f"{1000 * seconds:.1f} ms", "30 ms")
    for name, module, library, some in RIVALS:
        try:
            rival = import_module(f"benchmarks.{module}").Translation(engine.compiled)
        except ModuleNotFoundError as error:
            if (error.name or "").startswith(("advisor", "tests")):
                raise
            show(name, f"{library} isn't installed")
        except NotSayableError as error:
            show(name, "can't say all rules")
            print(f"   {error}")
        else:
            against(rival, engine, masks[:, : some // 8 if quick else some], rate)

    masks[np.random.default_rng(2).random(masks.shape) < 0.1] = 0
    rate = cases / median(evaluating(engine, masks, complete=False))
    show(
        "a tenth unknown, both readings (so far, bounds)",
        f"{rate / 1e6:.1f} million/s",
        "5 million/s",
    )
    some_masks = np.ascontiguousarray(masks[:, : 1 << (13 if quick else 15)])
    seen = engine.evaluate(some_masks)
    rate = some_masks.shape[1] / median(lambda: firmness(engine, some_masks, seen), 1)
    show("   the same, with exact statuses", f"{rate:,.0f} cases/s")


def against(rival: Rival, engine: BitEngine, masks: Masks, rate: float, least: str = "") -> float:
    """Print the rows of another engine, compared first; return its cases a second."""
    masks = np.ascontiguousarray(masks)
    compare(rival, engine, masks)
    cases = rival.prepare(masks)
    found: float = masks.shape[1] / median(lambda: rival.evaluate(cases), 3)
    show(f"{rival.name}, complete cases, the same conclusions", f"{found:,.0f} cases/s")
    show("   bit engine against it", f"{rate / found:,.0f} times", least)
    return found


def growth(engine: BitEngine, *, quick: bool) -> None:
    """Print the rows on how time grows with the cases and with the rules."""
    most = 1 << (19 if quick else 21)
    masks = complete_cases(engine, most)
    sizes = (most // 8, most // 4, most // 2, most)
    works = [
        evaluating(engine, np.ascontiguousarray(masks[:, :size]), complete=True) for size in sizes
    ]
    seconds = medians(works, 15)
    for size, taken in zip(sizes, seconds, strict=True):
        show(f"growth: {size:,} complete cases", f"{size / taken / 1e6:.1f} million/s")
    ratio = seconds[-1] / seconds[0] * sizes[0] / sizes[-1]
    show("   time for a case, most cases to fewest", f"{ratio:.2f} times", "1 times at most")

    twice = BitEngine(doubled(engine.rules))
    masks = np.ascontiguousarray(masks[:, : most // 4])
    counts = [len(one.compiled.clauses) for one in (engine, twice)]
    # Planes that are equal would be reckoned once, and the growth be none.
    different = [
        len({plane.tobytes() for plane in one.evaluate(masks, complete=True).fired})
        for one in (engine, twice)
    ]
    if different[1] / different[0] < 0.95 * counts[1] / counts[0]:
        message = f"of {counts[1]} rules only {different[1]} differ, of {counts[0]} {different[0]}"
        raise AssertionError(message)
    one, two = medians([evaluating(each, masks, complete=True) for each in (engine, twice)], 15)
    show(f"growth: {counts[0]} rules, of which {different[0]} differ", f"{one * 1000:.0f} ms")
    show(f"growth: {counts[1]} rules, of which {different[1]} differ", f"{two * 1000:.0f} ms")
    work = f"   time for {counts[1] / counts[0]:.2f} times the rules"
    show(work, f"{two / one:.2f} times", "2 times at most")


def bandwidth(engine: BitEngine) -> None:
    """Print how fast memory is, and how many cases a second that allows at most."""
    source = np.zeros(1 << 25, np.uint64)
    target = np.empty_like(source)
    speed = 2 * source.nbytes / median(lambda: np.copyto(target, source))
    # Read are a byte a fact (or what a mask takes), and written is a bit a rule.
    bytes_per_case = len(engine.sizes) * engine.dtype.itemsize + len(engine.compiled.clauses) / 8
    show("memory bandwidth of this machine (copy)", f"{speed / 1e9:.1f} GB/s")
    limit = speed / bytes_per_case
    show("   the limit it sets: answers in, fired rules out", f"{limit / 1e6:,.0f} million/s")


def heading(rules: RuleBase) -> None:
    """Print what is measured, and the head of the table."""
    print(f"{len(rules.rules)} rules, {len(rules.facts)} facts, {len(rules.decisions)} decisions\n")
    show("work", "found", "at least (or most)")
    show("---", "---", "---")


def main() -> None:
    """Print the table."""
    quick = "--quick" in sys.argv[1:]
    rules = sayable(load_rules())
    engine = BitEngine(rules)
    heading(rules)
    engines(engine, quick=quick)
    growth(engine, quick=quick)
    bandwidth(engine)
    programs(rules, quick=quick)
    print_choosing(3 if quick else 50)
    print_settling(8 if quick else 40)
    print_crowds(quick=quick)


if __name__ == "__main__":
    main()
