"""What is written can be read: names of columns, cells of every kind, workbooks, and cells that would run."""

from __future__ import annotations

import itertools
import zipfile
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor import load_rules
from advisor.batch.own_columns import RULE_BASE, Form, fact_names, own_names
from advisor.batch.portion import FILE, ROW
from advisor.batch.read.encoder import Encoder
from advisor.batch.run import Order, run_batch
from advisor.batch.write import formats, sheet
from advisor.batch.write.names import column_names
from advisor.batch.write.safety import safe_texts
from advisor.batch.write.sheet import LONGEST_CELL, check_workbook, cut
from advisor.batch.write.table import Evaluated
from advisor.errors import OutputError
from advisor.inference.many.engine import bit_engine
from tests.support.examples import examples

ATTACK = Path(__file__).parents[1] / "attack"
ENDINGS = ["xlsx", "csv", "parquet", "jsonl"]


def read_back(output: Path) -> pl.DataFrame:
    """Return an output as a table."""
    if output.suffix == ".xlsx":
        return pl.read_excel(output, sheet_name="answers", infer_schema_length=0)
    if output.suffix == ".csv":
        return pl.read_csv(output, infer_schema=False)
    return pl.read_parquet(output) if output.suffix == ".parquet" else pl.read_ndjson(output)


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize(
    ("name", "columns", "rows"),
    [
        ("t01-row-column.csv", ["Row (given)"], 2),
        ("t03-formula-clash.csv", ["'=a", "'=a (2)"], 1),
        ("t04-timezone.parquet", ["x"], 1),
        ("t05-map.parquet", ["x"], 1),
    ],
)
def test_tables_that_broke_outputs_come_out_whole(
    tmp_path: Path, name: str, columns: list[str], rows: int, ending: str
) -> None:
    output = tmp_path / f"out.{ending}"
    result = run_batch(load_rules(), Order((str(ATTACK / name),), str(output)))
    assert result.summary.evaluated == rows
    table = read_back(output)
    assert table.height == rows
    if ending in ("xlsx", "csv"):
        assert set(columns) <= set(table.columns)
        assert all(table[name].null_count() == 0 for name in columns)


@pytest.mark.parametrize("ending", ENDINGS)
def test_every_name_of_a_column_can_be_carried_along(tmp_path: Path, ending: str) -> None:
    """Ours in other capitals, ours with what we put behind them, twins, controls, nothing, very long ones."""
    own = [*own_names(load_rules(), Form.TEXT, trace=True), "misfit M05", "rule S01"]
    names = [FILE, ROW, "File", "file (given)", "FILE (GIVEN)", *(one.upper() for one in own[::9])]
    names += [f"{one} (given)" for one in own[:3]]
    names += [
        "Town",
        "town",
        "TOWN",
        "a\x00\x1b]0;b\x07",
        "\ud7ff\ufffe",
        "",
        " ",
        "n" * 300,
        "n" * 299,
    ]
    names = [one for one in dict.fromkeys(names) if one.casefold() not in known_facts()]
    table = tmp_path / "in.parquet"
    pl.DataFrame({"digital budget": ["small"], **{one: ["x"] for one in names}}).write_parquet(
        table
    )
    output = tmp_path / f"out.{ending}"
    assert run_batch(load_rules(), Order((str(table),), str(output))).summary.evaluated == 1
    found = read_back(output)
    assert found.height == 1
    if ending != "jsonl":
        folded = [one.casefold() for one in found.columns]
        assert len(set(folded)) == len(folded)
        own = own_names(load_rules(), form_of(ending), trace=False)
        if ending == "xlsx":
            own = [RULE_BASE, *fact_names(load_rules())]
        assert len(folded) == 2 + len(names) + len(own)
        assert not any("\x1b" in one for one in found.columns)


def known_facts() -> set[str]:
    return {fact.name.casefold() for fact in load_rules().facts}


def form_of(ending: str) -> Form:
    return Form.FLAGS if ending == "parquet" else Form.TEXT


@given(st.lists(st.sampled_from(["a", "A", "a (2)", "A (given)", "row", "ROW (given)", "x" * 9])))
@examples(200)
def test_no_two_names_are_alike(names: list[str]) -> None:
    found = [*(one.casefold() for one in column_names(names, ["row"], 12)), "row"]
    assert len(set(found)) == len(names) + 1
    assert all(len(one) <= 12 for one in found)


def test_our_own_columns_are_named_beforehand_as_they_come() -> None:
    engine = bit_engine(load_rules())
    portion = Encoder(engine).table(pl.DataFrame({"digital budget": ["small"]}), "in.csv", 1)
    for form, trace in itertools.product(Form, (False, True)):
        frame = Evaluated(engine, portion).frame(form, trace=trace)
        assert frame.columns == [FILE, ROW, *own_names(load_rules(), form, trace=trace)]


