"""Answers changed by a few: what a case would be advised then, all tried in one sweep of the planes."""

from __future__ import annotations

import random
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations as sets_of
from math import comb

from advisor.inference.planes.bounds import possible_options
from advisor.inference.planes.so_far import Sweep, sweep
from advisor.inference.program import CompiledRules, clauses_of, cone

MOST_SETS = 1 << 17
"""The most sets of changed answers that are tried together."""

Change = tuple[tuple[str, int], ...]
"""Answers that change a case: pairs of a fact and a code, each fact once."""


@dataclass(frozen=True)
class Turning:
    """A change of answers after which a decision comes out as `winner` (a code; None: no option)."""

    change: Change
    winner: int | None


@dataclass(frozen=True)
class Sturdiness:
    """How many of the single changes of given answers leave a decision as it is.

    `changes` counts one for each given answer and each other value of it, `same` those that leave
    the recommendation; `overturning` are the others, those nearest to what was answered first.
    `pairs` and `pairs_same` count changes of two answers at once (0 where they are too many).
    """

    changes: int
    same: int
    overturning: tuple[Turning, ...]
    pairs: int
    pairs_same: int


def tried(
    rules: CompiledRules,
    answers: Mapping[str, int],
    changes: Sequence[Change],
    only: Container[str] | None = None,
    possible: Mapping[str, int] | None = None,
) -> Sweep[int]:
    """Evaluate a case after each change, all in one sweep; bit number n stands for the nth change.

    A decision comes out as the option that leads by its points. With `possible` it is one that
    can come out: by the bounds, and by the masks of options that `possible` gives for decisions.
    """
    ones = (1 << len(changes)) - 1
    touched: dict[str, dict[int, list[int]]] = {}
    for index, change in enumerate(changes):
        for fact, code in change:
            touched.setdefault(fact, {}).setdefault(code, []).append(index)
    planes: dict[str, list[int]] = {}
    for fact, size in rules.facts:
        moved = {
            code: _plane(places, len(changes)) for code, places in touched.get(fact, {}).items()
        }
        free = ones
        for plane in moved.values():
            free ^= plane
        mask = answers[fact]
        planes[fact] = [
            (free if mask >> code & 1 else 0) | moved.get(code, 0) for code in range(size)
        ]
    if possible is None or all(mask.bit_count() == 1 for mask in answers.values()):
        # In a complete case that leads which comes out.
        return sweep(rules, planes, ones, only=only)
    options = possible_options(rules, planes, ones, only)
    for name, mask in possible.items():
        if name in options:
            options[name] = [
                plane if mask >> code & 1 else 0 for code, plane in enumerate(options[name])
            ]
    return sweep(rules, planes, ones, only=only, possible=options)


def winners(run: Sweep[int], decision: str, count: int) -> list[int | None]:
    """Return the option (a code) that a decision comes out as in each case of a run, or None."""
    found: list[int | None] = [None] * count
    for code, plane in enumerate(run.values[decision]):
        for index in _places(plane & run.determined[decision]):
            found[index] = code
    return found


def single_changes(
    rules: CompiledRules, answers: Mapping[str, int], facts: Container[str]
) -> tuple[Change, ...]:
    """Return every change of one of these answers; the codes nearest to what was answered come first."""
    found: list[tuple[int, int, Change]] = []
    for place, (fact, size) in enumerate(rules.facts):
        if fact in facts:
            given = answers[fact]
            ordered = rules.source.items[fact].domain.ordered
            found += [
                (_distance(given, code, ordered=ordered), place, ((fact, code),))
                for code in range(size)
                if given != 1 << code
            ]
    return tuple(change for *_, change in sorted(found, key=lambda one: one[:2]))


