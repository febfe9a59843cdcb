"""The planes say of every case, all evaluated at once, what the experta engine says of it alone."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from advisor.cases.model import Case
from advisor.inference.compile import compile_rules
from advisor.inference.experta.engine import ReferenceEngine
from advisor.inference.planes.so_far import Sweep, sweep
from advisor.knowledge.model import RuleBase
from tests.support import naive
from tests.support.compare import masks, of_naive, of_planes, of_reference
from tests.support.examples import examples
from tests.support.generate import Sketch, cases, load_sketch, sketches


def swept(rules: RuleBase, some: Sequence[Case]) -> Sweep[int]:
    """Evaluate cases at once, with Python's integers as planes."""
    facts = {fact.name: [0] * len(fact.domain.values) for fact in rules.facts}
    for index, case in enumerate(some):
        for name, mask in masks(rules, case).items():
            for code, plane in enumerate(facts[name]):
                facts[name][code] = plane | (mask >> code & 1) << index
    return sweep(compile_rules(rules), facts, (1 << len(some)) - 1)


@examples(60)
@given(sketches(), st.data())
def test_the_planes_say_what_experta_says_of_cases_with_sets_of_answers(
    sketch: Sketch, data: st.DataObject
) -> None:
    """Many cases in one sweep, single, set-valued and unknown answers mixed: everything agrees."""
    rules = load_sketch(sketch)
    engine = ReferenceEngine(compile_rules(rules))
    some = [data.draw(cases(rules)) for _ in range(8)]
    run = swept(rules, some)
    for index, case in enumerate(some):
        expected = of_reference(rules, engine.run(masks(rules, case)))
        assert of_planes(rules, run, index) == expected


@examples(60)
@given(sketches(), st.data())
def test_the_planes_say_what_the_naive_evaluator_says_of_every_completion(
    sketch: Sketch, data: st.DataObject
) -> None:
    """All completions of a case in one sweep: each is what the naive evaluator says of it."""
    rules = load_sketch(sketch)
    case = data.draw(cases(rules, most=400))
    complete = list(naive.complete_cases(rules, case))
    run = swept(rules, complete)
    for index, one in enumerate(complete):
        expected = of_naive(rules, naive.evaluate(rules, naive.facts_of(rules, one)))
        assert of_planes(rules, run, index) == expected


@examples(25)
@given(sketches(), st.data())
def test_leaving_steps_out_does_not_change_the_others(sketch: Sketch, data: st.DataObject) -> None:
    """A sweep of only an item and all that it reads gives that item the same planes."""
    rules = load_sketch(sketch)
    some = [data.draw(cases(rules)) for _ in range(4)]
    whole = swept(rules, some)
    name = data.draw(st.sampled_from(rules.order))
    needed = set(rules.order[: rules.order.index(name) + 1])
    facts = {fact.name: whole.values[fact.name] for fact in rules.facts}
    part = sweep(compile_rules(rules), facts, whole.ones, only=needed)
    assert part.values[name] == whole.values[name]
    assert part.determined[name] == whole.determined[name]
