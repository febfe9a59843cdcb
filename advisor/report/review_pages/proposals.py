"""Cases that a review proposes, as part of a page, as JSON, and as case files to be confirmed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from advisor.cases.answers import answer_text
from advisor.cases.document import case_document
from advisor.cases.keep.made_up import MadeUpCase
from advisor.cases.model import Case
from advisor.knowledge.model import RuleBase
from advisor.report.page import Heading, Listing, Paragraph, Part
from advisor.review.change.proposals import Proposal

_CONFIRM = (
    "Proposed by the program and to be confirmed by a person: what is expected below is what the rules "
    "say today. Answer these questions:"
)

_STEPS = (
    "Where all of it is right, put a line 'checked by: your name, the day' in the place of this remark and "
    "move the file to the folder of your cases. Where something is not, mend the rules and not this file, "
    "and delete it."
)

STEPS = (
    "Open each file. The remark at its top asks whether what the rules say of this government is right.",
    (
        "Where all of it is right, put a line 'checked by: your name, the day' in the place of the remark, "
        "and move the file to a folder of your own cases, any one beside your books."
    ),
    "Where something is not right, mend the rules, not the file, and delete it.",
    (
        "'advisor case test CASES', with that folder for CASES and --rules for books of your own, tells from "
        "then on when a change of the rules breaks what you have confirmed. Give CASES to the next run of "
        "this command too, and it has less to propose."
    ),
)
"""What a person does with the files of proposed cases, step by step."""

_NAMED = 5
"""So many of the rules that a case is about are named; the others are counted."""


def proposals_data(proposed: Sequence[Proposal]) -> list[dict[str, Any]]:
    """Return the JSON form: the case as a case file holds it, and what it shows."""
    return [
        {
            "case": case_document(one.case),
            "about": list(one.about),
            "shows": list(one.shows),
            "asks": list(one.asks),
        }
        for one in proposed
    ]


def proposal_parts(
    rules: RuleBase, proposed: Sequence[Proposal], title: str, nothing: str, shows: str
) -> list[Part]:
    """Return the part of a page that tells the proposed cases; `shows` is what they do with rules."""
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
        if one.asks:
            parts += [Paragraph("", "To be confirmed"), Listing(one.asks)]
        parts.append(Paragraph(f"{about_text(rules, one)}.", shows))
    return [*parts, Heading("What to do with the files"), Listing(STEPS)]


def proposed_files(rules: RuleBase, proposed: Sequence[Proposal], shows: str) -> list[MadeUpCase]:
    """Return the cases as they are written to files, with a comment that asks what is to be judged."""
    made: list[MadeUpCase] = []
    for one in proposed:
        asks = [f"- {text}" for text in one.asks]
        told = f"{shows}: {about_text(rules, one)}."
        made.append(MadeUpCase(one.case, "\n".join([_CONFIRM, *asks, _STEPS, told])))
    return made


def about_text(rules: RuleBase, proposal: Proposal) -> str:
    """Name a handful of the rules and tables that a case is about, by their titles, and count the others."""
    names = [
        f"{name} ({rules.rules_by_id[name].title})" if name in rules.rules_by_id else name
        for name in proposal.about
    ]
    more = len(names) - _NAMED
    return "; ".join([*names[:_NAMED], f"and {more} more"] if more > 0 else names)


def _answers(case: Case) -> str:
    told = "; ".join(f"{answer.fact}: {answer_text(answer)}" for answer in case.answers)
    return f"{told or 'none at all'}."
