"""Likely completions on planes against those drawn one by one, and what a question is worth against a table."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.cases.model import Answer, Case
from advisor.cases.population import sample
from advisor.inference.advise import advise
from advisor.inference.one.likely import COMPLETIONS, likely_completions
from advisor.inference.one.worth import worth_in
from advisor.knowledge.domains import Range
from advisor.knowledge.model import Fact, RuleBase
from tests.knowledge.read.mistakes import FAVOUR, NUMBER, rule
from tests.knowledge.read.mistakes_in_plans import POPULATION
from tests.support.books import facts_and_decision
from tests.support.examples import examples
from tests.support.generate import cases, load_books, load_sketch, sketches

ONES = (1 << COMPLETIONS) - 1


@pytest.fixture(scope="module")
def rules() -> RuleBase:
    condition = rule("- **When** size is at least 50", FAVOUR)
    books = {"size.md": NUMBER, "pop.md": POPULATION, "x.md": condition}
    return load_books(facts_and_decision() | books)


@pytest.mark.parametrize(
    "answers",
    [
        (),
        (Answer("speed", ("fast",)),),
        (Answer("size", (Range(10, 20),)),),
        (Answer("size", (Range(60, 60),)), Answer("price", ("low", "high"))),
        (Answer("speed", ("slow",)), Answer("price", ("low",))),
    ],
)
def test_planes_hold_the_same_shares_as_completions_drawn_one_by_one(
    rules: RuleBase, answers: tuple[Answer, ...]
) -> None:
    case = Case("x", answers)
    found = likely_completions(rules, case)
    drawn = sample(rules, 20_000, case, seed=1)
    for fact in rules.facts:
        for code, plane in enumerate(found.planes[fact.name]):
            expected = sum(
                weight
                for weight, mask in zip(drawn.weights, drawn.masks[fact.name], strict=True)
                if mask == 1 << code
            )
            assert found.weigh(plane) / found.total == pytest.approx(expected, abs=0.04)


@given(st.data())
@examples(25)
def test_each_completion_has_one_value_that_the_case_allows(data: st.DataObject) -> None:
    rules = load_sketch(data.draw(sketches()))
    case = data.draw(cases(rules))
    found = likely_completions(rules, case)
    assert found == likely_completions(rules, case)
    for fact in rules.facts:
        once = twice = 0
        for code, plane in enumerate(found.planes[fact.name]):
            assert not plane or case.possible(fact.name, fact.domain) >> code & 1
            twice |= once & plane
            once |= plane
        assert (once, twice) == (ONES, 0)


@given(st.data())
@examples(25)
def test_outcomes_are_those_of_the_engine_and_gains_those_of_a_table(data: st.DataObject) -> None:
    rules = load_sketch(data.draw(sketches()))
    case = data.draw(cases(rules))
    worth = worth_in(rules, case)
    number = data.draw(st.integers(0, COMPLETIONS - 1))
    # Each code stands for a value, or for a number in its cell.
    full = Case(
        "full",
        tuple(_answer(one, worth.completions.planes[one.name], number) for one in rules.facts),
    )
    told = {one.name: one.recommended for one in advise(rules, full).decisions}
    main = rules.main_names
    for name in main:
        options = rules.items[name].domain.values
        held = [
            options[code] for code, plane in worth.outcomes[name].items() if plane >> number & 1
        ]
        assert held == ([told[name]] if told[name] else [])
    gains = worth.gains(rules.fact_names, main)
    for name in rules.fact_names:
        expected = sum(
            _information(worth.completions.planes[name], worth.outcomes[one]) for one in main
        )
        assert gains[name] == pytest.approx(expected, abs=1e-6)
    assert all(gain <= worth.uncertainty(main) + 1e-6 for gain in gains.values())
    one, other = rules.fact_names[0], rules.fact_names[-1]
    assert worth.gain_of_two(one, other, main) >= max(gains[one], gains[other]) - 1e-6


def _answer(fact: Fact, planes: Sequence[int], number: int) -> Answer:
    code = next(code for code, plane in enumerate(planes) if plane >> number & 1)
    if fact.domain.unit:
        inside = fact.domain.number_in(code)
        return Answer(fact.name, (Range(inside, inside),))
    return Answer(fact.name, (fact.domain.values[code],))


def _information(answers: Sequence[int], outcomes: Mapping[int, int]) -> float:
    """Count a table bit by bit; generated rule bases have no population, so that all weigh alike."""
    codes = [
        next(code for code, plane in enumerate(answers) if plane >> index & 1)
        for index in range(COMPLETIONS)
    ]
    options = [
        next((code for code, plane in outcomes.items() if plane >> index & 1), None)
        for index in range(COMPLETIONS)
    ]
    joint = Counter(zip(codes, options, strict=True))
    left, right = Counter(codes), Counter(options)
    return sum(
        count / COMPLETIONS * math.log2(count * COMPLETIONS / left[code] / right[option])
        for (code, option), count in joint.items()
    )
