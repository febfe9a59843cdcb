"""Calls that are broken off, and calls from several threads: nothing of one case is left to another."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from types import FrameType
from typing import Any

import numpy as np
import pytest

from advisor.cases.model import Answer, Case
from advisor.inference.advise import advise
from advisor.inference.compile import compile_rules
from advisor.inference.experta.engine import ReferenceEngine
from advisor.inference.many.engine import BitEngine
from advisor.knowledge.model import RuleBase
from tests.support.books import facts_and_decision
from tests.support.compare import masks
from tests.support.generate import load_books

RULES = """### S1 · One

- **When** speed is slow
- **Then** favour left
- **Because** it is so.
- **Evidence** strong
- **Source** [deck] I

### S2 · Another

- **When** speed is fast or price is high
- **Then** favour right strongly
- **Because** it is so.
- **Evidence** strong
- **Source** [deck] I
"""

SLOW, FAST = {"speed": 0b01, "price": 0b01}, {"speed": 0b10, "price": 0b10}


@pytest.fixture(name="rules")
def _rules() -> RuleBase:
    return load_books(facts_and_decision() | {"rules.md": RULES})


class _Stop(BaseException):
    """Stands for Ctrl-C."""


@contextmanager
def stopped_after(calls: int) -> Iterator[None]:
    """Raise at the given call or return of a function, wherever that is."""
    left = calls

    def trace(_frame: FrameType, _event: str, _what: Any) -> Any:
        nonlocal left
        left -= 1
        if left == 0:
            sys.settrace(None)
            raise _Stop
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        yield
    finally:
        sys.settrace(before)


def test_a_run_that_is_broken_off_anywhere_leaves_nothing_to_the_next(rules: RuleBase) -> None:
    engine = ReferenceEngine(compile_rules(rules))
    expected = engine.run(SLOW)
    steps = 0
    for calls in range(1, 100_000, 41):
        try:
            with stopped_after(calls):
                engine.run(FAST)
        except _Stop:
            steps += 1
        else:
            break
        assert engine.run(SLOW) == expected
    assert steps > 20


def test_a_run_within_a_run_of_the_same_thread_has_an_engine_of_its_own(rules: RuleBase) -> None:
    """As a signal handler would start it."""
    engine = ReferenceEngine(compile_rules(rules))
    slow, fast = engine.run(SLOW), engine.run(FAST)
    for calls in range(1, 3000, 250):
        within: list[Any] = []
        left = calls

        def trace(_frame: FrameType, _event: str, _what: Any, within: list[Any] = within) -> Any:
            nonlocal left
            left -= 1
            if left == 0:
                sys.settrace(None)
                within.append(engine.run(SLOW))
            return trace

        before = sys.gettrace()
        sys.settrace(trace)
        try:
            outer = engine.run(FAST)
        finally:
            sys.settrace(before)
        assert (outer, within) == (fast, [slow])


@pytest.fixture(name="eager")
def _eager() -> Iterator[None]:
    """Let threads change places as often as can be."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("eager")
def test_two_threads_get_each_the_advice_of_its_own_case(rules: RuleBase) -> None:
    slow = Case("slow", ())
    some = [slow, *(_case(rules, masks_) for masks_ in (SLOW, FAST))] * 10
    expected = [advise(rules, case) for case in some]
    with ThreadPoolExecutor(2) as threads:
        assert list(threads.map(lambda case: advise(rules, case), some)) == expected


@pytest.mark.usefixtures("eager")
def test_two_threads_get_each_the_conclusions_of_their_own_cases(rules: RuleBase) -> None:
    engine = BitEngine(rules)
    chance = np.random.default_rng(1)
    tables = [
        chance.integers(0, 4, (2, 64 * size)).astype(engine.dtype) for size in (1, 40, 3, 90)
    ] * 8
    expected = [BitEngine(rules).evaluate(table).planes for table in tables]
    with ThreadPoolExecutor(2) as threads:
        found = threads.map(lambda table: engine.evaluate(table).planes, tables)
        for one, other in zip(found, expected, strict=True):
            assert (one == other).all()


def _case(rules: RuleBase, wanted: dict[str, int]) -> Case:
    case = Case(
        str(wanted),
        tuple(Answer(fact.name, fact.domain.names(wanted[fact.name])) for fact in rules.facts),
    )
    assert masks(rules, case) == wanted
    return case
