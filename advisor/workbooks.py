"""Workbooks, looked over before a library reads them: how far they reach, and what a reader would drop.

A workbook is an archive of XML. What is read of it is unpacked here, within bounds, and packed
again: so nothing can unpack to more than was counted. On the way error cells and formulas without
a stored value become texts, which a reader would take for empty cells.
"""

from __future__ import annotations

import io
import logging
import re
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any
from zipfile import BadZipFile, ZipFile, ZipInfo

from advisor.text import one_line

MOST_UNPACKED = 1 << 30
"""How many bytes a workbook may unpack to."""

MOST_CELLS = 50_000_000
"""How many cells the rectangle of a sheet's cells may have: a reader keeps room for each, empty or not."""

MOST_PARTS = 10_000
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384

_READ = re.compile(
    r"(\[content_types\]|_rels/.*|xl/(workbook|styles|sharedstrings|worksheets/.*|_rels/.*))(\.xml|\.rels)?"
)
_SHEET = re.compile(r"xl/worksheets/[^/]*\.xml")
_ROW = re.compile(rb"<(?:\w+:)?row\b")
_CELL = re.compile(rb"<(?:\w+:)?c\b[^>]*?\br=[\"']([^\"']*)[\"'][^>]*?(/?)>")
_REFERENCE = re.compile(rb"([A-Za-z]{1,3})([1-9][0-9]{0,6})")
_ERROR = re.compile(rb"(<(?:\w+:)?c\b[^>]*?\bt=)([\"'])e\2")
_FORMULA = re.compile(
    rb"<((?:\w+:)?)c\b([^>]*)(?<!/)>\s*<\1f\b[^>]*?(?:/>|>([^<]*)</\1f>)\s*(<\1v\s*/>|<\1v>\s*</\1v>)?\s*</\1c>"
)
_KIND = re.compile(rb"\s+t=([\"'])(\w*)\1")
_MIDNIGHT = " 00:00:00"


@dataclass(frozen=True)
class FilledSheet:
    """The texts of a sheet, '' for an empty cell; `row_kinds` gives the values of one row (from 0) as they are kept.

    `left` is the number of the first column, from 0.
    """

    name: str
    rows: tuple[tuple[str, ...], ...]
    left: int
    row_kinds: Callable[[int], Sequence[object]]


def filled_sheets(content: bytes) -> list[FilledSheet]:
    """Read every sheet of a workbook, all cells as texts.

    Raises ValueError for what is no whole workbook, and ModuleNotFoundError where a library is missing.
    """
    import polars as _  # noqa: F401, ICN001, PLC0415 - cells come as its frames
    from fastexcel import read_excel  # noqa: PLC0415

    # What it tells of columns without a kind is of no use to anybody.
    logging.getLogger("fastexcel").setLevel(logging.ERROR)
    safe = checked(io.BytesIO(content))
    with explained_failures():
        book = read_excel(safe)
        return [_filled_sheet(book, name) for name in book.sheet_names]


def _filled_sheet(book: Any, name: str) -> FilledSheet:
    found = book.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
    texts = tuple(tuple(map(_text, row)) for row in found.to_polars().rows())
    columns = found.available_columns
    columns = columns() if callable(columns) else columns
    left = min((getattr(one, "absolute_index", one.index) for one in columns), default=0)

    def kinds(row: int) -> Sequence[object]:
        alone = book.load_sheet(name, header_row=None, skip_rows=row, n_rows=1)
        values: tuple[tuple[object, ...], ...] = tuple(alone.to_polars().rows())
        return values[0] if values else ()

    return FilledSheet(name, texts, left, kinds)


def _text(cell: str | None) -> str:
    """Return a cell as one would type it: a date without its midnight."""
    return (cell or "").removesuffix(_MIDNIGHT).strip()


def checked(file: Path | IO[bytes]) -> bytes:
    """Return a workbook of which all is counted and told that a reader would drop. Raises ValueError, OSError."""

    def mended(name: str, content: bytes) -> bytes:
        if not _SHEET.fullmatch(name.casefold()):
            return content
        _check_reach(content)
        return _all_told(content)

    return repacked(file, lambda name: bool(_READ.fullmatch(name.casefold())), mended)


