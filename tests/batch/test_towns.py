"""What governments are called: by one choice for all outputs."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from advisor.batch.towns import keys_of, named_by, names_of, towns_of
from tests.batch.runs import lines, run


def carried(**columns: list[object]) -> pl.DataFrame:
    height = len(next(iter(columns.values())))
    return pl.DataFrame({"file": ["t.csv"] * height, "row": range(1, height + 1), **columns})


@pytest.mark.parametrize(
    "name",
    ["Gemeinde / Commune", "Municipality name", "Ort", "Name der Gemeinde", "GEMEINDE", "town"],
)
def test_a_column_of_names_is_known_by_what_it_is_called(name: str) -> None:
    frame = carried(**{"Nr.": ["1", "2"], "Kreis": ["Nord", "Süd"], name: ["Aarwil", "Birkenau"]})
    assert towns_of(frame).to_list() == ["Aarwil", "Birkenau"]
    assert (not list(named_by(frame))) == (name == "town")


@pytest.mark.parametrize("name", ["Gemeinde-Nr.", "Municipality code", "City population", "Ort 2"])
def test_numbers_of_places_are_no_names(name: str) -> None:
    frame = carried(**{name: ["7", "8"], "Wer": ["Aarwil", "Birkenau"], "Budget": ["7017.-", "=SUM(A1)"]})  # fmt: skip
    assert towns_of(frame).to_list() == ["Aarwil", "Birkenau"]
    assert list(named_by(frame)) == ["t.csv: governments are named by the column 'Wer'"]
    assert keys_of(frame) == [("aarwil",), ("birkenau",)]


def test_without_names_the_file_and_the_row_tell() -> None:
    frame = carried(Nr=["1", "2", "3"], Kreis=["Nord", "Nord", "Nord"], Budget=["5.-", "6 Mio", ""])
    assert names_of(frame).to_list() == [None] * 3
    assert towns_of(frame).to_list() == ["t.csv:1", "t.csv:2", "t.csv:3"]


def test_two_tables_may_call_their_governments_in_their_own_ways() -> None:
    one = carried(Gemeinde=["Aarwil", None], Wer=[None, None])
    other = one.with_columns(
        file=pl.lit("u.csv"), Gemeinde=None, Wer=pl.Series(["Birkenau", "Dürflingen"])
    )
    assert towns_of(pl.concat([one, other], how="vertical_relaxed")).to_list() == [
        "Aarwil", "t.csv:2", "Birkenau", "Dürflingen",
    ]  # fmt: skip


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_problems_and_advice_call_a_government_alike(tmp_path: Path, ending: str) -> None:
    frame = pl.DataFrame(
        {
            "Nr.": ["1", "2"],
            "Gemeinde / Commune": ["Aarwil", "Birkenau"],
            "population": ["6000", "many"],
            "Budget": ["7017.-", "=SUM(A1)"],
        }
    )
    table, output = tmp_path / f"in.{ending}", tmp_path / "out.csv"
    getattr(frame, "write_excel" if ending == "xlsx" else "write_csv")(table)
    code, _, told = run(table, "-o", output)
    assert code == 0, told
    assert told.count("governments are named by the column 'Gemeinde / Commune'") == 1
    (one,) = lines(Path(f"{output}.errors.jsonl"))
    assert one["town"] == "Birkenau"
