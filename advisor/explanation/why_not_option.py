"""Why an option is not recommended: what rules it out, what speaks against it, what would speak for it."""

from __future__ import annotations

from dataclasses import dataclass

from advisor.errors import NOWHERE, Problem, UnknownNameError, suggestion
from advisor.explanation.why_not import WhyNot, why_not
from advisor.inference.advice import Advice, Argument
from advisor.knowledge.effects import Argue
from advisor.knowledge.model import Decision, RuleBase


@dataclass(frozen=True)
class WhyNotOption:
    """What keeps an option from being recommended.

    `points` are its own, `leader_points` those of the recommended option. `excluded_by` and
    `against` are arguments that hold; `in_favour` those that speak for it all the same; `silent`
    are the rules that would favour it and don't hold, each with the condition that keeps it.
    """

    decision: str
    option: str
    recommended: str
    points: int
    leader_points: int
    excluded_by: tuple[Argument, ...]
    against: tuple[Argument, ...]
    in_favour: tuple[Argument, ...]
    silent: tuple[WhyNot, ...]


def why_not_option(rules: RuleBase, advice: Advice, decision: str, option: str) -> WhyNotOption:
    """Return what keeps an option from being recommended in this advice.

    Raises UnknownNameError for an option that the decision doesn't have, and for the recommended one.
    """
    found = advice.by_decision[decision]
    item = rules.items[decision]
    assert isinstance(item, Decision)  # noqa: S101 - callers name decisions
    other_option(item, option, found.recommended)
    own = [one for one in found.arguments if one.option == option]
    return WhyNotOption(
        decision,
        option,
        found.recommended or "",
        found.score(option),
        found.score(found.recommended) if found.recommended else 0,
        tuple(one for one in own if one.rules_out),
        tuple(one for one in own if one.points < 0),
        tuple(one for one in own if one.points > 0),
        silent_rules(rules, advice, decision, option),
    )


def other_option(item: Decision, option: str, recommended: str | None) -> None:
    """Raise UnknownNameError unless `option` is one of the decision's that isn't recommended."""
    if option in item.options and option != recommended:
        return
    allowed = [one for one in item.options if one != recommended]
    message = (
        f"'{option}' is what is advised for '{item.name}'"
        if option == recommended
        else f"'{option}' is no option of '{item.name}'"
    )
    raise UnknownNameError(Problem(NOWHERE, message, suggestion(option, allowed)))


def silent_rules(rules: RuleBase, advice: Advice, decision: str, option: str) -> tuple[WhyNot, ...]:
    """Return why the rules that would favour an option don't hold, in the order of the books."""
    favouring = {
        rule.id
        for rule in rules.rules
        for effect in rule.effects
        if isinstance(effect, Argue)
        and (effect.decision, effect.option, effect.favours) == (decision, option, True)
    }
    return tuple(one for one in why_not(rules, advice) if one.rule in favouring)
