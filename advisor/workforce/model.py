"""People, courses and parameters as frozen data. Money is in cents, time in minutes, so that sums are exact."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from advisor.errors import NOWHERE, Place

MINUTES = 60
QUARTERS_OF_A_YEAR = 4
_MONTHS_OF_A_QUARTER = 3


class CompetencyStanding(StrEnum):
    """How far somebody has a competency; what the list does not say is unknown and never missing."""

    MET = "met"
    PARTLY = "partly"
    MISSING = "not"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Person:
    """A row of a staff list. `full_time` is the full-time equivalent, 1 where the list says nothing.

    `leaves` is the first day on which the person is no longer there, by contract or retirement.
    `free_minutes` are those of a quarter; None takes the usual. `digital` tells whether the post does
    digital work.
    """

    pseudonym: str
    department: str
    position: str
    category: str
    full_time: float
    standings: Mapping[str, CompetencyStanding]
    leaves: date | None = None
    free_minutes: int | None = None
    digital: bool | None = None
    evidence: str = ""
    certificate: str = ""
    expires: date | None = None
    place: Place = field(default=NOWHERE, compare=False)

    def standing(self, key: str) -> CompetencyStanding:
        """How far the person has a competency."""
        return self.standings.get(key, CompetencyStanding.UNKNOWN)


@dataclass(frozen=True)
class Course:
    """An entry of the catalogue. `fee` is for each participant, `session_fee` for each session, in cents.

    `point` is the training point that it serves, 0 for none. An entry without competencies is no
    course that anybody is sent to: a laboratory, a benchmark, a guide.
    """

    key: str
    covers: tuple[str, ...]
    point: int = 0
    provider: str = ""
    minutes: int = 0
    seats: int = 1
    fee: int = 0
    session_fee: int = 0
    mode: str = ""
    certificate: str = ""
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, order=True)
class Quarter:
    """A quarter of a year: `2027-Q1`."""

    year: int
    number: int

    def __str__(self) -> str:
        return f"{self.year}-Q{self.number}"

    def later(self, quarters: int) -> Quarter:
        """Return the quarter so many after this one."""
        years, number = divmod(self.number - 1 + quarters, QUARTERS_OF_A_YEAR)
        return Quarter(self.year + years, number + 1)

    @property
    def first_day(self) -> date:
        """The day on which it begins."""
        return date(self.year, _MONTHS_OF_A_QUARTER * (self.number - 1) + 1, 1)

    @property
    def last_day(self) -> date:
        """The day on which it ends."""
        return self.later(1).first_day - timedelta(days=1)


def quarter_of(day: date) -> Quarter:
    """Return the quarter that a day lies in."""
    return Quarter(day.year, (day.month - 1) // _MONTHS_OF_A_QUARTER + 1)


@dataclass(frozen=True)
class Parameters:
    """What a plan keeps to. Money in cents; `budget` and `salary` are None where nothing is said.

    `absence` is the share of a department's people that may be away at once, from 0 to 1.
    `holders` pairs competencies with the least number of people who should have them.
    `hours_from_budget` says that the budget also pays the hours that people are away.
    """

    first: Quarter
    quarters: int
    budget: int | None
    day_cost: int
    day_minutes: int
    quarter_minutes: int
    free_minutes: int
    absence: float
    least_holders: int
    stay: int
    least_group: int
    holders: tuple[tuple[str, int], ...] = ()
    salary: int | None = None
    hours_from_budget: bool = False

    def wanted(self, key: str) -> int:
        """How many people should have a competency."""
        return dict(self.holders).get(key, self.least_holders)

    @property
    def calendar(self) -> tuple[Quarter, ...]:
        """The quarters of the plan."""
        return tuple(self.first.later(number) for number in range(self.quarters))

    @property
    def end(self) -> date:
        """The last day of the plan."""
        return self.first.later(self.quarters).first_day - timedelta(days=1)

    def paid(self, minutes: int) -> int:
        """What the hours of one person away cost, in cents, rounded half up."""
        return (2 * minutes * self.day_cost + self.day_minutes) // (2 * self.day_minutes)


@dataclass(frozen=True)
class StaffInputs:
    """All that was read. `notes` tell what was passed over or taken for granted."""

    people: tuple[Person, ...]
    courses: tuple[Course, ...]
    parameters: Parameters
    notes: tuple[str, ...] = ()
