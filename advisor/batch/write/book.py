"""A workbook of several tables: a library makes its frame, and the rows are put in as text."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import polars as pl

from advisor.batch.write.rows import SharedTexts, sheet_rows
from advisor.errors import column_letters

_LEVEL = 3
"""How hard texts are packed: more takes longer and saves little."""

_NARROWEST, _WIDEST = 8, 60
_LOOKED_AT = 200
_A4 = 9
_COLUMN = re.compile(rb'<col min="(\d+)" max="(\d+)"[^>]*?\bstyle="(\d+)"')
_DIMENSION = re.compile(rb'<dimension ref="[^"]*"')
_COUNTS = re.compile(rb' count="(\d+)" uniqueCount="(\d+)"')
_SHEET = re.compile(r"xl/worksheets/sheet(\d+)\.xml")


@dataclass(frozen=True)
class BookSheet:
    """A sheet with one table. `wide` gives the widths of columns of long texts, which are wrapped.

    `frozen` is how many columns stay when one scrolls to the right.
    """

    name: str
    table: pl.DataFrame
    wide: Mapping[str, int] = field(default_factory=dict)
    frozen: int = 1


def book_bytes(sheets: Sequence[BookSheet], title: str) -> bytes:
    """Return a workbook, see `write_book`."""
    stream = io.BytesIO()
    write_book(stream, sheets, title)
    return stream.getvalue()


def write_book(target: Path | IO[bytes], sheets: Sequence[BookSheet], title: str) -> None:
    """Write a workbook, the same for the same tables. Raises OSError, and what xlsxwriter raises."""
    skeleton = ZipFile(io.BytesIO(_skeleton(sheets, title)))
    # A sheet gives texts to the shared ones while it is written, so these come last.
    names = sorted(skeleton.namelist(), key=lambda name: name == "xl/sharedStrings.xml")
    texts = skeleton.read("xl/sharedStrings.xml")
    counts = _COUNTS.search(texts)
    shared = SharedTexts(int(counts[2]) if counts else 0)
    with ZipFile(target, "w", ZIP_DEFLATED, compresslevel=_LEVEL) as book:
        for name in names:
            content = skeleton.read(name)
            found = _SHEET.fullmatch(name)
            if found:
                pieces = _filled(content, sheets[int(found[1]) - 1], shared)
            elif name == "xl/sharedStrings.xml":
                head, end, _ = _COUNTS.sub(b"", content).rpartition(b"</sst>")
                pieces = iter((head, *shared.items(), end))
            else:
                pieces = iter((content,))
            part = ZipInfo(name)
            part.compress_type = ZIP_DEFLATED
            with book.open(part, "w", force_zip64=True) as file:
                for piece in pieces:
                    file.write(piece)


def _skeleton(sheets: Sequence[BookSheet], title: str) -> bytes:
    """Return the workbook without its rows: names of columns, widths, filters, and what stays in sight."""
    import xlsxwriter  # noqa: PLC0415 - only workbooks need it

    stream = io.BytesIO()
    book: Any = xlsxwriter.Workbook(
        stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    created = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
    book.set_properties({"title": title, "created": created})
    head = book.add_format(
        {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#d6eaf8", "border": 1}
    )
    wrapped = book.add_format({"valign": "top", "text_wrap": True})
    day = book.add_format({"valign": "top", "num_format": "yyyy-mm-dd"})
    moment = book.add_format({"valign": "top", "num_format": "yyyy-mm-dd hh:mm:ss"})
    for one in sheets:
        sheet = book.add_worksheet(one.name)
        for place, column in enumerate(one.table.iter_columns()):
            style = wrapped if column.name in one.wide else None
            if column.dtype.is_temporal():
                style = day if column.dtype == pl.Date else moment
            width = one.wide.get(column.name) or _width(column)
            sheet.set_column(place, place, width, style)
            sheet.write_string(0, place, column.name, head)
        sheet.freeze_panes(1, one.frozen)
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        if one.table.height:
            sheet.autofilter(0, 0, one.table.height, one.table.width - 1)
    book.close()
    return stream.getvalue()


def _width(column: pl.Series) -> int:
    """Return a width in characters that shows the first cells, and the longest word of the name."""
    texts = column.head(_LOOKED_AT).cast(pl.String, strict=False).str.len_chars()
    longest: Any = texts.max()
    word = max(map(len, column.name.split()), default=0)
    return min(max(int(longest or 0) + 2, word + 4, _NARROWEST), _WIDEST)


def _filled(content: bytes, sheet: BookSheet, shared: SharedTexts) -> Iterator[bytes]:
    """Yield a sheet with its rows."""
    head, end, tail = content.partition(b"</sheetData>")
    styles = [0] * sheet.table.width
    for found in _COLUMN.finditer(head):
        for place in range(int(found[1]) - 1, min(int(found[2]), len(styles))):
            styles[place] = int(found[3])
    last = f"{column_letters(max(sheet.table.width, 1) - 1)}{sheet.table.height + 1}"
    yield _DIMENSION.sub(f'<dimension ref="A1:{last}"'.encode(), head)
    yield from sheet_rows(sheet.table, 2, styles, shared)
    yield end + tail
