"""Proving the laws: for all possible cases by z3, or refuted by a smallest case that the engine confirms.

A law speaks of complete cases, in which every fact is answered. Only what the law rests on is
written down, and where an assessment is varied by itself it becomes an input like a fact.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations, pairwise
from math import prod

from advisor.inference.experta.engine import SoFar
from advisor.inference.experta.play import ReplayError, Witness, fails, holds, played, witness
from advisor.inference.one.completions import cone
from advisor.inference.one.given import with_given
from advisor.inference.planes.circuit import Wire
from advisor.inference.planes.so_far import Sweep, sweep
from advisor.inference.planes.sums import PlaneT, at_least, natural_offset, weighted_sum
from advisor.inference.program import DecisionStep, Test, compile_rules
from advisor.knowledge.meaning import meaning
from advisor.knowledge.model import AlwaysLaw, Law, Line, MonotoneLaw, RuleBase
from advisor.review.proof.situations import Scope, Situations, facts_of_cone
from advisor.review.proof.solver import Solver, UndecidedError


class Verdict(StrEnum):
    """What became of a law."""

    PROVED = "proved"
    REFUTED = "refuted"
    UNDECIDED = "can't tell"


@dataclass(frozen=True)
class Proof:
    """A law and what became of it. `facts` are those it rests on, `cases` how many there are.

    A refuted law has two witnesses if it is about raising or lowering: before and after.
    `vacuous` tells that an Always law has a condition that no complete case meets.
    """

    law: Law
    verdict: Verdict
    facts: tuple[str, ...]
    cases: int
    seconds: float
    witnesses: tuple[Witness, ...] = ()
    vacuous: bool = False


def prove(rules: RuleBase, law: Law, *, seconds: float = 30.0) -> Proof:
    """Prove a law for all complete cases or refute it; `seconds` bounds each question to the solver."""
    started = time.monotonic()
    check = law_check(rules, law)
    sizes = dict(check.compiled.facts)
    facts = facts_of_cone(check.compiled, check.names)
    cases = prod(sizes[name] for name in facts)
    verdict, vacuous = Verdict.PROVED, False
    witnesses: tuple[Witness, ...] = ()
    try:
        breach = check.breach(Scope.COMPLETE, seconds)
        if breach is not None:
            verdict, witnesses = Verdict.REFUTED, check.smallest(breach, seconds)
        elif isinstance(check, _Always):
            vacuous = check.vacuous(seconds)
    except UndecidedError:
        verdict = Verdict.UNDECIDED
    return Proof(law, verdict, facts, cases, time.monotonic() - started, witnesses, vacuous=vacuous)


def prove_all(rules: RuleBase, *, seconds: float = 30.0) -> Iterator[Proof]:
    """Prove or refute every law, in the order of the books."""
    for law in rules.laws:
        yield prove(rules, law, seconds=seconds)


@dataclass(frozen=True)
class _Breach:
    """A complete case that breaks a law, and for a monotone law the codes of its subject."""

    case: dict[str, int]
    step: tuple[int, int] | None = None


def line_tests(line: Line, rules: RuleBase) -> tuple[Test, ...]:
    """Return the terms of a line in codes."""
    return tuple(
        Test(
            term.subject,
            meaning(term, rules.items[term.subject].domain),
            {"is known": "known", "is unknown": "unknown"}.get(term.relation.value, "value"),
        )
        for term in line.terms
    )


def test_wires(state: Sweep[PlaneT], test: Test) -> tuple[PlaneT, PlaneT]:
    """Return where a term holds and where it fails."""
    zero = state.zero
    inside = outside = once = twice = zero
    for code, plane in enumerate(state.values[test.item]):
        twice = twice | (once & plane)
        once = once | plane
        if test.mask >> code & 1:
            inside = inside | plane
        else:
            outside = outside | plane
    if test.asks == "value":
        return state.ones ^ outside, state.ones ^ inside
    known = once & (state.ones ^ twice)
    unknown = state.ones ^ known
    return (known, unknown) if test.asks == "known" else (unknown, known)


def law_check(rules: RuleBase, law: Law) -> _Always | _Monotone:
    """Return the check of a law, which can be tried on many complete cases at once."""
    return _Always(rules, law) if isinstance(law, AlwaysLaw) else _Monotone(rules, law)


class _Always:
    """Whenever the conditions hold, the conclusion does not fail."""

    def __init__(self, rules: RuleBase, law: AlwaysLaw) -> None:
        self._rules = rules
        self.compiled = compile_rules(rules)
        self._when = [line_tests(line, rules) for line in law.when]
        self._then = line_tests(law.then, rules)
        tests = [test for line in (*self._when, self._then) for test in line]
        self.names = tuple(dict.fromkeys(test.item for test in tests))
        self._cone = cone(self.compiled.by_name, self.names)
        self.rests_on = frozenset(self._cone)

    def breach(self, scope: Scope, seconds: float) -> _Breach | None:
        """Return a case of the scope that breaks the law.

        Where answers may lack it has the fewest, and one way of filling them in breaks it too.
        """
        situations = Situations(scope)
        bad = self._bad(situations.evaluate(self.compiled, self._cone))
        if scope is Scope.PARTIAL:
            bad = bad & self._bad(situations.evaluate(self.compiled, self._cone, completed=True))
        solver = Solver(situations, seconds)
        case = solver.smallest(bad) if scope is Scope.PARTIAL else solver.case(bad)
        return None if case is None else _Breach(dict(case))

    def broken_in(self, facts: Mapping[str, list[int]], ones: int) -> int:
        """Return the complete cases, one bit each, that break the law."""
        return self._bad(sweep(self.compiled, facts, ones, only=self._cone, single=set(facts)))

    def _bad(self, state: Sweep[PlaneT]) -> PlaneT:
        bad = self._condition(state)
        for test in self._then:
            bad = bad & test_wires(state, test)[1]
        return bad

    def _condition(self, state: Sweep[PlaneT]) -> PlaneT:
        met = state.ones
        for line in self._when:
            some = state.zero
            for test in line:
                some = some | test_wires(state, test)[0]
            met = met & some
        return met

    def vacuous(self, seconds: float) -> bool:
        """Whether no complete case meets the conditions."""
        situations = Situations(Scope.COMPLETE)
        state = situations.evaluate(self.compiled, self._cone)
        return Solver(situations, seconds).case(self._condition(state)) is None

    def smallest(self, breach: _Breach, seconds: float) -> tuple[Witness, ...]:
        """Return the case with the fewest answers that breaks the law, played on the engine."""
        found = self.breach(Scope.PARTIAL, seconds) or breach
        so_far = played(self.compiled, found.case)
        broken = all(holds(so_far, line) for line in self._when) and fails(so_far, self._then)
        if not broken:
            message = f"the engine doesn't confirm the breach {found.case}"
            raise ReplayError(message)
        return (witness(self._rules, found.case, so_far, self.names),)


class _Monotone:
    """Of two cases that differ only in the subject, the higher one gives the target no less."""

    def __init__(self, rules: RuleBase, law: MonotoneLaw) -> None:
        self._rules = rules
        self._law = law
        compiled = compile_rules(rules)
        facts = {name for name, _ in compiled.facts}
        self.compiled = compiled if law.subject in facts else with_given(compiled, [law.subject])
        self._size = dict(self.compiled.facts)[law.subject]
        self._target = law.decision or law.target
        self.names = tuple(dict.fromkeys((law.subject, self._target)))
        self._cone = cone(self.compiled.by_name, [self._target])
        self.rests_on = frozenset(self._cone)
        if law.decision:
            self._code = rules.items[law.decision].domain.values.index(law.target)

    def breach(self, scope: Scope, seconds: float) -> _Breach | None:
        """Return a case and two values of the subject that break the law."""
        situations = Situations(scope)
        readings = [self._states(situations)]
        if scope is Scope.PARTIAL:
            readings.append(self._states(situations, completed=True))
        solver = Solver(situations, seconds)
        # Points grow step by step; an assessment may be undetermined in between.
        steps = pairwise(range(self._size)) if self._law.decision else None
        best: _Breach | None = None
        for low, high in steps or combinations(range(self._size), 2):
            bad = situations.circuit.ones
            for states in readings:
                bad = bad & self._falls(*self._turned(states[low], states[high]))
            case = solver.smallest(bad) if scope is Scope.PARTIAL else solver.case(bad)
            if case is not None and (best is None or len(case) < len(best.case)):
                best = _Breach(dict(case), (low, high))
            if best is not None and scope is Scope.COMPLETE:
                break
        return best

    def _states(self, situations: Situations, *, completed: bool = False) -> list[Sweep[Wire]]:
        """Return the evaluation for each value of the subject."""
        return [
            situations.evaluate(
                self.compiled, self._cone, {self._law.subject: code}, completed=completed
            )
            for code in range(self._size)
        ]

    def broken_in(self, facts: Mapping[str, list[int]], ones: int) -> int:
        """Return the complete cases, one bit each, that break the law in some step of the subject."""
        states: list[Sweep[int]] = []
        for code in range(self._size):
            planes = [ones if other == code else 0 for other in range(self._size)]
            given = {**facts, self._law.subject: planes}
            states.append(sweep(self.compiled, given, ones, only=self._cone, single=set(given)))
        broken = 0
        for low, high in combinations(range(self._size), 2):
            broken |= self._falls(*self._turned(states[low], states[high]))
        return broken

    def _turned(
        self, less: Sweep[PlaneT], more: Sweep[PlaneT]
    ) -> tuple[Sweep[PlaneT], Sweep[PlaneT]]:
        """Return the two so that the target must not have less in the second."""
        grows = self._law.raising == self._law.never_lowers
        return (less, more) if grows else (more, less)

    def _falls(self, before: Sweep[PlaneT], after: Sweep[PlaneT]) -> PlaneT:
        ones = before.ones
        if self._law.decision:
            name = self._law.decision
            out = after.ruled_out[name][self._code] & (ones ^ before.ruled_out[name][self._code])
            return self._fewer(before, after) | out
        fallen = before.zero
        first, second = before.values[self._target], after.values[self._target]
        for code in range(1, len(first)):
            # The best that is possible is lost, or the least that is possible has sunk.
            best = [_any(values[code:], before.zero) for values in (first, second)]
            least = [ones ^ _any(values[:code], before.zero) for values in (first, second)]
            fallen = fallen | (best[0] & (ones ^ best[1])) | (least[0] & (ones ^ least[1]))
        return fallen & before.determined[self._target] & after.determined[self._target]

    def _fewer(self, before: Sweep[PlaneT], after: Sweep[PlaneT]) -> PlaneT:
        """Return where the points have shrunk; rules that the subject doesn't touch fall out."""
        terms: list[tuple[PlaneT, int]] = []
        for step in self.compiled.steps:
            if not isinstance(step, DecisionStep) or step.name != self._law.decision:
                continue
            for voice in step.voices:
                points = dict(voice.points).get(self._code, 0)
                one, two = before.holds[voice.id], after.holds[voice.id]
                if points and not _same(one, two):
                    terms += [(two, points), (one, -points)]
        offset = natural_offset(terms)
        total = weighted_sum(terms, before.ones, offset)
        return before.ones ^ at_least(total, offset, before.ones)

    def smallest(self, breach: _Breach, seconds: float) -> tuple[Witness, ...]:
        """Return the pair of cases with the fewest answers that breaks the law, played on the engine."""
        found = self.breach(Scope.PARTIAL, seconds) or breach
        assert found.step is not None  # noqa: S101 - a monotone law is broken by a step
        subject = self._law.subject
        cases = [{**found.case, subject: 1 << code} for code in found.step]
        runs = [played(self.compiled, case) for case in cases]
        first, second = runs if self._law.raising == self._law.never_lowers else runs[::-1]
        if not self._fell(first, second):
            message = f"the engine doesn't confirm the breach {cases}"
            raise ReplayError(message)
        return tuple(self._told(case, run) for case, run in zip(cases, runs, strict=True))

    def _fell(self, before: SoFar, after: SoFar) -> bool:
        if self._law.decision:
            one, two = (run.verdicts[self._law.decision] for run in (before, after))
            out = self._code in two.ruled_out and self._code not in one.ruled_out
            return two.scores[self._code] < one.scores[self._code] or out
        values = [run.findings[self._target].value for run in (before, after)]
        if None in values:
            return False
        first, second = (value or 0 for value in values)
        least = (second & -second) < (first & -first)
        return least or second.bit_length() < first.bit_length()

    def _told(self, case: dict[str, int], run: SoFar) -> Witness:
        found = witness(self._rules, case, run, [self._target])
        if not self._law.decision:
            return found
        verdict = run.verdicts[self._law.decision]
        out = ", ruled out" if self._code in verdict.ruled_out else ""
        points = verdict.scores[self._code]
        count = "1 point" if abs(points) == 1 else f"{points} points"
        return Witness(found.answers, (*found.shows, (self._law.target, f"{count}{out}")))


def _same(one: object, two: object) -> bool:
    """Whether two planes are one and the same: wires by their node, numbers by their bits."""
    return bool(getattr(one, "node", one) == getattr(two, "node", two))


def _any(planes: list[PlaneT], zero: PlaneT) -> PlaneT:
    found = zero
    for plane in planes:
        found = found | plane
    return found
