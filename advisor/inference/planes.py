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
from typing import Generic, Protocol, Self, TypeVar

from advisor.inference.compiled import (
    AssessmentStep,
    Clause,
    CompiledRules,
    DecisionStep,
    Test,
)


class Plane(Protocol):
    """One bit a case."""

    def __and__(self, other: Self, /) -> Self: ...
    def __or__(self, other: Self, /) -> Self: ...
    def __xor__(self, other: Self, /) -> Self: ...


PlaneT = TypeVar("PlaneT", bound=Plane)


@dataclass
class Sweep(Generic[PlaneT]):
    """The planes of a run. `values` are possible codes; `determined` tells whether there is a value.

    `scores` are bit-sliced sums, least bit first, each `offset` too high so as to be positive.
    """

    ones: PlaneT
    values: dict[str, list[PlaneT]]
    holds: dict[str, PlaneT] = field(default_factory=dict)
    determined: dict[str, PlaneT] = field(default_factory=dict)
    scores: dict[str, list[list[PlaneT]]] = field(default_factory=dict)
    offsets: dict[str, int] = field(default_factory=dict)
    ruled_out: dict[str, list[PlaneT]] = field(default_factory=dict)

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
) -> Sweep[PlaneT]:
    """Evaluate all cases. `facts` hold for each fact the planes of its codes; `ones` has every case's bit.

    `only` names the steps that are wanted; they must include all that they read.
    """
    run = _Run(Sweep(ones, {name: list(planes) for name, planes in facts.items()}))
    for step in rules.steps:
        if only is not None and step.name not in only:
            continue
        if isinstance(step, AssessmentStep):
            run.assessment(step)
        else:
            run.decision(step)
    if only is None:
        for identifier, clause in rules.clauses:
            run.rule(identifier, clause)
    return run.state


class _Run(Generic[PlaneT]):
    """One evaluation, with the planes of terms remembered, since rules share them."""

    def __init__(self, state: Sweep[PlaneT]) -> None:
        self.state = state
        self.ones = state.ones
        self.zero = state.zero
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
            return self.ones ^ self._any(outside), self.ones ^ self._any(inside)
        once = twice = self.zero
        for plane in planes:
            twice = twice | (once & plane)
            once = once | plane
        known = once & (self.ones ^ twice)
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
        total, offset = self._sum(planes, 0)
        reached = [self.ones, *(self._at_least(total, least + offset) for least in step.levels)]
        values = [
            plane & (self.ones ^ following)
            for plane, following in zip(reached, [*reached[1:], self.zero], strict=True)
        ]
        return [plane & held for plane in values], held

    def decision(self, step: DecisionStep) -> None:
        """Reckon a decision: sums, what is ruled out, and the winner."""
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
        offset = max(-sum(points for _, points in terms if points < 0) for terms in weights)
        scores = [self._sum(terms, offset)[0] for terms in weights]
        rank = {code: place for place, code in enumerate(step.preference)}
        winners = []
        for option in range(step.size):
            wins = argued & (self.ones ^ ruled_out[option])
            for other in range(step.size):
                if other != option:
                    ahead = self._beats(
                        scores[option], scores[other], wins_ties=rank[option] < rank[other]
                    )
                    wins = wins & (ruled_out[other] | ahead)
            winners.append(wins)
        determined = self._any(winners)
        blank = self.ones ^ determined
        self.state.values[step.name] = [plane | blank for plane in winners]
        self.state.determined[step.name] = determined
        self.state.scores[step.name] = scores
        self.state.offsets[step.name] = offset
        self.state.ruled_out[step.name] = ruled_out

    def _sum(self, terms: Sequence[tuple[PlaneT, int]], least: int) -> tuple[list[PlaneT], int]:
        """Add weighted planes bit by bit; the sum is too high by the offset that is returned.

        A negative weight counts where its plane is empty instead, which shifts the sum.
        """
        negative = -sum(weight for _, weight in terms if weight < 0)
        offset = max(least, negative)
        columns: list[list[PlaneT]] = []

        def put(plane: PlaneT, weight: int) -> None:
            bit = 0
            while weight >> bit:
                if weight >> bit & 1:
                    while len(columns) <= bit:
                        columns.append([])
                    columns[bit].append(plane)
                bit += 1

        for plane, weight in terms:
            put(plane if weight > 0 else self.ones ^ plane, abs(weight))
        put(self.ones, offset - negative)
        return self._compress(columns), offset

    def _compress(self, columns: list[list[PlaneT]]) -> list[PlaneT]:
        """Reduce columns of equal weight to one plane each by full and half adders."""
        total: list[PlaneT] = []
        bit = 0
        while bit < len(columns):
            column = columns[bit]
            while len(column) > 1:
                one, two = column.pop(), column.pop()
                either = one ^ two
                if column:
                    three = column.pop()
                    column.insert(0, either ^ three)
                    carry = (one & two) | (either & three)
                else:
                    column.append(either)
                    carry = one & two
                if bit + 1 == len(columns):
                    columns.append([])
                columns[bit + 1].append(carry)
            total.append(column[0] if column else self.zero)
            bit += 1
        return total

    def _at_least(self, total: list[PlaneT], least: int) -> PlaneT:
        """Return where a bit-sliced number reaches a constant."""
        if least <= 0:
            return self.ones
        if least >> len(total):
            return self.zero
        reached = self.ones
        for bit, plane in enumerate(total):
            reached = plane & reached if least >> bit & 1 else plane | reached
        return reached

    def _beats(self, one: list[PlaneT], other: list[PlaneT], *, wins_ties: bool) -> PlaneT:
        """Return where one bit-sliced number is greater, or equal if ties are won."""
        width = max(len(one), len(other))
        one = [*one, *[self.zero] * (width - len(one))]
        other = [*other, *[self.zero] * (width - len(other))]
        ahead = self.ones if wins_ties else self.zero
        for mine, theirs in zip(one, other, strict=True):
            differ = mine ^ theirs
            ahead = (differ & mine) | ((self.ones ^ differ) & ahead)
        return ahead


def read_number(total: Sequence[int], offset: int, case: int) -> int:
    """Return a bit-sliced number of one case, for planes that are Python integers."""
    return sum(1 << bit for bit, plane in enumerate(total) if plane >> case & 1) - offset
