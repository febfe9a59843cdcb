"""Small programs for the search of outcomes: what a few items are and can be, and which facts matter.

A probe reckons only what its items read, directly or through others.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from advisor.inference.bits import BitEngine, Findings, Outputs, Plan, open_facts, single_facts
from advisor.inference.circuit import Circuit, lay_out
from advisor.inference.completions import clauses_of
from advisor.inference.machine import Masks, Runner, Words
from advisor.inference.planes import sweep
from advisor.inference.prospects import Prospects
from advisor.inference.relevance import reach


class Probe:
    """Looks at some items of a rule base in many cases.

    For each item it gives the planes 'is' (its codes and, above them, undetermined; so far) and
    'can be' (the bounds).
    """

    def __init__(self, engine: BitEngine, names: Sequence[str]) -> None:
        self.engine = engine
        self.names = tuple(names)
        self._cone: set[str] = set()
        waiting = list(names)
        while waiting:
            item = waiting.pop()
            if item in engine.steps and item not in self._cone:
                self._cone.add(item)
                for _, clause in clauses_of(engine.steps[item]):
                    waiting.extend(clause.reads)
        self.facts = tuple(sorted({row for name in names for row in engine.cone(name)}))
        """The rows of the facts that the items read."""
        self._single = self._compiled_single()
        self._open = self._compiled_open()

    def complete(self, masks: Masks) -> Findings:
        """Return what the items are in complete cases: 'is' only."""
        plan, runner = self._single
        return Findings(self.engine, plan, runner.run(masks), masks.shape[1])

    def outlook(self, masks: Masks, wanted: Words) -> Findings:
        """Return what the items are and can be, and for each fact where it 'matters'.

        `wanted` is uint64[names, words]: where each item is asked for.
        """
        plan, runner = self._open
        return Findings(self.engine, plan, runner.run(masks, wanted), masks.shape[1])

    def _compiled_single(self) -> tuple[Plan, Runner]:
        rules = self.engine.compiled
        outputs = Outputs(Circuit())
        ones = outputs.circuit.ones
        facts, inputs = single_facts(rules, outputs.circuit)
        state = sweep(rules, facts, ones, only=self._cone, single=facts)
        for name in self.names:
            held = state.determined[name]
            outputs.put("is", name, [*[p & held for p in state.values[name]], ones ^ held])
        return Plan(outputs.rows, {}, complete=True), Runner(
            lay_out(outputs.circuit, outputs.wires), self._kept(inputs)
        )

    def _compiled_open(self) -> tuple[Plan, Runner]:
        rules = self.engine.compiled
        outputs = Outputs(Circuit())
        ones = outputs.circuit.ones
        facts, inputs = open_facts(rules, outputs.circuit)
        wanted = {name: outputs.circuit.input() for name in self.names}
        state = sweep(rules, facts, ones, only=self._cone)
        bounds = Prospects(facts, ones)
        for step in rules.steps:
            if step.name in self._cone:
                bounds.step(step)
        for name in self.names:
            outlook = bounds.outlooks[name]
            outputs.put("can be", name, [*outlook.codes, outlook.undetermined])
            held = state.determined[name]
            outputs.put("is", name, [*[p & held for p in state.values[name]], ones ^ held])
        touched = reach(rules, bounds, wanted)
        for row in self.facts:
            fact = self.engine.facts[row]
            outputs.put("matters", fact, [bounds.some(touched.get(fact, {}).values())])
        return Plan(outputs.rows, {}, complete=False), Runner(
            lay_out(outputs.circuit, outputs.wires), self._kept(inputs)
        )

    def _kept(self, inputs: list[tuple[int, int]]) -> list[tuple[int, int] | None]:
        """Leave out the inputs that nothing reads, since filling them takes time."""
        return [one if one[0] in self.facts else None for one in inputs]


@lru_cache(maxsize=128)
def probe_of(engine: BitEngine, names: tuple[str, ...]) -> Probe:
    """Return the probe for these items; probes are kept, since compiling takes a moment."""
    return Probe(engine, names)


def most_used(engine: BitEngine, rows: Sequence[int]) -> list[int]:
    """Return rows of facts, those that most conditions read first."""
    order = {row: place for place, row in enumerate(engine.by_use)}
    return sorted(rows, key=order.__getitem__)


def open_flags(masks: Masks) -> NDArray[np.bool_]:
    """Return where a fact has more than one value, bool[facts, cases]."""
    flags: NDArray[np.bool_] = (masks & (masks - masks.dtype.type(1))) != 0
    return flags
