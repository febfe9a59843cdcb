"""The competencies matrix as a report shows it: a small table of counts, and the list behind it."""

from __future__ import annotations

from typing import NamedTuple

from advisor.knowledge.model import RuleBase
from advisor.text import capital


class LevelCounts(NamedTuple):
    """How many competencies of a level each job category needs, in the order of the categories."""

    level: str
    total: int
    counts: tuple[int, ...]


class CompetencyView(NamedTuple):
    """A competency and the job categories that need it."""

    key: str
    text: str
    level: str
    nature: str
    needed_by: tuple[str, ...]


class Matrix(NamedTuple):
    """The competencies matrix: job categories, counts by level, and every competency."""

    categories: tuple[str, ...]
    levels: tuple[LevelCounts, ...]
    competencies: tuple[CompetencyView, ...]


def matrix(rules: RuleBase) -> Matrix:
    """Return the competencies matrix of the rule base, in the order of the book."""
    found = rules.competencies
    categories = tuple(dict.fromkeys(name for one in found for name in one.job_categories))
    levels = []
    for level in dict.fromkeys(one.level for one in found):
        mine = [one for one in found if one.level == level]
        counts = (sum(name in one.job_categories for one in mine) for name in categories)
        levels.append(LevelCounts(level, len(mine), tuple(counts)))
    return Matrix(
        categories,
        tuple(levels),
        tuple(
            CompetencyView(
                one.key,
                capital(one.text),
                one.level,
                one.nature,
                one.job_categories,
            )
            for one in found
        ),
    )
