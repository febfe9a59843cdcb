"""The rule base as tables that are read in a spreadsheet: one for each kind of thing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from advisor.knowledge.conditions import Line
from advisor.knowledge.links import links_of
from advisor.knowledge.model import Rule, RuleBase
from advisor.knowledge.writer import (
    ambiguous_options,
    citations_text,
    close_call_text,
    domain_text,
    effect_text,
    law_text,
    line_text,
    near_text,
    predicate_text,
    when_equal_text,
)

TableRow = tuple[str, ...]


@dataclass(frozen=True)
class RulesTable:
    """A table of the rule base: what it holds, its columns, and its rows, all texts."""

    name: str
    header: TableRow
    rows: tuple[TableRow, ...]


def rules_tables(rules: RuleBase) -> tuple[RulesTable, ...]:
    """Return a table of each kind of thing, in the order of the books; the first one holds the rules."""
    return (
        rules_table(rules),
        _facts(rules),
        _anchors(rules),
        _assessments(rules),
        _table_rows(rules),
        _decisions(rules),
        _laws(rules),
        _sources(rules),
    )


def rules_table(rules: RuleBase) -> RulesTable:
    """Return the table with a row for each rule."""
    header = (
        "id", "title", "book", "topic", "when", "unless", "then", "warn", "weight", "advise",
        "phase", "owner", "part", "serves", "after", "effort", "needs", "because", "evidence",
        "source",
    )  # fmt: skip
    ambiguous = ambiguous_options(one.options for one in rules.decisions)
    return RulesTable("rules", header, tuple(_rule(one, ambiguous) for one in rules.rules))


def _rule(rule: Rule, ambiguous: tuple[str, ...]) -> TableRow:
    action = rule.advice
    return (
        rule.id,
        rule.title,
        rule.place.file,
        rule.topic,
        _lines(rule.when),
        _lines(rule.unless),
        ", ".join(effect_text(one, ambiguous=ambiguous) for one in rule.effects),
        rule.warning,
        rule.weight.value if rule.weight else "",
        action.text if action else "",
        action.phase.value if action else "",
        action.owner if action else "",
        action.part.value if action else "",
        ", ".join(action.serves) if action else "",
        ", ".join(action.after) if action else "",
        action.effort.value if action and action.effort else "",
        action.needs if action else "",
        rule.because,
        rule.evidence.value,
        citations_text(rule.sources),
    )


def _lines(lines: Iterable[Line]) -> str:
    """Write the lines of a condition, each on a line of its own as in the book; all have to hold."""
    return "\n".join(line_text(line) for line in lines)


def _facts(rules: RuleBase) -> RulesTable:
    header = (
        "fact", "book", "topic", "ask", "answers", "near", "why", "can change", "group by", "source",
    )  # fmt: skip
    rows = (
        (
            fact.name,
            fact.place.file,
            fact.topic,
            fact.question,
            domain_text(fact.domain),
            near_text(fact.domain),
            fact.why,
            fact.can_change,
            "yes" if fact.grouped else "",
            citations_text(fact.sources),
        )
        for fact in rules.facts
    )
    return RulesTable("facts", header, tuple(rows))


def _anchors(rules: RuleBase) -> RulesTable:
    rows = ((fact.name, value, text) for fact in rules.facts for value, text in fact.anchors)
    return RulesTable("answers", ("fact", "answer", "what one sees"), tuple(rows))


def _assessments(rules: RuleBase) -> RulesTable:
    header = (
        "assessment", "book", "topic", "scale", "hit policy", "inputs", "cut points", "why",
        "group by", "source",
    )  # fmt: skip
    rows = (
        (
            one.name,
            one.place.file,
            one.topic,
            domain_text(one.domain),
            one.hit_policy.value if one.rows else "",
            ", ".join(one.inputs),
            ", ".join(f"{value} from {least}" for value, least in one.cuts),
            one.why,
            "yes" if one.grouped else "",
            citations_text(one.sources),
        )
        for one in rules.assessments
    )
    return RulesTable("assessments", header, tuple(rows))


def _table_rows(rules: RuleBase) -> RulesTable:
    """Return all rows of all decision tables; their columns differ, so that the condition is a sentence."""

    def rows() -> Iterator[TableRow]:
        for one in rules.assessments:
            for row in one.rows:
                asked = (f"{term.subject} {predicate_text(term)}" for term in row.terms)
                condition = " and ".join(asked) or "otherwise"
                yield one.name, str(row.number), condition, row.value

    return RulesTable("decision tables", ("assessment", "row", "when", "value"), tuple(rows()))


def _decisions(rules: RuleBase) -> RulesTable:
    header = (
        "decision", "book", "topic", "question", "option", "meaning", "when equal", "close call",
        "group", "source",
    )  # fmt: skip

    def rows() -> Iterator[TableRow]:
        for one in rules.decisions:
            meanings = dict(one.meanings)
            for option in one.options:
                yield (
                    one.name,
                    one.place.file,
                    one.topic,
                    one.question,
                    option,
                    meanings.get(option, ""),
                    when_equal_text(one),
                    close_call_text(one),
                    one.group,
                    citations_text(one.sources),
                )

    return RulesTable("decisions", header, tuple(rows()))


def _laws(rules: RuleBase) -> RulesTable:
    ambiguous = ambiguous_options(one.options for one in rules.decisions)
    rows = (
        (
            law.id,
            law.title,
            law.place.file,
            law_text(law, ambiguous=ambiguous),
            citations_text(law.sources),
        )
        for law in rules.laws
    )
    return RulesTable("laws", ("id", "title", "book", "law", "source"), tuple(rows))


def _sources(rules: RuleBase) -> RulesTable:
    header = ("key", "author", "year", "title", "venue", "address", "note", "cited by")
    cited = links_of(rules).cited_by
    rows = (
        (
            one.key, one.author, one.year, one.title, one.venue, one.address, one.note,
            ", ".join(cited.get(one.key, ())),
        )
        for one in rules.sources
    )  # fmt: skip
    return RulesTable("sources", header, tuple(rows))
