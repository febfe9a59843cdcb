"""Cases whose leading option can't come out are told the same, taken together or one by one."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from advisor import load_rules
from advisor.inference.many import put_right as module
from advisor.inference.many.engine import bit_engine
from advisor.inference.many.firmness import firmness
from advisor.inference.many.machine import bits_of

CASES = 700


def test_both_ways_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    """Random governments whose figures lie at borders, so that two classes are open."""
    engine = bit_engine(load_rules())
    chance = np.random.default_rng(2)
    masks = np.array([1 << chance.integers(0, size, CASES) for size in engine.sizes], engine.dtype)
    for name in ("population", "digital staff"):
        row = engine.facts.index(name)
        borders = next(one for one in engine.rules.facts if one.name == name).domain.at_borders
        masks[row] = chance.choice(borders, CASES)
    told = []
    for way, most in (("_together", module.MOST_TOGETHER), ("_alone", 0)):
        taken: list[int] = []
        real = getattr(module, way)

        def counted(*arguments: Any, real: Any = real, taken: list[int] = taken) -> None:
            taken.append(np.size(arguments[3]))
            real(*arguments)

        findings = engine.evaluate(masks)
        with monkeypatch.context() as patched:
            patched.setattr(module, way, counted)
            # Only here a case has so many combinations that it is taken alone.
            patched.setattr(module, "MOST_TOGETHER", most)
            found = firmness(engine, masks, findings)
        planes = [bits_of(plane, CASES) for plane in findings.planes]
        statuses = [column for one in found.values() for column in (one.status, one.exact)]
        told.append((sum(taken), [*planes, *statuses]))
    (together, first), (alone, second) = told
    assert together == alone > 0
    for one, two in zip(first, second, strict=True):
        assert (one == two).all()
