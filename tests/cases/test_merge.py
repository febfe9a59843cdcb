"""Several people's answers in one case: nothing that anybody said is lost, and what matters is told."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.cases.document import case_text
from advisor.cases.merge import merge_cases
from advisor.cases.model import Answer, Case
from advisor.cases.read.case_file import parse_case, read_case
from advisor.errors import CaseError
from advisor.explanation.disagreement import disagreements
from advisor.inference.advise import advise
from advisor.knowledge.library import load_rules
from advisor.knowledge.model import RuleBase
from advisor.report.merged_text import merged_lines
from tests.conftest import ROOT, Run
from tests.interview.support import SMALL, small_rules
from tests.support.examples import examples
from tests.support.generate import SOURCES_BOOK, cases, load_sketch, sketches


@pytest.fixture(scope="module")
def rules() -> RuleBase:
    return small_rules()


def test_differences_keep_every_answer_and_who_said_it(rules: RuleBase) -> None:
    anna = Case(
        "a", (Answer("budget", ("small",), "minutes"), Answer("weather", ("fair",))), "Ålund"
    )
    ben = Case(
        "b", (Answer("budget", ("none",)), Answer("weather", ("foul",))), unknown=("partner",)
    )
    merged = merge_cases(rules, "both", [("Anna", anna), ("Ben", ben)])
    assert merged.case.place == "Ålund"
    assert merged.case.by_fact["budget"].values == ("none", "small")
    assert merged.case.by_fact["budget"].note == "Anna said small (minutes); Ben said none"
    assert merged.case.unknown == ("partner",)
    assert [one.fact for one in merged.differing] == ["budget", "weather"]
    first, second = disagreements(rules, merged)
    assert (first.told.fact, first.decisions) == ("budget", ("structure",))
    # Nothing hangs on the weather, whoever is right.
    assert (second.told.fact, second.decisions, second.rules) == ("weather", (), ())


def test_remarks_still_point_at_their_sources(rules: RuleBase) -> None:
    anna = Case("a", (Answer("budget", ("small",), "Plan. [2]"),), sources=("budget", "census"))
    ben = Case(
        "b",
        (Answer("weather", ("fair",), "Seen [1, 2] in [2020]."),),
        summary="A town [1]",
        sources=("staff", "budget"),
        notes=(("reserve", "[2] or [3]"),),
    )
    merged = merge_cases(rules, "both", [("Anna", anna), ("Ben", ben)]).case
    assert merged.sources == ("budget", "census", "staff")
    assert merged.by_fact["budget"].note == "Plan. [2]"
    assert merged.by_fact["weather"].note == "Seen [3, 1] in [2020]."
    assert merged.note_on("reserve") == "Ben: [1] or [3]"
    assert merged.summary == "A town [3]"


def test_different_governments_are_refused_and_what_is_not_merged_is_told(rules: RuleBase) -> None:
    anna = Case("a", (), place="Haan", date="2024")
    for other, name in ((Case("b", (), place="Berlin"), "Berlin"),):
        with pytest.raises(CaseError, match=f"place is '{name}', and 'Haan' in the case of Anna"):
            merge_cases(rules, "both", [("Anna", anna), ("Ben", other)])
    abroad = replace(anna, country="Germany")
    with pytest.raises(CaseError, match="country is 'France'"):
        merge_cases(
            rules, "all", [("A", abroad), ("B", anna), ("C", replace(anna, country="France"))]
        )
    ben = Case("b", (), place="haan ", date="2025", chosen=(("structure", "units"),))
    merged = merge_cases(rules, "both", [("Anna", anna), ("Ben", ben)])
    text = "\n".join(merged_lines(merged, (), rules, 200))
    assert "date: Anna says 2024; Ben says 2025. The first is kept." in text
    assert "chosen: of Ben is not taken over" in text
    assert merge_cases(rules, "one", [("A", anna), ("B", anna)]).told_apart == ()


def test_who_knows_is_believed_where_others_dont(rules: RuleBase) -> None:
    anna = Case("a", (Answer("budget", ("small",)),))
    ben = Case("b", (), unknown=("budget",), notes=(("budget", "ask the treasurer"),))
    merged = merge_cases(rules, "both", [("Anna", anna), ("Ben", ben)])
    assert merged.case.by_fact["budget"].values == ("small",)
    assert [one.fact for one in merged.single] == ["budget"]
    assert "Ben: ask the treasurer" in merged.case.by_fact["budget"].note


@given(st.data())
@examples(30)
def test_what_anybody_said_stays_possible_and_can_be_read_again(data: st.DataObject) -> None:
    rules = load_sketch(data.draw(sketches()))
    people = [
        (f"P{number}", data.draw(cases(rules))) for number in range(data.draw(st.integers(2, 3)))
    ]
    merged = merge_cases(rules, "all", people)
    for fact in rules.facts:
        told = [one for _, one in people if fact.name in one.by_fact]
        expected = 0
        for one in told:
            expected |= one.possible(fact.name, fact.domain)
        if told:
            assert merged.case.possible(fact.name, fact.domain) & expected == expected
    for as_json, ending in ((False, "yaml"), (True, "json")):
        text = case_text(merged.case, as_json=as_json)
        assert parse_case(text, f"all.{ending}", rules) == merged.case
    same = merge_cases(rules, "all", [people[0], ("again", people[0][1])])
    assert same.differing == ()
    for fact in rules.facts:
        once = people[0][1].possible(fact.name, fact.domain)
        assert same.case.possible(fact.name, fact.domain) == once


@given(st.data())
@examples(20)
def test_what_is_told_not_to_matter_doesnt(data: st.DataObject) -> None:
    rules = load_sketch(data.draw(sketches()))
    merged = merge_cases(
        rules, "all", [("A", data.draw(cases(rules))), ("B", data.draw(cases(rules)))]
    )
    found = disagreements(rules, merged)
    before = advise(rules, merged.case)
    case = merged.case
    for one in found:
        if one.decisions or one.rules:
            continue
        values = case.by_fact[one.told.fact].values
        case = case.with_answer(Answer(one.told.fact, values[:1]))
    after = advise(rules, case)
    assert [one.recommended for one in after.decisions] == [
        one.recommended for one in before.decisions
    ]
    assert [one.rule for one in after.misfits] == [one.rule for one in before.misfits]


def test_the_command_writes_the_case_and_refuses_to_overwrite_one_of_them(
    tmp_path: Path, run: Run
) -> None:
    books = tmp_path / "books"
    books.mkdir()
    (books / "facts.md").write_text(SMALL, "utf-8")
    (books / "sources.md").write_text(SOURCES_BOOK, "utf-8")
    for name, budget in (("anna", "small"), ("ben", "none")):
        text = f"id: x\nfacts:\n  budget: {budget}\n  staff: 300\n"
        (tmp_path / f"{name}.yaml").write_text(text, "utf-8")
    environment = {"PYTHONPATH": str(ROOT)}
    arguments = ["case", "merge", "anna.yaml", "ben.yaml", "--rules", "books", "-o"]
    done = run(*arguments, "both.yaml", cwd=tmp_path, env=environment)
    assert (done.returncode, done.stderr) == (0, "")
    assert "1 question answered alike, 0 by one person only, 1 differently." in done.stdout
    assert "1  budget: anna says small; ben says none. It can change structure" in done.stdout
    kept = read_case(tmp_path / "both.yaml", load_rules(books))
    assert kept.by_fact["budget"].values == ("none", "small")
    for target, message in (
        ("anna.yaml", "is read and never written to"),
        ("both.txt", "does not tell how the file is to be written"),
    ):
        done = run(*arguments, target, cwd=tmp_path, env=environment)
        assert done.returncode == 2
        assert message in done.stderr
    assert (tmp_path / "anna.yaml").read_text("utf-8").startswith("id: x")
