"""A change of names, planned over all books and the given case files before anything is written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from advisor.cases.questionnaire import WORKBOOK
from advisor.cases.read.collection import read_cases
from advisor.errors import Place
from advisor.knowledge.read.books import read_rule_base
from advisor.review.writing.naming import Renaming, renamings
from advisor.review.writing.own_books import ChangedFiles, OwnText, own_books
from advisor.review.writing.renamed_books import renamed_books
from advisor.review.writing.renamed_cases import CaseRenaming


@dataclass(frozen=True)
class PlannedRename:
    """What is renamed, the files as they will be, and what a person has to look at.

    `prose` are the places where an old name still stands in running text, `workbooks` the filled
    questionnaires, which stay as they are and are read by their old names.
    """

    renamings: tuple[Renaming, ...]
    files: ChangedFiles
    prose: tuple[Place, ...]
    workbooks: tuple[str, ...]


def plan_rename(folder: str, old: str, new: str, cases: Sequence[str] = ()) -> PlannedRename:
    """Plan to call something otherwise in the books of a folder and in case files (or folders of them).

    Nothing is written. Raises RuleBaseError, CaseError, UnknownNameError or ChangeError, which tell
    what is in the way.
    """
    files = own_books(folder)
    rules = read_rule_base([file.book for file in files], "before")
    wanted = renamings(old, new, rules)
    books = renamed_books(files, wanted)
    after = [pair[1].book for pair in books.pairs]
    renaming = CaseRenaming(rules, read_rule_base(after, "after"), wanted)
    paths = [case.file for case in read_cases(cases, rules)] if cases else []
    workbooks = tuple(path for path in paths if Path(path).suffix.casefold() == WORKBOOK)
    pairs = tuple(renaming.renamed(path) for path in paths if path not in workbooks)
    prose = tuple(
        place for one in wanted for _, file in books.pairs for place in _in_prose(file, one)
    )
    return PlannedRename(wanted, ChangedFiles((*books.pairs, *pairs)), prose, workbooks)


def _in_prose(file: OwnText, renaming: Renaming) -> Iterator[Place]:
    """Yield where an old name still stands; a value of one word could mean anything and is not looked for."""
    if renaming.value and " " not in renaming.old:
        return
    word = re.compile(rf"(?<!\w){re.escape(renaming.old)}(?!\w)", re.IGNORECASE)
    kept = re.compile(rf"(?<!\w){re.escape(renaming.new)}(?!\w)", re.IGNORECASE)
    for number, line in enumerate(file.book.text.split("\n"), start=1):
        found = word.search(kept.sub(lambda one: " " * len(one[0]), line))
        if found and "**Formerly**" not in line:
            yield Place(file.name, number, found.start() + 1)
