"""A case made under older rules: renamed facts and answers are carried over, in reading and in keeping."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor.cases.answers import parse_answer
from advisor.cases.keep.kept_case import KeptCase
from advisor.cases.model import Answer
from advisor.cases.read.case_file import parse_case
from advisor.errors import CaseError
from advisor.knowledge.model import Fact, RuleBase


@pytest.mark.parametrize("name", ["digital budget", "Digital  Budget", "money"])
@pytest.mark.parametrize(
    ("given", "values"),
    [
        ("nothing", ("none",)),
        ("NOTHING or some", ("none", "small")),
        ("some to comfortable", ("small", "moderate", "comfortable")),
        ("at least some", ("small", "moderate", "comfortable")),
        ("moderate", ("moderate",)),
    ],
)
def test_former_names_are_read_as_todays(
    renamed: RuleBase, name: str, given: str, values: tuple[str, ...]
) -> None:
    (answer,) = parse_case(f"facts:\n  {name}: {given}\n", "a.yaml", renamed).answers
    assert (answer.fact, answer.values) == ("money", values)


def test_a_former_name_beside_todays_is_told(renamed: RuleBase) -> None:
    with pytest.raises(CaseError) as caught:
        parse_case("facts:\n  money: small\n  digital budget: small\n", "a.yaml", renamed)
    (problem,) = caught.value.problems
    assert problem.place.line == 3
    assert problem.message == "'digital budget' is 'money' today"
    assert "line 2" in problem.hint


def test_what_was_never_a_name_is_still_told(renamed: RuleBase) -> None:
    fact = renamed.items["money"]
    assert isinstance(fact, Fact)
    assert not isinstance(parse_answer(fact, "some"), type(parse_answer(fact, "much")))


@pytest.mark.parametrize("ending", ["yaml", "json"])
def test_an_old_file_takes_a_new_answer_in_the_same_place(
    renamed: RuleBase, tmp_path: Path, ending: str
) -> None:
    path = tmp_path / f"a.{ending}"
    old = "facts:\n  digital budget: some # told in May\n  population: 5\n"
    path.write_text(old if ending == "yaml" else '{"facts": {"digital budget": "some"}}', "utf-8")
    kept = KeptCase(path, renamed)
    kept.put(kept.read().with_answer(Answer("money", ("none",), "asked again")), "money")
    assert kept.read().by_fact["money"] == Answer("money", ("none",), "asked again")
    assert path.read_text("utf-8").count("digital budget") == 1
    if ending == "yaml":
        assert "# told in May" in path.read_text("utf-8")
