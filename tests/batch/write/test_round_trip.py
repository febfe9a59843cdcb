"""An output can be read again, and says the same: numbers stay numbers, ranges stay classes, conclusions are left out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from advisor import advise_frame, load_rules
from advisor.batch.compare import compare
from advisor.batch.own_columns import class_name, concluded_columns, fact_names
from advisor.batch.run import Order, Result, run_batch

TABLE = (
    "town,structure,population,digital staff,digital budget\n"
    "A,east,12345,2.5,small\nB,west,20000 to 60000,,none or small\nC,,,about 3,\nD,north,5100,0,moderate\n"
)


def advised(source: Path, output: Path) -> Result:
    return run_batch(load_rules(), Order((str(source),), str(output)))


def answers(output: Path) -> list[tuple[object, ...]]:
    """Return what an output says of each case, as texts, its place and the marks of carried columns apart."""
    if output.suffix == ".csv":
        frame = pl.read_csv(output, infer_schema=False)
    elif output.suffix == ".parquet":
        frame = pl.read_parquet(output)
    else:
        frame = pl.read_ndjson(output).unnest("facts")
    return frame.select(pl.col(fact_names(load_rules())).cast(pl.String)).rows()


def test_an_output_that_is_read_again_and_again_says_the_same(tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_text(TABLE)
    first = None
    for number, ending in enumerate(["csv", "csv", "jsonl", "parquet", "jsonl", "csv"]):
        output = tmp_path / f"{number}.{ending}"
        result = advised(source, output)
        assert (result.summary.evaluated, result.summary.failures) == (4, 0)
        first = first or answers(output)
        assert answers(output) == first
        source = output
    found = pl.read_csv(source)
    assert found["population"].to_list() == [12345, None, None, 5100]
    assert found["population class"][3] == "below 5,000 or at least 5,000, below 50,000"
    assert found["digital staff"].to_list() == [2.5, None, 3.0, 0.0]
    assert found["structure (given)"].to_list() == ["east", "west", None, "north"]
    assert "structure (given) (given)" not in found.columns


def test_numbers_that_moved_within_a_class_are_told_by_a_comparison(tmp_path: Path) -> None:
    for name, number in (("before", 6000), ("after", 40000)):
        (tmp_path / f"{name}.csv").write_text(f"id,population\n1,{number}\n")
        advised(tmp_path / f"{name}.csv", tmp_path / f"{name}.parquet")
    changes = compare(str(tmp_path / "before.parquet"), str(tmp_path / "after.parquet"), [])
    assert changes.inputs["population"] == 1
    assert class_name(load_rules().facts[0]) not in changes.inputs


def test_the_screen_tells_what_is_understood_carried_and_ignored(tmp_path: Path) -> None:
    source, output = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text(TABLE)
    (line,) = advised(source, output).columns
    assert "columns of facts: population, digital staff, digital budget" in line
    assert line.endswith("carried along: town, structure")
    (line,) = advised(output, tmp_path / "again.csv").columns
    assert "carried along: town, structure (given); ignored, since an earlier run" in line


def test_only_an_output_of_ours_has_columns_that_are_ignored() -> None:
    rules = load_rules()
    assert not concluded_columns(["file", "row", "structure"], rules)
    own = ["file", "row", "rule base", "structure", "population", "rule S01", "rule of thumb"]
    assert concluded_columns(own, rules) == {"file", "row", "rule base", "structure", "rule S01"}
    first, *others = rules.decisions
    older = replace(rules, decisions=(replace(first, formerly=("shape",)), *others))
    said = {"shape", "shape status", "shape score federal"}
    assert said <= concluded_columns([*own, *said, "shape of the coast"], older)
    assert "shape of the coast" not in concluded_columns([*own, "shape of the coast"], older)


@pytest.mark.parametrize("kind", ["polars", "pandas"])
def test_a_data_frame_has_numbers_beside_their_classes(kind: str) -> None:
    frame = pl.DataFrame({"town": ["A", "B"], "population": [12345, None]})
    if kind == "pandas":
        pandas = pytest.importorskip("pandas")
        advised_frame = pl.DataFrame(
            advise_frame(pandas.DataFrame(frame.to_dict(as_series=False)))[
                ["population", "population class"]
            ].to_dict("list"),
            strict=False,
        )
    else:
        advised_frame = advise_frame(frame)
    assert advised_frame["population"][0] == 12345
    assert advised_frame["population class"][0] == "at least 5,000, below 50,000"


@pytest.mark.parametrize("ending", ["csv", "jsonl", "parquet", "xlsx"])
def test_what_a_trace_would_be_called_is_no_trace(tmp_path: Path, ending: str) -> None:
    """Columns of the users' own that are named like it stay theirs, however often they are read."""
    source = tmp_path / "in.csv"
    source.write_text("id,digital budget,rules,misfits,structure\nA,small,S01,x,east\n")
    one, two = tmp_path / f"one.{ending}", tmp_path / f"two.{ending}"
    advised(source, one)
    (line,) = advised(one, two).columns
    assert line.partition("carried along: ")[2].partition(";")[0] == (
        "id, rules, misfits, structure"
        if ending == "jsonl"
        else "id, rules (given), misfits (given), structure (given)"
    )
    changes = compare(str(one), str(two), [item.name for item in load_rules().decisions])
    assert (changes.cases, changes.changed, changes.inputs, changes.rules) == (1, 0, {}, {})
    traced = tmp_path / "traced.csv"
    run_batch(load_rules(), Order((str(source),), str(traced), trace=True))
    changes = compare(str(one), str(traced), [item.name for item in load_rules().decisions])
    assert (changes.cases, changes.changed, changes.inputs, changes.rules) == (1, 0, {}, {})


def test_a_column_whose_header_cells_were_merged_takes_the_name_above(tmp_path: Path) -> None:
    source, output = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text("Town,Figures,\n,population,digital staff\nA,6000,2\n")
    assert advised(source, output).summary.evaluated == 1
    found = pl.read_csv(output)
    assert (found["Town"][0], found["population"][0], found["digital staff"][0]) == ("A", 6000, 2.0)
