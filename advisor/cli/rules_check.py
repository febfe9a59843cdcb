"""`advisor rules check`: what is wrong with the rules themselves, each finding shown or proved."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from advisor.cli.options import form_option, output_option, rules_option

if TYPE_CHECKING:
    from advisor.errors import RuleBaseError
    from advisor.knowledge.model import RuleBase
    from advisor.report.page import Part, ReviewPage
    from advisor.review.check.findings import Checked, Finding


@click.command("check")
@click.option(
    "--seconds",
    type=click.FloatRange(min=0.001),
    default=10.0,
    show_default=True,
    help='The longest that a single question may take; after that the answer is "can\'t tell".',
)
@form_option
@output_option
@rules_option
def check(seconds: float, form: str | None, output: str | None, rules_folder: str | None) -> None:
    """Look for rules that can't fire, say the same or contradict each other, and for gaps.

    Each finding comes with a case that was played on the engine, or with the proof that no case
    exists. A finding that is meant can be waived in the books with a reason: '- **Waive** never
    fires: why'. Exit code: 0 nothing left, 1 findings, 2 rules that can't be read.
    """
    from advisor.cli.pages import emit, form_of
    from advisor.errors import RuleBaseError
    from advisor.knowledge.library import load_rules
    from advisor.review.check.findings import Checked
    from advisor.review.check.rules import check as checked_rules

    rules = None
    try:
        rules = load_rules(rules_folder)
        checked = checked_rules(rules, seconds=seconds)
    except RuleBaseError as error:
        circles = _circles(error)
        if not circles:
            raise
        checked = Checked(circles, ())
    keep = list(Path(rules_folder).glob("*.md")) if rules_folder else []
    emit(_page(rules, checked), _data(rules, checked), form_of(form, output), output, keep)
    if checked.open:
        raise SystemExit(1)


def _circles(error: RuleBaseError) -> tuple[Finding, ...]:
    """Return the circles among the rules as findings, if nothing else is wrong with the books."""
    from advisor.errors import ProblemKind
    from advisor.review.check.findings import Finding

    if any(problem.kind is not ProblemKind.CIRCLE for problem in error.problems):
        return ()
    return tuple(
        Finding(
            "circle",
            problem.about,
            f"The rules lead in a circle, so nothing can be evaluated: {problem.read}.",
            problem.mend,
            "it follows from who reads what.",
            place=problem.place,
        )
        for problem in error.problems
    )


def _data(rules: RuleBase | None, checked: Checked) -> dict[str, Any]:
    from advisor.report.review_pages.witnesses import witness_data

    return {
        "rule_base": {"version": rules.version, "hash": rules.hash} if rules else None,
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
            }
            for finding in checked.findings
        ],
        "undecided": list(checked.undecided),
    }


def _page(rules: RuleBase | None, checked: Checked) -> ReviewPage:
    from advisor.report.page import Heading, Listing, ReviewPage
    from advisor.text import counted

    parts: list[Part] = []
    for finding in checked.open:
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
    summary += f"; {len(waived)} waived in the books with a reason" if waived else ""
    if checked.undecided:
        summary += f"; {counted(len(checked.undecided), 'question')} not decided in the time given"
    foot = f"Rule base {rules.version}, {rules.hash}" if rules else "The rule base does not load."
    return ReviewPage("The rule base, checked", f"{summary}.", tuple(parts), foot)


def _finding(finding: Finding) -> list[Part]:
    from advisor.report.page import Heading, Paragraph

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
