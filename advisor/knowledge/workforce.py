"""What the books judge when a staff list is held against the competencies matrix, as frozen data.

No name of a fact, a decision or a competency stands in code: the blocks headed `Workforce: ...` say
which answers follow from a list, which decision it is compared with, and who learns first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from advisor.errors import NOWHERE, Place
from advisor.knowledge.conditions import Citation, Line
from advisor.knowledge.works import Competency


class Measure(StrEnum):
    """What can be measured in a staff list."""

    SHARE_MET = "share met"
    """How much of what is known of certain competencies, where they are required, is met, in per cent."""
    FULL_TIME_POSTS = "full-time posts"
    """The full-time equivalents of the people whose post does digital work."""
    GREATEST_SHARE_MISSING = "greatest share missing"
    """The group of competencies of which the largest share of what is known is not met."""
    SHARE_OF_DEPARTMENTS = "share of departments"
    """In how many of the departments somebody has certain competencies, in per cent."""


class AgreesWhere(StrEnum):
    """What a staff list has to show for an option to agree with it."""

    TRAINING_CLOSES_ALL = "training closes all"
    SOMETHING_STAYS_SHORT = "something stays short"
    ALWAYS = "always"


class ServedBy(StrEnum):
    """What serves a training point besides the entries of the catalogue that name it."""

    COURSE = "course"
    CERTIFICATE = "certificate"
    GUIDE = "guide"


@dataclass(frozen=True)
class GapWeight:
    """What a gap of one level weighs: where nothing is there, and where a part is; at least 1."""

    level: str
    missing: int
    partly: int


@dataclass(frozen=True)
class LearnFirst:
    """Gaps that weigh more points where all `when` lines hold and all rules `advised` have fired.

    `first` are words for competencies (see `chosen`) or job categories.
    """

    id: str
    title: str
    when: tuple[Line, ...]
    advised: tuple[str, ...]
    first: tuple[str, ...]
    points: int
    because: str
    sources: tuple[Citation, ...]
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True)
class MatrixReading:
    """A reading of the matrix that is ours: a level that further job categories need as well."""

    name: str
    level: str
    adds: tuple[str, ...]
    because: str
    sources: tuple[Citation, ...]


@dataclass(frozen=True)
class ScaleStep:
    """What an answer on a scale means at each level: pairs of a level and met, partly or not."""

    scale: str
    answer: str
    means: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class FollowingAnswer:
    """How an answer to a fact follows from a list.

    `rows` are pairs of an answer and what decides it: the least share in per cent, or the words
    for competencies. With less than `least_known` per cent known, nothing follows.
    """

    fact: str
    measure: Measure
    of: tuple[str, ...]
    least_known: float
    rows: tuple[tuple[str, str], ...]
    because: str
    sources: tuple[Citation, ...]


@dataclass(frozen=True)
class OptionAgreement:
    """When an option agrees with what a list shows, and how people are then found."""

    option: str
    agrees: AgreesWhere
    people_are: str


@dataclass(frozen=True)
class PointServed:
    """A training point: its number, the rule that tells it, what it asks for, and what else serves it."""

    number: int
    rule: str
    asks_for: str
    also: str = ""


@dataclass(frozen=True)
class WorkforceBook:
    """All that the books say about a staff list; each part may be missing.

    `doubtful` are pairs of a competency and a job category. `compared` names a decision. `usual`
    pairs names of parameters with their values.
    """

    weights: tuple[GapWeight, ...] = ()
    priorities: tuple[LearnFirst, ...] = ()
    readings: tuple[MatrixReading, ...] = ()
    doubtful: tuple[tuple[str, str], ...] = ()
    doubt: str = ""
    scales: tuple[ScaleStep, ...] = ()
    usual: tuple[tuple[str, float], ...] = ()
    answers: tuple[FollowingAnswer, ...] = ()
    compared: str = ""
    agreements: tuple[OptionAgreement, ...] = ()
    compared_because: str = ""
    points: tuple[PointServed, ...] = ()
    serves: tuple[str, ...] = ()


def chosen(words: Iterable[str], matrix: Iterable[Competency]) -> tuple[str, ...]:
    """Return the keys of the competencies that words stand for, in the order of the matrix.

    A word is a key (`CS08`), a level (`basic`), a nature (`technical`), or both (`advanced technical`).
    """
    wanted = {word.casefold() for word in words}
    return tuple(one.key for one in matrix if wanted & set(names_of(one)))


def names_of(one: Competency) -> Iterator[str]:
    """Yield the words by which a competency is chosen, in small letters."""
    level, nature = one.level.casefold(), one.nature.casefold()
    yield from (one.key.casefold(), level, nature, f"{level} {nature}")
