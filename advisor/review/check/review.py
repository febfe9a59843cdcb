"""A rule base under review: all its cases at hand, for the checks to ask what can be and what can't."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from advisor.inference.compile import compile_rules
from advisor.inference.experta.engine import SoFar
from advisor.inference.planes.circuit import Wire
from advisor.inference.play import ReplayError, Witness, played, witness
from advisor.inference.program import Clause, CompiledRules
from advisor.knowledge.model import RuleBase
from advisor.review.proof.replay import as_case, fewest_needed
from advisor.review.proof.situations import Scope
from advisor.review.proof.solver import UndecidedError
from advisor.review.proof.space import Shower, Space


def _go_on() -> None:
    """Do nothing before a question."""


class Review:
    """A rule base under review, with all its cases at hand. `seconds` bounds each question.

    `before_each` is called before each question; what it raises ends the review.
    """

    def __init__(
        self,
        rules: RuleBase,
        *,
        seconds: float = 10.0,
        before_each: Callable[[], None] = _go_on,
    ) -> None:
        self.rules = rules
        self._before_each = before_each
        self.compiled: CompiledRules = compile_rules(rules)
        self.any = Space(self.compiled, Scope.ANY, seconds=seconds)
        self.complete = Space(self.compiled, Scope.COMPLETE, seconds=seconds)
        self.clauses: Mapping[str, Clause] = dict(self.compiled.clauses)
        self.undecided: list[str] = []
        self._shower: Shower | None = None
        self._seconds = seconds

    def proved_impossible(self, wire: Wire, question: str) -> bool:
        """Whether it is proved that no case does it; a question without an answer is noted."""
        self._before_each()
        try:
            return self.any.impossible(wire)
        except UndecidedError:
            self.undecided.append(question)
            return False

    def case(self, space: Space, wire: Wire, question: str) -> Mapping[str, int] | None:
        """Return a case in which a wire is true; None also for a question without an answer."""
        self._before_each()
        try:
            return space.case(wire)
        except UndecidedError:
            self.undecided.append(question)
            return None

    def shown(
        self,
        wanted: Callable[[Shower], Wire],
        confirmed: Callable[[SoFar], bool],
        show: tuple[str, ...] = (),
    ) -> tuple[Witness, ...]:
        """Return the smallest case that shows something, played on the engine; nothing without one."""
        self._shower = self._shower or Shower(self.compiled, seconds=self._seconds)
        try:
            case = self._shower.smallest(wanted(self._shower))
        except UndecidedError:
            return ()
        if case is None:
            return ()
        return (self.replayed(case, confirmed, show),)

    def replayed(
        self,
        case: Mapping[str, int],
        confirmed: Callable[[SoFar], bool],
        show: tuple[str, ...] = (),
    ) -> Witness:
        """Play a case on the engine and return it in words; the engine must confirm what it shows.

        Answers without which it shows the same are left out.
        """

        def shows(masks: Mapping[str, int]) -> bool:
            return confirmed(played(self.compiled, masks))

        if not shows(case):
            message = f"the engine doesn't confirm what the case {case} was to show"
            raise ReplayError(message)
        needed = fewest_needed(case, shows)
        file = as_case(self.rules, needed, "")
        if file is not None and not shows(file.masks(self.rules)):
            file = None
        told = witness(self.rules, needed, played(self.compiled, needed), show)
        return replace(told, case=file)
