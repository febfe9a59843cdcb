"""A file that says which columns hold which facts: what it means, and what is told where it is wrong."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from advisor import load_rules
from advisor.batch.read.column_map import read_column_map
from advisor.batch.read.encoder import Encoder
from advisor.batch.read.sources import Reader
from advisor.batch.run import Order, run_batch
from advisor.errors import CaseError
from advisor.inference.many.engine import bit_engine
from tests.batch.runs import ROOT, lines, read_workbook, run


def example() -> str:
    """Return the file that the guide shows."""
    guide = (ROOT / "docs" / "batch.md").read_text("utf-8")
    found = re.search(r"```yaml\n(columns:.*?)```", guide, re.DOTALL)
    assert found
    return found[1]


@pytest.mark.parametrize("ending", ["csv", "xlsx", "jsonl", "parquet"])
def test_columns_and_values_mean_what_the_file_says(tmp_path: Path, ending: str) -> None:
    columns, table = tmp_path / "columns.yaml", tmp_path / f"in.{ending}"
    columns.write_text(example())
    frame = pl.DataFrame(
        {
            "Gemeinde": ["A", "B", "C"],
            "Einwohner": ["6000", "k.A.", "700"],
            "IT score": [10, 25, -9],
            "Wahl": ["ja", "nein", "k.a."],
        }
    )
    write = {"xlsx": "write_excel", "jsonl": "write_ndjson"}.get(ending, f"write_{ending}")
    getattr(frame, write)(table)
    output = tmp_path / "out.jsonl"
    code, _, told = run(table, "-o", output, "--map", columns)
    assert code == 0, told
    facts = [one["facts"] for one in lines(output)]
    assert [one["digital budget"] for one in facts] == ["small", "moderate", None]
    assert [one["election within a year"] for one in facts] == ["yes", "no", None]
    assert [one["population"] is None for one in facts] == [False, True, False]
    assert (
        "columns of facts: Einwohner (population), IT score (digital budget), "
        "Wahl (election within a year); carried along: Gemeinde"
    ) in told
    rules = load_rules()
    encoder = Encoder(bit_engine(rules), columns=read_column_map(str(columns), rules))
    (portion,) = Reader(encoder, [str(table)]).portions()
    cases = [portion.case(place).by_fact for place in range(3)]
    budgets = [case["digital budget"].values for case in cases if "digital budget" in case]
    assert budgets == [("small",), ("moderate",)]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("[]", "the file holds no mapping"),
        ("missing: [x]", "the file has no 'columns:'"),
        ("columns: 5", "'columns:' holds"),
        ("columns: {a: populaton}", "unknown fact 'populaton'\n  did you mean 'population'?"),
        ("columns: {a: population, b: population}", "two columns hold 'population'"),
        ("columns: {a: {values: {x: y}}}", "the column 'a' has no fact"),
        ("columns: {a: {fact: digital budget, values: {x: smal}}}", "did you mean 'small'?"),
        ("columns: {a: {fact: digital budget, from: {smal: 1}}}", "did you mean 'small'?"),
        ("columns: {a: {fact: digital budget, from: {small: x}}}", "has no number from which"),
        ("columns: {a: {fact: digital budget, from: {small: 3}, to: 2}}", "no highest score"),
        ("columns: {a: {fact: digital budget, to: 2}}", "no highest score"),
        ("columns: {a: {fact: digital budget, vales: 1}}", "did you mean 'values'?"),
        ("colums: {}", "did you mean 'columns'?"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(tmp_path: Path, content: str, told: str) -> None:
    (tmp_path / "columns.yaml").write_text(content)
    with pytest.raises(CaseError, match=re.escape(told)) as caught:
        read_column_map(str(tmp_path / "columns.yaml"), load_rules())
    assert all(one.place.line for one in caught.value.problems)


def test_a_file_that_cannot_be_read_is_told_on_the_screen(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("nation,pop-2020\nX,500\n")
    (tmp_path / "b.csv").write_text("population\n500\n")
    result = run_batch(
        load_rules(),
        Order((str(tmp_path / "a.csv"), str(tmp_path / "b.csv")), str(tmp_path / "o.csv")),
    )
    (note,) = [one for one in result.notes if "no column is named like a fact" in one]
    assert "(did you mean 'population'? Else " in note
    assert "--suggest-map" in note
    doubts = [one for one in result.notes if "is no fact and is carried along" in one]
    assert ["'pop-2020'" in one for one in doubts] == [True]


@pytest.mark.parametrize("ending", ["csv", "xlsx", "parquet"])
def test_an_output_can_be_read_again(tmp_path: Path, ending: str) -> None:
    """And again: classes of numbers are understood, and columns keep their names apart."""
    table = tmp_path / "in.csv"
    table.write_text(
        "town,population,digital staff,digital budget\nA,6000,2.5,small\nB,20000 to 90000,,none\n"
    )
    names = [table, *(tmp_path / f"{number}.{ending}" for number in range(3))]
    for source, output in pairwise(names):
        summary = run_batch(load_rules(), Order((str(source),), str(output))).summary
        assert (summary.evaluated, summary.failures) == (2, 0)
    read = {"csv": pl.read_csv, "xlsx": read_workbook, "parquet": pl.read_parquet}[ending]
    facts = [fact.name for fact in load_rules().facts]
    first, last = read(names[1]), read(names[3])
    texts = pl.all().cast(pl.String)
    assert first.select(facts).select(texts).rows() == last.select(facts).select(texts).rows()


def test_a_suggested_file_can_be_used_as_it_is(tmp_path: Path) -> None:
    table, columns = tmp_path / "in.csv", tmp_path / "columns.yaml"
    table.write_text('"to""wn",populaton,digital budget\nA,6000,largely\nB,700,smal\n')
    assert run("--suggest-map", table, "-o", columns)[0] == 0
    assert columns.read_text("utf-8").splitlines() == [
        "columns:",
        '  # "to\\"wn": carried along; put the name of a fact here to use it',
        '  "populaton": "population"  # by its name; is it?',
        '  "digital budget":',
        '    fact: "digital budget"',
        "    values:  # none, small, moderate, comfortable, or unknown",
        '      "largely": "unknown"',
        '      "smal": "small"',
    ]
    found = read_column_map(str(columns), load_rules())
    assert dict(found.facts) == {"populaton": "population", "digital budget": "digital budget"}
    assert run("--suggest-map", table, "-o", columns)[0] == 2  # it is there already
    (tmp_path / "b.csv").write_text("nation\nX\n")
    code, told, _ = run("--suggest-map", tmp_path / "b.csv")
    assert code == 0
    assert told.startswith("columns:\n  {}\n  # ")
    assert run("--suggest-map", table, table)[0] == 2
    assert run("--suggest-map", tmp_path / "c.csv")[0] == 2


def test_a_column_that_no_table_has_is_told(tmp_path: Path) -> None:
    table, columns = tmp_path / "in.csv", tmp_path / "columns.yaml"
    table.write_text("Einwohner 31.12.2025,IT score\n500,10\n")
    columns.write_text(
        "columns:\n  Einwohner: population\n  IT score: {fact: digital budget, from: {none: 0, small: 10}}\n"
    )
    code, _, told = run(table, "-o", tmp_path / "out.csv", "--map", columns)
    assert code == 0
    assert (
        "columns.yaml: no table has the column 'Einwohner'; nothing was read for population "
        "(did you mean 'Einwohner 31.12.2025'?)"
    ) in told


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize(
    ("end", "taken"), [("", ["1", "3", "5"]), (", to: 7", ["1", "3", "5", "6"])]
)
def test_scores_above_the_scale_are_unknown_and_told(
    tmp_path: Path, ending: str, end: str, taken: list[str]
) -> None:
    """99 often stands for an answer that is missing, and is no very high one."""
    table, columns, output = (
        tmp_path / f"in.{ending}",
        tmp_path / "columns.yaml",
        tmp_path / "o.csv",
    )
    columns.write_text(
        f"columns: {{Reife: {{fact: security maturity, from: {{low: 1, moderate: 3, high: 4}}{end}}}}}"
    )
    scores = [1, 3, 5, 6, 99]
    frame = pl.DataFrame({"town": list("ABCDE"), "Reife": scores})
    getattr(frame, "write_excel" if ending == "xlsx" else "write_csv")(table)
    assert run(table, "-o", output, "--map", columns)[0] == 0
    problems = lines(Path(f"{output}.errors.jsonl"))
    assert [one["read"] for one in problems] == [
        str(one) for one in scores if str(one) not in taken
    ]
    assert {one["kind"] for one in problems} == {"cell"}
    assert all("above the scale" in one["message"] for one in problems)
    assert pl.read_csv(output)["security maturity"].null_count() == len(problems)


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_header_without_facts_is_found(tmp_path: Path, ending: str) -> None:
    """As in most tables that somebody brings: then only a file of columns tells what they hold."""
    table = tmp_path / f"in.{ending}"
    rows = [
        ["Erhebung 2026"],
        ["Nr.", "Ort", "Wert", "Partner"],
        ["1", "Aarwil", "3,5", "Kanton"],
        ["2", "Birkenau", "2,5", "keiner"],
    ]
    if ending == "csv":
        table.write_text("\n".join(";".join(row) for row in rows))
    else:
        book = xlsxwriter.Workbook(table)
        for sheet, some in (("Deckblatt", [["Amt", "für", "Statistik"]]), ("Daten", rows)):
            page = book.add_worksheet(sheet)
            for number, row in enumerate(some):
                page.write_row(number, 0, row)
        book.close()
    code, told, _ = run("--suggest-map", table)
    assert code == 0
    assert [name in told for name in ("Nr.", "Ort", "Wert", "Partner")] == [True] * 4


def test_a_first_file_tells_values_and_guesses_nothing_as_if_it_were_found(tmp_path: Path) -> None:
    table, columns = tmp_path / "in.xlsx", tmp_path / "columns.yaml"
    pl.DataFrame(
        {
            "Digitalbudget": ["smal", "klein", "keines", "klein", "smal", "keines"],
            "Partner": ["Kanton", "Kanton", "keiner", "Kanton", "keiner", "keiner"],
            "Reife (1-5)": [1, 2, 5, 1, 2, 5],
            "Ort": list("ABCDEF"),
        }
    ).write_excel(table, worksheet="Daten")
    code, _, told = run("--suggest-map", table, "-o", columns)
    assert code == 0
    assert (
        "4 columns of the sheet 'Daten', header in row 1; 1 named like a fact, 3 to fill in" in told
    )
    assert f"advisor batch {table} --map {columns}" in told
    text = columns.read_text("utf-8")
    assert '"smal": "small"' in text
    assert '"klein": "unknown"' in text
    assert '# "Partner": carried along' in text
    assert '"Kanton" (3), "keiner" (3)' in text
    assert "{fact: ..., from: {low: 1, moderate: 3, high: 4}, to: 5}" in text
    assert '"Ort": carried along; put the name of a fact here to use it\n' in f"{text}\n"
    assert dict(read_column_map(str(columns), load_rules()).facts) == {
        "digitalbudget": "digital budget"
    }


def test_a_table_without_a_case_is_told(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("town,population\n")
    code, _, told = run(tmp_path / "in.csv", "-o", tmp_path / "out.csv")
    assert code == 0
    assert "note: no row is filled in yet" in told
