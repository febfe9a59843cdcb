"""Our own experta engine, which says what the rules mean, held against the bit engine like the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from advisor.inference.experta.engine import ReferenceEngine, SoFar
from advisor.inference.many.machine import Masks
from advisor.inference.program import CompiledRules
from benchmarks.conclusions import Conclusions, gathered


class Translation:
    """Builds an engine once, and runs it for one case after another."""

    name = "experta engine"

    def __init__(self, rules: CompiledRules) -> None:
        self._rules = rules
        self._engine = ReferenceEngine(rules)

    def prepare(self, masks: Masks) -> list[dict[str, int]]:
        """Return cases as masks of possible codes by fact."""
        names = [name for name, _ in self._rules.facts]
        return [dict(zip(names, case, strict=True)) for case in masks.T.tolist()]

    def evaluate(self, cases: Sequence[Mapping[str, int]]) -> list[SoFar]:
        """Return what follows in each case."""
        return [self._engine.run(case) for case in cases]

    def conclusions(self, found: Sequence[SoFar]) -> Conclusions:
        """Return what `evaluate` found in the form in which it is compared."""
        rules = {name for name, _ in self._rules.clauses}
        fired = [rules.intersection(one.fired) for one in found]
        everything = {step.name: (1 << step.size) - 1 for step in self._rules.steps}
        values = [
            [0 if one.values[name] == mask else one.values[name] for one in found]
            for name, mask in everything.items()
        ]
        return gathered(self._rules, fired, np.array(values))
