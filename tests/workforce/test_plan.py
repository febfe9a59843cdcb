"""The plan: what it keeps to, what it costs, and that it is as good as it says."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date
from itertools import product

import pytest
from hypothesis import given

from advisor.workforce.model import Course, Person
from advisor.workforce.plan import solver
from advisor.workforce.plan.calendar import Obstacle, TrainingCalendar
from advisor.workforce.plan.plan import TrainingPlan
from tests.support.examples import examples
from tests.workforce.made import MATRIX, courses, parameters, people, person, plan, problem


def check(found: TrainingPlan) -> None:
    """Hold a plan against everything that it has to keep to, from its sessions alone."""
    own = found.problem
    minutes: Counter[tuple[int, str]] = Counter()
    away: Counter[tuple[str, str]] = Counter()
    price = 0
    for session in found.sessions:
        course = own.courses[session.course]
        assert 1 <= len(session.participants) <= course.seats
        departments = Counter(own.people[at].department for at in session.participants)
        for name, count in departments.items():
            assert count <= own.away_at_once(name)
            away[name, str(session.quarter)] += count * course.minutes
        for at in session.participants:
            minutes[at, str(session.quarter)] += course.minutes
        price += course.session_fee + len(session.participants) * course.fee
    assert all(spent <= own.free(own.people[at]) for (at, _), spent in minutes.items())
    for (name, _), spent in away.items():
        assert spent <= own.away_at_once(name) * own.parameters.quarter_minutes
    # The cost adds up to the cent, in whole and course by course.
    assert found.fees == price == sum(one.fees for one in found.costs)
    if own.parameters.budget is not None:
        assert found.from_budget <= own.parameters.budget
    order: dict[int, list[tuple[object, int]]] = defaultdict(list)
    for need, quarter in found.taken:
        person_ = own.people[need.person]
        # Nobody is trained in what they have met, or in what they are not known to lack.
        for key in need.closes:
            assert person_.standing(key).value in ("not", "partly")
            assert key in MATRIX.required(person_.category)
        order[need.person].append((quarter, need.rank))
    for steps in order.values():
        ranks = [rank for _, rank in sorted(steps, key=lambda step: (step[0], step[1]))]
        assert ranks == sorted(ranks)
    assert found.points == sum(need.points for need, _ in found.taken)
    assert len(found.taken) + len(found.cut) == len(own.needs)


@given(people(), courses())
@examples(40)
def test_the_plain_order_keeps_to_everything(some: list[Person], catalogue: list[Course]) -> None:
    check(plan(some, catalogue, parameters(60_000)))


@given(people(), courses())
@examples(40)
def test_more_budget_never_leaves_more_gaps(some: list[Person], catalogue: list[Course]) -> None:
    """In the plain order what a budget pays is a beginning of what a larger one pays."""
    closed: set[tuple[int, int]] = set()
    for budget in (0, 20_000, 60_000, 200_000, None):
        found = plan(some, catalogue, parameters(budget))
        now = {(need.person, need.course) for need, _ in found.taken}
        assert now >= closed
        closed = now


@given(people(most=4), courses(most=3))
@examples(8)
def test_the_solver_keeps_to_everything_and_is_never_worse(
    some: list[Person], catalogue: list[Course]
) -> None:
    pytest.importorskip("ortools")
    points = 0
    for budget in (15_000, 60_000, None):
        plain = plan(some, catalogue, parameters(budget))
        found = plan(some, catalogue, parameters(budget), solver=True)
        check(found)
        assert found.points >= plain.points
        assert found.bound is not None
        assert found.points <= found.bound <= found.wanted
        # Proved to be the best, so more budget never leaves gaps that weigh more.
        assert found.off_best == 0
        assert found.points >= points
        points = found.points


def best_by_trying(some: list[Person], catalogue: list[Course], budget: int) -> int:
    """Return the most points of all plans, by trying every quarter for every need."""
    own = problem(some, catalogue, parameters(budget, quarters=2))
    best = 0
    for quarters in product((None, 0, 1), repeat=len(own.needs)):
        calendar = TrainingCalendar(own)
        pairs = [
            (need, quarter)
            for need, quarter in zip(own.needs, quarters, strict=True)
            if quarter is not None
        ]
        for need, quarter in sorted(pairs, key=lambda pair: pair[0].rank):
            if calendar.obstacle(need, quarter) is not Obstacle.NONE:
                break
            calendar.place(need, quarter)
        else:
            best = max(best, calendar.points)
    return best


@given(people(most=3), courses(most=2))
@examples(8)
def test_the_solver_finds_what_trying_all_finds(
    some: list[Person], catalogue: list[Course]
) -> None:
    pytest.importorskip("ortools")
    own = parameters(30_000, quarters=2)
    assert plan(some, catalogue, own, solver=True).points == best_by_trying(some, catalogue, 30_000)


def test_people_counted_in_groups_give_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("ortools")
    some = [person(at, {"CB01": "not", "CA01": "not", "CS01": "partly"}) for at in range(9)]
    catalogue = [
        Course("base", ("CB01",), minutes=480, seats=3, fee=5_000),
        Course("deep", ("CA01", "CS01"), minutes=960, seats=3, fee=9_000),
    ]
    best = plan(some, catalogue, parameters(90_000), solver=True)
    monkeypatch.setattr("advisor.workforce.plan.plan.MOST_AT_ONCE", 0)
    monkeypatch.setattr("advisor.workforce.plan.plan.MOST_SINGLE", 0)
    grouped = plan(some, catalogue, parameters(90_000), solver=True)
    check(grouped)
    assert best.bound is not None
    assert grouped.bound is not None
    assert grouped.points <= best.points <= grouped.bound


def test_without_the_extra_the_plain_order_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_: object, **__: object) -> None:
        raise solver.NoSolverError

    monkeypatch.setattr("advisor.workforce.plan.plan.solve", missing)
    some = [person(1, {"CB01": "not"})]
    found = plan(some, [Course("base", ("CB01",), minutes=60)], parameters(), solver=True)
    assert "OR-tools is not installed" in found.method
    assert found.off_best is None
    assert len(found.taken) == 1


def test_basic_comes_before_advanced() -> None:
    some = [person(1, {"CB01": "not", "CA01": "not"})]
    catalogue = [
        Course("deep", ("CA01",), minutes=1_000, seats=5),
        Course("base", ("CB01",), minutes=1_000, seats=5),
    ]
    found = plan(some, catalogue, parameters())
    names = [found.problem.courses[need.course].key for need, _ in found.taken]
    quarters = [str(quarter) for _, quarter in found.taken]
    assert names == ["base", "deep"]
    assert quarters == ["2027-Q1", "2027-Q2"]


def test_who_leaves_soon_is_not_trained() -> None:
    some = [person(1, {"CB01": "not"}, leaves=date(2027, 6, 30)), person(2, {"CB01": "not"})]
    found = plan(some, [Course("base", ("CB01",), minutes=60)], parameters())
    assert [need.person for need, _ in found.taken] == [1]
    assert [reason for _, reason in found.cut] == [Obstacle.LEAVES]


def test_what_is_cut_for_want_of_money_says_so() -> None:
    some = [person(at, {"CB01": "not"}) for at in range(4)]
    catalogue = [Course("base", ("CB01",), minutes=60, seats=4, fee=1_000)]
    found = plan(some, catalogue, parameters(2_500))
    assert len(found.taken) == 2
    assert {reason for _, reason in found.cut} == {Obstacle.BUDGET}


def test_a_course_that_others_make_needless_is_not_taken() -> None:
    some = [person(1, {"CB01": "not", "CB02": "not"})]
    catalogue = [
        Course("dear", ("CB01",), minutes=60, fee=50_000),
        Course("both", ("CB01", "CB02"), minutes=60, fee=2_000),
    ]
    found = plan(some, catalogue, parameters())
    assert [found.problem.courses[need.course].key for need, _ in found.taken] == ["both"]