def repacked(
    file: Path | IO[bytes], wanted: Callable[[str], bool], mended: Callable[[str, bytes], bytes]
) -> bytes:
    """Return an archive with the wanted parts only, each as `mended` makes it of name and content.

    Raises ValueError for what is no whole archive, or too large; and what `mended` raises.
    """
    packed = io.BytesIO()
    left = MOST_UNPACKED
    try:
        with ZipFile(file) as archive, ZipFile(packed, "w") as safe:
            parts = [one for one in archive.infolist() if wanted(one.filename)]
            if len(parts) > MOST_PARTS:
                message = f"it has {len(parts):,} parts"
                raise ValueError(message)
            for part in parts:
                content = unpacked(archive, part, left)
                left -= len(content)
                safe.writestr(ZipInfo(part.filename), mended(part.filename, content))
    except (BadZipFile, NotImplementedError, RuntimeError, EOFError, zlib.error) as error:
        message = f"it is no whole workbook: {error}"
        raise ValueError(message) from None
    return packed.getvalue()


def check_unpacked(file: Path | IO[bytes], most: int) -> None:
    """Refuse an archive that says to unpack to more bytes than `most`. Raises ValueError.

    One that says less than it holds is cut short, and so refused, where it is unpacked (`checked`).
    """
    try:
        with ZipFile(file) as archive:
            size = sum(part.file_size for part in archive.infolist())
    except (BadZipFile, NotImplementedError, EOFError) as error:
        message = f"it is no whole workbook: {error}"
        raise ValueError(message) from None
    if size > most:
        message = f"it unpacks to {size // 2**20:,} MiB, and at most {most // 2**20:,} are taken; save it as .csv"
        raise ValueError(message)


def unpacked(archive: ZipFile, part: ZipInfo, most: int) -> bytes:
    """Return a part of an archive, of at most so many bytes whatever it says of itself. Raises ValueError."""
    with archive.open(part) as file:
        content = file.read(most + 1)
    if len(content) > most:
        message = f"it unpacks to more than {MOST_UNPACKED // 2**20:,} MiB; save it as .csv"
        raise ValueError(message)
    return content


def _check_reach(sheet: bytes) -> None:
    """Refuse a sheet with cells that can't be, or so far from each other that no memory holds what is between."""
    lines = sum(1 for _ in _ROW.finditer(sheet))
    if lines > LAST_ROW:
        message = f"it has {lines:,} rows, and a sheet ends at row {LAST_ROW:,}"
        raise ValueError(message)
    references = {found[1] for found in _CELL.finditer(sheet) if not found[2]}
    columns: set[bytes] = set()
    rows: set[bytes] = set()
    for reference in references:
        found = _REFERENCE.fullmatch(reference)
        if found is None or int(found[2]) > LAST_ROW or _column(found[1]) > LAST_COLUMN:
            name = one_line(reference[:60].decode("utf-8", "replace"))
            message = f"it has a cell '{name}', and a sheet ends at XFD1048576"
            raise ValueError(message)
        columns.add(found[1])
        rows.add(found[2])
    if not references:
        return
    across, down = [_column(one) for one in columns], [int(one) for one in rows]
    wide, high = max(across) - min(across) + 1, max(down) - min(down) + 1
    if wide * high > MOST_CELLS:
        far = max(columns, key=_column).decode().upper()
        message = (
            f"its cells reach to column {far} and row {max(down):,}, which is {wide * high:,} cells; "
            "delete the far cells, or save it as .csv"
        )
        raise ValueError(message)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = 26 * number + letter - 64
    return number


def _all_told(sheet: bytes) -> bytes:
    """Return a sheet whose error cells and formulas without a stored value are texts."""
    return _FORMULA.sub(_formula, _ERROR.sub(rb"\1\2str\2", sheet))


def _formula(found: re.Match[bytes]) -> bytes:
    prefix, marks, formula, value = found.groups()
    kind = _KIND.search(marks)
    if value is not None and kind and kind[2] == b"str":
        return found[0]  # an empty text is what it came to
    marks = _KIND.sub(b"", marks)
    return b'<%bc%b t="str"><%bv>=%b</%bv></%bc>' % (
        prefix, marks, prefix, formula or b"", prefix, prefix,
    )  # fmt: skip


@contextmanager
def explained_failures() -> Iterator[None]:
    """Turn what the library raises, even where it gives up, into a ValueError."""
    from fastexcel import FastExcelError  # noqa: PLC0415

    try:
        yield
    except FastExcelError as error:
        raise ValueError(str(error).partition("\n")[0]) from None
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # each library of this kind has its own
            raise
        message = "its parts contradict each other"
        raise ValueError(message) from None
