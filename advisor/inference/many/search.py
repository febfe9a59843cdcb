"""What can come out of many cases, exactly: a search through the ways of filling in the unknowns.

Random combinations show most of what is possible, bounds prove what is not. Cases for which that
says too little are split on an open fact and bounded again, which leaves fewer values that matter;
once few combinations are left in all, they are evaluated.
"""

from __future__ import annotations

from collections import Counter

import numpy as np
from numpy.typing import NDArray

from advisor.inference.many.combinations import every_outcome, some_outcomes
from advisor.inference.many.engine import BitEngine
from advisor.inference.many.machine import WORD, Masks, Words, bits_of, plane_of
from advisor.inference.many.probes import item_programs
from advisor.inference.many.relevance import told_apart
from advisor.inference.planes.bounds import Bounds
from advisor.inference.program import clauses_of, cone

Outcomes = NDArray[np.uint64]
"""A set of outcomes for each case: a bit for each code, and above them one for 'undetermined'."""

Flags = NDArray[np.bool_]
Indices = NDArray[np.intp]

_SAMPLED = 4 * WORD
"""More combinations are worth a look at a word of random ones first."""
_EVALUATED = WORD
"""A part with so many combinations is not split further: they fit in a word."""
_PARTS_AT_ONCE = 1 << 14
_FEW_PARTS = 1 << 10
"""Bounding so many parts takes hardly longer than bounding one."""
_FEW_COMBINATIONS = 1 << 17
"""To evaluate so many takes no longer than to bound once more."""


def exact_outcomes(
    engine: BitEngine,
    item: str,
    masks: Masks,
    can_be: Outcomes,
    sufficient: Outcomes,
    required: Outcomes,
) -> Outcomes:
    """Return what an item comes to over all combinations of the values in `masks`, a set a case.

    `masks` is unsigned[facts, cases] without zeros; nothing outside of `can_be` comes out. Where
    one of the `sufficient` outcomes is found and all of the `required`, others may be left out.
    """
    found = np.zeros(masks.shape[1], np.uint64)
    search = _Search(engine, item, can_be, (sufficient, required), found)
    for first in range(0, len(found), _PARTS_AT_ONCE):
        cases = np.arange(first, min(first + _PARTS_AT_ONCE, len(found)))
        search.run(masks[:, cases], cases)
    return found


def bounds_of(engine: BitEngine, masks: Masks) -> Bounds[Words]:
    """Return the bounds of cases before their first step; `masks` is without zeros."""
    one = masks.dtype.type(1)
    facts = {
        name: [plane_of(row >> row.dtype.type(code) & one) for code in range(size)]
        for row, (name, size) in zip(masks, engine.compiled.facts, strict=True)
    }
    return Bounds(facts, plane_of(np.ones(masks.shape[1], bool)))


def bounded(bounds: Bounds[Words], item: str, cases: int) -> Outcomes:
    """Return the outcomes that the bounds of an item leave possible."""
    outlook = bounds.outlooks[item]
    total = np.zeros(cases, np.uint64)
    for bit, plane in enumerate((*outlook.codes, outlook.undetermined)):
        total |= bits_of(plane, cases).astype(np.uint64) << np.uint64(bit)
    return total


