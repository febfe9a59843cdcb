"""What a line means that is typed at a question."""

from __future__ import annotations

import pytest

from advisor.errors import ProblemKind
from advisor.interview.reading import (
    KEY_HELP,
    Given,
    Key,
    Pressed,
    answer_words,
    chosen_fact,
    read_line,
)
from advisor.interview.session import AnswerError
from advisor.knowledge.library import load_rules
from advisor.knowledge.model import Fact, RuleBase


@pytest.fixture(scope="module")
def rules() -> RuleBase:
    return load_rules()


def fact(rules: RuleBase, name: str) -> Fact:
    found = rules.items[name]
    assert isinstance(found, Fact)
    return found


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("", None),
        ("   ", None),
        ("2", Given("small")),
        ("mod", Given("moderate")),
        ("SMALL", Given("SMALL")),
        ("1 3", Given("none or moderate")),
        ("1, 3", Given("none or moderate")),
        ("2-4", Given("small or moderate or comfortable")),
        ("2 to 4", Given("small or moderate or comfortable")),
        ("sm or mo", Given("small or moderate")),
        ("at least mod", Given("at least moderate")),
        ("w", Pressed(Key.WHY)),
        ("?", Pressed(Key.WHY)),
        ("D", Pressed(Key.UNKNOWN)),
        ("don't know", Pressed(Key.UNKNOWN)),
        ("i 2", Pressed(Key.WHAT_IF, "2")),
        ("what if mod", Pressed(Key.WHAT_IF, "mod")),
        ("b digital staff", Pressed(Key.BACK, "digital staff")),
        ("r told by the clerk", Pressed(Key.NOTE, "told by the clerk")),
        ("Recruiting outlook = go", Given("good", "recruiting outlook")),
        ("population: 5,000", Given("5,000", "population")),
    ],
)
def test_a_line_is_an_answer_or_a_key(rules: RuleBase, line: str, meant: object) -> None:
    read = read_line(line, fact(rules, "digital budget"), rules)
    if isinstance(read, Given) and isinstance(meant, Given):
        assert (read.text.casefold(), read.fact) == (meant.text.casefold(), meant.fact)
    else:
        assert read == meant


@pytest.mark.parametrize(
    "line", ["9", "0", "1 9", "1-9", "9" * 5000, "700,000", "digital budget = 7"]
)
def test_a_number_out_of_the_list_is_told_with_those_in_it(rules: RuleBase, line: str) -> None:
    with pytest.raises(AnswerError) as caught:
        read_line(line, fact(rules, "digital budget"), rules)
    (problem,) = caught.value.problems
    assert (problem.hint, problem.kind) == ("type 1 to 4", ProblemKind.OUT_OF_RANGE)
    assert problem.about == "digital budget"


def test_numbers_are_answers_to_questions_on_numbers(rules: RuleBase) -> None:
    staff = fact(rules, "digital staff")
    assert answer_words("2", staff) == "2"
    assert answer_words("2-5", staff) == "2 to 5"
    assert read_line("20,000 to 50,000", staff, rules) == Given("20,000 to 50,000")


def test_yes_and_no_can_be_shortened_and_are_no_keys(rules: RuleBase) -> None:
    election = fact(rules, "election within a year")
    assert read_line("y", election, rules) == Given("yes")
    assert read_line("n", election, rules) == Given("no")
    assert {key.value for key, _, _ in KEY_HELP} == {key.value for key in Key}


def test_one_letter_finds_no_question_and_a_slip_finds_the_nearest(rules: RuleBase) -> None:
    for letters in ("b", "q", "po"):
        assert chosen_fact(letters, (), rules) is None
    assert chosen_fact("pop", (), rules) == "population"
    with pytest.raises(AnswerError) as caught:
        read_line("digital budgt = small", fact(rules, "population"), rules)
    (problem,) = caught.value.problems
    assert problem.nearest == "digital budget"
    # What stands behind a key is its own affair.
    line = "r Clerk: told so"
    assert read_line(line, fact(rules, "population"), rules) == Pressed(Key.NOTE, "Clerk: told so")
