"""A program written down once gives the planes that the engine gives step by step."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from advisor.inference.compile import compile_rules
from advisor.inference.planes.circuit import Circuit
from advisor.inference.planes.so_far import sweep
from advisor.inference.planes.written import written
from tests.support.examples import examples
from tests.support.generate import Sketch, load_sketch, sketches

CASES = 70
ONES = (1 << CASES) - 1


@examples(30)
@given(sketches(), st.integers(0, 999))
def test_it_says_what_the_engine_says_whatever_is_wanted(sketch: Sketch, seed: int) -> None:
    compiled = compile_rules(load_sketch(sketch))
    chance = random.Random(seed)
    planes = {
        name: [chance.getrandbits(CASES) for _ in range(size)] for name, size in compiled.facts
    }
    expected = sweep(compiled, planes, ONES)
    circuit = Circuit()
    facts = {name: [circuit.input() for _ in range(size)] for name, size in compiled.facts}
    run = sweep(compiled, facts, circuit.ones)
    outputs = {f"value {name}": wires for name, wires in run.values.items()}
    outputs |= {f"rule {name}": [wire] for name, wire in run.holds.items()}
    told = {f"value {name}": found for name, found in expected.values.items()}
    told |= {f"rule {name}": [found] for name, found in expected.holds.items()}
    program = written(circuit, outputs)
    inputs = [plane for name, _ in compiled.facts for plane in planes[name]]
    whole = program.run(inputs, ONES)
    some = chance.sample(sorted(outputs), chance.randint(0, len(outputs)))
    part = program.run(inputs, ONES, some)
    for name in outputs:
        assert list(whole[name]) == list(told[name])
    for name in some:
        assert list(part[name]) == list(told[name])
