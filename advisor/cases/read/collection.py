"""Reading the case files of several paths and folders, with what is wrong in any of them told together."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from advisor.cases.model import Case
from advisor.cases.read.case_file import ENDINGS, read_case
from advisor.errors import CaseError, Place, Problem
from advisor.files.refusals import explanation, is_folder
from advisor.knowledge.model import RuleBase


def read_cases(paths: Sequence[str], rules: RuleBase, *, folders: bool = True) -> list[Case]:
    """Read the case files that paths name, each once; a folder's in the order of their names.

    Folders below a folder are taken too, but no link to another folder is followed. Raises
    CaseError with what is wrong with any of the files; without `folders` also for a folder.
    """
    problems: list[Problem] = []
    files = _files(paths, problems, folders=folders)
    read: list[Case] = []
    for file in files:
        try:
            read.append(read_case(file, rules))
        except CaseError as error:
            problems.extend(error.problems)
    if problems:
        raise CaseError(problems)
    return read


def case_files(paths: Sequence[str]) -> list[str]:
    """Return the case files that paths name, as `read_cases` takes them, without reading any.

    Raises CaseError for a path of which none can be taken.
    """
    problems: list[Problem] = []
    files = _files(paths, problems, folders=True)
    if problems:
        raise CaseError(problems)
    return files


def _files(paths: Sequence[str], problems: list[Problem], *, folders: bool) -> list[str]:
    """Return the files that paths name, each once; what is wrong with a path is added to the problems."""
    files: list[str] = []
    for path in paths:
        if path == "-" and not Path(path).exists():
            hint = "name a file; the standard input is not read"
            problems.append(Problem(Place(path), "there is no such file", hint))
        elif folders and is_folder(path):
            found = sorted(_files_below(path, problems))
            if not found:
                endings = ", ".join(ENDINGS)
                problems.append(Problem(Place(path), f"holds no case file ({endings})"))
            files += found
        else:
            files.append(path)
    return list(dict.fromkeys(files))


def _files_below(folder: str, problems: list[Problem]) -> Iterator[str]:
    """Yield the case files of a folder; a folder in it that can't be read costs only itself."""

    def refused(error: OSError) -> None:
        problems.append(explanation(error, error.filename or folder, "read"))

    for parent, _, names in os.walk(folder, onerror=refused):
        for name in names:
            if Path(name).suffix.casefold() in ENDINGS:
                yield str(Path(parent, name))
