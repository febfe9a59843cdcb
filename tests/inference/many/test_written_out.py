"""Every combination of a case's open answers written out gives what trying them item by item gives."""

from __future__ import annotations

import numpy as np
import pytest

from advisor import load_rules
from advisor.inference.many import written_out as module
from advisor.inference.many.combinations import every_outcome
from advisor.inference.many.engine import bit_engine
from advisor.inference.many.probes import item_programs

CASES = 400


@pytest.mark.parametrize("at_once", [1 << 20, 50])
def test_two_ways_to_try_all_agree(monkeypatch: pytest.MonkeyPatch, at_once: int) -> None:
    """Random governments with up to three open answers, taken in one run or in several."""
    monkeypatch.setattr(module, "_AT_ONCE", at_once)
    engine = bit_engine(load_rules())
    chance = np.random.default_rng(11)
    masks = np.array([1 << chance.integers(0, size, CASES) for size in engine.sizes], engine.dtype)
    for case in range(CASES):
        for row in chance.integers(0, len(engine.facts), case % 4):
            masks[row, case] = chance.integers(1, engine.everything[row], endpoint=True)
    some = module.combinations_of(engine, masks) <= module.MOST_WRITTEN_OUT
    assert some.sum() > CASES / 2
    masks = masks[:, some]
    found = module.outcomes_of_all(engine, masks)
    several = 0
    for step in engine.decisions:
        expected = every_outcome(item_programs(engine).of(step.name), masks)
        assert (found[step.name] == expected).all()
        several += int((np.bitwise_count(expected) > 1).sum())
    assert several
