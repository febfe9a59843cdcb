"""A monotone law: of two cases that differ only in its subject, the higher one gives the target no less.

The target is an option's points, its lead over another option, or an assessment. Where the
subject is an assessment it is varied by itself, whatever facts would give it; but a breach counts
only if both of its values can really come about together with all else that the breach rests on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations, pairwise

from advisor.inference.planes.circuit import Wire
from advisor.inference.planes.so_far import Sweep, sweep
from advisor.inference.planes.sums import PlaneT, at_least, natural_offset, weighted_sum
from advisor.inference.program import DecisionStep, Patch, clauses_of, cone
from advisor.knowledge.laws import MonotoneLaw
from advisor.knowledge.model import RuleBase
from advisor.review.proof.played_monotone import PlayedMonotone
from advisor.review.proof.reading import Breach, anywhere, one_and_the_same
from advisor.review.proof.situations import Scope, Situations
from advisor.review.proof.solver import Solver


class MonotoneCheck(PlayedMonotone):
    """The law on all pairs of cases of a scope, on many given ones, or on one that the engine plays."""

    def __init__(self, rules: RuleBase, law: MonotoneLaw) -> None:
        super().__init__(rules, law)
        self._size = dict(self.compiled.facts)[law.subject]
        self._cone = cone(self.compiled.by_name, [self._target])
        self.rests_on = frozenset(self._cone)

    def breach(self, scope: Scope, seconds: float, *, completed: bool = False) -> Breach | None:
        """Return a case and two values of the subject that break the law.

        In the scope 'partial' it is the smallest. `completed` asks that one way of filling in what
        is unknown breaks it too. Where answers may lack, two cases are only compared if as much is
        known in both: a first rule that speaks on an assessment makes it known, and not more.
        """
        best: Breach | None = None
        # Points grow step by step; an assessment may be undetermined in between.
        steps = pairwise(range(self._size)) if self._law.decision else None
        sure = scope is Scope.PARTIAL
        for step in steps or combinations(range(self._size), 2):
            found = self.broken_step(scope, seconds, step, completed=completed)
            if found is None:
                continue
            sure = sure and found.smallest
            if best is None or len(found.case) < len(best.case):
                best = found
            if scope is not Scope.PARTIAL:
                break
        return None if best is None else replace(best, smallest=sure)

    def broken_step(
        self, scope: Scope, seconds: float, step: tuple[int, int], *, completed: bool = False
    ) -> Breach | None:
        """Return a case of the scope that breaks the law between two values of the subject."""
        situations = Situations(scope)
        bad = situations.circuit.ones
        states: list[Sweep[Wire]] = []
        for filled in (False, True) if completed else (False,):
            states = [self.state_with(situations, code, completed=filled) for code in step]
            bad = bad & self._falls(*self._turned(*states))
            if scope is not Scope.COMPLETE and not filled:
                bad = bad & self._as_much_known(*states)
        solver = Solver(situations, seconds)
        partial = scope is Scope.PARTIAL
        found = solver.found(bad, fewest=partial)
        if found is not None and self.varies_freely:
            exists = self._exists(situations, step, states, completed=completed)
            found = solver.found(bad & exists, fewest=partial)
        if found is None:
            return None
        own, other = situations.own(found[0]), situations.other(found[0])
        return Breach(own, step, found[1], other)

    def state_with(
        self, situations: Situations, code: int, *, completed: bool = False
    ) -> Sweep[Wire]:
        """Return the evaluation for a value of the subject."""
        given = {self._law.subject: code}
        return situations.evaluate(self.compiled, self._cone, given, completed=completed)

    def _as_much_known(self, one: Sweep[Wire], two: Sweep[Wire]) -> Wire:
        same = one.ones
        for name in self._cone - {self._law.decision}:
            same = same & (one.ones ^ (one.determined[name] ^ two.determined[name]))
        return same

    def _exists(
        self,
        situations: Situations,
        step: tuple[int, int],
        states: list[Sweep[Wire]],
        *,
        completed: bool,
    ) -> Wire:
        """Return where the facts give the subject one of the two values, and other facts the other.

        In these other facts everything that bears on the difference has to be the same.
        """
        around = self.surroundings(*states)
        wanted = cone(self.whole.by_name, [self._law.subject, *around])
        here, there = (
            one.evaluate(self.whole, wanted, completed=completed)
            for one in (situations, situations.twin())
        )
        low, high = step
        exists = (self._is(here, low) & self._is(there, high)) | (
            self._is(here, high) & self._is(there, low)
        )
        for name in around:
            pairs = list(zip(here.values[name], there.values[name], strict=True))
            if name in here.determined:
                pairs.append((here.determined[name], there.determined[name]))
            for one, two in pairs:
                exists = exists & (here.ones ^ (one ^ two))
        return exists

    def _is(self, state: Sweep[Wire], code: int) -> Wire:
        """Return where the facts give the subject just this value."""
        found = state.determined[self._law.subject]
        for other, plane in enumerate(state.values[self._law.subject]):
            found = found & (plane if other == code else state.ones ^ plane)
        return found

    def surroundings(self, one: Sweep[Wire], two: Sweep[Wire]) -> list[str]:
        """Return the items that the subject doesn't move, and that bear on what it moves.

        Those are what its rules read besides it, and all that an assessment on the way rests on.
        """
        found: dict[str, None] = {}
        for step in self.compiled.steps:
            if step.name not in self._cone:
                continue
            clauses = [(clause, self.moves(one, two, name)) for name, clause in clauses_of(step)]
            every = not isinstance(step, DecisionStep) or step.name != self._law.decision
            moved = any(moves for _, moves in clauses)
            for clause, moves in clauses:
                if moves or (moved and every):
                    found.update(dict.fromkeys(clause.reads))
        return [
            name
            for name in found
            if name != self._law.subject
            and all(
                one_and_the_same(first, second)
                for first, second in zip(one.values[name], two.values[name], strict=True)
            )
        ]

    def moves(self, one: Sweep[PlaneT], two: Sweep[PlaneT], clause: str) -> bool:
        """Whether a rule or row holds otherwise in two evaluations that differ in the subject."""
        return not one_and_the_same(one.holds[clause], two.holds[clause])

    def broken_in(self, facts: Mapping[str, list[int]], ones: int) -> int:
        """Return the complete cases, one bit each, that break the law in some step of the subject.

        An assessment is varied freely here: whether both values can come about is for the proof.
        """
        states = [self._swept(facts, code, ones) for code in range(self._size)]
        return self.broken(states)

    @property
    def givens(self) -> tuple[Mapping[str, int], ...]:
        """What has to be given, as codes of facts, in each of the evaluations that `broken` needs."""
        return tuple({self._law.subject: code} for code in range(self._size))

    def broken(self, states: Sequence[Sweep[PlaneT]], patch: Patch | None = None) -> PlaneT:
        """Return where evaluations break the law, one for each of `givens`, under a change of the rules."""
        broken = states[0].zero
        for low, high in combinations(range(self._size), 2):
            broken = broken | self._falls(*self._turned(states[low], states[high]), patch)
        return broken

    def says_nothing(self, seconds: float) -> str:  # noqa: ARG002 - as of the other kind of law
        """Return why the law says nothing, '' where some rule or row leads from the subject to the target."""
        situations = Situations(Scope.ANY)
        states = [self.state_with(situations, code) for code in range(self._size)]
        for low, high in pairwise(states):
            if any(self.moves(low, high, clause) for clause in self._bearing()):
                return ""
        return "its target does not rest on its subject: no rule and no table leads from one to the other"

    def _bearing(self) -> Iterator[str]:
        """Yield the rules and rows that bear on the target: of a decision those on the law's options."""
        step = self.compiled.by_name[self._target]
        if not isinstance(step, DecisionStep):
            yield from (name for name, _ in clauses_of(step))
            return
        for voice in step.voices:
            given = dict(voice.points)
            lead = given.get(self._code, 0) - given.get(self._over, 0)
            if lead or {self._code, self._over} & set(voice.rules_out):
                yield voice.id

    def _swept(self, facts: Mapping[str, list[int]], code: int, ones: int) -> Sweep[int]:
        """Evaluate complete cases, one bit each, with one value of the subject in all of them."""
        planes = [ones if other == code else 0 for other in range(self._size)]
        given = {**facts, self.subject: planes}
        return sweep(self.compiled, given, ones, only=self._cone, single=set(given))

    def _turned(
        self, less: Sweep[PlaneT], more: Sweep[PlaneT]
    ) -> tuple[Sweep[PlaneT], Sweep[PlaneT]]:
        """Return the two so that the target must not have less in the second."""
        return (less, more) if self._grows else (more, less)

    def _falls(
        self, before: Sweep[PlaneT], after: Sweep[PlaneT], patch: Patch | None = None
    ) -> PlaneT:
        ones = before.ones
        if self._law.decision:
            was, now = (state.ruled_out[self._law.decision] for state in (before, after))
            out = now[self._code] & (ones ^ was[self._code])
            if self._over >= 0:
                out = out | (was[self._over] & (ones ^ now[self._over]))
            return self._fewer(before, after, patch) | out
        fallen = before.zero
        first, second = before.values[self._target], after.values[self._target]
        for code in range(1, len(first)):
            # The best that is possible is lost, or the least that is possible has sunk.
            best = [anywhere(values[code:], before.zero) for values in (first, second)]
            least = [ones ^ anywhere(values[:code], before.zero) for values in (first, second)]
            fallen = fallen | (best[0] & (ones ^ best[1])) | (least[0] & (ones ^ least[1]))
        return fallen & before.determined[self._target] & after.determined[self._target]

    def _fewer(self, before: Sweep[PlaneT], after: Sweep[PlaneT], patch: Patch | None) -> PlaneT:
        """Return where points or lead have shrunk; rules that the subject doesn't touch fall out."""
        terms: list[tuple[PlaneT, int]] = []
        steps = {**self.compiled.by_name, **(patch.steps if patch else {})}
        step = steps[self._law.decision]
        assert isinstance(step, DecisionStep)  # noqa: S101 - the law names a decision
        for voice in step.voices:
            given = dict(voice.points)
            points = given.get(self._code, 0) - given.get(self._over, 0)
            one, two = before.holds[voice.id], after.holds[voice.id]
            if points and not one_and_the_same(one, two):
                terms += [(two, points), (one, -points)]
        offset = natural_offset(terms)
        total = weighted_sum(terms, before.ones, offset)
        return before.ones ^ at_least(total, offset, before.ones)
