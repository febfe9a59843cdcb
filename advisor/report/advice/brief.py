"""The brief: what is advised and why, the gravest warnings, the first steps, and what would change it.

What comes first is decided by the books: the weight of a misfit, the phase of an action and what
comes before it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from advisor.inference.advice import Advice, DecisionAdvice, Overturn, Status
from advisor.knowledge.model import RuleBase
from advisor.report.advice.decisions import DecisionView
from advisor.report.advice.parts import reading
from advisor.report.advice.plan import Step, Warned

MOST_WARNINGS = MOST_STEPS = 3
MOST_CHANGES = 4
_DAYS = {"first 100 days": 100, "first year": 365}


class BriefStep(NamedTuple):
    """One of the first steps. `due` is a date where the case tells when it was taken, else a phase."""

    text: str
    owner: str
    due: str


class BriefChange(NamedTuple):
    """What would change the advice: an answer, whether it is still open, and what would become of it."""

    fact: str
    value: str
    open: bool
    decision: str
    to: str


class Brief(NamedTuple):
    """The advice on two pages or one screen, in the order in which it is shown.

    `more_warnings` and `more_steps` count what the full report holds besides.
    """

    decisions: tuple[DecisionView, ...]
    warnings: tuple[Warned, ...]
    more_warnings: int
    steps: tuple[BriefStep, ...]
    more_steps: int
    changes: tuple[BriefChange, ...]
    known: int
    asked: int


def brief_of(
    advice: Advice,
    rules: RuleBase,
    decisions: tuple[DecisionView, ...],
    warnings: tuple[Warned, ...],
    plan: tuple[Step, ...],
) -> Brief:
    """Choose what the brief says from what the whole report shows, keeping its order."""
    return Brief(
        decisions,
        warnings[:MOST_WARNINGS],
        max(0, len(warnings) - MOST_WARNINGS),
        tuple(
            BriefStep(step.text, step.owner, _due(step.phase, advice.case.date))
            for step in plan[:MOST_STEPS]
        ),
        max(0, len(plan) - MOST_STEPS),
        _changes(advice, rules, [view.name for view in decisions]),
        len(advice.facts),
        len(rules.facts),
    )


def _due(phase: str, taken: str) -> str:
    """Return the last day of a phase, counted from the day of the case where that is told."""
    try:
        start = date.fromisoformat(taken)
        return f"by {(start + timedelta(days=_DAYS[phase])).isoformat()}"
    except (ValueError, KeyError, OverflowError):
        return f"within the {phase}" if phase in _DAYS else phase


def _changes(advice: Advice, rules: RuleBase, names: Iterable[str]) -> tuple[BriefChange, ...]:
    """Return what would change the advice: open answers first, then misjudged ones; one a decision.

    A second round fills what room is left.
    """
    by_decision = [_turning(advice.by_decision[name], rules) for name in names]
    rounds = [changes[turn] for turn in range(2) for changes in by_decision if len(changes) > turn]
    ordered = sorted(rounds, key=lambda one: not one.open)
    return tuple(dict.fromkeys(ordered))[:MOST_CHANGES]


def _turning(decision: DecisionAdvice, rules: RuleBase) -> list[BriefChange]:
    alone = [one for one in decision.overturned_by if not one.together_with]
    found = [_change(decision, one, rules, still_open=True) for one in alone]
    if decision.status is not Status.INSUFFICIENT:
        found += [
            _change(decision, one, rules, still_open=False)
            for one in decision.survives.overturned_by
        ]
    return found


def _change(
    decision: DecisionAdvice, one: Overturn, rules: RuleBase, *, still_open: bool
) -> BriefChange:
    value = reading(one.fact, (one.value,), rules).value
    return BriefChange(one.fact, value, still_open, decision.name, one.to)
