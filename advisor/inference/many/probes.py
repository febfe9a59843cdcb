"""Small programs about some items of a rule base, which reckon only what the items read.

An `ItemProgram` tells what one item is in complete cases; a `Probe` which open facts matter to
several items.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from advisor.inference.many.engine import (
    BitEngine,
    Findings,
    Outputs,
    Plan,
)
from advisor.inference.many.machine import Masks, Runner, Words
from advisor.inference.many.relevance import reach
from advisor.inference.many.wires import open_facts, single_facts
from advisor.inference.planes.bounds import Bounds
from advisor.inference.planes.circuit import BufferLayout, Circuit, lay_out, narrowed
from advisor.inference.planes.so_far import sweep
from advisor.inference.program import cone


class ItemProgram:
    """Reckons one item in complete cases that come as planes.

    `inputs` tells for each plane the row of a fact and a code; the last code of a fact needs none.
    """

    def __init__(self, layout: BufferLayout, inputs: Sequence[tuple[int, int]]) -> None:
        self._runner = Runner(layout, ())
        self.inputs = tuple(inputs)

    def run(self, planes: Words) -> Words:
        """Return the planes of the item's codes and, above them, where it is undetermined."""
        return self._runner.run_planes(planes)


class ItemPrograms:
    """The programs of all items, laid out when they are first needed.

    The circuit is drawn once, since items read each other and so have most of it in common.
    """

    def __init__(self, engine: BitEngine) -> None:
        self._engine = engine
        self._circuit = Circuit()
        facts, self._inputs = single_facts(engine.compiled, self._circuit)
        self._state = sweep(engine.compiled, facts, self._circuit.ones, single=facts)
        self._laid_out: dict[str, ItemProgram] = {}

    def of(self, item: str) -> ItemProgram:
        """Return the program of an item."""
        found = self._laid_out.get(item)
        if found is None:
            found = self._laid_out[item] = self._program(item)
        return found

    def _program(self, item: str) -> ItemProgram:
        held = self._state.determined[item]
        wires = [*[p & held for p in self._state.values[item]], self._circuit.ones ^ held]
        layout = lay_out(self._circuit, wires)
        read = set(self._engine.cone(item))
        kept = [number for number, (row, _) in enumerate(self._inputs) if row in read]
        return ItemProgram(narrowed(layout, kept), [self._inputs[number] for number in kept])


@lru_cache(maxsize=4)
def item_programs(engine: BitEngine) -> ItemPrograms:
    """Return the programs of an engine's items; they are kept, since compiling takes a moment."""
    return ItemPrograms(engine)


class Probe:
    """Tells for many cases which open facts matter to some items."""

    def __init__(self, engine: BitEngine, names: Sequence[str]) -> None:
        self.engine = engine
        self.facts = tuple(sorted({row for name in names for row in engine.cone(name)}))
        """The rows of the facts that the items read."""
        outputs = Outputs(Circuit())
        facts, inputs = open_facts(engine.compiled, outputs.circuit)
        wanted = {name: outputs.circuit.input() for name in names}
        bounds = Bounds(facts, outputs.circuit.ones)
        steps = cone(engine.steps, names)
        for step in engine.compiled.steps:
            if step.name in steps:
                bounds.step(step)
        touched = reach(engine.compiled, bounds, wanted)
        for row in self.facts:
            fact = engine.facts[row]
            outputs.put("matters", fact, [bounds.some(touched.get(fact, {}).values())])
        self._plan = Plan(outputs.rows, {}, complete=False)
        # Inputs that nothing reads are left out, since filling them takes time.
        kept = [one if one[0] in self.facts else None for one in inputs]
        self._runner = Runner(lay_out(outputs.circuit, outputs.wires), kept)

    def outlook(self, masks: Masks, wanted: Words) -> Findings:
        """Return for each fact where it 'matters'.

        `wanted` is uint64[names, words]: where each item is asked for.
        """
        planes = self._runner.run(masks, wanted)
        return Findings(self.engine, self._plan, planes, masks.shape[1])


@lru_cache(maxsize=4)
def probe_of(engine: BitEngine, names: tuple[str, ...]) -> Probe:
    """Return the probe for these items; probes are kept, since compiling takes a moment."""
    return Probe(engine, names)
