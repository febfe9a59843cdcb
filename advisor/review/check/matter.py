"""Findings about facts whose answer never changes anything that is shown, though rules read it.

What is shown is which rules argue, warn or advise, and how the assessments come out. Two cases are
compared in which everything is answered, and which differ in the fact alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise

from advisor.inference.planes.circuit import Wire
from advisor.inference.planes.so_far import Sweep, sweep
from advisor.inference.planes.sums import PlaneT
from advisor.inference.play import Witness, played
from advisor.inference.program import clauses_of
from advisor.knowledge.effects import Adjust, Conclude
from advisor.knowledge.model import Fact
from advisor.review.check.findings import RuleFinding
from advisor.review.check.review import Review
from advisor.review.proof.replay import as_case
from advisor.review.proof.situations import Scope, Situations
from advisor.review.proof.solver import Solver, UndecidedError
from advisor.review.proof.space import random_cases

_SAMPLE = 512
"""The random complete cases in which nearly every fact is seen to matter."""


def check_matter(review: Review) -> Iterator[RuleFinding]:
    """Yield the facts that rules read, and that never change what is shown."""
    shown = _Shown(review)
    for fact in review.rules.facts:
        review.before_each()
        if fact.name not in shown.read or shown.matters_in_sample(fact):
            continue
        try:
            matters = shown.matters(fact)
        except UndecidedError:
            review.undecided.append(f"does the answer to {fact.name} change anything?")
            continue
        if not matters:
            yield RuleFinding(
                "never matters",
                fact.name,
                f"Rules or tables read the fact '{fact.name}', and yet no answer to it ever changes what is "
                "shown: no argument, misfit or action, and no assessment.",
                "mend the conditions that read it, or don't ask it",
                "z3 has proved that cases which differ in it alone are shown the same.",
                shown.alike(fact),
                place=fact.place,
            )


class _Shown:
    """What is shown of cases."""

    def __init__(self, review: Review) -> None:
        self._review = review
        rules = review.rules
        self._speaking = [
            rule.id
            for rule in rules.rules
            if rule.warning
            or rule.advice
            or any(not isinstance(effect, Adjust | Conclude) for effect in rule.effects)
        ]
        clauses = [clause for _, clause in review.compiled.clauses]
        for step in review.compiled.steps:
            clauses += [clause for _, clause in clauses_of(step)]
        tests = [test for clause in clauses for test in clause.tests]
        asked = {test.item for test in tests if test.asks != "value"}
        self.read = {test.item for test in tests} - asked
        """The facts that are read for their answers alone, and not for whether they are known."""
        self._drawn = random_cases(review.compiled, _SAMPLE)
        self._ones = (1 << _SAMPLE) - 1

    def _differ(self, one: Sweep[PlaneT], two: Sweep[PlaneT]) -> PlaneT:
        """Return where two evaluations show something else."""
        differs = one.zero
        for name in self._speaking:
            differs = differs | (one.holds[name] ^ two.holds[name])
        for item in self._review.rules.assessments:
            differs = differs | (one.determined[item.name] ^ two.determined[item.name])
            for first, second in zip(one.values[item.name], two.values[item.name], strict=True):
                differs = differs | (first ^ second)
        return differs

    def matters_in_sample(self, fact: Fact) -> bool:
        """Whether an answer to the fact changes what is shown of some random case."""
        size = len(fact.domain.values)
        return any(
            self._differ(self._swept(fact, low), self._swept(fact, high))
            for low, high in pairwise(range(size))
        )

    def _swept(self, fact: Fact, code: int) -> Sweep[int]:
        planes = [self._ones if other == code else 0 for other in range(len(fact.domain.values))]
        facts: Mapping[str, list[int]] = {**self._drawn, fact.name: planes}
        return sweep(self._review.compiled, facts, self._ones, single=set(facts))

    def matters(self, fact: Fact) -> bool:
        """Whether an answer to the fact changes what is shown of some case. Raises UndecidedError."""
        situations = Situations(Scope.COMPLETE)
        compiled = self._review.compiled
        states: list[Sweep[Wire]] = [
            situations.evaluate(compiled, given={fact.name: code})
            for code in range(len(fact.domain.values))
        ]
        solver = Solver(situations, self._review.seconds)
        return any(solver.case(self._differ(*pair)) is not None for pair in pairwise(states))

    def alike(self, fact: Fact) -> tuple[Witness, ...]:
        """Play cases with the first and the last answer and nothing else; none where they tell more or less so far."""
        codes = (0, len(fact.domain.values) - 1)
        runs = [played(self._review.compiled, {fact.name: 1 << code}) for code in codes]
        told = [[name for name in self._speaking if name in run.fired] for run in runs]
        if told[0] != told[1]:
            return ()
        return tuple(
            Witness(
                ((fact.name, (fact.domain.values[code],)),),
                (("rules that speak", ", ".join(told[0]) or "none"),),
                as_case(self._review.rules, {fact.name: 1 << code}, ""),
            )
            for code in codes
        )
