"""Why a rule did not fire, and what differs between two pieces of advice."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.cases.model import Case
from advisor.explanation.difference import difference
from advisor.explanation.why_not import ConditionState, why_not
from advisor.inference.advise import advise
from advisor.interview import session as moves
from advisor.interview import views
from advisor.knowledge.model import RuleBase
from tests.interview.support import blank, small_rules
from tests.support.examples import examples
from tests.support.generate import cases, load_sketch, sketches


@pytest.fixture(scope="module")
def small() -> RuleBase:
    return small_rules()


def test_why_not_names_the_condition_the_value_read_and_the_value_needed(small: RuleBase) -> None:
    session = moves.answer(moves.start(small, blank()), "budget", "none")
    session = moves.answer(session, "staff", "20 to 30")
    found = {one.rule: one for one in why_not(small, views.so_far(session))}
    assert set(found) == {"S02", "A01"}
    ((budget,), (staff,)) = found["S02"].missed
    assert (budget.subject, budget.read, budget.needed) == (
        "budget",
        ("none",),
        "is at least small",
    )
    assert (staff.read, staff.needed) == (("20 to 30",), "is at least 100")
    assert found["S02"].verdict is ConditionState.FAILED
    assert found["A01"].verdict is ConditionState.OPEN
    assert [line[0].read for line in found["A01"].missed] == [(), ()]


@given(sketches().map(load_sketch).flatmap(lambda r: st.tuples(st.just(r), cases(r))))
@examples(60)
def test_every_rule_either_fired_or_has_a_condition_that_kept_it(
    drawn: tuple[RuleBase, Case],
) -> None:
    rules, case = drawn
    advice = advise(rules, case)
    fired = {firing.rule for firing in advice.trace}
    found = {one.rule: one for one in why_not(rules, advice)}
    assert {rule.id for rule in rules.rules} == set(found) | (fired & set(rules.rules_by_id))
    for one in found.values():
        assert one.missed
        assert all(
            ConditionState.HOLDS not in {term.verdict for term in line} for line in one.missed
        )


def test_the_same_advice_does_not_differ_from_itself(small: RuleBase) -> None:
    advice = views.so_far(moves.start(small, blank()))
    assert difference(advice, advice).nothing
