"""The rows of a sheet as XML, whole columns at a time: a library that writes cell by cell takes minutes for a country."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime

import polars as pl

from advisor.errors import column_letters

_ROWS_AT_ONCE = 8_192
_FEW = 4
"""A text that stands in every so many rows or more is kept once for all of them."""

_IMPOSSIBLE = "[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]"
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_BLANKS = r"^\s|\s$|\n"
_FIRST_DAY = date(1899, 12, 30)
_SECONDS = 86_400


class SharedTexts:
    """Texts that are kept once for all cells of a workbook that hold them; the first ones are there already."""

    def __init__(self, taken: int) -> None:
        self.taken = taken
        self._places: dict[str, int] = {}

    def places(self, texts: pl.Series) -> dict[str, int]:
        """Return where each of some texts is kept."""
        for text in texts:
            self._places.setdefault(text, self.taken + len(self._places))
        return {text: self._places[text] for text in texts}

    def items(self) -> Iterator[bytes]:
        """Yield the texts as items of the table of texts."""
        texts = pl.Series(list(self._places), dtype=pl.String)
        for text in pl.select(_text(texts)).to_series():
            yield f"<si>{text}</si>".encode()


def sheet_rows(
    frame: pl.DataFrame, first_row: int, styles: Sequence[int], shared: SharedTexts
) -> Iterator[bytes]:
    """Yield the rows of a table as XML; `first_row` counts from 1, and styles are those of the columns.

    Columns are of kinds that a workbook holds, see `fitted`.
    """
    columns = [_Column(column, shared) for column in frame.iter_columns()]
    for first in range(0, frame.height, _ROWS_AT_ONCE):
        count = min(_ROWS_AT_ONCE, frame.height - first)
        numbers = pl.int_range(first_row + first, first_row + first + count, eager=True)
        rows = numbers.cast(pl.String)
        cells = [
            column.cells(first, count, column_letters(place), rows, style)
            for place, (column, style) in enumerate(zip(columns, styles, strict=True))
        ]
        begin, end = pl.lit('<row r="') + pl.lit(rows) + pl.lit('">'), pl.lit("</row>")
        lines = pl.select(pl.concat_str([begin, *cells, end], ignore_nulls=True)).to_series()
        yield "".join(lines).encode()


class _Column:
    """A column of a sheet: what stands in its cells, and of what kind they are."""

    def __init__(self, column: pl.Series, shared: SharedTexts) -> None:
        self._mark = ""
        if column.dtype.is_temporal():
            self._values = _days(column).cast(pl.String)
        elif column.dtype == pl.Boolean:
            self._mark = ' t="b"'
            self._values = column.cast(pl.Int8).cast(pl.String)
        elif column.dtype.is_numeric():
            self._values = column.cast(pl.String)
        else:
            texts = column.cast(pl.String)
            distinct = texts.drop_nulls().unique(maintain_order=True)
            self._mark = ' t="inlineStr"'
            self._values = texts
            if len(distinct) * _FEW <= len(texts):
                self._mark = ' t="s"'
                places = shared.places(distinct)
                self._values = texts.replace_strict(places, return_dtype=pl.Int64).cast(pl.String)

    def cells(self, first: int, count: int, letters: str, rows: pl.Series, style: int) -> pl.Expr:
        """Return some of the cells as XML, missing where they are empty."""
        values = self._values.slice(first, count)
        styled = f' s="{style}"' if style else ""
        begin = pl.lit(f'<c r="{letters}') + pl.lit(rows) + pl.lit(f'"{styled}{self._mark}>')
        if self._mark == ' t="inlineStr"':
            return begin + pl.lit("<is>") + _text(values) + pl.lit("</is></c>")
        return begin + pl.lit("<v>") + pl.lit(values) + pl.lit("</v></c>")


def _days(column: pl.Series) -> pl.Series:
    """Return days and moments as a workbook counts them: days since the end of 1899."""
    if column.dtype == pl.Date:
        return (column - _FIRST_DAY).dt.total_days()
    start = datetime(1899, 12, 30)  # noqa: DTZ001 - what has a zone became a text
    since: pl.Series = (column.cast(pl.Datetime("us")) - start).dt.total_microseconds()
    return since / (_SECONDS * 1_000_000)


def _text(texts: pl.Series) -> pl.Expr:
    """Return texts as XML: what it can't hold is replaced, and blanks at the ends are kept."""
    plain = texts.str.replace_all(_IMPOSSIBLE, "\N{REPLACEMENT CHARACTER}")
    if plain.str.contains("_x", literal=True).any():
        plain = plain.str.replace_all(_ESCAPED.pattern, "_x005F_x${1}_")
    plain = (
        plain.str.replace_all("&", "&amp;", literal=True)
        .str.replace_all("<", "&lt;", literal=True)
        .str.replace_all(">", "&gt;", literal=True)
    )
    kept = plain.str.contains(_BLANKS)
    mark = pl.when(pl.lit(kept)).then(pl.lit('<t xml:space="preserve">')).otherwise(pl.lit("<t>"))
    return mark + pl.lit(plain) + pl.lit("</t>")
