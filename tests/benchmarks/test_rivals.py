"""The engines that ours is measured against conclude the same from our rules, or the times mean nothing."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from typing import Any

import pytest

from advisor import load_rules
from advisor.inference.many.engine import BitEngine

pytest.importorskip("polars")

from benchmarks.conclusions import (
    Conclusions,
    DisagreementError,
    compare,
    complete_cases,
    sayable,
)
from benchmarks.doubled import doubled
from benchmarks.in_polars import Translation

CASES = 300


@pytest.fixture(scope="module")
def engine() -> BitEngine:
    return BitEngine(sayable(load_rules()))


@pytest.mark.parametrize(
    ("module", "library"),
    [("in_polars", "polars"), ("in_clips", "clips"), ("in_zen", "zen")],
)
def test_each_engine_concludes_what_the_bit_engine_does(
    engine: BitEngine, module: str, library: str
) -> None:
    pytest.importorskip(library)
    rival = import_module(f"benchmarks.{module}").Translation(engine.compiled)
    compare(rival, engine, complete_cases(engine, CASES))


class Doctored(Translation):
    """An engine that is wrong about one rule in one case, or about one value."""

    def __init__(self, engine: BitEngine, *, of_a_rule: bool) -> None:
        super().__init__(engine.compiled)
        self._of_a_rule = of_a_rule

    def conclusions(self, found: Any) -> Conclusions:
        right = super().conclusions(found)
        if self._of_a_rule:
            fired = right.fired.copy()
            fired[7, 11] ^= True
            return replace(right, fired=fired)
        values = {name: mask.copy() for name, mask in right.values.items()}
        values["structure"][11] ^= 1
        return replace(right, values=values)


@pytest.mark.parametrize(("of_a_rule", "what"), [(True, "rule "), (False, "'structure'")])
def test_a_single_difference_is_told(engine: BitEngine, of_a_rule: bool, what: str) -> None:
    rival = Doctored(engine, of_a_rule=of_a_rule)
    with pytest.raises(DisagreementError, match=f"in 1 of {CASES} cases .*{what}.*case 11"):
        compare(rival, engine, complete_cases(engine, CASES))


def test_the_doubled_rule_base_has_as_many_new_conditions(engine: BitEngine) -> None:
    twice = BitEngine(doubled(engine.rules))
    before = {clause for _, clause in engine.compiled.clauses}
    added = [clause for _, clause in twice.compiled.clauses[len(engine.compiled.clauses) :]]
    assert len(added) > 0.95 * len(engine.compiled.clauses)
    assert not before & set(added)
    assert len(set(added)) > 0.95 * len(before)
