"""A government beside others of its group: who counts, how many it takes, and what is told where too few do."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from advisor import advise, load_rules, render
from advisor.cases.model import Answer, Case
from advisor.cli.advise import advise as command
from advisor.explanation.peers import LEAST, peers
from advisor.knowledge.domains import Range
from advisor.knowledge.model import RuleBase
from advisor.report.advice.schema import advice_schema
from advisor.report.advice.view import report_view
from tests.conftest import ROOT

LARGE, SMALL = 900_000.0, 9_000.0
SECURITY = ("security maturity", "recent security incident", "system documentation")


@pytest.fixture(scope="module")
def rules() -> RuleBase:
    return load_rules()


def town(name: str, population: float, maturity: str = "") -> Case:
    answers = [Answer("population", (Range(population, population),))]
    if maturity:
        values = (maturity, "none", "partial" if maturity == "high" else "none")
        answers += [Answer(name, (value,)) for name, value in zip(SECURITY, values, strict=True)]
    return Case(name, tuple(answers))


def test_only_others_of_the_same_group_that_tell_count(rules: RuleBase) -> None:
    mine = town("mine", LARGE, "high")
    large = [town(f"l{number}", LARGE, "low") for number in range(LEAST)]
    silent = [town("silent", LARGE), Case("unknown", ())]
    small = [town(f"s{number}", SMALL, "high") for number in range(9)]
    found = peers(rules, mine, [*large, *silent, *small, mine])
    assert found.group == (("size class", "large"),)
    assert found.count == LEAST + 1
    assert found.levels
    # All who are alike stand on one level, which the advice on one of them tells.
    advice = advise(rules, large[0])
    for name, counts in found.levels:
        (level,) = advice.by_assessment[name].values
        assert sum(counts) == LEAST
        assert counts[rules.items[name].domain.values.index(level)] == LEAST
    assert not peers(rules, mine, large[1:]).levels


def test_every_form_tells_it_and_says_why_where_it_cannot(rules: RuleBase) -> None:
    mine = town("mine", LARGE, "high")
    others = [town(f"l{number}", LARGE, "low") for number in range(LEAST)]
    advice = advise(rules, mine)
    found = peers(rules, mine, others)
    chart = report_view(advice, rules, found).profile_chart
    assert chart is not None
    assert f"of {LEAST} others" in [word.text for word in chart.words]
    for form in ("text", "markdown", "html"):
        shown = " ".join(render(advice, rules, form, peers=found).split())
        assert f"of {LEAST} others with size class large {LEAST} " in shown
    document = json.loads(render(advice, rules, "json", peers=found))
    Draft202012Validator(advice_schema()).validate(document)
    assert document["beside"]["count"] == LEAST
    few = render(advice, rules, peers=peers(rules, mine, others[:1]))
    assert f"a comparison takes {LEAST}" in few
    nobody = Case("nobody", ())
    unsure = render(advise(rules, nobody), rules, peers=peers(rules, nobody, others))
    assert "size class is not sure" in unsure
    assert "others with" not in render(advice, rules)


def test_a_folder_without_cases_is_told(tmp_path) -> None:
    case = ROOT / "cases" / "examples" / "fictional-little-ford.yaml"
    done = CliRunner().invoke(command, [str(case), "--beside", str(tmp_path)])
    assert done.exception is not None
    assert "holds no case file" in str(done.exception)
