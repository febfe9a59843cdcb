"""`advisor rules`: what a reviewer sees."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from advisor import load_rules
from advisor.errors import UnknownNameError
from advisor.knowledge.model import RuleBase
from advisor.report.book.listing import listing
from advisor.report.book.showing import show
from tests.conftest import Run


@pytest.fixture(scope="module")
def real() -> RuleBase:
    return load_rules()


@pytest.fixture
def small(books: Path) -> RuleBase:
    return load_rules(books)


def test_the_list_tells_what_each_rule_concludes(books: Path, run: Run) -> None:
    text = run("rules", "list", "--rules", books).stdout
    assert f"{books}/small.md\n" in text
    assert "\n  Capacity\n" in text
    assert (
        "  S01  Scarce capacity is concentrated\n"
        "       -> structure: centralized +3, federal +2, decentralized ruled out\n"
    ) in text
    assert "  S02  Money pulls\n       -> pull: +2\n" in text
    assert "  W01  Nothing to spend\n       -> a warning\n" in text
    assert "       -> action plan, first 100 days, mayor and council\n" in text
    assert "       -> law: when digital capacity is low, structure is not decentralized\n" in text
    assert text.endswith(
        "\n4 rules and 1 law in 1 book; 'advisor rules show ID' shows one in full.\n"
    )


@pytest.mark.parametrize("width", [40, 80, 200])
def test_the_list_of_the_real_rules_fits_the_page(real: RuleBase, width: int) -> None:
    text = listing(real, width)
    assert max(map(len, text.splitlines())) <= width
    for one in (*real.rules, *real.laws):
        assert f"\n  {one.id:<4} " in text


def test_a_rule_is_shown_as_its_sentence_with_all_that_backs_it(small: RuleBase) -> None:
    assert show(small, ["S02"], 80).splitlines() == [
        "S02 · Money pulls",
        str(small.rules_by_id["S02"].place),
        "",
        "When        digital budget is comfortable or population is at least 5,000",
        "Unless      digital budget is none",
        "Then        raise pull",
        "Because     money draws tasks.",
        "Evidence    weak",
        "Source      [works-2020], p. 3: A. Writer (2020) What works. Journal of Examples",
        "            1(1).",
        (
            "            https://example.org/a/rather/long/address/that/is/longer/than/a/terminal/"
            "of/eighty/columns"
        ),
        "Reads       digital budget (asked); also read by W01, A01, the table of digital",
        "            capacity",
        "            population (asked); also read by the table of digital capacity",
    ]


def test_a_fact_is_shown_with_its_anchors_and_readers(small: RuleBase) -> None:
    text = show(small, ["digital budget"], 80)
    assert "Ask         How much new digital work can the government pay for?" in text
    assert "Answers     none < small < moderate < comfortable" in text
    assert "            moderate: a funded programme with gaps" in text
    assert "Can change  within 2 years, by the council" in text
    assert "Read by     S02, W01, A01, the table of digital capacity" in text


def test_a_number_is_shown_with_what_the_rules_tell_apart(small: RuleBase) -> None:
    text = show(small, ["population"], 80)
    assert "number of inhabitants from 1 to 50,000,000" in text
    assert "The rules tell apart: below 5,000; at least 5,000" in text


def test_an_assessment_is_shown_with_its_table(small: RuleBase) -> None:
    text = show(small, ["digital capacity"], 80)
    assert "            1. digital budget is at most small: low" in text
    assert "            3. otherwise: high" in text
    assert "Rests on    digital budget, population" in text


def test_an_assessment_by_points_is_shown_with_its_rules(small: RuleBase) -> None:
    text = show(small, ["pull"], 80)
    assert "Cut points  strong from 2" in text
    assert "Given by    S02(+2)" in text


def test_a_decision_is_shown_with_who_argues(small: RuleBase) -> None:
    text = show(small, ["structure"], 80)
    assert "centralized: S01(+3)" in text
    assert "decentralized: S01(out)" in text
    assert "When equal  prefer federal, then centralized, then decentralized" in text


def test_what_is_called_otherwise_today_is_shown_by_its_old_name(small: RuleBase) -> None:
    (first, *others) = small.assessments
    older = replace(small, assessments=(replace(first, formerly=("Digital means",)), *others))
    assert show(older, ["digital means"], 80) == show(small, [first.name], 80)


def test_a_law_and_a_source_are_shown(small: RuleBase) -> None:
    text = show(small, ["L01", "works-2020"], 80)
    assert "Law         when digital capacity is low, structure is not decentralized" in text
    assert "Title       What works" in text
    assert "Cited by    S02" in text


def test_capitals_do_not_matter(small: RuleBase) -> None:
    assert show(small, ["s01", "Digital Budget"], 80) == show(small, ["S01", "digital budget"], 80)


def test_unknown_names_are_told_together_with_the_nearest_match(small: RuleBase) -> None:
    with pytest.raises(UnknownNameError) as caught:
        show(small, ["S01", "digital budgt", "zzzz"], 80)
    assert str(caught.value) == (
        "the rule base holds nothing by the name 'digital budgt'\n"
        "  did you mean 'digital budget'?\n"
        "the rule base holds nothing by the name 'zzzz'\n"
        "  'advisor rules list' lists the rules and laws"
    )


def test_an_unknown_name_shows_nothing_and_ends_with_2(run: Run, books: Path) -> None:
    result = run("rules", "show", "S01", "S99", "--rules", books)
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.startswith("error: the rule base holds nothing by the name 'S99'\n")


def test_everything_in_the_real_books_can_be_shown(real: RuleBase) -> None:
    names = [
        *real.rules_by_id,
        *real.items,
        *(law.id for law in real.laws),
        *real.sources_by_key,
        *(goal.key for goal in real.goals),
        *(one.key for one in real.competencies),
        *(one.key for one in real.statements),
    ]
    for name in names:
        lines = show(real, [name], 80).splitlines()
        assert len(lines) > 3
        # An address is never cut, for it could not be followed.
        assert all(len(line) <= 80 or "http" in line for line in lines)


def test_a_statement_of_the_deck_is_shown_with_what_carries_it(real: RuleBase) -> None:
    text = show(real, ["D12"], 80)
    assert text.startswith("D12 · Where capacity lacks, concentrate\nrules/deck.md:")
    assert "\nCarried by  digital capacity, S01, S02, S03, C18, L01\n" in text
    assert "Source      [deck], IV, decision of the structure" in text


def test_every_name_of_the_real_books_means_one_thing(real: RuleBase) -> None:
    names = [
        *real.rules_by_id,
        *real.items,
        *(law.id for law in real.laws),
        *real.sources_by_key,
        *(goal.key for goal in real.goals),
        *(one.key for one in real.competencies),
        *(one.key for one in real.statements),
    ]
    assert len({name.casefold() for name in names}) == len(names)


@pytest.mark.parametrize("command", ["book", "check", "prove", "trace-to-source"])
def test_an_ending_that_stands_for_no_form_is_told_and_writes_nothing(
    books: Path, tmp_path: Path, run: Run, command: str
) -> None:
    target = tmp_path / "out.xlsx"
    done = run("rules", command, "--rules", books, "-o", target)
    assert done.returncode == 2
    assert f"{target}: the ending '.xlsx' stands for no form" in done.stderr
    assert ".html" in done.stderr
    assert ".json" in done.stderr
    assert not target.exists()
    disguised = run("rules", command, "--rules", books, "-o", target, "--format", "json")
    assert "the ending '.xlsx' is none for the form 'json'" in disguised.stderr
    target = tmp_path / "out.report"
    named = run("rules", command, "--rules", books, "-o", target, "--format", "json")
    assert named.returncode in (0, 1), named.stderr
    assert target.exists()
