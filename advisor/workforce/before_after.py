"""Two lists of the same staff at two times: how many have each competency, before and after."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from advisor.workforce.coverage import CoverageCell, coverage
from advisor.workforce.matrix import RequiredMatrix
from advisor.workforce.model import Person


@dataclass(frozen=True)
class CompetencyChange:
    """One competency at two times, over all job categories of which it is required."""

    key: str
    met_before: int
    met_after: int
    known_before: int
    known_after: int

    @property
    def change(self) -> int:
        """How many more meet it."""
        return self.met_after - self.met_before


@dataclass(frozen=True)
class StaffChange:
    """All competencies at two times. `serves` are the goals under which it is told, with their targets."""

    people_before: int
    people_after: int
    changes: tuple[CompetencyChange, ...]
    serves: tuple[tuple[str, str], ...]


def staff_change(
    before: Iterable[Person],
    after: Iterable[Person],
    matrix: RequiredMatrix,
    serves: Iterable[tuple[str, str]],
) -> StaffChange:
    """Return what changed between two lists."""
    earlier, later = list(before), list(after)
    sums_before, sums_after = (_sums(coverage(one, matrix)) for one in (earlier, later))
    changes = tuple(
        CompetencyChange(
            one.key,
            sums_before[one.key][0],
            sums_after[one.key][0],
            sums_before[one.key][1],
            sums_after[one.key][1],
        )
        for one in matrix.competencies
    )
    return StaffChange(len(earlier), len(later), changes, tuple(serves))


def _sums(cells: Iterable[CoverageCell]) -> dict[str, tuple[int, int]]:
    sums: dict[str, tuple[int, int]] = {}
    for cell in cells:
        met, known = sums.get(cell.competency, (0, 0))
        sums[cell.competency] = (met + cell.met, known + cell.known)
    return sums
