"""What can come out of many cases, exactly: a search through the ways of filling in the unknowns.

Bounds prove what is impossible, samples show what is possible; what lies between is split on an
open fact and looked at again. That is seldom deep, so it costs a small part of evaluating all
completions, and it finds the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from advisor.inference.bits import BitEngine, Findings
from advisor.inference.compiled import Step
from advisor.inference.machine import Masks, plane_of

Outcomes = NDArray[np.uint64]
"""A set of outcomes for each case: a bit for each code, and above them one for 'undetermined'."""

Enough = Callable[[str, Outcomes, NDArray[np.intp]], NDArray[np.bool_]]
"""Tells, of an item's outcomes found so far in some cases, where nothing more needs to be found."""

SAMPLES = 6
"""Random completions that are looked at first; most that is possible shows up in a few."""

_MOST_AT_ONCE = 1 << 20


def exact_outcomes(
    engine: BitEngine,
    masks: Masks,
    wanted: Mapping[str, NDArray[np.bool_]],
    enough: Enough | None = None,
) -> dict[str, Outcomes]:
    """Return for each wanted item the outcomes over all completions, one set a case.

    `masks` is unsigned[facts, cases] without zeros; `wanted` tells for each item in which cases
    it is asked for; elsewhere the set is empty. With `enough`, a set may be left incomplete where
    it says so.
    """
    found = {name: np.zeros(masks.shape[1], np.uint64) for name in wanted}
    cases = np.flatnonzero(np.logical_or.reduce(list(wanted.values())))
    if not len(cases):
        return found
    chance = np.random.default_rng(20)
    # Both ends of every scale first: they are the completions that most often differ.
    part = masks[:, cases]
    samples = (_random(part, chance) for _ in range(SAMPLES))
    for complete in chain((_first(part), _last(part)), samples):
        _look(engine, complete, cases, wanted, found)
    search = _Search(engine, wanted, found, enough)
    size = max(1, _MOST_AT_ONCE // 16)
    for first in range(0, len(cases), size):
        part = cases[first : first + size]
        search.run(masks[:, part], part)
    return found


def _look(
    engine: BitEngine,
    complete: Masks,
    cases: NDArray[np.intp],
    wanted: Mapping[str, NDArray[np.bool_]],
    found: Mapping[str, Outcomes],
) -> None:
    """Add what complete cases come out at."""
    findings = engine.evaluate(complete, complete=True)
    for name, flags in wanted.items():
        seen = outcome_of(engine, findings, name)
        found[name][cases] |= np.where(flags[cases], seen, np.uint64(0))


def outcome_of(engine: BitEngine, findings: Findings, name: str) -> Outcomes:
    """Return the outcome of an item so far, where a case is complete, as a set of one or more."""
    step = engine.steps[name]
    undetermined = np.uint64(1 << step.size)
    if name in engine.rules.items and step in engine.decisions:
        code = findings.recommended(name).astype(np.uint64)
        return np.where(code > 0, np.uint64(1) << (code - np.uint64(1)), undetermined)
    determined = findings.flags("determined", name).astype(bool)
    return np.where(determined, findings.mask("values", name), undetermined)


class _Search:
    """Splits cases on open facts until the bounds settle every item that is wanted."""

    def __init__(
        self,
        engine: BitEngine,
        wanted: Mapping[str, NDArray[np.bool_]],
        found: Mapping[str, Outcomes],
        enough: Enough | None,
    ) -> None:
        self._engine = engine
        self._wanted = wanted
        self._found = found
        self._enough = enough
        self._steps: dict[str, Step] = engine.steps

    def run(self, masks: Masks, cases: NDArray[np.intp]) -> None:
        """Search below these cases; `cases` are their indices in the sets that are found."""
        waiting = [(masks, cases)]
        while waiting:
            masks, cases = waiting.pop()
            while len(cases) > _MOST_AT_ONCE:
                waiting.append((masks[:, _MOST_AT_ONCE:], cases[_MOST_AT_ONCE:]))
                masks, cases = masks[:, :_MOST_AT_ONCE], cases[:_MOST_AT_ONCE]
            masks, cases = self._split(masks, cases)
            if len(cases):
                waiting.append((masks, cases))

    def _pending(self, name: str, cases: NDArray[np.intp]) -> NDArray[np.bool_]:
        pending = self._wanted[name][cases]
        if self._enough is not None:
            pending &= ~self._enough(name, self._found[name][cases], cases)
        return pending

    def _split(self, masks: Masks, cases: NDArray[np.intp]) -> tuple[Masks, NDArray[np.intp]]:
        """Settle what can be settled, and return the rest, split on one open fact each."""
        engine = self._engine
        pending = {name: self._pending(name, cases) for name in self._wanted}
        alive = np.logical_or.reduce(list(pending.values()))
        masks, cases = masks[:, alive], cases[alive]
        if not len(cases):
            return masks, cases
        pending = {name: flags[alive] for name, flags in pending.items()}
        nothing = plane_of(np.zeros(len(cases), bool))
        further = np.stack(
            [plane_of(pending[name]) if name in pending else nothing for name in engine.steps]
        )
        plan, runner = engine.search_program
        findings = Findings(engine, plan, runner.run(masks, further), len(cases))
        is_open = (masks & (masks - masks.dtype.type(1))) != 0
        closed = ~is_open.any(axis=0)
        alive = np.zeros(len(cases), bool)
        for name, flags in pending.items():
            can_be = findings.mask("can be", name)
            settled = np.bitwise_count(can_be) == 1
            seen = np.where(settled, can_be, findings.mask("is", name))
            done = flags & (settled | closed)
            # Several parts of one case may settle at once, so that plain indexing would lose some.
            np.bitwise_or.at(self._found[name], cases[done], seen[done])
            known = self._found[name][cases]
            alive |= flags & ~done & ((can_be & ~known) != 0)
        if not alive.any():
            return masks[:, :0], cases[:0]
        masks, cases = masks[:, alive], cases[alive]
        fact = self._choice(findings, is_open, alive)
        return self._parts(masks, cases, fact)

    def _choice(
        self, findings: Findings, is_open: NDArray[np.bool_], alive: NDArray[np.bool_]
    ) -> NDArray[np.intp]:
        """Return for each living case the row of the open fact to split on: the most used that matters."""
        engine = self._engine
        fact = np.full(int(alive.sum()), -1, np.intp)
        for by_relevance in (True, False):
            for row in engine.by_use:
                fits = is_open[row][alive] & (fact < 0)
                if by_relevance:
                    fits &= findings.flags("matters", engine.facts[row])[alive].astype(bool)
                fact[fits] = row
            if (fact >= 0).all():
                break
        return fact

    def _parts(
        self, masks: Masks, cases: NDArray[np.intp], fact: NDArray[np.intp]
    ) -> tuple[Masks, NDArray[np.intp]]:
        """Return each case once for each value of its fact."""
        columns = np.arange(masks.shape[1])
        left = masks[fact, columns]
        parts: list[Masks] = []
        owners: list[NDArray[np.intp]] = []
        while left.any():
            lowest = left & (~left + left.dtype.type(1))
            some = lowest != 0
            part = masks[:, some]
            part[fact[some], np.arange(part.shape[1])] = lowest[some]
            parts.append(part)
            owners.append(cases[some])
            left = left ^ lowest
        return np.concatenate(parts, axis=1), np.concatenate(owners)


def _first(masks: Masks) -> Masks:
    return masks & (~masks + masks.dtype.type(1))


def _last(masks: Masks) -> Masks:
    left = masks.copy()
    while True:
        fewer = left & (left - left.dtype.type(1))
        if not fewer.any():
            return left
        left = np.where(fewer != 0, fewer, left)


def _random(masks: Masks, chance: np.random.Generator) -> Masks:
    """Return one possible value of each fact, each as likely as the others."""
    left = masks.copy()
    skip = chance.integers(0, np.maximum(np.bitwise_count(masks), 1), dtype=np.uint8)
    while skip.any():
        left = np.where(skip > 0, left & (left - left.dtype.type(1)), left)
        skip = np.where(skip > 0, skip - 1, skip).astype(np.uint8)
    return _first(left)
