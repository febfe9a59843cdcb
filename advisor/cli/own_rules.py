"""What the commands share that change books: the folder of one's own, and a question before anything is written."""

from __future__ import annotations

import sys

import click

own_rules_option = click.option(
    "--rules",
    "rules_folder",
    metavar="DIR",
    help="The folder of your own books (*.md); the program's own are never changed. "
    "'advisor rules copy DIR' makes one.",
)


def own_folder(folder: str | None) -> str:
    """Return the folder whose books are to be changed. Raises ChangeError where none is named."""
    from advisor.errors import NOWHERE, ChangeError, Problem

    if folder is not None:
        return folder
    message = "the books that come with the program are not changed: name a folder of your own"
    mend = "copy them with 'advisor rules copy my-rules', then add '--rules my-rules'"
    raise ChangeError(Problem(NOWHERE, message, mend))


def agreed(question: str) -> bool:
    """Ask for a yes. Everything else is a no, also the end of the input."""
    sys.stdout.write(f"{question} [y/N]: ")
    sys.stdout.flush()
    line = sys.stdin.readline()
    if not line or not sys.stdin.isatty():
        sys.stdout.write("\n")
    return line.strip().casefold() in ("y", "yes")
