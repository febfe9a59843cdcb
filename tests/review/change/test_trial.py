"""Given cases under changes of our own rules: what is reckoned again is what a whole evaluation gives."""

from __future__ import annotations

import random

import pytest

from advisor import load_rules
from advisor.cases.read.collection import read_cases
from advisor.inference.compile import compile_rules
from advisor.inference.planes.again import EvaluatedCases
from advisor.inference.planes.so_far import sweep
from advisor.review.change.law_trial import LawTrial
from advisor.review.change.mutants import mutants, mutated, widened
from advisor.review.change.trial import CaseTrial, MutantSubject, bits, facts_of
from tests.conftest import ROOT

RULES = load_rules()


@pytest.fixture(scope="module")
def subject() -> MutantSubject:
    return MutantSubject(widened(RULES, mutants(RULES)))


def test_what_is_reckoned_again_is_what_a_whole_evaluation_gives(subject: MutantSubject) -> None:
    chance = random.Random(3)
    compiled = subject.compiled
    cases = [
        {
            name: chance.randrange(1, 1 << size)
            for name, size in compiled.facts
            if chance.random() < 0.7
        }
        for _ in range(64)
    ]
    facts, ones = facts_of(compiled, cases), (1 << len(cases)) - 1
    evaluated = EvaluatedCases(compiled, facts, ones)
    for mutant in chance.sample(list(mutants(RULES)), 40):
        patch = subject.patch(mutant)
        moved = evaluated.under(patch)
        whole = sweep(patch.put_in(compiled), facts, ones)
        assert moved.state.values == whole.values, mutant.text
        assert moved.state.determined == whole.determined, mutant.text
        assert moved.state.scores == whole.scores, mutant.text
        assert {name: whole.holds[name] for name, _ in compiled.clauses} == {
            name: moved.state.holds[name] for name, _ in compiled.clauses
        }, mutant.text


def test_a_mutant_put_in_says_what_its_own_rule_base_says(subject: MutantSubject) -> None:
    cases = read_cases([str(ROOT / "cases" / "real")], RULES)
    ones = (1 << len(cases)) - 1
    masks = [case.masks(subject.rules) for case in cases]
    evaluated = EvaluatedCases(subject.compiled, facts_of(subject.compiled, masks), ones)
    numbers = [one for one in mutants(RULES) if "digital staff is" in one.text]
    for mutant in random.Random(4).sample(numbers, 6):
        rules = mutated(RULES, mutant)
        compiled = compile_rules(rules)
        own = facts_of(compiled, [case.masks(rules) for case in cases])
        whole = sweep(compiled, own, ones)
        moved = evaluated.under(subject.patch(mutant)).state
        for name, _ in compiled.clauses:
            assert whole.holds[name] == moved.holds[name], (mutant.text, name)
        for decision in RULES.decisions:
            assert whole.values[decision.name] == moved.values[decision.name], mutant.text


def test_the_cases_of_the_project_meet_what_they_expect(subject: MutantSubject) -> None:
    cases = read_cases([str(ROOT / "cases")], RULES)
    meeting = set(bits(CaseTrial(subject, cases).meeting))
    assert [case.id for at, case in enumerate(cases) if case.expect and at not in meeting] == []
    assert sum(case.file.startswith(str(ROOT / "cases" / "rules")) for case in cases) > 100
    assert len({case.id for case in cases}) == len(cases)
    assert all(case.fictional for case in cases if "rules" in case.file.split("/"))


def test_our_laws_hold_before_any_change(subject: MutantSubject) -> None:
    laws = LawTrial(subject)
    mutant = next(iter(mutants(RULES)))
    unchanged = subject.patch(mutant)
    nothing = type(unchanged)({}, {})
    assert list(laws.broken(mutant, nothing)) == []
