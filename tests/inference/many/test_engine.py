"""The bit engine on numpy says of every case what the experta engine and `advise` say of it alone."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor import load_rules
from advisor.cases.model import Answer, Case
from advisor.inference.compile import compile_rules
from advisor.inference.experta.engine import ReferenceEngine
from advisor.inference.many import firmness as statuses
from advisor.inference.many import search as outcomes
from advisor.inference.many.engine import BitEngine
from advisor.inference.many.firmness import firmness
from advisor.inference.one import firmness as one_by_one
from advisor.inference.planes.bounds import Bounds
from advisor.knowledge.domains import Range
from advisor.knowledge.model import RuleBase
from tests.batch.engine_cases import (
    columns,
    so_far_of_bits,
    so_far_of_experta,
    statuses_of_bits,
    statuses_of_foresight,
)
from tests.support.answers import random_case
from tests.support.books import facts_and_decision
from tests.support.compare import masks
from tests.support.examples import examples
from tests.support.generate import Sketch, cases, load_books, load_sketch, sketches
from tests.support.plain_bounds import PlainBounds


def mixed_case(rules: RuleBase, chance: random.Random) -> Case:
    """Make a case of which nothing, a little or much is unknown."""
    case = random_case(rules, chance)
    unknown = chance.choice((0, 0, 0.05, 0.1, 0.3))
    answers = dict(case.by_fact)
    for fact in rules.facts:
        if chance.random() < unknown:
            answers.pop(fact.name, None)
        elif fact.name not in answers or (unknown == 0 and len(answers[fact.name].values) > 1):
            domain = fact.domain
            cut = chance.choice([domain.minimum, *(one.at for one in domain.cuts)])
            value = Range(cut, cut) if domain.unit else chance.choice(domain.values)
            answers[fact.name] = Answer(fact.name, (value,))
        elif unknown == 0:
            first = answers[fact.name].values[0]
            value = Range(first.low, first.low) if isinstance(first, Range) else first
            answers[fact.name] = Answer(fact.name, (value,))
    return Case(case.id, tuple(answers.values()))


def sparse_case(rules: RuleBase, chance: random.Random) -> Case:
    """Make a case that answers from 6 to 26 facts."""
    case = random_case(rules, chance)
    known = chance.sample(case.answers, min(len(case.answers), chance.randint(6, 26)))
    return Case(case.id, tuple(known))


@contextmanager
def searching(evaluated: int) -> Iterator[None]:
    """Evaluate at most so many combinations of a part at once, and take few parts at a time."""
    if evaluated == 64:
        yield
        return
    sizes = {"_EVALUATED": evaluated, "_FEW_COMBINATIONS": evaluated, "_FEW_PARTS": 2}
    with patch.multiple(outcomes, _SAMPLED=1 << 20, _PARTS_AT_ONCE=3, **sizes):
        yield


@examples(60)
@given(sketches(), st.sampled_from((1 << 20, 12, 3)), st.sampled_from((64, 4, 1)), st.data())
def test_generated_rule_bases_get_the_same_conclusions_statuses_and_bases(
    sketch: Sketch, limit: int, evaluated: int, data: st.DataObject
) -> None:
    """All constructs of the language, sets and unknowns mixed with complete cases.

    With a small limit even small rule bases have more combinations than are all evaluated, and
    where few are evaluated at once, they are searched by splitting.
    """
    rules = load_sketch(sketch)
    engine, reference = BitEngine(rules), ReferenceEngine(compile_rules(rules))
    some = [data.draw(cases(rules)) for _ in range(6)]
    findings = engine.evaluate(columns(engine, some))
    with (
        patch.multiple(statuses, LIMIT=limit, ASSESSMENT_LIMIT=limit),
        patch.multiple(one_by_one, LIMIT=limit, ASSESSMENT_LIMIT=limit),
        searching(evaluated),
    ):
        firm = firmness(engine, columns(engine, some), findings)
        for index, case in enumerate(some):
            so_far = so_far_of_experta(engine, reference, case)
            assert so_far_of_bits(engine, findings, index) == so_far
            expected = statuses_of_foresight(engine, findings, case, index)
            assert statuses_of_bits(firm, index) == expected


def test_an_assessment_that_only_warnings_read_stops_nothing() -> None:
    """Where the combinations are many, what no decision rests on is passed over."""
    pace = "### pace\n\n- **Scale** low < high\n- **Source** [deck] I\n\n"
    pace += "| speed | pace |\n| --- | --- |\n| slow | low |\n| | high |\n"
    rule = "### S1 · One\n\n- **When** price is high\n- **Then** favour left\n"
    rule += "- **Because** it is.\n- **Evidence** strong\n- **Source** [deck] I\n"
    rules = load_books(facts_and_decision() | {"pace.md": pace, "rule.md": rule})
    engine = BitEngine(rules)
    table = columns(engine, [Case("open", ())])
    with patch.object(statuses, "LIMIT", 1):
        firm = firmness(engine, table, engine.evaluate(table))
    assert statuses_of_bits(firm, 0) == {"side": ("insufficient", "bounds")}


def test_an_assessment_that_reads_no_fact_is_searched_like_the_others() -> None:
    """Two rules without a condition contradict each other, which the bounds leave open."""
    pace = "### pace\n\n- **Scale** low < high\n- **Source** [deck] I\n\n"
    for number, value in enumerate(("low", "high")):
        pace += f"### S{number} · Pace\n\n- **Then** pace is {value}\n"
        pace += "- **Because** it is.\n- **Evidence** strong\n- **Source** [deck] I\n\n"
    rule = "### S2 · One\n\n- **When** pace is known or price is high\n- **Then** favour left\n"
    rule += "- **Because** it is.\n- **Evidence** strong\n- **Source** [deck] I\n"
    rules = load_books(facts_and_decision() | {"pace.md": pace, "rule.md": rule})
    engine = BitEngine(rules)
    case = Case("open", ())
    table = columns(engine, [case])
    findings = engine.evaluate(table)
    with (
        patch.multiple(statuses, LIMIT=1, ASSESSMENT_LIMIT=1),
        patch.multiple(one_by_one, LIMIT=1, ASSESSMENT_LIMIT=1),
        searching(4),
    ):
        firm = firmness(engine, table, findings)
        expected = statuses_of_foresight(engine, findings, case, 0)
    assert statuses_of_bits(firm, 0) == expected


@examples(40)
@given(sketches(), st.data())
def test_bounds_in_planes_are_the_bounds_of_one_case(sketch: Sketch, data: st.DataObject) -> None:
    rules = load_sketch(sketch)
    compiled = compile_rules(rules)
    answers = masks(rules, data.draw(cases(rules)))
    one = PlainBounds(compiled, answers)
    sizes = dict(compiled.facts)
    planes = {
        name: [mask >> code & 1 for code in range(sizes[name])] for name, mask in answers.items()
    }
    many = Bounds(planes, 1)
    for step in compiled.steps:
        expected, found = one.step(step), many.step(step)
        assert sum(plane << code for code, plane in enumerate(found.codes)) == expected.mask
        assert (bool(found.undetermined), bool(found.several)) == (
            expected.undetermined,
            expected.several,
        )
    for name, prospect in one.prospects.items():
        assert many.prospects[name].always == prospect.always
        assert many.prospects[name].sometimes == prospect.sometimes


def agree(count: int, statuses: int, seed: int) -> None:
    rules = load_rules()
    engine, reference = BitEngine(rules), ReferenceEngine(compile_rules(rules))
    chance = random.Random(seed)
    some = [mixed_case(rules, chance) for _ in range(count)]
    table = columns(engine, some)
    whole = engine.evaluate(table)
    for index in range(0, count, 64):
        # One block at a time, so that looking at single cases stays cheap.
        part = engine.evaluate(np.ascontiguousarray(table[:, index : index + 64]), complete=False)
        word = whole.fired[:, index // 64]
        used = np.uint64((1 << min(64, count - index)) - 1)
        assert (word & used == part.fired[:, 0] & used).all()
        firmness(engine, np.ascontiguousarray(table[:, index : index + 64]), part)
        for place, case in enumerate(some[index : index + 64]):
            expected = so_far_of_experta(engine, reference, case)
            assert so_far_of_bits(engine, part, place) == expected
    head = table[:, :statuses]
    findings = engine.evaluate(head)
    firm = firmness(engine, head, findings)
    for index, case in enumerate(some[:statuses]):
        expected = statuses_of_foresight(engine, findings, case, index)
        assert statuses_of_bits(firm, index) == expected


def test_cases_of_our_rule_base_get_the_same() -> None:
    agree(128, 12, 5)


def test_sparse_cases_of_our_rule_base_get_the_same() -> None:
    """Where most is unknown, as in case files from documents, the search has most to do."""
    rules = load_rules()
    engine = BitEngine(rules)
    chance = random.Random(9)
    some = [sparse_case(rules, chance) for _ in range(8)]
    table = columns(engine, some)
    findings = engine.evaluate(table)
    firm = firmness(engine, table, findings)
    for index, case in enumerate(some):
        expected = statuses_of_foresight(engine, findings, case, index)
        assert statuses_of_bits(firm, index) == expected


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_two_thousand_cases_of_our_rule_base_get_the_same() -> None:
    agree(2_000, 150, 7)


def test_complete_cases_come_out_the_same_by_the_program_for_complete_cases() -> None:
    rules = load_rules()
    engine = BitEngine(rules)
    chance = np.random.default_rng(2)
    table = np.stack([1 << chance.integers(0, size, 1000) for size in engine.sizes]).astype(
        engine.dtype
    )
    fast, general = engine.evaluate(table, complete=True), engine.evaluate(table, complete=False)
    ends = np.full(fast.planes.shape[1], np.iinfo(np.uint64).max)
    ends[-1] = (1 << 1000 % 64) - 1
    assert (fast.fired & ends == general.fired & ends).all()
    for step in engine.decisions:
        assert (fast.recommended(step.name) == general.recommended(step.name)).all()
        assert not (general.unsettled(step.name) & general.of("argued", step.name)[0] & ends).any()


def test_splitting_a_batch_changes_nothing() -> None:
    rules = load_rules()
    engine = BitEngine(rules)
    chance = random.Random(4)
    table = columns(engine, [mixed_case(rules, chance) for _ in range(70)])
    whole = firmness(engine, table, engine.evaluate(table))
    for first, last in ((0, 1), (1, 66), (66, 70)):
        part = np.ascontiguousarray(table[:, first:last])
        split = firmness(engine, part, engine.evaluate(part))
        for name, one in whole.items():
            assert (split[name].status == one.status[first:last]).all()
            assert (split[name].exact == one.exact[first:last]).all()
