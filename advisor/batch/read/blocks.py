"""From the blocks of a plain table to portions, which are the same as reading its rows one by one gives."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

import polars as pl

from advisor.batch.portion import Portion
from advisor.batch.read.encoder import Encoder
from advisor.batch.read.headers import Alignment, left_out_note, letters_of
from advisor.batch.read.layout import TableLayout
from advisor.batch.read.left_out import rows_left_out, without
from advisor.batch.read.plain import PlainBlock, PlainCsv
from advisor.batch.read.tables import aligned
from advisor.batch.read.work import PortionWork
from advisor.cases.numbers import decimal_mark

_NUMBER = "\0row"
"""What the rows are numbered by; no header of a text can hold it."""


def block_works(
    table: PlainCsv, encoder: Encoder, alignment: Alignment, header_row: int
) -> Iterator[tuple[PortionWork, float]]:
    """Yield what reads the next block, and how much of the file is read by then.

    A portion has a note on each row that is a total or a note.
    """
    marks = {
        encoder.facts[row].name: decimal_mark(texts)
        for name, texts in table.marked.items()
        if (row := encoder.fact_row(name)) is not None
    }
    layout = TableLayout(letters_of(table.columns, encoder), header_row, marks=marks)
    for block in table.blocks():
        work = PortionWork(partial(_portion, block, alignment, layout), block.rows)
        yield work, block.share


def _portion(
    block: PlainBlock, alignment: Alignment, layout: TableLayout, encoder: Encoder
) -> Portion:
    file = str(block.path)
    names = list(block.columns)
    content = block.content()
    frame = block.cells(content)
    frame.insert_column(len(names), block.numbers(content).alias(_NUMBER))
    frame = _without_blank_rows(frame, names)
    roles = encoder.roles(names)
    told = frame.select(*roles.carried, *roles.facts, *roles.classes)
    out, notes = [], []
    for place, label, what in rows_left_out(told, roles.carried, len(names)):
        out.append(place)
        number = int(frame[_NUMBER][place]) + layout.header_row
        notes.append(left_out_note(file, number, label, what))
    frame = without(frame, out)
    numbers = frame.drop_in_place(_NUMBER)
    portion = encoder.table(frame, file, 1, numbers, layout)
    return replace(aligned(portion, alignment), notes=tuple(notes))


def _without_blank_rows(frame: pl.DataFrame, names: Sequence[str]) -> pl.DataFrame:
    """Return a table without the rows in which no cell shows anything."""
    shown = frame[names[0]].str.strip_chars().str.len_bytes() > 0
    if shown.all(ignore_nulls=False):  # as in nearly all tables
        return frame
    frame = frame.filter(pl.any_horizontal(pl.col(names).is_not_null()))
    first = frame.select(pl.coalesce(pl.col(names))).to_series()
    blank = [
        place
        for place in first.str.strip_chars().str.len_bytes().eq(0).arg_true()
        if not any(cell and cell.strip() for cell in frame.select(names).row(place))
    ]
    return without(frame, blank)
