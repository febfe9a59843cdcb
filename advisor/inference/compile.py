"""From the rule base to what the engines run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from advisor.inference.program import (
    AssessmentStep,
    Clause,
    CompiledRules,
    DecisionStep,
    Hit,
    Patch,
    Points,
    Step,
    Test,
    Voice,
)
from advisor.knowledge.conditions import Line, Term
from advisor.knowledge.effects import Adjust, Argue, Conclude, RuleOut
from advisor.knowledge.meaning import meaning
from advisor.knowledge.model import Assessment, Decision, Rule, RuleBase
from advisor.knowledge.words import HitPolicy, Relation

_Lines = tuple[tuple[Test, ...], ...]


@lru_cache(maxsize=8)
def compile_rules(rules: RuleBase) -> CompiledRules:
    """Return the rule base in codes."""
    clauses = {rule.id: _clause(rule, rules) for rule in rules.rules}
    steps: list[Step] = []
    for name in rules.order:
        item = rules.items[name]
        if isinstance(item, Assessment):
            steps.append(_assessment_step(item, rules, clauses))
        elif isinstance(item, Decision):
            steps.append(_decision_step(item, rules, clauses))
    return CompiledRules(
        rules,
        tuple((fact.name, len(fact.domain.values)) for fact in rules.facts),
        tuple(steps),
        tuple(clauses.items()),
    )


def recompiled(
    before: CompiledRules, rules: RuleBase, rule: Rule | None, items: Iterable[str]
) -> Patch:
    """Return what a small change of the rules replaces in their compiled form.

    `rules` is the rule base that has the change, with the codes of the one before; `rule` is the rule
    whose conditions changed, if it is one, and `items` the assessments and decisions that combine
    otherwise.
    """
    clauses = dict(before.clauses)
    changed = {rule.id: _clause(rule, rules)} if rule is not None else {}
    clauses |= changed
    steps: dict[str, Step] = {}
    for name in items:
        item = rules.items[name]
        if isinstance(item, Assessment):
            steps[name] = _assessment_step(item, rules, clauses)
        elif isinstance(item, Decision):
            steps[name] = _decision_step(item, rules, clauses)
    return Patch(changed, steps)


def term_test(term: Term, rules: RuleBase) -> Test:
    """Return a term in codes."""
    domain = rules.items[term.subject].domain
    asks = {Relation.KNOWN: "known", Relation.UNKNOWN: "unknown"}.get(term.relation, "value")
    sure = domain.at_borders if asks != "value" else ()
    return Test(term.subject, meaning(term, domain), asks, sure)


def line_tests(line: Line, rules: RuleBase) -> tuple[Test, ...]:
    """Return the terms of a line in codes."""
    return tuple(term_test(term, rules) for term in line.terms)


def _clause(rule: Rule, rules: RuleBase) -> Clause:
    return Clause(
        tuple(line_tests(line, rules) for line in rule.when),
        tuple(line_tests(line, rules) for line in rule.unless),
    )


def _assessment_step(
    item: Assessment, rules: RuleBase, clauses: dict[str, Clause]
) -> AssessmentStep:
    rows = tuple(
        Hit(
            item.row_id(row),
            Clause(tuple((term_test(term, rules),) for term in row.terms)),
            item.domain.values.index(row.value),
        )
        for row in item.rows
    )
    concluding: list[Hit] = []
    adding: list[Points] = []
    for rule in rules.rules:
        for effect in rule.effects:
            if isinstance(effect, Conclude) and effect.assessment == item.name:
                code = item.domain.values.index(effect.value)
                concluding.append(Hit(rule.id, clauses[rule.id], code))
            elif isinstance(effect, Adjust) and effect.assessment == item.name:
                adding.append(Points(rule.id, clauses[rule.id], effect.points))
    return AssessmentStep(
        item.name,
        len(item.domain.values),
        tuple(concluding),
        rows,
        item.hit_policy is HitPolicy.FIRST,
        bool(rows) and is_total(item, rows, rules),
        tuple(adding),
        tuple(least for _, least in item.cuts),
    )


def is_total(item: Assessment, rows: tuple[Hit, ...], rules: RuleBase) -> bool:
    """Whether every combination of the inputs' values meets some row.

    Rows that ask whether something is known don't count: they can fail for every value that is
    possible, which would leave an open table without any value at all.
    """
    covering = [
        row.clause.when for row in rows if all(test.asks == "value" for test in row.clause.tests)
    ]
    sizes = {name: len(rules.items[name].domain.values) for name in item.inputs}
    return _cover(tuple(covering), sizes)


def _cover(rows: tuple[_Lines, ...], sizes: Mapping[str, int]) -> bool:
    """Whether rows, each of lines of one test, leave no combination of values out.

    Values that no row tells apart are tried once: a table may have more combinations than can
    be counted through.
    """
    if any(not row for row in rows):
        return True
    if not rows:
        return False
    name = rows[0][0][0].item
    tried: set[tuple[_Lines, ...]] = set()
    for code in range(sizes[name]):
        left = tuple(
            dict.fromkeys(
                tuple(line for line in row if line[0].item != name)
                for row in rows
                if all(line[0].mask >> code & 1 for line in row if line[0].item == name)
            )
        )
        if left not in tried and not _cover(left, sizes):
            return False
        tried.add(left)
    return True


def _decision_step(item: Decision, rules: RuleBase, clauses: dict[str, Clause]) -> DecisionStep:
    voices: list[Voice] = []
    for rule in rules.rules:
        points: list[tuple[int, int]] = []
        rules_out: list[int] = []
        for effect in rule.effects:
            if isinstance(effect, Argue) and effect.decision == item.name:
                points.append((item.options.index(effect.option), effect.points))
            elif isinstance(effect, RuleOut) and effect.decision == item.name:
                rules_out.append(item.options.index(effect.option))
        if points or rules_out:
            voices.append(Voice(rule.id, clauses[rule.id], tuple(points), tuple(rules_out)))
    favoured = {code for voice in voices for code, points in voice.points if points > 0}
    preference = tuple(
        code for code in map(item.options.index, item.preference) if code in favoured
    )
    return DecisionStep(
        item.name,
        len(item.options),
        tuple(voices),
        preference,
        item.close_call,
        tuple(_keeps(item, rules, preference)) if item.keep else (),
    )


def _keeps(item: Decision, rules: RuleBase, preference: Iterable[int]) -> Iterator[Hit]:
    """Yield the answers to the fact that a decision keeps, with the options that they name."""
    domain = rules.items[item.keep].domain
    for code in preference:
        option = item.options[code]
        answer = domain.code(option)
        if answer is not None:
            test = Test(item.keep, 1 << answer)
            yield Hit(f"{item.name}, keep {option}", Clause(((test,),)), code)
