"""What a cell of a sheet stands for: a text of a book, the lines that it takes, and where a new line would go."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from advisor.errors import Place
from advisor.knowledge.read.markdown import Text

Grid = tuple[tuple[str, ...], ...]
"""The texts of a sheet, row by row; the first row names the columns."""


class LineForm(StrEnum):
    """How a line of a book is written."""

    HEADING = "heading"
    ENTRY = "entry"
    """`- **Key** text`"""
    ANCHOR = "anchor"
    """`  - *value*: text`"""
    TABLE_ROW = "row"
    """`| cell | cell |`"""


@dataclass(frozen=True)
class BookLine:
    """A statement of a book: its texts, the lines from `first` to `last`, and how the first of them stands there."""

    texts: tuple[Text, ...]
    first: int
    last: int
    raw: str

    @property
    def plain(self) -> tuple[str, ...]:
        """The texts, each on one line."""
        return tuple(text.plain for text in self.texts)


@dataclass(frozen=True)
class LineGroup:
    """Statements of one form that stand together; a first one would be put below the line `below`.

    `key` is that of entries. `widths` are those of the columns of a table whose bars stand below
    each other, and empty elsewhere.
    """

    file: str
    form: LineForm
    lines: tuple[BookLine, ...]
    below: int
    key: str = ""
    widths: tuple[int, ...] = ()

    @property
    def plain(self) -> Grid:
        """The texts of all lines."""
        return tuple(line.plain for line in self.lines)


@dataclass(frozen=True)
class BookColumn:
    """A column of a sheet of things: its name, and the key of the entries that it holds ('' for the heading).

    Where `several`, each line of a cell is an entry of its own.
    """

    name: str
    key: str
    required: bool = False
    several: bool = False


@dataclass(frozen=True)
class ThingRow:
    """A fact, an assessment or a rule: its name, and a group of lines for each column but the first."""

    name: str
    cells: tuple[LineGroup, ...]

    @property
    def plain(self) -> tuple[str, ...]:
        """The texts of the row, with its name first."""
        return (self.name, *("\n".join(line[0] for line in cell.plain) for cell in self.cells))


@dataclass(frozen=True)
class ThingSheet:
    """A sheet with a row for each thing; `one` is what a row is called.

    `formerly` pairs the names that things had before with those of today.
    """

    name: str
    one: str
    columns: tuple[BookColumn, ...]
    rows: tuple[ThingRow, ...]
    formerly: tuple[tuple[str, str], ...] = ()

    @property
    def grid(self) -> Grid:
        """The sheet's texts."""
        return (tuple(column.name for column in self.columns), *(row.plain for row in self.rows))


@dataclass(frozen=True)
class AnswersSheet:
    """The sheet of what answers mean: of each fact its lines of value and anchor.

    `formerly` pairs the names that facts had before with those of today.
    """

    name: str
    columns: tuple[str, str, str]
    facts: tuple[tuple[str, LineGroup], ...]
    formerly: tuple[tuple[str, str], ...] = ()

    @property
    def grid(self) -> Grid:
        """The sheet's texts."""
        rows = ((fact, *texts) for fact, group in self.facts for texts in group.plain)
        return (self.columns, *rows)


@dataclass(frozen=True)
class DecisionTableSheet:
    """The sheet of an assessment's decision table; `head` is the line that names its columns.

    `formerly` are names that the sheet had, from before the assessment was called otherwise.
    """

    name: str
    assessment: str
    head: LineGroup
    rows: LineGroup
    formerly: tuple[str, ...] = ()

    @property
    def grid(self) -> Grid:
        """The sheet's texts."""
        return (*self.head.plain, *self.rows.plain)


BookSheet = ThingSheet | AnswersSheet | DecisionTableSheet


@dataclass(frozen=True)
class BookEdit:
    """A change of a book: what stands from `start` up to `end` (line and column, from 1) becomes `text`.

    `cell` is the cell of the workbook that asks for it.
    """

    file: str
    start: tuple[int, int]
    end: tuple[int, int]
    text: str
    cell: Place


def segments(line: str) -> Iterator[tuple[int, int]]:
    """Yield for each cell of a table's line where it begins and ends, from 0, blanks included."""
    start = line.index("|") + 1 if line.lstrip().startswith("|") else 0
    pieces = line[start:].split("|")
    if line.rstrip().endswith("|"):
        pieces.pop()
    for piece in pieces:
        yield start, start + len(piece)
        start += len(piece) + 1
