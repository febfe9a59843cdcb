"""Which wrong changes of the rules nobody would notice, as a page and as JSON."""

from __future__ import annotations

from typing import Any

from advisor.knowledge.model import RuleBase
from advisor.report.page import Heading, Listing, PageTable, Paragraph, Part, ReviewPage
from advisor.report.review_pages.witnesses import rule_base_data, rule_base_foot
from advisor.review.change.mutation import Mutation, Notice
from advisor.schemas import schema_id
from advisor.text import counted


def mutation_data(rules: RuleBase, found: Mutation) -> dict[str, Any]:
    """Return the JSON form."""
    return {
        "schema": schema_id("mutate"),
        "rule_base": rule_base_data(rules),
        "total": found.total,
        "tried": len(found.tried),
        "noticed": {notice.name.lower(): len(found.of(notice)) for notice in Notice},
        "mutants": [
            {
                "about": one.about,
                "text": one.text,
                "notice": one.notice.name.lower(),
                "by": one.by or None,
                "proved": one.proved,
            }
            for one in found.tried
        ],
    }


def mutation_page(rules: RuleBase, found: Mutation, cases: int) -> ReviewPage:
    """Return the page."""
    count = len(found.tried)
    rows = tuple(
        (
            notice.value,
            f"{len(found.of(notice))}",
            f"{100 * len(found.of(notice)) / max(1, count):.1f}%",
        )
        for notice in Notice
    )
    parts: list[Part] = [PageTable("How mutants are noticed", ("Notice", "Mutants", "Share"), rows)]
    survivors = found.of(Notice.NOBODY)
    parts.append(Heading("Nobody notices"))
    parts.append(
        Paragraph(
            "Of those marked * the solver has proved that no law can break; of the others it is only "
            "known that random cases break none."
        )
    )
    told = [f"{one.about}: {one.text}{' *' if one.proved else ''}" for one in survivors]
    parts.append(Listing(tuple(told) or ("None.",)))
    seen = found.of(Notice.SEEN)
    if seen:
        parts.append(Heading("Seen only in the advice on a given case"))
        parts.append(Listing(tuple(f"{one.about}: {one.text} (in {one.by})" for one in seen)))
    summary = f"{count:,} of {counted(found.total, 'mutant')} tried"
    summary += f" on {counted(cases, 'case')}" if cases else " on the laws alone"
    summary += f"; {len(survivors)} noticed by nobody"
    foot = rule_base_foot(rules)
    return ReviewPage("Wrong changes that would slip through", f"{summary}.", tuple(parts), foot)
