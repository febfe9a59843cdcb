"""Tables that come as columns, Parquet and Excel, in slices that fit memory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import polars as pl

from advisor.batch.nested import json_texts
from advisor.batch.places import ending_of
from advisor.batch.portion import FILE, ROW, TABLE_ROWS, Portion, failure
from advisor.batch.read.encoder import Encoder
from advisor.batch.read.headers import (
    FIND,
    Alignment,
    TableChoice,
    facts_in,
    left_out_note,
    useless,
)
from advisor.batch.read.layout import TableLayout
from advisor.batch.read.left_out import rows_left_out, without
from advisor.batch.read.parquet import check_parquet
from advisor.batch.read.record import Record
from advisor.batch.read.work import PortionWork, records_work
from advisor.batch.read.workbook import SheetPlace, find_table, read_workbook
from advisor.cases.numbers import decimal_mark
from advisor.errors import CaseError, Place, Problem
from advisor.knowledge.domains import Kind
from advisor.text import one_line

_INDEX = "\0row"
"""What the rows of a sheet are numbered by; no header can hold it."""


class TableFile:
    """A Parquet file, of which only slices are read, or an Excel file, which is read whole."""

    at_once = TABLE_ROWS

    def __init__(self, file: str, encoder: Encoder, choice: TableChoice = FIND) -> None:
        self.file = file
        self._encoder = encoder
        self._place: SheetPlace | None = None
        self.notes: list[str] = []
        if ending_of(file) == ".parquet":
            check_parquet(Path(file))
        else:
            self._place = find_table(file, choice, lambda row: facts_in(row, encoder))
            self.notes += self._place.notes
        # All as text: only names and the number of rows are of use yet.
        with _unreadable():
            head = self._frame(whole=False)
            names = head.collect_schema().names()
            self.columns = [name for name in names if name != _INDEX]
            self.cases = int(head.select(pl.len()).collect().item())
        self.share = 0.0

    def works(self, alignment: Alignment, rows: int) -> Iterator[PortionWork]:
        """Yield what reads the next slice of at most so many rows. Raises ValueError."""
        wrong = useless(self.file, self.columns, self._encoder)
        if wrong:
            record = Record(self.file, 0, {}, {}, (wrong,))
            yield records_work([record], alignment.columns)
            return
        with _unreadable():
            table = self._frame(whole=True)
            layout = self._layout(column_marks(table, self._encoder))
        # Slices one after the other: polars' own batches read far ahead of what is used.
        for first in range(0, self.cases, rows):
            count = min(rows, self.cases - first)
            self.share = (first + count) / self.cases
            part = _Slice(self.file, first, count)
            # A sheet is in memory here, and a part of it goes along; of a file it is read by who works on it.
            held = None if self._place is None else table.slice(first, count).collect()
            yield PortionWork(partial(_portion, part, held, alignment, layout), count)

    @property
    def choice(self) -> TableChoice:
        """Which sheet and which row of the header are read."""
        place = self._place
        return FIND if place is None else TableChoice(place.sheet, place.header_row)

    def _frame(self, *, whole: bool) -> pl.LazyFrame:
        if ending_of(self.file) == ".parquet":
            return _scanned(self.file)
        table = read_workbook(self.file, typed=whole, place=self._place).with_row_index(_INDEX)
        # Rows without any cell are no cases; the others keep their numbers.
        table = table.filter(pl.any_horizontal(pl.exclude(_INDEX).is_not_null()))
        return self._governments(table, tell=whole).lazy()

    def _governments(self, table: pl.DataFrame, *, tell: bool) -> pl.DataFrame:
        """Return a sheet without its totals and notes, which are told."""
        names = [name for name in table.columns if name != _INDEX]
        others = self._encoder.roles(names).carried
        if self._place is None:
            return table
        out: list[int] = []
        for place, label, what in rows_left_out(table.drop(_INDEX), others, len(names)):
            out.append(place)
            if tell:
                number = int(table[_INDEX][place]) + 1 + self._place.header_row
                self.notes.append(left_out_note(self.file, number, label, what))
        return without(table, out)

    def _layout(self, marks: Mapping[str, str]) -> TableLayout:
        if self._place is None:
            return TableLayout(marks=marks)
        letters = {
            self._encoder.facts[row].name: letters
            for name, letters in zip(self.columns, self._place.letters, strict=False)
            if (row := self._encoder.fact_row(name)) is not None
        }
        return TableLayout(letters, self._place.header_row, self._place.sheet, marks)


@dataclass(frozen=True)
class _Slice:
    """Some rows of a table: the first one's place, from 0, and how many they are."""

    file: str
    first: int
    count: int

    def read(self) -> pl.DataFrame:
        """Return the rows of a Parquet file. Raises CaseError where it isn't there, ValueError where they can't be read."""
        if not Path(self.file).exists():
            message = "the process that reads this file doesn't find it (any more)"
            hint = "put it where all that work on the run see it under this name, and go on with --resume"
            raise CaseError(Problem(Place(self.file), message, hint))
        with _unreadable():
            return _scanned(self.file).slice(self.first, self.count).collect()


