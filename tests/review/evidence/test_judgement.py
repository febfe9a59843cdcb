"""The advice held against an expert: what agrees, what is drawn, and what is wrong in the expert's tables."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor import load_rules, read_case
from advisor.errors import CaseError
from advisor.inference.advise import advise
from advisor.review.evidence.judgement import (
    Agreement,
    ExpertJudgement,
    ExpertOption,
    ExpertWarning,
    compare,
    read_judgements,
)
from advisor.review.evidence.tables import vignettes_report

RULES = load_rules()
VIGNETTES = Path("cases/vignettes")
HEADINGS = """# Judgement

| case | decision | first | sure | also fine | why |
| --- | --- | --- | --- | --- | --- |
{option}

| case | warning | misfits and actions that say so |
| --- | --- | --- |
{warning}
"""


def _folder(path: Path, option: str, warning: str = "") -> Path:
    (path / "judgement.md").write_text(
        HEADINGS.format(option=option, warning=warning), encoding="utf-8"
    )
    return path


def test_every_vignette_is_judged_and_every_judgement_has_its_case() -> None:
    judgements = read_judgements(VIGNETTES, RULES)
    assert set(judgements) == {path.stem for path in VIGNETTES.glob("*.yaml")}
    for judgement in judgements.values():
        assert len({option.decision for option in judgement.options}) == len(judgement.options) == 5
        assert len(judgement.warnings) == 2


def test_agreement_is_exact_defensible_or_contrary() -> None:
    advice = advise(RULES, read_case(VIGNETTES / "v10-island-900.yaml", RULES))
    advised = advice.by_decision["structure"].recommended
    assert advised is not None
    others = [option for option in ("centralized", "federal") if option != advised]

    def agreement(first: str, *fine: str) -> Agreement:
        expert = ExpertJudgement((ExpertOption("structure", first, 0.5, fine),), ())
        return compare(advice, expert).decisions[0].agreement

    assert agreement(advised) is Agreement.EXACT
    assert agreement(others[0], advised) is Agreement.DEFENSIBLE
    assert agreement(others[0]) is Agreement.CONTRARY


def test_a_warning_is_drawn_by_any_of_its_misfits_and_actions() -> None:
    advice = advise(RULES, read_case(VIGNETTES / "v10-island-900.yaml", RULES))
    action = advice.actions[0].rule
    silent = next(
        rule.id
        for rule in RULES.rules
        if rule.warning and rule.id not in {one.rule for one in advice.misfits}
    )
    both = ExpertWarning("both", (silent, action))
    neither = ExpertWarning("neither", (silent,))
    compared = compare(advice, ExpertJudgement((), (both, neither)))
    assert [drawn for _, drawn in compared.warnings] == [(action,), ()]
    told = vignettes_report([compared])
    assert "Of 2 warnings that the expert names 1 are drawn, in 0 of 1 cases all" in told
    assert f"neither (named by {silent})" in told


@pytest.mark.parametrize(
    ("option", "warning", "message"),
    [
        ("| a | structur | federal | 0.5 | | |", "", "unknown decision 'structur'"),
        ("| a | structure | federa | 0.5 | | |", "", "unknown option 'federa' of 'structure'"),
        ("| a | structure | federal | 0.5 | centralised | |", "", "unknown option 'centralised'"),
        ("| a | structure | federal | likely | | |", "", "'likely' is no probability"),
        ("| a | structure | federal | 1.5 | | |", "", "'1.5' is no probability"),
        ("| a | structure | federal | 0.5 | | |", "| a | text | W999 |", "action 'W999'"),
    ],
)
def test_what_the_rule_base_does_not_hold_is_told_by_its_line(
    tmp_path: Path, option: str, warning: str, message: str
) -> None:
    with pytest.raises(CaseError) as raised:
        read_judgements(_folder(tmp_path, option, warning), RULES)
    assert message in str(raised.value)
    assert "judgement.md:" in str(raised.value)


def test_a_folder_without_a_judgement_judges_nothing(tmp_path: Path) -> None:
    assert read_judgements(tmp_path, RULES) == {}
