"""What a case is to expect of its advice, so that what it exercises is seen by a person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet

from advisor.cases.form import NO_OPTION
from advisor.cases.model import Expectation
from advisor.inference.advice import Advice
from advisor.knowledge.model import Decision, Rule, RuleBase
from advisor.review.change.coverage import Covered


class CoveredExpectations:
    """Finds what the advice on one case tells of the things that the case exercises.

    `cones` are by decision all that it rests on.
    """

    def __init__(
        self, rules: RuleBase, advice: Advice, cones: Mapping[str, AbstractSet[str]]
    ) -> None:
        self._rules = rules
        self._advice = advice
        self._cones = cones

    def of(self, shown: Sequence[Covered]) -> Expectation | None:
        """Return what tells each thing: its decisions, and the warnings and actions of its rule."""
        decisions: dict[str, tuple[str, str, str]] = {}
        for one in shown:
            for name in self._decisions(one):
                advised = self._advice.by_decision[name]
                told = advised.recommended or NO_OPTION
                wanted = one.kind == "status" or advised.recommended is None
                before = decisions.get(name, ("", "", ""))[2]
                decisions[name] = (name, told, advised.status.value if wanted else before)
        about = {one.about for one in shown if one.kind in ("rule", "condition")}
        rules = [rule for rule in self._rules.rules if rule.id in about]
        warned = {one.rule for one in self._advice.misfits}
        advised_rules = {one.rule for one in self._advice.actions}
        warning = [rule.id for rule in rules if rule.warning]
        advising = [rule.id for rule in rules if rule.advice]
        expected = Expectation(
            tuple(decisions.values()),
            tuple(name for name in warning if name in warned),
            tuple(name for name in warning if name not in warned),
            tuple(name for name in advising if name in advised_rules),
            tuple(name for name in advising if name not in advised_rules),
        )
        return None if expected == Expectation() else expected

    def _decisions(self, one: Covered) -> Iterator[str]:
        """Yield the decision that shows it: its own, or the first main one that rests on what a rule concludes."""
        if one.kind in ("option", "status"):
            yield one.about
            return
        rule = self._rules.rules_by_id.get(one.about)
        targets = (
            {effect.target for effect in rule.effects}
            if isinstance(rule, Rule)
            else {one.about.rpartition(", row ")[0]}
        )
        resting: list[str] = []
        for decision in self._advice.decisions:
            item = self._rules.items[decision.name]
            assert isinstance(item, Decision)  # noqa: S101 - advice is given on decisions
            main = not item.group or decision.name in targets
            if main and targets & self._cones[decision.name] and decision.recommended is not None:
                resting.append(decision.name)
        own = [name for name in resting if name in targets]
        yield from (own or resting)[:1]
