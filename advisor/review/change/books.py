"""What a change of the books says: things added, removed, changed in meaning or only in wording."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from advisor.knowledge.model import Assessment, Decision, Fact, Item, Rule, RuleBase
from advisor.knowledge.writer import (
    ambiguous_options,
    close_call_text,
    domain_text,
    law_text,
    near_text,
    predicate_text,
    rule_entries,
    when_equal_text,
)

_WORDING = {"Because", "Evidence", "Source", "Ask", "Why", "Can change", "Question", "Anchor"}
"""Entries that a reader weighs and the engine doesn't read."""


@dataclass(frozen=True)
class BookChange:
    """One thing that changed: `how` is added, removed, changed (its meaning) or reworded.

    `before` and `after` are the sentences that differ, with their labels.
    """

    how: str
    kind: str
    name: str
    title: str
    before: tuple[tuple[str, str], ...]
    after: tuple[tuple[str, str], ...]


Told = tuple[str, list[tuple[str, str]]]


def changes(old: RuleBase, new: RuleBase) -> tuple[BookChange, ...]:
    """Return what changed from one rule base to another, rules first."""
    found: list[BookChange] = []
    for kind, before, after in (
        ("rule", _rules(old), _rules(new)),
        ("fact", _items(old.facts), _items(new.facts)),
        ("assessment", _items(old.assessments), _items(new.assessments)),
        ("decision", _items(old.decisions), _items(new.decisions)),
        ("law", _laws(old), _laws(new)),
    ):
        found += _compared(kind, before, after)
    return tuple(found)


def _compared(kind: str, old: Mapping[str, Told], new: Mapping[str, Told]) -> Iterable[BookChange]:
    for name in dict.fromkeys((*old, *new)):
        if name not in new:
            yield BookChange("removed", kind, name, old[name][0], tuple(old[name][1]), ())
        elif name not in old:
            yield BookChange("added", kind, name, new[name][0], (), tuple(new[name][1]))
        elif old[name] != new[name]:
            gone = tuple(one for one in old[name][1] if one not in new[name][1])
            come = tuple(one for one in new[name][1] if one not in old[name][1])
            labels = {label for label, _ in (*gone, *come)}
            how = "reworded" if labels <= _WORDING else "changed"
            if old[name][0] != new[name][0]:
                gone, come = (("Title", old[name][0]), *gone), (("Title", new[name][0]), *come)
            yield BookChange(how, kind, name, new[name][0], gone, come)


def _rules(rules: RuleBase) -> dict[str, Told]:
    ambiguous = ambiguous_options(decision.options for decision in rules.decisions)
    return {rule.id: (rule.title, rule_entries(rule, ambiguous=ambiguous)) for rule in rules.rules}


def _laws(rules: RuleBase) -> dict[str, Told]:
    ambiguous = ambiguous_options(decision.options for decision in rules.decisions)
    return {
        law.id: (law.title, [("Says", law_text(law, ambiguous=ambiguous))]) for law in rules.laws
    }


def _items(items: Iterable[Item]) -> dict[str, Told]:
    return {item.name: ("", _entries(item)) for item in items}


def _entries(item: Item) -> list[tuple[str, str]]:
    if isinstance(item, Fact):
        entries = [("Ask", item.question), ("Answers", domain_text(item.domain))]
        entries += [("Anchor", f"{value}: {text}") for value, text in item.anchors]
        entries += [("Near", near_text(item.domain))] if item.domain.near else []
        entries += _grouped(item) + _formerly(item)
        return [*entries, ("Why", item.why), ("Can change", item.can_change)]
    if isinstance(item, Assessment):
        entries = [("Scale", domain_text(item.domain)), ("Why", item.why), *_grouped(item)]
        entries += [("Cut point", f"{value} from {least}") for value, least in item.cuts]
        entries += [("Table", item.hit_policy.value)] if item.rows else []
        for row in item.rows:
            when = ", ".join(f"{term.subject} {predicate_text(term)}" for term in row.terms)
            entries.append((f"Row {row.number}", f"{when or 'otherwise'}: {row.value}"))
        return entries
    assert isinstance(item, Decision)  # noqa: S101 - the third kind of item
    return [
        ("Question", item.question),
        ("Options", domain_text(item.domain)),
        *(("Anchor", f"{value}: {text}") for value, text in item.meanings),
        ("When equal", when_equal_text(item)),
        ("Close call", close_call_text(item)),
        *([("Group", item.group)] if item.group else []),
        ("Judge by", item.judged.value),
        *_formerly(item),
    ]


def _grouped(item: Fact | Assessment) -> list[tuple[str, str]]:
    return [("Group by", "yes")] if item.grouped else []


def _formerly(item: Fact | Decision) -> list[tuple[str, str]]:
    entries = [("Formerly", name) for name in item.formerly]
    return entries + [("Formerly", f"{old} -> {new}") for old, new in item.former_values]


def same_meaning(one: Rule, two: Rule) -> bool:
    """Whether two rules hold for the same reasons and conclude the same, as they are written."""
    parts = [
        (rule.when, rule.unless, rule.effects, rule.warning, rule.weight, rule.advice)
        for rule in (one, two)
    ]
    return parts[0] == parts[1]
