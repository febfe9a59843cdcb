"""Counts: how many are required to have a competency and do, and where gaps lie. Unknown is counted apart, never as missing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from advisor.workforce.matrix import RequiredMatrix
from advisor.workforce.model import CompetencyStanding, Person


@dataclass(frozen=True)
class CoverageCell:
    """One competency in one job category: how many people are required to have it, and their standings.

    `demanded` is false where the matrix has no tick: it doesn't ask for it, and nobody is counted.
    """

    competency: str
    category: str
    demanded: bool
    required: int = 0
    met: int = 0
    partly: int = 0
    missing: int = 0
    unknown: int = 0

    @property
    def known(self) -> int:
        """Of how many it is known."""
        return self.required - self.unknown

    @property
    def share_met(self) -> float | None:
        """The share of those of whom it is known who meet it; None where it is known of nobody."""
        return self.met / self.known if self.known else None


@dataclass(frozen=True)
class GroupGaps:
    """The gaps of a group of people in a group of competencies.

    `people` are those of whom any of these competencies is required, `with_gaps` those with
    at least one that is missing or partly met, `open` those without such a gap of whom something is
    unknown; full-time equivalents beside them. `gaps` counts missing and partly met competencies.
    """

    group: str
    people: int
    with_gaps: int
    open: int
    full_time: float
    full_time_with_gaps: float
    gaps: int


@dataclass(frozen=True)
class GapTables:
    """Gaps by level, nature, job category and department."""

    by_level: tuple[GroupGaps, ...]
    by_nature: tuple[GroupGaps, ...]
    by_category: tuple[GroupGaps, ...]
    by_department: tuple[GroupGaps, ...]


def coverage(people: Iterable[Person], matrix: RequiredMatrix) -> tuple[CoverageCell, ...]:
    """Return a cell for each competency and job category, row by row of the matrix."""
    counts: dict[tuple[str, str], dict[CompetencyStanding, int]] = {}
    for person in people:
        for key in matrix.required(person.category):
            cell = counts.setdefault((key, person.category), dict.fromkeys(CompetencyStanding, 0))
            cell[person.standing(key)] += 1
    cells = []
    for one in matrix.competencies:
        for category in matrix.categories:
            found = counts.get((one.key, category), dict.fromkeys(CompetencyStanding, 0))
            cells.append(
                CoverageCell(
                    one.key,
                    category,
                    category in one.job_categories,
                    sum(found.values()),
                    found[CompetencyStanding.MET],
                    found[CompetencyStanding.PARTLY],
                    found[CompetencyStanding.MISSING],
                    found[CompetencyStanding.UNKNOWN],
                )
            )
    return tuple(cells)


def gaps_of(person: Person, matrix: RequiredMatrix) -> Iterator[str]:
    """Yield the competencies that a person is required to have and meets partly or not."""
    for key in matrix.required(person.category):
        if person.standing(key) in (CompetencyStanding.MISSING, CompetencyStanding.PARTLY):
            yield key


def gap_tables(people: Sequence[Person], matrix: RequiredMatrix) -> GapTables:
    """Return the gaps by level, nature, job category and department."""

    def by_competency(names: Iterable[str], of: Callable[[str], str]) -> tuple[GroupGaps, ...]:
        return tuple(
            _gaps(name, people, matrix, {key for key in matrix.by_key if of(key) == name})
            for name in names
        )

    everything = set(matrix.by_key)
    departments = sorted({one.department for one in people})
    return GapTables(
        by_competency(matrix.levels, lambda key: matrix.by_key[key].level),
        by_competency(matrix.natures, lambda key: matrix.by_key[key].nature),
        tuple(
            _gaps(name, [one for one in people if one.category == name], matrix, everything)
            for name in matrix.categories
        ),
        tuple(
            _gaps(name, [one for one in people if one.department == name], matrix, everything)
            for name in departments
        ),
    )


def _gaps(
    group: str, people: Sequence[Person], matrix: RequiredMatrix, keys: set[str]
) -> GroupGaps:
    asked, short, unclear, gaps = [], [], 0, 0
    for person in people:
        required = [key for key in matrix.required(person.category) if key in keys]
        if not required:
            continue
        asked.append(person)
        own = sum(key in keys for key in gaps_of(person, matrix))
        gaps += own
        if own:
            short.append(person)
        elif any(person.standing(key) is CompetencyStanding.UNKNOWN for key in required):
            unclear += 1
    return GroupGaps(
        group,
        len(asked),
        len(short),
        unclear,
        round(sum(one.full_time for one in asked), 2),
        round(sum(one.full_time for one in short), 2),
        gaps,
    )
