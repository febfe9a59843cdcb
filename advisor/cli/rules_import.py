"""`advisor rules import`: the changed cells of a workbook, taken back into the books."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from advisor.cli.options import rules_option

if TYPE_CHECKING:
    from advisor.errors import Problem
    from advisor.knowledge.sheets.taking_back import TakenBack

MOST_BYTES = 64 * 1024 * 1024
"""How many bytes a workbook may have; that of our rules has a third of one million."""


@click.command("import")
@click.argument("workbook", metavar="FILE.xlsx")
@click.option("--yes", is_flag=True, help="Write the books without asking.")
@rules_option
def import_workbook(workbook: str, yes: bool, rules_folder: str | None) -> None:  # noqa: FBT001 - click's way of a switch
    """Take the changed cells of a workbook back into the Markdown books of --rules DIR.

    FILE.xlsx is what 'advisor rules export' wrote and somebody changed. Only the lines that stand
    for changed cells change. The change is shown first, and the books are read as they would be:
    what is wrong is told with its sheet and cell, and then nothing is written.
    """
    from pathlib import Path

    from advisor.cli.extras import needs_extra
    from advisor.cli.output import print_text
    from advisor.errors import OutputError, Place, Problem, WorkbookError
    from advisor.files.reading import read_regular
    from advisor.files.refusals import explained
    from advisor.knowledge.sheets.taking_back import taken_back, write_back
    from advisor.text import counted

    if rules_folder is None:
        raise OutputError(_own_books())
    if Path(workbook).suffix.casefold() != ".xlsx":
        message = "only a workbook (.xlsx) can be taken back"
        raise WorkbookError(Problem(Place(workbook), message, "save it as .xlsx"))
    with explained(workbook, "read", kind=WorkbookError):
        content = read_regular(Path(workbook), MOST_BYTES)
    with needs_extra("batch"):
        taken = taken_back(content, workbook, rules_folder)
    print_text("\n".join(_told(taken)))
    if not taken.rewrites:
        return
    if not yes and not _agreed():
        print_text("Nothing was written.")
        return
    write_back(taken)
    books = counted(len(taken.rewrites), "book")
    print_text(f"Written: {books}. 'advisor rules check --rules {rules_folder}' looks for flaws.")


def _own_books() -> Problem:
    """Tell that the program's own books stay as they are, and how to have books of one's own."""
    from advisor.errors import NOWHERE, Problem

    message = "the books that come with the program are not written to"
    hint = "copy them with 'advisor rules copy FOLDER', and name the copy with --rules FOLDER"
    return Problem(NOWHERE, message, hint)


def _told(taken: TakenBack) -> list[str]:
    """Return what is to be written: notes, the change as a diff, and how many cells ask for it."""
    from advisor.text import counted

    lines = [f"Note: {note}." for note in taken.notes]
    if not taken.rewrites:
        return [*lines, "No cell says anything else than the books: there is nothing to write."]
    for one in taken.rewrites:
        lines += [*one.diff(), ""]
    cells, books = counted(len(taken.cells), "cell"), counted(len(taken.rewrites), "book")
    change = "changes" if len(taken.cells) == 1 else "change"
    return [*lines, f"{cells} {change} {books}; with that the books can be read without a problem."]


def _agreed() -> bool:
    """Ask whether to write. Raises OutputError where nobody can be asked."""
    from advisor.errors import NOWHERE, OutputError, Problem

    if not sys.stdin.isatty():
        message = "nothing was written, as nobody can be asked here"
        raise OutputError(Problem(NOWHERE, message, "say --yes to write this change"))
    return click.confirm("Write this?", err=True)
