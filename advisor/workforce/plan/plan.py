"""The plan: the calendar as frozen data, what it costs, what is cut, and how far from the best it may be."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from advisor.workforce.model import Quarter
from advisor.workforce.plan.calendar import (
    Obstacle,
    TrainingCalendar,
    fill,
    fill_by_worth,
    in_order,
    obstacles,
)
from advisor.workforce.plan.problem import CourseNeed, PlanningProblem
from advisor.workforce.plan.solver import MOST_AT_ONCE, MOST_SINGLE, NoSolverError, placed, solve

USUAL_SECONDS = 20.0
_FOR_THE_BOUND = 0.3


@dataclass(frozen=True)
class TrainingSession:
    """A course held once in a quarter, with the places of its participants in the list of people."""

    course: int
    quarter: Quarter
    number: int
    participants: tuple[int, ...]


@dataclass(frozen=True)
class CourseCost:
    """What a course comes to in a plan. Money in cents; `left` are people who need it and have no place.

    `fees` are what participants and sessions cost; `hours` what their time away is worth, and
    `minutes` that time. `points` are what its places are worth.
    """

    course: int
    sessions: int
    participants: int
    fees: int
    minutes: int
    hours: int
    points: int
    left: int
    left_by_budget: int
    left_points: int

    @property
    def cost(self) -> int:
        """Fees and paid hours together."""
        return self.fees + self.hours


@dataclass(frozen=True)
class TrainingPlan:
    """Who takes what when. `taken` pairs needs with quarters, `cut` those without a place with the reason.

    `points` are what is closed, `bound` what no plan can close more than (None where nobody looked),
    `wanted` what all needs together are worth. `method` tells how it was made.
    """

    problem: PlanningProblem
    taken: tuple[tuple[CourseNeed, Quarter], ...]
    cut: tuple[tuple[CourseNeed, Obstacle], ...]
    sessions: tuple[TrainingSession, ...]
    costs: tuple[CourseCost, ...]
    points: int
    wanted: int
    bound: int | None
    method: str

    @property
    def fees(self) -> int:
        """What all courses cost, in cents."""
        return sum(one.fees for one in self.costs)

    @property
    def hours(self) -> int:
        """What all hours away are worth, in cents."""
        return sum(one.hours for one in self.costs)

    @property
    def from_budget(self) -> int:
        """What the budget pays, in cents."""
        return self.fees + (self.hours if self.problem.parameters.hours_from_budget else 0)

    @property
    def off_best(self) -> float | None:
        """By which share of the best possible the plan may fall short; None where nobody looked."""
        if self.bound is None:
            return None
        return (self.bound - self.points) / self.bound if self.bound else 0.0

    @property
    def gained(self) -> dict[str, set[int]]:
        """For each competency the people whose gap the plan closes."""
        found: dict[str, set[int]] = defaultdict(set)
        for need, _ in self.taken:
            for key in need.closes:
                found[key].add(need.person)
        return found


def make_plan(
    problem: PlanningProblem, seconds: float = USUAL_SECONDS, *, use_solver: bool = True
) -> TrainingPlan:
    """Plan within so many seconds by the solver, or without it by a plain order of priority.

    The plain order leaves out all that comes after the first need for which the money ends, so a
    larger budget pays all that a smaller one does.
    """
    plain = TrainingCalendar(problem)
    ordered = in_order(problem)
    fill(plain, ordered, stop_at_budget=True)
    wanted = sum(need.points for need in problem.needs)
    if not use_solver:
        return _plan(plain, None, "a plain order by priority")
    if not problem.needs:
        return _plan(plain, 0, "nothing had to be planned")
    try:
        calendar, bound = _solved(problem, plain, seconds)
    except NoSolverError:
        method = "a plain order by priority, as OR-tools is not installed (extra [workforce])"
        return _plan(plain, None, method)
    bound = max(min(bound, wanted), calendar.points)
    proved = "the best there is, as the solver proved"
    method = proved if bound == calendar.points else f"a solver, within {seconds:g} seconds"
    return _plan(calendar, bound, method)


def _solved(
    problem: PlanningProblem, plain: TrainingCalendar, seconds: float
) -> tuple[TrainingCalendar, int]:
    """Return the best calendar found, and what no plan is worth more than. Raises NoSolverError."""
    pairs = len(problem.needs) * problem.parameters.quarters
    shares = {True: 1.0} if pairs <= MOST_AT_ONCE else {False: 1.0}
    if MOST_AT_ONCE < pairs <= MOST_SINGLE:
        shares = {False: _FOR_THE_BOUND, True: 1 - _FOR_THE_BOUND}
    ordered = in_order(problem)
    fill(plain, ordered, stop_at_budget=False)
    other = TrainingCalendar(problem)
    fill_by_worth(other)
    best = max(plain, other, key=lambda one: one.points)
    bounds = []
    for single, share in shares.items():
        result = solve(problem, share * seconds, best, single=single)
        calendar = placed(problem, result)
        fill(calendar, ordered, stop_at_budget=False)
        bounds.append(result.bound)
        best = max(best, calendar, key=lambda one: one.points)
    return best, min(bounds)


def _plan(calendar: TrainingCalendar, bound: int | None, method: str) -> TrainingPlan:
    problem = calendar.problem
    quarters = problem.parameters.calendar
    taken = sorted(
        calendar.taken.items(),
        key=lambda pair: (pair[1], pair[0].rank, pair[0].course, pair[0].person),
    )
    cut = obstacles(calendar)
    return TrainingPlan(
        problem,
        tuple((need, quarters[at]) for need, at in taken),
        tuple(cut.items()),
        tuple(_sessions(calendar)),
        tuple(_costs(calendar, cut)),
        calendar.points,
        sum(need.points for need in problem.needs),
        bound,
        method,
    )


def _sessions(calendar: TrainingCalendar) -> list[TrainingSession]:
    """Deal the participants of a course and quarter to its sessions, department by department."""
    problem = calendar.problem
    together: dict[tuple[int, int], list[int]] = defaultdict(list)
    for need, quarter in calendar.taken.items():
        together[quarter, need.course].append(need.person)
    found = []
    for (quarter, course), people in sorted(together.items()):
        people.sort(key=lambda at: (problem.people[at].department, at))
        count = calendar.sessions(course, quarter)
        for number in range(count):
            own = tuple(people[number::count])
            name = problem.parameters.calendar[quarter]
            found.append(TrainingSession(course, name, number + 1, own))
    return found


def _costs(calendar: TrainingCalendar, cut: dict[CourseNeed, Obstacle]) -> list[CourseCost]:
    problem = calendar.problem
    found = []
    for number, course in enumerate(problem.courses):
        own = [need for need in calendar.taken if need.course == number]
        left = [need for need in cut if need.course == number]
        if not own and not left:
            continue
        sessions = sum(
            calendar.sessions(number, quarter) for quarter in range(problem.parameters.quarters)
        )
        found.append(
            CourseCost(
                number,
                sessions,
                len(own),
                len(own) * course.fee + sessions * course.session_fee,
                len(own) * course.minutes,
                len(own) * problem.parameters.paid(course.minutes),
                sum(need.points for need in own),
                len(left),
                sum(cut[need] is Obstacle.BUDGET for need in left),
                sum(need.points for need in left),
            )
        )
    return found
