"""Findings about pieces of an assessment without which it would come out the same in every case.

A row or a cell of its table, the points of a rule, or a condition of such a rule is left out, and
the assessment is reckoned again by the same code from what it reads. What is still to be answered
counts too: a piece that only tells more while answers lack does matter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from advisor.inference.compile import is_total, line_tests
from advisor.inference.planes.circuit import Wire
from advisor.inference.planes.so_far import Run, Sweep
from advisor.inference.play import Witness, clause_holds
from advisor.inference.program import AssessmentStep, Clause, Hit, Points
from advisor.knowledge.effects import Adjust, Conclude
from advisor.knowledge.model import Assessment, Row, Rule
from advisor.knowledge.words import HitPolicy
from advisor.knowledge.writer import effect_text, term_text
from advisor.review.check.conditions import said_by_the_rest
from advisor.review.check.findings import RuleFinding
from advisor.review.check.review import Review, conditions_of
from advisor.review.check.tables import row_text, rows_that_never_count

_PROOF = "z3 has proved that {name} comes out the same without it, whatever is answered or unknown."


def check_moving(review: Review) -> Iterator[RuleFinding]:
    """Yield rows, cells, points and conditions that never make an assessment come out otherwise.

    Each can be taken out alone, and together with all others that are found and the rows that never count.
    """
    steps = {step.name: step for step in review.compiled.steps}
    for item in review.rules.assessments:
        step = steps[item.name]
        if not isinstance(step, AssessmentStep):
            continue
        form = _Form(review, item, step)
        idle = {step.rows[at].id for at, _ in rows_that_never_count(review, item, step)}
        form.take_out(idle)
        # Where just one row is to hold, each row and each cell keeps rows apart.
        first = item.hit_policy is HitPolicy.FIRST
        rows = [
            (row, hit)
            for row, hit in zip(item.rows, step.rows, strict=True)
            if first and hit.id not in idle
        ]
        for row, hit in rows:
            if form.same_without_row(hit.id):
                idle.add(hit.id)
                text = f"row {row.number} ({row_text(row)}) changes nothing: without it, another row gives the same value"
                yield _finding(review, item, hit, text, "take the row out")
        yield from _points(review, item, form)
        for row, hit in rows:
            if hit.id not in idle:
                yield from _cells(review, item, row, hit, form)


Change = Callable[[AssessmentStep], AssessmentStep]
"""What makes another form of an assessment out of one."""


class _Form:
    """An assessment as it is, and as it is left when everything found so far is taken out."""

    def __init__(self, review: Review, item: Assessment, step: AssessmentStep) -> None:
        self._review, self._item = review, item
        self._given = self._left = step
        self._changed: AbstractSet[str] = frozenset()

    def take_out(self, rows: AbstractSet[str]) -> None:
        """Take rows out of what is left."""
        if rows:
            kept = tuple(hit for hit in self._left.rows if hit.id not in rows)
            self._left = self._with_rows(self._left, kept)

    def same_without_row(self, name: str) -> bool:
        """Whether a row can be taken out, which is then done. The last row can't."""

        def change(step: AssessmentStep) -> AssessmentStep:
            return self._with_rows(step, tuple(hit for hit in step.rows if hit.id != name))

        return len(self._left.rows) > 1 and self.same(change, f"does {name} matter?")

    def same_with_row(self, wider: Hit, question: str) -> bool:
        """Whether a row can be written otherwise, which is then done."""

        def change(step: AssessmentStep) -> AssessmentStep:
            rows = (wider if hit.id == wider.id else hit for hit in step.rows)
            return self._with_rows(step, tuple(rows))

        return self.same(change, question, frozenset({wider.id}))

    def same(self, change: Change, question: str, changed: AbstractSet[str] = frozenset()) -> bool:
        """Whether it is proved that a change never lets the assessment come out otherwise; then it is made.

        `changed` are the ids of rules and rows that may hold otherwise after it.
        """
        if not self._alike(self._given, change, question, changed):
            return False
        touched = self._changed | changed
        if self._left is not self._given and not self._alike(self._left, change, question, touched):
            return False
        self._left, self._changed = change(self._left), touched
        return True

    def _alike(
        self, step: AssessmentStep, change: Change, question: str, changed: AbstractSet[str]
    ) -> bool:
        one, two = (self._reckoned(form, changed) for form in (step, change(step)))
        differs = one.determined[step.name] ^ two.determined[step.name]
        for first, second in zip(one.values[step.name], two.values[step.name], strict=True):
            differs = differs | (first ^ second)
        return self._review.proved_impossible(differs, question)

    def _with_rows(self, step: AssessmentStep, rows: tuple[Hit, ...]) -> AssessmentStep:
        total = bool(rows) and is_total(self._item, rows, self._review.rules)
        return replace(step, rows=rows, total=total)

    def _reckoned(self, step: AssessmentStep, changed: AbstractSet[str]) -> Sweep[Wire]:
        state = self._review.any.state
        known = {name: wire for name, wire in state.holds.items() if name not in changed}
        run: Run[Wire] = Run(Sweep(state.ones, dict(state.values), known))
        run.assessment(step)
        return run.state


