"""The calendar while it is filled: seats, absences, free hours, the order of levels and the budget are kept at each step."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from enum import StrEnum

from advisor.workforce.plan.problem import CourseNeed, PlanningProblem


class Obstacle(StrEnum):
    """Why a need has no place in a plan."""

    NONE = ""
    LEAVES = "leaves too soon"
    EARLIER = "waits for an earlier course"
    HOURS = "no free hours"
    ABSENCE = "too many of the department away"
    BUDGET = "no budget"


class TrainingCalendar:
    """Who takes what when, so far. Sessions of a quarter are held at different times.

    There are as many sessions of a course in a quarter as its seats ask for, and as it takes for no
    department to send more people to one session than may be away at once. Over a quarter a department
    is never away longer than that many people for all its working time.
    """

    def __init__(self, problem: PlanningProblem) -> None:
        self.problem = problem
        self.spent = 0
        self.taken: dict[CourseNeed, int] = {}
        self._heads: dict[tuple[int, int], int] = defaultdict(int)
        self._from: dict[tuple[int, int, str], int] = defaultdict(int)
        self._sessions: dict[tuple[int, int], int] = defaultdict(int)
        self._own: dict[tuple[int, int], int] = defaultdict(int)
        self._away: dict[tuple[str, int], int] = defaultdict(int)
        self._of: dict[int, list[CourseNeed]] = defaultdict(list)
        for need in problem.needs:
            self._of[need.person].append(need)

    def obstacle(self, need: CourseNeed, quarter: int, *, budget: bool = True) -> Obstacle:
        """Return what keeps a need out of a quarter, the lack of money last."""
        problem = self.problem
        person, course = problem.people[need.person], problem.courses[need.course]
        if quarter >= need.quarters:
            return Obstacle.LEAVES
        for other in self._of[need.person]:
            if other.rank < need.rank and self.taken.get(other, quarter + 1) > quarter:
                return Obstacle.EARLIER
        if self._own[need.person, quarter] + course.minutes > problem.free(person):
            return Obstacle.HOURS
        most = problem.away_at_once(person.department) * problem.parameters.quarter_minutes
        if self._away[person.department, quarter] + course.minutes > most:
            return Obstacle.ABSENCE
        limit = problem.parameters.budget
        if budget and limit is not None and self.spent + self.price(need, quarter) > limit:
            return Obstacle.BUDGET
        return Obstacle.NONE

    def price(self, need: CourseNeed, quarter: int) -> int:
        """What one more participant costs, with the session that it may take."""
        course = self.problem.courses[need.course]
        more = self._sessions_with(need, quarter) - self._sessions[need.course, quarter]
        return self.problem.price(course) + more * course.session_fee

    def place(self, need: CourseNeed, quarter: int) -> None:
        """Give a need its quarter; that nothing stands against it was asked before."""
        person, course = self.problem.people[need.person], self.problem.courses[need.course]
        self.spent += self.price(need, quarter)
        self._sessions[need.course, quarter] = self._sessions_with(need, quarter)
        self._heads[need.course, quarter] += 1
        self._from[need.course, quarter, person.department] += 1
        self._own[need.person, quarter] += course.minutes
        self._away[person.department, quarter] += course.minutes
        self.taken[need] = quarter

    def _sessions_with(self, need: CourseNeed, quarter: int) -> int:
        """How many sessions a course takes in a quarter with one more participant."""
        problem = self.problem
        department = problem.people[need.person].department
        heads = self._heads[need.course, quarter] + 1
        own = self._from[need.course, quarter, department] + 1
        return max(
            -(-heads // problem.courses[need.course].seats),
            -(-own // problem.away_at_once(department)),
            self._sessions[need.course, quarter],
        )

    def sessions(self, course: int, quarter: int) -> int:
        """How many sessions of a course there are in a quarter."""
        return self._sessions[course, quarter]

    @property
    def points(self) -> int:
        """What the gaps closed so far are worth."""
        return sum(need.points for need in self.taken)


def worth(problem: PlanningProblem, need: CourseNeed) -> float:
    """Return what a need is worth for its money; where it costs nothing, for its time."""
    course = problem.courses[need.course]
    cost = problem.price(course) + course.session_fee / course.seats
    return need.points / max(cost, course.minutes / problem.parameters.day_minutes, 1e-9)


def in_order(problem: PlanningProblem) -> list[CourseNeed]:
    """Return the needs in the plain order: the least deep level first, then what is worth most for its money."""
    return sorted(
        problem.needs,
        key=lambda need: (need.rank, -worth(problem, need), need.person, need.course),
    )


def fill(calendar: TrainingCalendar, needs: Iterable[CourseNeed], *, stop_at_budget: bool) -> None:
    """Place the needs that are not yet placed, in their order, each in the first quarter that takes it.

    Where the money ends, everything after is left out if `stop_at_budget`: what a budget pays is
    then always a beginning of what a larger one pays. Else cheaper needs may still find a place.
    """
    for need in needs:
        if need in calendar.taken:
            continue
        obstacle = Obstacle.NONE
        for quarter in range(need.quarters):
            obstacle = calendar.obstacle(need, quarter)
            if obstacle is Obstacle.NONE:
                calendar.place(need, quarter)
            if obstacle in (Obstacle.NONE, Obstacle.BUDGET):
                break
        if obstacle is Obstacle.BUDGET and stop_at_budget:
            return


_PORTIONS = 12


def fill_by_worth(calendar: TrainingCalendar) -> None:
    """Place the needs in portions, those first that are worth most for their money whatever their level."""
    ordered = in_order(calendar.problem)
    worths = [worth(calendar.problem, need) for need in ordered]
    ranked = sorted(worths, reverse=True)
    for portion in range(1, _PORTIONS + 1):
        least = ranked[max(0, len(ranked) * portion // _PORTIONS - 1)]
        those = [need for need, own in zip(ordered, worths, strict=True) if own >= least]
        fill(calendar, those, stop_at_budget=False)


def obstacles(calendar: TrainingCalendar) -> dict[CourseNeed, Obstacle]:
    """Tell for each need without a place why it has none: by money only where everything else would do."""
    found = {}
    for need in calendar.problem.needs:
        if need in calendar.taken:
            continue
        every = [
            calendar.obstacle(need, quarter, budget=False)
            for quarter in range(calendar.problem.parameters.quarters)
        ]
        if Obstacle.NONE in every:
            found[need] = Obstacle.BUDGET
        elif not need.quarters:
            found[need] = Obstacle.LEAVES
        else:
            found[need] = next(one for one in reversed(every) if one is not Obstacle.LEAVES)
    return found
