"""Measuring many made-up cases: shares against single advices, borders, facts without influence."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from advisor import load_rules
from advisor.cases.model import Answer, Case
from advisor.inference.advise import advise
from advisor.inference.many.engine import bit_engine
from advisor.knowledge.domains import Kind, Range
from advisor.knowledge.words import Phase
from advisor.review.evidence.measures import Measurements, likely_masks, measure, random_masks
from advisor.review.evidence.tables import measurements_report

RULES = load_rules()
DECISIONS = ("structure", "leader")
CASES = 12


@pytest.fixture(scope="module")
def measured() -> Measurements:
    engine = bit_engine(RULES)
    return measure(engine, random_masks(engine, CASES, seed=5), DECISIONS)


def _cases() -> list[Case]:
    """The same cases as files would tell them."""
    engine = bit_engine(RULES)
    masks = random_masks(engine, CASES, seed=5)
    cases = []
    for column in range(CASES):
        answers = []
        for row, name in enumerate(engine.facts):
            domain = RULES.items[name].domain
            code = int(masks[row, column]).bit_length() - 1
            if domain.kind is Kind.NUMBER:
                low = domain.minimum if code == 0 else domain.cuts[code - 1].at
                step = 1 if code and domain.cuts[code - 1].after else 0
                # Far from the thresholds, where a figure counts as one side only.
                high = domain.maximum if code == len(domain.cuts) else domain.cuts[code].at
                middle = low + step if high - low <= 1 else (low + min(high, 10 * low + 10)) // 2
                answers.append(Answer(name, (Range(middle, middle),)))
            else:
                answers.append(Answer(name, (domain.values[code],)))
        cases.append(Case(str(column), tuple(answers)))
    return cases


def test_shares_and_plan_are_those_of_the_single_advices(measured: Measurements) -> None:
    advices = [advise(RULES, case) for case in _cases()]
    for decision in DECISIONS:
        counts = Counter(advice.by_decision[decision].recommended for advice in advices)
        for option, share in measured.shares[decision].items():
            assert share == counts[option] / CASES
    early = [
        sum(1 for one in advice.actions if one.phase is Phase.FIRST_100_DAYS) for advice in advices
    ]
    assert measured.first_actions.least == min(early)
    assert measured.first_actions.most == max(early)
    assert measured.first_actions.mean == pytest.approx(np.mean(early))
    lengths = [len(advice.misfits) for advice in advices]
    assert measured.misfits.mean == pytest.approx(np.mean(lengths))


def test_a_fact_that_no_decision_reads_has_no_influence() -> None:
    engine = bit_engine(RULES)
    read = {engine.facts[row] for name in DECISIONS for row in engine.cone(name)}
    measured = measure(engine, random_masks(engine, 60), DECISIONS)
    for fact, share in measured.influence.items():
        assert 0 <= share <= 1
        if fact not in read:
            assert share == 0
    assert measured.influence["population"] > 0


def test_the_report_names_dead_options_and_borders(measured: Measurements) -> None:
    told = measurements_report("each answer alike", measured)
    assert told.startswith(f"{CASES} complete cases, each answer alike")
    for decision, shares in measured.shares.items():
        assert f"    {decision}: " in told
        for option, share in shares.items():
            assert f"{option} {100 * share:.1f} %" in told
            dead = f"{option} {100 * share:.1f} % (dead)" in told
            assert dead is (share < 0.01)
    assert "population from 49,999 to 50,000: " in told


def test_likely_cases_are_complete_and_follow_the_population() -> None:
    engine = bit_engine(RULES)
    masks = likely_masks(engine, 500, seed=3)
    assert (np.bitwise_count(masks) == 1).all()
    domain = RULES.items["election within a year"].domain
    row = masks[engine.facts.index("election within a year")]
    assert 0.1 < (row == 1 << domain.names(domain.everything).index("yes")).mean() < 0.35


@pytest.mark.slow
def test_no_option_is_dead_and_no_structure_takes_all_in_the_population() -> None:
    engine = bit_engine(RULES)
    names = [decision.name for decision in RULES.judged]
    measured = measure(engine, likely_masks(engine, 3000), names)
    for shares in measured.shares.values():
        assert min(shares.values()) >= 0.01
    # The target is 60 %; a sample of this size is off by up to two points.
    assert max(measured.shares["structure"].values()) <= 0.62
