"""What `rules list` and `rules show` print, as plain data."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from advisor.knowledge.laws import AlwaysLaw, Law, MonotoneLaw
from advisor.knowledge.links import facts_below, links_of
from advisor.knowledge.model import Assessment, Decision, Fact, Rule, RuleBase
from advisor.knowledge.works import Competency, Goal, Source, Statement
from advisor.knowledge.writer import ambiguous_options, law_text
from advisor.report.book.listing import conclusions, in_book_order
from advisor.report.book.showing import Thing, things_named
from advisor.report.review_pages.witnesses import rule_base_data
from advisor.report.rules_export.background import (
    competency_data,
    goal_data,
    source_data,
    statement_data,
)
from advisor.report.rules_export.document import (
    assessment_data,
    decision_data,
    fact_data,
    law_data,
    rule_data,
)
from advisor.schemas import schema_id


def listed_data(rules: RuleBase) -> dict[str, Any]:
    """Return every rule and law with what it concludes, in the order of the books."""
    return {
        "schema": schema_id("list"),
        "rule_base": rule_base_data(rules),
        "rules": [_entry(one, rules) for one in in_book_order(rules)],
    }


def _entry(one: Rule | Law, rules: RuleBase) -> dict[str, Any]:
    is_rule = isinstance(one, Rule)
    ambiguous = ambiguous_options(decision.options for decision in rules.decisions)
    return {
        "kind": "rule" if is_rule else "law",
        "id": one.id,
        "title": one.title,
        "book": one.place.file,
        "topic": one.topic if isinstance(one, Rule) else "",
        "place": str(one.place),
        "concludes": conclusions(one)
        if isinstance(one, Rule)
        else [law_text(one, ambiguous=ambiguous)],
    }


def shown_data(rules: RuleBase, names: Sequence[str]) -> dict[str, Any]:
    """Return the things of these names in full, each with its links. Raises UnknownNameError."""
    return {
        "schema": schema_id("show"),
        "rule_base": rule_base_data(rules),
        "shown": [_shown(thing, rules) for thing in things_named(rules, names)],
    }


def _shown(thing: Thing, rules: RuleBase) -> dict[str, Any]:
    links = links_of(rules)
    name = _name(thing)
    item = name in rules.items
    return {
        "thing": _data(thing, rules),
        "read_by": list(links.read_by.get(name, ())) if item else [],
        "written_by": list(links.written_by.get(name, ())) if item else [],
        "rests_on": _below(thing, rules),
        "carries": list(links.carries.get(name, ())),
        "cited_by": list(links.cited_by.get(name, ())) if isinstance(thing, Source) else [],
        "served_by": list(links.served_by.get(name, ())) if isinstance(thing, Goal) else [],
    }


def _below(thing: Thing, rules: RuleBase) -> list[str]:
    """Return the facts that a thing follows from, in the order of the books."""
    if isinstance(thing, Rule | AlwaysLaw | MonotoneLaw):
        below = {fact for name in thing.reads for fact in (name, *facts_below(name, rules))}
        return [fact for fact in rules.fact_names if fact in below]
    return facts_below(_name(thing), rules) if _name(thing) in rules.items else []


def _name(thing: Thing) -> str:
    if isinstance(thing, Rule | AlwaysLaw | MonotoneLaw):
        return thing.id
    if isinstance(thing, Source | Goal | Competency | Statement):
        return thing.key
    return thing.name


def _data(thing: Thing, rules: RuleBase) -> dict[str, Any]:
    if isinstance(thing, Rule):
        return rule_data(thing, rules)
    if isinstance(thing, AlwaysLaw | MonotoneLaw):
        return law_data(thing, rules)
    if isinstance(thing, Assessment):
        return assessment_data(thing, rules)
    return _PLAIN[type(thing)](thing)


_PLAIN: Mapping[type, Callable[[Any], dict[str, Any]]] = {
    Fact: fact_data,
    Decision: decision_data,
    Source: source_data,
    Goal: goal_data,
    Competency: competency_data,
    Statement: statement_data,
}
"""What tells of things whose data need nothing but themselves."""
