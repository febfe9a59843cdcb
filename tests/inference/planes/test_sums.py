"""Bit-sliced sums against ordinary arithmetic, many cases at once."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from advisor.inference.planes.sums import at_least, beats, natural_offset, weighted_sum, within

CASES = 16
ONES = (1 << CASES) - 1

planes = st.integers(min_value=0, max_value=ONES)
terms = st.lists(st.tuples(planes, st.integers(min_value=-9, max_value=9)), max_size=12)


def numbers(total: list[int]) -> list[int]:
    """Return a bit-sliced number case by case."""
    return [
        sum(1 << bit for bit, plane in enumerate(total) if plane >> case & 1)
        for case in range(CASES)
    ]


def sums(weights: list[tuple[int, int]]) -> list[int]:
    """Return what the weights of each case add up to, one after the other."""
    return [sum(weight for plane, weight in weights if plane >> case & 1) for case in range(CASES)]


@given(terms, st.integers(min_value=0, max_value=20))
def test_a_sum_is_what_the_weights_add_up_to_and_its_offset(
    weights: list[tuple[int, int]], more: int
) -> None:
    offset = natural_offset(weights) + more
    found = numbers(weighted_sum(weights, ONES, offset))
    assert [number - offset for number in found] == sums(weights)


@given(terms, terms, st.integers(min_value=0, max_value=30))
def test_sums_are_compared_as_numbers_are(
    some: list[tuple[int, int]], others: list[tuple[int, int]], margin: int
) -> None:
    offset = max(natural_offset(some), natural_offset(others))
    one, other = (weighted_sum(weights, ONES, offset) for weights in (some, others))
    strictly = beats(one, other, ONES, wins_ties=False)
    tied = beats(one, other, ONES, wins_ties=True)
    close = within(one, other, margin, ONES)
    reached = at_least(one, margin, ONES)
    for case, (mine, theirs) in enumerate(zip(numbers(one), numbers(other), strict=True)):
        assert strictly >> case & 1 == (mine > theirs)
        assert tied >> case & 1 == (mine >= theirs)
        assert close >> case & 1 == (abs(mine - theirs) <= margin)
        assert reached >> case & 1 == (mine >= margin)
