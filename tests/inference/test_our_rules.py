"""Our own rule base: the engines agree, and the same case gives the same advice in every process."""

from __future__ import annotations

import random

import pytest

from advisor import load_rules
from advisor.inference.advise import advise
from advisor.inference.compile import compile_rules
from advisor.inference.experta.engine import ReferenceEngine
from advisor.knowledge.model import RuleBase
from tests.inference.planes.test_planes import swept
from tests.support import naive
from tests.support.compare import masks, of_advice, of_naive, of_planes, of_reference
from tests.support.generate import random_case
from tests.support.seeds import printed_under_seeds


@pytest.fixture(name="rules", scope="module")
def _rules() -> RuleBase:
    return load_rules()


def test_the_planes_say_what_experta_says_of_our_rules(rules: RuleBase) -> None:
    """A hundred random cases, a third of the answers unknown: fired rules, values, scores, winners."""
    chance = random.Random(1)
    some = [random_case(rules, chance) for _ in range(100)]
    engine = ReferenceEngine(compile_rules(rules))
    run = swept(rules, some)
    for index, case in enumerate(some):
        expected = of_reference(rules, engine.run(masks(rules, case)))
        assert of_planes(rules, run, index) == expected


def test_the_naive_evaluator_agrees_on_our_rules(rules: RuleBase) -> None:
    """Some random cases by both; every part of the advice is filled."""
    chance = random.Random(2)
    misfits = 0
    for _ in range(6):
        case = random_case(rules, chance)
        advice = advise(rules, case)
        expected = of_naive(rules, naive.evaluate(rules, naive.facts_of(rules, case)))
        assert of_advice(rules, advice) == expected
        assert {decision.name for decision in advice.decisions} == {
            decision.name for decision in rules.decisions
        }
        assert advice.trace
        assert advice.actions
        misfits += len(advice.misfits)
    assert misfits


PROCESS = """
import random
from advisor import advise, load_rules
from tests.support.generate import random_case
rules = load_rules()
chance = random.Random(3)
for _ in range(3):
    print(repr(advise(rules, random_case(rules, chance))))
"""


def test_the_same_case_gives_the_same_advice_under_every_hash_seed() -> None:
    """Three cases in two fresh processes: the whole advice, trace included, is the same text."""
    texts = printed_under_seeds(PROCESS)
    assert len(texts) == 1
    assert texts.pop().count("Firing(") > 100
