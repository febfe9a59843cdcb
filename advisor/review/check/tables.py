"""Findings about decision tables: rows that never count, gaps, and overlaps where one row must hold."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from advisor.inference.experta.engine import SoFar
from advisor.inference.planes.circuit import Wire
from advisor.inference.planes.so_far import Sweep
from advisor.inference.play import Witness, clause_holds
from advisor.inference.program import AssessmentStep
from advisor.knowledge.model import Assessment, Row
from advisor.knowledge.words import HitPolicy
from advisor.knowledge.writer import predicate_text
from advisor.review.check.findings import RuleFinding
from advisor.review.check.review import Review
from advisor.review.proof.reading import anywhere
from advisor.review.proof.space import Space
from advisor.text import all_of


def check_tables(review: Review) -> Iterator[RuleFinding]:
    """Yield the findings about all tables."""
    steps = {step.name: step for step in review.compiled.steps}
    for item in review.rules.assessments:
        step = steps[item.name]
        if isinstance(step, AssessmentStep) and step.rows:
            yield from _idle_rows(review, item, step)
            yield from _gaps(review, item, step)
            if item.hit_policy is HitPolicy.UNIQUE:
                yield from _overlaps(review, item, step)


def row_text(row: Row) -> str:
    """Write the conditions of a row."""
    return ", ".join(f"{term.subject} {predicate_text(term)}" for term in row.terms) or "otherwise"


def rows_that_never_count(
    review: Review, item: Assessment, step: AssessmentStep
) -> Iterator[tuple[int, list[tuple[str, Wire]]]]:
    """Yield where the rows stand that no case comes to, with the rows and rules that could take their cases.

    Of a table whose first row counts these are the rows before it. Where one row is to hold, all
    others are: then each two of them overlap as well. A row that never counts itself takes none from
    another one, since it is to be taken out. Cases in which everything is answered tell, as several rows can
    take between them what an answer of several values leaves open.
    """
    space = space_of_table(review, step)
    state = space.state
    before = [(hit.id, state.holds[hit.id]) for hit in step.concluding]
    rows = [
        (f"row {row.number}", state.holds[hit.id])
        for row, hit in zip(item.rows, step.rows, strict=True)
    ]
    idle: set[int] = set()
    for at, hit in enumerate(step.rows):
        others = range(at) if step.first else range(len(rows))
        takers = [*before, *(rows[one] for one in others if one != at and one not in idle)]
        taken = anywhere((wire for _, wire in takers), state.zero)
        counts = state.holds[hit.id] & space.negated(taken)
        if review.proved_impossible(counts, f"can {hit.id} count?", space):
            idle.add(at)
            yield at, takers


def _idle_rows(review: Review, item: Assessment, step: AssessmentStep) -> Iterator[RuleFinding]:
    """Yield rows that no case comes to: they can't hold, or other rows or rules take all their cases."""
    space = space_of_table(review, step)
    for at, takers in rows_that_never_count(review, item, step):
        row, hit = item.rows[at], step.rows[at]
        holds = space.state.holds[hit.id]
        shown: tuple[Witness, ...] = ()
        mend = "take the row out"
        if review.proved_impossible(holds, f"can {hit.id} hold?", space):
            why = "its conditions can't be met"
            mend = "loosen a condition, or take the row out"
        else:
            needed = _taken_by(review, space, holds, takers)
            why = _told_takers(needed, earlier=step.first)
            # An empty row would take the cases of all others, and no row stands before a rule that concludes.
            if step.first and row.terms and all(name.startswith("row ") for name in needed):
                mend += ", or move it up"
            shown = review.shown(
                lambda shower, name=hit.id: shower.state.holds[name],  # type: ignore[misc]
                lambda so_far, clause=hit.clause: clause_holds(so_far, clause),  # type: ignore[misc]
                (*item.inputs, item.name),
            )
        yield RuleFinding(
            "never applies",
            item.name,
            f"Row {row.number} of the table of {item.name} ({row_text(row)}) never counts: {why}.",
            mend,
            "z3 has proved that no case comes to it"
            f"{'' if space is review.any else ' once everything is answered'}.",
            shown,
            place=row.place,
        )


