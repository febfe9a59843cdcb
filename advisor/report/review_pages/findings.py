"""What a check of the rules found, as a page and as JSON."""

from __future__ import annotations

from typing import Any

from advisor.knowledge.model import RuleBase
from advisor.report.page import Heading, Listing, Paragraph, Part, ReviewPage
from advisor.report.review_pages.witnesses import rule_base_data, rule_base_foot, witness_data
from advisor.review.check.findings import Checked, RuleFinding
from advisor.schemas import schema_id
from advisor.text import counted


def findings_data(rules: RuleBase | None, checked: Checked) -> dict[str, Any]:
    """Return the JSON form."""
    return {
        "schema": schema_id("check"),
        "rule_base": rule_base_data(rules) if rules else None,
        "findings": [
            {
                "kind": finding.kind,
                "about": finding.about,
                "place": str(finding.place),
                "text": finding.text,
                "mend": finding.mend,
                "proof": finding.proof,
                "shown_by": [witness_data(one) for one in finding.shown_by],
                "waived": finding.waived or None,
                "hint": finding.hint,
            }
            for finding in checked.findings
        ],
        "undecided": list(checked.undecided),
    }


def findings_page(rules: RuleBase | None, checked: Checked) -> ReviewPage:
    """Return the page."""
    parts: list[Part] = []
    for finding in checked.open:
        parts += _finding(finding)
    if checked.hints:
        parts.append(Heading("Hints"))
        parts.append(
            Paragraph("They may well be meant as they are; the check does not fail by them.")
        )
        for finding in checked.hints:
            parts += _finding(finding)
    waived = [finding for finding in checked.findings if finding.waived]
    if waived:
        parts.append(Heading("Waived in the books"))
        for finding in waived:
            parts += _finding(finding)
    if checked.undecided:
        parts.append(Heading("Can't tell"))
        parts.append(Listing(checked.undecided))
    left = len(checked.open)
    summary = f"{counted(left, 'finding')}" if left else "Nothing found"
    summary += f"; {counted(len(checked.hints), 'hint')}" if checked.hints else ""
    summary += f"; {len(waived)} waived in the books with a reason" if waived else ""
    if checked.undecided:
        summary += f"; {counted(len(checked.undecided), 'question')} not decided in the time given"
    foot = rule_base_foot(rules) if rules else "The rule base does not load."
    return ReviewPage("The rule base, checked", f"{summary}.", tuple(parts), foot)


def _finding(finding: RuleFinding) -> list[Part]:
    parts: list[Part] = [Heading(f"{finding.about} ({finding.place})", 3, finding.kind)]
    parts.append(Paragraph(finding.text))
    if finding.proof:
        parts.append(Paragraph(finding.proof, "Why"))
    parts += [Paragraph(f"{one}.", "A case that shows it") for one in finding.shown_by]
    if finding.waived:
        parts.append(Paragraph(finding.waived, "Waived"))
    else:
        parts.append(Paragraph(f"{finding.mend}.", "To mend it"))
    return parts
