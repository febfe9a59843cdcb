"""The laws: proved for all cases, or refuted by a smallest case that the engine confirms."""

from __future__ import annotations

import json
import random
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.inference.compile import compile_rules, line_tests
from advisor.inference.planes.circuit import Op, Wire
from advisor.inference.play import fails, holds, played
from advisor.knowledge.laws import AlwaysLaw
from advisor.knowledge.library import load_rules
from advisor.review.proof.laws import LawProof, LawVerdict, prove, prove_all
from advisor.review.proof.situations import Scope, Situations
from advisor.review.proof.solver import Solver
from tests.conftest import Run
from tests.review.made import folder, rule_base
from tests.support.examples import examples
from tests.support.generate import Sketch, load_sketch, sketches


def proof(path: Path, law: str, *changes: tuple[str, str]) -> LawProof:
    rules = rule_base(path, *changes)
    return prove(rules, next(one for one in rules.laws if one.id == law))


@pytest.mark.slow
def test_all_laws_of_our_rule_base_are_proved() -> None:
    """This is the promise of the book of laws."""
    verdicts = {one.law.id: one.verdict for one in prove_all(load_rules())}
    assert set(verdicts.values()) == {LawVerdict.PROVED}


def test_sound_laws_are_proved_with_the_number_of_cases(tmp_path: Path) -> None:
    found = proof(tmp_path, "L01")
    assert found.verdict is LawVerdict.PROVED
    assert found.facts == ("budget", "skill", "population")
    assert found.cases == 3 * 2 * 3
    assert not found.vacuous


def test_a_broken_always_law_comes_with_the_fewest_answers(tmp_path: Path) -> None:
    found = proof(tmp_path, "L01", ("favour one office strongly", "favour offices apart strongly"))
    assert found.verdict is LawVerdict.REFUTED
    [witness] = found.witnesses
    assert len(witness.answers) == 1
    assert dict(witness.shows)["structure"] == "offices apart"


def test_a_broken_monotone_law_comes_with_both_values(tmp_path: Path) -> None:
    found = proof(tmp_path, "L03", ("raise pull weakly", "lower pull weakly"))
    assert found.verdict is LawVerdict.REFUTED
    first, second = found.witnesses
    assert dict(first.shows)["pull"] == "strong"
    assert dict(second.shows)["pull"] == "weak"
    assert dict(second.answers)["budget"] == ("large",)


def test_an_assessment_is_varied_by_itself(tmp_path: Path) -> None:
    """Whatever facts would give it: here none could, since capacity is low for all of them."""
    found = proof(
        tmp_path,
        "L02",
        ("| | | high |", "| | | low |"),
        (
            "**Raising** budget **never lowers** offices",
            "**Raising** capacity **never raises** one",
        ),
        ("one apart", "one office"),
    )
    assert found.verdict is LawVerdict.PROVED
    assert found.facts == ("budget", "population", "capacity")


def test_a_law_about_what_never_happens_is_told(tmp_path: Path) -> None:
    found = proof(
        tmp_path,
        "L01",
        ("| | | high |", "| | | low |"),
        ("when capacity is low, structure is one", "when capacity is high, structure is one"),
    )
    assert found.verdict is LawVerdict.PROVED
    assert found.vacuous


def _value(circuit_nodes: list[tuple[Op, int, int]], inputs: dict[int, bool], node: int) -> bool:
    values = {0: False, 1: True, **inputs}
    for index, (op, one, two) in enumerate(circuit_nodes):
        if index in values:
            continue
        if op is Op.NOT:
            values[index] = not values[one]
        elif op is Op.AND:
            values[index] = values[one] and values[two]
        elif op is Op.OR:
            values[index] = values[one] or values[two]
        else:
            values[index] = values[one] != values[two]
    return values[node]


@examples(25)
@given(sketches(), st.randoms(use_true_random=False))
def test_the_formula_says_what_the_engine_says(sketch: Sketch, chance: random.Random) -> None:
    """Every rule and every value, asked of z3 for a random complete case, is what experta finds."""
    rules = load_sketch(sketch)
    compiled = compile_rules(rules)
    situations = Situations(Scope.COMPLETE)
    state = situations.evaluate(compiled)
    solver = Solver(situations)
    case = {name: 1 << chance.randrange(size) for name, size in compiled.facts}
    so_far = played(compiled, case)
    pinned = [
        Wire(situations.circuit, node)
        for name, question in situations.questions.items()
        for code, node in enumerate(question.picks)
        if case[name] >> code & 1
    ]
    ones = situations.circuit.ones
    fired = set(so_far.fired)
    same = ones
    for rule in rules.rules:
        holds = state.holds[rule.id]
        same = same & (holds if rule.id in fired else ones ^ holds)
    for name, planes in state.values.items():
        for code, plane in enumerate(planes):
            same = same & (plane if so_far.values[name] >> code & 1 else ones ^ plane)
    assert solver.case(same, *pinned) is not None
    assert solver.case(ones ^ same, *pinned) is None


@examples(15)
@given(sketches(), st.data())
def test_proofs_agree_with_trying_every_complete_case(sketch: Sketch, data: st.DataObject) -> None:
    """An 'always' law about two items is proved exactly if no complete case breaks it."""
    rules = load_sketch(sketch)
    compiled = compile_rules(rules)
    sizes = dict(compiled.facts)
    if not rules.assessments + rules.decisions or not rules.rules:
        return
    lines = [line for rule in rules.rules for line in (*rule.when, *rule.unless)]
    if not lines:
        return
    when, then = data.draw(st.sampled_from(lines)), data.draw(st.sampled_from(lines))
    law = AlwaysLaw("L", "drawn", (when,), then, ())
    total = 1
    for size in sizes.values():
        total *= size
    if total > 150:
        return
    broken = False
    for codes in product(*(range(size) for size in sizes.values())):
        so_far = played(
            compiled, {name: 1 << code for name, code in zip(sizes, codes, strict=True)}
        )
        if holds(so_far, line_tests(when, rules)) and fails(so_far, line_tests(then, rules)):
            broken = True
            break
    found = prove(rules, law)
    assert (found.verdict is LawVerdict.REFUTED) == broken


def test_the_command_tells_verdicts_and_ends_with_1(tmp_path: Path, run: Run) -> None:
    clean = folder(tmp_path / "clean")
    done = run("rules", "prove", "--rules", clean)
    assert done.returncode == 0, done.stderr
    assert "3 laws: 3 proved for every possible case" in done.stdout
    broken = folder(tmp_path / "broken", ("raise pull weakly", "lower pull weakly"))
    done = run("rules", "prove", "--rules", broken, "--format", "json")
    assert done.returncode == 1
    laws = {law["law"]: law for law in json.loads(done.stdout)["laws"]}
    assert laws["L03"]["verdict"] == "refuted"
    assert laws["L03"]["counterexample"][0]["replayed"]
    assert laws["L01"]["verdict"] == "proved"


def test_an_unknown_law_is_told_with_the_nearest(tmp_path: Path, run: Run) -> None:
    done = run("rules", "prove", "L99", "--rules", folder(tmp_path))
    assert done.returncode == 2
    assert "there is no law 'L99'" in done.stderr


@pytest.mark.parametrize("form", ["html", "text"])
def test_the_forms(tmp_path: Path, run: Run, form: str) -> None:
    done = run("rules", "prove", "--rules", folder(tmp_path), "--format", form)
    assert done.returncode == 0
    assert "L02" in done.stdout
