"""Answers that are drawn for many cases at once are as common as those that are drawn for one."""

from __future__ import annotations

import numpy as np
import pytest

from advisor import load_rules
from advisor.cases.model import Answer, Case
from advisor.cases.population import sample
from advisor.inference.many.likely import likely_codes
from advisor.knowledge.domains import Range

RULES = load_rules()
DTYPE = np.dtype(np.uint16)
CASES = 1_000


@pytest.mark.parametrize(
    "given", [{}, {"population": Range(6000, 6000)}, {"digital budget": "none"}], ids=str
)
def test_both_ways_of_drawing_agree(given: dict[str, str | Range]) -> None:
    case = Case("x", tuple(Answer(name, (value,)) for name, value in given.items()))
    masks = np.zeros((len(RULES.facts), CASES), DTYPE)
    numbers = {}
    for row, fact in enumerate(RULES.facts):
        if fact.name in given:
            masks[row] = case.by_fact[fact.name].mask(fact.domain)
            value = given[fact.name]
            if isinstance(value, Range):
                numbers[fact.name] = np.full(CASES, value.low)
    found = likely_codes(RULES, masks, numbers, (1,)).masks(RULES, DTYPE)
    assert (np.bitwise_count(found) == 1).all()
    one = sample(RULES, 600, case, 2)
    for row, fact in enumerate(RULES.facts):
        if fact.name in given:
            assert (found[row] & ~masks[row] == 0).all()
        for code in range(len(fact.domain.values)):
            share = float((found[row] == 1 << code).mean())
            pairs = zip(one.weights, one.masks[fact.name], strict=True)
            expected = sum(weight for weight, mask in pairs if mask == 1 << code)
            assert share == pytest.approx(expected, abs=0.1), (fact.name, code)


def test_answers_that_are_sets_are_kept_and_draws_are_the_same_for_the_same_seed() -> None:
    masks = np.zeros((len(RULES.facts), 200), DTYPE)
    place = RULES.fact_names.index("digital budget")
    masks[place] = 0b101
    one, two = (likely_codes(RULES, masks, {}, (5, 6)).masks(RULES, DTYPE) for _ in range(2))
    assert (one == two).all()
    assert set(np.unique(one[place])) == {0b001, 0b100}
    other = likely_codes(RULES, masks, {}, (5, 7)).masks(RULES, DTYPE)
    assert (one != other).any()
