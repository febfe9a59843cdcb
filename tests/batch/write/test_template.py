"""A workbook to fill in offers every answer, explains itself, and is read as it was filled in."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from advisor import load_rules
from advisor.batch.run import Order, run_batch
from advisor.cli.main import cli
from advisor.knowledge.domains import Kind

openpyxl = pytest.importorskip("openpyxl")


def written(folder: Path) -> Path:
    path = folder / "towns.xlsx"
    result = CliRunner().invoke(cli, ["batch", "--template", str(path)])
    assert result.exit_code == 0, result.output
    assert "ready to be filled in" in result.output
    return path


def test_a_template_offers_every_answer_and_tells_what_each_looks_like(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(written(tmp_path))
    sheet, lists = book["governments"], book["lists"]
    assert lists.sheet_state == "hidden"
    heads = {cell.value: cell for cell in sheet[1]}
    offered = {
        next(iter(validation.sqref.ranges)).min_col: validation.formula1
        for validation in sheet.data_validations.dataValidation
    }
    explained = " ".join(
        str(cell) for row in book["explanations"].iter_rows(values_only=True) for cell in row
    )
    for fact in load_rules().facts:
        cell = heads[fact.name]
        assert fact.question in cell.comment.text
        assert fact.question in explained
        if fact.domain.kind is Kind.NUMBER:
            continue
        source = offered[cell.column].partition("!")[2].replace("$", "")
        values = [one.value for (one,) in lists[source]]
        assert values == [*fact.domain.values, "unknown"]
        assert all(anchor in cell.comment.text for _, anchor in fact.anchors)


def test_a_template_that_was_filled_in_is_read(tmp_path: Path) -> None:
    path = written(tmp_path)
    book = openpyxl.load_workbook(path)
    sheet = book["governments"]
    columns = {cell.value: cell.column for cell in sheet[1]}
    for row, (place, people, budget) in enumerate([("A", 6000, "small"), ("B", 70000, "unknown")]):
        sheet.cell(row + 2, columns["place"], place)
        sheet.cell(row + 2, columns["population"], people)
        sheet.cell(row + 2, columns["digital budget"], budget)
    book.save(path)
    summary = run_batch(load_rules(), Order((str(path),), str(tmp_path / "out.csv"))).summary
    assert (summary.evaluated, summary.failed, summary.failures) == (2, 0, 0)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--template", "a.csv"], "let its name end in .xlsx"),
        (["--template", "there.xlsx"], "there already"),
        (["in.csv", "--template", "a.xlsx"], "reads no table"),
    ],
)
def test_what_can_be_no_template_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "there.xlsx").write_text("mine")
    result = CliRunner().invoke(cli, ["batch", *arguments])
    assert result.exit_code == 2
    assert message in " ".join(result.output.split())
    assert [one.name for one in tmp_path.iterdir()] == ["there.xlsx"]
    assert (tmp_path / "there.xlsx").read_text() == "mine"
