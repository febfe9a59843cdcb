"""A case laid over the rules: what fired, what failed at which condition, what is not decided yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from advisor.cases.model import Case
from advisor.explanation.conditions import ConditionReader, Met
from advisor.inference.advise import advise
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
    """Lay a case over the rules, as its advice has them."""
    advice = advise(rules, case)
    fired = {firing.rule for firing in advice.trace}
    reader = ConditionReader(rules, advice)
    states: dict[str, str] = {}
    texts: dict[str, str] = {}
    lines: dict[tuple[str, str, int], tuple[str, str]] = {}
    for rule in rules.rules:
        said: dict[Met, str] = {}
        numbers = {"When": 0, "Unless": 0}
        for one in reader.conditions(rule):
            label = "Unless" if one.exception else "When"
            read = reader.read(one)
            lines[rule.id, label, numbers[label]] = (one.met.value, read)
            numbers[label] += 1
            said.setdefault(one.met, f"'{label.lower()} {line_text(one.line)}': {read}")
        if rule.id in fired:
            states[rule.id], texts[rule.id] = "fires", "fires"
        elif Met.NOT_MET in said:
            states[rule.id], texts[rule.id] = "fails", f"fails at {said[Met.NOT_MET]}"
        else:
            states[rule.id], texts[rule.id] = "open", f"not decided yet at {said[Met.OPEN]}"
    values = {name: reader.text(name) for name in rules.items}
    given = {
        fact.name: fact.domain.names(case.possible(fact.name, fact.domain))
        for fact in rules.facts
        if fact.name in case.by_fact
    }
    return Overlay(case.place or case.id, states, texts, lines, values, given)
