"""How sturdy a recommendation is: how many changes of what was answered leave it, and the nearest that don't.

Firm and sturdy are two things: a firm recommendation can't be changed by answers that are still
open; a sturdy one also stands when an answer was misjudged.
"""

from __future__ import annotations

from dataclasses import dataclass

from advisor.explanation.reach import ChangedAnswer, changed, changed_answer
from advisor.inference.advice import Advice
from advisor.inference.compile import compile_rules
from advisor.inference.one.changes import Changes, Turning
from advisor.inference.play import recommended_option
from advisor.knowledge.domains import Kind
from advisor.knowledge.model import Decision, RuleBase

MOST_SHOWN = 12
"""How many overturning changes are told; each one is played on the reference engine first."""


@dataclass(frozen=True)
class Overturning:
    """A single answer that, had it been another, would have moved the recommendation to `becomes`.

    `becomes` is '' where no option would be recommended any more.
    """

    answer: ChangedAnswer
    becomes: str


@dataclass(frozen=True)
class Sturdy:
    """How a decision stands changes of given answers.

    Of `changes` single changes `same` leave the recommendation, of `pairs` of them `pairs_same`
    (`pairs` is 0 where there are too many to try). `overturning` are the nearest of the others,
    `tipping` those of them that concern numbers, each at the bound of a class.
    """

    decision: str
    option: str
    changes: int
    same: int
    pairs: int
    pairs_same: int
    overturning: tuple[Overturning, ...]
    tipping: tuple[Overturning, ...]


def sturdy(rules: RuleBase, advice: Advice, decision: str) -> Sturdy:
    """Return how a decision stands single and double changes of what was answered."""
    found = advice.by_decision[decision]
    item = rules.items[decision]
    assert isinstance(item, Decision)  # noqa: S101 - callers name decisions
    answers = advice.case.masks(rules)
    result = Changes(compile_rules(rules), answers, decision).sturdiness(advice.case.by_fact)
    told = [
        one
        for turning in result.overturning[:MOST_SHOWN]
        if (one := _told(rules, advice, item, turning)) is not None
    ]
    return Sturdy(
        decision,
        found.recommended or "",
        result.changes,
        result.same,
        result.pairs,
        result.pairs_same,
        tuple(told),
        tuple(one for one in told if rules.items[one.answer.fact].domain.kind is Kind.NUMBER),
    )


def _told(rules: RuleBase, advice: Advice, item: Decision, turning: Turning) -> Overturning | None:
    """Return a change in words, if the reference engine confirms it."""
    masks = changed(rules, advice.case, turning.change).masks(rules)
    winner = recommended_option(compile_rules(rules), masks, item.name)
    becomes = "" if winner is None else item.options[winner]
    before = advice.by_decision[item.name].recommended
    if winner != turning.winner or becomes == (before or ""):
        return None
    ((fact, code),) = turning.change
    return Overturning(changed_answer(rules, advice.case, fact, code), becomes)
