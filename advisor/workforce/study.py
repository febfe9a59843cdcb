"""Everything that a staff list shows, put together: the functions behind `advisor workforce`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from advisor.cases.model import Case
from advisor.inference.advice import Advice
from advisor.inference.advise import advise
from advisor.knowledge.model import RuleBase
from advisor.knowledge.workforce import LearnFirst, WorkforceBook
from advisor.workforce.before_after import StaffChange, staff_change
from advisor.workforce.coverage import CoverageCell, GapTables, coverage, gap_tables
from advisor.workforce.following import OfferedAnswer, offered_answers
from advisor.workforce.matrix import RequiredMatrix, required_matrix
from advisor.workforce.model import Person, StaffInputs
from advisor.workforce.plan.plan import USUAL_SECONDS, TrainingPlan, make_plan
from advisor.workforce.plan.problem import planning_problem
from advisor.workforce.points import (
    PointState,
    PositionGuide,
    point_states,
    position_guides,
)
from advisor.workforce.posts import (
    OptionMatch,
    PostProfile,
    ShortCompetency,
    match,
    profiles,
    short_competencies,
    ways,
)
from advisor.workforce.priorities import gap_weights
from advisor.workforce.read.inputs import StaffFiles, judgements, read_inputs


@dataclass(frozen=True)
class StaffStudy:
    """What a list shows and what is planned for it."""

    inputs: StaffInputs
    matrix: RequiredMatrix
    book: WorkforceBook
    case: Case | None
    priorities: tuple[LearnFirst, ...]
    coverage: tuple[CoverageCell, ...]
    gaps: GapTables
    plan: TrainingPlan
    short: tuple[ShortCompetency, ...]
    match: OptionMatch | None
    profiles: tuple[PostProfile, ...]
    points: tuple[PointState, ...]
    guides: tuple[PositionGuide, ...]
    answers: tuple[OfferedAnswer, ...]
    change: StaffChange | None


def study(
    inputs: StaffInputs,
    matrix: RequiredMatrix,
    rules: RuleBase,
    case: Case | None = None,
    before: Sequence[Person] | None = None,
    seconds: float = USUAL_SECONDS,
) -> StaffStudy:
    """Hold a staff list against the matrix and plan within so many seconds; 0 plans without the solver.

    A case brings the priorities and the decision that the books compare. Raises StaffError where the
    books say nothing of staff lists.
    """
    book = judgements(rules)
    advice: Advice | None = advise(rules, case) if case else None
    people = inputs.people
    weights = gap_weights(book, matrix, rules, advice)
    problem = planning_problem(people, inputs.courses, inputs.parameters, matrix, weights)
    plan = make_plan(problem, seconds, use_solver=seconds > 0)
    short = short_competencies(plan, matrix)
    found = match(book, advice, something_short=any(one.certain for one in short))
    guides = position_guides(people, inputs.courses, matrix)
    targets = {goal.key: goal.target for goal in rules.goals}
    return StaffStudy(
        inputs=inputs,
        matrix=matrix,
        book=book,
        case=case,
        priorities=weights.active,
        coverage=coverage(people, matrix),
        gaps=gap_tables(people, matrix),
        plan=plan,
        short=short,
        match=found,
        profiles=profiles(short, plan, matrix, ways(book, found)),
        points=point_states(book, inputs.courses, len(guides), rules),
        guides=guides,
        answers=offered_answers(book, people, matrix, rules, case),
        change=None
        if before is None
        else staff_change(
            before, people, matrix, ((key, targets.get(key, "")) for key in book.serves)
        ),
    )


def study_files(
    files: StaffFiles,
    rules: RuleBase,
    today: date,
    *,
    case: Case | None = None,
    seconds: float = USUAL_SECONDS,
) -> StaffStudy:
    """Read the files and study them against the matrix of the books. Raises StaffError."""
    matrix = required_matrix(rules)
    return study(read_inputs(files, rules, matrix, today), matrix, rules, case, seconds=seconds)