def _cells(
    review: Review, item: Assessment, row: Row, hit: Hit, form: _Form
) -> Iterator[RuleFinding]:
    """Yield hints at the cells of a row that could be empty, all of them at once."""
    filled = list(zip(row.terms, hit.clause.when, strict=True))
    for cell in tuple(filled):
        left = [one for one in filled if one is not cell]
        wider = Hit(hit.id, Clause(tuple(line for _, line in left)), hit.code)
        text = term_text(cell[0])
        if form.same_with_row(wider, f"does '{text}' in {hit.id} matter?"):
            filled = left
            text = f"'{text}' in row {row.number} changes nothing: left empty, the cell would do as well"
            # A cell may be filled for the reader alone, who then needs not look at the rows before.
            yield replace(_finding(review, item, hit, text, "empty the cell"), hint=True)


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


def _points(review: Review, item: Assessment, form: _Form) -> Iterator[RuleFinding]:
    """Yield points of rules, and conditions of rules that do nothing else, which move nothing."""
    for rule in review.rules.rules:
        moving = [
            effect
            for effect in rule.effects
            if isinstance(effect, Adjust | Conclude) and effect.target == item.name
        ]
        if not moving or not review.can_hold(rule):
            continue

        def without(step: AssessmentStep, name: str = rule.id) -> AssessmentStep:
            return replace(
                step,
                adding=tuple(one for one in step.adding if one.id != name),
                concluding=tuple(one for one in step.concluding if one.id != name),
            )

        if form.same(without, f"does {rule.id} move {item.name}?"):
            yield _moves_nothing(review, rule, item, moving[0])
        elif len(rule.effects) == 1 and not rule.warning and rule.advice is None:
            yield from _conditions(review, rule, item, form)


def _conditions(review: Review, rule: Rule, item: Assessment, form: _Form) -> Iterator[RuleFinding]:
    """Yield conditions of a rule that only moves one assessment, which would come out the same."""
    said = said_by_the_rest(review, rule)  # those are other findings
    kept = [one for at, one in enumerate(conditions_of(rule)) if at not in said]
    for left_out in tuple(kept):
        rest = [one for one in kept if one is not left_out]
        lines = [
            [line_tests(one.line, review.rules) for one in rest if one.keeps_from is unless]
            for unless in (False, True)
        ]
        clause = Clause(tuple(lines[0]), tuple(lines[1]))

        def wider(step: AssessmentStep, clause: Clause = clause) -> AssessmentStep:
            return replace(
                step,
                adding=_with_clause(step.adding, rule.id, clause),
                concluding=_with_conclusion(step.concluding, rule.id, clause),
            )

        question = f"does '{left_out.text}' of {rule.id} matter?"
        if form.same(wider, question, frozenset({rule.id})):
            kept = rest
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


def _moves_nothing(
    review: Review, rule: Rule, item: Assessment, effect: Adjust | Conclude
) -> RuleFinding:
    why = "its points don't reach a cut point, alone or with those of other rules"
    mend = "give it more points, lower the cut point, or take it out"
    if isinstance(effect, Conclude):
        others = "the table or other rules" if item.rows else "other rules"
        why = f"wherever it holds, the same comes out by {others}"
        mend = "let it say something else than they do, or take it out"
    return RuleFinding(
        "moves nothing",
        rule.id,
        f"'{effect_text(effect)}' in {rule.id} · {rule.title} never makes {item.name} come out otherwise: {why}.",
        mend,
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
