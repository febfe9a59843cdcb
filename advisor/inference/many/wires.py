"""The planes of facts as inputs of a circuit: of cases that have one value each, and of cases with open answers."""

from __future__ import annotations

from advisor.inference.planes.circuit import Circuit, Wire
from advisor.inference.program import CompiledRules

FactWires = dict[str, list[Wire]]


def single_facts(rules: CompiledRules, circuit: Circuit) -> tuple[FactWires, list[tuple[int, int]]]:
    """Return the planes of facts that have one value each, and for each input its row and code."""
    inputs: list[tuple[int, int]] = []
    facts: FactWires = {}
    for row, (name, size) in enumerate(rules.facts):
        planes = [circuit.input() for _ in range(size - 1)]
        inputs += [(row, code) for code in range(size - 1)]
        # One value is the last one where it is none of the others.
        rest = circuit.ones
        for plane in planes:
            rest = rest & (circuit.ones ^ plane)
        facts[name] = [*planes, rest]
    return facts, inputs


def open_facts(rules: CompiledRules, circuit: Circuit) -> tuple[FactWires, list[tuple[int, int]]]:
    """Return the planes of facts that may have several values or, being unknown, none in the masks."""
    inputs: list[tuple[int, int]] = []
    facts: FactWires = {}
    for row, (name, size) in enumerate(rules.facts):
        planes = [circuit.input() for _ in range(size)]
        inputs += [(row, code) for code in range(size)]
        known = circuit.ones ^ circuit.ones
        for plane in planes:
            known = known | plane
        blank = circuit.ones ^ known
        facts[name] = [plane | blank for plane in planes]
    return facts, inputs