def product(counts: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Return the product of each column; beyond 2**53 it is rounded, far above all limits."""
    result: NDArray[np.float64] = np.prod(counts, axis=0, dtype=np.float64)
    return result


class _Search:
    """Splits cases into parts until it is known what comes out of each."""

    def __init__(
        self,
        engine: BitEngine,
        item: str,
        can_be: Outcomes,
        enough: tuple[Outcomes, Outcomes],
        found: Outcomes,
    ) -> None:
        self._engine = engine
        self._item = item
        self._program = item_programs(engine).of(item)
        self._can_be = can_be
        self._sufficient, self._required = enough
        self._found = found
        names = cone(engine.steps, [item])
        self._steps = [step for step in engine.compiled.steps if step.name in names]
        uses = Counter(
            test.item
            for step in self._steps
            for _, clause in clauses_of(step)
            for test in clause.tests
        )
        self._order = sorted(engine.cone(item), key=lambda row: -uses[engine.facts[row]])
        """The facts to split on: the bounds gain most from those that most conditions read."""

    def run(self, masks: Masks, cases: Indices) -> None:
        """Find what comes out of these cases."""
        large = self._combinations(masks) > _SAMPLED
        if large.any():
            self._found[cases[large]] = some_outcomes(self._program, masks[:, large])
        waiting = [(masks, cases)]
        while waiting:
            masks, cases = self._pending(*waiting.pop())
            combinations = self._combinations(masks)
            few = combinations <= _EVALUATED
            self._evaluate(masks[:, few], cases[few])
            masks, cases = self._split(masks[:, ~few], cases[~few])
            if combinations.sum() > _FEW_COMBINATIONS:
                masks, cases = self._narrowed(*self._pending(masks, cases))
            # What is found in one part may spare another, so the parts go on in turn.
            for first in range(0, len(cases), _PARTS_AT_ONCE):
                some = slice(first, first + _PARTS_AT_ONCE)
                waiting.append((masks[:, some], cases[some]))

    def _combinations(self, masks: Masks) -> NDArray[np.float64]:
        return product(np.bitwise_count(masks[self._order]))

    def _pending(self, masks: Masks, cases: Indices) -> tuple[Masks, Indices]:
        """Return the parts of which more has to be known."""
        found = self._found[cases]
        enough = (found & self._sufficient[cases] != 0) & (self._required[cases] & ~found == 0)
        pending = (self._can_be[cases] & ~found != 0) & ~enough
        return masks[:, pending], cases[pending]

    def _evaluate(self, masks: Masks, cases: Indices) -> None:
        if len(cases):
            # Several parts may be of one case, so that plain indexing would lose some.
            np.bitwise_or.at(self._found, cases, every_outcome(self._program, masks))

    def _split(self, masks: Masks, cases: Indices) -> tuple[Masks, Indices]:
        """Split each part on open facts, so often that bounding them is worth its while."""
        while True:
            counts = np.bitwise_count(masks[self._order])
            if not len(cases) or (counts == 1).all():
                return masks, cases
            fact = np.array(self._order)[(counts > 1).argmax(axis=0)]
            masks, cases = _parts(masks, cases, fact)
            if len(cases) >= _FEW_PARTS:
                return masks, cases

    def _narrowed(self, masks: Masks, cases: Indices) -> tuple[Masks, Indices]:
        """Bound these parts; return those that are not settled by it, with the values that matter."""
        if not len(cases):
            return masks, cases
        bounds = bounds_of(self._engine, masks)
        for step in self._steps:
            bounds.step(step)
        can_be = bounded(bounds, self._item, len(cases))
        settled = np.bitwise_count(can_be) == 1
        np.bitwise_or.at(self._found, cases[settled], can_be[settled])
        alive = can_be & self._can_be[cases] & ~self._found[cases] != 0
        values = told_apart(self._engine.compiled, bounds, self._item, masks)
        return values[:, alive], cases[alive]


def _parts(masks: Masks, cases: Indices, fact: Indices) -> tuple[Masks, Indices]:
    """Return each case once for each value of its fact."""
    left = masks[fact, np.arange(len(cases))]
    parts: list[Masks] = []
    owners: list[Indices] = []
    while left.any():
        lowest = left & (~left + left.dtype.type(1))
        some = np.flatnonzero(lowest)
        part = masks[:, some]
        part[fact[some], np.arange(len(some))] = lowest[some]
        parts.append(part)
        owners.append(cases[some])
        left = left ^ lowest
    return np.concatenate(parts, axis=1), np.concatenate(owners)
