"""Explanations of real and invented cases: nothing is told that the reference engine doesn't confirm."""

from __future__ import annotations

from functools import cache

import pytest

from advisor import advise, load_rules, read_case
from advisor.cases.model import Answer, Case
from advisor.errors import UnknownNameError
from advisor.explanation.contrast import contrast
from advisor.explanation.how import Ground, how
from advisor.explanation.reach import ChangedAnswer, can_change, remedies
from advisor.explanation.sturdy import sturdy
from advisor.explanation.subject import decision_of, rule_named
from advisor.explanation.why_not_option import why_not_option
from advisor.inference.advice import Advice, DecisionAdvice, Status
from advisor.knowledge.model import RuleBase

CASES = (
    "cases/examples/fictional-port-meridian.yaml",
    "cases/examples/fictional-little-ford.yaml",
    "cases/real/saka-hiroshima-2021.yaml",
)


@cache
def advised(path: str) -> tuple[RuleBase, Advice]:
    rules = load_rules()
    return rules, advise(rules, read_case(path, rules))


def main_decisions(rules: RuleBase) -> list[str]:
    return [decision.name for decision in rules.decisions if not decision.group]


def grounds(ground: Ground) -> list[Ground]:
    return [ground, *(inner for one in ground.grounds for inner in grounds(one))]


@pytest.mark.parametrize("path", CASES)
def test_how_names_every_argument_and_unfolds_nothing_twice(path: str) -> None:
    rules, advice = advised(path)
    for name in main_decisions(rules):
        tree = how(rules, advice, name)
        found = advice.by_decision[name]
        told = [(one.name, one.points) for one in tree.grounds if one.kind == "argument"]
        assert sorted(told, key=str) == sorted(
            ((one.rule, None if one.rules_out else one.points) for one in found.arguments), key=str
        )
        unfolded = [
            one.name for one in grounds(tree) if one.kind == "assessment" and not one.repeated
        ]
        assert len(unfolded) == len(set(unfolded))
        answered = {one.name for one in grounds(tree) if one.kind == "answer"}
        assert answered <= set(rules.fact_names)


@pytest.mark.parametrize("path", CASES)
def test_a_contrast_adds_up_to_the_lead(path: str) -> None:
    rules, advice = advised(path)
    for name in main_decisions(rules):
        found = advice.by_decision[name]
        if found.recommended is None:
            continue
        for option, points in found.scores:
            if option == found.recommended:
                continue
            held = contrast(rules, advice, name, option)
            balances = (*held.speaks_for, *held.speaks_against)
            assert held.lead == found.score(found.recommended) - points
            assert sum(one.points for one in balances) == held.lead
            for turn in held.turns:
                assert after(rules, advice.case, turn.answers, name) == option


@pytest.mark.parametrize("path", CASES)
def test_what_it_takes_does_it_and_only_what_can_be_changed_is_changed(path: str) -> None:
    rules, advice = advised(path)
    for name in ("structure", "provision"):
        found = advice.by_decision[name]
        for option, _ in found.scores:
            if option == found.recommended:
                continue
            ways = remedies(rules, advice, name, option)
            assert not (ways.impossible and ways.found)
            for way in ways.found:
                reached = advised_after(rules, advice.case, way.answers, name)
                assert reached.recommended == option
                assert reached.status is not (Status.FIRM if way.close else Status.CONTESTED)
                for one in way.answers:
                    item = rules.items[one.fact]
                    known = one.fact in advice.case.by_fact
                    assert not known or can_change(item)


def after(
    rules: RuleBase, case: Case, answers: tuple[ChangedAnswer, ...], decision: str
) -> str | None:
    return advised_after(rules, case, answers, decision).recommended


def advised_after(
    rules: RuleBase, case: Case, answers: tuple[ChangedAnswer, ...], decision: str
) -> DecisionAdvice:
    for one in answers:
        case = case.with_answer(Answer(one.fact, (one.to,)))
    return advise(rules, case).by_decision[decision]


def test_a_sturdy_decision_says_how_many_changes_leave_it() -> None:
    rules, advice = advised(CASES[0])
    found = sturdy(rules, advice, "structure")
    expected = sum(len(rules.items[name].domain.values) - 1 for name in advice.case.by_fact)
    assert found.changes == expected
    assert found.same + len(found.overturning) <= found.changes
    for one in found.overturning:
        assert after(rules, advice.case, (one.answer,), "structure") == (one.becomes or None)


def test_an_option_that_is_ruled_out_is_told_by_its_rules() -> None:
    rules, advice = advised(CASES[1])
    ruled_out = advice.by_decision["structure"].ruled_out
    assert ruled_out
    found = why_not_option(rules, advice, "structure", ruled_out[0])
    assert {one.rule for one in found.excluded_by} == {
        one.rule
        for one in advice.by_decision["structure"].arguments
        if one.rules_out and one.option == ruled_out[0]
    }
    favouring = {one.rule for one in found.silent} & {one.rule for one in found.in_favour}
    assert not favouring


def test_the_advised_option_needs_no_excuse() -> None:
    rules, advice = advised(CASES[0])
    option = advice.by_decision["structure"].recommended or ""
    with pytest.raises(UnknownNameError, match=f"'{option}' is what is advised"):
        why_not_option(rules, advice, "structure", option)


def test_a_question_finds_its_subject_by_name() -> None:
    rules = load_rules()
    assert decision_of(rules, None, "FEDERAL") == ("structure", "federal")
    assert rule_named(rules, "s01") is rules.rules_by_id["S01"]
    with pytest.raises(UnknownNameError, match="no main decision has the option 'fedral'") as error:
        decision_of(rules, None, "fedral")
    assert "did you mean 'federal'" in str(error.value)
