"""Changed answers, tried in one sweep, against the naive evaluator that takes them one by one."""

from __future__ import annotations

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from advisor.cases.model import Case
from advisor.explanation.reach import changed
from advisor.inference.advise import advise
from advisor.inference.compile import compile_rules
from advisor.inference.one.changes import Change, Changes, single_changes
from advisor.knowledge.model import RuleBase
from tests.support import naive
from tests.support.compare import masks
from tests.support.examples import examples
from tests.support.generate import cases, load_sketch, sketches
from tests.support.plain_bounds import PlainBounds


def outcome(rules: RuleBase, case: Case, change: Change, decision: str) -> int | None:
    """Return the option (a code) that the naive evaluator recommends after a change.

    What the bounds of the changed case exclude isn't recommended.
    """
    after = changed(rules, case, change)
    compiled = compile_rules(rules)
    bounds = PlainBounds(compiled, masks(rules, after))
    outlooks = {step.name: bounds.step(step) for step in compiled.steps}
    possible = {
        item.name: frozenset(item.domain.names(outlooks[item.name].mask))
        for item in rules.decisions
    }
    values = naive.evaluate(rules, naive.facts_of(rules, after), possible).values[decision]
    if values is None:
        return None
    (option,) = values
    return rules.items[decision].domain.code(str(option))


@examples(60)
@given(st.data())
def test_every_change_comes_out_as_the_naive_evaluator_says(data: st.DataObject) -> None:
    rules = load_sketch(data.draw(sketches()))
    case = data.draw(cases(rules))
    answers = masks(rules, case)
    for decision in rules.decisions:
        trial = Changes(compile_rules(rules), answers, decision.name)
        singles = single_changes(compile_rules(rules), answers, set(rules.fact_names))
        assert trial.winners(singles) == [
            outcome(rules, case, change, decision.name) for change in singles
        ]


@examples(60)
@given(st.data())
def test_a_change_that_leaves_nothing_open_comes_out_as_it_is_advised(data: st.DataObject) -> None:
    rules = load_sketch(data.draw(sketches()))
    case = data.draw(cases(rules, unknown=0))
    decision = data.draw(st.sampled_from(rules.decisions))
    answers = masks(rules, case)
    filled = tuple(
        (name, (mask & -mask).bit_length() - 1)
        for name, mask in answers.items()
        if mask.bit_count() > 1
    )
    trial = Changes(compile_rules(rules), answers, decision.name)
    advice = advise(rules, changed(rules, case, filled)).by_decision[decision.name]
    (winner,) = trial.winners([filled])
    assert advice.recommended == (None if winner is None else decision.options[winner])


@examples(60)
@given(st.data())
def test_sturdiness_counts_each_other_value_of_each_given_answer(data: st.DataObject) -> None:
    rules = load_sketch(data.draw(sketches()))
    case = data.draw(cases(rules))
    decision = data.draw(st.sampled_from(rules.decisions)).name
    now = outcome(rules, case, (), decision)
    answers = masks(rules, case)
    found = Changes(compile_rules(rules), answers, decision).sturdiness(case.by_fact)
    others = [
        ((name, code),)
        for name in case.by_fact
        for code in range(len(rules.items[name].domain.values))
        if answers[name] != 1 << code
    ]
    moved = {change for change in others if outcome(rules, case, change, decision) != now}
    assert found.changes == len(others)
    assert found.same == len(others) - len(moved)
    assert {turning.change for turning in found.overturning} == moved


@examples(60)
@given(st.data())
def test_no_smaller_change_leads_to_an_option(data: st.DataObject) -> None:
    rules = load_sketch(data.draw(sketches(most_facts=3)))
    case = data.draw(cases(rules))
    decision = data.draw(st.sampled_from(rules.decisions))
    target = data.draw(st.integers(0, len(decision.options) - 1))
    answers = masks(rules, case)
    trial = Changes(compile_rules(rules), answers, decision.name)
    free = data.draw(st.sets(st.sampled_from(rules.fact_names)))
    found, certain = trial.smallest(free, target)
    for change in found:
        assert {fact for fact, _ in change} <= free
        assert outcome(rules, case, change, decision.name) == target
    least = len(found[0]) if found else certain + 1
    choices = [
        [None, *range(len(rules.items[name].domain.values))] if name in free else [None]
        for name in rules.fact_names
    ]
    for codes in product(*choices):
        change = tuple(
            (name, code)
            for name, code in zip(rules.fact_names, codes, strict=True)
            if code is not None and answers[name] != 1 << code
        )
        if 0 < len(change) < least:
            assert outcome(rules, case, change, decision.name) != target


@examples(60)
@given(st.data())
def test_what_is_needed_is_a_part_that_still_leads_there(data: st.DataObject) -> None:
    rules = load_sketch(data.draw(sketches()))
    case = data.draw(cases(rules))
    decision = data.draw(st.sampled_from(rules.decisions)).name
    trial = Changes(compile_rules(rules), masks(rules, case), decision)
    for target in range(len(rules.items[decision].domain.values)):
        for change in trial.sampled(set(rules.fact_names), target):
            assert trial.winners([change]) == [target]
            for one in change:
                shorter = tuple(other for other in change if other != one)
                assert not shorter or trial.winners([shorter]) != [target]
