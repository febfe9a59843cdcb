"""Cells as people fill them in: a bad one counts as unknown and is told, and never costs its row."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor import load_rules
from advisor.batch.read.cells import MISSING, number_answer, read_cell
from advisor.batch.run import Order, run_batch
from advisor.cases.answers import parse_answer
from advisor.cases.model import Answer
from advisor.errors import ProblemKind
from advisor.knowledge.domains import Kind
from advisor.knowledge.model import Fact
from tests.batch.read.test_reading import read
from tests.batch.runs import lines
from tests.support.examples import examples

TABLES = Path(__file__).parent / "tables"
FACTS = {fact.name: fact for fact in load_rules().facts}
SPACES = ("\xa0", "\u202f", " ", "\u2009")


def mask(fact: Fact, text: str) -> int:
    """Return what a case file's answer means."""
    answer = parse_answer(fact, text)
    assert isinstance(answer, Answer), answer
    return answer.mask(fact.domain)


@pytest.mark.parametrize(
    ("fact", "cell", "meant"),
    [
        *(("population", f"35{space}000", "35,000") for space in SPACES),
        ("population", "35'000", "35,000"),
        ("population", "12.345", "12,345"),
        ("population", "ca. 22000", "22,000"),
        ("population", "18,5k", "18,500"),
        ("population", "\uff13\uff15\uff10\uff10\uff10", "35,000"),
        ("population", "20.000 - 50.000", "20,000 to 50,000"),
        ("digital staff", "2,5", "2.5"),
        ("digital staff", "1,500.5", "1,500.5"),
        ("digital staff", "1.500,5", "1,500.5"),
        ("digital staff", "0,125", "0.1250"),
        ("digital budget", " SMALL ", "small"),
        ("digital budget", "small/moderate", "small or moderate"),
        ("service diversity", "low-moderate", "low or moderate"),
        ("service diversity", "low \u2013 high", "low to high"),
        ("leadership style", "hands-on/mixed", "hands-on or mixed"),
        ("leadership style", "hands-on", "hands-on"),
        *(("election within a year", text, "yes") for text in ("Y", "1", "TRUE", "t", "Yes")),
        *(("election within a year", text, "no") for text in ("N", "0", "false", "F", "NO")),
    ],
)
def test_cells_mean_what_people_mean(fact: str, cell: str, meant: str) -> None:
    found = read_cell(FACTS[fact], cell)
    assert (found.mask, found.problem) == (mask(FACTS[fact], meant), None)


@pytest.mark.parametrize("fact", FACTS.values(), ids=FACTS)
def test_marks_of_what_is_missing_are_unknown_unless_they_are_answers(fact: Fact) -> None:
    for text in ("", "  ", *MISSING, *(one.upper() for one in MISSING)):
        assert fact.domain.code(text) is None
        found = read_cell(fact, text)
        assert (found.mask, found.problem) == (0, None)


@pytest.mark.parametrize("fact", FACTS.values(), ids=FACTS)
def test_each_answer_means_itself(fact: Fact) -> None:
    """Whatever else is understood, an answer as the books write it is never taken for another."""
    for code, value in enumerate(fact.domain.values if fact.domain.kind is not Kind.NUMBER else ()):
        for text in (value, value.upper(), f" {value} "):
            found = read_cell(fact, text)
            assert (found.mask, found.problem) == (1 << code, None)


@pytest.mark.parametrize(
    ("fact", "cell", "taken"),
    [
        ("digital budget", "smal", "small"),
        ("service diversity", "hihg", "high"),
        ("service diversity", "low to moderat", "low to moderate"),
        ("digital budget", "smll or none", "small or none"),
    ],
)
def test_a_slip_of_one_letter_is_taken_and_told(fact: str, cell: str, taken: str) -> None:
    found = read_cell(FACTS[fact], cell)
    assert found.problem is not None
    assert (found.mask, found.taken) == (mask(FACTS[fact], taken), taken)
    assert (found.problem.read, found.problem.nearest) == (cell, taken)


