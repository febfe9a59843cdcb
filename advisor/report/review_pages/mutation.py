"""Which wrong changes of the rules nobody would notice, as a page and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from advisor.knowledge.model import RuleBase
from advisor.report.page import Heading, Listing, PageTable, Paragraph, Part, ReviewPage
from advisor.report.review_pages.proposals import proposal_parts, proposals_data
from advisor.report.review_pages.witnesses import rule_base_data, rule_base_foot
from advisor.review.change.mutation import Mutation, Notice
from advisor.review.change.proposals import Proposal
from advisor.schemas import schema_id
from advisor.text import counted

NOTICES = "It notices wrong changes of"
"""What a proposed case does with the rules that are named after it."""


def mutation_data(
    rules: RuleBase, found: Mutation, proposed: Sequence[Proposal] = ()
) -> dict[str, Any]:
    """Return the JSON form."""
    return {
        "schema": schema_id("mutate"),
        "rule_base": rule_base_data(rules),
        "total": found.total,
        "tried": len(found.tried),
        "equivalent": len(found.of(Notice.EQUIVALENT)),
        "percent": round(found.percent, 2),
        "noticed": {notice.name.lower(): len(found.of(notice)) for notice in Notice},
        "mutants": [
            {
                "about": one.about,
                "text": one.text,
                "notice": one.notice.name.lower(),
                "by": one.by or None,
                "decided": one.decided,
            }
            for one in found.tried
        ],
        "proposed": proposals_data(proposed),
    }


def mutation_page(
    rules: RuleBase, found: Mutation, cases: int, proposed: Sequence[Proposal] | None = None
) -> ReviewPage:
    """Return the page; `proposed` are the cases that were asked for, None where none were.

    With them the page is short: it tells the cases and what to do with them, and lists no mutants.
    """
    rows = tuple(
        (notice.value, f"{len(found.of(notice))}", _share(found, notice)) for notice in Notice
    )
    parts: list[Part] = [PageTable("How mutants are noticed", ("Notice", "Mutants", "Share"), rows)]
    if proposed is None:
        parts += _listed(found)
    else:
        shown = sum(len(one.shows) for one in proposed)
        parts.append(
            Paragraph(
                f"The proposed cases would notice {shown:,} of {len(found.of(Notice.NOBODY)):,} mutants "
                "that nobody notices. Without --propose each mutant is listed."
            )
        )
        parts += proposal_parts(
            rules,
            proposed,
            "Cases that would notice",
            "What nobody notices, no case was found to notice.",
            NOTICES,
        )
    foot = rule_base_foot(rules)
    summary = _summary(found, cases)
    return ReviewPage("Wrong changes that would slip through", summary, tuple(parts), foot)


def _listed(found: Mutation) -> list[Part]:
    parts: list[Part] = []
    parts.append(Heading("Nobody notices"))
    survivors = found.of(Notice.NOBODY)
    told = [f"{one.about}: {one.text}{'' if one.decided else ' *'}" for one in survivors]
    if not all(one.decided for one in survivors):
        parts.append(
            Paragraph(
                "Of those marked * it is not known whether they change anything that is told: no "
                "random case shows it, and the solver gave up or the time was over. They count."
            )
        )
    parts.append(Listing(tuple(told) or ("None.",)))
    equivalent = found.of(Notice.EQUIVALENT)
    if equivalent:
        parts.append(Heading("Proved to change nothing that is told"))
        parts.append(Listing(tuple(f"{one.about}: {one.text}" for one in equivalent)))
    seen = found.of(Notice.SEEN)
    if seen:
        parts.append(Heading("Seen only in the advice on a given case"))
        parts.append(Listing(tuple(f"{one.about}: {one.text} (in {one.by})" for one in seen)))
    return parts


def _share(found: Mutation, notice: Notice) -> str:
    """Return the share of those that can be noticed; the equivalent ones are none of them."""
    if notice is Notice.EQUIVALENT:
        return "not counted"
    return f"{100 * len(found.of(notice)) / max(1, found.counted):.1f}%"


def _summary(found: Mutation, cases: int) -> str:
    count, equivalent = len(found.tried), len(found.of(Notice.EQUIVALENT))
    told = f"{count:,} of {counted(found.total, 'mutant')} tried"
    if count < found.total:
        told += ", since the time was over"
    told += f" on {counted(cases, 'case')} and the laws" if cases else " on the laws alone"
    told += f"; {equivalent} change nothing that is told; of the other {found.counted:,}, "
    return f"{told}{found.percent:.1f}% are noticed and {len(found.of(Notice.NOBODY))} by nobody."
