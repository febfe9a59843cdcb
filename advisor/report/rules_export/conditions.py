"""Conditions as trees of and, or and not, which a program can evaluate without reading a sentence."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from advisor.knowledge.conditions import Line, Term
from advisor.knowledge.domains import Kind, as_number
from advisor.knowledge.meaning import meaning
from advisor.knowledge.model import Assessment, Fact, Rule, RuleBase
from advisor.knowledge.words import Relation

ConditionTree = dict[str, Any]

_OF_THE_ANSWER = (Relation.KNOWN, Relation.UNKNOWN)


def rule_condition(rule: Rule, rules: RuleBase) -> ConditionTree:
    """Return what has to hold for a rule: all lines of **When**, and none of **Unless**."""
    parts = [line_tree(line, rules) for line in rule.when]
    parts += [{"not": line_tree(line, rules)} for line in rule.unless]
    return joined("and", parts)


def lines_tree(lines: Iterable[Line], rules: RuleBase) -> ConditionTree:
    """Return lines that have to hold together."""
    return joined("and", [line_tree(line, rules) for line in lines])


def line_tree(line: Line, rules: RuleBase) -> ConditionTree:
    """Return a line, of which one term has to hold."""
    return joined("or", [term_tree(term, rules) for term in line.terms])


def terms_tree(terms: Iterable[Term], rules: RuleBase) -> ConditionTree:
    """Return terms that have to hold together, as the cells of a row do; none of them always holds."""
    return joined("and", [term_tree(term, rules) for term in terms])


def joined(word: str, parts: list[ConditionTree]) -> ConditionTree:
    """Return parts joined by 'and' or 'or'; one alone stands for itself."""
    return parts[0] if len(parts) == 1 else {word: parts}


def term_tree(term: Term, rules: RuleBase) -> ConditionTree:
    """Return a comparison; one that is negated stands under 'not'.

    `holds_for` are the values for which the comparison, without a 'not' around it, is true.
    """
    item = rules.items[term.subject]
    numbers = item.domain.kind is Kind.NUMBER
    values: list[str] | list[float] = (
        [plain_number(as_number(value)) for value in term.values] if numbers else list(term.values)
    )
    tree: ConditionTree = {
        "subject": term.subject,
        "kind": kind_of_item(item),
        "relation": term.relation.value,
        "values": values,
    }
    if term.relation not in _OF_THE_ANSWER:
        told = meaning(term, item.domain)
        if term.negated:
            told = item.domain.everything & ~told
        tree["holds_for"] = list(item.domain.names(told))
    return {"not": tree} if term.negated else tree


def kind_of_item(item: object) -> str:
    """Return what a condition reads: a fact, an assessment or a decision."""
    if isinstance(item, Fact):
        return "fact"
    return "assessment" if isinstance(item, Assessment) else "decision"


def plain_number(number: float) -> float:
    """Return a number as JSON has it: whole where it is whole."""
    return int(number) if number == int(number) else number