@pytest.mark.parametrize(
    ("fact", "cell"),
    [
        ("digital budget", "largely"),
        ("current provision", "now"),
        ("election within a year", "2"),
        ("population", "0"),
        ("population", "1.500k"),
        ("population", "4999,5"),
        ("population", "2024-05-01"),
        ("population", "\u0663\u0665\u0660\u0660"),
        ("digital staff", "1,500"),
        ("digital staff", "1.500"),
        ("digital staff", "12,34,567"),
    ],
)
def test_what_cannot_be_read_for_sure_is_unknown_and_told(fact: str, cell: str) -> None:
    found = read_cell(FACTS[fact], cell)
    assert found.problem is not None
    assert found.mask == 0
    assert found.problem.read == cell


@given(st.floats(0.01, 9_999).map(lambda number: round(number, 2)), st.sampled_from([",", "."]))
@examples(100)
def test_a_column_has_one_way_of_writing_numbers(number: float, mark: str) -> None:
    """The same number, in either way, means the same, since the column tells which it is."""
    other = "," if mark == "." else "."
    text = f"{number:,.2f}".replace(",", "_").replace(".", mark).replace("_", other)
    fact = FACTS["digital staff"]
    assert read_cell(fact, text, mark).mask == mask(fact, f"{number:.2f}")


def test_a_bad_cell_costs_no_row_and_is_told_as_the_spreadsheet_shows_it(tmp_path: Path) -> None:
    table, output = tmp_path / "in.csv", tmp_path / "out.csv"
    table.write_text(
        "town;population;digital budget;digital staff\nAdorf;6000;smal;2,5\n"
        "Bdorf;many;?;1,500\nCdorf;700;largely;n/a\n"
    )
    result = run_batch(load_rules(), Order((str(table),), str(output)))
    assert (result.summary.evaluated, result.summary.failed, result.summary.cells) == (3, 0, 3)
    found = pl.read_csv(output)
    assert found["digital budget"].to_list() == ["small", None, None]
    assert found["digital staff"][1] == 1.5
    assert found["digital staff class"][1] == "at least 1, below 3"
    told = lines(tmp_path / "out.csv.errors.jsonl")
    keys = ("kind", "town", "cell", "fact", "read", "nearest")
    assert [tuple(one[key] for key in keys) for one in told] == [
        ("cell", "Adorf", "C2", "digital budget", "smal", "small"),
        ("cell", "Bdorf", "B3", "population", "many", ""),
        ("cell", "Cdorf", "C4", "digital budget", "largely", ""),
    ]
    assert all(one["allowed"] for one in told)
    strict = run_batch(load_rules(), Order((str(table),), str(output), strict=True, force=True))
    assert (strict.summary.evaluated, strict.summary.failed, strict.summary.cells) == (0, 3, 0)


def test_numbers_of_a_table_without_other_evidence_are_told_and_never_guessed(
    tmp_path: Path,
) -> None:
    table, output = TABLES / "comma-decimals.csv", tmp_path / "out.csv"
    summary = run_batch(load_rules(), Order((str(table),), str(output))).summary
    assert (summary.evaluated, summary.failed) == (3, 0)
    (one,) = lines(tmp_path / "out.csv.errors.jsonl")
    assert (one["cell"], one["read"], one["town"]) == ("C2", "1,500", "Adorf")
    staff = pl.read_csv(output)["digital staff class"].to_list()
    assert staff == [None, "at least 1, below 3", "at least 1, below 3"]


def test_numbers_in_many_forms_are_read(tmp_path: Path) -> None:
    table, output = TABLES / "number-forms.csv", tmp_path / "out.csv"
    summary = run_batch(load_rules(), Order((str(table),), str(output))).summary
    assert (summary.evaluated, summary.failed) == (6, 0)
    (one,) = lines(tmp_path / "out.csv.errors.jsonl")
    assert (one["cell"], one["read"], one["town"]) == ("B7", "0", "Fdorf")
    found = pl.read_csv(output)["population"].to_list()
    assert found[0] == found[1] == 12345
    assert found[3:] == [None, None, None]


