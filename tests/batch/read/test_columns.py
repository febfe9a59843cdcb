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
