"""Cases that the program makes up to show something, written as case files that it reads again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from advisor.cases.document import case_text
from advisor.cases.model import Case
from advisor.errors import OutputError, Place, Problem
from advisor.files.refusals import explained
from advisor.files.replacing import replace_files
from advisor.text import slug, visible, wrapped

_WIDTH = 96
_LONGEST_NAME = 80


@dataclass(frozen=True)
class MadeUpCase:
    """A case that nobody reported, and what it shows. Its id names the file.

    `comment` is for whoever opens the file; each of its lines is a paragraph.
    """

    case: Case
    comment: str


def made_up_text(case: Case, comment: str) -> str:
    """Return a case file in YAML, marked as made up, with a comment before it.

    `read_case` reads the same case again. What the case expects of its advice (`expect`) stands in
    the file too.
    """
    remarks = [
        line
        for paragraph in comment.splitlines()
        for line in wrapped(visible(paragraph), _WIDTH, "# ", "# ")
    ]
    return "\n".join([*remarks, case_text(replace(case, fictional=True))])


def refuse_used_folder(folder: Path, *, force: bool) -> None:
    """Refuse a folder that holds something, unless it is forced. Raises OutputError."""
    with explained(folder):
        if folder.exists() and not folder.is_dir():
            raise OutputError(Problem(Place(str(folder)), "this is no folder", "give another name"))
        used = folder.is_dir() and any(folder.iterdir())
    if used and not force:
        hint = "give --force to write into it, or another name"
        raise OutputError(
            Problem(Place(str(folder)), "the folder for the cases is not empty", hint)
        )


def write_made_up(
    folder: Path, cases: Iterable[MadeUpCase], *, force: bool = False
) -> tuple[Path, ...]:
    """Write each case to a file of its own, named after its id, and return the files.

    The folder is made if it is missing and there is something to write. Raises OutputError: the
    folder holds something and it is not forced, or it can't be written to.
    """
    refuse_used_folder(folder, force=force)
    contents: dict[Path, bytes] = {}
    for one in _with_own_ids(list(cases)):
        contents[folder / f"{one.case.id}.yaml"] = made_up_text(one.case, one.comment).encode()
    for path in contents:
        if path.is_symlink():
            message = "is a link, and no case is written through one"
            raise OutputError(Problem(Place(str(path)), message, "give a folder without it"))
    if contents:
        with explained(folder, "made"):
            folder.mkdir(parents=True, exist_ok=True)
        replace_files(contents)
    return tuple(contents)


def _with_own_ids(cases: Sequence[MadeUpCase]) -> list[MadeUpCase]:
    """Give each case an id that can name a file, and that none before it has."""
    named: dict[str, MadeUpCase] = {}
    for one in cases:
        name = slug(one.case.id)[:_LONGEST_NAME].strip("-") or "case"
        free, number = name, 2
        while free in named:
            free, number = f"{name}-{number}", number + 1
        named[free] = MadeUpCase(replace(one.case, id=free), one.comment)
    return list(named.values())
