"""Data frames of polars and pandas, and iterables of cases, from Python."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from advisor import advise, load_rules, read_case
from advisor.batch.frames import advise_frame, advise_many
from advisor.batch.run import Order, run_batch
from advisor.errors import CaseError
from tests.batch.runs import ROOT, towns


@pytest.fixture
def pandas() -> Any:
    return pytest.importorskip("pandas")


@pytest.fixture
def mixed(pandas: Any) -> Any:
    """Every kind of column that answers come in, with every kind of gap, under an index that repeats."""
    return pandas.DataFrame(
        {
            "digital budget": pandas.Categorical(["small", None, "none or small", "tiny"]),
            "Population": [5000, float("nan"), 1200.0, 300_000.0],
            "town": ["A", "B", None, "D"],
            "sharing offer": [["neighbours", "higher tier"], None, "none", float("nan")],
            "deadline pressure": pandas.array(["high", pandas.NA, "low", "high"], dtype="string"),
            "seen": pandas.to_datetime(["2020", None, "2021", "2022"]).tz_localize("UTC"),
        },
        index=pandas.Index([5, 5, 9, 2], name="number"),
    )


def test_a_frame_gets_what_the_command_writes(tmp_path: Path) -> None:
    frame = towns(20)
    frame.write_parquet(tmp_path / "in.parquet")
    run_batch(load_rules(), Order((str(tmp_path / "in.parquet"),), str(tmp_path / "out.parquet")))
    table = pl.read_parquet(tmp_path / "out.parquet")
    advised = advise_frame(frame)
    shared = [name for name in table.columns if name in advised.columns]
    assert len(shared) > 60
    assert advised.select(shared).equals(table.select(shared))
    assert advised["failure"].null_count() == 20


def test_a_bad_row_is_told_and_the_others_are_advised() -> None:
    frame = towns(3).with_columns(pl.Series("digital budget", ["tiny", "small", "small"]))
    advised = advise_frame(frame)
    assert "tiny" in advised["failure"][0]
    assert advised["failure"].is_null().to_list() == [False, True, True]
    assert advised["structure status"].is_null().to_list() == [True, False, False]
    assert advised["id"].to_list() == frame["id"].to_list()


def test_an_empty_frame_has_the_same_columns() -> None:
    frame = towns(2)
    assert advise_frame(frame.clear()).schema == advise_frame(frame).schema


def test_columns_named_like_ours_are_kept_under_another_name() -> None:
    frame = pl.DataFrame({"digital budget": ["small"], "structure": [1], "failure": ["x"]})
    advised = advise_frame(frame)
    assert advised.select("structure (given)", "failure (given)").row(0) == (1, "x")
    assert advised["failure"][0] is None
    again = advise_frame(advised.drop("population"))
    assert again["structure"].to_list() == advised["structure"].to_list()
    assert again["structure (given)"].to_list() == [1]


@pytest.mark.parametrize(
    ("frame", "words"),
    [
        (pl.DataFrame({"digital budgt": ["small"]}), "digital budget"),
        (pl.DataFrame({"digital budget": ["small"], "Digital Budget": ["none"]}), "two columns"),
        (pl.DataFrame({"digital budget": ["small"]}).lazy(), "collect"),
        ([{"digital budget": "small"}], "list"),
    ],
)
def test_what_is_no_frame_of_cases_is_told(frame: Any, words: str) -> None:
    with pytest.raises(CaseError, match=words):
        advise_frame(frame)


def test_a_pandas_frame_keeps_its_index_and_its_other_columns(pandas: Any, mixed: Any) -> None:
    advised = advise_frame(mixed)
    assert type(advised) is pandas.DataFrame
    assert advised.index.equals(mixed.index)
    pandas.testing.assert_frame_equal(advised[["town", "seen"]], mixed[["town", "seen"]])


def test_a_pandas_frame_is_understood_as_a_polars_frame(mixed: Any) -> None:
    advised = advise_frame(mixed)
    same = advise_frame(
        pl.DataFrame(
            {
                "digital budget": ["small", None, "none or small", "tiny"],
                "population": [5000.0, None, 1200.0, 300_000.0],
                "sharing offer": ["neighbours or higher tier", None, "none", None],
                "deadline pressure": ["high", None, "low", "high"],
            }
        )
    )
    for name in same.columns:
        found = advised[name]
        gaps = found.isna().tolist()
        values = [None if gap else one for gap, one in zip(gaps, found.tolist(), strict=True)]
        assert values == same[name].to_list(), name
    assert advised["failure"].isna().tolist() == [True, True, True, False]
    assert "tiny" in advised["failure"].iloc[3]
    assert advised["structure status"].iloc[0] == same["structure status"][0]
    assert set(advised["structure"].cat.categories) == {
        option
        for item in load_rules().decisions
        if item.name == "structure"
        for option in item.options
    }


def test_pandas_truth_values_and_whole_numbers_are_answers(pandas: Any) -> None:
    rules = load_rules()
    yes_no = next(fact.name for fact in rules.facts if set(fact.domain.values) == {"yes", "no"})
    frame = pandas.DataFrame({yes_no: [True, False], "population": [1, 99_000]}, dtype=object)
    for one in (frame, frame.infer_objects(), frame.convert_dtypes()):
        advised = advise_frame(one)
        assert advised["failure"].isna().all()
        assert advised[yes_no].tolist() == ["yes", "no"]


def test_an_empty_pandas_frame_has_the_same_columns(mixed: Any) -> None:
    assert advise_frame(mixed.iloc[:0]).shape == (0, advise_frame(mixed).shape[1])


@pytest.mark.usefixtures("pandas")
def test_pandas_needs_no_pyarrow() -> None:
    code = (
        "import sys; sys.modules['pyarrow'] = None\n"
        "import pandas\n"
        "from advisor.batch.frames import advise_frame\n"
        "frame = pandas.DataFrame({'digital budget': ['small', None], 'town': ['A', 'B']})\n"
        "print(advise_frame(frame)['town'].tolist())\n"
    )
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "['A', 'B']\n"


def test_many_cases_get_what_each_gets() -> None:
    rules = load_rules()
    some = [read_case(path, rules) for path in sorted((ROOT / "cases/real").glob("*.yaml"))[:3]]
    assert list(advise_many(iter(some), rules)) == [advise(rules, case) for case in some]
