"""From tables and records to portions: every answer is read once, and every column has its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from advisor.batch.portion import CASE_KEYS, FILE, ROW, Failure, Portion, failure
from advisor.batch.read.columns import ColumnReader, Trouble
from advisor.cases.answers import parse_answer
from advisor.cases.model import Answer, Case
from advisor.inference.many.engine import BitEngine
from advisor.inference.many.machine import Masks

GIVEN = " (given)"
"""What the name of a column ends in that would be taken for one of ours."""


@dataclass(frozen=True)
class Record:
    """One case on its own: what it tells besides the facts, and the answers as they were given."""

    file: str
    row: int
    told: Mapping[str, str]
    given: Mapping[str, str | tuple[str, ...]]
    failures: tuple[Failure, ...] = ()
    case: Case | None = None


class Encoder:
    """Turns tables and records into portions; it remembers the answers that it has read."""

    def __init__(self, engine: BitEngine) -> None:
        self.engine = engine
        self.facts = engine.rules.facts
        self.by_folded = {fact.name.casefold(): row for row, fact in enumerate(self.facts)}
        self.readers = [ColumnReader(fact, engine.dtype) for fact in self.facts]

    def fact_row(self, column: str) -> int | None:
        """Return the row of the fact that a column is named after, or None."""
        return self.by_folded.get(" ".join(column.split()).casefold())

    def table(
        self, frame: pl.DataFrame, file: str, first_row: int, rows: pl.Series | None = None
    ) -> Portion:
        """Return the portion of a table whose columns carry the facts' names.

        Its rows count on from `first_row`, or have the numbers in `rows`.
        """
        cases = frame.height
        numbers = rows
        if numbers is None:
            numbers = pl.int_range(first_row, first_row + cases, dtype=pl.Int64, eager=True)
        masks = np.zeros((len(self.facts), cases), self.engine.dtype)
        troubles: dict[int, list[Trouble]] = {}
        columns: dict[int, str] = {}
        others: list[str] = []
        for name in frame.columns:
            fact = self.fact_row(name)
            if fact is None:
                others.append(name)
                continue
            columns[fact] = name
            masks[fact], found = self.readers[fact].column(frame[name])
            for row, trouble in found.items():
                troubles.setdefault(row, []).append(trouble)
        failures = [
            _told(file, int(numbers[row]), trouble)
            for row in sorted(troubles)
            for trouble in troubles[row]
        ]
        carried = frame.select(
            pl.lit(file).alias(FILE),
            numbers.alias(ROW),
            *(pl.col(name).alias(carried_name(name)) for name in others),
        )
        kept = frame
        if troubles:
            good = np.ones(cases, bool)
            good[list(troubles)] = False
            masks, kept, carried = masks[:, good], frame.filter(good), carried.filter(good)

        def case(index: int) -> Case:
            told = {name: kept[name][index] for name in others}
            given = {self.facts[row].name: kept[name][index] for row, name in columns.items()}
            return self._case(told, given, file, int(carried[ROW][index]))

        return Portion(
            masks,
            carried,
            tuple(failures),
            len(troubles),
            bool(masks.all()) and _single(masks),
            case,
        )

    def records(self, records: Sequence[Record], columns: Sequence[str]) -> Portion:
        """Return the portion of single cases, of which each carries the same `columns`."""
        masks = np.zeros((len(self.facts), len(records)), self.engine.dtype)
        troubles: dict[int, list[Trouble]] = {}
        for row, fact in enumerate(self.facts):
            given = [record.given.get(fact.name) for record in records]
            masks[row], found = self.readers[row].texts(given)
            for place, trouble in found.items():
                troubles.setdefault(place, []).append(trouble)
        failures: list[Failure] = []
        good = np.ones(len(records), bool)
        for place, record in enumerate(records):
            if record.failures or place in troubles:
                good[place] = False
                failures += record.failures
                failures += [_told(record.file, record.row, one) for one in troubles.get(place, ())]
        failed = int((~good).sum())
        kept = [record for record, whole in zip(records, good, strict=True) if whole]
        masks = masks[:, good]
        carried = pl.DataFrame(
            {
                FILE: pl.Series([_as_text(record.file) for record in kept], dtype=pl.String),
                ROW: pl.Series([record.row for record in kept], dtype=pl.Int64),
                **{
                    name: pl.Series(
                        [_as_text(record.told.get(name)) for record in kept], dtype=pl.String
                    )
                    for name in columns
                },
            }
        )

        def case(index: int) -> Case:
            record = kept[index]
            if record.case is not None:
                return record.case
            return self._case(record.told, record.given, record.file, record.row)

        return Portion(
            masks, carried, tuple(failures), failed, bool(masks.all()) and _single(masks), case
        )

    def _case(self, told: Mapping[str, Any], given: Mapping[str, Any], file: str, row: int) -> Case:
        answers = []
        for fact in self.facts:
            value = given.get(fact.name)
            if value is None or value != value:  # noqa: PLR0124 - NaN is the only such value
                continue
            texts = value if isinstance(value, str) else _texts(value)
            answer = parse_answer(fact, texts)
            if isinstance(answer, Answer):
                answers.append(answer)
        texts_told = {key: str(told[key]) for key in CASE_KEYS if told.get(key) is not None}
        return Case(
            texts_told.get("id") or f"{file}:{row}",
            tuple(answers),
            place=texts_told.get("place", ""),
            country=texts_told.get("country", ""),
            level=texts_told.get("level", ""),
            date=texts_told.get("date", ""),
            group=texts_told.get("group", ""),
            file=file,
        )


def carried_name(name: str) -> str:
    """Return a column's name beside file and row, which are ours; two names never become one."""
    base = name
    while base.endswith(GIVEN):
        base = base.removesuffix(GIVEN)
    return f"{name}{GIVEN}" if base in (FILE, ROW) else name


def _texts(value: Any) -> str | list[str]:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, pl.Series | list | tuple):
        return [str(one) for one in value]
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _told(file: str, row: int, trouble: Trouble) -> Failure:
    return failure(
        file,
        row,
        trouble.message,
        fact=trouble.fact,
        read=trouble.read,
        allowed=trouble.allowed,
        hint=trouble.hint,
    )


def _single(masks: Masks) -> bool:
    one: NDArray[np.bool_] = (masks & (masks - masks.dtype.type(1))) == 0
    return bool(one.all())


def _as_text(name: str | None) -> str | None:
    """Return a name as a column can hold it: bytes of a file's name that are not UTF-8 are written out."""
    return None if name is None else name.encode("utf-8", "backslashreplace").decode()
