"""Which of the differences between several people's answers matter for the advice, and how much."""

from __future__ import annotations

from dataclasses import dataclass

from advisor.cases.merge import FactSaid, MergedCase
from advisor.inference.one.matter import matter_in
from advisor.knowledge.model import RuleBase


@dataclass(frozen=True)
class Disagreement:
    """A difference. `decisions` and `rules` (those that warn or advise) could change with who is right.

    Both are empty where it doesn't matter for the advice. `weight` says how much: the mean change
    over trials, in which decisions that stand alone count most and actions least.
    """

    told: FactSaid
    decisions: tuple[str, ...]
    rules: tuple[str, ...]
    weight: float


def disagreements(rules: RuleBase, merged: MergedCase) -> tuple[Disagreement, ...]:
    """Return the differences, those first that matter most; those that don't matter stand last.

    What nobody told stays open, and counts whatever it may turn out to be.
    """
    names = frozenset(one.fact for one in merged.differing)
    matter = matter_in(rules, merged.case.masks(rules), names)
    found = []
    for told in merged.differing:
        waiting = matter.waiting_for.get(told.fact, ())
        found.append(
            Disagreement(
                told,
                tuple(one.name for one in waiting if one.decision),
                tuple(one.name for one in waiting if not one.decision),
                matter.effects.weight.get(told.fact, 0.0) if waiting else 0.0,
            )
        )
    return tuple(sorted(found, key=lambda one: (not (one.decisions or one.rules), -one.weight)))
