"""What follows for a portion as the text of a CSV file, byte for byte what its table would give.

Most columns hold few different texts, and polars writes the more quickly the fewer columns there are: neighbours
become one column of all that can stand in them, with the commas in between. What has to be quoted, or would run
as a formula, is told by these few texts, and not cell by cell.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import product
from math import prod
from typing import IO, Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from advisor.batch.own_columns import Form
from advisor.batch.write.safety import safe_texts
from advisor.batch.write.table import BASES, FEW_CODES, Evaluated, Naming, answer_texts, set_texts
from advisor.inference.many.firmness import STATUSES
from advisor.knowledge.domains import Domain

_MOST_LABELS = 16_384
"""How many texts one column may be written from: as many as cost little to make."""

_FEW = 256
"""How many different numbers a column may hold to be joined with its neighbours."""

_QUOTED = '[",\r\n]|^$'
"""What stands between quotation marks; nothing at all is a cell without a text in it."""

Labels = tuple[str, ...]
Codes = NDArray[np.integer[Any]]
Cells = pl.Series | tuple[Labels, Codes]
"""A column: its cells, or the few texts that stand in it, and which of them each cell is."""


def write_csv_text(
    evaluated: Evaluated, naming: Naming, file: IO[bytes], *, trace: bool, header: bool
) -> None:
    """Write the lines of a portion, of which no cell can run as a formula; `header` puts the names above.

    The columns are those of `Evaluated.frame`, with ids as one text. Raises OSError.
    """
    if header:
        names = evaluated.names(Form.TEXT, naming, trace=trace)
        pl.DataFrame(schema=dict.fromkeys(names, pl.String)).write_csv(file)
    columns = _joined(_columns(evaluated, trace=trace))
    table = pl.DataFrame([column.alias(f"{place}") for place, column in enumerate(columns)])
    file.flush()  # polars goes round Python where it can
    table.write_csv(file, include_header=False, quote_style="never")


def _columns(evaluated: Evaluated, *, trace: bool) -> Iterator[Cells]:
    """Yield the columns in their order."""
    rules = evaluated.engine.rules
    portion = evaluated.portion
    same = np.zeros(portion.cases, np.uint8)
    for column in portion.carried.iter_columns():
        yield _carried(column)
    yield _labels((rules.hash,)), same
    for fact, row in zip(rules.facts, portion.masks, strict=True):
        numbers = portion.numbers.get(fact.name)
        if numbers is not None:
            yield numbers
        if len(fact.domain.values) <= FEW_CODES:
            yield _answers(fact.domain), row
        else:
            yield _quoted(answer_texts(fact.domain, row))
    for item in rules.decisions:
        firm = evaluated.firmness[item.name]
        yield ("", *_labels(item.options)), evaluated.conclusions.recommended(item.name)
        yield _labels(tuple(map(str, STATUSES))), firm.status
        yield _labels(BASES), (~firm.exact).view(np.uint8)
        for code in range(len(item.options)):
            yield _numbers(evaluated.conclusions.score(item.name, code))
    plain = all(map(str.isalnum, rules.rules_by_id))
    for texts in evaluated.fired(Form.TEXT, trace=trace):
        yield _ids(texts) if plain else _quoted(texts)


def _carried(column: pl.Series) -> Cells:
    """Return a column of the user's own."""
    if not isinstance(column.dtype, pl.String | pl.Categorical | pl.Enum):
        return column
    texts = column.cast(pl.String)
    if len(texts) and not texts.has_nulls() and (texts == texts[0]).all():
        return _labels((texts[0],)), np.zeros(len(texts), np.uint8)
    return _quoted(texts)


def _numbers(numbers: NDArray[np.int16]) -> Cells:
    least, most = int(numbers.min(initial=0)), int(numbers.max(initial=0))
    if most - least >= _FEW:
        return pl.Series(numbers)
    return _texts_between(least, most), numbers - np.int16(least)


def _ids(texts: pl.Series) -> pl.Series:
    """Return ids, which hold nothing to be quoted, as cells."""
    return pl.select(pl.when(texts == "").then(pl.lit('""')).otherwise(texts)).to_series()


@lru_cache(maxsize=256)
def _answers(domain: Domain) -> Labels:
    """Return what stands for each mask of a fact."""
    return ("", *_labels(tuple(set_texts(domain))), "")


@lru_cache(maxsize=256)
def _texts_between(least: int, most: int) -> Labels:
    return tuple(map(str, range(least, most + 1)))


@lru_cache(maxsize=256)
def _labels(texts: Labels) -> Labels:
    return tuple(_quoted(pl.Series(texts, dtype=pl.String)))


def _quoted(texts: pl.Series) -> pl.Series:
    """Return texts as cells: safe, and between quotation marks where it has to be."""
    safe = texts.to_frame("text").select(safe_texts()).to_series()
    marked = safe.str.contains(_QUOTED)
    if not marked.any():
        return safe
    quoted = '"' + safe.str.replace_all('"', '""', literal=True) + '"'
    return pl.select(pl.when(marked).then(quoted).otherwise(safe)).to_series()


def _joined(columns: Iterable[Cells]) -> Iterator[pl.Series]:
    """Yield the columns to be written, neighbours of few texts as one."""
    together: list[tuple[Labels, Codes]] = []
    for cells in columns:
        few = () if isinstance(cells, pl.Series) else cells[0]
        if together and (
            not few or prod(len(labels) for labels, _ in together) * len(few) > _MOST_LABELS
        ):
            yield _one(together)
            together = []
        if isinstance(cells, pl.Series):
            yield cells
        else:
            together.append(cells)
    if together:
        yield _one(together)


def _one(together: Sequence[tuple[Labels, Codes]]) -> pl.Series:
    """Return neighbours as one column of texts."""
    labels, codes = zip(*together, strict=True)
    place = codes[0].astype(np.uint16)
    for others, more in zip(labels[1:], codes[1:], strict=True):
        place *= np.uint16(len(others))
        place += more.astype(np.uint16, copy=False)
    return _texts(labels).gather(place)


@lru_cache(maxsize=64)
def _texts(labels: tuple[Labels, ...]) -> pl.Series:
    return pl.Series(map(",".join, product(*labels)), dtype=pl.String)
