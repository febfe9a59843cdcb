"""A case made under older rules: renamed facts and answers are carried over, in reading and in keeping."""

from __future__ import annotations

from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from advisor.cases.answers import parse_answer
from advisor.cases.choices import read_choices
from advisor.cases.document import case_text
from advisor.cases.keep.kept_case import KeptCase
from advisor.cases.model import Answer, Knowledge
from advisor.cases.read.case_file import parse_case
from advisor.cases.read.older import older_case
from advisor.cases.schema import case_schema
from advisor.errors import CaseError
from advisor.knowledge.library import rules_of_books
from advisor.knowledge.model import Book, Fact, RuleBase
from tests.cases.conftest import BOOK


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


OLDER = """
rules: '0.9 sha256:abc'
facts:
  money: {answer: heaps or small, note: told in May}
  POPULATION: [5, 9]
  dogs: {answer: 12, note: counted}
  cats: unknown
notes:
  mice: none seen
"""


def test_what_todays_rules_dont_know_is_kept_as_a_remark_and_asked_again(renamed: RuleBase) -> None:
    found = older_case(OLDER, "old.yaml", renamed)
    case = found.case
    assert [one.fact for one in case.answers] == ["population"]
    assert case.rules == "0.9 sha256:abc"
    assert case.note_on("money") == "answered 'heaps or small' under older rules; told in May"
    assert case.knowledge("money") is Knowledge.NOT_ASKED
    assert found.asked_again == ("money",)
    assert case.note_on("") == (
        "'dogs' was answered '12' under older rules, and is asked no more; counted; "
        "'cats' was answered 'unknown' under older rules, and is asked no more; "
        "'mice' was noted under older rules, and is asked no more; none seen"
    )
    assert [one.place.line for one in found.left] == [4, 6, 7, 9]
    again = parse_case(case_text(case), "old.yaml", renamed)
    assert again == case
    assert older_case(case_text(case), "old.yaml", renamed).left == ()


def test_what_is_known_loses_nothing(renamed: RuleBase) -> None:
    text = "facts:\n  digital budget: some\n  population: 5\n"
    found = older_case(text, "a.yaml", renamed)
    assert found.case == parse_case(text, "a.yaml", renamed)
    assert found.renamed == (("digital budget", "money"), ("money is some", "money is small"))
    assert found.left == ()


def test_what_is_no_question_of_age_is_still_told(renamed: RuleBase) -> None:
    with pytest.raises(CaseError) as caught:
        older_case("plaice: x\nfacts:\n  money: {anser: small}\n", "a.yaml", renamed)
    assert [one.read for one in caught.value.problems] == ["plaice", "anser"]


def test_former_names_of_decisions_and_options_are_read_as_todays() -> None:
    told = "- **Formerly** shape\n- **Formerly** mixed -> federal\n- **Close call**"
    rules = rules_of_books(
        "older", [Book("older/book.md", BOOK.replace("- **Close call**", told, 1))]
    )
    decision = rules.decisions[0]
    assert (decision.formerly, decision.former_values) == (("shape",), (("mixed", "federal"),))
    text = "facts: {}\nchosen:\n  Shape: Mixed\nexpect:\n  shape:\n    recommended: mixed\n"
    case = parse_case(text, "a.yaml", rules)
    assert case.chosen == ((decision.name, "federal"),)
    assert case.expect is not None
    assert case.expect.decisions == ((decision.name, "federal", ""),)
    assert older_case(text, "a.yaml", rules).renamed == (
        ("Shape", decision.name),
        (f"{decision.name} is mixed", f"{decision.name} is federal"),
    )
    assert read_choices(["shape=mixed"], rules) == {decision.name: "federal"}
    document = {"facts": {}, "chosen": {"Shape": "mixed"}, "expect": {"shape": "mixed"}}
    assert Draft202012Validator(case_schema(rules)).is_valid(document)
    assert not Draft202012Validator(case_schema(rules)).is_valid(
        {"facts": {}, "chosen": {"shap": 1}}
    )
