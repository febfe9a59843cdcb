"""How firm a decision is: what can still win, whether that is exact, and which answers would overturn it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations as pairs_of

from advisor.inference.advice import Basis, Status
from advisor.inference.experta.settle import Verdict
from advisor.inference.one.completions import (
    LIMIT,
    Dependence,
    Dimension,
    combination_at,
    combinations,
    every_completion,
    sample_of_completions,
)
from advisor.inference.one.possible import Bounds, Outlook
from advisor.inference.planes.so_far import sweep
from advisor.inference.program import CompiledRules, DecisionStep

ASSESSMENT_LIMIT = 1 << 12
_MOST_PAIRS = 1 << 14
_WITNESSES = 3

Change = tuple[tuple[str, int], ...]
"""Answers that change a case: pairs of a fact and a code."""


@dataclass(frozen=True)
class Outcome:
    """What a decision or assessment can still become, and how that was found."""

    outlook: Outlook
    basis: Basis
    dimensions: tuple[Dimension, ...]


class Foresight:
    """All that can still happen in one case: bounds, made exact where the combinations are few."""

    def __init__(self, rules: CompiledRules, answers: Mapping[str, int]) -> None:
        self._rules = rules
        self._answers = answers
        self.bounds = Bounds(rules, answers)
        self._dependence = Dependence(rules, self.bounds, answers)
        self.outcomes: dict[str, Outcome] = {}
        for step in rules.steps:
            outlook = self.bounds.step(step)
            limit = LIMIT if isinstance(step, DecisionStep) else ASSESSMENT_LIMIT
            self.outcomes[step.name] = outcome = self._refined(step.name, outlook, limit)
            # What reads this item profits from what is now known exactly.
            self.bounds.outlooks[step.name] = outcome.outlook
        for identifier, clause in rules.clauses:
            self.bounds.prospect(identifier, clause)

    def _refined(self, name: str, outlook: Outlook, limit: int) -> Outcome:
        dimensions = self._dependence.dimensions(name)
        if combinations(dimensions) > limit:
            return Outcome(outlook, Basis.BOUNDS, dimensions)
        if outlook.settled:
            return Outcome(outlook, Basis.EXACT, dimensions)
        cone = self._dependence.cone(name)
        run = every_completion(self._rules, self._answers, dimensions, cone)
        determined = run.determined[name]
        mask = 0
        for code, plane in enumerate(run.values[name]):
            if plane & determined:
                mask |= 1 << code
        undetermined = determined != run.ones
        return Outcome(Outlook(mask, undetermined, outlook.several), Basis.EXACT, dimensions)

    def overturns(self, name: str, winner: int | None) -> list[tuple[Change, int]]:
        """Return answers that move a decision's winner, or bring one, and to what: the fewest.

        Single answers are looked for first, then pairs, then one set, the smallest that is found
        in some completions. Only outcomes that are really possible are told.
        """
        outcome = self.outcomes[name]
        facts = [dimension.fact for dimension in outcome.dimensions]
        facts += [
            fact
            for fact in self._dependence.open_facts(name, asked_about=True)
            if fact not in facts
        ]
        singles: list[Change] = [
            ((fact, code),) for fact in facts for code in _codes(self._answers[fact])
        ]
        found = self._effective(name, winner, singles)
        if found:
            return found
        couples: list[Change] = [
            (*one, *two) for one, two in pairs_of(singles, 2) if one[0][0] != two[0][0]
        ]
        if len(couples) <= _MOST_PAIRS:
            found = self._effective(name, winner, couples)
            if found:
                return found
        witness = self._witness(name, winner)
        return [] if witness is None else [witness]

    def _effective(
        self, name: str, winner: int | None, changes: Sequence[Change]
    ) -> list[tuple[Change, int]]:
        """Return the changes after which another option is recommended so far."""
        winners = self._winners_after(name, changes)
        possible = self.outcomes[name].outlook.mask
        return [
            (change, code)
            for change, code in zip(changes, winners, strict=True)
            if code is not None and code != winner and possible >> code & 1
        ]

    def _winners_after(self, name: str, changes: Sequence[Change]) -> list[int | None]:
        """Return the winner so far after each change, all evaluated in one sweep."""
        if not changes:
            return []
        count = len(changes)
        ones = (1 << count) - 1
        touched: dict[str, dict[int, int]] = {}
        for index, change in enumerate(changes):
            for fact, code in change:
                by_code = touched.setdefault(fact, {})
                by_code[code] = by_code.get(code, 0) | 1 << index
        facts: dict[str, list[int]] = {}
        for fact, size in self._rules.facts:
            by_code = touched.get(fact, {})
            free = ones
            for plane in by_code.values():
                free ^= plane
            mask = self._answers[fact]
            facts[fact] = [
                (free if mask >> code & 1 else 0) | by_code.get(code, 0) for code in range(size)
            ]
        run = sweep(self._rules, facts, ones, only=self._dependence.cone(name))
        determined = run.determined[name]
        planes = [plane & determined for plane in run.values[name]]
        return [
            next((code for code, plane in enumerate(planes) if plane >> index & 1), None)
            for index in range(count)
        ]

    def _witness(self, name: str, winner: int | None) -> tuple[Change, int] | None:
        """Return the smallest set of answers found in completions in which another option wins."""
        found = list(self._losing_completions(name, winner))
        after = self._winners_after(name, [change for change, _ in found])
        # Where it isn't enough, what counts is known at all only when the rest is answered as well.
        whole = [
            (change if now == target else (*self._filled_in(name, change), *change), target)
            for (change, target), now in zip(found, after, strict=True)
        ]
        smallest = [one for one in self._needed(name, whole) if one[0]]
        return min(smallest, key=lambda one: len(one[0]), default=None)

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
        for fact in self._dependence.open_facts(name):
            if fact not in answered:
                mask = self._answers[fact]
                yield fact, (mask & -mask).bit_length() - 1

    def _losing_completions(self, name: str, winner: int | None) -> Iterator[tuple[Change, int]]:
        """Yield completions in which another option wins, a few for each option, and the option."""
        outcome = self.outcomes[name]
        cone = self._dependence.cone(name)
        exact = outcome.basis is Basis.EXACT
        if exact:
            run = every_completion(self._rules, self._answers, outcome.dimensions, cone)
            sampled: dict[str, list[int]] = {}
        else:
            run, sampled = sample_of_completions(
                self._rules, self._answers, outcome.dimensions, cone
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


def _codes(mask: int) -> Iterator[int]:
    return (code for code in range(mask.bit_length()) if mask >> code & 1)


def status_of(verdict: Verdict, outlook: Outlook, close_call: int) -> Status:
    """Return how firm a decision is: firm, provisional, contested or insufficient."""
    if not verdict.argued:
        return Status.INSUFFICIENT
    if verdict.winner is None:
        # Everything is ruled out so far; that is final only if no completion has a winner.
        return Status.PROVISIONAL if outlook.mask else Status.CONTESTED
    if outlook.mask != 1 << verdict.winner or outlook.undetermined:
        return Status.PROVISIONAL
    if verdict.margin is not None and verdict.margin <= close_call:
        return Status.CONTESTED
    return Status.FIRM
