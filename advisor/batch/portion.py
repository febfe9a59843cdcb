"""A portion of the input: some cases in a row, read and ready for the engine, and those that can't be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from advisor.cases.model import Case
from advisor.inference.many.machine import Masks

TABLE_ROWS = 131_072
"""The cases of a portion that comes as columns."""

FILE, ROW = "file", "row"
CASE_KEYS = ("id", "place", "country", "level", "date", "group")
"""What a case file tells besides its facts that is carried into the table."""

Failure = dict[str, Any]
"""Why a case could not be evaluated: file, row, fact, what was read, what is allowed."""


def failure(
    file: str,
    row: int,
    message: str,
    *,
    fact: str = "",
    read: str = "",
    allowed: str = "",
    hint: str = "",
) -> Failure:
    """Return a record for the file of errors; `row` counts the cases of a file from 1, 0 is the file."""
    return {
        "file": file,
        "row": row,
        "fact": fact,
        "read": read,
        "allowed": allowed,
        "message": message,
        "hint": hint,
    }


@dataclass(frozen=True)
class Portion:
    """Cases in the order of the input.

    `masks` is unsigned[facts, cases]; `carried` has a row for each of them, with file, row and
    all other columns; `failed` counts the cases that `failures` tell of. `case` gives one of the
    cases in full.
    """

    masks: Masks
    carried: pl.DataFrame
    failures: tuple[Failure, ...]
    failed: int
    complete: bool
    case: Callable[[int], Case] = field(compare=False)

    @property
    def cases(self) -> int:
        """How many cases can be evaluated."""
        return int(self.masks.shape[1])