def space_of_table(review: Review, step: AssessmentStep) -> Space:
    """Return the cases that tell whether a row counts: complete ones, if no row asks what is known."""
    asks = any(test.asks != "value" for hit in step.rows for test in hit.clause.tests)
    return review.any if asks else review.complete


def _taken_by(
    review: Review, space: Space, holds: Wire, takers: list[tuple[str, Wire]]
) -> list[str]:
    """Return which rows, or rules that conclude, together take all cases of a row; none too many."""
    needed = takers
    for taker in takers:
        fewer = [one for one in needed if one is not taker]
        left = holds & space.negated(anywhere((wire for _, wire in fewer), space.state.zero))
        if review.proved_impossible(left, "which rows take the cases of another?", space):
            needed = fewer
    return [name for name, _ in needed]


def _told_takers(needed: list[str], *, earlier: bool) -> str:
    names = all_of(needed)
    if len(needed) == 1:
        told = "an earlier row" if earlier else "another row"
        if not names.startswith("row "):
            told = "a rule that concludes"
        return f"{told} always takes its cases: {names}"
    return f"{names} take all its cases between them"


def _settled(state: Sweep[Wire], item: Assessment) -> Wire:
    """Return where every input of a table has a value of its own."""
    met = state.ones
    for name in item.inputs:
        met = met & state.determined.get(name, state.ones)
        once = twice = state.zero
        for plane in state.values[name]:
            twice = twice | (once & plane)
            once = once | plane
        met = met & (state.ones ^ twice)
    return met


def _gaps(review: Review, item: Assessment, step: AssessmentStep) -> Iterator[RuleFinding]:
    if step.total:
        return

    def open_wire(state: Sweep[Wire]) -> Wire:
        held = _settled(state, item)
        for hit in (*step.rows, *step.concluding):
            held = held & (state.ones ^ state.holds[hit.id])
        return held

    question = f"has the table of {item.name} a gap?"
    if review.case(review.complete, open_wire(review.complete.state), question) is None:
        return

    def open_case(so_far: SoFar) -> bool:
        known = all(so_far.values[name].bit_count() == 1 for name in item.inputs)
        return known and so_far.findings[item.name].value is None

    shown = review.shown(
        lambda shower: open_wire(shower.state),
        open_case,
        (*item.inputs, item.name),
    )
    yield RuleFinding(
        "gap",
        item.name,
        f"The table of {item.name} has a gap: some answers meet no row, and it stays undetermined.",
        "add a row for them, or a last row without conditions",
        shown_by=shown,
        place=item.place,
    )


def _overlaps(review: Review, item: Assessment, step: AssessmentStep) -> Iterator[RuleFinding]:
    for (one, first), (two, second) in combinations(zip(item.rows, step.rows, strict=True), 2):
        space = review.complete
        both = space.state.holds[first.id] & space.state.holds[second.id]
        if review.case(space, both, f"do {first.id} and row {two.number} overlap?") is None:
            continue
        other = "" if one.value == two.value else f", and they disagree ({one.value}, {two.value})"
        yield RuleFinding(
            "overlap",
            item.name,
            f"Rows {one.number} and {two.number} of the table of {item.name} can hold at once, "
            f"though it asks for a unique row{other}.",
            "narrow one of them",
            shown_by=_both_hold(review, first.id, second.id, (*item.inputs, item.name)),
            place=two.place,
        )


def _both_hold(review: Review, one: str, two: str, show: tuple[str, ...]) -> tuple[Witness, ...]:
    """Return a case in which two rows hold."""
    return review.shown(
        lambda shower: shower.state.holds[one] & shower.state.holds[two],
        lambda so_far: {one, two} <= set(so_far.fired),
        show,
    )
