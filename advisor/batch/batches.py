"""Arrow record batches in, Arrow record batches out: the function that engines of other makers run on their parts.

Each row depends on itself alone, so that however a table is cut into batches the same comes out. What
the whole column of a table would tell, whether a comma stands before decimals, a batch doesn't know: a
number that could be read in two ways is unknown, and told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

import polars as pl
import pyarrow as pa

from advisor.batch.own_columns import Form
from advisor.batch.portion import FILE, ROW
from advisor.batch.read.encoder import Encoder
from advisor.batch.read.headers import useless
from advisor.batch.read.tables import readable
from advisor.batch.write.table import Evaluated
from advisor.errors import CaseError, Place, Problem
from advisor.inference.many.engine import bit_engine
from advisor.knowledge.library import load_rules
from advisor.knowledge.model import RuleBase

PROBLEMS = "problems"
"""The column that tells which answers could not be read for sure, and why; null where all could."""

_BATCH = "the record batch"


def advise_batches(
    batches: Iterable[pa.RecordBatch], rules: RuleBase | None = None, *, trace: bool = False
) -> Iterator[pa.RecordBatch]:
    """Yield for each record batch one with the advice on its rows, in their order.

    Columns carry the facts' names (capitals don't count) and the same answers as case files. What
    comes out has the columns that are no facts, the answers as they were understood, for each
    decision its option, status, basis of the status and scores, a truth value for each misfit and,
    with `trace`, for each rule, and 'problems'. An answer that can't be read counts as unknown.
    Kinds are plain (texts, numbers, truth values), as `advice_schema` tells.

    Nothing is kept between batches but what was read of answers; the function may run in any
    number of processes. Raises CaseError when no column is named like a fact, or two are.

    >>> import pyarrow as pa
    >>> from advisor.batch.batches import advise_batches
    >>> batch = pa.record_batch({"town": ["A", "B"], "digital budget": ["none", "largely"]})
    >>> (advised,) = advise_batches([batch])
    >>> advised.column("town").to_pylist(), advised.column("digital budget").to_pylist()
    (['A', 'B'], ['none', None])
    """
    encoder = _encoder(rules or load_rules())
    for batch in batches:
        yield _advised(encoder, batch, trace=trace)


def advice_schema(
    schema: pa.Schema, rules: RuleBase | None = None, *, trace: bool = False
) -> pa.Schema:
    """Return the schema of what `advise_batches` makes of batches with this one; engines ask for it beforehand."""
    empty = pa.RecordBatch.from_pylist([], schema=schema)
    (advised,) = advise_batches([empty], rules, trace=trace)
    found: pa.Schema = advised.schema
    return found


@lru_cache(maxsize=4)
def _encoder(rules: RuleBase) -> Encoder:
    return Encoder(bit_engine(rules))


def _advised(encoder: Encoder, batch: pa.RecordBatch, *, trace: bool) -> pa.RecordBatch:
    names = batch.schema.names
    wrong = useless(_BATCH, names, encoder)
    if wrong:
        raise CaseError(Problem(Place(_BATCH), wrong["message"], wrong["hint"]))
    frame: Any = pl.from_arrow(batch)
    frame = readable(frame)
    portion = encoder.table(frame, "", 1)
    told: dict[int, list[str]] = {}
    for one in portion.failures:
        told.setdefault(one[ROW] - 1, []).append(one["message"])
    problems = ["; ".join(told[row]) if row in told else None for row in range(frame.height)]
    table = Evaluated(encoder.engine, portion).frame(Form.FLAGS, trace=trace).drop(FILE, ROW)
    table = table.with_columns(pl.col(pl.Enum, pl.Categorical).cast(pl.String))
    table = table.with_columns(pl.Series(PROBLEMS, problems, dtype=pl.String))
    arrow = table.to_arrow(compat_level=pl.CompatLevel.oldest())
    schema = pa.schema([(field.name, _plain(field.type)) for field in arrow.schema])
    return arrow.cast(schema).combine_chunks().to_batches()[0] if table.height else _nothing(schema)


def _plain(kind: pa.DataType) -> pa.DataType:
    """Return texts as every engine has them."""
    return pa.string() if pa.types.is_large_string(kind) else kind


def _nothing(schema: pa.Schema) -> pa.RecordBatch:
    return pa.RecordBatch.from_pylist([], schema=schema)