@pytest.mark.parametrize("ending", ["csv", "parquet", "xlsx"])
def test_the_whole_column_tells_how_its_numbers_are_written(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"in.{ending}"
    staff = ["1,500", *["3"] * 300, "2,5"]
    getattr(pl.DataFrame({"digital staff": staff}), f"write_{ending.replace('xlsx', 'excel')}")(
        path
    )
    output = tmp_path / "out.jsonl"
    assert not run_batch(load_rules(), Order((str(path),), str(output))).summary.cells
    assert lines(output)[0]["facts"]["digital staff class"] == "at least 1, below 3"


def test_a_typed_number_has_no_other_reading(tmp_path: Path) -> None:
    pl.DataFrame({"digital staff": [1.125]}).write_ndjson(tmp_path / "a.jsonl")
    pl.DataFrame({"digital staff": [1.125]}).write_parquet(tmp_path / "a.parquet")
    _, failures, _ = read(tmp_path / "a.jsonl", tmp_path / "a.parquet", strict=False)
    assert not failures


def test_an_odd_value_in_json_is_a_bad_cell(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(
        '{"town": "A", "digital budget": {"a": 1}, "population": 5}\n'
    )
    frame, (one,), _ = read(tmp_path / "a.jsonl", strict=False)
    assert frame.height == 1
    assert (one["kind"], one["town"], one["read"]) == ("cell", "A", '{"a": 1}')


def test_an_ambiguous_number_is_told_as_such() -> None:
    problem = read_cell(FACTS["digital staff"], "1,500").problem
    assert problem is not None
    assert problem.kind is ProblemKind.AMBIGUOUS


@pytest.mark.parametrize(
    ("fact", "cell", "near"),
    [
        ("sharing offer", "Kanton", ""),
        ("sharing offer", "Nachbargemeinden", ""),
        ("digital budget", "comfortabel", "comfortable"),
        ("current structure", "decentralised", "decentralized"),
    ],
)
def test_only_a_slip_is_proposed(fact: str, cell: str, near: str) -> None:
    """A word of another language may look like the contrary of what it means."""
    found = read_cell(FACTS[fact], cell)
    nearest = found.taken or (found.problem.nearest if found.problem else "")
    assert nearest == near
    if not near:
        assert found.problem
        assert "did you mean" not in found.problem.hint


@pytest.mark.parametrize(
    ("fact", "cell", "meant"),
    [
        ("population", "5000 bis 6000", "5000 to 6000"),
        ("population", "5000 à 6000", "5000 to 6000"),
        ("population", "12,5 Tsd.", "12500"),
        ("digital staff", ".5", "0.5"),
        ("digital staff", ",5", "0.5"),
        ("digital staff", "1½", "1.5"),
        ("digital staff", "½", "0.5"),
    ],
)
def test_numbers_mean_what_offices_mean(fact: str, cell: str, meant: str) -> None:
    found = read_cell(FACTS[fact], cell)
    assert (found.mask, found.problem) == (mask(FACTS[fact], meant), None)
    assert number_answer(FACTS[fact], cell) == parse_answer(FACTS[fact], meant)


@pytest.mark.parametrize("sign", ["*", " *", "¹", "(1)", "[2]", "†"])
def test_a_sign_of_a_footnote_is_dropped_and_told(sign: str) -> None:
    found = read_cell(FACTS["population"], f"12 000{sign}")
    assert found.problem is not None
    assert (found.mask, found.taken) == (mask(FACTS["population"], "12000"), "12 000")
    exact = parse_answer(FACTS["population"], "12000")
    assert number_answer(FACTS["population"], f"12 000{sign}") == exact
