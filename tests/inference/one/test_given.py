"""Taking a choice as given in place of the recommendation."""

from __future__ import annotations

import pytest

from advisor import advise, load_rules, read_case
from advisor.errors import UnknownNameError
from advisor.inference.compile import compile_rules
from advisor.inference.one.given import if_chosen, so_far, with_given

RULES = load_rules()
SEATTLE = "cases/real/seattle-2005-partial-consolidation.yaml"


def test_what_is_recommended_anyway_changes_nothing() -> None:
    case = read_case("cases/examples/fictional-little-ford.yaml", RULES)
    advice = advise(RULES, case)
    chosen = {one.name: one.recommended or "" for one in advice.decisions}
    instead = if_chosen(RULES, case, chosen)
    assert [rule.id for rule in instead.misfits] == [misfit.rule for misfit in advice.misfits]
    assert [rule.id for rule in instead.actions] == [action.rule for action in advice.actions]
    assert instead.recommended == ()


def test_without_a_choice_it_is_the_advice() -> None:
    case = read_case(SEATTLE, RULES)
    advice = advise(RULES, case)
    instead = if_chosen(RULES, case, {})
    assert [rule.id for rule in instead.misfits] == [misfit.rule for misfit in advice.misfits]
    assert dict(instead.recommended) == {
        one.name: one.recommended or "" for one in advice.decisions
    }


def test_a_choice_draws_its_own_misfits_and_moves_what_reads_it() -> None:
    case = read_case(SEATTLE, RULES)
    before = advise(RULES, case)
    instead = if_chosen(RULES, case, {"structure": "centralized"})
    assert "W37" in {rule.id for rule in instead.misfits}
    assert "W37" not in {misfit.rule for misfit in before.misfits}
    assert before.by_decision["staff rights"].recommended == "joint"
    assert dict(instead.recommended)["staff rights"] == "centre"
    assert "structure" not in dict(instead.recommended)


def test_open_misfits_could_hold_and_do_not_yet() -> None:
    case = read_case(SEATTLE, RULES)
    instead = if_chosen(RULES, case, {"structure": "centralized"})
    holding = {rule.id for rule in instead.misfits}
    waiting = {rule.id for rule in instead.open_misfits}
    assert "W38" in waiting  # nobody knows how well the systems are documented
    assert "W33" not in waiting  # it speaks of a federal structure
    assert not holding & waiting


def test_what_is_given_is_no_longer_reckoned() -> None:
    compiled = with_given(compile_rules(RULES), ["structure", "digital capacity"])
    assert {step.name for step in compiled.steps}.isdisjoint({"structure", "digital capacity"})
    values = {name: (1 << size) - 1 for name, size in compiled.facts}
    values["structure"] = 1
    masks, holds = so_far(compiled, values)
    assert masks["structure"] == 1
    assert "Q01" in holds
    assert "Q02" not in holds


def test_an_unknown_option_is_refused() -> None:
    case = read_case(SEATTLE, RULES)
    with pytest.raises(UnknownNameError, match="'wherever' is no option of 'structure'"):
        if_chosen(RULES, case, {"structure": "wherever"})
    with pytest.raises(UnknownNameError, match="did you mean 'structure'"):
        if_chosen(RULES, case, {"structur": "federal"})
