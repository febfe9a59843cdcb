"""What would be wrong with books after a workbook, told by the cells that bring it about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from advisor.errors import Place, Problem, ProblemKind, RuleBaseError
from advisor.knowledge.domains import Kind
from advisor.knowledge.library import rules_of_books
from advisor.knowledge.model import Book, Item, RuleBase
from advisor.knowledge.sheets.edits import EditedBook, edited
from advisor.knowledge.sheets.pieces import BookEdit

_MOST_TRIED = 30
"""How many cells are left out one after the other to find the one behind a problem elsewhere."""


@dataclass(frozen=True)
class TriedChange:
    """Books with the edits of a workbook, as text; `rules` is the rule base before them."""

    books: Sequence[Book]
    edits: Mapping[str, Sequence[BookEdit]]
    rules: RuleBase

    @property
    def cells(self) -> tuple[Place, ...]:
        """The cells that ask for the edits."""
        return tuple(dict.fromkeys(one.cell for edits in self.edits.values() for one in edits))

    def touches(self, item: Item) -> bool:
        """Whether an edit stands in the block of an item."""
        headed = (*self.rules.items.values(), *self.rules.rules)
        starts = [one.place.line for one in headed if one.place.file == item.place.file]
        lines = [edit.start[0] for edit in self.edits.get(item.place.file, ())]
        return any(
            max((one for one in starts if one <= line), default=0) == item.place.line
            for line in lines
        )

    def edited(self, without: Place | None = None) -> Mapping[str, EditedBook]:
        """Return the books that change, by their names; `without` is a cell that is left out."""
        return {
            book.name: edited(book.text, [one for one in edits if one.cell != without])
            for book in self.books
            if (edits := self.edits.get(book.name))
        }

    def after(self, without: Place | None = None) -> list[Book]:
        """Return all books as they would be."""
        new = self.edited(without)
        return [
            Book(one.name, new[one.name].text) if one.name in new else one for one in self.books
        ]


def by_cells(
    problems: Iterable[Problem], tried: TriedChange, file: str, *, elsewhere: bool = True
) -> Iterator[Problem]:
    """Yield the problems of changed books, each at the cell that brought it about, else at the workbook.

    Those that stand in no line of a cell are left out unless `elsewhere`.
    """
    new = tried.edited()
    others = []
    for one in problems:
        cell = _cell(one.place, new.get(one.place.file))
        if cell is None:
            others.append(one)
        else:
            yield replace(one, place=cell, mend=_mend(one, tried))
    if not elsewhere or not others:
        return
    behind = _behind(others, tried)
    for one in others:
        told = f"{one.place} would be wrong: {one.message}"
        place = behind.get(one, Place(file))
        yield replace(one, place=place, message=told, mend=_mend(one, tried))


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


def _behind(problems: Sequence[Problem], tried: TriedChange) -> Mapping[Problem, Place]:
    """Return the cells without which problems that stand elsewhere would not be there."""
    found: dict[Problem, Place] = {}
    for cell in tried.cells[:_MOST_TRIED]:
        left = _left_without(cell, tried)
        for one in problems:
            if (one.place.file, one.message) not in left:
                found.setdefault(one, cell)
    return found


def _left_without(cell: Place, tried: TriedChange) -> set[tuple[str, str]]:
    """Return the files and messages of what is wrong if a cell is left out."""
    try:
        rules_of_books("without", tried.after(cell))
    except RuleBaseError as error:
        return {(one.place.file, one.message) for one in error.problems}
    return set()


def _mend(problem: Problem, tried: TriedChange) -> str:
    """Return how a problem is mended; for a name of before also what it is called, or how it is renamed."""
    read = problem.read.casefold()
    if problem.kind is not ProblemKind.UNKNOWN or not read:
        return problem.mend
    for item in tried.rules.items.values():
        for old, today in (*((old, item.name) for old in item.formerly), *item.former_values):
            if old.casefold() == read and today.casefold() in _folded(problem.allowed):
                return f"'{problem.read}' is called '{today}' today"
    # Only a value that the workbook itself took away was called otherwise there.
    holding = [
        item
        for item in tried.rules.items.values()
        if item.domain.kind is not Kind.NUMBER
        and item.domain.code(problem.read) is not None
        and read not in _folded(problem.allowed)
        and tried.touches(item)
    ]
    if not holding:
        return problem.mend
    alike = {
        one.name: len(_folded(problem.allowed) & _folded(one.domain.values)) for one in holding
    }
    name = max(alike, key=lambda one: alike[one])
    command = f'advisor rules rename "{name} is {problem.read}" NEW'
    return f"{problem.mend}\n  a name that is used elsewhere is changed in all places by: {command}"


def _folded(words: Iterable[str]) -> set[str]:
    return {word.casefold() for word in words}
