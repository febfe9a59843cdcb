"""Taking a workbook back into the books: read, compared, tried, and only then ready to be written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path

from advisor.errors import OutputError, Place, Problem, RuleBaseError, WorkbookError
from advisor.files.refusals import explained
from advisor.files.replacing import replace_files
from advisor.knowledge.library import read_books, rules_of_books, with_facts
from advisor.knowledge.model import Book, RuleBase
from advisor.knowledge.sheets.changes import wanted_changes
from advisor.knowledge.sheets.edits import EditedBook, edited
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
    if changes.problems.found:
        raise WorkbookError(changes.problems.found)
    by_book: dict[str, list[BookEdit]] = {}
    for edit in changes.edits:
        by_book.setdefault(edit.file, []).append(edit)
    new = {
        book.name: edited(book.text, by_book[book.name]) for book in books if book.name in by_book
    }
    after = _tried(label, books, new, (file, found))
    rewrites = [
        _rewrite(book, Path(folder) / book.name.rpartition("/")[2], by_book[book.name])
        for book in books
        if book.name in by_book
    ]
    cells = tuple(dict.fromkeys(edit.cell for edit in changes.edits))
    return TakenBack(tuple(rewrites), cells, tuple(changes.notes), after)


def _tried(
    label: str,
    books: Sequence[Book],
    new: Mapping[str, EditedBook],
    workbook: tuple[str, Mapping[str, CameBack]],
) -> RuleBase:
    """Read the books as they would be. Raises WorkbookError with what would be wrong, told by the cells."""
    file, found = workbook
    changed = [Book(one.name, new[one.name].text) if one.name in new else one for one in books]
    try:
        rules = rules_of_books(label, changed)
    except RuleBaseError as error:
        raise WorkbookError(_by_cells(error.problems, new, file)) from None
    again = wanted_changes(found, sheets_of(changed, rules))
    if again.edits or again.problems.found:
        message = "this text can't be written into a book so that the same is read again"
        hint = "leave out what Markdown takes for marks, such as a leading '-', '#' or '|'"
        cells = dict.fromkeys(edit.cell for edit in again.edits)
        told = [Problem(cell, message, hint) for cell in cells] or again.problems.found
        raise WorkbookError(told)
    return rules


def _by_cells(
    problems: Iterable[Problem], new: Mapping[str, EditedBook], file: str
) -> Iterator[Problem]:
    """Yield the problems of changed books, each at the cell that brought it about, else at the workbook."""
    for one in problems:
        cell = _cell(one.place, new.get(one.place.file))
        told = one.message if cell else f"{one.place} would be wrong: {one.message}"
        yield Problem(
            cell or Place(file),
            told,
            one.mend,
            kind=one.kind,
            about=one.about,
            read=one.read,
            allowed=one.allowed,
            nearest=one.nearest,
        )


def _cell(place: Place, book: EditedBook | None) -> Place | None:
    """Return the cell whose edit holds a place of the changed book: the spot, else the line."""
    spans = book.spans if book else ()
    spot = (place.line, place.column)
    for edit, start, end in spans:
        if start <= spot <= end:
            return edit.cell
    for edit, start, end in spans:
        if edit.text and start[0] <= place.line <= end[0]:
            return edit.cell
    return None


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
