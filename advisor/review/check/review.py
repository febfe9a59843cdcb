"""A rule base under review: all its cases at hand, for the checks to ask what can be and what can't."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from advisor.inference.compile import compile_rules, line_tests
from advisor.inference.experta.engine import SoFar
from advisor.inference.planes.circuit import Wire
from advisor.inference.planes.so_far import Sweep
from advisor.inference.play import ReplayError, Witness, played, witness
from advisor.inference.program import Clause, CompiledRules
from advisor.knowledge.conditions import Line
from advisor.knowledge.model import Rule, RuleBase
from advisor.knowledge.writer import line_text
from advisor.review.proof.reading import anywhere, test_wires
from advisor.review.proof.replay import as_case, fewest_needed
from advisor.review.proof.situations import Scope
from advisor.review.proof.solver import UndecidedError
from advisor.review.proof.space import Shower, Space


@dataclass(frozen=True)
class RuleCondition:
    """A line of a rule: one that has to hold, or one that keeps the rule from holding."""

    line: Line
    keeps_from: bool

    @property
    def text(self) -> str:
        """The line as the book has it: 'when budget is none'."""
        return f"{'unless' if self.keeps_from else 'when'} {line_text(self.line)}"


def conditions_of(rule: Rule) -> tuple[RuleCondition, ...]:
    """Return the conditions of a rule, in the order of the book."""
    return (
        *(RuleCondition(line, keeps_from=False) for line in rule.when),
        *(RuleCondition(line, keeps_from=True) for line in rule.unless),
    )


def met_by(
    rules: RuleBase,
    state: Sweep[Wire],
    conditions: Iterable[RuleCondition],
    *,
    but: RuleCondition | None = None,
) -> Wire:
    """Return where conditions are met, all of them but one that may be left out."""
    met = state.ones
    for condition in conditions:
        if condition == but:
            continue
        pairs = [test_wires(state, test) for test in line_tests(condition.line, rules)]
        if condition.keeps_from:
            for _, fails in pairs:
                met = met & fails
        else:
            met = met & anywhere((holds for holds, _ in pairs), state.zero)
    return met


def _go_on() -> None:
    """Do nothing before a question."""


class Review:
    """A rule base under review, with all its cases at hand. `seconds` bounds each question.

    `before_each` is called before each question; what it raises ends the review. Without `cases`
    the findings are the same and carry no case that shows them, which takes half the time.
    """

    def __init__(
        self,
        rules: RuleBase,
        *,
        seconds: float = 10.0,
        before_each: Callable[[], None] = _go_on,
        cases: bool = True,
    ) -> None:
        self.rules = rules
        self._cases = cases
        self.before_each = before_each
        self.compiled: CompiledRules = compile_rules(rules)
        self.any = Space(self.compiled, Scope.ANY, seconds=seconds)
        self.complete = Space(self.compiled, Scope.COMPLETE, seconds=seconds)
        self.clauses: Mapping[str, Clause] = dict(self.compiled.clauses)
        self.undecided: list[str] = []
        self._shower: Shower | None = None
        self._can_hold: dict[str, bool] = {}
        self._implied: dict[tuple[str, str], bool] = {}
        self.seconds = seconds

    def proved_impossible(self, wire: Wire, question: str, space: Space | None = None) -> bool:
        """Whether it is proved that no case does it; a question without an answer is noted.

        The cases are those of a space; without one, all that can be answered or unknown.
        """
        self.before_each()
        try:
            return (space or self.any).impossible(wire)
        except UndecidedError:
            self.undecided.append(question)
            return False

    def can_hold(self, rule: Rule) -> bool:
        """Whether some case meets the conditions of a rule; False also for what can't be told."""
        if rule.id not in self._can_hold:
            found = self.case(self.any, self.any.state.holds[rule.id], f"can {rule.id} hold?")
            self._can_hold[rule.id] = found is not None
        return self._can_hold[rule.id]

    def implies(self, one: Rule, two: Rule) -> bool:
        """Whether it is proved that the second rule holds wherever the first one does."""
        if (one.id, two.id) not in self._implied:
            holds = self.any.state.holds
            alone = holds[one.id] & self.any.negated(holds[two.id])
            question = f"does {one.id} hold without {two.id}?"
            self._implied[one.id, two.id] = self.proved_impossible(alone, question)
        return self._implied[one.id, two.id]

    def covered(self, line: Line) -> str:
        """Return what a line names every value of, so that one of its parts is met once it is known; or ''."""
        masks: dict[str, int] = {}
        for test in line_tests(line, self.rules):
            masks[test.item] = masks.get(test.item, 0) | (test.mask if test.asks == "value" else 0)
        whole = (
            name for name, mask in masks.items() if mask == self.rules.items[name].domain.everything
        )
        return next(whole, "")

    def determined(self, lines: Iterable[Line]) -> Wire:
        """Return the complete cases in which all that lines read came out, and nothing is undetermined."""
        state = self.complete.state
        met = state.ones
        for name in dict.fromkeys(term.subject for line in lines for term in line.terms):
            met = met & state.determined.get(name, state.ones)
        return met

    def asks_what_is_known(self, rule: Rule) -> bool:
        """Whether a rule asks if something is known or unknown, which is settled once all is answered."""
        return any(test.asks != "value" for test in self.clauses[rule.id].tests)

    def case(self, space: Space, wire: Wire, question: str) -> Mapping[str, int] | None:
        """Return a case in which a wire is true; None also for a question without an answer."""
        self.before_each()
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
        if not self._cases:
            return ()
        self._shower = self._shower or Shower(self.compiled, seconds=self.seconds)
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
