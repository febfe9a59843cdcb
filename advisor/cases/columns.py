"""Columns of answers: each distinct answer is read once, by the same reader as a case file's.

A column becomes masks: for each case the set of possible codes as a bit mask, 0 for unknown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from advisor.cases.answers import UNKNOWN, allowed_answers, parse_answer
from advisor.cases.model import Answer
from advisor.cases.tree import forbidden_character, shown
from advisor.errors import Problem
from advisor.knowledge.domains import Kind
from advisor.knowledge.model import Fact

MOST_KEPT = 100_000
"""How many distinct answers of a fact are remembered, so that memory stays bounded."""

LONGEST_ANSWER = 10_000
"""How many characters an answer can have; the longest sensible one has a few hundred."""


@dataclass(frozen=True)
class Trouble:
    """An answer that can't be read: what was read, what is wrong, and what is allowed."""

    fact: str
    read: str
    message: str
    hint: str
    allowed: str


class ColumnReader:
    """Reads the answers to one fact, column by column, and remembers what it has read."""

    def __init__(self, fact: Fact) -> None:
        self.fact = fact
        self._known: dict[str | tuple[str, ...], int | Trouble] = {}
        self._texts: list[str] = []
        self._masks = np.zeros(1, np.uint64)

    def one(self, given: str | Sequence[str]) -> int | Trouble:
        """Return the mask of one answer, 0 if it is unknown, or the trouble with it."""
        key = given if isinstance(given, str) else tuple(given)
        found = self._known.get(key)
        if found is None:
            found = self._read(given)
            if len(self._known) < MOST_KEPT:
                self._known[key] = found
        return found

    def column(self, column: pl.Series) -> tuple[NDArray[np.uint64], dict[int, Trouble]]:
        """Return uint64[cases] masks and, by its row in the column, the trouble with an answer."""
        if column.dtype == pl.Boolean:
            column = column.replace_strict({True: "yes", False: "no"}, return_dtype=pl.String)
        if column.dtype.is_numeric():
            if self.fact.domain.kind is Kind.NUMBER:
                return self._numbers(column)
            column = column.cast(pl.String)
        if column.dtype == pl.Null:
            return np.zeros(len(column), np.uint64), {}
        if isinstance(column.dtype, pl.List):
            return self._lists(column)
        if not isinstance(column.dtype, pl.String | pl.Categorical | pl.Enum):
            column = column.cast(pl.String, strict=False)
        if self.fact.domain.kind is Kind.NUMBER:
            return self._number_texts(column.cast(pl.String))
        return self._names(column)

    def _read(self, given: str | Sequence[str]) -> int | Trouble:
        texts = [given] if isinstance(given, str) else list(given)
        if len(texts) == 1:
            given = texts[0]
        for text in texts:
            strange = forbidden_character(text)
            if strange or len(text) > LONGEST_ANSWER:
                message = f"the answer holds the invisible character {strange}"
                if not strange:
                    message = f"the answer is too long: {len(text):,} characters"
                return self._trouble(text, message, "")
        answer = parse_answer(self.fact, given)
        if answer is None:
            return 0
        if isinstance(answer, Answer):
            return answer.mask(self.fact.domain)
        return self._problem(given, answer)

    def _problem(self, given: str | Sequence[str], problem: Problem) -> Trouble:
        read = given if isinstance(given, str) else " or ".join(given)
        return self._trouble(read, problem.message, problem.hint)

    def _trouble(self, read: str, message: str, hint: str) -> Trouble:
        allowed = f"{allowed_answers(self.fact)}, or {UNKNOWN}"
        return Trouble(self.fact.name, shown(read, 200), message, hint, allowed)

    def _names(self, column: pl.Series) -> tuple[NDArray[np.uint64], dict[int, Trouble]]:
        """Read a column of texts through a table of the distinct ones."""
        codes = self._codes(column)
        if codes is None:
            new = column.cast(pl.String).unique(maintain_order=True).drop_nulls().to_list()
            known = set(self._texts)
            self._texts += [text for text in new if text not in known]
            read = [self.one(text) for text in self._texts]
            self._masks = np.array(
                [0 if isinstance(one, Trouble) else one for one in read] + [0], np.uint64
            )
            codes = self._codes(column)
            assert codes is not None  # noqa: S101 - every text of the column is in the table now
        masks = self._masks[codes]
        troubles: dict[int, Trouble] = {}
        bad = [code for code, text in enumerate(self._texts) if isinstance(self.one(text), Trouble)]
        if bad:
            for row in np.flatnonzero(np.isin(codes, bad)):
                found = self.one(self._texts[codes[row]])
                if isinstance(found, Trouble):
                    troubles[int(row)] = found
        if len(self._texts) > MOST_KEPT // 10:
            self._texts, self._masks = [], np.zeros(1, np.uint64)
        return masks, troubles

    def _codes(self, column: pl.Series) -> NDArray[np.intp] | None:
        """Return for each row the place of its text in the table, the last for nothing; None if one lacks."""
        if not self._texts:
            return None
        table = pl.Enum(self._texts)
        found = column.cast(table, strict=False)
        if found.null_count() != column.null_count():
            return None
        codes: NDArray[np.intp] = (
            found.to_physical().fill_null(len(self._texts)).cast(pl.Int64).to_numpy()
            if len(self._texts) < 255
            else found.to_physical().cast(pl.Int64).fill_null(len(self._texts)).to_numpy()
        )
        return codes

    def _numbers(self, column: pl.Series) -> tuple[NDArray[np.uint64], dict[int, Trouble]]:
        """Read a column of numbers; a number that is no number (NaN) is unknown."""
        domain = self.fact.domain
        values = column.cast(pl.Float64).fill_null(float("nan")).to_numpy()
        known = ~np.isnan(values)
        cell = np.zeros(len(values), np.uint64)
        for cut in domain.cuts:
            beyond = values > cut.at if cut.after else values >= cut.at
            cell += beyond.astype(np.uint64)
        masks = np.where(known, np.uint64(1) << cell, np.uint64(0))
        inside = (values >= domain.minimum) & (values <= domain.maximum) & np.isfinite(values)
        troubles: dict[int, Trouble] = {}
        for row in np.flatnonzero(known & ~inside):
            found = self.one(repr(column[int(row)]))
            if isinstance(found, Trouble):
                troubles[int(row)] = found
        return masks, troubles

    def _number_texts(self, column: pl.Series) -> tuple[NDArray[np.uint64], dict[int, Trouble]]:
        """Read plain digits all at once and the rest one by one."""
        plain = column.str.contains(r"^\d{1,15}$").fill_null(value=False)
        masks, troubles = self._numbers(
            pl.select(pl.when(plain).then(column)).to_series().cast(pl.Float64)
        )
        if plain.all():
            return masks, troubles
        for row in np.flatnonzero((~plain & column.is_not_null()).to_numpy()):
            found = self.one(column[int(row)])
            if isinstance(found, Trouble):
                troubles[int(row)] = found
            else:
                masks[row] = found
        return masks, troubles

    def _lists(self, column: pl.Series) -> tuple[NDArray[np.uint64], dict[int, Trouble]]:
        masks = np.zeros(len(column), np.uint64)
        troubles: dict[int, Trouble] = {}
        for row, given in enumerate(column.to_list()):
            if given is None:
                continue
            texts = [str(one) for one in given if one is not None]
            found = self.one(texts)
            if isinstance(found, Trouble):
                troubles[row] = found
            else:
                masks[row] = found
        return masks, troubles
