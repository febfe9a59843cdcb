"""What is said to be possible, against every way of filling in the unknowns, one by one."""

from __future__ import annotations

from dataclasses import dataclass
from unittest.mock import patch

from hypothesis import assume, given
from hypothesis import strategies as st

from advisor.cases.model import Answer, Case
from advisor.inference.advice import Action, Basis, DecisionAdvice, Misfit, Overturn, Status
from advisor.inference.advise import advise
from advisor.inference.compile import compile_rules
from advisor.inference.one import firmness, overturns
from advisor.inference.one.firmness import Foresight
from advisor.inference.planes.bounds import bounds_of_case
from advisor.inference.planes.prospects import Outlook, Prospect
from advisor.inference.program import AssessmentStep, Clause
from advisor.knowledge.domains import Kind, Range
from advisor.knowledge.model import RuleBase
from tests.support import naive
from tests.support.compare import masks
from tests.support.examples import examples
from tests.support.generate import (
    Sketch,
    answers_to,
    cases,
    leaning_sketches,
    load_sketch,
    sketches,
)


@dataclass(frozen=True)
class Brute:
    """What happens in the completions of a case, each evaluated by the naive evaluator."""

    results: tuple[naive.Result, ...]

    def values(self, name: str) -> set[str]:
        """The values that some completion gives an item (of one with a value)."""
        found: set[str] = set()
        for result in self.results:
            found |= {str(value) for value in result.values[name] or ()}
        return found

    def undetermined(self, name: str) -> bool:
        """Whether some completion gives an item no value."""
        return any(result.values[name] is None for result in self.results)

    def several(self, name: str) -> bool:
        """Whether some completion leaves several values open."""
        return any(len(result.values[name] or ()) > 1 for result in self.results)

    def verdicts(self, identifier: str) -> set[bool | None]:
        """How a rule or row comes out in the completions: it holds, fails or stays open."""
        return {result.holds[identifier] for result in self.results}


def brute_force(rules: RuleBase, case: Case) -> Brute:
    """Evaluate every completion of a case."""
    return Brute(tuple(naive.completions(rules, case)))


def clauses(rules: RuleBase) -> dict[str, Clause]:
    """Return the conditions of every rule and row."""
    compiled = compile_rules(rules)
    rows = {
        row.id: row.clause
        for step in compiled.steps
        if isinstance(step, AssessmentStep)
        for row in step.rows
    }
    return {**rows, **dict(compiled.clauses)}


def check_outlook(rules: RuleBase, name: str, outlook: Outlook[int], brute: Brute) -> None:
    """Nothing that happens is excluded."""
    announced = set(rules.items[name].domain.names(outlook.mask()))
    assert brute.values(name) <= announced
    assert outlook.undetermined or not brute.undetermined(name)
    if outlook.mask().bit_count() > 1:
        assert outlook.several or not brute.several(name)


def check_prospect(prospect: Prospect[int], verdicts: set[bool | None]) -> None:
    """What 'always' holds does so in every completion, and what 'never' holds in none."""
    assert not prospect.always or verdicts == {True}
    assert not prospect.never or verdicts == {False}
    assert prospect.sometimes or True not in verdicts
    assert prospect.can_fail or False not in verdicts


@examples(100)
@given(sketches(), st.data())
def test_what_the_bounds_exclude_happens_in_no_completion(
    sketch: Sketch, data: st.DataObject
) -> None:
    """Values, lack of values and rules: the bounds err only on the side of 'possible'."""
    rules = load_sketch(sketch)
    compiled = compile_rules(rules)
    for _ in range(2):
        case = data.draw(cases(rules))
        brute = brute_force(rules, case)
        bounds = bounds_of_case(masks(rules, case), compiled.facts)
        for step in compiled.steps:
            check_outlook(rules, step.name, bounds.step(step), brute)
        for identifier, clause in clauses(rules).items():
            check_prospect(bounds.prospect(identifier, clause), brute.verdicts(identifier))


@examples(100)
@given(sketches(), st.data())
def test_what_is_refined_is_exact_or_still_sound(sketch: Sketch, data: st.DataObject) -> None:
    """Where the combinations are few, exactly what happens is announced; rules stay sound."""
    rules = load_sketch(sketch)
    compiled = compile_rules(rules)
    limit = data.draw(st.sampled_from((1, 4, 1 << 20)))
    case = data.draw(cases(rules))
    brute = brute_force(rules, case)
    with patch.multiple(firmness, LIMIT=limit, ASSESSMENT_LIMIT=limit):
        foresight = Foresight(compiled, masks(rules, case))
    for name, outcome in foresight.outcomes.items():
        check_outlook(rules, name, outcome.outlook, brute)
        if outcome.basis is Basis.EXACT:
            assert set(rules.items[name].domain.names(outcome.outlook.mask())) == brute.values(name)
            assert bool(outcome.outlook.undetermined) == brute.undetermined(name)
    for identifier, clause in clauses(rules).items():
        prospect = foresight.bounds.prospect(identifier, clause)
        check_prospect(prospect, brute.verdicts(identifier))


def expected_status(rules: RuleBase, case: Case, name: str, brute: Brute) -> Status:
    """Return the status by the language's own words."""
    so_far = naive.advised(rules, case)
    winner = so_far.winner(name)
    if not so_far.argued[name]:
        return Status.INSUFFICIENT
    if winner is None:
        return Status.PROVISIONAL if brute.values(name) else Status.CONTESTED
    if brute.values(name) != {winner} or brute.undetermined(name):
        return Status.PROVISIONAL
    if naive.evaluate(rules, naive.facts_of(rules, case)).winner(name) != winner:
        return Status.FIRM
    scores, out = so_far.scores[name], so_far.ruled_out[name]
    rivals = naive.favoured_options(rules, name) - {winner} - out
    others = [scores[option] for option in rivals]
    close_call = next(item.close_call for item in rules.decisions if item.name == name)
    if others and scores[winner] - max(others) <= close_call:
        return Status.CONTESTED
    return Status.FIRM


