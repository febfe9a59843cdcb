"""`--write-cases FOLDER`: the cases that a review shows, as case files."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from advisor.cli.output import tell
from advisor.errors import OutputError, Place, Problem
from advisor.files.refusals import is_folder, resolved

if TYPE_CHECKING:
    from advisor.cases.keep.made_up import MadeUpCase


def check_cases_folder(
    folder: str | None,
    *,
    force: bool,
    option: str = "--write-cases",
    cases: Iterable[str] = (),
) -> None:
    """Refuse a folder that can't be taken, before anything is done. Raises OutputError, UsageError.

    `cases` are files and folders that are read, which nothing is written to.
    """
    from advisor.cases.keep.made_up import refuse_used_folder

    if folder is None and force:
        message = f"--force: it says something with {option} only"
        raise click.UsageError(message)
    if folder is None:
        return
    refuse_used_folder(Path(folder), force=force)
    place = resolved(Path(folder))
    for one in map(Path, cases):
        found = resolved(one)
        # Folders of cases are read through and through; a new one in them holds nothing to lose.
        within = is_folder(one) and found in place.parents
        if place in (found, found.parent) or (force and within):
            message = f"{one} is read from here, and could be written over"
            raise OutputError(Problem(Place(folder), message, f"give {option} another folder"))


def write_shown_cases(folder: str | None, found: Iterable[MadeUpCase | str]) -> None:
    """Write the cases, if a folder is given, and tell how many, and which no file may hold.

    The folder was looked at before; the page itself may stand in it by now.
    """
    from advisor.cases.keep.made_up import write_made_up
    from advisor.text import all_of, counted

    if folder is None:
        return
    every = list(found)
    cases = [one for one in every if not isinstance(one, str)]
    files = write_made_up(Path(folder), cases, force=True)
    names = [one for one in every if isinstance(one, str)]
    text = (
        f"{counted(len(files), 'case file')} written to {folder}" if files else "no case to write"
    )
    if names:
        text += f"; no case file can hold what shows {all_of(names)}"
    tell(text)
