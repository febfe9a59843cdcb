"""However cases are sorted into those with complete and those with open answers, the same is concluded of each."""

from __future__ import annotations

import random

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from advisor import load_rules
from advisor.inference.many.conclusions import conclude
from advisor.inference.many.engine import BitEngine
from advisor.inference.many.firmness import firmness
from advisor.inference.many.machine import Masks
from tests.batch.engine_cases import columns
from tests.inference.many.test_engine import mixed_case
from tests.support.examples import examples
from tests.support.generate import Sketch, cases, load_sketch, sketches


def agree(engine: BitEngine, table: Masks) -> int:
    """Compare what is concluded with one program for all; return in how many parts cases were taken."""
    found = conclude(engine, table)
    findings = engine.evaluate(table, complete=False)
    firm = firmness(engine, table, findings)
    for name, _ in engine.compiled.clauses:
        assert (found.fired(name) == findings.flags("fired", name)).all()
    for item in engine.rules.assessments:
        assert (found.values(item.name) == findings.mask("values", item.name)).all()
    for step in engine.decisions:
        assert (found.recommended(step.name) == findings.recommended(step.name)).all()
        for code in range(step.size):
            assert (found.score(step.name, code) == findings.score(step.name, code)).all()
        assert (found.firmness[step.name].status == firm[step.name].status).all()
        assert (found.firmness[step.name].exact == firm[step.name].exact).all()
    return len(found.parts)


@examples(40)
@given(sketches(), st.data())
def test_generated_rule_bases_conclude_the_same(sketch: Sketch, data: st.DataObject) -> None:
    engine = BitEngine(load_sketch(sketch))
    table = columns(engine, [data.draw(cases(engine.rules)) for _ in range(4)])
    whole = np.array([[1] * 6] * len(engine.facts), engine.dtype)
    agree(engine, np.concatenate((whole, table), axis=1))


def test_our_rule_base_concludes_the_same_of_complete_cases_borders_and_open_ones() -> None:
    """Three kinds of cases, each in a part of its own."""
    engine = BitEngine(load_rules())
    chance = np.random.default_rng(5)
    count = 300
    table = np.array([1 << chance.integers(0, size, count) for size in engine.sizes], engine.dtype)
    row = engine.facts.index("population")
    borders = next(one for one in engine.rules.facts if one.name == "population").domain.at_borders
    table[row, 40:80] = chance.choice(borders, 40)
    draw = random.Random(3)
    table[:, 200:220] = columns(engine, [mixed_case(engine.rules, draw) for _ in range(20)])
    assert agree(engine, table) == 2
    assert agree(engine, np.ascontiguousarray(table[:, 200:220])) == 0
    assert agree(engine, np.ascontiguousarray(table[:, :40])) == 0
