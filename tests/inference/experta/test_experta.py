"""experta as it comes, as it is mended, and that it is really what runs the rules."""

from __future__ import annotations

import subprocess
import sys
from typing import Any
from unittest.mock import patch

import pytest

from advisor.inference.compile import compile_rules
from advisor.inference.experta.door import (
    NOT,
    Activation,
    Agenda,
    DepthStrategy,
    Fact,
    KnowledgeEngine,
    Rule,
)
from advisor.inference.experta.engine import ReferenceEngine
from advisor.inference.experta.matcher import SteadyStrategy
from advisor.knowledge.model import RuleBase
from tests.support.books import facts_and_decision
from tests.support.generate import load_books

SIZE = 10


def stopped_engine(strategy: type[Any], stopped: int) -> Any:
    """Return an engine of ten rules alike, of which one is stopped before any of them can fire."""
    fired: list[int] = []

    def note(number: int) -> Any:
        def action(engine: Any) -> None:
            fired.append(number)

        return action

    def stop(engine: Any) -> None:
        engine.declare(Fact(stop=stopped))

    rules = {
        f"rule{number}": Rule(Fact(start=True), NOT(Fact(stop=number)))(note(number))
        for number in range(SIZE)
    }
    rules["stop"] = Rule(Fact(start=True), salience=1)(stop)
    engine = type("Ten", (KnowledgeEngine,), {"__strategy__": strategy, **rules})()
    engine.fired = fired
    return engine


def wrongly_fired(strategy: type[Any]) -> list[int]:
    """Stop each of the rules in turn and return those that fired all the same."""
    wrong = []
    for stopped in range(SIZE):
        engine = stopped_engine(strategy, stopped)
        engine.reset()
        engine.declare(Fact(start=True))
        engine.run()
        assert set(engine.fired) >= set(range(SIZE)) - {stopped}
        wrong += [stopped] if stopped in engine.fired else []
    return wrong


def test_expertas_own_strategy_fires_rules_that_no_longer_hold() -> None:
    """The reason for a strategy of our own: of rules alike it overlooks most of the retracted."""
    assert wrongly_fired(DepthStrategy)


def test_the_steady_strategy_fires_no_rule_that_no_longer_holds() -> None:
    """Whichever of the equal activations is retracted is the one that goes."""
    assert wrongly_fired(SteadyStrategy) == []


def left_on_the_agenda(strategy: Any, retracted: int) -> list[int]:
    """Put ten equal activations on an agenda, retract one, and return which are left."""
    fact = Fact(start=True)
    fact["__factid__"] = 1
    rules = [Rule(Fact(start=True), NOT(Fact(stop=number)))(_nothing) for number in range(SIZE)]
    agenda = Agenda()
    strategy.update_agenda(agenda, [Activation(rule, [fact]) for rule in rules], [])
    strategy.update_agenda(agenda, [], [Activation(rules[retracted], [fact])])
    return [rules.index(one.rule) for one in agenda.activations]


def _nothing(engine: Any) -> None:
    """Do nothing."""


@pytest.mark.parametrize("retracted", range(SIZE))
def test_of_equal_activations_just_the_retracted_one_leaves_the_agenda(retracted: int) -> None:
    """Wherever it stands; experta's own strategy only looks at the first two and the last."""
    others = [number for number in range(SIZE) if number != retracted]
    assert left_on_the_agenda(SteadyStrategy(), retracted) == others
    found = retracted in (0, 1, SIZE - 1)
    assert left_on_the_agenda(DepthStrategy(), retracted) == (others if found else [*range(SIZE)])


SHIM = """
import collections, logging, warnings
before = (dict(vars(collections)), list(logging.root.handlers), logging.root.level)
from advisor.inference.experta import door as door
import advisor.inference.experta.engine
after = (dict(vars(collections)), list(logging.root.handlers), logging.root.level)
assert set(after[0]) - set(before[0]) <= {"abc"}, "collections"
assert not hasattr(collections, "Mapping")
assert before[1:] == after[1:], "the root logger"
print("untouched")
"""


def test_importing_experta_leaves_collections_and_the_root_logger_as_they_were() -> None:
    """What the old library needs for its import is lent to it, and no warning is shown."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", SHIM], capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.stderr) == ("untouched\n", "")


TWICE = """
### S01 · Both hold

- **When** speed is slow or price is low
- **When** speed is slow or price is low
- **Then** favour left
- **Because** it says one thing twice, on two lines, with two terms that hold.
- **Evidence** strong
- **Source** [deck] I

### S02 · Nothing is asked

- **Then** favour right weakly
- **Because** it always holds.
- **Evidence** strong
- **Source** [deck] I

### S03 · Open

- **When** speed is fast
- **Then** favour right strongly
- **Because** it doesn't hold.
- **Evidence** strong
- **Source** [deck] I
"""


@pytest.fixture(name="rules")
def _rules() -> RuleBase:
    return load_books(facts_and_decision() | {"rules.md": TWICE})


def test_every_rule_that_fires_was_an_activation_on_expertas_agenda(rules: RuleBase) -> None:
    """The agenda is what runs: each firing is popped from it, in this order."""
    popped: list[str] = []
    get_next = Agenda.get_next

    def recording(agenda: Any) -> Any:
        activation = get_next(agenda)
        if activation is not None:
            popped.append(activation.rule.__name__)
        return activation

    engine = ReferenceEngine(compile_rules(rules))
    with patch.object(Agenda, "get_next", recording):
        so_far = engine.run({"speed": 0b01, "price": 0b01})
    assert so_far.fired == ("S01", "S02")
    assert [name for name in popped if name in rules.rules_by_id] == ["S01", "S02"]


def test_a_rule_fires_once_however_many_of_its_terms_hold(rules: RuleBase) -> None:
    """Two lines alike, each with two terms that hold, still argue once."""
    engine = ReferenceEngine(compile_rules(rules))
    for _ in range(2):
        so_far = engine.run({"speed": 0b01, "price": 0b01})
        assert so_far.fired == ("S01", "S02")
        assert so_far.verdicts["side"].scores == (2, 1)


def test_a_rule_without_conditions_fires_when_nothing_is_known(rules: RuleBase) -> None:
    """It always applies."""
    so_far = ReferenceEngine(compile_rules(rules)).run({"speed": 0b11, "price": 0b11})
    assert so_far.fired == ("S02",)
