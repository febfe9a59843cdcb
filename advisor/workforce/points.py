"""The six training points with what serves each, and a guide for each kind of position."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from advisor.knowledge.model import RuleBase
from advisor.knowledge.workforce import ServedBy, WorkforceBook
from advisor.workforce.matrix import RequiredMatrix
from advisor.workforce.model import CompetencyStanding, Course, Person


@dataclass(frozen=True)
class PointState:
    """A training point: what it asks for, the title of its rule, and the entries that serve it; empty ones are flagged."""

    number: int
    title: str
    asks_for: str
    served_by: tuple[str, ...]


@dataclass(frozen=True)
class GuideLine:
    """What a kind of position needs: a competency, the courses that teach it, and how many still lack it."""

    key: str
    courses: tuple[str, ...]
    met: int
    lacking: int
    unknown: int


@dataclass(frozen=True)
class PositionGuide:
    """The guide for a kind of position: a position in a job category."""

    position: str
    category: str
    people: int
    lines: tuple[GuideLine, ...]


def point_states(
    book: WorkforceBook, courses: Sequence[Course], guides: int, rules: RuleBase
) -> tuple[PointState, ...]:
    """Return each training point with the entries of the catalogue that serve it."""
    found = []
    for point in book.points:
        serving = [one for one in courses if one.point == point.number]
        if point.also == ServedBy.CERTIFICATE:
            serving += [one for one in courses if one.certificate and one not in serving]
        elif point.also == ServedBy.COURSE:
            serving += [one for one in courses if one.covers and not one.point]
        told = [_told(one) for one in serving]
        if point.also == ServedBy.GUIDE and guides:
            told.append(f"{guides} guides in this report")
        title = rules.rules_by_id[point.rule].title
        found.append(PointState(point.number, title, point.asks_for, tuple(told)))
    return tuple(found)


def _told(course: Course) -> str:
    more = [
        *([course.provider] if course.provider else []),
        *([course.mode] if course.mode else []),
        *([f"certificate {course.certificate}"] if course.certificate else []),
    ]
    return f"{course.key} ({', '.join(more)})" if more else course.key


def position_guides(
    people: Sequence[Person], courses: Sequence[Course], matrix: RequiredMatrix
) -> tuple[PositionGuide, ...]:
    """Return a guide for each position in a job category, by category and then by position."""
    taught = teachers(courses)
    kinds: dict[tuple[str, str], list[Person]] = {}
    for one in people:
        kinds.setdefault((one.category, one.position), []).append(one)
    found = []
    for category in matrix.categories:
        for (own, position), members in sorted(kinds.items()):
            if own == category:
                lines = tuple(_line(key, members, taught) for key in matrix.required(category))
                found.append(PositionGuide(position, category, len(members), lines))
    return tuple(found)


def teachers(courses: Sequence[Course]) -> dict[str, tuple[str, ...]]:
    """Return the courses that teach each competency."""
    found: dict[str, list[str]] = {}
    for course in courses:
        for key in course.covers:
            found.setdefault(key, []).append(course.key)
    return {key: tuple(names) for key, names in found.items()}


def _line(key: str, members: Sequence[Person], taught: Mapping[str, tuple[str, ...]]) -> GuideLine:
    standings = Counter(one.standing(key) for one in members)
    lacking = standings[CompetencyStanding.MISSING] + standings[CompetencyStanding.PARTLY]
    return GuideLine(
        key,
        taught.get(key, ()),
        standings[CompetencyStanding.MET],
        lacking,
        standings[CompetencyStanding.UNKNOWN],
    )
