"""Answers as text: what is read from it, and that writing and reading are each other's inverse."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.cases.answers import answer_text, parse_answer
from advisor.cases.model import Answer
from advisor.errors import Place, Problem, ProblemKind
from advisor.knowledge.domains import Range
from tests.cases.made import answers

MOST = 50_000_000.0


@pytest.mark.parametrize(
    ("name", "given_text", "values"),
    [
        ("digital budget", "small", ("small",)),
        ("digital budget", "  SMALL ", ("small",)),
        ("digital budget", "small or moderate", ("small", "moderate")),
        ("digital budget", "moderate OR small or small", ("small", "moderate")),
        ("digital budget", ["moderate", "none"], ("none", "moderate")),
        ("digital budget", ["none or small", "comfortable"], ("none", "small", "comfortable")),
        ("digital budget", "small to comfortable", ("small", "moderate", "comfortable")),
        ("digital budget", "small  To  small", ("small",)),
        ("digital budget", "at least moderate", ("moderate", "comfortable")),
        ("digital budget", "At Most small", ("none", "small")),
        ("digital budget", "none or at least moderate", ("none", "moderate", "comfortable")),
        ("primary goal", "open to all", ("open to all",)),
        ("primary goal", "open to all or cost efficiency", ("cost efficiency", "open to all")),
        ("election soon", "yes", ("yes",)),
        ("election soon", "FALSE", ("no",)),
        ("election soon", "yes or no", ("no", "yes")),
        ("population", "95000", (Range(95_000, 95_000),)),
        ("population", "95,000", (Range(95_000, 95_000),)),
        ("population", "95,000 Inhabitants", (Range(95_000, 95_000),)),
        ("population", "1e6", (Range(1_000_000, 1_000_000),)),
        ("population", "20,000 to 50000", (Range(20_000, 50_000),)),
        ("population", "20,000 to 50,000 inhabitants", (Range(20_000, 50_000),)),
        ("population", "at least 5000", (Range(5_000, MOST),)),
        ("population", "at most 5,000", (Range(1, 5_000),)),
        ("population", "2,000 or 1,000 to 1,500", (Range(1_000, 1_500), Range(2_000, 2_000))),
        ("population", ["2,000", "1000"], (Range(1_000, 1_000), Range(2_000, 2_000))),
        ("digital staff", "2.5", (Range(2.5, 2.5),)),
        ("digital staff", "0", (Range(0, 0),)),
        ("depth", "at least 3", (Range(3, float("inf")),)),
    ],
)
def test_an_answer_is_read(small, name, given_text, values):
    answer = parse_answer(small.items[name], given_text)
    assert answer == Answer(name, values)


@pytest.mark.parametrize("text", ["unknown", " Unknown ", "", "  "])
def test_unknown_is_no_answer(small, text):
    assert all(parse_answer(fact, text) is None for fact in small.facts)


def test_the_note_and_the_place_stay_with_the_answer(small):
    place = Place("typed", 3, 4)
    answer = parse_answer(small.items["digital budget"], "small", place, "as told")
    assert answer == Answer("digital budget", ("small",), "as told")
    assert answer.place == place


def test_a_wrong_answer_comes_back_as_a_problem_at_its_place(small):
    problem = parse_answer(small.items["digital budget"], "smal", Place("typed", 3, 4))
    assert problem == Problem(
        Place("typed", 3, 4),
        "unknown value 'smal' for 'digital budget'",
        "did you mean 'small'? Allowed: none, small, moderate, comfortable, unknown",
        kind=ProblemKind.UNKNOWN,
        about="digital budget",
        read="smal",
        allowed=("none", "small", "moderate", "comfortable", "unknown"),
        nearest="small",
    )


@pytest.mark.parametrize(
    "text",
    ["12,34,567", "1,0000", "10_00", "0x10", "five", "1.2.3", "10 00", "½", "٣", "nan", "inf"],
)
def test_a_number_is_never_guessed(small, text):
    assert isinstance(parse_answer(small.items["depth"], text), Problem)


@pytest.mark.parametrize(
    ("name", "given_text", "text"),
    [
        ("digital budget", ["moderate", "none"], "none or moderate"),
        ("population", "95000", "95,000"),
        ("population", "5000 to 50000000", "at least 5,000"),
        ("population", "1 to 5000", "at most 5,000"),
        ("digital staff", "1.1250", "1.1250"),
        ("depth", "at least 3", "at least 3"),
    ],
)
def test_an_answer_is_written_as_a_person_would(small, name, given_text, text):
    fact = small.items[name]
    answer = parse_answer(fact, given_text)
    assert isinstance(answer, Answer)
    assert answer_text(answer, fact) == text


@given(data=st.data())
def test_what_is_written_is_read_as_the_same_answer(whole, data):
    fact = data.draw(st.sampled_from(whole.facts))
    answer = data.draw(answers(fact))
    assert parse_answer(fact, answer_text(answer, fact), note=answer.note) == answer
    assert parse_answer(fact, answer_text(answer), note=answer.note) == answer


@given(data=st.data())
def test_what_is_written_is_read_the_same_without_limits_too(small, data):
    fact = small.items["depth"]
    answer = data.draw(answers(fact))
    assert parse_answer(fact, answer_text(answer, fact), note=answer.note) == answer


@given(data=st.data())
def test_an_answer_means_the_same_with_other_capitals_and_blanks(whole, data):
    fact = data.draw(st.sampled_from(whole.facts))
    answer = data.draw(answers(fact))
    text = answer_text(answer, fact).upper().replace(" ", "  ")
    assert parse_answer(fact, f" {text}\t", note=answer.note) == answer


@given(text=st.text(), data=st.data())
def test_any_text_gives_an_answer_nothing_or_a_problem_with_a_hint(small, text, data):
    fact = data.draw(st.sampled_from(small.facts))
    found = parse_answer(fact, text)
    assert found is None or isinstance(found, Answer) or found.hint


@pytest.mark.parametrize(
    "text", ["4,999.5", "4999.5 inhabitants", "20 to 30.5", "at least 0.5e1.5"]
)
def test_what_is_counted_is_a_whole_number(small, text):
    problem = parse_answer(small.items["population"], text)
    assert isinstance(problem, Problem)
    assert "a whole number of inhabitants" in problem.hint


def test_posts_may_be_halves_and_a_whole_number_may_have_a_point(small):
    assert parse_answer(small.items["digital staff"], "2.5").values == (Range(2.5, 2.5),)
    assert parse_answer(small.items["population"], "5.0e3").values == (Range(5000, 5000),)
