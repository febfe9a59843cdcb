"""What a sheet of a workbook can hold, what is done with the rest, and whether a workbook is whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from xml.parsers.expat import ExpatError, ParserCreate
from zipfile import BadZipFile, ZipFile

import polars as pl

from advisor.batch.nested import json_texts

MOST_ROWS = 1_048_575
"""How many rows fit below the header."""

MOST_COLUMNS = 16_384

LONGEST_NAME = 255
"""How many characters the name of a table's column can have."""

LONGEST_CELL = 32_767
"""How many characters a cell holds; a spreadsheet refuses a workbook with more."""

CUT = "…"

_EXACT = 2**53
"""Up to here every whole number is its own; a workbook knows no other kind."""

_FIRST_YEAR = 1900

_SIMPLE = (pl.Boolean, pl.String, pl.Date, pl.Null)


def fitted(frame: pl.DataFrame) -> pl.DataFrame:
    """Return a table of which every cell is of a kind that a workbook holds; the others become texts."""
    return pl.DataFrame([_fitted(column) for column in frame.iter_columns()])


def _fitted(column: pl.Series) -> pl.Series:
    kind = column.dtype
    if kind.is_temporal():
        years = None if kind in (pl.Time, pl.Duration) else column.dt.year()
        early = years is None or (years.drop_nulls() < _FIRST_YEAR).any()
        # A workbook knows neither time zones nor days before 1900.
        if early or (isinstance(kind, pl.Datetime) and kind.time_zone):
            return column.dt.to_string("iso")
    elif kind.is_integer():
        if kind in (pl.Int128, pl.UInt128) or (column.cast(pl.Float64).abs() > _EXACT).any():
            return column.cast(pl.String)
    elif kind.is_float():
        if column.is_infinite().any():
            return column.cast(pl.String)
    elif kind.is_nested():
        return json_texts(column)
    elif kind not in _SIMPLE:
        return column.cast(pl.String)
    return column


def cut(frame: pl.DataFrame) -> tuple[pl.DataFrame, list[str]]:
    """Return a table whose texts fit in cells, and a sentence on each column in which one was cut."""
    told = []
    columns = []
    for column in frame.iter_columns():
        fits = column
        if column.dtype == pl.String:
            # Characters beyond the first plane take two places of a cell.
            size = column.str.len_chars() + column.str.count_matches(r"[\x{10000}-\x{10FFFF}]")
            long = (size > LONGEST_CELL).fill_null(value=False)
            if long.any():
                fits = pl.Series(
                    column.name,
                    [
                        _shortened(text) if too else text
                        for text, too in zip(column, long, strict=True)
                    ],
                    dtype=pl.String,
                )
                rows = [f"{row + 2:,}" for row in long.arg_true().head(5)]
                more = ", ..." if long.sum() > len(rows) else ""
                told.append(
                    f"column '{column.name[:60]}': a cell of a workbook holds {LONGEST_CELL:,} "
                    f"characters, so longer texts are cut in row {', '.join(rows)}{more}"
                )
        columns.append(fits)
    return pl.DataFrame(columns), told


def _shortened(text: str) -> str:
    units = text.encode("utf-16-le")[: 2 * (LONGEST_CELL - len(CUT))]
    return units.decode("utf-16-le", "ignore") + CUT


def check_workbook(path: Path, sheet: str, columns: list[str], rows: int) -> None:
    """Read a sheet of a workbook that was just written. Raises ValueError where it isn't whole."""
    from fastexcel import FastExcelError, read_excel  # noqa: PLC0415 - only workbooks need it

    try:
        with ZipFile(path) as archive:
            sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
            for name in archive.namelist():
                # The sheets are looked at as tables below, and are long.
                if name not in sheets and name.endswith((".xml", ".rels")):
                    _check_xml(name, archive.open(name).read)
        table = read_excel(path).load_sheet(sheet, use_columns=[0], dtypes="string")
        names = table.available_columns
    except (BadZipFile, OSError, FastExcelError) as error:
        raise ValueError(str(error).partition("\n")[0]) from None
    found = [column.name for column in (names() if callable(names) else names)]
    if found != columns:
        message = f"{len(found)} columns are read back of {len(columns)}, or under other names"
        raise ValueError(message)
    if table.total_height != rows:
        message = f"{table.total_height:,} rows are read back of {rows:,}"
        raise ValueError(message)


def _check_xml(name: str, read: Callable[[int], bytes]) -> None:
    parser = ParserCreate()
    try:
        for piece in _pieces(read):
            parser.Parse(piece, False)  # noqa: FBT003 - expat takes it by place
        parser.Parse(b"", True)  # noqa: FBT003
    except ExpatError as error:
        message = f"{name} is no XML: {error}"
        raise ValueError(message) from None


def _pieces(read: Callable[[int], bytes]) -> Iterator[bytes]:
    while piece := read(1 << 20):
        yield piece
