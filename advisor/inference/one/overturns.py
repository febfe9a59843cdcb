"""Which answers would overturn a recommendation, and to what: the fewest that do it."""

from __future__ import annotations

import random
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations as pairs_of

from advisor.inference.advice import Basis
from advisor.inference.one.changes import Change, tried, winners
from advisor.inference.one.completions import (
    combination_at,
    drawn,
    every_completion,
    sample_of_completions,
)
from advisor.inference.one.firmness import Foresight
from advisor.inference.planes.so_far import Sweep, sweep
from advisor.inference.program import DecisionStep, codes_of, planes_of

_MOST_PAIRS = 1 << 14
_WITNESSES = 3
_AT_ONCE = 256
_COMPLETIONS = (32, 512)
_SEED = 20


@dataclass(frozen=True)
class _Tried:
    """Changes tried on all decisions at once, and where completions of each bring which option."""

    changes: tuple[Change, ...]
    places: Mapping[str, range]
    after: Sweep[int]
    completed: Mapping[str, list[int]]


class Overturns:
    """Finds the answers that move what is recommended in one case."""

    def __init__(self, foresight: Foresight) -> None:
        self._foresight = foresight

    def of(self, name: str, winner: int | None) -> list[tuple[Change, int]]:
        """Return answers that move a decision's winner, or bring one, and to what: the fewest.

        Single answers are looked for first, then pairs, then one set, the smallest that is found
        in some completions. Only outcomes that are really possible are told.
        """
        outcome = self._foresight.outcomes[name]
        facts = [dimension.fact for dimension in outcome.dimensions]
        facts += [
            fact
            for fact in self._foresight.dependence.open_facts(name, asked_about=True)
            if fact not in facts
        ]
        found = self._sure_singles(name, winner, facts)
        if found:
            return found
        singles: list[Change] = [
            ((fact, code),) for fact in facts for code in codes_of(self._foresight.answers[fact])
        ]
        couples: list[Change] = [
            (*one, *two) for one, two in pairs_of(singles, 2) if one[0][0] != two[0][0]
        ]
        if len(couples) <= _MOST_PAIRS:
            found = self._sure(name, self._effective(name, winner, couples))
            if found:
                return found
        witness = self._witness(name, winner)
        return [] if witness is None else [witness]

    def _sure_singles(
        self, name: str, winner: int | None, facts: Sequence[str]
    ) -> list[tuple[Change, int]]:
        """Return the single answers that surely bring another option."""
        tried = self._singles
        now = winners(tried.after, name, len(tried.changes))
        possible = self._foresight.outcomes[name].mask
        moving = [
            (tried.changes[place], code, place)
            for fact in facts
            for place in tried.places.get(fact, ())
            if (code := now[place]) is not None and code != winner and possible >> code & 1
        ]
        if not moving:
            return []
        shown = self._all_shown(tried.after, tried.completed, name, len(tried.changes))
        sure = [(change, code) for change, code, place in moving if shown >> place & 1]
        unseen = [(change, code) for change, code, place in moving if not shown >> place & 1]
        return sure + self._sure(name, unseen)

    @cached_property
    def _singles(self) -> _Tried:
        """Every single answer to an open fact, tried once for all decisions."""
        foresight = self._foresight
        changes: list[Change] = []
        places: dict[str, range] = {}
        for fact, _ in foresight.rules.facts:
            codes = list(codes_of(foresight.answers[fact]))
            if len(codes) > 1:
                places[fact] = range(len(changes), len(changes) + len(codes))
                changes += [((fact, code),) for code in codes]
        every_step = set(foresight.rules.by_name)
        after = tried(foresight.rules, foresight.answers, changes, every_step, foresight.possible)
        completed = self._completed(after, len(changes), _COMPLETIONS[0], every_step)
        return _Tried(tuple(changes), places, after, completed)

    def _effective(
        self, name: str, winner: int | None, changes: Sequence[Change]
    ) -> list[tuple[Change, int]]:
        """Return the changes after which another option is recommended so far."""
        winners = self._winners_after(name, changes)
        possible = self._foresight.outcomes[name].mask
        return [
            (change, code)
            for change, code in zip(changes, winners, strict=True)
            if code is not None and code != winner and possible >> code & 1
        ]

    def _winners_after(self, name: str, changes: Sequence[Change]) -> list[int | None]:
        """Return what is recommended after each change, as far as bounds tell what is possible."""
        return winners(self._after(name, changes), name, len(changes)) if changes else []

    def _after(self, name: str, changes: Sequence[Change]) -> Sweep[int]:
        """Evaluate the case after each change, with what its bounds leave possible, in one sweep."""
        foresight = self._foresight
        # What can't come out at all doesn't do so after a change either.
        cone = foresight.dependence.cone(name)
        return tried(foresight.rules, foresight.answers, changes, cone, foresight.possible)

    def _sure(self, name: str, found: Sequence[tuple[Change, int]]) -> list[tuple[Change, int]]:
        """Return those of the changes that surely bring their option.

        What is recommended after a change, for this decision and for those that it rests on, must
        be able to come out. Random completions show it: mostly a few of them, else more.
        """
        sure: list[tuple[Change, int]] = []
        for first in range(0, len(found), _AT_ONCE):
            part = found[first : first + _AT_ONCE]
            for completions in _COMPLETIONS:
                shown = self._shown(name, [change for change, _ in part], completions)
                sure += [one for index, one in enumerate(part) if shown >> index & 1]
                part = [one for index, one in enumerate(part) if not shown >> index & 1]
                if not part:
                    break
        return sure

    def _shown(self, name: str, changes: Sequence[Change], completions: int) -> int:
        """Return the changes after which random completions show all that is recommended, as bits."""
        after = self._after(name, changes)
        cone = self._foresight.dependence.cone(name)
        completed = self._completed(after, len(changes), completions, cone)
        return self._all_shown(after, completed, name, len(changes))

    def _completed(
        self, after: Sweep[int], count: int, completions: int, only: Container[str]
    ) -> dict[str, list[int]]:
        """Return where random completions of changed cases bring each option of each decision."""
        rules = self._foresight.rules
        chance = random.Random(_SEED)  # noqa: S311 - a fixed sample, not a secret
        ones = (1 << count * completions) - 1
        facts = {
            fact: drawn(chance, [_spread(plane, completions) for plane in after.values[fact]], ones)
            for fact, _ in rules.facts
        }
        run = sweep(rules, facts, ones, only=only, single=facts)
        return {
            step.name: [
                _gathered(plane & run.determined[step.name], count, completions)
                for plane in run.values[step.name]
            ]
            for step in rules.steps
            if isinstance(step, DecisionStep) and step.name in run.determined
        }

    def _all_shown(
        self, after: Sweep[int], completed: Mapping[str, list[int]], name: str, count: int
    ) -> int:
        """Return the changes, as bits, after which completions show all that a decision rests on."""
        shown = (1 << count) - 1
        for step in self._foresight.dependence.cone(name) & completed.keys():
            here = 0
            for plane, came in zip(after.values[step], completed[step], strict=True):
                here |= plane & came
            shown &= here | ~after.determined[step]
        return shown

    def _recommended_after(self, name: str, change: Change) -> int | None:
        """Return what is recommended after a change, by all that can come out then."""
        rules, cone = self._foresight.rules, self._foresight.dependence.cone(name)
        answers = {**self._foresight.answers, **{fact: 1 << code for fact, code in change}}
        foresight = Foresight(rules, answers, only=cone)
        facts = planes_of(answers, rules.facts)
        run = sweep(rules, facts, 1, only=cone, possible=foresight.possible_planes())
        if not run.determined[name]:
            return None
        return run.values[name].index(1)

    def _witness(self, name: str, winner: int | None) -> tuple[Change, int] | None:
        """Return the smallest set of answers found in completions in which another option wins."""
        found = list(self._losing_completions(name, winner))
        after = self._winners_after(name, [change for change, _ in found])
        # Where it isn't enough, what counts is known at all only when the rest is answered as well.
        whole = [
            (change if now == target else (*self._filled_in(name, change), *change), target)
            for (change, target), now in zip(found, after, strict=True)
        ]
        smallest = sorted(
            (one for one in self._needed(name, whole) if one[0]), key=lambda one: len(one[0])
        )
        for change, target in self._sure(name, smallest):
            return change, target
        for change, target in whole:
            if self._recommended_after(name, change) == target:
                return change, target
        return None

    def _needed(
        self, name: str, whole: Sequence[tuple[Change, int]]
    ) -> Iterator[tuple[Change, int]]:
        """Yield those of each set's answers that it takes to bring its option; none where all don't."""
        kept: list[Change] = [() for _ in whole]
        rest = [change for change, _ in whole]
        while any(rest):
            # Drop as many answers as can be dropped from the front; the next one is needed.
            tried = [
                (index, kept[index] + rest[index][start:], start)
                for index in range(len(whole))
                for start in range(len(rest[index]) + (1 if kept[index] else 0))
                if rest[index]
            ]
            winners = self._winners_after(name, [change for _, change, _ in tried])
            working = {
                index: start
                for (index, _, start), now in zip(tried, winners, strict=True)
                if now == whole[index][1]
            }
            for index in {index for index, _, _ in tried}:
                needed = rest[index][working.get(index, 0) :]
                kept[index] = kept[index] + needed[:1] if index in working else ()
                rest[index] = needed[1:] if index in working else ()
        for change, (_, target) in zip(kept, whole, strict=True):
            yield change, target

    def _filled_in(self, name: str, change: Change) -> Iterator[tuple[str, int]]:
        """Yield the other open facts that a decision reads, each with its first possible value."""
        answered = {fact for fact, _ in change}
        for fact in self._foresight.dependence.open_facts(name):
            if fact not in answered:
                mask = self._foresight.answers[fact]
                yield fact, (mask & -mask).bit_length() - 1

    def _losing_completions(self, name: str, winner: int | None) -> Iterator[tuple[Change, int]]:
        """Yield completions in which another option wins, a few for each option, and the option."""
        outcome = self._foresight.outcomes[name]
        cone = self._foresight.dependence.cone(name)
        exact = outcome.basis is Basis.EXACT
        if exact:
            run = every_completion(
                self._foresight.rules, self._foresight.answers, outcome.dimensions, cone
            )
            sampled: dict[str, list[int]] = {}
        else:
            run, sampled = sample_of_completions(
                self._foresight.rules, self._foresight.answers, outcome.dimensions, cone
            )
        determined = run.determined[name]
        for code, plane in enumerate(run.values[name]):
            if code == winner:
                continue
            for index in _some_bits(plane & determined, _WITNESSES):
                values = (
                    combination_at(outcome.dimensions, index)
                    if exact
                    else {
                        dimension.fact: next(
                            value
                            for value, bits in enumerate(sampled[dimension.fact])
                            if bits >> index & 1
                        )
                        for dimension in outcome.dimensions
                    }
                )
                yield tuple(values.items()), code


def _some_bits(plane: int, most: int) -> Iterator[int]:
    """Yield the places of a few bits that are set, from both ends."""
    for turn in range(most):
        if not plane:
            return
        index = (plane.bit_length() if turn % 2 else (plane & -plane).bit_length()) - 1
        yield index
        plane ^= 1 << index


def _spread(plane: int, completions: int) -> int:
    """Return a plane with each bit repeated for its completions."""
    block = "1" * completions, "0" * completions
    return int("".join(block[bit == "0"] for bit in f"{plane:b}"), 2)


def _gathered(plane: int, count: int, completions: int) -> int:
    """Return where any of the completions of a bit is set."""
    whole = (1 << completions) - 1
    return sum(1 << index for index in range(count) if plane >> index * completions & whole)
