"""What people ask of an advice, answered: how it follows, why not, rather than, to reach, how sturdy."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from advisor.explanation.contrast import contrast
from advisor.explanation.how import how
from advisor.explanation.reach import remedies
from advisor.explanation.sturdy import sturdy
from advisor.explanation.subject import decision_named, decision_of, rule_named
from advisor.explanation.why_not import why_not
from advisor.explanation.why_not_option import why_not_option
from advisor.inference.advice import Advice
from advisor.knowledge.model import RuleBase
from advisor.report import explained
from advisor.report.page import Part


class ExplainQuestion(StrEnum):
    """What can be asked of an advice."""

    HOW = "how"
    WHY_NOT = "why not"
    RATHER_THAN = "rather than"
    TO_REACH = "to reach"
    STURDY = "sturdy"


@dataclass(frozen=True)
class Explained:
    """An answer: its title, the results as data (None where there is nothing to tell), the parts of a page."""

    title: str
    results: tuple[Any, ...]
    parts: Iterable[Part]


def explain(
    rules: RuleBase,
    advice: Advice,
    question: ExplainQuestion,
    *,
    decision: str | None = None,
    name: str = "",
    folded: bool = True,
) -> Explained:
    """Answer a question on an advice; `name` is the option or rule that it is about.

    Without `decision` all main decisions are told of, or the only one that has the option. Raises
    UnknownNameError for what the rule base does not hold.
    """
    if question in (ExplainQuestion.HOW, ExplainQuestion.STURDY):
        return _overall(rules, advice, question, decision, folded=folded)
    return _about(rules, advice, question, decision, name)


def _overall(
    rules: RuleBase,
    advice: Advice,
    question: ExplainQuestion,
    decision: str | None,
    *,
    folded: bool,
) -> Explained:
    """Answer what is asked of one decision or of all main ones."""
    if decision:
        names = [decision_named(rules, decision).name]
    else:
        names = [one.name for one in rules.decisions if not one.group]
    if question is ExplainQuestion.STURDY:
        results = tuple(sturdy(rules, advice, one) for one in names)
        return Explained("How sturdy the advice is", results, explained.sturdy_parts(results))
    derived = tuple(how(rules, advice, one) for one in names)
    parts = explained.how_parts(derived, folded=folded)
    return Explained("How the advice follows", derived, parts)


def _about(
    rules: RuleBase, advice: Advice, question: ExplainQuestion, decision: str | None, name: str
) -> Explained:
    """Answer what is asked about one option or rule."""
    why_not_asked = question is ExplainQuestion.WHY_NOT
    rule = rule_named(rules, name) if why_not_asked and not decision else None
    if rule is not None:
        missed = next((one for one in why_not(rules, advice) if one.rule == rule.id), None)
        parts = explained.why_not_rule_parts(rules, missed, rule.id)
        return Explained("Why a rule does not hold", (missed,), parts)
    found, option = decision_of(rules, decision, name)
    if why_not_asked:
        kept_out = why_not_option(rules, advice, found, option)
        return Explained("Why not", (kept_out,), explained.why_not_option_parts(rules, kept_out))
    if question is ExplainQuestion.RATHER_THAN:
        held = contrast(rules, advice, found, option)
        return Explained("Why rather", (held,), explained.contrast_parts(held))
    ways = remedies(rules, advice, found, option)
    return Explained("What it takes", (ways,), explained.reach_parts(ways))
