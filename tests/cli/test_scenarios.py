"""`advisor case compare` and `advise --also`: what differs, why, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from advisor import advise, load_rules, read_case
from advisor.cases.answers import parse_answer
from advisor.cases.model import Answer
from advisor.report.advice.schema import advice_schema
from tests.conftest import ROOT, Run

SAKA = ROOT / "cases" / "real" / "saka-hiroshima-2021.yaml"
OTHER = ROOT / "cases" / "real" / "nyc-2022-oti.yaml"
CHANGE = "department autonomy = high; governance mode = departmental"


def test_the_columns_are_the_advice_on_each_scenario(run: Run) -> None:
    result = run("case", "compare", SAKA, CHANGE, OTHER, "--format", "json")
    assert (result.returncode, result.stderr) == (0, "")
    document = json.loads(result.stdout)
    rules = load_rules()
    saka = read_case(SAKA, rules)
    changed = saka
    for name, value in (("department autonomy", "high"), ("governance mode", "departmental")):
        fact = next(fact for fact in rules.facts if fact.name == name)
        answer = parse_answer(fact, value)
        assert isinstance(answer, Answer)
        changed = changed.with_answer(answer)
    cases = (saka, changed, read_case(OTHER, rules))
    for scenario, case in zip(document["scenarios"], cases, strict=True):
        advice = advise(rules, case)
        assert scenario["recommendations"] == {
            one.name: one.recommended for one in advice.decisions
        }
        assert scenario["misfits"] == [one.rule for one in advice.misfits]
        assert scenario["actions"] == [one.rule for one in advice.actions]
    assert set(document["differences"]) == {
        name
        for name in document["scenarios"][0]["recommendations"]
        if len({one["recommendations"][name] for one in document["scenarios"]}) > 1
    }


def test_what_differs_is_marked_and_has_its_reason(run: Run) -> None:
    shown = " ".join(run("case", "compare", SAKA, CHANGE).stdout.split())
    assert "≠ department autonomy Saka-cho, Hiroshima: unknown" in shown
    assert "≠ structure Saka-cho, Hiroshima: centralized" in shown
    assert f"Structure, {CHANGE}: centralized becomes federal: now speaks" in shown


def test_scenarios_that_agree_say_so(run: Run) -> None:
    shown = run("case", "compare", SAKA, "sharing offer = higher tier").stdout
    assert "No recommendation differs." in shown
    assert "≠ " not in shown


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("digital bugdet = small", "unknown fact 'digital bugdet'"),
        ("digital budget = smal", "did you mean 'small'"),
    ],
)
def test_a_scenario_that_cannot_be_read_is_told(run: Run, text: str, said: str) -> None:
    for command in (("case", "compare", SAKA, text), ("advise", SAKA, "--also", text)):
        result = run(*command)
        assert result.returncode == 2
        assert said in result.stderr
        assert "Traceback" not in result.stderr


@pytest.mark.parametrize("ending", ["txt", "md", "html"])
def test_also_adds_an_annex(run: Run, tmp_path: Path, ending: str) -> None:
    target = tmp_path / f"a.{ending}"
    result = run("advise", SAKA, "--also", CHANGE, "-o", target)
    assert (result.returncode, result.stderr) == (0, "")
    shown = target.read_text("utf-8")
    assert "Scenarios side by side" in shown
    assert "≠ structure" in shown


def test_also_adds_the_scenarios_to_json(run: Run) -> None:
    result = run("advise", SAKA, "--also", CHANGE, "--format", "json")
    assert (result.returncode, result.stderr) == (0, "")
    document = json.loads(result.stdout)
    Draft202012Validator(advice_schema()).validate(document)
    assert "structure" in document["scenarios"]["differences"]
    assert [one["name"] for one in document["scenarios"]["scenarios"]][1:] == [CHANGE]
