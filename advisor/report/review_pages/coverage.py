"""What the cases exercise of the rules, as a page and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from advisor.knowledge.model import RuleBase
from advisor.report.page import Heading, Listing, PageTable, Paragraph, Part, ReviewPage
from advisor.report.review_pages.proposals import proposal_parts, proposals_data
from advisor.report.review_pages.witnesses import rule_base_data, rule_base_foot
from advisor.review.change.coverage import KINDS, Coverage
from advisor.review.change.proposals import Proposal
from advisor.schemas import schema_id
from advisor.text import counted

EXERCISES = "It exercises what no case did so far of"
"""What a proposed case does with the rules that are named after it."""


def coverage_data(
    rules: RuleBase, found: Coverage, proposed: Sequence[Proposal] = ()
) -> dict[str, Any]:
    """Return the JSON form."""
    return {
        "schema": schema_id("coverage"),
        "rule_base": rule_base_data(rules),
        "cases": found.cases,
        "percent": round(found.percent, 2),
        "shares": {
            kind: dict(zip(("covered", "of"), found.share(kind), strict=True)) for kind in KINDS
        },
        "things": [
            {
                "kind": one.kind,
                "about": one.about,
                "text": one.text,
                "covered": one.covered,
                "by": list(one.by),
                "seen": one.seen or None,
            }
            for one in found.things
        ],
        "proposed": proposals_data(proposed),
    }


def coverage_page(
    rules: RuleBase,
    found: Coverage,
    fail_under: float,
    proposed: Sequence[Proposal] | None = None,
) -> ReviewPage:
    """Return the page; `proposed` are the cases that were asked for, None where none were."""
    shares = {kind: found.share(kind) for kind in KINDS}
    parts: list[Part] = [
        PageTable(
            "What the cases exercise",
            ("Kind", "Exercised", "Share"),
            tuple(
                (
                    f"{kind}s".replace("statuss", "statuses"),
                    f"{done} of {total}",
                    f"{100 * done / max(1, total):.1f}%",
                )
                for kind, (done, total) in shares.items()
            ),
        )
    ]
    if proposed is None:
        parts += _missing(found)
    else:
        parts.append(Paragraph("Without --propose each thing that is missing is listed."))
        parts += proposal_parts(
            rules,
            proposed,
            "Cases that would exercise more",
            "Nothing is missing that any case was found to exercise.",
            EXERCISES,
        )
    summary = f"{counted(found.cases, 'case')} exercise {found.percent:.1f}% of the rule base"
    summary += f"; {fail_under:g}% are asked for" if fail_under else ""
    foot = rule_base_foot(rules)
    return ReviewPage("What the cases exercise", f"{summary}.", tuple(parts), foot)


def _missing(found: Coverage) -> list[Part]:
    parts: list[Part] = []
    titles = {
        "rule": "Rules that never fire",
        "row": "Rows that never count",
        "condition": "Conditions not seen both ways",
        "option": "Options never recommended",
        "status": "Statuses never given",
    }
    for kind in KINDS:
        missing = [one for one in found.things if one.kind == kind and not one.covered]
        if missing:
            parts.append(Heading(titles[kind]))
            parts.append(
                Listing(
                    tuple(
                        f"{one.about}: {one.text}{f' ({one.seen})' if one.seen else ''}"
                        for one in missing
                    )
                )
            )
    return parts
