"""Who needs which course: the gaps, the courses that close them at the least cost, and what each is worth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from advisor.workforce.coverage import gaps_of
from advisor.workforce.matrix import RequiredMatrix
from advisor.workforce.model import Course, Parameters, Person
from advisor.workforce.priorities import GapWeights


@dataclass(frozen=True, eq=False)  # each is itself: there are many, and they are keys
class CourseNeed:
    """A person who needs a course: the gaps it closes, what that is worth, how deep it goes, from 0.

    `person` and `course` are places in the lists of the plan. `quarters` tells in how many quarters
    from the first the person is there and stays long enough after.
    """

    person: int
    course: int
    closes: tuple[str, ...]
    points: int
    rank: int
    quarters: int


@dataclass(frozen=True)
class PlanningProblem:
    """Everything that a calendar is made of. `uncovered` are pairs of a person's place and a gap without a course."""

    people: tuple[Person, ...]
    courses: tuple[Course, ...]
    parameters: Parameters
    needs: tuple[CourseNeed, ...]
    uncovered: tuple[tuple[int, str], ...]
    departments: Mapping[str, int] = field(default_factory=dict)

    def price(self, course: Course) -> int:
        """What one participant costs the budget, in cents."""
        own = course.fee
        if self.parameters.hours_from_budget:
            own += self.parameters.paid(course.minutes)
        return own

    def away_at_once(self, department: str) -> int:
        """How many people of a department may be away at once: at least one."""
        return max(1, int(self.departments[department] * self.parameters.absence))

    def free(self, person: Person) -> int:
        """How many minutes a person has for learning in a quarter."""
        if person.free_minutes is not None:
            return person.free_minutes
        return round(self.parameters.free_minutes * min(1.0, person.full_time))


def planning_problem(
    people: Sequence[Person],
    courses: Sequence[Course],
    parameters: Parameters,
    matrix: RequiredMatrix,
    weights: GapWeights,
) -> PlanningProblem:
    """Return who needs which course.

    Each job category learns from the set of courses that covers what its people lack at the least
    cost; a person takes those of them that close a gap of the person's own, and none twice.
    """
    departments: dict[str, int] = {}
    for one in people:
        departments[one.department] = departments.get(one.department, 0) + 1
    gaps = [tuple(gaps_of(one, matrix)) for one in people]
    lists = {
        category: course_list(
            [gaps[at] for at, one in enumerate(people) if one.category == category],
            courses,
            parameters,
        )
        for category in matrix.categories
    }
    needs: list[CourseNeed] = []
    uncovered: list[tuple[int, str]] = []
    for at, person in enumerate(people):
        own = set(gaps[at])
        taken = _own_courses(own, lists.get(person.category, ()), courses, matrix)
        left = set(own)
        for number in taken:
            closes = tuple(key for key in courses[number].covers if key in left)
            left -= set(closes)
            needs.append(
                CourseNeed(
                    at,
                    number,
                    closes,
                    sum(weights.points(person, key, matrix) for key in closes),
                    max(matrix.rank(key) for key in closes),
                    _quarters(person.leaves, parameters),
                )
            )
        uncovered += [(at, key) for key in gaps[at] if key in left]
    return PlanningProblem(
        tuple(people), tuple(courses), parameters, tuple(needs), tuple(uncovered), departments
    )


def _quarters(leaves: date | None, parameters: Parameters) -> int:
    """In how many quarters from the first somebody who leaves on a day can still be taught."""
    if leaves is None:
        return parameters.quarters
    count = 0
    for quarter in parameters.calendar:
        if quarter.later(parameters.stay).last_day > leaves:
            break
        count += 1
    return count


def course_list(
    gaps: Sequence[Sequence[str]], courses: Sequence[Course], parameters: Parameters
) -> tuple[int, ...]:
    """Return the courses that cover all gaps that any course covers, chosen by the least cost for each gap.

    The price of a course is what its fees and hours cost for all who lack something it covers. In
    each step the course is taken that costs least for each gap it closes; afterwards what the others
    make needless is left out, the dearest first.
    """
    lacking: dict[str, int] = {}
    for own in gaps:
        for key in own:
            lacking[key] = lacking.get(key, 0) + 1
    useful = {
        number: set(course.covers) & set(lacking)
        for number, course in enumerate(courses)
        if set(course.covers) & set(lacking)
    }
    costs = {}
    for number, covers in useful.items():
        course = courses[number]
        heads = sum(1 for own in gaps if covers & set(own))
        sessions = -(-heads // course.seats)
        each = course.fee + parameters.paid(course.minutes)
        # A free course still takes time, which decides between two that cost nothing.
        costs[number] = (heads * each + sessions * course.session_fee, heads * course.minutes)
    left = set().union(*useful.values()) if useful else set()
    picked: list[int] = []
    while left:
        best = min(
            (number for number in useful if useful[number] & left),
            key=lambda number: (
                costs[number][0] / sum(lacking[key] for key in useful[number] & left),
                costs[number][1] / sum(lacking[key] for key in useful[number] & left),
                number,
            ),
        )
        picked.append(best)
        left -= useful[best]
    for number in sorted(picked, key=lambda one: costs[one], reverse=True):
        others = set().union(*(useful[one] for one in picked if one != number))
        if useful[number] <= others:
            picked.remove(number)
    return tuple(picked)


def _own_courses(
    own: set[str], listed: Sequence[int], courses: Sequence[Course], matrix: RequiredMatrix
) -> list[int]:
    """Return the courses of a list that a person takes, the least deep first."""
    useful = [number for number in listed if own & set(courses[number].covers)]
    for number in sorted(useful, key=lambda one: (courses[one].minutes, one), reverse=True):
        others = set().union(*(courses[one].covers for one in useful if one != number))
        if own & set(courses[number].covers) <= others:
            useful.remove(number)

    def depth(number: int) -> tuple[int, int]:
        covered = own & set(courses[number].covers)
        return max(matrix.rank(key) for key in covered), number

    return sorted(useful, key=depth)
