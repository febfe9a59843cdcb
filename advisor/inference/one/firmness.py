"""How firm a decision is: what can still win, and whether that is exact."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace

from advisor.inference.advice import Basis, Status
from advisor.inference.experta.settle import DecisionSoFar
from advisor.inference.one.completions import (
    LIMIT,
    Dependence,
    Dimension,
    combinations,
    every_completion,
)
from advisor.inference.one.search import Search
from advisor.inference.planes.bounds import bounds_of_case
from advisor.inference.planes.prospects import Outlook
from advisor.inference.planes.so_far import Run, Sweep
from advisor.inference.program import CompiledRules, DecisionStep, planes_of

ASSESSMENT_LIMIT = 1 << 12


@dataclass(frozen=True)
class Possibilities:
    """What a decision or assessment can still become, and how that was found."""

    outlook: Outlook[int]
    basis: Basis
    dimensions: tuple[Dimension, ...]

    @property
    def mask(self) -> int:
        """The codes that can come out."""
        return self.outlook.mask()


class Foresight:
    """All that can still happen in one case: bounds, made exact where the combinations are few."""

    def __init__(
        self,
        rules: CompiledRules,
        answers: Mapping[str, int],
        only: Container[str] | None = None,
    ) -> None:
        """Reckon it for all items, or `only` for some, which must include all that they read."""
        self.rules = rules
        self.answers = answers
        self.bounds = bounds_of_case(answers, rules.facts)
        self.dependence = Dependence(rules, self.bounds, answers)
        self.outcomes: dict[str, Possibilities] = {}
        self._search = Search(rules, answers)
        self._so_far = Run(Sweep(1, planes_of(answers, rules.facts)))
        for step in rules.steps:
            if only is not None and step.name not in only:
                continue
            outlook = self.bounds.step(step)
            limit = LIMIT if isinstance(step, DecisionStep) else ASSESSMENT_LIMIT
            self.outcomes[step.name] = outcome = self._refined(step.name, outlook, limit)
            if isinstance(step, DecisionStep):
                self.outcomes[step.name] = outcome = self._decided(step, outcome)
            # What reads this item profits from what is now known exactly.
            self.bounds.outlooks[step.name] = outcome.outlook
        if only is None:
            for identifier, clause in rules.clauses:
                self.bounds.prospect(identifier, clause)

    @property
    def possible(self) -> dict[str, int]:
        """The options of each decision that can come out, as masks: what may be recommended."""
        return {
            step.name: self.outcomes[step.name].mask
            for step in self.rules.steps
            if isinstance(step, DecisionStep) and step.name in self.outcomes
        }

    def possible_planes(self, ones: int = 1) -> dict[str, list[int]]:
        """Return the same as planes, as `sweep` takes them: `ones` where an option can come out."""
        return {
            step.name: [
                ones if self.outcomes[step.name].mask >> code & 1 else 0
                for code in range(step.size)
            ]
            for step in self.rules.steps
            if isinstance(step, DecisionStep) and step.name in self.outcomes
        }

    def _decided(self, step: DecisionStep, found: Possibilities) -> Possibilities:
        """Take out of the possible what is recommended so far and proves not to come out."""
        while found.basis is not Basis.EXACT:
            winner = self._recommended(step, found.outlook.codes)
            if winner is None or not self._search.never_comes_out(step.name, winner):
                break
            left = tuple(
                0 if code == winner else bit for code, bit in enumerate(found.outlook.codes)
            )
            found = replace(found, outlook=replace(found.outlook, codes=left))
        return found

    def _recommended(self, step: DecisionStep, possible: Sequence[int]) -> int | None:
        """Return the possible option that is recommended so far, or None."""
        state = self._so_far.state
        for before in self.rules.steps:
            if before.name in self.outcomes and before.name not in state.determined:
                if isinstance(before, DecisionStep):
                    self._so_far.decision(before, self.outcomes[before.name].outlook.codes)
                else:
                    self._so_far.assessment(before)
        self._so_far.decision(step, possible)
        return state.values[step.name].index(1) if state.determined[step.name] else None

    def _refined(self, name: str, outlook: Outlook[int], limit: int) -> Possibilities:
        dimensions = self.dependence.dimensions(name)
        if combinations(dimensions) > limit:
            return Possibilities(outlook, Basis.BOUNDS, dimensions)
        if outlook.settled:
            return Possibilities(outlook, Basis.EXACT, dimensions)
        cone = self.dependence.cone(name)
        run = every_completion(self.rules, self.answers, dimensions, cone)
        determined = run.determined[name]
        codes = tuple(int(plane & determined != 0) for plane in run.values[name])
        exact = Outlook(codes, int(determined != run.ones), outlook.several)
        return Possibilities(exact, Basis.EXACT, dimensions)


def status_of(decided: DecisionSoFar, outlook: Outlook[int], close_call: int) -> Status:
    """Return how firm a decision is: firm, provisional, contested or insufficient."""
    if not decided.argued:
        return Status.INSUFFICIENT
    if decided.winner is None:
        # Nothing can be recommended so far; that is final only if no completion has a winner.
        return Status.PROVISIONAL if outlook.mask() else Status.CONTESTED
    if outlook.mask() != 1 << decided.winner or outlook.undetermined:
        return Status.PROVISIONAL
    if decided.margin is not None and decided.margin <= close_call:
        return Status.CONTESTED
    return Status.FIRM
