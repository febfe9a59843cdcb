"""`advisor rules diff`: what a change of the rules means."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from advisor.cli.options import (
    MOST_SECONDS,
    FiniteRange,
    force_cases_option,
    output_option,
    write_cases_option,
)

if TYPE_CHECKING:
    from advisor.cases.model import Case
    from advisor.knowledge.model import RuleBase
    from advisor.review.change.shown import Shift


@click.command("diff")
@click.argument("old")
@click.argument("new")
@click.option(
    "--cases",
    multiple=True,
    metavar="CASES",
    help="Case files or folders to compare the advice on.",
)
@click.option(
    "--seconds",
    type=FiniteRange(0.001, MOST_SECONDS),
    default=4.0,
    show_default=True,
    help="The longest that a single question to the solver may take.",
)
@write_cases_option
@force_cases_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "markdown", "html", "json", "docx"]),
    help=(
        "How to write it. By default what the ending of -o says (.md, .html, .json, .docx), else text. "
        "Word (docx) needs the extra `documents`."
    ),
)
@output_option
def diff(  # noqa: PLR0913 - one for each option
    old: str,
    new: str,
    cases: tuple[str, ...],
    seconds: float,
    *,
    cases_folder: str | None,
    force: bool,
    form: str | None,
    output: str | None,
) -> None:
    """Tell what changes from OLD to NEW: folders of books, or git revisions (REV, REV:FOLDER).

    What was added, removed, renamed, changed, reworded and moved, by book and block, with the old and the
    new words side by side; for each change of a rule or table whether it means the same, or a case
    in which it shows; which given cases get other advice and through which rules; and the smallest
    case of all that gets other recommendations, points or close calls, assessments, misfits or
    actions, or the proof that none does. It always ends: what could not be decided is named. Exit
    code: 0 the same in all this for every case, 1 something differs, could not be decided, or can no
    longer be read.
    """
    from advisor.cli.pages import TEXTS, emit, form_of
    from advisor.cli.read_places import check_output
    from advisor.cli.shown_cases import check_cases_folder, write_shown_cases
    from advisor.knowledge.library import with_facts
    from advisor.knowledge.revision import books_of
    from advisor.report.review_pages.difference import Compared, difference_data, difference_page
    from advisor.review.change.books import changes
    from advisor.review.change.difference import Comparison
    from advisor.review.change.difference_cases import difference_cases
    from advisor.review.change.readable import only_read_by
    from advisor.review.change.renamed import under_todays_names

    form = form_of(form, output, forms=(*TEXTS, "docx"))
    if form == "docx" and output in (None, "-"):
        raise click.UsageError("no terminal can show docx: name a file, such as -o change.docx")
    check_output(output, books=[old, new], cases=cases)
    check_cases_folder(cases_folder, force=force, cases=cases)
    shelves = books_of(old), books_of(new)
    before, after = (with_facts(*shelf) for shelf in shelves)
    renamed = under_todays_names(shelves[0][1], before, after)
    before = renamed.rules
    shifts, unread = _shifts(cases, before, after)
    comparison = Comparison(before, after, seconds=seconds)
    compared = Compared(
        (old, new),
        (before, after),
        changes(renamed.books, shelves[1][1], renamed.names),
        tuple(shifts) if cases else None,
        tuple(unread),
        comparison.all(),
        comparison.one_sided(),
        comparison.by_change(),
        comparison.same(),
        only_read_by(before, after),
        only_read_by(after, before),
        renamed.names,
    )
    emit(difference_page(compared), difference_data(compared), form, output)
    shown = difference_cases((before, after), compared.others, compared.by_change, renamed.names)
    write_shown_cases(cases_folder, shown)
    if not compared.alike:
        raise SystemExit(1)


def _shifts(paths: Sequence[str], old: RuleBase, new: RuleBase) -> tuple[list[Shift], list[str]]:
    """Compare the advice on cases; those that one side can't read are named with the reason.

    Raises CaseError with what is wrong with the files that neither side can read.
    """
    from advisor.cases.read.case_file import read_case
    from advisor.cases.read.collection import case_files
    from advisor.errors import CaseError, Problem
    from advisor.review.change.shown import shifted

    shifts: list[Shift] = []
    unread: list[str] = []
    wrong: list[Problem] = []
    for file in case_files(paths):
        read: list[Case] = []
        refused: list[tuple[str, CaseError]] = []
        for side, rules in (("old", old), ("new", new)):
            try:
                read.append(read_case(file, rules))
            except CaseError as error:
                refused.append((side, error))
        if len(read) == 2:
            found = shifted(old, new, read[0], read[1])
            shifts += [found] if found else []
        elif read:
            side, refusal = refused[0]
            why = str(refusal.problems[0]).replace("\n", " ")
            unread.append(f"{why} (so the {side} rules)")
        else:
            wrong += refused[1][1].problems
    if wrong:
        raise CaseError(wrong)
    return shifts, unread
