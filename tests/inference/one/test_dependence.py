"""Open answers are gone through in the order of the books, so that names change nothing."""

from __future__ import annotations

from advisor.cases.model import Case
from advisor.inference.compile import compile_rules
from advisor.inference.one.completions import Dependence
from advisor.inference.planes.bounds import bounds_of_case
from advisor.knowledge.library import load_rules


def test_open_answers_come_in_the_order_of_the_books() -> None:
    rules = load_rules()
    compiled = compile_rules(rules)
    answers = Case("nothing known", ()).masks(rules)
    bounds = bounds_of_case(answers, compiled.facts)
    for step in compiled.steps:
        bounds.step(step)
    dependence = Dependence(compiled, bounds, answers)
    for decision in rules.decisions:
        facts = dependence.open_facts(decision.name)
        dimensions = [one.fact for one in dependence.dimensions(decision.name)]
        for found in (list(facts), dimensions):
            assert len(found) > 3
            assert found == [name for name in rules.fact_names if name in found]
