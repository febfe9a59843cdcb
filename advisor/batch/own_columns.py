"""The columns of our own in an output: their names, and how they are known again when an output is read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum

from advisor.batch.portion import FILE, ROW
from advisor.knowledge.domains import Kind
from advisor.knowledge.model import Fact, Rule, RuleBase

RULE_BASE = "rule base"
MISFITS, RULES = "misfits", "rules"

_FLAG = re.compile(r"(?:rule|misfit) \S+")


class Form(StrEnum):
    """How rules that fired stand in a table: a truth value each; a list of their ids; or one text."""

    FLAGS = "flags"
    LISTS = "lists"
    TEXT = "text"


def class_name(fact: Fact) -> str:
    """Return the name of the column that tells in which class a number lies."""
    return f"{fact.name} class"


def fact_names(rules: RuleBase) -> list[str]:
    """Return the names of the columns of answers: a number has a second one, for its class."""
    names = []
    for fact in rules.facts:
        names.append(fact.name)
        if fact.domain.kind is Kind.NUMBER:
            names.append(class_name(fact))
    return names


def own_names(rules: RuleBase, form: Form, *, trace: bool) -> list[str]:
    """Return the names of our own columns behind those that are carried along.

    With `trace` all rules that fired are told, else the misfits alone.
    """
    names = [RULE_BASE, *fact_names(rules)]
    for item in rules.decisions:
        names += [item.name, f"{item.name} status", f"{item.name} status basis"]
        names += [f"{item.name} score {option}" for option in item.options]
    if form is Form.FLAGS:
        return names + [flag_name(rule) for rule in flagged(rules, trace=trace)]
    return [*names, MISFITS, RULES] if trace else [*names, MISFITS]


def names_kept_free(rules: RuleBase) -> list[str]:
    """Return the names that no carried column has in any output.

    A column that only another form or `trace` writes would be taken for a conclusion when the output
    is read again.
    """
    return [*own_names(rules, Form.FLAGS, trace=True), MISFITS, RULES]


def flagged(rules: RuleBase, *, trace: bool) -> tuple[Rule, ...]:
    """Return the rules that have a column of truth values."""
    return tuple(rule for rule in rules.rules if trace or rule.warning)


def flag_name(rule: Rule) -> str:
    """Return the name of the column that tells where a rule fired."""
    return f"misfit {rule.id}" if rule.warning else f"rule {rule.id}"


def concluded_columns(columns: Sequence[str], rules: RuleBase) -> frozenset[str]:
    """Return which columns of an output of ours say what was concluded then, and are no answers.

    A table that is no output of ours, as it lacks the rule base or where its cases stood, has none.
    """
    if not {FILE, ROW, RULE_BASE} <= set(columns):
        return frozenset()
    answers = set(fact_names(rules))
    own = {FILE, ROW, *own_names(rules, Form.TEXT, trace=True)} - answers
    older = {old for one in rules.decisions for old in one.formerly} - answers
    begun = tuple(f"{old} {what}" for old in older for what in ("status", "score "))
    return frozenset(
        name
        for name in columns
        if name in own or name in older or name.startswith(begun) or _FLAG.fullmatch(name)
    )
