"""By how much an option is ahead, and what decides where options have equal points."""

from __future__ import annotations

from dataclasses import dataclass

from advisor.inference.advice import Advice, DecisionAdvice
from advisor.knowledge.effects import Argue
from advisor.knowledge.model import Decision, RuleBase


@dataclass(frozen=True)
class Tie:
    """Two options with equal points. `kept_by` is the fact that tells that the first exists today, or ''."""

    option: str
    other: str
    kept_by: str

    def __str__(self) -> str:
        reason = (
            f"it is what exists today ({self.kept_by})"
            if self.kept_by
            else "the books prefer it where points are equal"
        )
        return (
            f"{self.option} and {self.other} have equal points; {self.option} is preferred, "
            f"because {reason}"
        )


def runner_up(decision: DecisionAdvice, advice: Advice, rules: RuleBase) -> str | None:
    """Return the best option besides the recommended one that could have been recommended."""
    item = rules.items[decision.name]
    assert isinstance(item, Decision)  # noqa: S101 - the advice names decisions only
    favoured = {
        effect.option
        for rule in rules.rules
        for effect in rule.effects
        if isinstance(effect, Argue) and effect.decision == item.name and effect.favours
    }
    barred = {decision.recommended, *decision.ruled_out, *decision.set_aside}
    ordered = item.when_equal(advice.case.sure(item.keep))
    others = [option for option in ordered if option in favoured - barred]
    return max(others, key=decision.score, default=None)


def margin(decision: DecisionAdvice, other: str | None) -> int | None:
    """Return the points by which the recommended option leads another; None where one is missing."""
    if decision.recommended is None or other is None:
        return None
    return decision.score(decision.recommended) - decision.score(other)


def tie(decision: DecisionAdvice, advice: Advice, rules: RuleBase) -> Tie | None:
    """Return what decides between the recommended option and the next one, if they have equal points."""
    return tie_with(decision, runner_up(decision, advice, rules), advice, rules)


def tie_with(
    decision: DecisionAdvice, other: str | None, advice: Advice, rules: RuleBase
) -> Tie | None:
    """Return what decides between the recommended option and another one, if they have equal points."""
    option = decision.recommended
    if option is None or other is None or margin(decision, other) != 0:
        return None
    item = rules.items[decision.name]
    assert isinstance(item, Decision)  # noqa: S101 - the advice names decisions only
    today = advice.case.sure(item.keep) if item.keep else ""
    kept = bool(today) and item.domain.code(today) == item.options.index(option)
    return Tie(option, other, item.keep if kept else "")
