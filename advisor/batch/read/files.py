"""Which files are read: names, folders and the standard input, in the order of the command."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from advisor.batch.places import (
    SETTINGS,
    STANDARD_INPUT,
    TABLE_ENDINGS,
    WORKBOOK_ENDINGS,
    ending_of,
)
from advisor.cases.read.case_file import ENDINGS as CASE_ENDINGS
from advisor.errors import CaseError, Place, Problem
from advisor.files.refusals import explained, is_folder, resolved

_ALL = tuple(dict.fromkeys((*CASE_ENDINGS, *TABLE_ENDINGS, *WORKBOOK_ENDINGS)))


def expand(names: Sequence[str], avoid: Sequence[Path]) -> tuple[str, ...]:
    """Return the files that names and folders stand for. Raises CaseError for what isn't there.

    Folders are read through and through, by name; files in `avoid` are our own output.
    """
    own: set[Path] = set()
    for path in avoid:
        with explained(path):
            own.add(resolved(path))
    files: list[str] = []
    problems: list[Problem] = []
    for name in names:
        path = Path(name)
        if name == STANDARD_INPUT:
            files.append(name)
        elif is_folder(path):
            found = list(_within(path, own, problems))
            files += found
            if not found:
                hint = f"cases end in {', '.join(_ALL)}"
                problems.append(Problem(Place(name), "the folder holds no cases", hint))
        elif not os.path.exists(path):  # noqa: PTH110 - Path.exists raises for names that are too long
            problems.append(
                Problem(Place(name), "there is no such file or folder", "check the path")
            )
        elif ending_of(name) not in _ALL:
            hint = f"allowed: {', '.join(_ALL)}, or - for standard input"
            problems.append(Problem(Place(name), "can't tell how the file is written", hint))
        elif resolved(path) in own:
            problems.append(
                Problem(Place(name), "this file would be overwritten", "use another -o")
            )
        else:
            files.append(name)
    if files.count(STANDARD_INPUT) > 1:
        problems.append(Problem(Place(STANDARD_INPUT), "the standard input can be read only once"))
    if problems:
        raise CaseError(problems)
    return tuple(files)


def _within(folder: Path, own: set[Path], problems: list[Problem]) -> Iterator[str]:
    """Yield the files of a folder that are cases; links to folders are not followed."""
    try:
        with os.scandir(folder) as found:
            some = sorted(found, key=lambda one: one.name)
    except OSError as error:
        message = f"the folder can't be read: {error.strerror}"
        problems.append(Problem(Place(str(folder)), message, "check its access rights"))
        return
    names = {path.name for path in own}
    for one in some:
        path = folder / one.name
        if one.is_dir(follow_symlinks=False):
            # What an interrupted run has left is no input.
            if not (one.name.endswith(".parts") and (path / SETTINGS).exists()):
                yield from _within(path, own, problems)
        elif ending_of(one.name) in _ALL and _may_be_file(one):
            # Finding out where links lead takes time, and few files are named like ours.
            other = one.name not in names and not one.is_symlink()
            if other or not _leads_to(path, own):
                yield str(path)


def _may_be_file(entry: os.DirEntry[str]) -> bool:
    """Whether an entry is a file, or a link of which that can't be found out: reading it will tell."""
    try:
        return entry.is_file()
    except OSError:
        return True


def _leads_to(path: Path, own: set[Path]) -> bool:
    try:
        return resolved(path) in own
    except OSError:
        return False
