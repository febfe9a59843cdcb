"""Columns of answers: whatever stands where, a column says what its answers say one by one."""

from __future__ import annotations

from itertools import chain, combinations

import numpy as np
import polars as pl
import pytest

from advisor import load_rules
from advisor.batch.read.answer import AnswerReader, Trouble
from advisor.batch.read.columns import FIRST_LOOK, MOST_SOUGHT, ColumnReader
from advisor.knowledge.domains import Kind
from advisor.knowledge.model import Fact


def _widest() -> Fact:
    """Return a fact with so many values that more texts than are looked for name some of them."""
    facts = (fact for fact in load_rules().facts if fact.domain.kind is not Kind.NUMBER)
    return max(facts, key=lambda fact: len(fact.domain.values))


FACT = _widest()
ANSWERS = tuple(
    " or ".join(some)
    for some in chain.from_iterable(combinations(FACT.domain.values, n) for n in (1, 2, 3))
)
SOME = FIRST_LOOK // 2


@pytest.mark.parametrize(
    "texts",
    [
        [ANSWERS[0]] * (FIRST_LOOK + 3) + [ANSWERS[1], None, "hihg", ANSWERS[0], "hihg"],
        [None] * (FIRST_LOOK + 1) + list(ANSWERS),
        [*ANSWERS] * 3 + [None] * FIRST_LOOK + ["unknown", ""],
        ["hihg"] * SOME + [ANSWERS[0]] * FIRST_LOOK,
        [ANSWERS[index % 40 % len(ANSWERS)] for index in range(3 * FIRST_LOOK)],
        [None] * 5,
        [],
    ],
    ids=["late", "blank head", "many, then blank", "bad head", "mixed", "all blank", "empty"],
)
def test_a_column_says_what_its_answers_say(texts: list[str | None]) -> None:
    assert len(ANSWERS) > MOST_SOUGHT
    kind = np.dtype(np.uint64)
    single = AnswerReader(FACT)
    told = [0 if text is None else single.one(text) for text in texts]
    expected = [0 if isinstance(one, Trouble) else one for one in told]
    troubles = {row: one for row, one in enumerate(told) if isinstance(one, Trouble)}
    column = pl.Series(texts, dtype=pl.String)
    reader = ColumnReader(FACT, kind)
    for look in (column, column.reverse(), column):  # the texts are known from the second one on
        masks, found = reader.column(look)
        back = 1 if look is column else -1
        assert masks.tolist() == expected[::back]
        rows = found if look is column else {len(texts) - 1 - row: found[row] for row in found}
        assert rows == troubles
    for kinds in (pl.Categorical, pl.Enum(pl.Series(texts, dtype=pl.String).drop_nulls().unique())):
        masks, found = ColumnReader(FACT, kind).column(column.cast(kinds))
        assert (masks.tolist(), found) == (expected, troubles)


def test_a_column_of_numbers_says_what_its_answers_say() -> None:
    """Each text is read once, wherever it stands, and twice the same."""
    fact = next(one for one in load_rules().facts if one.domain.kind is Kind.NUMBER)
    texts = [
        "7",
        "35 000",
        "many",
        None,
        "1,500",
        "20,000 to 50,000",
        "many",
        "49999",
        "",
        "35 000",
    ]
    kind = np.dtype(np.uint64)
    for mark in (".", ",", ""):
        single = AnswerReader(fact)
        told = [0 if text is None else single.one(text, mark) for text in texts]
        reader = ColumnReader(fact, kind)
        column = pl.Series(texts)
        for _ in range(2):
            masks, troubles = reader.column(column, mark)
            assert masks.tolist() == [one.mask if isinstance(one, Trouble) else one for one in told]
            wrong = {row: one for row, one in enumerate(told) if isinstance(one, Trouble)}
            assert troubles == wrong
            numbers = reader.numbers(column, masks, mark)
            assert [numbers[row] for row in (0, 1, 2, 3, 5, 7, 9)] == [
                7, 35000, None, None, None, 49999, 35000,
            ]  # fmt: skip
