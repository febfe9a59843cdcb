"""Where a table stands: title rows, sheets, totals and notes, and forms of files that offices use."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from advisor import load_rules
from advisor.batch.read import workbook
from advisor.batch.read.headers import (
    _NOTE,
    _OF_SOME,
    _TOTAL,
    FIND,
    LEFT_OUT_SHOWS,
    TableChoice,
    left_out,
    words_of,
)
from advisor.batch.read.workbook import checked_ods, checked_xls
from advisor.batch.run import Order, Result, run_batch
from advisor.review.writing.own_books import copy_books
from advisor.review.writing.rename import plan_rename
from tests.batch.runs import lines, run
from tests.support.examples import examples

TABLES = Path(__file__).parent / "tables"


def told(
    path: Path, tmp_path: Path, choice: TableChoice = FIND
) -> tuple[Result, pl.DataFrame, list[dict[str, object]]]:
    """Run a table and return what came of it, its rows and its troubles."""
    output = tmp_path / "out.csv"
    result = run_batch(load_rules(), Order((str(path),), str(output), force=True, choice=choice))
    errors = lines(result.errors) if result.errors else []
    return result, pl.read_csv(output, infer_schema=False), errors


def test_title_rows_above_the_header_are_told_and_left_out(tmp_path: Path) -> None:
    result, table, errors = told(TABLES / "title-rows.xlsx", tmp_path)
    assert not errors
    assert (result.summary.evaluated, table["Gemeinde"].to_list()) == (1, ["A"])
    assert any("the names of the columns stand in row 3" in note for note in result.notes)


def test_a_table_may_call_facts_and_answers_as_older_rules_did(tmp_path: Path) -> None:
    copy_books(str(tmp_path / "rules"))
    for old, new in (("digital budget", "money"), ("money is small", "slight")):
        plan_rename(str(tmp_path / "rules"), old, new).files.write(str(tmp_path / "rules"))
    path = tmp_path / "in.csv"
    path.write_text("town,population,digital budget\nA,500,small\n", "utf-8")
    order = Order((str(path),), str(tmp_path / "out.csv"), force=True)
    result = run_batch(load_rules(tmp_path / "rules"), order)
    assert (result.summary.evaluated, result.errors) == (1, None)
    assert not any("digital budget" in note for note in result.notes)


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_cells_are_told_as_the_spreadsheet_shows_them(tmp_path: Path, ending: str) -> None:
    rows: list[list[object]] = [
        ["Towns of the province; 2024"], [], ["town", "population", "digital budget"],
        ["A", 500, "small"], [], ["B", 600, "largely"], ["TOTAL", 1100, None],
        ["* estimated"],
    ]  # fmt: skip
    path = tmp_path / f"in.{ending}"
    if ending == "csv":
        path.write_text(
            "\n".join(";".join("" if c is None else str(c) for c in row) for row in rows)
        )
    else:
        with xlsxwriter.Workbook(str(path)) as book:
            book.add_worksheet("cover").write(0, 0, "Digital")
            sheet = book.add_worksheet("towns")
            for number, row in enumerate(rows):
                sheet.write_row(number, 2, row)
            book.add_worksheet("lists").hide()
    result, table, (one,) = told(path, tmp_path)
    assert table["town"].to_list() == ["A", "B"]
    assert table["row"].to_list() == ["1", "3"]
    cell, sheet = ("C6", "") if ending == "csv" else ("E6", "towns")
    assert (one["town"], one["sheet"], one["cell"]) == ("B", sheet, cell)
    notes = "\n".join(result.notes)
    assert "row 7 ('TOTAL') is a total and is left out" in notes
    assert "row 8 ('* estimated') is a note and is left out" in notes
    assert ("only the sheet 'towns' is read, and not 'cover', 'lists' (hidden)" in notes) == (
        ending == "xlsx"
    )


def test_a_sheet_and_a_row_can_be_named(tmp_path: Path) -> None:
    path = tmp_path / "in.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        for name in ("2023", "2024"):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, ["town", "population", "digital budget"])
            sheet.write_row(1, 0, ["Town", "population", "year"])
            sheet.write_row(2, 0, [f"A {name}", 500, name])
    _, table, _ = told(path, tmp_path, TableChoice("2024", 2))
    assert table.select("Town", "year").rows() == [("A 2024", "2024")]
    _, table, _ = told(path, tmp_path)
    assert table["town"].to_list() == ["Town", "A 2023"]
    result, _, (one,) = told(path, tmp_path, TableChoice("2042"))
    assert result.summary.failed == 1
    assert "it has no sheet '2042'; did you mean '2024'?" in str(one["message"])
    (tmp_path / "a.csv").write_text("population\npopulation,town\n5,A\n")
    _, table, _ = told(tmp_path / "a.csv", tmp_path, TableChoice(header_row=2))
    assert table["town"].to_list() == ["A"]
    code, _, _ = run(path, "-o", tmp_path / "b.csv", "--sheet", "2024", "--header-row", "2")
    assert code == 0


@pytest.mark.parametrize("ending", ["xls", "ods"])
def test_workbooks_of_other_programs_are_read(tmp_path: Path, ending: str) -> None:
    result, table, errors = told(TABLES / f"office.{ending}", tmp_path)
    assert not errors
    assert table.select("row", "town").rows() == [("1", "Adorf"), ("3", "Bdorf")]
    assert any("'TOTAL'" in note for note in result.notes)


def test_workbooks_of_other_programs_are_bounded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with zipfile.ZipFile(TABLES / "office.ods") as old:
        content = old.read("content.xml")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as new:
        many = b'<table:table-row table:number-rows-repeated="1000000"'
        content = content.replace(b"<table:table-row", many, 1)
        wide = b'<table:table-cell table:number-columns-repeated="16000"'
        new.writestr("content.xml", content.replace(b"<table:table-cell", wide, 1))
    (tmp_path / "a.ods").write_bytes(packed.getvalue())
    with pytest.raises(ValueError, match=r"its cells reach to row 1,000,00\d and column 16,00"):
        checked_ods(tmp_path / "a.ods")
    monkeypatch.setattr(workbook, "MOST_OLD", 100)
    with pytest.raises(ValueError, match="save it as"):
        checked_xls(TABLES / "office.xls")
    (tmp_path / "b.ods").write_bytes(b"PK")
    (tmp_path / "c.xls").write_bytes(b"\xd0\xcf\x11\xe0")
    for name in ("b.ods", "c.xls"):
        result, _, _ = told(tmp_path / name, tmp_path)
        assert result.summary.failed == 1


def test_an_array_of_governments_is_a_table(tmp_path: Path) -> None:
    result, table, errors = told(TABLES / "array.json", tmp_path)
    assert not errors
    assert table["name"].to_list() == ["Adorf", "Bdorf"]
    assert result.summary.evaluated == 2
    (tmp_path / "a.json").write_text('[{"population": 5}, 7, {"population": "many", "id": "C"}]')
    _, table, errors = told(tmp_path / "a.json", tmp_path)
    assert table["row"].to_list() == ["1", "3"]
    assert [(one["kind"], one["row"]) for one in errors] == [("case", 2), ("cell", 3)]
    for content in ("[", "[" * 100_000):
        (tmp_path / "a.json").write_text(content)
        _, _, (one,) = told(tmp_path / "a.json", tmp_path)
        assert "the file can't be read" in str(one["message"])


@pytest.mark.parametrize(
    ("label", "filled", "what"),
    [
        ("TOTAL", 5, "a total"),
        ("Grand total", 5, "a total"),
        ("Total (all towns)", 5, "a total"),
        ("Summe:", 5, "a total"),
        ("Sous-total", 5, "a total"),
        ("Zwischensumme Nord", 5, "a total"),
        ("Summe Nord", 5, "a total"),
        ("Moyenne", 5, "a total"),
        ("Subtotaal", 5, "a total"),
        ("Totale", 5, "a total"),
        ("Summerau Nord", 5, ""),
        ("Meanwood", 5, ""),
        ("Totalan", 5, ""),
        ("Sumava", 5, ""),
        ("Source: the ministry", 1, "a note"),
        ("* estimated", 1, "a note"),
        ("Notesville", 1, ""),
        ("Source", 4, ""),
    ],
)
def test_totals_and_notes_are_no_governments(label: str, filled: int, what: str) -> None:
    assert left_out(label, filled, 6) == what


def test_a_town_called_like_a_total_stays_where_its_row_tells_more() -> None:
    assert (
        left_out("Sum Valley", 5, 6, len(words_of(["Sum Valley", "north", "rural", "12'000"])))
        == ""
    )
    assert words_of(["7017.-", "12", "0.3 Mio", "-", None, "Nord"]) == ["Nord"]


@examples(200)
@given(
    st.from_regex(_TOTAL, fullmatch=True)
    | st.from_regex(_OF_SOME, fullmatch=True)
    | st.from_regex(_NOTE, fullmatch=True)
)
def test_what_is_left_out_shows_in_whole_columns(label: str) -> None:
    """Else a total would be advised on, as only labels that show it are looked at."""
    assert pl.Series([label.strip()]).str.contains(LEFT_OUT_SHOWS).item()
