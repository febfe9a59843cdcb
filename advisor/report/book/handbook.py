"""The handbook: all that the books say, as a book for people who don't program."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.explanation.overlay import Overlay
from advisor.knowledge.model import Item, Rule, RuleBase
from advisor.report.book.entries import EntryWriter
from advisor.report.book.graph import decision_graph
from advisor.report.book.links import Links
from advisor.report.book.lists import (
    Proved,
    goal_entries,
    law_entries,
    matrix,
    statement_entries,
    work_entries,
)
from advisor.report.book.model import BookEntry, Chapter, Handbook, Section
from advisor.text import slug


def handbook(rules: RuleBase, proved: Proved, overlay: Overlay | None = None) -> Handbook:
    """Return the handbook of a rule base; laws that are not in `proved` are not claimed to hold."""
    links = Links(rules)
    states = list(overlay.states.values()) if overlay else []
    return Handbook(
        rules.version,
        rules.hash,
        (
            ("facts", len(rules.facts)),
            ("assessments", len(rules.assessments)),
            ("decisions", len(rules.decisions)),
            ("rules", len(rules.rules)),
            ("laws", len(rules.laws)),
            ("goals", len(rules.goals)),
            ("competencies", len(rules.competencies)),
            ("statements", len(rules.statements)),
            ("works", len(rules.sources)),
        ),
        tuple(_chapters(rules, EntryWriter(rules, links, overlay))),
        tuple(decision_graph(rules, decision) for decision in rules.decisions),
        tuple(law_entries(rules, links, proved)),
        tuple(goal_entries(rules, links)),
        matrix(rules, links),
        tuple(statement_entries(rules, links)),
        tuple(work_entries(rules, links)),
        tuple(
            (waiver.about, links.anchor(waiver.about), waiver.finding, waiver.reason)
            for waiver in rules.waivers
        ),
        overlay.name if overlay else "",
        tuple((state, states.count(state)) for state in ("fires", "open", "fails"))
        if overlay
        else (),
    )


def _chapters(rules: RuleBase, writer: EntryWriter) -> Iterator[Chapter]:
    """Yield a chapter for each book that holds facts, assessments, decisions or rules."""
    items: tuple[Item | Rule, ...] = (*rules.items.values(), *rules.rules)
    for file in dict.fromkeys(item.place.file for item in items):
        inside = sorted((one for one in items if one.place.file == file), key=lambda one: one.place)
        topics: dict[str, list[BookEntry]] = {}
        for one in inside:
            topics.setdefault(one.topic, []).append(writer.entry(one))
        name = file.rpartition("/")[2].removesuffix(".md")
        title = name[:1].upper() + name[1:].replace("-", " ")
        sections = tuple(Section(topic, tuple(entries)) for topic, entries in topics.items())
        yield Chapter(title, f"chapter-{slug(name)}", sections)
