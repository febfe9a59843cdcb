"""Findings about pieces of an assessment without which it would come out the same in every case.

A row or a cell of its table, the points of a rule, or a condition of such a rule is left out, and
the assessment is reckoned again by the same code from what it reads. What is still to be answered
counts too: a piece that only tells more while answers lack does matter.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from advisor.inference.compile import is_total, line_tests
from advisor.inference.planes.circuit import Wire
from advisor.inference.planes.so_far import Run, Sweep
from advisor.inference.play import Witness, clause_holds
from advisor.inference.program import AssessmentStep, Clause, Hit, Points
from advisor.knowledge.effects import Adjust, Conclude
from advisor.knowledge.model import Assessment, Rule
from advisor.knowledge.words import HitPolicy
from advisor.knowledge.writer import effect_text, term_text
from advisor.review.check.findings import RuleFinding
from advisor.review.check.review import Review, conditions_of
from advisor.review.check.tables import row_text, space_of_table
from advisor.review.proof.reading import anywhere

_PROOF = "z3 has proved that {name} comes out the same without it, whatever is answered or unknown."


def check_moving(review: Review) -> Iterator[RuleFinding]:
    """Yield rows, cells, points and conditions that never make an assessment come out otherwise."""
    steps = {step.name: step for step in review.compiled.steps}
    for item in review.rules.assessments:
        step = steps[item.name]
        if not isinstance(step, AssessmentStep):
            continue
        # Where just one row is to hold, each row and each cell keeps rows apart.
        if step.rows and item.hit_policy is HitPolicy.FIRST:
            yield from _rows(review, item, step)
        yield from _points(review, item, step)


def _rows(review: Review, item: Assessment, step: AssessmentStep) -> Iterator[RuleFinding]:
    space = space_of_table(review, step)
    taken = anywhere((space.state.holds[hit.id] for hit in step.concluding), space.state.zero)
    for at, row in enumerate(item.rows):
        hit = step.rows[at]
        counts = space.state.holds[hit.id] & space.negated(taken)
        taken = taken | space.state.holds[hit.id]
        if review.proved_impossible(counts, f"can {hit.id} count?", space):
            continue  # that is another finding
        if _idle(
            review, item, step, (*step.rows[:at], *step.rows[at + 1 :]), f"does {hit.id} matter?"
        ):
            text = f"row {row.number} ({row_text(row)}) changes nothing: without it, another row gives the same value"
            yield _finding(review, item, hit, text, "take the row out")
            continue
        for number, term in enumerate(row.terms):
            cells = tuple(line for other, line in enumerate(hit.clause.when) if other != number)
            wider = Hit(hit.id, Clause(cells), hit.code)
            rows = (*step.rows[:at], wider, *step.rows[at + 1 :])
            if _idle(review, item, step, rows, f"does '{term_text(term)}' in {hit.id} matter?"):
                text = f"'{term_text(term)}' in row {row.number} changes nothing: left empty, the cell would do as well"
                # A cell may be filled for the reader alone, who then needs not look at the rows before.
                yield replace(_finding(review, item, hit, text, "empty the cell"), hint=True)


def _idle(
    review: Review, item: Assessment, step: AssessmentStep, rows: tuple[Hit, ...], question: str
) -> bool:
    other = replace(step, rows=rows, total=is_total(item, rows, review.rules))
    return bool(rows) and _same(review, other, {hit.id for hit in rows}, question)


def _same(review: Review, step: AssessmentStep, new: set[str], question: str) -> bool:
    """Whether it is proved that another form of an assessment never comes out otherwise.

    `new` are the ids of rules and rows that may hold otherwise in it.
    """
    state = review.any.state
    holds = {name: wire for name, wire in state.holds.items() if name not in new}
    run: Run[Wire] = Run(Sweep(state.ones, dict(state.values), holds))
    run.assessment(step)
    differs = state.determined[step.name] ^ run.state.determined[step.name]
    for one, two in zip(state.values[step.name], run.state.values[step.name], strict=True):
        differs = differs | (one ^ two)
    return review.proved_impossible(differs, question)


def _finding(review: Review, item: Assessment, hit: Hit, text: str, mend: str) -> RuleFinding:
    return RuleFinding(
        "adds nothing",
        item.name,
        f"In the table of {item.name}, {text}.",
        f"{mend}, or write what was meant",
        _PROOF.format(name=item.name),
        review.shown(
            lambda shower: shower.state.holds[hit.id],
            lambda so_far: clause_holds(so_far, hit.clause),
            (*item.inputs, item.name),
        ),
        place=next(row.place for row in item.rows if item.row_id(row) == hit.id),
    )


def _points(review: Review, item: Assessment, step: AssessmentStep) -> Iterator[RuleFinding]:
    """Yield points of rules, and conditions of rules that do nothing else, which move nothing."""
    for rule in review.rules.rules:
        moving = [
            effect
            for effect in rule.effects
            if isinstance(effect, Adjust | Conclude) and effect.target == item.name
        ]
        if not moving or not review.can_hold(rule):
            continue
        without = replace(
            step,
            adding=tuple(one for one in step.adding if one.id != rule.id),
            concluding=tuple(one for one in step.concluding if one.id != rule.id),
        )
        if _same(review, without, set(), f"does {rule.id} move {item.name}?"):
            yield _moves_nothing(review, rule, item, effect_text(moving[0]))
        elif len(rule.effects) == 1 and not rule.warning and rule.advice is None:
            yield from _conditions(review, rule, item, step)


def _conditions(
    review: Review, rule: Rule, item: Assessment, step: AssessmentStep
) -> Iterator[RuleFinding]:
    """Yield conditions of a rule that only moves one assessment, which would come out the same."""
    state = review.any.state
    every = conditions_of(rule)
    for left_out in every:
        kept = [one for one in every if one is not left_out]
        lines = [
            [line_tests(one.line, review.rules) for one in kept if one.keeps_from is unless]
            for unless in (False, True)
        ]
        clause = Clause(tuple(lines[0]), tuple(lines[1]))
        run: Run[Wire] = Run(Sweep(state.ones, dict(state.values)))
        wider = run.rule(rule.id, clause)
        if review.proved_impossible(
            wider ^ state.holds[rule.id], f"'{left_out.text}' of {rule.id}"
        ):
            continue  # that is another finding
        other = replace(
            step,
            adding=_with_clause(step.adding, rule.id, clause),
            concluding=_with_conclusion(step.concluding, rule.id, clause),
        )
        if _same(review, other, {rule.id}, f"does '{left_out.text}' of {rule.id} matter?"):
            yield RuleFinding(
                "adds nothing",
                rule.id,
                f"In {rule.id} · {rule.title}: '{left_out.text}' changes nothing, since {item.name} comes out "
                "the same without it.",
                "take the condition out, or write what was meant",
                _PROOF.format(name=item.name),
                _shown(review, rule, item),
                place=rule.place,
            )


def _with_clause(rules: Sequence[Points], name: str, clause: Clause) -> tuple[Points, ...]:
    return tuple(replace(one, clause=clause) if one.id == name else one for one in rules)


def _with_conclusion(rules: Sequence[Hit], name: str, clause: Clause) -> tuple[Hit, ...]:
    return tuple(replace(one, clause=clause) if one.id == name else one for one in rules)


def _moves_nothing(review: Review, rule: Rule, item: Assessment, effect: str) -> RuleFinding:
    return RuleFinding(
        "moves nothing",
        rule.id,
        f"'{effect}' in {rule.id} · {rule.title} never makes {item.name} come out otherwise: its points "
        "don't reach a cut point, alone or with those of other rules.",
        "give it more points, lower the cut point, or take it out",
        _PROOF.format(name=item.name),
        _shown(review, rule, item),
        place=rule.place,
    )


def _shown(review: Review, rule: Rule, item: Assessment) -> tuple[Witness, ...]:
    return review.shown(
        lambda shower: shower.state.holds[rule.id],
        lambda so_far: rule.id in so_far.fired,
        (*rule.reads, item.name),
    )
