"""The bit engine: many cases at once, turned on their side.

For each item and code a *plane* holds one bit a case: whether that value is possible. A term is
an *or* of planes, a rule an *and* of terms, so each machine instruction serves as many cases as a
word has bits. Points are added by bit-sliced adders. A plane is anything with `&`, `|` and `^`:
Python's integers, or numpy arrays of unsigned words. The plane of a rule is its trace.

The engine reads answers that are sets, so it gives what holds so far; for complete cases, in which
each fact has one possible value, that is also what is possible.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from itertools import combinations as pairs_of
from typing import Generic

from advisor.inference.planes.sums import (
    PlaneT,
    at_least,
    exceeds,
    natural_offset,
    weighted_sum,
    within,
)
from advisor.inference.program import (
    AssessmentStep,
    Clause,
    CompiledRules,
    DecisionStep,
    Test,
)


@dataclass
class Sweep(Generic[PlaneT]):
    """The planes of a run. `values` are possible codes; `determined` tells whether there is a value.

    `scores` are bit-sliced sums, least bit first, each `offset` too high so as to be positive.
    `argued` tells for a decision where at least one rule argues, `set_aside` where an option stands
    before the recommended one that can't come out.
    """

    ones: PlaneT
    values: dict[str, list[PlaneT]]
    holds: dict[str, PlaneT] = field(default_factory=dict)
    determined: dict[str, PlaneT] = field(default_factory=dict)
    scores: dict[str, list[list[PlaneT]]] = field(default_factory=dict)
    offsets: dict[str, int] = field(default_factory=dict)
    ruled_out: dict[str, list[PlaneT]] = field(default_factory=dict)
    argued: dict[str, PlaneT] = field(default_factory=dict)
    set_aside: dict[str, PlaneT] = field(default_factory=dict)

    @property
    def zero(self) -> PlaneT:
        """The empty plane."""
        return self.ones ^ self.ones


def sweep(
    rules: CompiledRules,
    facts: Mapping[str, Sequence[PlaneT]],
    ones: PlaneT,
    *,
    only: Container[str] | None = None,
    single: Container[str] = (),
    possible: Mapping[str, Sequence[PlaneT]] | None = None,
) -> Sweep[PlaneT]:
    """Evaluate all cases. `facts` hold for each fact the planes of its codes; `ones` has every case's bit.

    `only` names the steps that are wanted; they must include all that they read. `single` names
    facts of which every case has exactly one value; that makes their terms cheaper. `possible`
    gives for decisions where each option can come out; only there it is recommended.
    """
    run = Run(Sweep(ones, {name: list(planes) for name, planes in facts.items()}), single)
    for step in rules.steps:
        if only is not None and step.name not in only:
            continue
        if isinstance(step, AssessmentStep):
            run.assessment(step)
        else:
            run.decision(step, (possible or {}).get(step.name))
    if only is None:
        for identifier, clause in rules.clauses:
            run.rule(identifier, clause)
    return run.state


def known_planes(test: Test, planes: Sequence[PlaneT], ones: PlaneT) -> PlaneT:
    """Return where an answer is known, as `Test.known` says for one case."""
    once = twice = ones ^ ones
    for plane in planes:
        twice = twice | (once & plane)
        once = once | plane
    known = once & (ones ^ twice)
    for mask in test.sure:
        just = ones
        for code, plane in enumerate(planes):
            just = just & (plane if mask >> code & 1 else ones ^ plane)
        known = known | just
    return known


class Run(Generic[PlaneT]):
    """One evaluation, step by step, with the planes of terms remembered, since rules share them.

    `single` names facts of which every case has exactly one value.
    """

    def __init__(self, state: Sweep[PlaneT], single: Container[str] = ()) -> None:
        self.state = state
        self.ones = state.ones
        self.zero = state.zero
        self._single = single
        self._terms: dict[tuple[str, int, str], tuple[PlaneT, PlaneT]] = {}

    def test(self, test: Test) -> tuple[PlaneT, PlaneT]:
        """Return where a term holds and where it fails."""
        key = (test.item, test.mask, test.asks)
        found = self._terms.get(key)
        if found is None:
            found = self._terms[key] = self._test(test)
        return found

    def _test(self, test: Test) -> tuple[PlaneT, PlaneT]:
        planes = self.state.values[test.item]
        if test.asks == "value":
            inside = [plane for code, plane in enumerate(planes) if test.mask >> code & 1]
            outside = [plane for code, plane in enumerate(planes) if not test.mask >> code & 1]
            if test.item in self._single:
                if len(inside) < len(outside):
                    holds = self._any(inside)
                    return holds, self.ones ^ holds
                fails = self._any(outside)
                return self.ones ^ fails, fails
            return self.ones ^ self._any(outside), self.ones ^ self._any(inside)
        known = known_planes(test, planes, self.ones)
        unknown = self.ones ^ known
        return (known, unknown) if test.asks == "known" else (unknown, known)

    def _any(self, planes: Sequence[PlaneT]) -> PlaneT:
        return reduce(lambda one, other: one | other, planes, self.zero)

    def rule(self, identifier: str, clause: Clause) -> PlaneT:
        """Return where a rule holds, and remember it."""
        found = self.state.holds.get(identifier)
        if found is None:
            found = self.ones
            for line in clause.when:
                found = found & self._any([self.test(test)[0] for test in line])
            for line in clause.unless:
                for test in line:
                    found = found & self.test(test)[1]
            self.state.holds[identifier] = found
        return found

    def could(self, clause: Clause) -> PlaneT:
        """Return where the conditions don't fail."""
        found = self.ones
        for line in clause.when:
            found = found & self._any([self.ones ^ self.test(test)[1] for test in line])
        for line in clause.unless:
            for test in line:
                found = found & (self.ones ^ self.test(test)[0])
        return found

    def assessment(self, step: AssessmentStep) -> None:
        """Reckon an assessment: concluding rules, then the table or the points."""
        below, determined = self._table(step) if step.rows else self._points(step)
        if step.concluding:
            concluded = [self.zero] * step.size
            held = self.zero
            for hit in step.concluding:
                held = held | self.rule(hit.id, hit.clause)
                concluded[hit.code] = concluded[hit.code] | self.could(hit.clause)
            free = self.ones ^ held
            below = [one | (free & two) for one, two in zip(concluded, below, strict=True)]
            determined = held | determined
        blank = self.ones ^ determined
        self.state.values[step.name] = [plane | blank for plane in below]
        self.state.determined[step.name] = determined

    def _table(self, step: AssessmentStep) -> tuple[list[PlaneT], PlaneT]:
        values = [self.zero] * step.size
        reach = self.ones
        held = self.zero
        for row in step.rows:
            holds = self.rule(row.id, row.clause)
            values[row.code] = values[row.code] | (reach & self.could(row.clause))
            held = held | holds
            if step.first:
                reach = reach & (self.ones ^ holds)
        return values, self.ones if step.total else held

    def _points(self, step: AssessmentStep) -> tuple[list[PlaneT], PlaneT]:
        if not step.adding:
            return [self.zero] * step.size, self.zero
        planes = [(self.rule(rule.id, rule.clause), rule.points) for rule in step.adding]
        held = self._any([plane for plane, _ in planes])
        offset = natural_offset(planes)
        total = weighted_sum(planes, self.ones, offset)
        levels = (at_least(total, least + offset, self.ones) for least in step.levels)
        reached = [self.ones, *levels]
        values = [
            plane & (self.ones ^ following)
            for plane, following in zip(reached, [*reached[1:], self.zero], strict=True)
        ]
        return [plane & held for plane in values], held

    def decision(
        self,
        step: DecisionStep,
        possible: Sequence[PlaneT] | None = None,
        *,
        sums: tuple[list[list[PlaneT]], int] | None = None,
    ) -> None:
        """Reckon a decision: sums, what is ruled out, and the winner.

        `sums` are the options' points, where they are known already, and by how much they are too high.
        """
        argued = self.zero
        ruled_out = [self.zero] * step.size
        weights: list[list[tuple[PlaneT, int]]] = [[] for _ in range(step.size)]
        for voice in step.voices:
            plane = self.rule(voice.id, voice.clause)
            argued = argued | plane
            for code in voice.rules_out:
                ruled_out[code] = ruled_out[code] | plane
            for code, points in voice.points:
                weights[code].append((plane, points))
        if sums is None:
            offset = max(natural_offset(terms) for terms in weights)
            sums = [weighted_sum(terms, self.ones, offset) for terms in weights], offset
        scores, offset = sums
        keeps = {hit.code: self.rule(hit.id, hit.clause) for hit in step.keeps}
        behind = {
            (one, other): self._behind(scores[one], scores[other], keeps.get(other))
            for one, other in pairs_of(step.preference, 2)
        }
        winners = self._best(step, argued, ruled_out, behind)
        if possible is not None:
            leading = winners
            barred = [out | (self.ones ^ can) for out, can in zip(ruled_out, possible, strict=True)]
            winners = self._best(step, argued, barred, behind)
            kept = self._any([one & two for one, two in zip(leading, winners, strict=True)])
            self.state.set_aside[step.name] = self._any(leading) & (self.ones ^ kept)
        determined = self._any(winners)
        blank = self.ones ^ determined
        self.state.values[step.name] = [plane | blank for plane in winners]
        self.state.determined[step.name] = determined
        self.state.scores[step.name] = scores
        self.state.offsets[step.name] = offset
        self.state.ruled_out[step.name] = ruled_out
        self.state.argued[step.name] = argued

    def _behind(
        self, first: Sequence[PlaneT], second: Sequence[PlaneT], kept: PlaneT | None
    ) -> PlaneT:
        """Return where the first of two options, which is preferred, stands behind the second.

        The second has to have more points, or no less where it is the one to be kept.
        """
        behind = exceeds(second, first, self.zero)
        if kept is None:
            return behind
        return behind | (kept & (self.ones ^ exceeds(first, second, self.zero)))

    def _best(
        self,
        step: DecisionStep,
        argued: PlaneT,
        barred: Sequence[PlaneT],
        behind: Mapping[tuple[int, int], PlaneT],
    ) -> list[PlaneT]:
        """Return where each option is the best of those that are not barred."""
        winners = [self.zero] * step.size
        for code in step.preference:
            winners[code] = argued & (self.ones ^ barred[code])
        for (one, other), plane in behind.items():
            winners[one] = winners[one] & (barred[other] | (self.ones ^ plane))
            winners[other] = winners[other] & (barred[one] | plane)
        return winners


def close_call(step: DecisionStep, state: Sweep[PlaneT]) -> PlaneT:
    """Return where the winner of a decision leads the next option by no more than its margin.

    Where an option was set aside it doesn't lead by points at all, so that is no close call.
    """
    ones = state.ones
    scores, ruled_out = state.scores[step.name], state.ruled_out[step.name]
    close = state.zero
    for one, other in pairs_of(step.preference, 2):
        near = within(scores[one], scores[other], step.close_call, ones)
        # The next option is one that isn't ruled out, as the winner isn't.
        wins = state.values[step.name][one] | state.values[step.name][other]
        close = close | (wins & near & (ones ^ (ruled_out[one] | ruled_out[other])))
    decided = state.determined[step.name]
    if step.name in state.set_aside:
        decided = decided & (ones ^ state.set_aside[step.name])
    return close & decided


def read_number(total: Sequence[int], offset: int, case: int) -> int:
    """Return a bit-sliced number of one case, for planes that are Python integers."""
    return sum(1 << bit for bit, plane in enumerate(total) if plane >> case & 1) - offset
