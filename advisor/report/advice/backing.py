"""What a recommendation rests on: its weightiest arguments, and how many known facts are behind them."""

from __future__ import annotations

from advisor.inference.advice import Advice, Argument, DecisionAdvice
from advisor.knowledge.model import RuleBase


def backing(decision: DecisionAdvice) -> list[Argument]:
    """Return the arguments for the recommended option, the weightiest first."""
    found = [
        argument
        for argument in decision.arguments
        if argument.option == decision.recommended and argument.points > 0
    ]
    return sorted(found, key=lambda argument: -argument.points)


def main_reason(decision: DecisionAdvice) -> str:
    """Return the reason of the weightiest argument for the recommended option, or ''."""
    return next((argument.because for argument in backing(decision)), "")


def known_behind(decision: DecisionAdvice, advice: Advice) -> set[str]:
    """Return the known facts that the arguments rest on, directly or through assessments."""
    read = {name for argument in decision.arguments for name, _ in argument.read}
    waiting = list(read)
    firings = {firing.rule: firing for firing in advice.trace}
    while waiting:
        name = waiting.pop()
        giving: list[str] = []
        if name in advice.by_assessment:
            giving += advice.by_assessment[name].rules
        elif name in advice.by_decision:
            giving += [one.rule for one in advice.by_decision[name].arguments]
        for rule in giving:
            below = {name for name, _ in firings[rule].read} if rule in firings else set()
            waiting.extend(below - read)
            read |= below
    return read & set(advice.case.by_fact)


def leaning(decision: DecisionAdvice, advice: Advice) -> bool:
    """Whether a recommendation rests on one rule and at most two known facts: too early to say."""
    if decision.recommended is None or len({one.rule for one in decision.arguments}) > 1:
        return False
    return len(known_behind(decision, advice)) <= 2


def mainly(decision: DecisionAdvice, rules: RuleBase, most: int = 3) -> tuple[str, ...]:
    """Return the titles of the weightiest rules behind the recommended option."""
    found = (rules.rules_by_id.get(argument.rule) for argument in backing(decision))
    return tuple(rule.title for rule in found if rule)[:most]
