"""Tables that come as columns, Parquet and Excel, in slices that fit memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

import polars as pl

from advisor.batch.files import ending_of
from advisor.batch.headers import Alignment, useless
from advisor.batch.portion import FILE, ROW, TABLE_ROWS, Encoder, Portion, Record, failure
from advisor.cases.tree import shown


class Table:
    """A Parquet file, of which only slices are read, or an Excel file, which is read whole."""

    at_once = TABLE_ROWS

    def __init__(self, file: str, encoder: Encoder) -> None:
        self.file = file
        self._encoder = encoder
        # All as text: only names and the number of rows are of use yet.
        head = self._frame(whole=False)
        self.columns = head.collect_schema().names()
        self.cases = int(head.select(pl.len()).collect().item())
        self.share = 0.0

    def works(self, alignment: Alignment, rows: int) -> Iterator[Callable[[], Portion]]:
        """Yield what reads the next slice of at most so many rows. Raises polars' errors."""
        wrong = useless(self.file, self.columns, self._encoder)
        if wrong:
            record = Record(self.file, 0, {}, {}, (wrong,))
            yield partial(self._encoder.records, [record], alignment.columns)
            return
        table = self._frame(whole=True)
        # Slices one after the other: polars' own batches read far ahead of what is used.
        for first in range(0, self.cases, rows):
            count = min(rows, self.cases - first)
            self.share = (first + count) / self.cases
            yield partial(self._slice, table, first, count, alignment)

    def _frame(self, *, whole: bool) -> pl.LazyFrame:
        if ending_of(self.file) == ".parquet":
            return pl.scan_parquet(self.file, glob=False)
        from fastexcel import FastExcelError  # noqa: PLC0415 - only Excel needs it

        length = None if whole else 0
        try:
            frame = pl.read_excel(self.file, engine="calamine", infer_schema_length=length)
        except FastExcelError as error:
            raise ValueError(str(error).partition("\n")[0]) from None
        return frame.lazy()

    def _slice(self, table: pl.LazyFrame, first: int, count: int, alignment: Alignment) -> Portion:
        try:
            frame = table.slice(first, count).collect()
        except (OSError, pl.exceptions.PolarsError) as error:
            rows = f"rows {first + 1:,} to {first + count:,}"
            message = f"{rows} can't be read: {shown(str(error), 200)}"
            record = Record(self.file, 0, {}, {}, (failure(self.file, first + 1, message),))
            return replace(self._encoder.records([record], alignment.columns), failed=count)
        return _aligned(self._encoder.table(frame, self.file, first + 1), alignment)


def _aligned(portion: Portion, alignment: Alignment) -> Portion:
    """Give the carried columns the order and types of the whole run."""
    frame = portion.carried
    columns = [pl.col(FILE), pl.col(ROW)]
    for name in alignment.columns:
        if name not in frame.columns:
            columns.append(pl.lit(None, dtype=pl.String).alias(name))
        elif alignment.keep_types:
            columns.append(pl.col(name))
        else:
            columns.append(pl.col(name).cast(pl.String, strict=False))
    return replace(portion, carried=frame.select(columns))
