"""Many cases at once from Python: a data frame in, a data frame out; or an iterable of cases."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import polars as pl

from advisor.batch.portion import ROW, TABLE_ROWS, Encoder
from advisor.batch.table import Evaluated, Form
from advisor.errors import CaseError, Place, Problem
from advisor.inference.advise import advise
from advisor.inference.bits import bit_engine
from advisor.knowledge.library import load_rules
from advisor.knowledge.model import RuleBase

if TYPE_CHECKING:
    from advisor.cases.model import Case
    from advisor.inference.advice import Advice

FAILURE = "failure"
"""The column that tells why a row could not be evaluated; null where it could."""


def advise_many(cases: Iterable[Case], rules: RuleBase | None = None) -> Iterator[Advice]:
    """Yield the whole advice on each case, in their order, as `advise` gives it.

    For the conclusions of very many cases as a table, use `advise_frame`, which is ten thousand
    times as fast and leaves the explanations out.

    >>> from advisor import load_rules, read_case
    >>> from advisor.batch.api import advise_many
    >>> case = read_case("cases/examples/fictional-little-ford.yaml")
    >>> [advice.case.id for advice in advise_many([case, case], load_rules())]
    ['fictional-little-ford', 'fictional-little-ford']
    """
    rules = rules or load_rules()
    for case in cases:
        yield advise(rules, case)


def advise_frame(frame: Any, rules: RuleBase | None = None) -> Any:
    """Return a data frame with the advice on each row of a polars or pandas data frame.

    Columns carry the facts' names (capitals don't count) and the same answers as case files; a
    missing value is unknown. What comes back is of the same kind and has the same number of rows
    in the same order: all other columns, and for each decision its option, status, basis of the
    status and scores, the ids of the misfits and of the rules that fired, and the hash of the
    rule base. A row with an answer that can't be read has a text in 'failure' and nothing else.

    Raises CaseError when no column is named like a fact, or two are named like the same.

    >>> import polars as pl
    >>> from advisor.batch.api import advise_frame
    >>> towns = pl.DataFrame({"town": ["A", "B"], "digital budget": ["none", "small or none"]})
    >>> advised = advise_frame(towns)
    >>> advised.select("town", "failure").rows()
    [('A', None), ('B', None)]
    """
    if not isinstance(frame, pl.DataFrame):
        result = advise_frame(pl.from_pandas(frame, nan_to_null=True), rules)
        advised = result.to_pandas()
        advised.index = frame.index
        return advised
    engine = bit_engine(rules or load_rules())
    encoder = Encoder(engine)
    _check(encoder, frame.columns)
    results = []
    for first in range(0, max(frame.height, 1), TABLE_ROWS):
        portion = encoder.table(frame[first : first + TABLE_ROWS], "", first)
        table = Evaluated(engine, portion).frame(Form.LISTS)
        told: dict[int, str] = {}
        for one in portion.failures:
            told.setdefault(one[ROW], one["message"])
        failures = pl.DataFrame(
            {ROW: list(told), FAILURE: list(told.values())},
            schema={ROW: pl.Int64, FAILURE: pl.String},
        )
        results.append(pl.concat([table, failures], how="diagonal").sort(ROW))
    whole = pl.concat(results)
    others = [name for name in frame.columns if encoder.fact_row(name) is None]
    carried = len(portion.carried.columns)
    return pl.concat([frame.select(others), whole[:, carried:]], how="horizontal")


def _check(encoder: Encoder, columns: list[str]) -> None:
    rows = [row for row in map(encoder.fact_row, columns) if row is not None]
    if not rows:
        hint = "name the columns as the facts are named in the books"
        raise CaseError(Problem(Place("the data frame"), "no column is named like a fact", hint))
    twice = next((row for row in rows if rows.count(row) > 1), None)
    if twice is not None:
        message = f"two columns are named '{encoder.facts[twice].name}'"
        raise CaseError(Problem(Place("the data frame"), message))
