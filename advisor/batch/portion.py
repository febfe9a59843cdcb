"""A portion of the input: some cases in a row, read and ready for the engine, and those that can't be."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import polars as pl

from advisor.cases.model import Case
from advisor.inference.many.machine import Masks

TABLE_ROWS = 131_072
"""The cases of a portion that comes as columns."""

FILE, ROW = "file", "row"

GIVEN = " (given)"
"""What the name of a carried column ends in where it would be taken for one of ours."""

CASE_KEYS = ("id", "place", "country", "level", "date", "group")
"""What a case file tells besides its facts that is carried into the table."""


TOWN_NAMES = ("place", "town", "name", "municipality", "city", "government", "id")
"""By which columns a government is called, the first that there is."""


MEND_SLIP = "mend the slip, or write the answer that is meant"
"""What is told to do about an answer that was taken for the nearest one."""


class FailureKind(StrEnum):
    """What a record in the file of errors is about."""

    CELL = "cell"
    """An answer that counts as unknown, or was taken for the nearest one; its case is evaluated."""
    CASE = "case"
    """A case that could not be evaluated."""
    FILE = "file"
    """A file that could not be read."""


Failure = dict[str, Any]
"""What went wrong: its kind, file, row, town, sheet and cell, the fact, what was read, what is allowed."""


def failure(  # noqa: PLR0913 - one for each key
    file: str,
    row: int,
    message: str,
    *,
    kind: FailureKind | None = None,
    town: str = "",
    sheet: str = "",
    cell: str = "",
    fact: str = "",
    read: str = "",
    allowed: str = "",
    nearest: str = "",
    hint: str = "",
) -> Failure:
    """Return a record for the file of errors; `row` counts the cases of a file from 1, 0 is the file.

    `sheet` and `cell`, such as 'C7', are what a spreadsheet shows.
    """
    return {
        "kind": str(kind or (FailureKind.CASE if row else FailureKind.FILE)),
        "file": file,
        "row": row,
        "town": town,
        "sheet": sheet,
        "cell": cell,
        "fact": fact,
        "read": read,
        "allowed": allowed,
        "nearest": nearest,
        "message": message,
        "hint": hint,
    }


@dataclass(frozen=True)
class Portion:
    """Cases in the order of the input.

    `masks` is unsigned[facts, cases]; `carried` has a row for each of them, with file, row and
    all other columns; `failed` counts the cases that could not be evaluated. `failures` tell of
    them, and of answers that count as unknown. `numbers` are by the fact's name the numbers that were
    given exactly. `case` gives one of the cases in full. `notes` are what a user should know of its
    rows, though nothing failed.
    """

    masks: Masks
    carried: pl.DataFrame
    failures: tuple[Failure, ...]
    failed: int
    numbers: Mapping[str, pl.Series] = field(compare=False)
    case: Callable[[int], Case] = field(compare=False)
    notes: tuple[str, ...] = ()

    @property
    def cases(self) -> int:
        """How many cases can be evaluated."""
        return int(self.masks.shape[1])

    @property
    def cells(self) -> int:
        """How many answers of these cases are told of, since they could not be read for sure."""
        return sum(one["kind"] == FailureKind.CELL for one in self.failures)

    @property
    def mended(self) -> int:
        """How many of these were taken for the nearest answer; the others count as unknown."""
        return sum(
            one["kind"] == FailureKind.CELL and one["hint"] == MEND_SLIP for one in self.failures
        )
