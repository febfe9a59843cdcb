"""Values and their codes: numbers are cut where the rules look, and nowhere else."""

from __future__ import annotations

import operator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.errors import nearest
from advisor.knowledge.conditions import Term
from advisor.knowledge.domains import (
    Cut,
    Domain,
    Kind,
    Range,
    number_text,
    with_cuts,
    yes_no,
)
from advisor.knowledge.meaning import cuts_of, meaning
from advisor.knowledge.words import Relation
from tests.support.examples import examples

PEOPLE = Domain(Kind.NUMBER, ("any people",), "people", 1, 1000)
SCALE = Domain(Kind.SCALE, ("low", "moderate", "high"))


def cut(*terms: Term, domain: Domain = PEOPLE) -> Domain:
    """Cut a number as the terms ask for."""
    return with_cuts(domain, {one for term in terms for one in cuts_of(term, domain.minimum)})


def people(relation: Relation, *values: str, negated: bool = False) -> Term:
    """Say something of the number of people."""
    return Term("people", relation, values, negated)


LABELS = (
    ((people(Relation.AT_LEAST, "10"),), ("below 10", "at least 10")),
    ((people(Relation.BELOW, "10"),), ("below 10", "at least 10")),
    ((people(Relation.AT_MOST, "10"),), ("at most 10", "above 10")),
    ((people(Relation.ABOVE, "10"),), ("at most 10", "above 10")),
    ((people(Relation.IS, "10"),), ("below 10", "10", "above 10")),
    (
        (people(Relation.BETWEEN, "10", "20"),),
        ("below 10", "at least 10, at most 20", "above 20"),
    ),
    (
        (people(Relation.AT_LEAST, "10"), people(Relation.AT_LEAST, "500")),
        ("below 10", "at least 10, below 500", "at least 500"),
    ),
    (
        (people(Relation.ABOVE, "10"), people(Relation.BELOW, "20")),
        ("at most 10", "above 10, below 20", "at least 20"),
    ),
    ((people(Relation.IS, "1"),), ("at most 1", "above 1")),
    ((people(Relation.AT_LEAST, "1"),), ("any people",)),
    ((people(Relation.AT_MOST, "1,000"),), ("any people",)),
    ((people(Relation.KNOWN),), ("at most 1", "above 1")),
)


@pytest.mark.parametrize(("terms", "labels"), LABELS)
def test_a_number_is_cut_at_the_thresholds_that_rules_mention(
    terms: tuple[Term, ...], labels: tuple[str, ...]
) -> None:
    """Each cell between two cuts is a value with a name that tells its limits."""
    assert cut(*terms).values == labels


RELATIONS = (
    Relation.IS,
    Relation.AT_LEAST,
    Relation.AT_MOST,
    Relation.BELOW,
    Relation.ABOVE,
    Relation.BETWEEN,
)


def is_true(relation: Relation, number: float, first: float, last: float) -> bool:
    """Compare a number with the one or two numbers of a term."""
    return {
        Relation.IS: number == first,
        Relation.AT_LEAST: number >= first,
        Relation.AT_MOST: number <= first,
        Relation.BELOW: number < first,
        Relation.ABOVE: number > first,
        Relation.BETWEEN: first <= number <= last,
    }[relation]


WHOLE = st.integers(1, 1000)


@examples(300)
@given(st.lists(st.tuples(st.sampled_from(RELATIONS), WHOLE, WHOLE), min_size=1), WHOLE, WHOLE)
def test_a_number_lies_in_a_cell_for_which_a_term_is_true_just_when_it_is_true_of_the_number(
    asked: list[tuple[Relation, int, int]], number: int, other: int
) -> None:
    """However many thresholds cut the number; a range touches the cells of all that lie in it."""
    terms = []
    for relation, one, two in asked:
        low, high = sorted((one, two))
        values = (number_text(low), number_text(high))
        terms.append(people(relation, *(values if relation is Relation.BETWEEN else values[:1])))
    domain = cut(*terms)
    for exactly in (number, min(number + 0.5, 1000), 1, 1000):
        cell = domain.cells(Range(exactly, exactly))
        assert cell.bit_count() == 1
        for (relation, one, two), term in zip(asked, terms, strict=True):
            low, high = sorted((one, two))
            truth = is_true(relation, exactly, low, high)
            assert bool(cell & meaning(term, domain)) is truth
            assert meaning(term, domain) & ~domain.everything == 0
    low, high = sorted((number, other))
    touched = domain.cells(Range(low, high))
    assert touched & domain.cells(Range(low, low))
    for inside in (low, high, (low + high) / 2):
        assert touched & domain.cells(Range(inside, inside))


@pytest.mark.parametrize(
    ("cut_at", "mask"),
    [
        (Cut(1), 0b11),
        (Cut(10), 0b10),
        (Cut(1000, after=True), 0),
        (Cut(0), 0b11),
        (Cut(2000), 0),
    ],
)
def test_what_lies_beyond_a_cut(cut_at: Cut, mask: int) -> None:
    """A cut at or outside the limits leaves everything or nothing beyond it."""
    assert cut(people(Relation.AT_LEAST, "10")).above(cut_at) == mask


