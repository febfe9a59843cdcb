"""One case by itself, and what cases tell besides their answers, as the columns that are carried along."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from advisor.batch.portion import FILE, GIVEN, ROW, Failure
from advisor.cases.model import Case


@dataclass(frozen=True)
class Record:
    """One case on its own: what it tells besides the facts, and the answers as they were given."""

    file: str
    row: int
    told: Mapping[str, str]
    given: Mapping[str, str | tuple[str, ...]]
    failures: tuple[Failure, ...] = ()
    case: Case | None = None


def carried_name(name: str) -> str:
    """Return a column's name beside file and row, which are ours; two names never become one."""
    base = name
    while base.endswith(GIVEN):
        base = base.removesuffix(GIVEN)
    return f"{name}{GIVEN}" if base in (FILE, ROW) else name


def records_table(records: Sequence[Record], columns: Sequence[str]) -> pl.DataFrame:
    """Return file, row and what else single cases tell, as a table of these columns."""
    return pl.DataFrame(
        {
            FILE: pl.Series([_as_text(record.file) for record in records], dtype=pl.String),
            ROW: pl.Series([record.row for record in records], dtype=pl.Int64),
            **{
                name: pl.Series(
                    [_as_text(record.told.get(name)) for record in records], dtype=pl.String
                )
                for name in columns
            },
        }
    )


def _as_text(name: str | None) -> str | None:
    """Return a name as a column can hold it: bytes of a file's name that are not UTF-8 are written out."""
    return None if name is None else name.encode("utf-8", "backslashreplace").decode()
