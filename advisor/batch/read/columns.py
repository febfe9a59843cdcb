"""Columns of answers: each distinct answer is read once, by the same reader as a case file's.

A column becomes masks: for each case the set of possible codes as a bit mask, 0 for unknown.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from advisor.batch.read.answer import MOST_KEPT, AnswerReader, Trouble
from advisor.batch.read.cells import number_answer
from advisor.batch.read.column_map import Translation
from advisor.cases.answers import UNKNOWN
from advisor.knowledge.domains import Kind, Range, is_ambiguous
from advisor.knowledge.model import Fact

Masks = NDArray[np.unsignedinteger[Any]]

FIRST_LOOK = 1_000
"""From how many answers of a fact's first column its texts are learnt, as going through all for new ones is dear."""

MOST_SOUGHT = 24
"""How many texts of a fact are looked for in whole columns, which beats a table for the first few."""


class ColumnReader:
    """Reads the answers to one fact, column by column, and remembers what it has read.

    Masks come out as `dtype`, which has a bit for each code of the fact.
    """

    def __init__(
        self,
        fact: Fact,
        dtype: np.dtype[np.unsignedinteger[Any]],
        translation: Translation | None = None,
    ) -> None:
        self.fact = fact
        self._translation = translation
        self._answers = AnswerReader(fact, translation)
        self._texts: list[str] = []
        self._exact_known: dict[tuple[str, str], float | None] = {}
        self._dtype = dtype

    def column(self, column: pl.Series, mark: str = "") -> tuple[Masks, dict[int, Trouble]]:
        """Return masks, unsigned[cases], and, by its row in the column, the trouble with an answer."""
        if column.dtype == pl.Boolean:
            column = column.replace_strict({True: "yes", False: "no"}, return_dtype=pl.String)
        if self._translation and column.dtype.is_numeric():
            numbers = column.to_list()
            column = pl.Series(
                [None if one is None else _number(one) for one in numbers], dtype=pl.String
            )
        if column.dtype.is_numeric():
            if self.fact.domain.kind is Kind.NUMBER:
                return self._numbers(column)
            column = column.cast(pl.String)
        if column.dtype == pl.Null:
            return np.zeros(len(column), self._dtype), {}
        if isinstance(column.dtype, pl.List):
            return self._lists(column)
        if not isinstance(column.dtype, pl.String | pl.Categorical | pl.Enum):
            column = column.cast(pl.String, strict=False)
        if self.fact.domain.kind is Kind.NUMBER:
            return self._number_texts(column.cast(pl.String), mark)
        return self._names(column)

    def texts(
        self, given: Sequence[str | tuple[str, ...] | None], mark: str = ""
    ) -> tuple[Masks, dict[int, Trouble]]:
        """Return what `column` does for answers that were read one by one; None is unknown."""
        if self.fact.domain.kind is Kind.NUMBER and not any(
            isinstance(one, tuple) for one in given
        ):
            return self._number_texts(pl.Series(given, dtype=pl.String), mark)
        troubles: dict[str | tuple[str, ...] | None, Trouble] = {}
        masks: dict[str | tuple[str, ...] | None, int] = {None: 0}
        for one in set(given) - {None}:
            found = self._answers.one(one or "", mark)
            if isinstance(found, Trouble):
                troubles[one], masks[one] = found, found.mask
            else:
                masks[one] = found
        column = np.fromiter(map(masks.__getitem__, given), self._dtype, len(given))
        if not troubles:
            return column, {}
        return column, {row: troubles[one] for row, one in enumerate(given) if one in troubles}

    def numbers(self, column: pl.Series, masks: Masks, mark: str = "") -> pl.Series:
        """Return the numbers that were given exactly; missing where the answer is unknown or a range.

        `masks` are what `column` made of the column.
        """
        kind = pl.Int64 if self.fact.domain.whole else pl.Float64
        if column.dtype.is_numeric() and self._translation is None:
            found = column.cast(pl.Float64).fill_nan(None)
        elif isinstance(column.dtype, pl.String | pl.Categorical | pl.Enum):
            texts = column.cast(pl.String)
            plain = texts.str.contains(r"^[0-9]{1,15}$").fill_null(value=False)
            if self._translation:
                plain &= False
            found = pl.select(pl.when(plain).then(texts)).to_series().cast(pl.Float64)
            rest = texts.filter(~plain & texts.is_not_null()).unique()
            if len(rest):
                read = {text: self._exact_text(text, mark) for text in rest}
                others = texts.replace_strict(read, default=None, return_dtype=pl.Float64)
                found = found.fill_null(others)
        else:
            found = pl.Series(
                [None if one is None else self._exact(one, ".") for one in column.to_list()],
                dtype=pl.Float64,
            )
        known = pl.Series(masks != 0)
        return pl.select(pl.when(known).then(found)).to_series().cast(kind).alias(self.fact.name)

    def _exact_text(self, text: str, mark: str) -> float | None:
        """Return the number that a text is, and remember it."""
        if (text, mark) in self._exact_known:
            return self._exact_known[text, mark]
        found = self._exact(text, mark)
        if len(self._exact_known) < MOST_KEPT:
            self._exact_known[text, mark] = found
        return found

    def _exact(self, value: Any, mark: str) -> float | None:
        """Return the number that an answer is, None where it is none, or several."""
        texts = [str(one) for one in value] if isinstance(value, list) else str(value)
        if self._translation and isinstance(texts, str):
            texts = self._translation.answer(texts)
        answer = number_answer(self.fact, texts, mark)
        only = answer.values[0] if answer is not None and answer.single else None
        return only.low if isinstance(only, Range) and only.exact else None

    def _names(self, column: pl.Series) -> tuple[Masks, dict[int, Trouble]]:
        """Read a column of texts: every text that was met before is looked for in the whole column."""
        if column.dtype != pl.String:
            return self._categories(column)
        masks = np.zeros(len(column), self._dtype)
        troubles: dict[int, Trouble] = {}
        missing = column.null_count()
        left = len(column) - missing
        if not self._texts:
            self._seek(column.head(FIRST_LOOK).drop_nulls().unique(maintain_order=True))
        for text in self._texts:
            if not left:
                return masks, troubles
            found = column == text
            where = (found.fill_null(value=False) if missing else found).to_numpy()
            count = int(np.count_nonzero(where))
            if count:
                left -= count
                self._put(text, where, masks, troubles)
        if left:
            self._new_names(column, masks, troubles)
        return masks, troubles

    def _categories(self, column: pl.Series) -> tuple[Masks, dict[int, Trouble]]:
        """Read a column that keeps each text once, with a number in its place."""
        distinct = column.drop_nulls().unique()
        codes = column.to_physical().cast(pl.Int64).fill_null(-1).to_numpy()
        meanings = np.zeros(int(codes.max(initial=-1)) + 2, self._dtype)  # the last one is unknown
        troubles: dict[int, Trouble] = {}
        for code, text in zip(distinct.to_physical(), distinct.cast(pl.String), strict=True):
            read = self._answers.one(text)
            if isinstance(read, Trouble):
                troubles.update((int(row), read) for row in np.flatnonzero(codes == code))
                read = read.mask
            meanings[code] = read
        return meanings[codes], troubles

    def _put(
        self,
        text: str,
        where: NDArray[np.bool_],
        masks: Masks,
        troubles: dict[int, Trouble],
    ) -> None:
        """Put what a text means where it stands."""
        read = self._answers.one(text)
        if isinstance(read, Trouble):
            troubles.update((int(row), read) for row in np.flatnonzero(where))
            read = read.mask
        masks |= where * masks.dtype.type(read)

    def _new_names(self, column: pl.Series, masks: Masks, troubles: dict[int, Trouble]) -> None:
        """Read what none of the texts that are looked for stands for, in place."""
        rest = column.is_not_null() & ~column.is_in(self._texts)
        new = column.filter(rest).unique(maintain_order=True)
        rows = np.flatnonzero(rest.to_numpy())
        codes = column.filter(rest).cast(pl.Enum(new)).to_physical().to_numpy()
        order = np.argsort(codes, kind="stable")
        starts = np.searchsorted(codes[order], np.arange(len(new) + 1))
        for number, text in enumerate(new):
            where = rows[order[starts[number] : starts[number + 1]]]
            read = self._answers.one(text)
            if isinstance(read, Trouble):
                troubles.update((int(row), read) for row in where)
                read = read.mask
            masks[where] = read
        self._seek(new)

    def _seek(self, new: pl.Series) -> None:
        """Look for these texts from now on, as far as there is room."""
        room = MOST_SOUGHT - len(self._texts)
        self._texts += new.head(max(room, 0)).to_list()

    def _numbers(self, column: pl.Series) -> tuple[Masks, dict[int, Trouble]]:
        """Read a column of numbers; a number that is no number (NaN) is unknown."""
        domain = self.fact.domain
        values = column.cast(pl.Float64).fill_null(float("nan")).to_numpy()
        known = ~np.isnan(values)
        cell = np.zeros(len(values), self._dtype)
        for cut in domain.cuts:
            beyond = values > cut.at if cut.after else values >= cut.at
            cell += beyond
        masks = np.where(known, self._dtype.type(1) << cell, self._dtype.type(0))
        for number, cut in enumerate(domain.cuts):
            if border := domain.border(cut):  # either side, as Domain.around has it
                near = (values >= border.low) & (values <= border.high)
                masks |= near * self._dtype.type(0b11 << number)
        inside = (values >= domain.minimum) & (values <= domain.maximum) & np.isfinite(values)
        if domain.whole:
            inside &= values == np.floor(values)
        troubles: dict[int, Trouble] = {}
        for row in np.flatnonzero(known & ~inside):
            # A number of the table's own has a point before its decimals, and no mark else.
            found = self._answers.one(_number(column[int(row)]), ".")
            masks[row] = 0
            if isinstance(found, Trouble):
                troubles[int(row)] = found
        return masks, troubles

    def _number_texts(self, column: pl.Series, mark: str) -> tuple[Masks, dict[int, Trouble]]:
        """Read plain digits all at once, and of the rest each text once."""
        # What is translated is read one by one.
        digits = r"^[0-9]{1,15}$" if self._translation is None else "$^x"
        plain = column.str.contains(digits).fill_null(value=False)
        masks, troubles = self._numbers(
            pl.select(pl.when(plain).then(column)).to_series().cast(pl.Int64)
        )
        if plain.all():
            return masks, troubles
        rest = ~plain & column.is_not_null()
        rows = np.flatnonzero(rest.to_numpy())
        texts = column.filter(rest)
        distinct = texts.unique(maintain_order=True)
        codes = texts.cast(pl.Enum(distinct)).to_physical().to_numpy()
        read = [self._answers.one(text, mark) for text in distinct]
        meanings = [one.mask if isinstance(one, Trouble) else one for one in read]
        masks[rows] = np.array(meanings, self._dtype)[codes]
        wrong = np.array([isinstance(one, Trouble) for one in read], bool)[codes]
        for row, code in zip(rows[wrong].tolist(), codes[wrong].tolist(), strict=True):
            found = read[code]
            if isinstance(found, Trouble):
                troubles[row] = found
        return masks, troubles

    def _lists(self, column: pl.Series) -> tuple[Masks, dict[int, Trouble]]:
        masks = np.zeros(len(column), self._dtype)
        troubles: dict[int, Trouble] = {}
        for row, given in enumerate(column.to_list()):
            if given is None:
                continue
            if any(one is None for one in given):
                # What may hold besides isn't known, so the others are no sure answer.
                texts = ["" if one is None else str(one) for one in given]
                message = f"one of the answers to '{self.fact.name}' is missing in the list"
                hint = f"list only the answers that are possible, or write {UNKNOWN}"
                troubles[row] = self._answers.trouble(" or ".join(texts), message, hint)
                continue
            found = self._answers.one([str(one) for one in given])
            if isinstance(found, Trouble):
                troubles[row] = found
            else:
                masks[row] = found
        return masks, troubles


def _number(value: float) -> str:
    """Write a number of a table's own as a text that has no other reading."""
    text = repr(int(value)) if isinstance(value, float) and value.is_integer() else repr(value)
    return f"{text}0" if is_ambiguous(text) else text
