"""The calendar by a solver: what to take and when, worth most, as a program of whole numbers for OR-tools CP-SAT.

A small list is planned person by person, and what the solver finds is the plan. In a larger one,
people of a department and job category are first counted together: that leaves a few limits of single
people aside, so its best is a bound that no plan can pass, and its numbers tell how many of whom to
place when. Where the list is not too large, the plan is then bettered person by person.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Any

from advisor.workforce.plan.calendar import Obstacle, TrainingCalendar
from advisor.workforce.plan.problem import CourseNeed, PlanningProblem

MOST_AT_ONCE = 3_000
"""How many pairs of a need and a quarter are planned person by person from the start."""

MOST_SINGLE = 30_000
"""How many are planned person by person after the groups have told the bound."""

_SEED = 7


class NoSolverError(Exception):
    """OR-tools is not installed."""


@dataclass(frozen=True)
class SolverResult:
    """The quotas of the best plan found: how many of each class take a course in a quarter.

    `bound` is what no plan is worth more than; `optimal` says that the best was proved.
    """

    quotas: dict[tuple[Hashable, int, int], int]
    classes: dict[CourseNeed, Hashable]
    bound: int
    optimal: bool


def solve(
    problem: PlanningProblem, seconds: float, hint: TrainingCalendar, *, single: bool
) -> SolverResult:
    """Plan within so many seconds, person by person if `single`, beginning with the plan `hint`.

    Raises NoSolverError.
    """
    try:
        from ortools.sat.python import cp_model  # noqa: PLC0415 - the extra may be missing
    except ModuleNotFoundError:
        raise NoSolverError from None
    model = _Model(cp_model, problem, single=single)
    if single:
        model.keep_order()
    model.hint(hint)
    solver: Any = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.random_seed = _SEED
    solver.parameters.cp_model_probing_level = 0
    solver.parameters.max_presolve_iterations = 1
    solver.parameters.relative_gap_limit = 0.0 if single else 0.002
    status = solver.solve(model.model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return SolverResult(
            {}, model.classes, sum(one.points for one in problem.needs), optimal=False
        )
    quotas = {key: solver.value(variable) for key, variable in model.taken.items()}
    bound = int(solver.best_objective_bound // model.scale)
    optimal = single and int(solver.objective_value // model.scale) == bound
    return SolverResult(
        {key: count for key, count in quotas.items() if count}, model.classes, bound, optimal
    )


class _Model:
    """The program: variables and constraints. A class of people is one person, or a group of them."""

    def __init__(self, cp_model: Any, problem: PlanningProblem, *, single: bool) -> None:
        self.model: Any = cp_model.CpModel()
        self.problem = problem
        self.single = single
        self._quarters = range(problem.parameters.quarters)
        self.classes = {need: self._class_of(need) for need in problem.needs}
        self._members: dict[tuple[Hashable, int], list[CourseNeed]] = defaultdict(list)
        for need, group in self.classes.items():
            self._members[group, need.course].append(need)
        self.taken: dict[tuple[Hashable, int, int], Any] = {}
        self._held: dict[tuple[int, int], Any] = {}
        self._worth: dict[tuple[Hashable, int, int], Any] = {}
        self._variables()
        self._sessions()
        self._time()
        self._objective()

    def _class_of(self, need: CourseNeed) -> Hashable:
        if self.single:
            return need.person
        person = self.problem.people[need.person]
        return person.department, person.category

    def _department(self, group: Hashable) -> str:
        if isinstance(group, tuple):
            return str(group[0])
        assert isinstance(group, int)  # noqa: S101 - a class is a person's place or a group
        return self.problem.people[group].department

    def _variables(self) -> None:
        """Nobody takes a course twice, or in a quarter in which there is no sense in it any more."""
        for (group, course), members in self._members.items():
            for quarter in self._quarters:
                there = sum(1 for need in members if need.quarters > quarter)
                if there:
                    name = f"{len(self.taken)}"
                    self.taken[group, course, quarter] = self.model.new_int_var(0, there, name)
            for quarter in self._quarters:
                there = sum(1 for need in members if need.quarters > quarter)
                later = [
                    self.taken[group, course, at]
                    for at in self._quarters[quarter:]
                    if (group, course, at) in self.taken
                ]
                if later:
                    self.model.add(sum(later) <= there)

    def _sessions(self) -> None:
        """Seats, what a department may send to one session, and the budget."""
        problem = self.problem
        everyone: dict[tuple[int, int], list[Any]] = defaultdict(list)
        sent: dict[tuple[int, int, str], list[Any]] = defaultdict(list)
        for (group, course, quarter), variable in self.taken.items():
            everyone[course, quarter].append(variable)
            sent[course, quarter, self._department(group)].append(variable)
        costs: list[Any] = []
        for (course, quarter), variables in everyone.items():
            one = problem.courses[course]
            count = self.model.new_int_var(0, len(problem.needs), f"s{course}.{quarter}")
            self._held[course, quarter] = count
            self.model.add(sum(variables) <= one.seats * count)
            price = problem.price(one)
            costs += [price * variable for variable in variables] if price else []
            costs += [one.session_fee * count] if one.session_fee else []
        for (course, quarter, department), variables in sent.items():
            most = problem.away_at_once(department)
            self.model.add(sum(variables) <= most * self._held[course, quarter])
        if problem.parameters.budget is not None and costs:
            self.model.add(sum(costs) <= problem.parameters.budget)

    def _time(self) -> None:
        """The free hours of people, and the absences of departments over a quarter."""
        problem = self.problem
        own: dict[tuple[Hashable, int], list[Any]] = defaultdict(list)
        away: dict[tuple[str, int], list[Any]] = defaultdict(list)
        for (group, course, quarter), variable in self.taken.items():
            minutes = problem.courses[course].minutes * variable
            own[group, quarter].append(minutes)
            away[self._department(group), quarter].append(minutes)
        free: dict[Hashable, int] = defaultdict(int)
        for person, group in {need.person: group for need, group in self.classes.items()}.items():
            free[group] += problem.free(problem.people[person])
        for (group, _), spent in own.items():
            self.model.add(sum(spent) <= free[group])
        for (department, _), spent in away.items():
            most = problem.away_at_once(department) * problem.parameters.quarter_minutes
            self.model.add(sum(spent) <= most)

    def keep_order(self) -> None:
        """Let nobody take a deeper course before the less deep ones that the person needs."""
        of: dict[int, list[CourseNeed]] = defaultdict(list)
        for need in self.problem.needs:
            of[need.person].append(need)
        for person, needs in of.items():
            for rank in sorted({need.rank for need in needs})[1:]:
                before = [need for need in needs if need.rank < rank]
                after = [need for need in needs if need.rank == rank]
                for quarter in self._quarters:
                    ready = self.model.new_bool_var(f"r{person}.{rank}.{quarter}")
                    for need in before:
                        self.model.add(ready <= sum(self._until(need, quarter)))
                    for need in after:
                        variable = self.taken.get((person, need.course, quarter))
                        if variable is not None:
                            self.model.add(variable <= ready)

    def _sum_until(self, group: Hashable, course: int, quarter: int) -> list[Any]:
        return [
            self.taken[group, course, at]
            for at in self._quarters[: quarter + 1]
            if (group, course, at) in self.taken
        ]

    def _until(self, need: CourseNeed, quarter: int) -> Iterable[Any]:
        return self._sum_until(need.person, need.course, quarter)

    def _objective(self) -> None:
        """Points first; among plans worth the same, the one that is done earlier."""
        last = len(self._quarters)
        deepest = max((need.rank for need in self.problem.needs), default=0)
        self.scale = 1 + last * (deepest + 1) * len(self.problem.needs)
        terms: list[Any] = []
        for (group, course), members in self._members.items():
            variables = [
                (quarter, self.taken[group, course, quarter])
                for quarter in self._quarters
                if (group, course, quarter) in self.taken
            ]
            earliest = deepest - min(need.rank for need in members) + 1
            terms += [(last - 1 - quarter) * earliest * one for quarter, one in variables]
            points = sorted({need.points for need in members}, reverse=True)
            if len(points) == 1:
                terms += [self.scale * points[0] * one for _, one in variables]
                continue
            # Those whose gaps are worth most are counted first.
            classes = []
            for worth in points:
                many = sum(need.points == worth for need in members)
                variable = self.model.new_int_var(0, many, f"w{group}.{course}.{worth}")
                self._worth[group, course, worth] = variable
                classes.append(variable)
                terms.append(self.scale * worth * variable)
            self.model.add(sum(classes) == sum(one for _, one in variables))
        if terms:
            self.model.maximize(sum(terms))

    def hint(self, calendar: TrainingCalendar) -> None:
        """Begin with a plan that is known."""
        counts: dict[tuple[Hashable, int, int], int] = defaultdict(int)
        worth: dict[tuple[Hashable, int, int], int] = defaultdict(int)
        for need, quarter in calendar.taken.items():
            group = self.classes[need]
            counts[group, need.course, quarter] += 1
            worth[group, need.course, need.points] += 1
        for key, variable in self.taken.items():
            self.model.add_hint(variable, counts[key])
        for key, variable in self._worth.items():
            self.model.add_hint(variable, worth[key])
        for (course, quarter), variable in self._held.items():
            self.model.add_hint(variable, calendar.sessions(course, quarter))


def placed(problem: PlanningProblem, result: SolverResult) -> TrainingCalendar:
    """Return the calendar with the people whom the solver's numbers stand for, those with most points first."""
    calendar = TrainingCalendar(problem)
    members: dict[tuple[Hashable, int], list[CourseNeed]] = defaultdict(list)
    for need, group in result.classes.items():
        members[group, need.course].append(need)
    for own in members.values():
        own.sort(key=lambda need: (-need.points, need.person))
    rank = {course: min(need.rank for need in own) for (_, course), own in members.items()}

    def order(key: tuple[Hashable, int, int]) -> tuple[int, int, int, str]:
        group, course, quarter = key
        return quarter, rank[course], course, str(group)

    for group, course, quarter in sorted(result.quotas, key=order):
        left = result.quotas[group, course, quarter]
        for need in members[group, course]:
            if not left:
                break
            if need in calendar.taken:
                continue
            if calendar.obstacle(need, quarter) is Obstacle.NONE:
                calendar.place(need, quarter)
                left -= 1
    return calendar
