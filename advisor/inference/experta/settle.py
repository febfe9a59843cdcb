"""What rules that hold amount to: the value of an assessment, the scores and the winner of a decision.

The engine says which rules and rows hold, and which could still hold; these functions combine
them. An undetermined value is None and counts as everything possible.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass

from advisor.inference.program import AssessmentStep, DecisionStep


@dataclass(frozen=True)
class Settled:
    """The value of an assessment as a mask (None while undetermined) and the ids that gave it."""

    value: int | None
    by: tuple[str, ...]


def settle_assessment(
    step: AssessmentStep, holds: Container[str], could: Container[str]
) -> Settled:
    """Combine concluding rules, then the table or the points, as the rule language says."""
    concluded = [hit for hit in step.concluding if hit.id in holds or hit.id in could]
    value = 0
    for hit in concluded:
        value |= 1 << hit.code
    by = tuple(hit.id for hit in concluded if hit.id in holds)
    if by:
        return Settled(value, by)
    below = _table(step, holds, could) if step.rows else _points(step, holds)
    if below.value is None:
        return below
    return Settled(value | below.value, below.by)


def _table(step: AssessmentStep, holds: Container[str], could: Container[str]) -> Settled:
    value = 0
    by: list[str] = []
    for row in step.rows:
        if row.id in holds:
            value |= 1 << row.code
            by.append(row.id)
            if step.first:
                break
        elif row.id in could:
            value |= 1 << row.code
    if by or step.total:
        return Settled(value, tuple(by))
    # Between the rows that could apply lies a gap: the value may stay undetermined.
    return Settled(None, ())


def _points(step: AssessmentStep, holds: Container[str]) -> Settled:
    adding = [rule for rule in step.adding if rule.id in holds]
    if not adding:
        return Settled(None, ())
    total = sum(rule.points for rule in adding)
    return Settled(1 << step.level(total), tuple(rule.id for rule in adding))


@dataclass(frozen=True)
class DecisionSoFar:
    """A decision so far, in codes: points of each option, what is ruled out, and the winner.

    `winner` is None when no rule argues, or when every option is ruled out or can't come out.
    `set_aside` are the options that stand before it and can't come out, the first one first.
    `margin` is the distance of the winner to the next option, None without a second one, and
    None as well where an option was set aside, since the points so far then don't decide.
    """

    scores: tuple[int, ...]
    ruled_out: frozenset[int]
    argued: bool
    winner: int | None
    margin: int | None
    set_aside: tuple[int, ...] = ()


def settle_decision(
    step: DecisionStep,
    holds: Container[str],
    possible: int | None = None,
    kept: int | None = None,
) -> DecisionSoFar:
    """Add up the points of the rules that hold and find the best option that is not ruled out.

    `possible` are the options that can come out, as a mask; None stands for all. `kept` is the
    option that goes before the others of equal points, whatever is preferred else.
    """
    scores = [0] * step.size
    ruled_out: set[int] = set()
    argued = False
    for voice in step.voices:
        if voice.id in holds:
            argued = True
            ruled_out.update(voice.rules_out)
            for code, points in voice.points:
                scores[code] += points
    ranked = sorted(
        (code for code in step.preference if code not in ruled_out),
        key=lambda code: (-scores[code], code != kept),
    )
    winner = margin = None
    set_aside: list[int] = []
    for place, code in enumerate(ranked if argued else ()):
        if possible is None or possible >> code & 1:
            winner = code
            if not set_aside and place + 1 < len(ranked):
                margin = scores[code] - scores[ranked[place + 1]]
            break
        set_aside.append(code)
    return DecisionSoFar(
        tuple(scores), frozenset(ruled_out), argued, winner, margin, tuple(set_aside)
    )
