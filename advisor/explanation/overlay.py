"""A case laid over the rules: what fired, what failed at which condition, what is not decided yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from advisor.cases.model import Case
from advisor.inference.experta.engine import SoFar
from advisor.inference.experta.play import played
from advisor.inference.program import Test, compile_rules
from advisor.knowledge.model import RuleBase
from advisor.knowledge.writer import line_text


@dataclass(frozen=True)
class Overlay:
    """What a case makes of every rule. `states` are 'fires', 'fails' or 'open' by rule.

    `lines` tells for each condition (rule, 'When' or 'Unless', its number from 0) whether it is
    'met', 'not met' or 'open', and what was read. `values` is what became of every item.
    """

    name: str
    states: Mapping[str, str]
    texts: Mapping[str, str]
    lines: Mapping[tuple[str, str, int], tuple[str, str]]
    values: Mapping[str, str]
    given: Mapping[str, tuple[str, ...]]


def overlay(rules: RuleBase, case: Case) -> Overlay:
    """Lay a case over the rules, as the reference engine evaluates it."""
    compiled = compile_rules(rules)
    answers = {fact.name: case.possible(fact.name, fact.domain) for fact in rules.facts}
    so_far = played(compiled, answers)
    fired = set(so_far.fired)
    clauses = dict(compiled.clauses)
    states: dict[str, str] = {}
    texts: dict[str, str] = {}
    lines: dict[tuple[str, str, int], tuple[str, str]] = {}
    for rule in rules.rules:
        clause = clauses[rule.id]
        failed = waiting = ""
        for label, written, tests in (
            ("When", rule.when, clause.when),
            ("Unless", rule.unless, clause.unless),
        ):
            for index, (line, inside) in enumerate(zip(written, tests, strict=True)):
                state = _state(so_far, inside)
                if label == "Unless":
                    state = {"met": "not met", "not met": "met"}.get(state, state)
                read = _read(rules, so_far, inside)
                lines[rule.id, label, index] = (state, read)
                if state == "not met" and not failed:
                    failed = f"fails at '{label.lower()} {line_text(line)}': {read}"
                elif state == "open" and not waiting:
                    waiting = f"not decided yet at '{label.lower()} {line_text(line)}': {read}"
        if rule.id in fired:
            states[rule.id], texts[rule.id] = "fires", "fires"
        elif failed:
            states[rule.id], texts[rule.id] = "fails", failed
        else:
            states[rule.id], texts[rule.id] = "open", waiting or "not decided yet"
    values = {name: value_text(rules, so_far, name) for name in rules.items}
    given = {
        fact.name: fact.domain.names(answers[fact.name])
        for fact in rules.facts
        if fact.name in case.by_fact
    }
    return Overlay(case.place or case.id, states, texts, lines, values, given)


def _state(so_far: SoFar, tests: tuple[Test, ...]) -> str:
    """Whether a line of terms joined by 'or' holds, fails or is open."""
    if any(test.holds(so_far.values[test.item]) for test in tests):
        return "met"
    if all(test.fails(so_far.values[test.item]) for test in tests):
        return "not met"
    return "open"


def _read(rules: RuleBase, so_far: SoFar, tests: tuple[Test, ...]) -> str:
    names = dict.fromkeys(test.item for test in tests)
    return "; ".join(f"{name} is {value_text(rules, so_far, name)}" for name in names)


def value_text(rules: RuleBase, so_far: SoFar, name: str) -> str:
    """Write what is so far known of a fact, an assessment or a decision."""
    item = rules.items[name]
    if name in so_far.verdicts:
        winner = so_far.verdicts[name].winner
        return "without a recommendation" if winner is None else item.domain.values[winner]
    if name in so_far.findings and so_far.findings[name].value is None:
        return "unknown"
    mask = so_far.values[name]
    if mask == item.domain.everything and mask.bit_count() > 1:
        return "unknown"
    return " or ".join(item.domain.names(mask))