@pytest.mark.parametrize(
    ("term", "names"),
    [
        (Term("x", Relation.IS, ("low", "high")), ("low", "high")),
        (Term("x", Relation.IS, ("low", "high"), negated=True), ("moderate",)),
        (Term("x", Relation.AT_LEAST, ("moderate",)), ("moderate", "high")),
        (Term("x", Relation.AT_MOST, ("moderate",)), ("low", "moderate")),
        (Term("x", Relation.BELOW, ("moderate",)), ("low",)),
        (Term("x", Relation.ABOVE, ("moderate",)), ("high",)),
        (Term("x", Relation.BETWEEN, ("low", "moderate")), ("low", "moderate")),
        (Term("x", Relation.KNOWN), ()),
        (Term("x", Relation.UNKNOWN), ()),
    ],
)
def test_a_term_means_a_set_of_values(term: Term, names: tuple[str, ...]) -> None:
    """On a scale, by the order of the book."""
    assert SCALE.names(meaning(term, SCALE)) == names


def test_yes_counts_as_more_than_no() -> None:
    """So that 'at least yes' and monotone laws make sense."""
    domain = yes_no()
    assert domain.values == ("no", "yes")
    assert domain.ordered
    assert domain.names(meaning(Term("x", Relation.AT_LEAST, ("yes",)), domain)) == ("yes",)


def test_values_are_found_whatever_their_capitals() -> None:
    """A value that isn't there has no code."""
    assert [SCALE.code(name) for name in ("low", "Moderate", "HIGH", "huge")] == [0, 1, 2, None]


@pytest.mark.parametrize(
    ("numbers", "text"),
    [
        (Range(5, 5), "5"),
        (Range(20_000, 50_000), "20,000 to 50,000"),
        (Range(2.5, 2.5), "2.5"),
        (Range(1234.5, 1234.5), "1,234.5"),
        (Range(0, float("inf")), "0 or more"),
    ],
)
def test_numbers_are_written_as_in_the_books(numbers: Range, text: str) -> None:
    """Thousands with commas, no needless decimals, an open end in words."""
    assert str(numbers) == text


def test_a_contrary_is_not_offered_as_the_nearest_match() -> None:
    """'decentral' must not be told to mean 'central'."""
    assert nearest("decentral", ["central", "mixed"]) is None
    assert nearest("unfit", ["fit"]) is None
    assert nearest("centrel", ["central", "mixed"]) == "central"


@examples(200)
@given(st.sets(st.tuples(st.integers(0, 40), st.booleans()), max_size=6))
def test_a_number_lies_in_its_cell(cuts: set[tuple[int, bool]]) -> None:
    whole = Domain(Kind.NUMBER, (), "posts", 0, 50)
    domain = with_cuts(whole, {Cut(at, after) for at, after in cuts})
    for code in range(len(domain.values)):
        number = domain.number_in(code)
        assert domain.cells(Range(number, number)) == 1 << code


_ENDS = st.integers(1, 12)
_RELATIONS = (Relation.AT_LEAST, Relation.AT_MOST, Relation.ABOVE, Relation.BELOW, Relation.IS)


@examples(200)
@given(st.lists(st.tuples(st.sampled_from(_RELATIONS), _ENDS), min_size=1, max_size=5))
def test_of_whole_numbers_each_cell_holds_one_and_each_term_says_what_it_says(
    written: list[tuple[Relation, int]],
) -> None:
    """'Above 10' and 'at least 11' are one threshold; a cell between them would hold no number."""
    terms = [people(relation, str(number)) for relation, number in written]
    domain = cut(*terms, domain=Domain(Kind.NUMBER, ("any people",), "people", 1, 12, whole=True))
    numbers = range(1, 13)
    cells = {number: domain.cells(Range(number, number)) for number in numbers}
    assert set(cells.values()) == {1 << code for code in range(len(domain.values))}
    says = {
        Relation.AT_LEAST: operator.ge,
        Relation.AT_MOST: operator.le,
        Relation.ABOVE: operator.gt,
        Relation.BELOW: operator.lt,
        Relation.IS: operator.eq,
    }
    for term, (relation, end) in zip(terms, written, strict=True):
        met = meaning(term, domain)
        for number in numbers:
            assert bool(met & cells[number]) == says[relation](number, end)


def test_a_cell_of_one_whole_number_is_called_by_it() -> None:
    whole = Domain(Kind.NUMBER, ("any people",), "people", 1, 1000, whole=True)
    terms = (
        people(Relation.ABOVE, "9"),
        people(Relation.AT_LEAST, "10"),
        people(Relation.IS, "10"),
    )
    assert cut(*terms, people(Relation.BELOW, "11"), domain=whole).values == (
        "below 10",
        "10",
        "at least 11",
    )
