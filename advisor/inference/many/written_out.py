"""What comes out of cases with few combinations of open answers: each one is written out as a complete case.

A number beside a threshold can be on either side of it, so that one case in ten of a table of complete
answers is two or four. The program for complete cases takes them all, and tells of every decision at once.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from advisor.inference.many.engine import BitEngine
from advisor.inference.many.machine import WORD, Masks
from advisor.inference.many.search import product

MOST_WRITTEN_OUT = WORD
"""How many combinations a case may have to be written out."""

_AT_ONCE = 1 << 20


def combinations_of(engine: BitEngine, masks: Masks) -> NDArray[np.float64]:
    """Return how many combinations the answers leave that any decision can tell apart, float64[cases].

    `masks` is unsigned[facts, cases] without zeros. Beyond 2**53 the number is rounded.
    """
    return product(np.bitwise_count(masks[_rows_read(engine)]))


def outcomes_of_all(engine: BitEngine, masks: Masks) -> Mapping[str, NDArray[np.uint64]]:
    """Return for each decision what comes out of all combinations, as sets of outcomes: uint64[cases].

    `masks` is unsigned[facts, cases] without zeros. A bit stands for each option, and one above them
    for 'undetermined'.
    """
    counts = np.ones(masks.shape, np.intp)
    read = _rows_read(engine)
    counts[read] = np.bitwise_count(masks[read])
    combinations = np.prod(counts, axis=0)
    found = {step.name: np.zeros(masks.shape[1], np.uint64) for step in engine.decisions}
    ends = np.cumsum(combinations)
    first = 0
    while first < masks.shape[1]:
        before = ends[first - 1] if first else 0
        last = max(int(np.searchsorted(ends, before + _AT_ONCE, "right")), first + 1)
        some = slice(first, last)
        _add(engine, masks[:, some], counts[:, some], found, first)
        first = last
    return found


def _rows_read(engine: BitEngine) -> list[int]:
    """Return the rows of the facts that some decision reads."""
    return sorted({row for step in engine.decisions for row in engine.cone(step.name)})


def _add(
    engine: BitEngine,
    masks: Masks,
    counts: NDArray[np.intp],
    found: Mapping[str, NDArray[np.uint64]],
    first: int,
) -> None:
    """Put what comes out of some cases where they stand among all, from `first` on."""
    combinations = np.prod(counts, axis=0)
    starts = np.cumsum(combinations) - combinations
    owners = np.repeat(np.arange(len(combinations)), combinations)
    findings = engine.evaluate(_written_out(masks, counts, owners, starts), complete=True)
    for step in engine.decisions:
        code = findings.recommended(step.name)
        outcome = np.where(code > 0, code - np.uint8(1), np.uint8(step.size)).astype(np.uint64)
        sets = np.bitwise_or.reduceat(np.uint64(1) << outcome, starts)
        found[step.name][first : first + len(sets)] = sets


def _written_out(
    masks: Masks, counts: NDArray[np.intp], owners: NDArray[np.intp], starts: NDArray[np.intp]
) -> Masks:
    """Return complete cases, unsigned[facts, combinations]: those of a case stand side by side."""
    one = masks.dtype.type(1)
    lowest = masks & (~masks + one)
    complete = lowest[:, owners]
    number = np.arange(len(owners)) - starts[owners]
    for row in np.flatnonzero((counts > 1).any(axis=1)):
        some = np.flatnonzero(counts[row][owners] > 1)
        count = counts[row][owners[some]]
        left = masks[row][owners[some]]
        digit = number[some] % count
        number[some] //= count
        for step in range(int(count.max()) - 1):
            left = np.where(digit > step, left & (left - one), left)
        complete[row, some] = left & (~left + one)
    return complete
