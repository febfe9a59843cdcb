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

from advisor.inference.bits import Findings
from advisor.inference.machine import Masks, plane_of
from advisor.inference.probes import Probe, most_used, open_flags

Outcomes = NDArray[np.uint64]
"""A set of outcomes for each case: a bit for each code, and above them one for 'undetermined'."""

Flags = NDArray[np.bool_]
Indices = NDArray[np.intp]

Enough = Callable[[str, Outcomes, Indices], Flags]
"""Tells, of an item's outcomes found so far in some cases, where nothing more needs to be found."""

SAMPLES = 6
"""Random completions that are looked at first; most that is possible shows up in a few."""

_CASES_AT_ONCE = 1 << 16
_PARTS_AT_ONCE = 1 << 18


def exact_outcomes(
    probe: Probe,
    masks: Masks,
    wanted: Mapping[str, Flags],
    enough: Enough | None = None,
) -> dict[str, Outcomes]:
    """Return for each item of the probe the outcomes over all completions, one set a case.

    `masks` is unsigned[facts, cases] without zeros; `wanted` tells for each item in which cases
    it is asked for; elsewhere the set is empty. With `enough`, a set may be left incomplete where
    it says so.
    """
    found = {name: np.zeros(masks.shape[1], np.uint64) for name in probe.names}
    cases = np.flatnonzero(np.logical_or.reduce(list(wanted.values())))
    if not len(cases):
        return found
    chance = np.random.default_rng(20)
    part = masks[:, cases]
    # Both ends of every scale first: they are the completions that most often differ.
    samples = (_random(part, chance) for _ in range(SAMPLES))
    for complete in chain((_first(part), _last(part)), samples):
        findings = probe.complete(complete)
        for name in probe.names:
            seen = findings.mask("is", name)
            found[name][cases] |= np.where(wanted[name][cases], seen, np.uint64(0))
    search = _Search(probe, wanted, found, enough)
    for first in range(0, len(cases), _CASES_AT_ONCE):
        some = cases[first : first + _CASES_AT_ONCE]
        search.run(masks[:, some], some)
    return found


class _Search:
    """Splits cases on open facts until the bounds settle every item that is wanted."""

    def __init__(
        self,
        probe: Probe,
        wanted: Mapping[str, Flags],
        found: Mapping[str, Outcomes],
        enough: Enough | None,
    ) -> None:
        self._probe = probe
        self._wanted = wanted
        self._found = found
        self._enough = enough
        self._facts = most_used(probe.engine, probe.facts)

    def run(self, masks: Masks, cases: Indices) -> None:
        """Search below these cases; `cases` are their indices in the sets that are found."""
        waiting = [(masks, cases)]
        while waiting:
            masks, cases = waiting.pop()
            if len(cases) > _PARTS_AT_ONCE:
                waiting.append((masks[:, _PARTS_AT_ONCE:], cases[_PARTS_AT_ONCE:]))
                masks, cases = masks[:, :_PARTS_AT_ONCE], cases[:_PARTS_AT_ONCE]
            masks, cases = self._split(masks, cases)
            if len(cases):
                waiting.append((masks, cases))

    def _pending(self, name: str, cases: Indices) -> Flags:
        pending: Flags = self._wanted[name][cases]
        if self._enough is not None:
            pending = pending & ~self._enough(name, self._found[name][cases], cases)
        return pending

    def _split(self, masks: Masks, cases: Indices) -> tuple[Masks, Indices]:
        """Settle what can be settled, and return the rest, split on one open fact each."""
        probe = self._probe
        pending = {name: self._pending(name, cases) for name in probe.names}
        alive = np.logical_or.reduce(list(pending.values()))
        if not alive.all():
            masks, cases = masks[:, alive], cases[alive]
            pending = {name: flags[alive] for name, flags in pending.items()}
        if not len(cases):
            return masks, cases
        findings = probe.outlook(masks, np.stack([plane_of(pending[name]) for name in probe.names]))
        is_open = open_flags(masks[self._facts])
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
        living = np.flatnonzero(alive)
        fact = self._choice(findings, is_open, living)
        return self._parts(masks[:, living], cases[living], fact)

    def _choice(self, findings: Findings, is_open: Flags, living: Indices) -> Indices:
        """Return for each living case the row of the fact to split on: the most used that matters."""
        fact = np.full(len(living), -1, np.intp)
        for by_relevance in (True, False):
            for place, row in enumerate(self._facts):
                free = np.flatnonzero(fact < 0)
                if not len(free):
                    return fact
                fits = is_open[place][living[free]]
                if by_relevance:
                    matters = findings.flags("matters", self._probe.engine.facts[row])
                    fits = fits & (matters[living[free]] != 0)
                fact[free[fits]] = row
        return fact

    def _parts(self, masks: Masks, cases: Indices, fact: Indices) -> tuple[Masks, Indices]:
        """Return each case once for each value of its fact."""
        if not len(cases):
            return masks, cases
        columns = np.arange(masks.shape[1])
        left = masks[fact, columns]
        parts: list[Masks] = []
        owners: list[Indices] = []
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
