"""Tables as they come: CSV in the usual encodings and with the usual separators, and Excel workbooks."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path

from advisor.errors import AdvisorError, Place, Problem, ProblemKind
from advisor.files.reading import read_regular
from advisor.files.refusals import explained
from advisor.text import one_line

LARGEST = 64 * 1024 * 1024
"""How many bytes a table may have; 5,000 people take about one million."""
ENDINGS = (".csv", ".tsv", ".txt", ".xlsx")
_SEPARATORS = ",;\t|"


class StaffError(AdvisorError):
    """A staff list, a catalogue of courses or their parameters can't be read as they stand."""


@dataclass(frozen=True)
class TableCell:
    """A cell: its text without blanks around it, and where it stands (row and column count from 1)."""

    text: str
    place: Place


@dataclass(frozen=True)
class PlainTable:
    """A table as texts. Rows that are wholly empty are left out; every other has a cell for each column."""

    file: str
    header: tuple[TableCell, ...]
    rows: tuple[tuple[TableCell, ...], ...]


def read_tables(path: str | Path) -> tuple[dict[str, PlainTable], tuple[str, ...]]:
    """Return the tables of a file by the names of their sheets, in small letters, and notes on how it was read.

    A CSV has one table, named ''. Raises StaffError: what can't be read, with its place.
    """
    file = str(path)
    ending = Path(path).suffix.casefold()
    if ending not in ENDINGS:
        mend = f"allowed: {', '.join(ENDINGS)}"
        raise StaffError(Problem(Place(file), "can't tell how the table is written", mend))
    with explained(path, "read", kind=StaffError):
        content = read_regular(Path(path), LARGEST)
    if ending == ".xlsx":
        return _workbook(content, file), ()
    text, notes = _text(content, file)
    separator = _separator(text)
    problems: list[Problem] = []
    try:
        lines = [
            (line, cells)
            for cells, line in _records(csv.reader(io.StringIO(text), delimiter=separator))
        ]
    except csv.Error as error:
        raise StaffError(Problem(Place(file), f"is no table: {error}", "save it as CSV")) from None
    table = _table(file, lines, problems)
    if problems:
        raise StaffError(problems)
    return {"": table}, notes


def _records(reader: object) -> list[tuple[list[str], int]]:
    """Return each record with the line on which it ends."""
    return [(cells, reader.line_num) for cells in reader]  # type: ignore[attr-defined]


def _text(content: bytes, file: str) -> tuple[str, tuple[str, ...]]:
    """Decode: what begins with a mark says its encoding; else UTF-8, and else the one of Western Windows."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace"), ()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        note = f"{file}: is not UTF-8 and was read as Windows-1252; look at letters with accents"
        return content.decode("cp1252", "replace"), (note,)
    if "\0" in text:
        mend = "save it as CSV in UTF-8, or as a workbook"
        raise StaffError(Problem(Place(file), "holds NUL characters and is no text", mend))
    return text, ()


def _separator(text: str) -> str:
    """Return the separator that the first line with anything in it holds most of."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max(_SEPARATORS, key=first.count)


def _workbook(content: bytes, file: str) -> dict[str, PlainTable]:
    """Read every sheet, all cells as texts."""
    from fastexcel import FastExcelError, read_excel  # noqa: PLC0415 - few lists are workbooks

    try:
        book = read_excel(content)
        sheets = {
            name: book.load_sheet(name, header_row=None, dtypes="string").to_polars().rows()
            for name in book.sheet_names
        }
    except FastExcelError as error:
        message = f"the workbook can't be read: {one_line(str(error), 200)}"
        raise StaffError(Problem(Place(file), message, "save it anew as .xlsx")) from None
    problems: list[Problem] = []
    tables = {
        name.strip().casefold(): _table(
            file,
            [
                (number, [_cell_text(cell) for cell in cells])
                for number, cells in enumerate(rows, start=1)
            ],
            problems,
            sheet=name,
        )
        for name, rows in sheets.items()
    }
    if problems:
        raise StaffError(problems)
    return tables


def _cell_text(cell: str | None) -> str:
    """Return a cell of a workbook as one would type it: a date without its midnight."""
    return (cell or "").removesuffix(" 00:00:00")


def _table(
    file: str, lines: list[tuple[int, list[str]]], problems: list[Problem], sheet: str = ""
) -> PlainTable:
    label = f"{file} ({sheet})" if sheet else file
    filled = [(number, cells) for number, cells in lines if any(cell.strip() for cell in cells)]
    if not filled:
        return PlainTable(label, (), ())
    (head, names), *others = filled
    while names and not names[-1].strip():
        names = names[:-1]
    header = tuple(
        TableCell(" ".join(name.split()), Place(label, head, column))
        for column, name in enumerate(names, start=1)
    )
    rows = []
    for number, cells in others:
        for column, extra in enumerate(cells[len(names) :], start=len(names) + 1):
            if extra.strip():
                message = f"'{one_line(extra)}' stands beyond the last column"
                mend = f"the header has {len(names)} columns; quote cells that hold the separator"
                problems.append(
                    Problem(Place(label, number, column), message, mend, kind=ProblemKind.TOO_MUCH)
                )
        padded = [*cells[: len(names)], *[""] * (len(names) - len(cells))]
        rows.append(
            tuple(
                TableCell(cell.strip(), Place(label, number, column))
                for column, cell in enumerate(padded, start=1)
            )
        )
    return PlainTable(label, header, tuple(rows))
