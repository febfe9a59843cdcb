"""Questions that earlier answers make pointless: not asked, or asked with the reason."""

from __future__ import annotations

import pytest

from advisor.interview import session as moves
from advisor.interview.consistency import only_answer, only_answer_text
from advisor.interview.session import Session
from advisor.knowledge.library import load_rules
from advisor.knowledge.model import RuleBase
from tests.interview.support import blank


@pytest.fixture(scope="module")
def rules() -> RuleBase:
    return load_rules()


def answered(rules: RuleBase, **answers: str) -> Session:
    session = moves.start(rules, blank())
    for name, given in answers.items():
        session = moves.answer(session, name.replace("_", " "), given)
    return session


def test_the_superior_of_nobody_is_asked_with_the_reason(rules: RuleBase) -> None:
    session = answered(rules, current_digital_leader="none")
    found = only_answer(session, "current reporting line")
    assert found
    assert (found.value, found.beside) == ("nobody", ("current digital leader",))
    text = only_answer_text(session, "current reporting line")
    assert "Only 'nobody' goes with 'current digital leader: none'" in text
    assert "It is asked so that it is said" in text


@pytest.mark.parametrize("leader", ["IT manager", "none or IT manager", "unknown"])
def test_where_several_answers_go_together_nothing_is_said(rules: RuleBase, leader: str) -> None:
    session = answered(rules, current_digital_leader=leader)
    assert only_answer_text(session, "current reporting line") == ""
    assert only_answer(session, "population") is None


def test_the_fit_of_partners_who_refused_is_not_asked(rules: RuleBase) -> None:
    """Once it is known that nothing is shared today, and who argues on a leader already."""
    told = {"sharing_offer": "none", "current_provision": "own", "population": "400000"}
    session = answered(rules, **told)
    assert "partner fit" not in session.matter.questions
    assert "sharing agreement" not in session.matter.questions
    offered = answered(rules, **{**told, "sharing_offer": "neighbours"})
    assert "partner fit" in offered.matter.questions
