"""Both rule bases written into one circuit, item by item, with what means the same made one.

A solver that is given two whole rule bases has to find out by itself that two tables in the middle
say the same. So each table, rule and group of arguments is compared first with what stands in its
place, over what it reads and nothing else. Where the two are proved to agree for whatever comes
in, the new one's planes are replaced by the old one's, and all that rests on them falls together.
What is left are the true differences, and what only they lead to.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from advisor.inference.planes.circuit import Wire
from advisor.inference.planes.so_far import Run, Sweep
from advisor.inference.planes.sums import natural_offset, weighted_sum
from advisor.inference.program import AssessmentStep, Clause, DecisionStep, clauses_of
from advisor.review.change.answers import SIDES
from advisor.review.change.equivalence import Equivalence
from advisor.review.change.settled import Arguments, arguments, nodes_of, reckon, take_over
from advisor.review.proof.situations import Scope, Situations


@dataclass(frozen=True, eq=False)
class LaidOut:
    """What both sides made of the cases of a scope; `alike` are the items that have the same values."""

    states: tuple[Sweep[Wire], Sweep[Wire]]
    parts: Equivalence
    alike: frozenset[str]
    complete: bool

    def same_unions(self, before: Sequence[str], after: Sequence[str]) -> bool:
        """Whether it is proved that one of some rules of the old side holds just where one of the new does."""
        clauses = [dict(one.clauses) for one in self.parts.compiled]
        old = tuple(clauses[0][name] for name in before)
        new = tuple(clauses[1][name] for name in after)
        reads = {name for clause in (*old, *new) for name in clause.reads}
        if not (old and new) or not reads <= self.alike:
            return False
        self.parts.complete = self.complete
        return self.parts.same_clauses(old, new)


def laid_out(parts: Equivalence, situations: Situations) -> LaidOut:
    """Return what both sides make of the cases of a scope; the widest has to come first."""
    parts.complete = situations.scope is Scope.COMPLETE
    old, new = (
        Run(Sweep(situations.circuit.ones, _facts(parts, situations, side))) for side in SIDES
    )
    for step in parts.compiled[0].steps:
        reckon(old, step)
    for identifier, clause in parts.compiled[0].clauses:
        old.rule(identifier, clause)
    walk = _Walk(parts, situations, old, new)
    walk.go()
    return LaidOut((old.state, new.state), parts, frozenset(walk.alike), parts.complete)


def _facts(parts: Equivalence, situations: Situations, side: int) -> dict[str, list[Wire]]:
    return {
        name: parts.shared[name].planes(name, situations, side, complete=parts.complete)
        for name, _ in parts.compiled[side].facts
    }


class _Walk:
    """One evaluation of the new side, with the old side's planes at hand.

    `alike` are the items whose values are the same on both sides, so that what reads them can be
    compared by itself.
    """

    def __init__(
        self, parts: Equivalence, situations: Situations, old: Run[Wire], new: Run[Wire]
    ) -> None:
        self.parts, self.situations, self.old, self.new = parts, situations, old, new
        before, after = parts.compiled
        self.alike = {name for name, _ in before.facts} & {name for name, _ in after.facts}
        self.own = {identifier for identifier, _ in after.clauses}
        self._clauses = dict(before.clauses)
        self._by_reads: dict[frozenset[str], list[str]] = {}
        for identifier, clause in before.clauses:
            self._by_reads.setdefault(frozenset(clause.reads), []).append(identifier)

    def go(self) -> None:
        """Write down the new side."""
        before, after = self.parts.compiled
        for step in after.steps:
            for identifier, clause in clauses_of(step):
                if identifier in self.own:
                    self._rule(identifier, clause)
            earlier = before.by_name.get(step.name)
            if earlier is None or not self._same_values(step.name):
                reckon(self.new, step)
            elif isinstance(step, AssessmentStep) and isinstance(earlier, AssessmentStep):
                self._assessment(earlier, step)
            elif isinstance(step, DecisionStep) and isinstance(earlier, DecisionStep):
                self._decision(earlier, step)
            else:
                reckon(self.new, step)
        for identifier, clause in after.clauses:
            self._rule(identifier, clause)

    def _same_values(self, name: str) -> bool:
        domains = [one.source.items[name].domain for one in self.parts.compiled]
        return domains[0].values == domains[1].values

    def _rule(self, identifier: str, clause: Clause) -> None:
        """Write down a rule; where an old one holds in the same cases, its plane is taken."""
        if identifier in self.new.state.holds:
            return
        node = self.new.rule(identifier, clause).node
        held = self.old.state.holds
        if identifier in held and held[identifier].node == node:
            return
        for other in self._candidates(identifier, clause):
            earlier = self._clauses[other]
            if held[other].node == node:
                return
            if {*earlier.reads, *clause.reads} <= self.alike and self.parts.same_clauses(
                (earlier,), (clause,)
            ):
                self.new.state.holds[identifier] = held[other]
                return

    def _candidates(self, identifier: str, clause: Clause) -> list[str]:
        own = [identifier] if identifier in self._clauses else []
        return own or self._by_reads.get(frozenset(clause.reads), [])

    def _assessment(self, before: AssessmentStep, after: AssessmentStep) -> None:
        reckon(self.new, after)
        name = after.name
        if self._equal(name):
            self.alike.add(name)
            return
        clauses = [dict(clauses_of(step)) for step in (before, after)]
        reads = {one for side in clauses for clause in side.values() for one in clause.reads}
        if reads <= self.alike and self.parts.same_assessments(
            before, after, self._twins(clauses[0], clauses[1])
        ):
            take_over(self.old.state, self.new.state, name)
            self.alike.add(name)

    def _twins(self, before: Iterable[str], after: Iterable[str]) -> dict[str, str]:
        """Return the rules of the new side that hold where a rule of the old side does."""
        by_node = {self.old.state.holds[one].node: one for one in before if one in self._clauses}
        return {
            one: by_node[node]
            for one in after
            if one in self.own and (node := self.new.state.holds[one].node) in by_node
        }

    def _equal(self, name: str) -> bool:
        one, two = self.old.state, self.new.state
        return (
            nodes_of(one.values[name]) == nodes_of(two.values[name])
            and one.determined[name].node == two.determined[name].node
        )

    def _decision(self, before: DecisionStep, after: DecisionStep) -> None:
        sides = [arguments(run, step) for run, step in ((self.old, before), (self.new, after))]
        left = [_without(sides[side], sides[1 - side]) for side in SIDES]
        orders = [
            (step.preference, [(hit.code, run.rule(hit.id, hit.clause).node) for hit in step.keeps])
            for run, step in ((self.old, before), (self.new, after))
        ]
        reads = {name for side in left for voice in side.voices for name in voice.clause.reads}
        if orders[0] == orders[1] and (
            not (left[0].voices or left[1].voices)
            or (reads <= self.alike and self.parts.same_arguments(*left))
        ):
            take_over(self.old.state, self.new.state, after.name)
        else:
            self.new.decision(after, sums=self._sums(after, left))
            self._outcome(after)
        if self._equal(after.name):
            self.alike.add(after.name)

    def _outcome(self, step: DecisionStep) -> None:
        """Make the recommended option one, if it is proved to be the same whatever its points are.

        What later rules read is the option only, so all of them fall together. Where an earlier
        decision may come out otherwise this one is not worth the search.
        """
        name, (one, two) = step.name, (self.old.state, self.new.state)
        steps = self.parts.compiled[1].by_name
        reads = {read for _, clause in clauses_of(step) for read in clause.reads}
        if self._equal(name) or any(
            isinstance(steps.get(read), DecisionStep) for read in reads - self.alike
        ):
            return
        differ = one.determined[name] ^ two.determined[name]
        for first, second in zip(one.values[name], two.values[name], strict=True):
            differ = differ | (first ^ second)
        if self.parts.same_outcome(name, self.situations, differ):
            two.values[name], two.determined[name] = one.values[name], one.determined[name]

    def _sums(self, step: DecisionStep, left: list[Arguments]) -> tuple[list[list[Wire]], int]:
        """Return the new points as the old ones and what is added to them or taken away.

        So the sums of all that did not change stand in the circuit once.
        """
        moved: list[list[tuple[Wire, int]]] = [[] for _ in range(step.size)]
        for run, side, sign in ((self.old, left[0], -1), (self.new, left[1], 1)):
            for voice in side.voices:
                for code, points in voice.points:
                    moved[code].append((run.rule(voice.id, voice.clause), sign * points))
        offset = max(natural_offset(terms) for terms in moved)
        ones = self.new.ones
        before = self.old.state.scores[step.name]
        scores = [
            weighted_sum([*((bit, 1 << at) for at, bit in enumerate(old)), *terms], ones, offset)
            for old, terms in zip(before, moved, strict=True)
        ]
        return scores, self.old.state.offsets[step.name] + offset


def _without(mine: Arguments, theirs: Arguments) -> Arguments:
    """Return the voices that the other side doesn't have just so."""
    others = set(theirs.keys)
    kept = [
        (key, voice) for key, voice in zip(mine.keys, mine.voices, strict=True) if key not in others
    ]
    return Arguments(tuple(key for key, _ in kept), tuple(voice for _, voice in kept))
