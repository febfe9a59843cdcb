"""Findings about decision tables: rows that never count, gaps, and overlaps where one row must hold."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from advisor.inference.experta.engine import SoFar
from advisor.inference.planes.circuit import Wire
from advisor.inference.planes.so_far import Sweep
from advisor.inference.play import Witness
from advisor.inference.program import AssessmentStep
from advisor.knowledge.model import Assessment, Row
from advisor.knowledge.words import HitPolicy
from advisor.knowledge.writer import predicate_text
from advisor.review.check.findings import RuleFinding
from advisor.review.check.review import Review


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


def _idle_rows(review: Review, item: Assessment, step: AssessmentStep) -> Iterator[RuleFinding]:
    """Yield rows that no case comes to, because they can't hold or because earlier rows take all."""
    state = review.any.state
    taken = state.zero
    for row, hit in zip(item.rows, step.rows, strict=True):
        holds = state.holds[hit.id]
        counts = holds & (state.ones ^ taken) if step.first else holds
        if review.proved_impossible(counts, f"can {hit.id} count?"):
            alone = review.proved_impossible(holds, f"can {hit.id} hold?")
            why = (
                "its conditions can't be met" if alone else "an earlier row always takes its cases"
            )
            text = f"Row {row.number} of the table of {item.name} ({row_text(row)}) never counts: {why}."
            yield RuleFinding(
                "never applies",
                item.name,
                text,
                "take the row out, or move it up",
                "z3 has proved that no case comes to it.",
                place=row.place,
            )
        taken = taken | holds


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
