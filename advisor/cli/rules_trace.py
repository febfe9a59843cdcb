"""`advisor rules trace-to-source`: what carries each statement of the deck and each source."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from advisor.cli.options import form_option, output_option, rules_option

if TYPE_CHECKING:
    from advisor.knowledge.model import RuleBase
    from advisor.report.page import Part, ReviewPage
    from advisor.review.evidence.trace import Row, Tracing


@click.command("trace-to-source")
@form_option
@output_option
@rules_option
def trace_to_source(form: str | None, output: str | None, rules_folder: str | None) -> None:
    """Show which rules, facts and actions carry each statement of the deck and each source.

    Exit code: 0 everything is covered, 1 a statement that no rule carries, or a source that nothing
    cites and nobody has waived.
    """
    from advisor.cli.pages import emit, form_of
    from advisor.knowledge.library import load_rules
    from advisor.review.evidence.trace import trace

    rules = load_rules(rules_folder)
    tracing = trace(rules)
    keep = list(Path(rules_folder).glob("*.md")) if rules_folder else []
    emit(_page(rules, tracing), _data(rules, tracing), form_of(form, output), output, keep)
    if tracing.gaps:
        raise SystemExit(1)


def _data(rules: RuleBase, tracing: Tracing) -> dict[str, Any]:
    def rows(some: tuple[Row, ...]) -> list[dict[str, Any]]:
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
        "rule_base": {"version": rules.version, "hash": rules.hash},
        "statements": rows(tracing.statements),
        "sources": rows(tracing.sources),
        "not_covered": [{"about": gap.about, "text": gap.text} for gap in tracing.gaps],
    }


def _page(rules: RuleBase, tracing: Tracing) -> ReviewPage:
    from advisor.report.page import Heading, Listing, ReviewPage, Table
    from advisor.text import counted

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
        parts.append(Table("", header, cells))
    covered = sum(row.carried.speaks for row in tracing.statements)
    used = sum(bool(row.carried.kinds) for row in tracing.sources)
    summary = (
        f"{covered} of {counted(len(tracing.statements), 'statement')} are carried by rules; "
        f"{used} of {counted(len(tracing.sources), 'source')} are cited; "
        f"{counted(len(tracing.gaps), 'gap')}."
    )
    foot = f"Rule base {rules.version}, {rules.hash}"
    return ReviewPage("From the sources to the rules", summary, tuple(parts), foot)
