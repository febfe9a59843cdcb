"""Numbers as people write them, and amounts as they read them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.cases.answers import parse_answer
from advisor.cases.model import Answer
from advisor.cases.numbers import column_numbers, decimal_mark, plain_numbers
from advisor.errors import Problem, ProblemKind
from advisor.interview.lines import answer_words_of, range_example
from advisor.knowledge.domains import Cut, Domain, Kind, Range
from advisor.knowledge.model import Fact
from tests.interview.support import small_rules
from tests.support.examples import examples

STAFF = small_rules().items["staff"]


def number_fact(unit: str, *cuts: float, maximum: float = 1e9) -> Fact:
    domain = Domain(Kind.NUMBER, (), unit, 0, maximum, tuple(Cut(at) for at in cuts))
    assert isinstance(STAFF, Fact)
    return Fact(**{**vars(STAFF), "name": "size", "domain": domain})


SIZE = number_fact("posts")


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("35k", "35,000"),
        ("35 K", "35,000"),
        ("1.5k", "1,500"),
        ("35 000", "35,000"),
        ("35\u202f000", "35,000"),
        ("1'234'567", "1,234,567"),
        ("35,000", "35,000"),
        ("about 35,000", "35,000"),
        ("~ 35000 posts", "35,000"),
        ("ca. 2,5", "2.5"),
        ("1.2 million", "1,200,000"),
        ("20-30", "20 to 30"),
        ("20k - 30k", "20,000 to 30,000"),
        ("300+", "at least 300"),
        ("300 or more", "at least 300"),
        ("up to 40", "at most 40"),
    ],
)
def test_numbers_are_understood_as_people_write_them(typed: str, understood: str) -> None:
    read = parse_answer(SIZE, plain_numbers(typed))
    assert isinstance(read, Answer), read
    expected = parse_answer(SIZE, understood)
    assert isinstance(expected, Answer)
    assert read.values == expected.values


@pytest.mark.parametrize("typed", ["35.000", "1.234.567"])
def test_what_can_mean_two_things_is_asked_back(typed: str) -> None:
    read = parse_answer(SIZE, plain_numbers(typed))
    assert isinstance(read, Problem)
    assert read.kind is ProblemKind.AMBIGUOUS
    assert "write" in read.hint


PEOPLE = number_fact("inhabitants")
PEOPLE = Fact(**{**vars(PEOPLE), "domain": replace(PEOPLE.domain, whole=True)})


@pytest.mark.parametrize(
    ("typed", "of_people", "of_posts"),
    [
        ("below 5000", (0, 4999), (0, 5000)),
        ("under 5,000 posts", None, (0, 5000)),
        ("less than 5k", (0, 4999), (0, 5000)),
        ("fewer than 5 000", (0, 4999), (0, 5000)),
        ("<5000", (0, 4999), (0, 5000)),
        ("<= 5000", (0, 5000), (0, 5000)),
        ("≥5000", (5000, 1e9), (5000, 1e9)),
        ("> 5000", (5001, 1e9), (5000, 1e9)),
        ("more than 5000", (5001, 1e9), (5000, 1e9)),
        ("over 5000 inhabitants", (5001, 1e9), None),
        ("between 10,000 and 20,000", (10_000, 20_000), (10_000, 20_000)),
        ("Between 10k and 20k", (10_000, 20_000), (10_000, 20_000)),
        ("below 0", None, (0, 0)),
        ("below", None, None),
        ("between 5", None, None),
        ("below 5 to 6", None, None),
    ],
)
def test_bounds_in_words_and_signs(
    typed: str, of_people: tuple[float, float] | None, of_posts: tuple[float, float] | None
) -> None:
    for fact, limits in ((PEOPLE, of_people), (SIZE, of_posts)):
        read = parse_answer(fact, typed)
        if limits is None:
            assert isinstance(read, Problem), (typed, read)
        else:
            assert isinstance(read, Answer), (typed, read)
            low, high = limits
            # Bounds that leave one number only are taken as they are given, without its borders.
            assert read.values == (Range(low, high, as_given=low == high),)


@pytest.mark.parametrize(
    ("typed", "wrong", "hint"),
    [
        ("35.000", "can be read in two ways", "write 35,000 for thousands, 35 without decimals"),
        ("35.500", "has points where commas part the thousands", "write 35,500"),
        ("1.234.567", "has points where commas part the thousands", "write 1,234,567"),
    ],
)
def test_only_the_readings_that_there_are_are_offered(typed: str, wrong: str, hint: str) -> None:
    read = parse_answer(PEOPLE, typed)
    assert isinstance(read, Problem)
    assert (read.kind, read.hint) == (ProblemKind.AMBIGUOUS, hint)
    assert wrong in read.message


@pytest.mark.parametrize("typed", ["35.5.5", "k", "35 00", "5 km", "1,2,3", "many"])
def test_what_is_no_number_is_none(typed: str) -> None:
    assert isinstance(parse_answer(SIZE, plain_numbers(typed)), Problem)


@given(st.integers(0, 10**9))
@examples(100)
def test_a_number_means_itself_however_it_is_grouped(number: int) -> None:
    for text in (f"{number}", f"{number:,}", f"{number:,}".replace(",", " "), f"about {number:,}"):
        read = parse_answer(SIZE, plain_numbers(text))
        assert isinstance(read, Answer), text
        assert read.values == (Range(number, number),)


@given(st.floats(0, 1e6), st.floats(0, 1e6), st.sampled_from(["posts", ""]))
@examples(100)
def test_what_a_case_file_takes_stays_as_it_is(one: float, other: float, unit: str) -> None:
    low, high = sorted((one, other))
    texts = (
        f"{low:,.4f} to {high:,.4f} {unit}",
        f"at least {low:,.4f}",
        f"{low:.4f} or {high:.4f}",
    )
    for text in texts:
        folded = " ".join(text.split())
        assert parse_answer(SIZE, plain_numbers(folded)) == parse_answer(SIZE, folded)


@pytest.mark.parametrize(
    ("unit", "cuts", "maximum", "example"),
    [
        ("inhabitants", (5_000, 20_000, 100_000), 5e7, "10,000 to 20,000"),
        ("posts", (2, 5, 20), 5e4, "2 to 3"),
        ("posts", (30,), 500, "10 to 20"),
        ("metres", (), float("inf"), "1,000 to 2,000"),
        ("levels", (1,), 2, "0 to 2"),
    ],
)
def test_the_example_of_a_range_fits_what_is_counted(
    unit: str, cuts: tuple[float, ...], maximum: float, example: str
) -> None:
    fact = number_fact(unit, *cuts, maximum=maximum)
    assert range_example(fact.domain) == example
    assert isinstance(parse_answer(fact, example), Answer)


@pytest.mark.parametrize(
    ("unit", "number", "text"),
    [
        ("posts", 1, "1 post"),
        ("posts", 2, "2 posts"),
        ("full-time posts", 1, "1 full-time post"),
        ("municipalities", 1, "1 municipality"),
        ("inhabitants", 35_000, "35,000 inhabitants"),
    ],
)
def test_one_of_a_kind_is_told_in_the_singular(unit: str, number: float, text: str) -> None:
    assert answer_words_of(Answer("size", (Range(number, number),)), number_fact(unit)) == text


@pytest.mark.parametrize(
    "flood", ["9" * 300_000, "9 999" * 60_000, "1,500" * 60_000, "1.5k" * 70_000]
)
def test_in_a_text_that_is_no_number_for_its_length_nothing_is_sought(flood: str) -> None:
    """Seeking took the square of the length: minutes, for a file or a cell of a mebibyte."""
    assert plain_numbers(flood) == flood
    assert column_numbers(flood, ",") == flood
    assert decimal_mark([flood, "2,5"]) == ","
