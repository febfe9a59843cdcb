"""Workbooks with a table: where the table stands, and its columns; old ones and OpenDocument's too.

Each is looked over (`advisor.workbooks`) before a library reads it.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from advisor.batch.places import ending_of
from advisor.batch.read.headers import (
    HEADER_ROWS,
    TableChoice,
    header_note,
    likely_header,
    named,
    twins,
)
from advisor.errors import column_letters, nearest
from advisor.text import one_line
from advisor.workbooks import MOST_CELLS, checked, explained_failures, repacked

MOST_OLD = 1 << 28
"""How many bytes an .xls may have."""

_ODS_PARTS = ("mimetype", "content.xml", "META-INF/manifest.xml")
_ROWS_REPEATED = re.compile(rb"number-rows-repeated=[\"']([0-9]{1,9})")
_COLUMNS_REPEATED = re.compile(rb"number-columns-repeated=[\"']([0-9]{1,9})")


@dataclass(frozen=True)
class SheetPlace:
    """Where a table stands in a workbook: its sheet, and the number of its header's row, from 1.

    `letters` are what the spreadsheet calls its columns; `notes` tell of other sheets and of rows above.
    """

    sheet: str
    header_row: int
    letters: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


Count = Callable[[Sequence[str | None]], int]
"""Tells how many facts a row names."""


def find_table(file: str, choice: TableChoice, count: Count) -> SheetPlace:
    """Find the table of a workbook: the first sheet and the first row that name the most facts.

    Where none names a fact, it is the sheet with the most cells, and the row that looks like a header.

    Hidden sheets are read only if they are named. Raises ValueError and OSError.
    """
    with explained_failures():
        book = _opened(file)
        shown = {
            name: book.load_sheet(name, n_rows=0).visible == "visible" for name in book.sheet_names
        }
        wanted = _named(choice.sheet, book.sheet_names)
        names = [wanted] if wanted else [one for one in shown if shown[one]] or book.sheet_names
        found: tuple[tuple[int, int], str, int, tuple[str, ...]] | None = None
        for name in names:
            head = book.load_sheet(
                name,
                header_row=None,
                skip_rows=0,
                n_rows=max(HEADER_ROWS, choice.header_row),
                dtypes="string",
            )
            rows = head.to_polars().rows()
            counts = [count(row) for row in rows]
            row = counts.index(max(counts)) if any(counts) else likely_header(rows)
            row = choice.header_row - 1 if choice.header_row else row
            facts = counts[row] if row < len(counts) else 0
            looked_at = rows[row : row + 1] if choice.header_row else rows
            filled = sum(cell is not None for one in looked_at for cell in one)
            likely = facts, 0 if facts else filled
            if found is None or likely > found[0]:
                found = likely, name, row, _letters(head)
        if found is None:
            message = "the workbook has no sheets"
            raise ValueError(message)
    _, sheet, row, letters = found
    notes = []
    others = [
        f"'{one_line(name)}'" + (" (hidden)" if not shown[name] else "")
        for name in shown
        if name != sheet
    ]
    if others:
        notes.append(
            f"{file}: only the sheet '{one_line(sheet)}' is read, and not {', '.join(others)}; --sheet names another"
        )
    if row:
        notes.append(header_note(file, row + 1))
    return SheetPlace(sheet, row + 1, letters, tuple(notes))


def sheet_names(file: str) -> list[str]:
    """Return the names of the sheets of a workbook. Raises ValueError and OSError."""
    with explained_failures():
        return list(_opened(file).sheet_names)


def _named(wanted: str, names: Sequence[str]) -> str:
    """Return a sheet by its name, '' where none is named. Raises ValueError."""
    if not wanted:
        return ""
    for name in names:
        if name.strip().casefold() == wanted.strip().casefold():
            return name
    near = nearest(wanted, names)
    mend = (
        f"did you mean '{one_line(near)}'?" if near else f"it has {', '.join(map(one_line, names))}"
    )
    message = f"it has no sheet '{one_line(wanted)}'; {mend}"
    raise ValueError(message)


def _letters(sheet: Any) -> tuple[str, ...]:
    """Return what a spreadsheet calls the columns of a sheet, which need not begin at A."""
    columns = sheet.available_columns
    columns = columns() if callable(columns) else columns
    places = [getattr(column, "absolute_index", column.index) for column in columns]
    return tuple(map(column_letters, places))


def read_workbook(file: str, *, typed: bool, place: SheetPlace | None = None) -> pl.DataFrame:
    """Return a sheet of a workbook, the first one unless another is named; columns are texts unless they shall have kinds.

    Rows without any cell stay, as empty ones. Raises ValueError and OSError.
    """
    with explained_failures():
        book = _opened(file)
        if not book.sheet_names:
            message = "the workbook has no sheets"
            raise ValueError(message)
        sheet: str | int = place.sheet if place else 0
        row = place.header_row - 1 if place else 0
        top = max(row - 1, 0)
        where = {"header_row": None, "skip_rows": top} if place else {"header_row": None}
        head = book.load_sheet(sheet, n_rows=row - top + 1, dtypes="string", **where).to_polars()
        names = named(head.row(-1) if head.height else [], head.row(0) if head.height > 1 else ())
        alike = twins(names)
        if alike:
            message = f"{alike}; give each column a name of its own"
            raise ValueError(message)
        texts: pl.DataFrame = book.load_sheet(sheet, header_row=row, dtypes="string").to_polars()
        if not typed:
            return texts.rename(dict(zip(texts.columns, names, strict=True)))
        kinds = book.load_sheet(sheet, header_row=row, schema_sample_rows=None).to_polars()
    # A kind that loses a cell, such as #N/A among numbers, is none.
    return pl.DataFrame(
        [
            kind if kind.null_count() == text.null_count() else text
            for kind, text in zip(kinds.iter_columns(), texts.iter_columns(), strict=True)
        ]
    ).rename(dict(zip(texts.columns, names, strict=True)))


def _opened(file: str) -> Any:
    """Return a workbook as the library has it, after it was looked over."""
    from fastexcel import read_excel  # noqa: PLC0415 - few tables are workbooks

    # What it tells of columns without a kind is of no use to anybody.
    logging.getLogger("fastexcel").setLevel(logging.ERROR)
    ending = ending_of(file)
    if ending == ".ods":
        return read_excel(checked_ods(Path(file)))
    if ending == ".xls":
        return read_excel(checked_xls(Path(file)))
    return read_excel(checked(Path(file)))


def checked_xls(path: Path) -> bytes:
    """Return an old workbook, whose sheets have at most 65,536 rows and 256 columns. Raises ValueError, OSError."""
    with path.open("rb") as file:
        content = file.read(MOST_OLD + 1)
    if len(content) > MOST_OLD:
        message = f"it has more than {MOST_OLD // 2**20:,} MiB; save it as .xlsx or .csv"
        raise ValueError(message)
    return content


def checked_ods(path: Path) -> bytes:
    """Return an OpenDocument workbook of which all is counted, also cells that are repeated. Raises ValueError, OSError."""

    def mended(name: str, content: bytes) -> bytes:
        if name == "content.xml":
            _check_repeats(content)
        return content

    return repacked(path, lambda name: name in _ODS_PARTS, mended)


def _check_repeats(content: bytes) -> None:
    """Refuse a sheet whose cells, written once and repeated, reach further than memory holds."""
    for table in content.split(b"<table:table ")[1:]:
        row = last = wide = 0
        for text in table.split(b"<table:table-row")[1:]:
            tag = text.partition(b">")[0]
            row += _repeated(_ROWS_REPEATED, tag)
            column = 0
            for cell in text.split(b"<table:table-cell")[1:]:
                column += _repeated(_COLUMNS_REPEATED, cell.partition(b">")[0])
                if b"office:value-type" in cell or b"<text:p" in cell:
                    last, wide = row, max(wide, column)
        if last * wide > MOST_CELLS:
            message = f"its cells reach to row {last:,} and column {wide:,}, which is {last * wide:,} cells; save it as .csv"
            raise ValueError(message)


def _repeated(pattern: re.Pattern[bytes], tag: bytes) -> int:
    found = pattern.search(tag)
    return int(found[1]) if found else 1
