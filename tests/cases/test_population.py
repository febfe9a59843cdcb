"""Likely completions: they follow the tables, respect what was answered, and are the same for the same seed."""

from __future__ import annotations

import pytest

from advisor.cases.model import Answer, Case
from advisor.cases.population import FLOOR, WeightedCompletions, sample
from advisor.knowledge.domains import Range
from advisor.knowledge.model import RuleBase
from tests.knowledge.read.mistakes import FAVOUR, NUMBER, rule
from tests.knowledge.read.mistakes_in_plans import POPULATION
from tests.support.books import facts_and_decision
from tests.support.generate import load_books


@pytest.fixture(scope="module")
def rules() -> RuleBase:
    condition = rule("- **When** size is at least 50", FAVOUR)
    books = {"size.md": NUMBER, "pop.md": POPULATION, "x.md": condition}
    return load_books(facts_and_decision() | books)


def share(found: WeightedCompletions, **masks: int) -> float:
    """Return the weight of the completions in which the facts have these masks."""
    return sum(
        weight
        for index, weight in enumerate(found.weights)
        if all(found.masks[fact][index] == mask for fact, mask in masks.items())
    )


def test_a_sample_follows_the_tables(rules: RuleBase) -> None:
    found = sample(rules, 20_000, seed=3)
    assert sum(found.weights) == pytest.approx(1)
    assert share(found, price=1) == pytest.approx(0.4, abs=0.015)
    # The median of the sizes is 50, cut off at 100, which a spread of 2 puts at one in six.
    assert share(found, size=1) == pytest.approx(0.5 / 0.8413, abs=0.02)
    cheap = share(found, price=1, speed=1) / share(found, price=1)
    # 20 lies 1.32 deviations below the median: three in ten there, a half above it.
    small = (0.0932) / 0.8413
    assert cheap == pytest.approx(small * 0.3 + (1 - small) * 0.505, abs=0.02)


def test_what_was_answered_stays_and_weighs(rules: RuleBase) -> None:
    """Bayes: a fast one is more likely where the price is low or the size not small."""
    case = Case("x", (Answer("speed", ("fast",)),))
    found = sample(rules, 20_000, case, seed=4)
    assert set(found.masks["speed"]) == {2}
    free = sample(rules, 20_000, seed=5)
    expected = share(free, speed=2, price=1) / share(free, speed=2)
    assert share(found, price=1) == pytest.approx(expected, abs=0.02)


def test_several_answers_restrict_and_an_exact_number_stays(rules: RuleBase) -> None:
    case = Case("x", (Answer("size", (Range(60, 60),)), Answer("price", ("low", "high"))))
    found = sample(rules, 500, case)
    assert set(found.masks["size"]) == {2}
    assert set(found.masks["price"]) == {1, 2}
    ranged = sample(rules, 500, Case("x", (Answer("size", (Range(10, 20),)),)))
    assert set(ranged.masks["size"]) == {1}


def test_what_the_tables_call_impossible_gets_a_floor_and_no_error(rules: RuleBase) -> None:
    """Slow, small and dear never comes together in the table."""
    answers = (
        Answer("size", (Range(5, 5),)),
        Answer("price", ("high",)),
        Answer("speed", ("slow",)),
    )
    found = sample(rules, 50, Case("x", answers))
    assert set(found.masks["speed"]) == {1}
    assert found.weights == pytest.approx((1 / 50,) * 50)
    assert FLOOR < 0.001


def test_the_same_seed_gives_the_same_sample(rules: RuleBase) -> None:
    assert sample(rules, 100, seed=9) == sample(rules, 100, seed=9)
    assert sample(rules, 100, seed=9) != sample(rules, 100, seed=10)


def test_without_the_book_all_answers_count_alike() -> None:
    rules = load_books(facts_and_decision())
    found = sample(rules, 10_000)
    assert set(found.weights) == {1 / 10_000} or max(found.weights) == pytest.approx(1 / 10_000)
    assert share(found, speed=1, price=2) == pytest.approx(0.25, abs=0.02)


def test_classes_of_a_number_have_their_shares() -> None:
    table = "| 1 to 20 | 20 to 50 | 50 to 100 |\n| --- | --- | --- |\n| 20 | 50 | 30 |\n"
    population = f"### How often: size\n\n- **Source** judgement: so\n\n{table}"
    condition = rule("- **When** size is at least 50 or size is below 20", FAVOUR)
    books = {"size.md": NUMBER, "pop.md": population, "x.md": condition}
    rules = load_books(facts_and_decision() | books)
    found = sample(rules, 20_000, seed=2)
    for code, expected in enumerate((0.2, 0.5, 0.3)):
        assert share(found, size=1 << code) == pytest.approx(expected, abs=0.012)
