"""The numbers of made-up cases: likely ones among those that show the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from advisor.cases.model import Answer, Case
from advisor.knowledge.domains import Range
from advisor.knowledge.library import load_rules
from advisor.knowledge.model import RuleBase
from advisor.review.change.plausible import likelier_cells, plausible_figures


@pytest.fixture(scope="module")
def ours() -> RuleBase:
    return load_rules()


def masks(rules: RuleBase, population: float, staff: float) -> dict[str, int]:
    domains = {name: rules.items[name].domain for name in ("population", "digital staff")}
    return {
        name: domains[name].around(Range(number, number))
        for name, number in (("population", population), ("digital staff", staff))
    }


def test_a_village_that_needs_no_many_posts_gets_few(ours: RuleBase) -> None:
    given = masks(ours, 2_000, 20_000)

    def everything(cases: Sequence[Mapping[str, int]]) -> int:
        return (1 << len(cases)) - 1

    def many_posts(cases: Sequence[Mapping[str, int]]) -> int:
        return sum(
            (one["digital staff"] == given["digital staff"]) << at for at, one in enumerate(cases)
        )

    free = likelier_cells(ours, given, everything)
    assert free["population"] == masks(ours, 100_000, 1)["population"]
    assert free["digital staff"] == masks(ours, 1, 15)["digital staff"]
    assert likelier_cells(ours, given, many_posts)["digital staff"] == given["digital staff"]


def test_a_figure_stays_in_its_cell_and_is_the_likeliest_there(ours: RuleBase) -> None:
    case = Case(
        "vast",
        (
            Answer("population", (Range(25_000_000, 25_000_000),)),
            Answer("digital staff", (Range(20_000, 20_000),)),
            Answer("digital budget", ("small",)),
        ),
    )
    better = plausible_figures(ours, case)
    assert better.masks(ours) == case.masks(ours)
    [inhabitants] = better.by_fact["population"].values
    [posts] = better.by_fact["digital staff"].values
    assert isinstance(inhabitants, Range)
    assert isinstance(posts, Range)
    assert inhabitants.high < 1_000_000
    assert posts.high < 500
    assert plausible_figures(ours, better) == better


def test_a_range_and_a_word_stay_as_they_are(ours: RuleBase) -> None:
    case = Case("some", (Answer("population", (Range(10_000, 200_000),)),))
    assert plausible_figures(ours, case) == case
