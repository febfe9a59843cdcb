"""A workbook that came back: its sheets as texts with their cells, beside what was exported."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from advisor.errors import Place, Problem, WorkbookError
from advisor.knowledge.sheets.pieces import Grid
from advisor.text import one_line, visible
from advisor.workbooks import FilledSheet, filled_sheets

AS_EXPORTED = "as exported"
"""The hidden sheet that keeps what the cells said when the workbook was written."""

_LINE_END = re.compile(r"\r\n|\r|_x000D_\n?")
_BIDDING = "a cell may hold what can be seen, blanks and line ends"


@dataclass(frozen=True)
class CameBack:
    """A sheet that came back: its texts, each with the place of its cell; `then` is what was exported, if known."""

    file: str
    name: str
    rows: Grid
    then: Grid | None

    def at(self, row: int, column: int) -> Place:
        """Return the place of a cell; both count from 0."""
        return Place(self.file, row + 1, column + 1, self.name)

    def formulas(self, columns: Iterable[int], said: Container[str]) -> Iterator[tuple[Place, str]]:
        """Yield the cells of some columns that hold a formula, with its text; what the books say is none."""
        for column in columns:
            for row, texts in enumerate(self.rows):
                if texts[column].startswith("=") and texts[column] not in said:
                    yield self.at(row, column), texts[column]


def came_back(content: bytes, file: str) -> Mapping[str, CameBack]:
    """Return the sheets of a workbook by their names in small letters.

    Raises WorkbookError for what is no workbook and for cells that hold what can't be seen;
    ModuleNotFoundError where a library is missing.
    """
    try:
        found = filled_sheets(content)
    except ValueError as error:
        message = f"the workbook can't be read: {one_line(str(error), 200)}"
        raise WorkbookError(Problem(Place(file), message, "save it anew as .xlsx")) from None
    then = _exported(found)
    sheets = {
        sheet.name.strip().casefold(): CameBack(
            file, sheet.name, _rows(sheet), then.get(sheet.name.strip().casefold())
        )
        for sheet in found
        if sheet.name != AS_EXPORTED
    }
    wrong = [
        Problem(
            one.at(row, column),
            f"the cell holds an invisible character: '{one_line(visible(text))}'",
            _BIDDING,
            read=visible(text),
        )
        for one in sheets.values()
        for row, texts in enumerate(one.rows)
        for column, text in enumerate(texts)
        if visible(text) != text
    ]
    if wrong:
        raise WorkbookError(wrong)
    return sheets


def _rows(sheet: FilledSheet) -> Grid:
    """Return the texts of a sheet from its first column on; a line end is one character."""
    empty = ("",) * sheet.left
    return tuple((*empty, *(_LINE_END.sub("\n", cell) for cell in row)) for row in sheet.rows)


def _exported(found: Sequence[FilledSheet]) -> Mapping[str, Grid]:
    """Return what was exported, by the names of sheets; nothing where the hidden sheet is gone."""
    kept: dict[str, list[tuple[str, ...]]] = {}
    for sheet in found:
        if sheet.name == AS_EXPORTED:
            for name, *texts in _rows(sheet):
                kept.setdefault(name.casefold(), []).append(trimmed(texts))
    return {name: tuple(rows) for name, rows in kept.items()}


def trimmed(row: Sequence[str]) -> tuple[str, ...]:
    """Return a row without the empty cells at its end."""
    last = max((place for place, cell in enumerate(row) if cell), default=-1)
    return tuple(row[: last + 1])


def widened(row: Sequence[str], width: int) -> tuple[str, ...]:
    """Return a row of so many cells."""
    return (*row[:width], *("",) * (width - len(row)))


def by_name(then: Grid | None) -> Mapping[str, Mapping[str, str]]:
    """Return what was exported of each thing, by its name in small letters and the columns' names."""
    if not then:
        return {}
    head = then[0]
    return {
        row[0].casefold(): dict(zip(head, widened(row, len(head)), strict=True))
        for row in then[1:]
        if row
    }
