"""Taking a workbook back into the books: read, compared, tried, and only then ready to be written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path

from advisor.errors import OutputError, Place, Problem, RuleBaseError, WorkbookError
from advisor.files.refusals import explained
from advisor.files.replacing import replace_files
from advisor.knowledge.library import read_books, rules_of_books, with_facts
from advisor.knowledge.model import Book, RuleBase
from advisor.knowledge.sheets.blame import TriedChange, by_cells
from advisor.knowledge.sheets.changes import wanted_changes
from advisor.knowledge.sheets.edits import edited
from advisor.knowledge.sheets.filled import CameBack, came_back
from advisor.knowledge.sheets.layout import sheets_of
from advisor.knowledge.sheets.pieces import BookEdit, BookSheet

_MARK = "\ufeff"


@dataclass(frozen=True)
class BookRewrite:
    """A book as it is on the disk, and as it will be: both as text with their own line ends."""

    name: str
    path: Path
    before: str
    after: str

    def diff(self) -> list[str]:
        """Return the change as a unified diff, line by line."""
        old, new = (text.splitlines() for text in (self.before, self.after))
        return list(unified_diff(old, new, self.name, self.name, lineterm=""))


@dataclass(frozen=True)
class TakenBack:
    """What a workbook makes of the books: the books that change, the cells that ask for it, and notes.

    `rules` is the rule base that follows, which has been read without a problem.
    """

    rewrites: tuple[BookRewrite, ...]
    cells: tuple[Place, ...]
    notes: tuple[str, ...]
    rules: RuleBase


def books_as_sheets(folder: str | Path | None) -> tuple[RuleBase, tuple[BookSheet, ...]]:
    """Read the books of a folder, or the program's own, and return them with their sheets. Raises RuleBaseError."""
    label, books = read_books(folder)
    rules = with_facts(label, books)
    return rules, sheets_of(books, rules)


def taken_back(content: bytes, file: str, folder: str | Path) -> TakenBack:
    """Return what a workbook changes in the books of a folder; nothing is written.

    Raises WorkbookError with every problem of the workbook, each with its sheet and cell: what was
    read, what is allowed, the nearest match; RuleBaseError for books that can't be read as they
    are, and ModuleNotFoundError where a library is missing.
    """
    label, books = read_books(folder)
    rules = with_facts(label, books)
    found = came_back(content, file)
    changes = wanted_changes(found, sheets_of(books, rules))
    by_book: dict[str, list[BookEdit]] = {}
    for edit in changes.edits:
        by_book.setdefault(edit.file, []).append(edit)
    change = TriedChange(books, by_book, rules)
    if changes.problems.found:
        raise WorkbookError([*changes.problems.found, *_wrong_beside(label, change, file)])
    after = _tried(label, change, (file, found))
    rewrites = [
        _rewrite(book, Path(folder) / book.name.rpartition("/")[2], by_book[book.name])
        for book in books
        if book.name in by_book
    ]
    return TakenBack(tuple(rewrites), change.cells, tuple(changes.notes), after)


def _wrong_beside(label: str, change: TriedChange, file: str) -> Iterator[Problem]:
    """Yield what is wrong with the cells that could be tried, beside those that could not.

    What shows elsewhere may follow from a cell that was left out, and is not told.
    """
    try:
        rules_of_books(label, change.after())
    except RuleBaseError as error:
        yield from (one for one in by_cells(error.problems, change, file, elsewhere=False))


def _tried(
    label: str, change: TriedChange, workbook: tuple[str, Mapping[str, CameBack]]
) -> RuleBase:
    """Read the books as they would be. Raises WorkbookError with what would be wrong, told by the cells."""
    file, found = workbook
    changed = change.after()
    try:
        rules = rules_of_books(label, changed)
    except RuleBaseError as error:
        raise WorkbookError(by_cells(error.problems, change, file)) from None
    again = wanted_changes(found, sheets_of(changed, rules))
    if again.edits or again.problems.found:
        message = "this text can't be written into a book so that the same is read again"
        hint = "leave out what Markdown takes for marks, such as a leading '-', '#' or '|'"
        cells = dict.fromkeys(edit.cell for edit in again.edits)
        told = [Problem(cell, message, hint) for cell in cells] or again.problems.found
        raise WorkbookError(told)
    return rules


def _rewrite(book: Book, path: Path, edits: Sequence[BookEdit]) -> BookRewrite:
    """Make the edits in the book as it is on the disk, with its mark and its line ends."""
    with explained(path, "read"):
        raw = path.read_bytes().decode()
    mark = _MARK if raw.startswith(_MARK) else ""
    before = raw.removeprefix(_MARK)
    if before.replace("\r\n", "\n").replace("\r", "\n") != book.text:
        raise OutputError(_moved(path))
    return BookRewrite(book.name, path, raw, mark + edited(before, edits).text)


def write_back(taken: TakenBack) -> None:
    """Write the books: all of them are ready before the first one is replaced.

    Raises OutputError, with nothing changed, where the disk refuses or a book has changed meanwhile.
    """
    for one in taken.rewrites:
        with explained(one.path, "read"):
            if one.path.read_bytes() != one.before.encode():
                raise OutputError(_moved(one.path))
    replace_files({one.path: one.after.encode() for one in taken.rewrites})


def _moved(path: Path) -> Problem:
    message = "the book was changed by somebody else meanwhile; nothing was written"
    return Problem(Place(str(path)), message, "import the workbook once more")
