"""From tables and records to portions: every answer is read once, and every column has its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import methodcaller

import numpy as np
import polars as pl

from advisor.batch.own_columns import class_name, concluded_columns
from advisor.batch.portion import (
    FILE,
    ROW,
    Failure,
    FailureKind,
    Portion,
    failure,
)
from advisor.batch.read.answer import Trouble
from advisor.batch.read.column_map import NO_MAP, ColumnMap
from advisor.batch.read.columns import ColumnReader
from advisor.batch.read.layout import NO_LAYOUT, TableLayout
from advisor.batch.read.record import Record, carried_name, records_table
from advisor.batch.read.row_case import row_case
from advisor.batch.towns import called_names_of
from advisor.cases.model import Case
from advisor.inference.many.engine import BitEngine
from advisor.inference.many.machine import Masks
from advisor.knowledge.domains import Kind

_MOST_NAMES, _LONG_NAME = 10_000, 100
"""How many names of columns are remembered, and how long they are at the most."""

_NOT_SOUGHT = -1


@dataclass(frozen=True)
class ColumnRoles:
    """What the columns of a table are taken for: `facts` and their `classes` by rows of the masks.

    `carried` go along; `ignored` say what an earlier run concluded.
    """

    facts: Mapping[str, int]
    classes: Mapping[str, int]
    carried: tuple[str, ...]
    ignored: tuple[str, ...]


class Encoder:
    """Turns tables and records into portions; it remembers the answers that it has read.

    With `strict` an answer that can't be read for sure costs its case; else it counts as unknown.
    `columns` says which other names columns of facts have, and what stands in them. With `bare` no
    column is taken for a fact, so that all of a table is seen as it stands.
    """

    def __init__(
        self,
        engine: BitEngine,
        *,
        strict: bool = False,
        columns: ColumnMap = NO_MAP,
        bare: bool = False,
    ) -> None:
        self.engine = engine
        self.bare = bare
        self.strict = strict
        self.facts = engine.rules.facts
        # A table made under older rules may call a fact as it was called then.
        self.by_folded = {
            old.casefold(): row for row, fact in enumerate(self.facts) for old in fact.formerly
        }
        self.by_folded.update({fact.name.casefold(): row for row, fact in enumerate(self.facts)})
        self.by_folded.update(
            {name: self.by_folded[fact.casefold()] for name, fact in columns.facts.items()}
        )
        self.by_class = {
            class_name(fact): row
            for row, fact in enumerate(self.facts)
            if fact.domain.kind is Kind.NUMBER
        }
        self.map = columns
        self.translations = columns.translations
        self.readers = [
            ColumnReader(fact, engine.dtype, columns.translations.get(fact.name))
            for fact in self.facts
        ]
        self._rows: dict[str, int | None] = {}
        self._roles: tuple[tuple[str, ...], ColumnRoles] | None = None

    def fact_row(self, column: str) -> int | None:
        """Return the row of the fact that a column is named after, or None."""
        row = self._rows.get(column, _NOT_SOUGHT)
        if row == _NOT_SOUGHT:  # in JSON Lines the same names stand in each line
            row = self.by_folded.get(" ".join(column.split()).casefold())
            if len(self._rows) < _MOST_NAMES and len(column) < _LONG_NAME:
                self._rows[column] = row
        return row

    def roles(self, columns: Sequence[str]) -> ColumnRoles:
        """Return what each column of a table is taken for."""
        if self._roles is None or self._roles[0] != tuple(columns):
            self._roles = (tuple(columns), self._roles_of(columns))
        return self._roles[1]

    def _roles_of(self, columns: Sequence[str]) -> ColumnRoles:
        ignored = concluded_columns(columns, self.engine.rules)
        facts: dict[str, int] = {}
        classes: dict[str, int] = {}
        carried: list[str] = []
        for name in columns:
            row = self.fact_row(name)
            if name in ignored:
                continue
            if row is not None:
                facts[name] = row
            elif ignored and name in self.by_class:
                classes[name] = self.by_class[name]
            else:
                carried.append(name)
        return ColumnRoles(
            facts, classes, tuple(carried), tuple(n for n in columns if n in ignored)
        )

    def table(
        self,
        frame: pl.DataFrame,
        file: str,
        first_row: int,
        rows: pl.Series | None = None,
        layout: TableLayout = NO_LAYOUT,
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
        roles = self.roles(frame.columns)
        others = roles.carried
        for name, fact in roles.facts.items():
            columns[fact] = name
            mark = layout.marks.get(self.facts[fact].name, "")
            masks[fact], found = self.readers[fact].column(frame[name], mark)
            for row, trouble in found.items():
                troubles.setdefault(row, []).append(trouble)
        numbers_given = {
            fact.name: self._numbers(place, frame, columns, masks[place], layout)
            for place, fact in enumerate(self.facts)
            if fact.domain.kind is Kind.NUMBER
        }
        for name, fact in roles.classes.items():
            # What was no one number in the case that an output tells of, only its class tells.
            bare = frame[columns[fact]].is_null() if fact in columns else pl.Series([True] * cases)
            classes, found = self.readers[fact].column(frame[name])
            masks[fact] = np.where(bare.to_numpy(), classes, masks[fact])
            for row, trouble in found.items():
                if bare[row]:
                    troubles.setdefault(row, []).append(trouble)
        carried = frame.select(
            pl.lit(file).alias(FILE),
            numbers.alias(ROW),
            *(pl.col(name).alias(carried_name(name)) for name in others),
        )
        towns = called_names_of(carried).fill_null("") if troubles else ()
        failures = [
            self._told(file, int(numbers[row]), trouble, towns[row], layout)
            for row in sorted(troubles)
            for trouble in troubles[row]
        ]
        kept = frame
        if troubles and self.strict:
            good = np.ones(cases, bool)
            good[list(troubles)] = False
            masks, kept, carried = masks[:, good], frame.filter(good), carried.filter(good)
            numbers_given = {name: one.filter(good) for name, one in numbers_given.items()}

        def case(index: int) -> Case:
            told = {name: kept[name][index] for name in others}
            values = {row: kept[name][index] for row, name in columns.items()}
            source = (file, int(carried[ROW][index]))
            return row_case(
                self.facts, self.translations, told, values, source, masks[:, index], layout
            )

        failed = len(troubles) if self.strict else 0
        return Portion(masks, carried, tuple(failures), failed, numbers_given, case)

    def _numbers(
        self,
        place: int,
        frame: pl.DataFrame,
        columns: Mapping[int, str],
        masks: Masks,
        layout: TableLayout,
    ) -> pl.Series:
        """Return the numbers that were given exactly for a fact, which need not have a column."""
        name = columns.get(place)
        column = pl.Series([None] * frame.height, dtype=pl.String) if name is None else frame[name]
        mark = layout.marks.get(self.facts[place].name, "")
        return self.readers[place].numbers(column, masks, mark)

    def records(
        self,
        records: Sequence[Record],
        columns: Sequence[str],
        layout: TableLayout = NO_LAYOUT,
    ) -> Portion:
        """Return the portion of single cases, of which each carries the same `columns`."""
        masks = np.zeros((len(self.facts), len(records)), self.engine.dtype)
        troubles: dict[int, list[Trouble]] = {}
        letters = {name: place for place, name in enumerate(layout.letters)}
        places = [letters.get(fact.name, 0) for fact in self.facts]
        all_given = [{} if one.case else one.given for one in records]
        for row in np.argsort(places, kind="stable"):  # troubles are told from left to right
            fact = self.facts[row]
            given = list(map(methodcaller("get", fact.name), all_given))
            mark = layout.marks.get(fact.name, "")
            masks[row], found = self.readers[row].texts(given, mark)
            for place, trouble in found.items():
                troubles.setdefault(place, []).append(trouble)
        failures: list[Failure] = []
        good = np.ones(len(records), bool)
        towns = called_names_of(records_table(records, columns)).fill_null("") if troubles else ()
        for place, record in enumerate(records):
            if record.case is not None:
                masks[:, place] = self._masks(record.case)
            wrong = troubles.get(place, ())
            lost = any(one["kind"] != FailureKind.CELL for one in record.failures)
            good[place] = not lost and not (self.strict and (wrong or record.failures))
            failures += record.failures
            if wrong:
                failures += [
                    self._told(record.file, record.row, one, towns[place], layout) for one in wrong
                ]
        numbers = {
            fact.name: self._given_numbers(row, records, masks[row], layout).filter(good)
            for row, fact in enumerate(self.facts)
            if fact.domain.kind is Kind.NUMBER
        }
        failed = int((~good).sum())
        kept = [record for record, whole in zip(records, good, strict=True) if whole]
        masks = masks[:, good]
        carried = records_table(kept, columns)

        def case(index: int) -> Case:
            record = kept[index]
            if record.case is not None:
                return record.case
            values = {
                row: record.given[fact.name]
                for row, fact in enumerate(self.facts)
                if fact.name in record.given
            }
            source = (record.file, record.row)
            return row_case(
                self.facts, self.translations, record.told, values, source, masks[:, index], layout
            )

        return Portion(masks, carried, tuple(failures), failed, numbers, case)

    def _given_numbers(
        self, row: int, records: Sequence[Record], masks: Masks, layout: TableLayout
    ) -> pl.Series:
        """Return the numbers that were given exactly for a fact in single cases."""
        fact = self.facts[row]
        texts: list[str | None] = []
        for record in records:
            given = record.given.get(fact.name)
            answer = record.case.by_fact.get(fact.name) if record.case else None
            if answer is not None and answer.single:
                given = str(answer.values[0])
            texts.append(given if isinstance(given, str) else None)
        mark = layout.marks.get(fact.name, "")
        return self.readers[row].numbers(pl.Series(texts, dtype=pl.String), masks, mark)

    def _masks(self, case: Case) -> list[int]:
        """Return the masks of a case that was read already."""
        return [
            case.by_fact[fact.name].mask(fact.domain) if fact.name in case.by_fact else 0
            for fact in self.facts
        ]

    def _told(
        self, file: str, row: int, trouble: Trouble, town: str, layout: TableLayout
    ) -> Failure:
        return failure(
            file,
            row,
            trouble.message,
            kind=FailureKind.CASE if self.strict else FailureKind.CELL,
            town=town,
            sheet=layout.sheet,
            cell=layout.cell(trouble.fact, row),
            fact=trouble.fact,
            read=trouble.read,
            allowed=trouble.allowed,
            nearest=trouble.nearest,
            hint=trouble.hint,
        )
