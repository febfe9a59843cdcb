"""What is said of a fact, an assessment or a decision, as labelled texts."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.knowledge.links import facts_below, givers, links_of, speakers
from advisor.knowledge.model import Assessment, Decision, Fact, Item, Row, RuleBase
from advisor.knowledge.words import HitPolicy
from advisor.knowledge.writer import (
    close_call_text,
    domain_text,
    near_text,
    predicate_text,
    when_equal_text,
)

Entries = Iterator[tuple[str, str]]


def item_entries(item: Item, rules: RuleBase) -> Entries:
    """Yield pairs of a label and a text; without a label the text continues the entry before."""
    if isinstance(item, Fact):
        yield from _fact(item)
    elif isinstance(item, Assessment):
        yield from _assessment(item, rules)
    else:
        yield from _decision(item, rules)
    read_by = readers(item.name, rules)
    yield "Read by", ", ".join(read_by) or "nothing"


def readers(name: str, rules: RuleBase) -> list[str]:
    """Return who reads a fact, assessment or decision, in words: rules, tables and laws."""
    tables = {item.name for item in rules.assessments}
    found = links_of(rules).read_by.get(name, ())
    return [f"the table of {one}" if one in tables else one for one in found]


def _fact(fact: Fact) -> Entries:
    yield "Ask", fact.question
    yield "Answers", domain_text(fact.domain)
    for value, anchor in fact.anchors:
        yield "", f"{value}: {anchor}"
    if fact.domain.cuts:
        yield "", f"The rules tell apart: {'; '.join(fact.domain.values)}"
    if near := near_text(fact.domain):
        yield "Near", near
    yield "Why", fact.why
    yield "Can change", fact.can_change


def _assessment(item: Assessment, rules: RuleBase) -> Entries:
    yield "Scale", domain_text(item.domain)
    if item.why:
        yield "Why", item.why
    if item.rows:
        first = item.hit_policy is HitPolicy.FIRST
        yield "Table", f"the {'first' if first else 'only'} row that holds counts"
    for row in item.rows:
        yield "", f"{row.number}. {_row(row)}: {row.value}"
    if item.cuts:
        yield "Cut points", ", ".join(f"{value} from {least}" for value, least in item.cuts)
    given = [f"{rule.id}({what})" for rule, what in givers(item.name, rules)]
    if given:
        yield "Given by", ", ".join(given)
    yield "Rests on", ", ".join(facts_below(item.name, rules)) or "nothing"


def _row(row: Row) -> str:
    if not row.terms:
        return "otherwise"
    return ", ".join(f"{term.subject} {predicate_text(term)}" for term in row.terms)


def _decision(item: Decision, rules: RuleBase) -> Entries:
    yield "Question", item.question
    meanings = dict(item.meanings)
    for number, option in enumerate(item.options):
        meaning = f": {meanings[option]}" if option in meanings else ""
        yield ("" if number else "Options"), f"{option}{meaning}"
    yield "When equal", when_equal_text(item)
    yield "Close call", close_call_text(item)
    for number, option in enumerate(item.options):
        argue = speakers(item.name, option, rules)
        yield ("" if number else "Argued by"), f"{option}: {', '.join(argue) or 'nothing'}"
    yield "Rests on", ", ".join(facts_below(item.name, rules)) or "nothing"
