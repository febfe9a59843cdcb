"""The workbook of a run: the advice in words first, then all that it rests on, and every number a number."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import polars as pl
import pytest

from advisor import load_rules
from advisor.batch.compare import compare
from advisor.batch.run import Order, run_batch
from advisor.batch.write.book import BookSheet, write_book
from tests.batch.runs import towns

openpyxl = pytest.importorskip("openpyxl")

RULES = load_rules()
SHEETS = ["advice", "answers", "scores", "warnings", "actions", "problems", "about"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("workbook")
    frame = towns(40).rename({"id": "place"})
    frame = frame.with_columns(
        pl.when(pl.int_range(pl.len()) == 4)
        .then(pl.lit("largely"))
        .otherwise("digital budget")
        .alias("digital budget")
    )
    frame.write_csv(folder / "in.csv")
    for ending in ("xlsx", "jsonl"):
        run_batch(RULES, Order((str(folder / "in.csv"),), str(folder / f"out.{ending}")))
    return folder


@pytest.fixture(scope="module")
def sheets(folder: Path) -> dict[str, pl.DataFrame]:
    return {
        name: pl.read_excel(folder / "out.xlsx", sheet_name=name, infer_schema_length=None)
        for name in SHEETS
    }


def test_the_first_sheet_says_what_is_advised_in_words(
    folder: Path, sheets: dict[str, pl.DataFrame]
) -> None:
    told = pl.read_ndjson(folder / "out.jsonl", infer_schema_length=None)
    main = [one.name for one in RULES.decisions if not one.group]
    advice = sheets["advice"]
    assert advice.columns == ["town", *main, "how firm", "first warnings", "first steps"]
    assert advice["town"].to_list() == [f"T{number}" for number in range(40)]
    warnings = {rule.id: rule.warning for rule in RULES.rules if rule.warning}
    for row, case in zip(advice.iter_rows(named=True), told.iter_rows(named=True), strict=True):
        statuses = {name: case["decisions"][name]["status"] for name in main}
        for name in main:
            assert row[name] == case["decisions"][name]["recommended"]
        for name, status in statuses.items():
            place = row["how firm"].index(status)
            assert row["how firm"] == f"all {status}" or name in row["how firm"][place:]
        shown = [line.removeprefix("• ") for line in (row["first warnings"] or "").splitlines()]
        assert len(shown) == min(3, len(case["misfits"]))
        assert set(shown) <= {warnings[one] for one in case["misfits"]}


def test_numbers_are_numbers_and_the_rules_stay_away_without_a_trace(
    folder: Path, sheets: dict[str, pl.DataFrame]
) -> None:
    assert sheets["answers"]["population"].dtype.is_numeric()
    assert sheets["scores"]["structure score centralized"].dtype.is_numeric()
    assert "rules" not in sheets["scores"].columns
    assert "misfits" in sheets["scores"].columns
    with zipfile.ZipFile(folder / "out.xlsx") as archive:
        first = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "<pane" in first
    assert "<autoFilter" in first


def test_an_option_that_is_ruled_out_is_told_beside_its_points(
    sheets: dict[str, pl.DataFrame],
) -> None:
    scores, told = sheets["scores"], 0
    for item in RULES.decisions:
        assert f"{item.name} ruled out" in scores.columns
        for row in scores.iter_rows(named=True):
            out = (row[f"{item.name} ruled out"] or "").split(", ")
            told += out != [""]
            points = {one: row[f"{item.name} score {one}"] for one in item.options}
            assert row[item.name] not in out
            if row[f"{item.name} status"] == "firm" and row[item.name]:
                free = [count for one, count in points.items() if one not in out]
                assert points[row[item.name]] == max(free)
    assert told


def test_every_sheet_is_printed_on_one_page_across_with_its_header(folder: Path) -> None:
    book = openpyxl.load_workbook(folder / "out.xlsx")
    for sheet in book:
        assert sheet.page_setup.orientation == "landscape"
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.print_title_rows == "$1:$1"


def test_warnings_actions_and_problems_name_the_town(sheets: dict[str, pl.DataFrame]) -> None:
    fired = sum(len((ids or "").split()) for ids in sheets["scores"]["misfits"])
    assert sheets["warnings"].height == fired
    assert set(sheets["warnings"]["how grave"].drop_nulls()) <= {"grave", "serious", "minor"}
    assert {"town", "when", "what to do", "who"} <= set(sheets["actions"].columns)
    (problem,) = sheets["problems"].iter_rows(named=True)
    assert (problem["town"], problem["cell"], problem["read"]) == ("T4", "T6", "largely")
    assert problem["what to do"]
    assert "hash of the rule base" in sheets["about"]["about"].to_list()


def test_a_workbook_is_compared_and_evaluated_again(folder: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.jsonl"
    result = run_batch(RULES, Order((str(folder / "out.xlsx"),), str(again)))
    assert result.summary.failures == 0
    names = [one.name for one in RULES.decisions]
    changes = compare(str(folder / "out.xlsx"), str(folder / "out.jsonl"), names)
    assert (changes.cases, changes.changed) == (40, 0)
    assert not changes.rules
    assert not changes.inputs


def test_cells_of_every_kind_are_what_they_were(tmp_path: Path) -> None:
    table = pl.DataFrame(
        {
            "text": [" a <b> & 'c' \n", None, "_x0041_ \x07"],
            "number": [1.5, None, -2e300],
            "whole": [1, 2**52, None],
            "truth": [True, None, False],
            "day": [date(1900, 3, 1), None, date(2026, 2, 28)],
            "moment": [datetime(2020, 1, 1, 12, 30), None, None],  # noqa: DTZ001 - without a zone
            "same": ["x", "x", "x"],
            "none": [None, None, None],
        }
    )
    sheets = [BookSheet("one", table), BookSheet("two", table, {"text": 30})]
    paths = [tmp_path / "a.xlsx", tmp_path / "b.xlsx"]
    for path in paths:
        write_book(path, sheets, "kinds")
    assert paths[0].read_bytes() == paths[1].read_bytes()
    for sheet in openpyxl.load_workbook(paths[0]):
        rows = list(sheet.iter_rows(values_only=True))
        assert rows[0] == tuple(table.columns)
        moments = datetime(1900, 3, 1), datetime(2020, 1, 1, 12, 30)  # noqa: DTZ001 - without a zone
        assert rows[1] == (" a <b> & 'c' \n", 1.5, 1, True, *moments, "x", None)
        assert rows[3][1] == -2e300


def test_a_trace_tells_of_every_rule(folder: Path, tmp_path: Path) -> None:
    order = Order((str(folder / "in.csv"),), str(tmp_path / "out.parquet"))
    run_batch(RULES, order)
    run_batch(RULES, replace(order, output=str(tmp_path / "traced.parquet"), trace=True))
    plain, traced = (pl.read_parquet(tmp_path / f"{one}.parquet") for one in ("out", "traced"))
    flags = {name for name in traced.columns if name.startswith(("rule ", "misfit "))} - {
        "rule base"
    }
    assert len(flags) == len(RULES.rules)
    assert [
        name for name in traced.columns if not name.startswith("rule ") or name == "rule base"
    ] == plain.columns
    names = [one.name for one in RULES.decisions]
    changes = compare(str(tmp_path / "out.parquet"), str(tmp_path / "traced.parquet"), names)
    assert not changes.rules
