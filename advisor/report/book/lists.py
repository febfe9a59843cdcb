"""What the rules of the handbook stand on and serve: laws, goals, competencies, statements, works."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from advisor.knowledge.model import RuleBase
from advisor.knowledge.works import Source
from advisor.knowledge.writer import ambiguous_options, law_text
from advisor.report.book.entries import carrying
from advisor.report.book.links import (
    Links,
    competency_anchor,
    goal_anchor,
    law_anchor,
    source_anchor,
    statement_anchor,
)
from advisor.report.book.model import (
    BookEntry,
    CitedWork,
    CompetencyEntry,
    CompetencyMatrix,
    EntryPart,
    LawEntry,
    LinkedText,
)
from advisor.review.evidence.trace import trace

Proved = Mapping[str, tuple[str, str]]
"""For each law that was tried: its state, and the case that breaks it."""


def law_entries(rules: RuleBase, links: Links, proved: Proved) -> Iterator[LawEntry]:
    """Yield the laws; those that are not in `proved` are not claimed to hold."""
    ambiguous = ambiguous_options(decision.options for decision in rules.decisions)
    for law in rules.laws:
        text = law_text(law, ambiguous=ambiguous)
        state, shown = proved.get(law.id, ("not proved in this run", ""))
        yield LawEntry(
            law.id,
            law_anchor(law),
            law.title,
            f"{text[:1].upper()}{text[1:]}.",
            state,
            shown,
            links.cited(law.sources),
            links.carries(law.id),
        )


def goal_entries(rules: RuleBase, links: Links) -> Iterator[BookEntry]:
    """Yield the goals, each with the actions that serve it."""
    for goal in rules.goals:
        yield BookEntry(
            "goal",
            goal_anchor(goal.key),
            "goal",
            goal.key,
            (
                EntryPart("Target", (LinkedText(goal.target),)),
                EntryPart("Served by", links.serving(goal.key) or (LinkedText("nothing"),)),
                EntryPart("Source", links.cited(goal.sources)),
                *carrying(links, goal.key),
            ),
            waived=links.waived(goal.key),
            place=str(goal.place),
        )


def matrix(rules: RuleBase, links: Links) -> CompetencyMatrix:
    """Return the competencies matrix, level by level in the order of the book."""
    found = rules.competencies
    # The books hold only the ticks, so a job category that no competency names isn't known here.
    categories = tuple(dict.fromkeys(name for one in found for name in one.job_categories))
    return CompetencyMatrix(
        categories,
        tuple(
            (
                level,
                tuple(
                    CompetencyEntry(
                        one.key,
                        competency_anchor(one.key),
                        one.text,
                        one.level,
                        one.nature,
                        tuple(name in one.job_categories for name in categories),
                        links.carries(one.key),
                    )
                    for one in found
                    if one.level == level
                ),
            )
            for level in dict.fromkeys(one.level for one in found)
        ),
    )


def statement_entries(rules: RuleBase, links: Links) -> Iterator[BookEntry]:
    """Yield the statements, each with all that carries it, kind by kind."""
    carried = {row.key: row.carried for row in trace(rules).statements}
    for one in rules.statements:
        kinds = [
            EntryPart(kind.capitalize(), links.titled(names))
            for kind, names in carried[one.key].kinds
        ]
        yield BookEntry(
            "statement",
            statement_anchor(one.key),
            one.key,
            one.title,
            (
                EntryPart("Statement", (LinkedText(one.text),)),
                *(kinds or [EntryPart("Carried by", (LinkedText("nothing"),))]),
                EntryPart("Source", links.cited(one.sources)),
            ),
            waived=links.waived(one.key),
            place=str(one.place),
        )


def work_entries(rules: RuleBase, links: Links) -> Iterator[CitedWork]:
    """Yield the works by key, each with what cites it."""
    for source in sorted(rules.sources, key=_by_key):
        venue = "" if source.venue in ("", "none") else f" {source.venue}."
        yield CitedWork(
            source.key,
            source_anchor(source.key),
            f"{source.author} ({source.year}) {source.title}.{venue}",
            "" if source.address in ("", "none") else source.address,
            source.note,
            links.citing(source.key),
            "; ".join(reason for _, reason in links.waived(source.key)),
        )


def _by_key(source: Source) -> str:
    return source.key.casefold()
