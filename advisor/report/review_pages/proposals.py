"""Cases that a review proposes, as part of a page, as JSON, and as case files to be confirmed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from advisor.cases.answers import answer_text
from advisor.cases.document import case_document
from advisor.cases.keep.made_up import MadeUpCase
from advisor.cases.model import Case, Expectation
from advisor.report.page import Heading, Listing, Paragraph, Part
from advisor.review.change.proposals import Proposal
from advisor.text import counted

_CONFIRM = (
    "Proposed by the program and to be confirmed by a person: what is expected is what the rules say "
    "today. Judge whether it is right before you keep it; if it is not, mend the rules and not this file."
)


def proposals_data(proposed: Sequence[Proposal]) -> list[dict[str, Any]]:
    """Return the JSON form: the case as a case file holds it, and what it shows."""
    return [
        {"case": case_document(one.case), "about": list(one.about), "shows": list(one.shows)}
        for one in proposed
    ]


def proposal_parts(proposed: Sequence[Proposal], title: str, nothing: str) -> list[Part]:
    """Return the part of a page that tells the proposed cases."""
    parts: list[Part] = [Heading(title)]
    if not proposed:
        return [*parts, Paragraph(nothing)]
    parts.append(
        Paragraph(
            "Each was played on the engine, and would show less without any of its answers. What it "
            "expects is what the rules say today: a person has to confirm that it is right."
        )
    )
    for one in proposed:
        parts.append(Heading(one.case.id, 3))
        parts.append(Paragraph(_answers(one.case), "Answers"))
        if one.case.expect is not None:
            parts.append(Paragraph(_expected(one.case.expect), "To be confirmed"))
        parts.append(Listing(one.shows))
    return parts


def proposed_files(proposed: Sequence[Proposal]) -> list[MadeUpCase]:
    """Return the cases as they are written to files, with a comment that tells what each shows."""
    made: list[MadeUpCase] = []
    for one in proposed:
        shows = [f"- {text}" for text in one.shows]
        lead = f"A made-up government that shows {counted(len(shows), 'thing')}:"
        made.append(MadeUpCase(one.case, "\n".join([_CONFIRM, lead, *shows])))
    return made


def _answers(case: Case) -> str:
    told = "; ".join(f"{answer.fact}: {answer_text(answer)}" for answer in case.answers)
    return f"{told or 'none at all'}."


def _expected(expect: Expectation) -> str:
    told = [
        f"{name}: {' '.join(filter(None, (option, status)))}"
        for name, option, status in expect.decisions
    ]
    for label, names in (
        ("misfits", expect.misfits),
        ("no misfits", expect.no_misfits),
        ("actions", expect.actions),
        ("no actions", expect.no_actions),
    ):
        if names:
            told.append(f"{label}: {', '.join(names)}")
    return f"{'; '.join(told)}."
