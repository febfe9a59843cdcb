"""The plan of our rule base over many made-up cases: short at first, whole, and never against itself."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pytest
from numpy.typing import NDArray

from advisor import load_rules
from advisor.inference.many.engine import BitEngine, Findings, bit_engine
from advisor.inference.many.machine import Masks
from advisor.knowledge.words import Phase
from advisor.review.evidence.measures import random_masks

RULES = load_rules()
CASES = 20_000

MOST_AT_FIRST = 7
MOST_AT_LOW_CAPACITY = 6

AGAINST_EACH_OTHER = (
    ("A02", "A36"),
    ("A02", "A03"),
    ("A04", "A05"),
    ("A04", "A69"),
    ("A12", "A13"),
    ("A23", "A28"),
    ("A24", "A26"),
    ("A28", "A85"),
    ("A42", "A63"),
    ("A57", "A58"),
    ("A60", "A70"),
    ("A71", "A84"),
    ("A80", "A81"),
    ("T31", "T35"),
    ("T37", "T49"),
    ("T38", "T50"),
    ("M31", "M51"),
    ("M33", "M53"),
    ("M36", "M56"),
)
"""Actions that would tell two things at once, or the same thing twice."""

WAYS = {
    "structure": (
        "current structure",
        ("A21", "A22", "A23", "A24", "A25", "A26", "A27", "A28", "A29", "A30", "A36", "A85"),
    ),
    "provision": (
        "current provision",
        (
            "A41",
            "A42",
            "A43",
            "A44",
            "A45",
            "A46",
            "A47",
            "A48",
            "A63",
            "A64",
            "A65",
            "A66",
            "A67",
            "A68",
            "A86",
        ),
    ),
}
"""For each decision what there is today, and the actions that lead from there."""


@lru_cache(maxsize=1)
def drawn() -> tuple[BitEngine, Masks, Findings]:
    engine = bit_engine(RULES)
    masks = random_masks(engine, CASES, seed=7)
    return engine, masks, engine.evaluate(masks)


def fired(rule: str) -> NDArray[np.bool_]:
    flags: NDArray[np.bool_] = drawn()[2].flags("fired", rule).astype(bool)
    return flags


def at_first() -> NDArray[np.int64]:
    early = [
        rule.id for rule in RULES.rules if rule.advice and rule.advice.phase is Phase.FIRST_100_DAYS
    ]
    count: NDArray[np.int64] = np.sum([fired(rule) for rule in early], axis=0)
    return count


def test_the_first_100_days_hold_at_most_seven_actions() -> None:
    assert at_first().max() == MOST_AT_FIRST


def test_low_capacity_gets_fewer() -> None:
    low = drawn()[2].mask("values", "digital capacity") == 1
    assert low.any()
    assert at_first()[low].max() == MOST_AT_LOW_CAPACITY


@pytest.mark.parametrize(("one", "other"), AGAINST_EACH_OTHER)
def test_no_action_contradicts_another(one: str, other: str) -> None:
    assert fired(one).any()
    assert fired(other).any()
    assert not (fired(one) & fired(other)).any()


@pytest.mark.parametrize("decision", WAYS)
def test_every_change_has_its_action(decision: str) -> None:
    engine, masks, findings = drawn()
    today, ways = WAYS[decision]
    some = np.any([fired(rule) for rule in ways], axis=0)
    advised = findings.recommended(decision)
    # The bare village without a structure is served by its one responsible person (A36).
    for code, value in enumerate(RULES.items[today].domain.values):
        here = masks[engine.facts.index(today)] == 1 << code
        for option in range(1, len(RULES.items[decision].domain.values) + 1):
            there = here & (advised == option)
            assert some[there].all(), f"from {value} to option {option} of {decision}"


def test_all_six_points_of_training_are_told_in_every_case() -> None:
    for point in range(1, 7):
        assert (fired(f"M3{point}") | fired(f"M5{point}")).all(), f"point {point}"


def test_a_pair_of_hands_is_not_asked_to_give_half_a_person() -> None:
    engine, masks, _ = drawn()
    domain = RULES.items["digital staff"].domain
    few = masks[engine.facts.index("digital staff")] < 1 << domain.values.index(
        next(value for value in domain.values if value.startswith("at least 20"))
    )
    assert not (fired("A33") & few).any()