KINDS = {
    "zone": pl.Series([datetime(2021, 1, 1, tzinfo=UTC), None]),
    "early": pl.Series([date(1850, 1, 1), None]),
    "date": pl.Series([date(2020, 1, 1), None]),
    "moment": pl.Series([datetime(2020, 1, 1, 12), None]),  # noqa: DTZ001 - without a zone
    "hour": pl.Series([time(12), None]),
    "duration": pl.Series([timedelta(days=1), None]),
    "long": pl.Series([2**60, None]),
    "wide": pl.Series([2**70, None], dtype=pl.Int128),
    "endless": pl.Series([float("inf"), None]),
    "decimal": pl.Series([Decimal("1.50"), None]),
    "list": pl.Series([[[1, None]], None]),
    "map": pl.Series([{"a": {"b": [1]}}, None]),
    "truth": pl.Series([True, None]),
    "category": pl.Series(["x", None], dtype=pl.Categorical),
    "nothing": pl.Series([None, None]),
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_cells_of_every_kind_come_out(tmp_path: Path, ending: str) -> None:
    table, output = tmp_path / "in.parquet", tmp_path / f"out.{ending}"
    pl.DataFrame({"digital budget": ["small", "none"], **KINDS}).write_parquet(table)
    result = run_batch(load_rules(), Order((str(table),), str(output)))
    assert (result.summary.evaluated, result.summary.failed) == (2, 0)
    if ending == "xlsx":
        found = read_back(output)
        assert found["long"][0] == str(2**60)
        assert found["zone"][0].startswith("2021-01-01")
        assert found["endless"][0] == "inf"
        assert found["list"][0] == "[[1, null]]"


def test_a_cell_that_is_too_long_is_cut_and_told(tmp_path: Path) -> None:
    table, output = tmp_path / "in.csv", tmp_path / "out.xlsx"
    table.write_text(f"digital budget,note\nsmall,{'x' * 40_000}\nnone,y\n")
    result = run_batch(load_rules(), Order((str(table),), str(output)))
    (note,) = [one for one in result.notes if "cut" in one]
    assert "column 'note'" in note
    assert "in row 2" in note
    assert len(read_back(output)["note"][0]) == LONGEST_CELL
    frame, _ = cut(pl.DataFrame({"a": ["\U0001f600" * 20_000]}))
    assert len(frame["a"][0].encode("utf-16-le")) <= 2 * LONGEST_CELL


def test_more_columns_than_a_sheet_holds_are_told_before_anything_is_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(formats, "MOST_COLUMNS", 100)
    table = tmp_path / "in.csv"
    table.write_text("digital budget," + ",".join(f"c{number}" for number in range(100)))
    with pytest.raises(OutputError, match="more than a sheet of Excel holds"):
        run_batch(load_rules(), Order((str(table),), str(tmp_path / "out.xlsx")))
    assert sorted(tmp_path.iterdir()) == [table]


def test_more_rows_than_a_sheet_holds_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(formats, "MOST_ROWS", 1)
    table = tmp_path / "in.csv"
    table.write_text("digital budget\nsmall\nnone\n")
    with pytest.raises(OutputError, match="more than a sheet of Excel holds"):
        run_batch(load_rules(), Order((str(table),), str(tmp_path / "out.xlsx")))
    assert not (tmp_path / "out.xlsx").exists()


@pytest.mark.parametrize(
    "part", ["xl/tables/table1.xml", "xl/worksheets/sheet1.xml", "names", "rows"]
)
def test_a_workbook_that_is_not_whole_is_never_called_done(
    tmp_path: Path, part: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, broken = tmp_path / "whole.xlsx", tmp_path / "broken.xlsx"
    pl.DataFrame({"a": [1], "b": ["x"]}).write_excel(whole)
    check_workbook(whole, "Sheet1", ["a", "b"], 1)
    columns, rows = ["a", "B" if part == "names" else "b"], 2 if part == "rows" else 1
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(broken, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, content[: len(content) // 2] if name == part else content)
    with pytest.raises(ValueError, match=r"read back|XML|xml|[Ee]rror"):
        check_workbook(broken, "Sheet1", columns, rows)

    def never(*_: object) -> None:
        message = "2 rows are read back of 1"
        raise ValueError(message)

    monkeypatch.setattr(formats, "check_workbook", never)
    table = tmp_path / "in.csv"
    table.write_text("digital budget\nsmall\n")
    with pytest.raises(OutputError, match=r"the workbook isn't whole.*\.csv instead"):
        run_batch(load_rules(), Order((str(table),), str(tmp_path / "out.xlsx")))
    assert not (tmp_path / "out.xlsx").exists()
    assert sheet.MOST_ROWS > 1


@pytest.mark.parametrize(
    "unseen",
    [
        "",
        " ",
        "\u00a0",
        "\u200b",
        "\ufeff",
        "\u00ad",
        "\u202e",
        "\x00",
        "\x1f",
        "\u3164",
        "\ufe0f",
        "\u2800",
    ],
)
@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\uff1d"])
def test_what_cannot_be_seen_before_a_formula_does_not_hide_it(unseen: str, sign: str) -> None:
    text = f"{unseen}{sign}SUM(A1)"
    assert pl.DataFrame({"a": [text, "5", "-5", "A=1"]}).select(safe_texts())["a"].to_list() == [
        f"'{text}", "5", "-5", "A=1",
    ]  # fmt: skip