def _scanned(file: str) -> pl.LazyFrame:
    return pl.scan_parquet(file, glob=False)


def _portion(
    part: _Slice,
    held: pl.DataFrame | None,
    alignment: Alignment,
    layout: TableLayout,
    encoder: Encoder,
) -> Portion:
    first, count = part.first, part.count
    try:
        frame = part.read() if held is None else held
    except ValueError as error:
        span = f"rows {first + 1:,} to {first + count:,}"
        message = f"{span} can't be read: {one_line(str(error), 200)}"
        record = Record(part.file, 0, {}, {}, (failure(part.file, first + 1, message),))
        return replace(encoder.records([record], alignment.columns), failed=count)
    rows = None
    if _INDEX in frame.columns:
        rows = frame[_INDEX].cast(pl.Int64) + 1
        frame = frame.drop(_INDEX)
    return aligned(encoder.table(readable(frame), part.file, first + 1, rows, layout), alignment)


def column_marks(table: pl.LazyFrame, encoder: Encoder) -> dict[str, str]:
    """Return for each column of numbers that are texts what stands before their decimals, by its fact."""
    schema = table.collect_schema()
    marks: dict[str, str] = {}
    for name in decimal_columns(schema.names(), encoder):
        if isinstance(schema[name], pl.String | pl.Categorical | pl.Enum):
            column = pl.col(name).cast(pl.String)
            marked = table.select(column.filter(column.str.contains("[.,]")).unique())
            fact = encoder.facts[encoder.roles([name]).facts[name]].name
            marks[fact] = decimal_mark(marked.collect().to_series())
    return marks


def decimal_columns(columns: Sequence[str], encoder: Encoder) -> list[str]:
    """Return the columns of facts whose numbers may have decimals."""
    found = []
    for name in columns:
        row = encoder.fact_row(name)
        domain = None if row is None else encoder.facts[row].domain
        if domain is not None and domain.kind is Kind.NUMBER and not domain.whole:
            found.append(name)
    return found


@contextmanager
def _unreadable() -> Iterator[None]:
    """Turn what polars raises for a broken file into a ValueError."""
    try:
        yield
    except (OSError, pl.exceptions.PolarsError) as error:
        raise ValueError(str(error).partition("\n")[0]) from None
    except pl.exceptions.PanicException:
        message = "its parts contradict each other"
        raise ValueError(message) from None


def readable(frame: pl.DataFrame) -> pl.DataFrame:
    """Return a table of which each column is of a kind that answers can be, and every output can hold."""
    return pl.DataFrame([_plain(column) for column in frame.iter_columns()])


def _plain(column: pl.Series) -> pl.Series:
    if column.dtype == pl.Binary:
        return column.bin.encode("hex")
    if column.dtype == pl.Duration:
        return column.dt.to_string("iso")
    if isinstance(column.dtype, pl.Array):
        return column.arr.to_list()
    if column.dtype in (pl.Struct, pl.Map):
        return json_texts(column)
    # A workbook can't hold what is no number.
    return column.fill_nan(None) if column.dtype.is_float() else column


def aligned(portion: Portion, alignment: Alignment) -> Portion:
    """Give the carried columns the order and types of the whole run."""
    frame = portion.carried
    columns = [frame[FILE], frame[ROW]]
    for name in alignment.columns:
        if name not in frame.columns:
            columns.append(pl.Series(name, [None], dtype=pl.String).new_from_index(0, frame.height))
        elif isinstance(frame[name].dtype, pl.List):
            columns.append(json_texts(frame[name]))
        else:
            column = frame[name]
            columns.append(column if alignment.keep_types else column.cast(pl.String))
    return replace(portion, carried=pl.DataFrame(columns))
