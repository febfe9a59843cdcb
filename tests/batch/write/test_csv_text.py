"""The text of a CSV file is, byte for byte, what polars makes of the same table cell by cell."""

from __future__ import annotations

import io
import random
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from advisor import load_rules
from advisor.batch.own_columns import Form
from advisor.batch.read.encoder import Encoder
from advisor.batch.run import Order, run_batch
from advisor.batch.write import csv_text as module
from advisor.batch.write.csv_text import write_csv_text
from advisor.batch.write.formats import safe_columns
from advisor.batch.write.safety import safe_texts
from advisor.batch.write.table import Evaluated, id_lists, id_texts
from advisor.inference.many.engine import bit_engine
from tests.batch.runs import towns

TEXTS = [
    "a",
    "",
    " ",
    "x,y",
    'q"r',
    "two\nlines",
    "c\rr",
    "=1+1",
    "+1",
    "-5",
    "\t@a",
    "\u200b=1,2",
    None,
]


def csv_text(evaluated: Evaluated, *, trace: bool, header: bool) -> bytes:
    text = io.BytesIO()
    write_csv_text(evaluated, safe_columns, text, trace=trace, header=header)
    return text.getvalue()


def cell_by_cell(evaluated: Evaluated, *, trace: bool, header: bool) -> bytes:
    frame = evaluated.frame(Form.TEXT, safe_columns, trace=trace)
    frame = frame.with_columns(pl.col(pl.Enum, pl.Categorical).cast(pl.String))
    return frame.with_columns(safe_texts()).write_csv(include_header=header).encode()


@pytest.fixture(scope="module")
def evaluated() -> Evaluated:
    """Cases with all that a user's own columns can hold, complete ones, open ones and empty ones."""
    chance = random.Random(18)
    rows = 300
    table = towns(rows)
    unknown = pl.Series([chance.random() < 0.3 for _ in range(rows)])
    table = table.with_columns(
        pl.when(unknown & (pl.int_range(rows) > 60)).then(None).otherwise(pl.col(name)).alias(name)
        for name in table.columns[1:]
    )
    budget = table.columns.index("digital budget")
    table = table.with_columns(
        pl.when(pl.int_range(rows) % 7 == 0)
        .then(pl.lit("none or small"))
        .otherwise(pl.nth(budget))
        .alias("digital budget")
    )
    texts = chance.choices(TEXTS, k=rows)
    kinds = {
        "text": pl.Series(texts),
        "=name,": pl.Series(texts, dtype=pl.Categorical),
        "kind": pl.Series(
            chance.choices(["=2", "b,c", None], k=rows), dtype=pl.Enum(["=2", "b,c"])
        ),
        "same": pl.Series(["=1,2"] * rows),
        "nothing": pl.Series([None] * rows, dtype=pl.String),
        "number": pl.Series(
            [chance.choice([1.5, -2e300, float("inf"), None]) for _ in range(rows)]
        ),
        "day": pl.Series([date(2020, 1, 1), None] * (rows // 2)),
        "moment": pl.Series([datetime(2020, 1, 1, tzinfo=UTC), None] * (rows // 2)),
        "truth": pl.Series([True, None] * (rows // 2)),
        "void": pl.Series([None] * rows),
    }
    engine = bit_engine(load_rules())
    portion = Encoder(engine).table(table.hstack(pl.DataFrame(kinds)), "a, b.csv", 1)
    return Evaluated(engine, portion)


@pytest.mark.parametrize("trace", [False, True])
@pytest.mark.parametrize("header", [False, True])
def test_the_text_is_the_same_as_cell_by_cell(
    evaluated: Evaluated, trace: bool, header: bool
) -> None:
    found = csv_text(evaluated, trace=trace, header=header)
    assert found == cell_by_cell(evaluated, trace=trace, header=header)


def test_it_is_the_same_however_many_columns_are_joined(
    evaluated: Evaluated, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = cell_by_cell(evaluated, trace=True, header=False)
    for most in (1, 50):
        monkeypatch.setattr(module, "_MOST_LABELS", most)
        monkeypatch.setattr(module, "_FEW", most)
        monkeypatch.setattr(module, "FEW_CODES", most % 5)
        assert csv_text(evaluated, trace=True, header=False) == expected


def test_a_portion_without_cases_has_a_header_alone() -> None:
    engine = bit_engine(load_rules())
    portion = Encoder(engine).table(pl.DataFrame(schema={"digital budget": pl.String}), "in.csv", 1)
    nothing = Evaluated(engine, portion)
    found = csv_text(nothing, trace=True, header=True)
    assert found == cell_by_cell(nothing, trace=True, header=True)
    assert not csv_text(nothing, trace=False, header=False)


def test_no_cell_of_a_column_of_few_texts_runs_as_a_formula(tmp_path: Path) -> None:
    """A table that comes as columns may keep its texts once, which is no reason to trust them."""
    table, output = tmp_path / "in.parquet", tmp_path / "out.csv"
    kinds = [pl.Enum(["=1+1"]), pl.Categorical()]
    columns = {f"c{place}": pl.Series(["=1+1"], dtype=kind) for place, kind in enumerate(kinds)}
    pl.DataFrame({"digital budget": ["small"], **columns}).write_parquet(table)
    run_batch(load_rules(), Order((str(table),), str(output)))
    found = pl.read_csv(output, infer_schema=False)
    assert [found[name][0] for name in columns] == ["'=1+1"] * 2


@pytest.mark.parametrize("count", [0, 1, 8, 21])
def test_ids_as_texts_are_the_lists_joined(count: int) -> None:
    chance = np.random.default_rng(count)
    cases = 100
    flags = [(chance.random(cases) < 0.3).view(np.uint8) for _ in range(count)]
    names = [f"S{number}" for number in range(count)]
    lists = id_lists(flags, names, cases).cast(pl.List(pl.String)).list.join(" ")
    assert id_texts(flags, names, cases).to_list() == lists.to_list()


def test_a_file_gets_the_same_as_memory(evaluated: Evaluated, tmp_path: Path) -> None:
    """Polars writes to a file of the system past Python's own buffer."""
    path = tmp_path / "out.csv"
    with path.open("wb") as file:
        file.write(b"before\n")
        write_csv_text(evaluated, safe_columns, file, trace=False, header=True)
        file.write(b"after\n")
    expected = csv_text(evaluated, trace=False, header=True)
    assert path.read_bytes() == b"before\n" + expected + b"after\n"
