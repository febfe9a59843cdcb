"""What a person has to judge of a proposed case: each thing that it expects, as a question in plain words."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.cases.model import Expectation
from advisor.inference.advice import Advice
from advisor.knowledge.model import Rule, RuleBase
from advisor.knowledge.writer import line_text
from advisor.text import counted

HANDFUL = 4
"""A person is asked to judge so many things of one case at most."""

_SPEAKERS = 2
"""Of the rules that speak for an option so many are told with their reasons."""


def questions(rules: RuleBase, advice: Advice, expect: Expectation) -> tuple[str, ...]:
    """Return for each thing that is expected the question whether it is right, and why it comes out so."""
    return tuple(_questions(rules, advice, expect))


def _questions(rules: RuleBase, advice: Advice, expect: Expectation) -> Iterator[str]:
    for name, option, status in expect.decisions:
        yield _decision(rules, advice, name, option, status)
    texts = {one.rule: one.text for one in advice.misfits}
    texts |= {one.rule: one.text for one in advice.actions}
    for told, verb in ((expect.misfits, "warned"), (expect.actions, "advised")):
        for identifier in told:
            rule = rules.rules_by_id[identifier]
            yield (
                f'Is it right that this government is {verb} by {_named(rule)}: "{texts[identifier]}", '
                f"because {rule.because}"
            )
    for silent, verb in ((expect.no_misfits, "warned"), (expect.no_actions, "advised")):
        for identifier in silent:
            rule = rules.rules_by_id[identifier]
            yield (
                f"Is it right that this government is not {verb} by {_named(rule)}, which speaks only {_when(rule)}?"
            )


def _decision(rules: RuleBase, advice: Advice, name: str, option: str, status: str) -> str:
    advised = advice.by_decision[name]
    if advised.recommended is None:
        why = "every option is ruled out" if advised.arguments else "no rule speaks for one"
        return f"Is it right that no option is recommended for {name} ({status}), because {why}?"
    firm = f" ({status})" if status else ""
    asked = f"Is it right that {name} comes out as {option}{firm}?"
    speaking = sorted(
        (one for one in advised.arguments if one.option == option and one.points > 0),
        key=lambda one: -one.points,
    )
    reasons = [
        f"{_named(rules.rules_by_id[one.rule])}, because {one.because.rstrip('.')}"
        for one in speaking[:_SPEAKERS]
        if one.rule in rules.rules_by_id
    ]
    if not reasons:
        return f"{asked} No rule speaks for it; the others have less."
    more = len(speaking) - len(reasons)
    others = f"; and {counted(more, 'more rule')}" if more else ""
    return f"{asked} In its favour: {'; '.join(reasons)}{others}."


def _named(rule: Rule) -> str:
    return f"{rule.id} ({rule.title})"


def _when(rule: Rule) -> str:
    holds = " and ".join(line_text(line) for line in rule.when)
    unless = " or ".join(line_text(line) for line in rule.unless)
    told = [f"when {holds}" if holds else "", f"unless {unless}" if unless else ""]
    return ", ".join(filter(None, told))


def asked_of(expect: Expectation) -> int:
    """Return how many things are expected."""
    rules = (expect.misfits, expect.no_misfits, expect.actions, expect.no_actions)
    return len(expect.decisions) + sum(map(len, rules))
