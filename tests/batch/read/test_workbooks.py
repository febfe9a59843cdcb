"""Workbooks that would end the program, hide what they hold, or shift its rows."""

from __future__ import annotations

import zipfile
from pathlib import Path

import polars as pl
import pytest

from advisor import load_rules, workbooks
from advisor.batch.read.workbook import read_workbook
from advisor.batch.run import Order, run_batch
from advisor.workbooks import checked
from tests.batch.runs import lines

ATTACK = Path(__file__).parents[1] / "attack"
TABLES = Path(__file__).parent / "tables"
GOOD = "town,digital budget\nA,small\n"


def made(path: Path, sheet: str) -> Path:
    """Write a workbook with this between the tags of its sheet's data."""
    pl.DataFrame({"digital budget": ["small"]}).write_excel(path.with_name("one.xlsx"))
    with zipfile.ZipFile(path.with_name("one.xlsx")) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                head = content.partition(b"<sheetData>")[0]
                content = head + f"<sheetData>{sheet}</sheetData></worksheet>".encode()
            new.writestr(name, content)
    path.with_name("one.xlsx").unlink()
    return path


def text(reference: str, content: str) -> str:
    return f'<c r="{reference}" t="inlineStr"><is><t>{content}</t></is></c>'


HEAD = (
    f'<row r="1">{text("A1", "town")}{text("B1", "digital budget")}{text("C1", "population")}</row>'
)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("t-far-cell.xlsx", "its cells reach to column XFD and row 1,048,576"),
        ("t06-cell-lie.xlsx", "it has a cell 'ZZZZZZZ99999999999'"),
    ],
)
def test_a_cell_where_none_can_be_costs_only_its_workbook(
    tmp_path: Path, name: str, words: str
) -> None:
    (tmp_path / "z.csv").write_text(GOOD)
    inputs = (str(ATTACK / name), str(tmp_path / "z.csv"))
    result = run_batch(load_rules(), Order(inputs, str(tmp_path / "out.csv")))
    assert result.summary.evaluated == 1
    (one,) = lines(tmp_path / "out.csv.errors.jsonl")
    assert words in one["message"]
    assert one["row"] == 0


def test_error_cells_are_told_and_shift_no_row(tmp_path: Path) -> None:
    output = tmp_path / "out.csv"
    run_batch(load_rules(), Order((str(ATTACK / "t09-error-cells.xlsx"),), str(output)))
    found = [
        (one["row"], one["fact"], one["message"])
        for one in lines(tmp_path / "out.csv.errors.jsonl")
    ]
    said = "the cell holds the error {} instead of an answer".format
    assert found == [
        (1, "digital budget", said("#N/A")),
        (1, "population", said("#N/A")),
        (2, "digital budget", said("#DIV/0!")),
    ]


def test_blank_rows_are_no_cases_and_shift_no_row(tmp_path: Path) -> None:
    output = tmp_path / "out.csv"
    result = run_batch(load_rules(), Order((str(TABLES / "blank-rows.xlsx"),), str(output)))
    assert result.summary.evaluated == 3
    assert pl.read_csv(output)["row"].to_list() == [1, 4, 5]
    (one,) = lines(tmp_path / "out.csv.errors.jsonl")
    assert (one["row"], one["cell"], one["read"]) == (4, "B5", "oops")


def test_nothing_is_told_on_the_screen_of_a_column_without_a_kind(
    capfd: pytest.CaptureFixture[str],
) -> None:
    read_workbook(str(TABLES / "empty-column.xlsx"), typed=True)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ('<c r="B2"><f>A1&amp;"x"</f></c>', "the cell holds a formula, and not what it comes to"),
        ('<c r="B2"><f>A1</f><v></v></c>', "the cell holds a formula, and not what it comes to"),
        ('<c r="B2"><f>A1</f><v/></c>', "the cell holds a formula, and not what it comes to"),
        ('<c r="B2" t="e"><f>A1</f><v>#REF!</v></c>', "the cell holds the error #REF! instead"),
        ('<c r="B2" t="str"><f>A1</f><v>small</v></c>', ""),
        ('<c r="B2" t="str"><f>A1</f><v></v></c>', ""),
        ('<c r="B2"/>', ""),
    ],
)
def test_a_formula_without_its_value_is_told(tmp_path: Path, cell: str, message: str) -> None:
    rows = f'{HEAD}<row r="2">{text("A2", "A")}{cell}</row>'
    table, output = made(tmp_path / "in.xlsx", rows), tmp_path / "out.csv"
    result = run_batch(load_rules(), Order((str(table),), str(output)))
    if not message:
        assert result.summary.evaluated == 1
        return
    (one,) = lines(tmp_path / "out.csv.errors.jsonl")
    assert message in one["message"]
    assert one["fact"] == "digital budget"


def test_a_workbook_that_unpacks_to_very_much_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However small it says that it is: what counts is what comes out."""
    table = made(tmp_path / "in.xlsx", HEAD + "<!--" + " " * 300_000 + "-->")
    packed = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(table) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    assert packed.stat().st_size < 20_000
    assert read_workbook(str(packed), typed=True).columns[0] == "town"
    monkeypatch.setattr(workbooks, "MOST_UNPACKED", 200_000)
    with pytest.raises(ValueError, match="unpacks to more than"):
        read_workbook(str(packed), typed=True)


@pytest.mark.parametrize("size", [0, 1, 100, 2000])
def test_what_is_no_whole_workbook_is_told(tmp_path: Path, size: int) -> None:
    broken = tmp_path / "in.xlsx"
    broken.write_bytes((ATTACK / "t09-error-cells.xlsx").read_bytes()[:size])
    with pytest.raises(ValueError, match="it is no whole workbook"):
        checked(broken)


def test_numbers_keep_their_kind_beside_texts_that_lose_nothing(tmp_path: Path) -> None:
    rows = HEAD + "".join(
        f'<row r="{row}">{text(f"A{row}", "A")}<c r="C{row}"><v>{row}.5</v></c></row>'
        for row in (2, 3)
    )
    frame = read_workbook(str(made(tmp_path / "in.xlsx", rows)), typed=True)
    assert frame["population"].to_list() == [2.5, 3.5]
