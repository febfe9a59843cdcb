"""Which cases of two outputs are the same: by their ids, by the names of the governments, or by file and row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from advisor.batch.outputs import Output
from advisor.batch.towns import ID, name_in
from advisor.errors import CaseError, Place, Problem
from advisor.text import one_line

FILE_AND_ROW = "file and row"

_LONGEST_NAME = 60
_MOSTLY = 0.5
"""From this share of pairs with other names on, file and row don't tell the same governments."""


@dataclass(frozen=True)
class CasePairs:
    """The rows of the cases that are in both outputs, in either of them; what they are called, and `by` what they were paired.

    `notes` say what a user should look at.
    """

    before: pl.Series
    after: pl.Series
    names: pl.Series
    by: str
    notes: tuple[str, ...] = ()


def pair(one: Output, other: Output) -> CasePairs:
    """Pair the cases of two outputs. Raises CaseError where file and row would pair other governments."""
    notes: list[str] = []
    both = [name for name in one.columns if name in set(other.columns)]
    named = [name for name in name_in(both) if name != ID]
    for key in [name for name in (ID, *named) if name in both]:
        doubled = one.doubled(key) or other.doubled(key)
        if not doubled:
            return _paired(one, other, [key], named, f"the column '{key}'", notes)
        if key == ID:
            notes.append(f"cases aren't paired by their ids, since {doubled}")
    pairs = _paired(one, other, ["file", "row"], named, FILE_AND_ROW, notes)
    return _checked(other, pairs, named)


def _paired(
    one: Output, other: Output, key: Sequence[str], named: Sequence[str], by: str, notes: list[str]
) -> CasePairs:
    left = one.read(key).with_row_index("before")
    right = other.read(key).with_row_index("after").unique(key, keep="first", maintain_order=True)
    texts = [pl.col(name).cast(pl.String) for name in key]
    both = left.with_columns(texts).join(
        right.with_columns(texts), on=key, how="inner", maintain_order="left"
    )
    rows = both["before"]
    if named or len(key) == 1:
        column = named[0] if named else key[0]
        names = one.read([column])[column].cast(pl.String)[rows]
    else:
        names = both.select(pl.format("{}:{}", "file", "row")).to_series()
    if not both.height and one.cases and other.cases:
        mend = "let both carry a column 'id' that tells which government a row is"
        notes = [*notes, f"no case of one output has its pair in the other by {by}; {mend}"]
    return CasePairs(rows, both["after"], names, by, tuple(notes))


def _checked(other: Output, pairs: CasePairs, named: Sequence[str]) -> CasePairs:
    """Look whether those that were paired by file and row are called alike."""
    if not named or not len(pairs.before):
        return pairs
    were = pairs.names
    are = other.read([named[0]])[named[0]].cast(pl.String)[pairs.after]
    differ = (were != are).fill_null(value=False)
    count = int(differ.sum())
    if not count:
        return pairs
    first = int(differ.arg_true()[0])
    shown = [one_line(str(names[first]), _LONGEST_NAME) for names in (were, are)]
    what = f"case {int(pairs.before[first]) + 1:,} is '{shown[0]}' before and '{shown[1]}' now"
    if count > _MOSTLY * len(were):
        message = f"the two outputs number other governments alike: {what}"
        hint = (
            "let both tables carry a column 'id', or compare outputs of tables with the same rows"
        )
        raise CaseError(Problem(Place(f"column '{named[0]}'"), message, hint))
    note = f"of {count:,} pairs the names differ: {what}; see whether they are the same"
    return CasePairs(pairs.before, pairs.after, were, pairs.by, (*pairs.notes, note))
