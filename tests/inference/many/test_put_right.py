"""Cases whose leading option can't come out are told the same: all tried at once, put right together, or one by one."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from advisor import load_rules
from advisor.inference.many import firmness as firmness_module
from advisor.inference.many import put_right as module
from advisor.inference.many.engine import bit_engine
from advisor.inference.many.firmness import firmness
from advisor.inference.many.machine import WORD, bits_of

CASES = 700


def test_all_ways_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    """Random governments whose figures lie at borders, so that two classes are open."""
    engine = bit_engine(load_rules())
    chance = np.random.default_rng(2)
    masks = np.array([1 << chance.integers(0, size, CASES) for size in engine.sizes], engine.dtype)
    for name in ("population", "digital staff"):
        row = engine.facts.index(name)
        borders = next(one for one in engine.rules.facts if one.name == name).domain.at_borders
        masks[row] = chance.choice(borders, CASES)
    told = []
    for tried, together in ((WORD, WORD), (0, WORD), (0, 0)):
        taken: list[int] = []
        alone: Any = module._alone

        def counted(*arguments: Any, taken: list[int] = taken, alone: Any = alone) -> None:
            taken.append(arguments[3])
            alone(*arguments)

        findings = engine.evaluate(masks)
        with monkeypatch.context() as patched:
            patched.setattr(module, "_alone", counted)
            patched.setattr(firmness_module, "MOST_WRITTEN_OUT", tried)
            # Only here a case has so many combinations that it is taken alone.
            patched.setattr(module, "MOST_TOGETHER", together)
            found = firmness(engine, masks, findings)
        assert bool(taken) == (together == 0)
        planes = [bits_of(plane, CASES) for plane in findings.planes]
        statuses = [column for one in found.values() for column in (one.status, one.exact)]
        told.append([*planes, *statuses])
    for columns in zip(*told, strict=True):
        assert all((columns[0] == other).all() for other in columns[1:])
