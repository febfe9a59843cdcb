"""The reference of the rule language: its examples are a rule base that loads."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from advisor import load_rules
from advisor.errors import RuleBaseError
from advisor.knowledge.model import RuleBase
from advisor.knowledge.words import (
    Effort,
    Evidence,
    HitPolicy,
    Judging,
    Part,
    Phase,
    Relation,
    Strength,
    Weight,
)
from tests.conftest import ROOT

PAGE = (ROOT / "docs" / "rule-language.md").read_text("utf-8")
WORDS = " ".join(PAGE.split())


def blocks(language: str) -> list[str]:
    """Return the page's examples in one language."""
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


def book() -> str:
    return "\n".join(blocks("markdown"))


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> RuleBase:
    folder = tmp_path_factory.mktemp("books")
    (folder / "book.md").write_text(book(), "utf-8")
    return load_rules(folder)


def test_the_examples_make_a_rule_base(rules: RuleBase) -> None:
    assert rules.version == "example 1"
    assert len(rules.facts) == 5
    assert len(rules.assessments) == 2
    assert len(rules.decisions) == 2
    assert list(rules.rules_by_id) == ["C01", "S01", "S02", "W01", "A01", "A02"]
    assert [law.id for law in rules.laws] == ["L01", "L02"]
    assert list(rules.sources_by_key) == ["handbook", "survey-2020"]
    assert [one.fact for one in rules.population] == [
        "population",
        "digital budget",
        "election within a year",
    ]
    assert [goal.key for goal in rules.goals] == ["SDG 17.17"]


@pytest.mark.parametrize(
    "word",
    [
        *Evidence,
        *Phase,
        *Part,
        *(policy for policy in HitPolicy),
        *Strength,
        *(relation for relation in Relation),
        "**Hit policy**",
        *Effort,
        *Weight,
        *Judging,
        "**Group**",
        "**Near**",
        "**Formerly**",
        "**Needs**",
        "**After**",
        "keep",
        "**Lowering**",
        "**never raises**",
    ],
)
def test_every_word_of_the_language_is_on_the_page(word: str) -> None:
    assert word in WORDS


@pytest.mark.parametrize(
    "condition",
    [
        "digital budget is small",
        "digital budget is not small",
        "digital budget is one of small, moderate",
        "digital budget is not one of small, moderate",
        "digital budget is small or moderate",
        "digital budget is at least small",
        "digital budget is at most small",
        "digital budget is above small",
        "digital budget is below small",
        "digital budget is between small and moderate",
        "digital budget is known",
        "digital budget is unknown",
        "population is at least 20,000",
    ],
)
def test_every_form_of_condition_on_the_page_is_read(condition: str, tmp_path: Path) -> None:
    assert condition.partition(" is ")[2].replace("at least 20,000", "20,000") in WORDS
    text = book().replace("- **When** digital capacity is low\n", f"- **When** {condition}\n")
    (tmp_path / "book.md").write_text(text, "utf-8")
    assert load_rules(tmp_path).rules_by_id["S01"].when


@pytest.mark.parametrize(
    "effect",
    [
        "favour federal weakly",
        "oppose federal moderately",
        "rule out federal",
        "raise pull to the centre strongly",
        "lower pull to the centre",
        "pull to the centre is strong",
        "favour centre for security rights",
        "oppose joint strongly for security rights",
    ],
)
def test_every_form_of_effect_on_the_page_is_read(effect: str, tmp_path: Path) -> None:
    old = "favour centralized strongly, favour federal, rule out decentralized"
    (tmp_path / "book.md").write_text(book().replace(old, effect), "utf-8")
    assert load_rules(tmp_path).rules_by_id["S01"].effects


def test_the_error_on_the_page_is_what_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "rules").mkdir()
    text = book().replace("**When** digital capacity is low", "**When** digital capcity is low")
    (tmp_path / "rules" / "book.md").write_text(text, "utf-8")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(RuleBaseError) as caught:
        load_rules("rules")
    assert [f"error: {caught.value}\n"] == blocks("text")
