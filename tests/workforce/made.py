"""Staff, courses and parameters made for tests."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

from hypothesis import strategies as st

from advisor.knowledge.library import load_rules
from advisor.workforce.matrix import RequiredMatrix, required_matrix
from advisor.workforce.model import (
    CompetencyStanding,
    Course,
    Parameters,
    Person,
    Quarter,
    StaffInputs,
)
from advisor.workforce.plan.plan import TrainingPlan, make_plan
from advisor.workforce.plan.problem import PlanningProblem, planning_problem
from advisor.workforce.priorities import gap_weights

RULES = load_rules()
MATRIX: RequiredMatrix = required_matrix(RULES)
KEYS = tuple(MATRIX.by_key)
STAFF_HEAD = ("pseudonym", "department", "position", "job category")


def person(
    number: int, standings: Mapping[str, str], category: str = "managers", **more: object
) -> Person:
    """Return a person of whom nothing is known but these standings."""
    known = {key: CompetencyStanding(value) for key, value in standings.items()}
    fields = {"department": f"D{number % 3}", "position": "clerk", "full_time": 1.0, **more}
    return Person(pseudonym=f"P{number}", category=category, standings=known, **fields)  # type: ignore[arg-type]


def parameters(budget: int | None = None, **more: object) -> Parameters:
    """Return parameters of four quarters."""
    fields = {
        "first": Quarter(2027, 1),
        "quarters": 4,
        "day_cost": 20_000,
        "day_minutes": 480,
        "quarter_minutes": 27_000,
        "free_minutes": 1_440,
        "absence": 0.5,
        "least_holders": 2,
        "stay": 2,
        "least_group": 5,
        **more,
    }
    return Parameters(budget=budget, **fields)  # type: ignore[arg-type]


def problem(
    people: Sequence[Person], courses: Sequence[Course], own: Parameters
) -> PlanningProblem:
    """Return who needs which course, by the weights of the books without a case."""
    assert RULES.workforce is not None
    weights = gap_weights(RULES.workforce, MATRIX, RULES, None)
    return planning_problem(people, courses, own, MATRIX, weights)


def plan(
    people: Sequence[Person],
    courses: Sequence[Course],
    own: Parameters,
    *,
    solver: bool = False,
) -> TrainingPlan:
    """Return a plan."""
    return make_plan(problem(people, courses, own), 20, use_solver=solver)


def inputs(people: Sequence[Person], courses: Sequence[Course] = ()) -> StaffInputs:
    """Return inputs with the usual parameters of these tests."""
    return StaffInputs(tuple(people), tuple(courses), parameters(500_000))


def write(path: Path, rows: Sequence[Sequence[str]]) -> Path:
    """Write a table as CSV."""
    with path.open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream).writerows(rows)
    return path


STANDINGS = st.sampled_from(["met", "partly", "not", "unknown"])


@st.composite
def people(draw: st.DrawFn, most: int = 8) -> list[Person]:
    """Draw people of every job category, of some of whom little is known."""
    count = draw(st.integers(1, most))
    return [
        person(
            number,
            draw(st.dictionaries(st.sampled_from(KEYS), STANDINGS, max_size=12)),
            draw(st.sampled_from(MATRIX.categories)),
        )
        for number in range(count)
    ]


@st.composite
def courses(draw: st.DrawFn, most: int = 5) -> list[Course]:
    """Draw a catalogue."""
    return [
        Course(
            key=f"C{number}",
            covers=tuple(
                draw(st.lists(st.sampled_from(KEYS), min_size=1, max_size=5, unique=True))
            ),
            minutes=draw(st.sampled_from([120, 240, 480, 900])),
            seats=draw(st.integers(1, 6)),
            fee=draw(st.sampled_from([0, 1_999, 12_345])),
            session_fee=draw(st.sampled_from([0, 33_333])),
        )
        for number in range(draw(st.integers(1, most)))
    ]
