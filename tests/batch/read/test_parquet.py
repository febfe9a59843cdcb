"""Parquet files that unpack to more than memory holds, or whose footers lie: told, and nothing else is lost."""

from __future__ import annotations

import random
from pathlib import Path

import polars as pl
import pytest

from advisor import load_rules
from advisor.batch.read import parquet
from advisor.batch.read.parquet import check_parquet
from advisor.batch.run import Order, run_batch
from tests.batch.runs import lines


@pytest.fixture
def bomb(tmp_path: Path) -> Path:
    """A file of a few kilobytes with two million values in each of its columns."""
    path = tmp_path / "bomb.parquet"
    values = [[None] * 2_000_000]
    lists = pl.Series("x", values, dtype=pl.List(pl.Int8))
    texts = pl.Series("y", ["a" * 2_000_000])
    pl.DataFrame({"population": [5]}).with_columns(lists, texts).write_parquet(path)
    assert path.stat().st_size < 20_000
    return path


@pytest.mark.parametrize(
    ("limit", "most", "told"),
    [
        ("MOST_GROUP_BYTES", 1 << 20, "its group of rows 1 unpacks to 1 MiB"),
        (
            "MOST_LISTED",
            1_000_000,
            "the lists of its column 'x.list.element' have 2,000,000 values",
        ),
        ("MOST_COLUMNS", 3, "columns, and at most 3 are read; split the file"),
        ("MOST_GROUPS", 0, "it has 1 groups of rows, and at most 0"),
        ("MOST_ROWS", 0, "it has 1 rows, and at most 0"),
        ("MOST_FOOTER", 10, "its footer has 0 MiB; split the file"),
    ],
)
def test_a_file_that_unpacks_to_too_much_is_told_and_the_others_go_on(
    tmp_path: Path, bomb: Path, monkeypatch: pytest.MonkeyPatch, limit: str, most: int, told: str
) -> None:
    monkeypatch.setattr(parquet, limit, most)
    (tmp_path / "whole.csv").write_text("population\n500\n")
    output = tmp_path / "out.csv"
    order = Order((str(bomb), str(tmp_path / "whole.csv")), str(output))
    summary = run_batch(load_rules(), order).summary
    assert (summary.evaluated, summary.failed) == (1, 1)
    (one,) = lines(tmp_path / "out.csv.errors.jsonl")
    assert (one["file"], one["row"]) == (str(bomb), 0)
    assert told in one["message"]


def test_a_file_within_the_bounds_is_read(tmp_path: Path, bomb: Path) -> None:
    check_parquet(bomb)
    pl.DataFrame({"a": [1]}).write_parquet(tmp_path / "a.parquet")
    check_parquet(tmp_path / "a.parquet")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"PAR1", "too short"),
        (b"PAR1" + b"x" * 20, "its end is missing"),
        (b"PAR1" + b"\xff\xff\xff\x7fPAR1", "its footer is longer than the file"),
        (b"PAR1" + b"\0\1\0\0\0PAR1", "contradicts itself"),
        (b"PAR1" + b"\x1c" * 40 + b"\x28\0\0\0PAR1", "nested too deeply"),
        (b"PAR1" + b"\x19\xf8\xff\xff\xff\xff\x07\x05\0\0\0PAR1", "footer"),
    ],
)
def test_what_is_no_whole_file_is_told(tmp_path: Path, content: bytes, told: str) -> None:
    path = tmp_path / "a.parquet"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=told):
        check_parquet(path)


def test_a_footer_with_flipped_bytes_is_read_or_told(tmp_path: Path, bomb: Path) -> None:
    content = bomb.read_bytes()
    length = int.from_bytes(content[-8:-4], "little")
    chance = random.Random(7)
    path = tmp_path / "a.parquet"
    outcomes = set()
    for _ in range(300):
        changed = bytearray(content)
        changed[-8 - 1 - chance.randrange(length)] = chance.randrange(256)
        path.write_bytes(changed)
        try:
            check_parquet(path)
        except ValueError:
            outcomes.add("told")
        else:
            outcomes.add("read")
    assert outcomes == {"told", "read"}
