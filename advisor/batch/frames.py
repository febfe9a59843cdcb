"""Many cases at once from Python: a data frame in, a data frame out; or an iterable of cases."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import polars as pl

from advisor.batch.own_columns import Form
from advisor.batch.pandas_frames import answers, beside, is_pandas
from advisor.batch.portion import FILE, ROW, TABLE_ROWS
from advisor.batch.read.encoder import Encoder
from advisor.batch.read.headers import useless
from advisor.batch.read.layout import TableLayout
from advisor.batch.read.tables import column_marks, readable
from advisor.batch.write.table import Evaluated
from advisor.errors import CaseError, Place, Problem
from advisor.inference.advise import advise
from advisor.inference.many.engine import bit_engine
from advisor.knowledge.library import load_rules
from advisor.knowledge.model import RuleBase

if TYPE_CHECKING:
    from advisor.cases.model import Case
    from advisor.inference.advice import Advice

FRAME = "the data frame"
FAILURE = "failure"
"""The column that tells why a row could not be evaluated; null where it could."""


def advise_many(cases: Iterable[Case], rules: RuleBase | None = None) -> Iterator[Advice]:
    """Yield the whole advice on each case, in their order, as `advise` gives it.

    For the conclusions of very many cases as a table, use `advise_frame`, which is ten thousand
    times as fast and leaves the explanations out.

    >>> from advisor import load_rules, read_case
    >>> from advisor.batch.frames import advise_many
    >>> case = read_case("cases/examples/fictional-little-ford.yaml")
    >>> [advice.case.id for advice in advise_many([case, case], load_rules())]
    ['fictional-little-ford', 'fictional-little-ford']
    """
    rules = rules or load_rules()
    for case in cases:
        yield advise(rules, case)


def advise_frame(frame: Any, rules: RuleBase | None = None, *, trace: bool = False) -> Any:
    """Return a data frame with the advice on each row of a polars or pandas data frame.

    Columns carry the facts' names (capitals don't count) and the same answers as case files; a
    missing value is unknown. What comes back is of the same kind and has the same number of rows
    in the same order, in pandas with the same index: all other columns as they were, the answers
    as they were understood, for each decision its option, status, basis of the status and scores,
    the ids of the misfits, with `trace` those of all rules that fired, and the hash of the rule
    base. A row with an answer that can't be read has a text in 'failure' and nothing else of
    these. A column that was named like one of them is now called 'NAME (given)'.

    Raises CaseError when no column is named like a fact, or two are named like the same.

    >>> import polars as pl
    >>> from advisor.batch.frames import advise_frame
    >>> towns = pl.DataFrame({"town": ["A", "B"], "digital budget": ["none", "small or none"]})
    >>> advised = advise_frame(towns)
    >>> advised.select("town", "failure").rows()
    [('A', None), ('B', None)]
    """
    engine = bit_engine(rules or load_rules())
    encoder = Encoder(engine, strict=True)
    if isinstance(frame, pl.DataFrame):
        facts = _facts(encoder, frame.columns)
        table = _advised(encoder, readable(frame[:, facts]), trace=trace)
        others = frame.drop(frame.columns[place] for place in facts)
        others = others.rename(_given(others.columns, table))
        return pl.concat([others, table], how="horizontal")
    if not is_pandas(frame):
        message = f"this is no data frame of polars or pandas, but {type(frame).__name__}"
        hint = "collect it first" if isinstance(frame, pl.LazyFrame) else ""
        raise CaseError(Problem(Place(FRAME), message, hint))
    names = [name if isinstance(name, str) else "" for name in frame.columns]
    facts = _facts(encoder, names)
    columns = {names[place]: answers(frame.iloc[:, place]) for place in facts}
    table = _advised(encoder, pl.DataFrame(columns), trace=trace)
    others = frame.drop(columns=[names[place] for place in facts])
    return beside(others.rename(columns=_given(others.columns, table)), table)


def _advised(encoder: Encoder, frame: pl.DataFrame, *, trace: bool) -> pl.DataFrame:
    """Return the conclusions on each row, and why there are none."""
    results = []
    layout = TableLayout(marks=column_marks(frame.lazy(), encoder))
    for first in range(0, max(frame.height, 1), TABLE_ROWS):
        portion = encoder.table(frame[first : first + TABLE_ROWS], "", first, layout=layout)
        table = Evaluated(encoder.engine, portion).frame(Form.LISTS, trace=trace).drop(FILE)
        told: dict[int, str] = {}
        for one in portion.failures:
            told.setdefault(one[ROW], one["message"])
        failures = pl.DataFrame(
            {ROW: list(told), FAILURE: list(told.values())},
            schema={ROW: pl.Int64, FAILURE: pl.String},
        )
        results.append(pl.concat([table, failures], how="diagonal").sort(ROW))
    return pl.concat(results).drop(ROW)


def _facts(encoder: Encoder, columns: Sequence[str]) -> list[int]:
    """Return the places of the columns that are facts. Raises CaseError for none, or one twice."""
    rows = {place: encoder.fact_row(name) for place, name in enumerate(columns)}
    facts = [place for place, row in rows.items() if row is not None]
    wrong = useless(FRAME, columns, encoder)
    if wrong:
        raise CaseError(Problem(Place(FRAME), wrong["message"], wrong["hint"]))
    return facts


def _given(columns: Iterable[Any], table: pl.DataFrame) -> dict[str, str]:
    """Return new names for columns that are named like one of ours."""
    taken = {*columns, *table.columns}
    names: dict[str, str] = {}
    for name in filter(table.columns.__contains__, columns):
        names[name] = f"{name} (given)"
        while names[name] in taken:
            names[name] += " (given)"
        taken.add(names[name])
    return names
