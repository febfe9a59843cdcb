"""Findings about facts whose answer never changes anything that is shown, though rules read it.

What is shown is which rules argue, warn or advise, and how the assessments and decisions come out. Cases
are compared that differ in the fact alone: in one of them it is answered, in the other one it is unknown.
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
                "shown: no argument, misfit or action, no assessment and no decision.",
                "mend the conditions that read it, or don't ask it",
                "z3 has proved that cases which differ in it alone are shown the same, also where it is unknown.",
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
        for step in self._review.compiled.steps:
            differs = differs | (one.determined[step.name] ^ two.determined[step.name])
            for first, second in zip(one.values[step.name], two.values[step.name], strict=True):
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
        """Whether knowing an answer to the fact changes what is shown of some case. Raises UndecidedError."""
        situations = Situations(Scope.ANY)
        compiled = self._review.compiled
        answered: Sweep[Wire] = situations.evaluate(compiled)
        # What is shown alike of any answers and of none is shown alike of each two answers, too.
        facts = dict(situations.planes)
        facts[fact.name] = [answered.ones] * len(facts[fact.name])
        unknown = sweep(compiled, facts, answered.ones)
        solver = Solver(situations, self._review.seconds)
        return solver.case(self._differ(answered, unknown)) is not None

    def alike(self, fact: Fact) -> tuple[Witness, ...]:
        """Play cases with the first and the last answer and nothing else."""
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
