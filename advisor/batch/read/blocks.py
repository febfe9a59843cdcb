"""From the blocks of a plain table to portions, which are the same as reading its rows one by one gives."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import polars as pl

from advisor.batch.portion import TABLE_ROWS, Portion
from advisor.batch.read.encoder import Encoder
from advisor.batch.read.headers import Alignment, left_out_note, letters_of
from advisor.batch.read.layout import TableLayout
from advisor.batch.read.left_out import rows_left_out, without
from advisor.batch.read.plain import PlainBlock, PlainCsv
from advisor.batch.read.tables import aligned, column_marks, decimal_columns
from advisor.batch.read.work import PortionWork

_NUMBER = "\0row"
"""What the rows are numbered by; no header of a text can hold it."""


def block_works(
    table: PlainCsv,
    encoder: Encoder,
    alignment: Alignment,
    rows: int,
    header_row: int,
) -> Iterator[tuple[PortionWork, float]]:
    """Yield what reads the next block of so many rows, and how much of the file is read by then.

    A portion has a note on each row that is a total or a note. Raises OSError.
    """
    layout = TableLayout(
        letters_of(table.columns, encoder), header_row, marks=_marks(table, encoder)
    )
    for block in table.blocks(rows):
        work = PortionWork(partial(_portion, block, alignment, layout), block.rows)
        yield work, block.share


def _marks(table: PlainCsv, encoder: Encoder) -> dict[str, str]:
    """Return what stands before the decimals of each column of numbers, by its fact."""
    marks: dict[str, str] = {}
    for name in decimal_columns(table.columns, encoder):
        shown = pl.DataFrame(schema={name: pl.String})
        for block in table.blocks(TABLE_ROWS):
            marked = block.cells([name]).filter(pl.col(name).str.contains("[.,]"))
            shown = pl.concat([shown, marked]).unique()
        marks.update(column_marks(shown.lazy(), encoder))
    return marks


def _portion(
    block: PlainBlock, alignment: Alignment, layout: TableLayout, encoder: Encoder
) -> Portion:
    file = str(block.table.path)
    names = list(block.table.columns)
    frame = block.cells().with_columns(block.numbers().alias(_NUMBER))
    frame = frame.filter(pl.any_horizontal(pl.col(names).is_not_null()))
    first = frame.select(pl.coalesce(pl.col(names))).to_series()
    blank = [
        place
        for place in first.str.strip_chars().str.len_bytes().eq(0).arg_true()
        if not any(cell and cell.strip() for cell in frame.select(names).row(place))
    ]
    frame = without(frame, blank)
    roles = encoder.roles(names)
    told = frame.select(*roles.carried, *roles.facts, *roles.classes)
    out, notes = [], []
    for place, label, what in rows_left_out(told, roles.carried, len(names)):
        out.append(place)
        number = int(frame[_NUMBER][place]) + layout.header_row
        notes.append(left_out_note(file, number, label, what))
    frame = without(frame, out)
    portion = encoder.table(frame.drop(_NUMBER), file, 1, frame[_NUMBER], layout)
    return replace(aligned(portion, alignment), notes=tuple(notes))
