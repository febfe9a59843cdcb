"""`advisor rules copy`: the program's books in a folder of one's own."""

from __future__ import annotations

import click


@click.command("copy")
@click.argument("folder")
def copy(folder: str) -> None:
    """Copy the books that come with the program to FOLDER, to be changed there.

    Every command takes them with --rules FOLDER. Nothing that is there already is replaced.
    """
    from advisor.cli.output import print_text
    from advisor.review.writing.own_books import copy_books
    from advisor.text import counted

    names = copy_books(folder)
    print_text(f"{counted(len(names), 'book')} in {folder}. Use them with: --rules {folder}")