class Changes:
    """Tries changes of a case's answers on one decision.

    `answers` are the masks of possible codes of every fact. What no rule below the decision reads
    can't move it, and codes that no such rule tells apart are one.

    While facts are open, only what the bounds leave possible is recommended. In complete cases that
    is what `advise` recommends, and nearly always in others: `advise` also sets aside an option of
    which the bounds don't show that it can't come out. So whoever tells of a change has it advised first.
    """

    def __init__(self, rules: CompiledRules, answers: Mapping[str, int], decision: str) -> None:
        self._rules = rules
        self._answers = answers
        self._decision = decision
        self._cone = cone(rules.by_name, [decision])
        self._masks: dict[str, set[int]] = {}
        for name in self._cone:
            for _, clause in clauses_of(rules.by_name[name]):
                for test in clause.tests:
                    if test.item in answers:
                        # Whether something is known at all tells each single code from several.
                        self._masks.setdefault(test.item, set()).add(test.mask)

    @property
    def facts(self) -> tuple[str, ...]:
        """The facts that the decision rests on, in the order of the books."""
        return tuple(name for name, _ in self._rules.facts if name in self._masks)

    def told_apart(self, singles: Sequence[Change]) -> tuple[Change, ...]:
        """Return the first of those single changes that no rule below the decision tells apart."""
        first: dict[tuple[str, tuple[int, ...]], Change] = {}
        for change in singles:
            ((fact, code),) = change
            if fact in self._masks:
                masks = sorted(self._masks[fact])
                first.setdefault((fact, tuple(mask >> code & 1 for mask in masks)), change)
        return tuple(first.values())

    def winners(self, changes: Sequence[Change]) -> list[int | None]:
        """Return the option (a code) that each change leads to, or None where there is none."""
        if not changes:
            return []
        run = tried(self._rules, self._answers, changes, self._cone, possible={})
        return winners(run, self._decision, len(changes))

    def sturdiness(self, given: Container[str]) -> Sturdiness:
        """Return how the decision stands changes of the `given` facts; the case is read as they are."""
        singles = single_changes(self._rules, self._answers, given)
        winner, *after = self.winners([(), *singles])
        overturning = tuple(
            Turning(change, now)
            for change, now in zip(singles, after, strict=True)
            if now != winner
        )
        pairs = pairs_same = 0
        if comb(len(singles), 2) <= MOST_SETS:
            couples = _together(singles, 2)
            pairs = len(couples)
            pairs_same = sum(1 for now in self.winners(couples) if now == winner)
        return Sturdiness(
            len(singles), len(singles) - len(overturning), overturning, pairs, pairs_same
        )

    def smallest(
        self, facts: Container[str], target: int, *, most: int = 4
    ) -> tuple[tuple[Change, ...], int]:
        """Return the smallest changes of `facts` that lead to `target`, and how many answers were tried.

        All changes of that many answers are returned, or none; up to that number (0 to 4) it is
        certain that no smaller one exists. `most` bounds it.
        """
        singles = self.told_apart(single_changes(self._rules, self._answers, facts))
        tried = 0
        for size in range(1, most + 1):
            if comb(len(singles), size) > MOST_SETS:
                break
            sets = _together(singles, size)
            tried = size
            found = tuple(
                change
                for change, now in zip(sets, self.winners(sets), strict=True)
                if now == target
            )
            if found:
                return found, tried
        return (), tried

    def sampled(self, facts: Container[str], target: int) -> tuple[Change, ...]:
        """Return one change that leads to `target`, found in a fixed random sample, or none.

        It is minimal (each of its answers is needed), and not always the smallest.
        """
        chance = random.Random(20)  # noqa: S311 - a fixed sample, not a secret
        sizes = [(name, size) for name, size in self._rules.facts if name in facts]
        drawn: list[Change] = [
            tuple((name, chance.randrange(size)) for name, size in sizes) for _ in range(4096)
        ]
        working = [
            change for change, now in zip(drawn, self.winners(drawn), strict=True) if now == target
        ]
        reduced = [self.needed(change, target) for change in working[:8]]
        return tuple(sorted(reduced, key=len)[:1])

    def needed(self, change: Change, target: int) -> Change:
        """Return what remains of a change when all is left out that `target` does without."""
        while len(change) > 1:
            shorter = [tuple(two for two in change if two != one) for one in change]
            working = [
                smaller
                for smaller, now in zip(shorter, self.winners(shorter), strict=True)
                if now == target
            ]
            if not working:
                break
            change = working[0]
        return change


def _together(singles: Sequence[Change], size: int) -> list[Change]:
    """Return sets of changes of different facts."""
    return [
        tuple(one for change in chosen for one in change)
        for chosen in sets_of(singles, size)
        if len({change[0][0] for change in chosen}) == size
    ]


def _distance(given: int, code: int, *, ordered: bool) -> int:
    """Return how many steps a code lies from what is possible: 0 when it is possible itself.

    Without an order every other code is one step away.
    """
    if given >> code & 1 or not ordered:
        return 0 if given >> code & 1 else 1
    return min(abs(code - one) for one in _places(given))


def _plane(places: Sequence[int], count: int) -> int:
    bits = bytearray((count + 7) // 8)
    for place in places:
        bits[place >> 3] |= 1 << (place & 7)
    return int.from_bytes(bits, "little")


def _places(plane: int) -> Iterator[int]:
    """Yield the places of the bits that are set, from the lowest."""
    for index, byte in enumerate(plane.to_bytes((plane.bit_length() + 7) // 8, "little")):
        if byte:
            yield from (index * 8 + bit for bit in range(8) if byte >> bit & 1)
