"""Rows of a table that hold no government: totals and notes, which are told and left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polars as pl

from advisor.batch.read.headers import LEFT_OUT_SHOWS, left_out, words_of


def rows_left_out(
    table: pl.DataFrame, others: Sequence[str], width: int
) -> Iterator[tuple[int, str, str]]:
    """Yield the place of each row that is a total or a note, its label, and which of both it is.

    The label is the first cell among the `others`, the columns that are no facts. `width` is how many
    columns the table has in all; cells that are missing aren't filled.
    """
    if not others:
        return
    texts = table.select(pl.coalesce(pl.col(others).cast(pl.String, strict=False))).to_series()
    # Most rows are told by their label alone, and looking at each takes long.
    for place in texts.str.contains(LEFT_OUT_SHOWS).fill_null(value=False).arg_true():
        label = texts[place]
        if not left_out(label, 1, width):
            continue
        filled = sum(cell is not None for cell in table.row(place))
        words = len(words_of(table[name][place] for name in others))
        what = left_out(label, filled, width, words)
        if what:
            yield place, label, what


def without(table: pl.DataFrame, places: Sequence[int]) -> pl.DataFrame:
    """Return a table without the rows at these places."""
    if not places:
        return table
    return table.filter(~pl.int_range(table.height, eager=True).is_in(list(places)))
