"""Tables as offices send them: encodings, blank rows, ragged ends, stray quotation marks, twins of columns."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner

from advisor import load_rules
from advisor.batch.read.encodings import encoding_of
from advisor.batch.run import Order, Result, run_batch
from advisor.cli.batch import batch
from tests.batch.read.test_reading import read

TABLES = Path(__file__).parent / "tables"


def told(name: str, tmp_path: Path) -> tuple[Result, pl.DataFrame]:
    """Run one of the small tables and return what came of it."""
    output = tmp_path / "out.csv"
    result = run_batch(load_rules(), Order((str(TABLES / name),), str(output)))
    return result, pl.read_csv(output, infer_schema=False)


@pytest.mark.parametrize(
    ("name", "towns", "row"),
    [
        ("stray-quote.csv", ["Adorf", "Bdorf", "Cdorf", "Ddorf"], 2),
        ("stray-quote-last.csv", ["Adorf", "Bdorf", "Cdorf", "Ddorf"], 2),
    ],
)
def test_no_row_vanishes_behind_a_stray_quotation_mark(
    tmp_path: Path, name: str, towns: list[str], row: int
) -> None:
    result, table = told(name, tmp_path)
    assert table["town"].to_list() == towns
    assert (result.summary.evaluated, result.summary.failed) == (4, 0)
    (note,) = [one for one in result.notes if "quotation mark" in one]
    assert f"row {row} has a quotation mark that isn't closed; rows {row} to 4" in note


@pytest.mark.parametrize(
    ("content", "carried"),
    [
        ('a,population,b\n"x,\ny",5,"z ""q"""\n', [("x,\ny", 'z "q"')]),
        ('a,population,b\n"x\n1,2,3\ny",5,z\n', [("x\n1,2,3\ny", "z")]),
        ('a,population,b\nx,5,"z', [("x", "z")]),
        ('a,population,b\n"x,5,z', [("x", "z")]),
        ('a,population,b\nx,5,z"\ny,6,z\n', [("x", 'z"'), ("y", "z")]),
    ],
)
def test_quotation_marks_that_are_meant_stay(
    tmp_path: Path, content: str, carried: list[tuple[str, str]]
) -> None:
    (tmp_path / "a.csv").write_text(content)
    frame, failures, _ = read(tmp_path / "a.csv")
    assert not failures
    assert frame.select("a", "b").rows() == carried


def test_columns_that_collide_in_the_output_are_told_apart(tmp_path: Path) -> None:
    for name in ("collide-given.csv", "collide-decision.csv"):
        for ending in ("csv", "xlsx", "parquet"):
            output = tmp_path / f"{name}.{ending}"
            order = Order((str(TABLES / name),), str(output))
            assert run_batch(load_rules(), order).summary.evaluated == 1


def test_two_columns_of_one_name_are_an_error_that_names_both(tmp_path: Path) -> None:
    _, (one,), _ = read(TABLES / "duplicate-header.csv")
    assert one["message"] == "columns A and C are both named 'Name'"
    path = tmp_path / "in.xlsx"
    frame = pl.DataFrame({"Name": ["A"], "population": [5], "x": ["B"]})
    frame.write_excel(path, include_header=False, position="A2")
    import openpyxl  # noqa: PLC0415 - only here

    book = openpyxl.load_workbook(path)
    for table in list(book.active.tables):
        del book.active.tables[table]
    for place, name in enumerate(("Name", "population", "Name"), 1):
        book.active.cell(1, place, name)
    book.save(path)
    _, (one,), _ = read(path)
    assert "columns A and C are both named 'Name'" in one["message"]


def test_blank_rows_are_no_governments_and_count_as_a_spreadsheet_counts(tmp_path: Path) -> None:
    result, table = told("blank-rows.csv", tmp_path)
    assert result.summary.evaluated == table.height == 1
    (tmp_path / "a.csv").write_text("population;a\n5;x\n\n;;\n6;y\n")
    frame, _, _ = read(tmp_path / "a.csv")
    assert frame["row"].to_list() == [1, 4]


def test_ragged_ends_cost_no_row(tmp_path: Path) -> None:
    result, table = told("ragged.csv", tmp_path)
    assert result.summary.evaluated == 3
    assert table["note"].to_list() == [None, None, "x"]


def test_a_column_without_a_name_has_that_of_its_place(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("population,,\n5,x,y\n")
    frame, _, _ = read(tmp_path / "a.csv")
    assert frame.select("column B", "column C").rows() == [("x", "y")]


@pytest.mark.parametrize("name", ["latin1.csv", "utf16.csv"])
def test_encodings_of_offices_are_read(tmp_path: Path, name: str) -> None:
    result, table = told(name, tmp_path)
    assert table["Gemeinde"][0] == "\u00d6rlingen"
    assert any("Windows-1252" in one for one in result.notes) == (name == "latin1.csv")


def test_a_file_that_is_mostly_utf_8_stays_it_and_its_broken_rows_are_told(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("town,population\n\u00d6rlingen \u00df\u00fc,5\n".encode() + b"\xff,6\n")
    assert encoding_of(path) == ("utf-8-sig", "")
    frame, (one,), _ = read(path)
    assert frame.height == 1
    assert "not UTF-8" in one["message"]


def test_an_encoding_can_be_named(tmp_path: Path) -> None:
    path, output = tmp_path / "a.csv", tmp_path / "out.csv"
    path.write_bytes("town,population\n\u0141\u00f3d\u017a,5\n".encode("cp1250"))
    order = Order((str(path),), str(output), encoding="cp1250")
    assert not run_batch(load_rules(), order).notes
    assert pl.read_csv(output)["town"][0] == "\u0141\u00f3d\u017a"
    for wrong in ("utf-9", "hex"):
        result = CliRunner().invoke(batch, [str(path), "-o", "x.csv", "--encoding", wrong])
        assert result.exit_code == 2
        assert "there is no encoding" in result.output
