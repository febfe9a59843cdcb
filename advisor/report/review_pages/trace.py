"""What carries each statement and each source, as a page and as JSON."""

from __future__ import annotations

from typing import Any

from advisor.knowledge.model import RuleBase
from advisor.report.page import Heading, Listing, PageTable, Part, ReviewPage
from advisor.report.review_pages.witnesses import rule_base_data, rule_base_foot
from advisor.review.evidence.trace import TraceRow, Tracing
from advisor.text import counted


def tracing_data(rules: RuleBase, tracing: Tracing) -> dict[str, Any]:
    """Return the JSON form."""

    def rows(some: tuple[TraceRow, ...]) -> list[dict[str, Any]]:
        return [
            {
                "key": row.key,
                "title": row.title,
                **{kind: list(names) for kind, names in vars(row.carried).items()},
                "waived": row.waived or None,
            }
            for row in some
        ]

    return {
        "rule_base": rule_base_data(rules),
        "statements": rows(tracing.statements),
        "sources": rows(tracing.sources),
        "not_covered": [{"about": gap.about, "text": gap.text} for gap in tracing.gaps],
    }


def tracing_page(rules: RuleBase, tracing: Tracing) -> ReviewPage:
    """Return the page."""
    parts: list[Part] = [Heading("Not covered")]
    parts.append(Listing(tuple(gap.text for gap in tracing.gaps) or ("Nothing is left out.",)))
    for title, caption, rows in (
        ("Statements of the deck", "statement", tracing.statements),
        ("Sources", "source", tracing.sources),
    ):
        parts.append(Heading(title))
        cells = tuple(
            (
                f"{row.key} · {row.title}",
                ", ".join((*row.carried.rules, *row.carried.misfits)),
                ", ".join((*row.carried.facts, *row.carried.assessments, *row.carried.decisions)),
                ", ".join(row.carried.actions),
                ", ".join((*row.carried.laws, *row.carried.goals, *row.carried.competencies)),
                row.waived,
            )
            for row in rows
        )
        header = (
            caption.capitalize(),
            "Rules and misfits",
            "Facts, assessments, decisions",
            "Actions",
            "Laws, goals, competencies",
            "Waived",
        )
        parts.append(PageTable("", header, cells))
    covered = sum(row.carried.speaks for row in tracing.statements)
    used = sum(bool(row.carried.kinds) for row in tracing.sources)
    summary = (
        f"{covered} of {counted(len(tracing.statements), 'statement')} are carried by rules; "
        f"{used} of {counted(len(tracing.sources), 'source')} are cited; "
        f"{counted(len(tracing.gaps), 'gap')}."
    )
    foot = rule_base_foot(rules)
    return ReviewPage("From the sources to the rules", summary, tuple(parts), foot)
