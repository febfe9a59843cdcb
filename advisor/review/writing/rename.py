"""A change of names, planned over all books and the given case files before anything is written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from advisor.cases.questionnaire import WORKBOOK
from advisor.cases.read.collection import read_cases
from advisor.errors import Place
from advisor.knowledge.model import RuleBase
from advisor.knowledge.read.books import names_used, read_rule_base
from advisor.review.writing.naming import Renaming, renamings
from advisor.review.writing.own_books import ChangedFiles, OwnText, own_books
from advisor.review.writing.renamed_books import renamed_books
from advisor.review.writing.renamed_cases import CaseRenaming


@dataclass(frozen=True)
class PlannedRename:
    """What is renamed, the files as they will be, and what a person has to look at.

    `same` are values of other names that are called alike and stay, `prose` the places where an old
    name still stands in running text; `unsearched` are those that are not looked for, as they are one word
    that is a value of others too, which could mean anything. `workbooks` are the filled
    questionnaires, which stay as they are and are read by their old names.
    """

    renamings: tuple[Renaming, ...]
    files: ChangedFiles
    same: tuple[str, ...]
    prose: tuple[Place, ...]
    unsearched: tuple[str, ...]
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
    new_rules, mentions = names_used(after, "after")
    renaming = CaseRenaming(rules, new_rules, wanted)
    paths = [case.file for case in read_cases(cases, rules)] if cases else []
    workbooks = tuple(path for path in paths if Path(path).suffix.casefold() == WORKBOOK)
    pairs = tuple(renaming.renamed(path) for path in paths if path not in workbooks)
    named = {one.place for one in mentions}
    same = _alike(rules, wanted)
    unsearched = tuple(dict.fromkeys(one.old for one in wanted if same and " " not in one.old))
    prose = dict.fromkeys(
        place
        for one in wanted
        if one.old not in unsearched
        for _, file in books.pairs
        for place in _in_prose(file, one)
        if place not in named
    )
    files_changed = ChangedFiles((*books.pairs, *pairs))
    return PlannedRename(wanted, files_changed, same, tuple(prose), unsearched, workbooks)


def _alike(rules: RuleBase, wanted: Sequence[Renaming]) -> tuple[str, ...]:
    """Return what has a value that is called like one that is renamed, and keeps it."""
    value = wanted[0].value
    touched = {one.item for one in wanted}
    return tuple(
        f"{name} is {value}"
        for name, item in rules.items.items()
        if value and name not in touched and item.domain.code(value) is not None
    )


def _in_prose(file: OwnText, renaming: Renaming) -> Iterator[Place]:
    """Yield where an old name still stands in a book."""
    word = re.compile(rf"(?<!\w){re.escape(renaming.old)}(?!\w)", re.IGNORECASE)
    kept = re.compile(rf"(?<!\w){re.escape(renaming.new)}(?!\w)", re.IGNORECASE)
    for number, line in enumerate(file.book.text.split("\n"), start=1):
        found = word.search(kept.sub(lambda one: " " * len(one[0]), line))
        if found and "**Formerly**" not in line:
            yield Place(file.name, number, found.start() + 1)