@examples(100)
@given(sketches(), st.data())
def test_statuses_are_those_of_all_completions(sketch: Sketch, data: st.DataObject) -> None:
    """An exact status is what brute force says; by bounds, firm is never said too early."""
    rules = load_sketch(sketch)
    case = data.draw(cases(rules))
    brute = brute_force(rules, case)
    advice = advise(rules, case)
    for decision in advice.decisions:
        expected = expected_status(rules, case, decision.name, brute)
        assert decision.basis is Basis.EXACT
        assert (decision.status, set(decision.possible)) == (expected, brute.values(decision.name))
    with patch.multiple(firmness, LIMIT=1, ASSESSMENT_LIMIT=1):
        roughly = advise(rules, case)
    for decision in roughly.decisions:
        expected = expected_status(rules, case, decision.name, brute)
        assert brute.values(decision.name) <= set(decision.possible)
        assert decision.status in (expected, Status.PROVISIONAL)
        assert decision.basis is Basis.BOUNDS or decision.status is expected


@examples(60)
@given(sketches(), st.data())
def test_only_what_holds_in_every_completion_is_not_provisional(
    sketch: Sketch, data: st.DataObject
) -> None:
    """A misfit or an action that isn't marked provisional stays, whatever the answers will be."""
    rules = load_sketch(sketch)
    case = data.draw(cases(rules))
    advice = advise(rules, case)
    brute = brute_force(rules, case)
    told: tuple[Misfit | Action, ...] = (*advice.misfits, *advice.actions)
    for said in told:
        assert said.provisional or brute.verdicts(said.rule) == {True}
    for finding in advice.assessments:
        assert brute.values(finding.name) <= set(finding.possible)


def answered(rules: RuleBase, case: Case, overturn: Overturn) -> Case:
    """Return the case with the answers that an overturn names; a range of numbers by one of them."""
    for name, label in ((overturn.fact, overturn.value), *overturn.together_with):
        domain = rules.items[name].domain
        answers = [Answer(name, (label,))]
        if domain.kind is Kind.NUMBER:
            numbers = [float(one) for one in naive.facts_of(rules, case.without(name))[name]]
            answers = [Answer(name, (Range(number, number),)) for number in numbers]
        mask = 1 << domain.values.index(label)
        case = case.with_answer(next(one for one in answers if one.mask(domain) == mask))
    return case


@examples(110)
@given(st.one_of(leaning_sketches(), leaning_sketches(), sketches()), st.booleans(), st.data())
def test_answers_that_are_said_to_overturn_the_advice_do(
    sketch: Sketch, pairs_are_tried: bool, data: st.DataObject
) -> None:
    """Given, they move the recommendation to the very option that was announced."""
    rules = load_sketch(sketch)
    case = data.draw(cases(rules, most=4000, unknown=3))
    with patch.object(overturns, "_MOST_PAIRS", 1 << 14 if pairs_are_tried else 0):
        advice = advise(rules, case)
    for decision in advice.decisions:
        # Where another option wins in some completion, answers that lead there are named.
        assert not needs_an_overturn(decision) or decision.overturned_by
        assert decision.status is Status.PROVISIONAL or not decision.overturned_by
        for overturn in decision.overturned_by[:12]:
            check_overturn(rules, case, decision, overturn)


def check_overturn(
    rules: RuleBase, case: Case, decision: DecisionAdvice, overturn: Overturn
) -> None:
    """Give the answers that an overturn names, each possible in this case, and see what follows."""
    for fact, value in ((overturn.fact, overturn.value), *overturn.together_with):
        domain = rules.items[fact].domain
        assert Answer(fact, (value,)).mask(domain) & case.possible(fact, domain)
    after = naive.advised(rules, answered(rules, case, overturn))
    assert after.winner(decision.name) == overturn.to != decision.recommended
    assert overturn.to in decision.possible


def needs_an_overturn(decision: DecisionAdvice) -> bool:
    """Whether another option than the recommended one can still win."""
    return decision.status is Status.PROVISIONAL and any(
        option != decision.recommended for option in decision.possible
    )


@examples(100)
@given(sketches(), st.data())
def test_answering_only_narrows_what_is_possible(sketch: Sketch, data: st.DataObject) -> None:
    """An answer moves an exact result only inside the set that was announced."""
    rules = load_sketch(sketch)
    case = data.draw(cases(rules))
    before = advise(rules, case)
    open_facts = [
        fact for fact in rules.facts if case.possible(fact.name, fact.domain).bit_count() > 1
    ]
    assume(open_facts)
    fact = data.draw(st.sampled_from(open_facts))
    answer = data.draw(answers_to(fact))
    assume(not answer.mask(fact.domain) & ~case.possible(fact.name, fact.domain))
    after = advise(rules, case.with_answer(answer))
    for old, new in zip(before.decisions, after.decisions, strict=True):
        assert set(new.possible) <= set(old.possible)
        if old.status in (Status.FIRM, Status.CONTESTED):
            # What is firm stays the only outcome, even while the leaning so far differs: some
            # rules ask whether something is known.
            assert set(new.possible) == ({old.recommended} if old.recommended else set())
