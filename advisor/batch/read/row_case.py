"""One row of a table as a case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from advisor.batch.portion import CASE_KEYS
from advisor.batch.read.cells import number_answer
from advisor.batch.read.column_map import Translation
from advisor.batch.read.layout import TableLayout
from advisor.cases.model import Answer, Case
from advisor.inference.many.machine import Masks
from advisor.knowledge.domains import Kind
from advisor.knowledge.model import Fact


def row_case(
    facts: Sequence[Fact],
    translations: Mapping[str, Translation],
    told: Mapping[str, Any],
    values: Mapping[int, Any],
    source: tuple[str, int],
    masks: Masks,
    layout: TableLayout,
) -> Case:
    """Return a case whose answers mean what its masks say: numbers as given, words as understood.

    `told` is what the row tells besides the facts, `values` by the place of a fact what was given,
    `translations` by its name what answers mean, `source` the file and the row.
    """
    file, row = source
    answers = []
    for place, fact in enumerate(facts):
        mask = int(masks[place])
        value = values.get(place)
        if not mask or value is None:
            continue
        if fact.domain.kind is not Kind.NUMBER:
            answers.append(Answer(fact.name, fact.domain.names(mask)))
            continue
        # A number of the table's own has a point before its decimals.
        mark = layout.marks.get(fact.name, "") if isinstance(value, str) else "."
        translation = translations.get(fact.name)
        if translation and isinstance(value, str):
            value = translation.answer(value)
        answer = number_answer(fact, _texts(value), mark)
        if answer is not None:
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


def _texts(value: Any) -> str | list[str]:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, pl.Series | list | tuple):
        return [str(one) for one in value]
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
