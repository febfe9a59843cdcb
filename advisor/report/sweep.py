"""The shares of a space of scenarios as a page, and as data for other programs."""

from __future__ import annotations

from typing import Any

from advisor.batch.simulate.sweep import ScenarioSpace, SpaceCounts, shares
from advisor.report.page import Heading, PageTable, Paragraph, Part, ReviewPage
from advisor.text import capital

_WARNINGS = 30
NONE = "no recommendation"


def sweep_page(space: ScenarioSpace, counts: SpaceCounts) -> ReviewPage:
    """Return the page on a sweep."""
    open_facts = space.open_facts
    how = "drawn from" if counts.drawn else "which are all"
    parts: list[Part] = [
        Paragraph(
            f"{len(open_facts)} questions are open: {', '.join(open_facts) or 'none'}. Each answer counts as "
            "often as any other, so that the shares tell what the rules do, and not what governments are like."
        )
    ]
    for item in space.rules.decisions:
        rows = tuple(
            (option or NONE, f"{100 * share:.2f} %", f"{count:,}")
            for option, count, share in shares(counts, item.name)
            if count or option
        )
        parts += [
            Heading(capital(item.name), 3),
            PageTable("", ("option", "share", "scenarios"), rows),
        ]
    told = sorted(counts.warnings.items(), key=lambda one: (-one[1], one[0]))
    rows = tuple(
        (
            f"{capital(space.rules.rules_by_id[rule].title)} ({rule})",
            f"{100 * count / max(counts.scenarios, 1):.2f} %",
            f"{count:,}",
        )
        for rule, count in told[:_WARNINGS]
    )
    parts += [Heading("Warnings", 3), PageTable("", ("warning", "share", "scenarios"), rows)]
    never = [rule for rule, count in told if not count]
    if never:
        parts.append(Paragraph(f"In none of them: {', '.join(never)}."))
    summary = f"{counts.scenarios:,} scenarios, {how} {space.size:,}."
    if not counts.drawn:
        summary = f"All {counts.scenarios:,} scenarios."
    foot = f"Rule base {space.rules.version}, {space.rules.hash}"
    return ReviewPage("A space of scenarios", summary, tuple(parts), foot)


def sweep_data(space: ScenarioSpace, counts: SpaceCounts) -> dict[str, Any]:
    """Return the counts for other programs."""
    return {
        "rule_base": space.rules.hash,
        "size": space.size,
        "scenarios": counts.scenarios,
        "drawn": counts.drawn,
        "open": list(space.open_facts),
        "decisions": {
            item.name: {option or NONE: count for option, count, _ in shares(counts, item.name)}
            for item in space.rules.decisions
        },
        "warnings": dict(counts.warnings),
    }
