"""How far a run is: told on a terminal, with the time left where that can be known."""

from __future__ import annotations

import io
import re
import shlex
import sys
from pathlib import Path

import pexpect
import polars as pl
import pytest

from advisor import load_rules
from advisor.batch.read.encoder import Encoder
from advisor.batch.read.records import ROW_BY_ROW
from advisor.batch.read.sources import Reader
from advisor.batch.summary import Summary
from advisor.cli.batch_progress import Tally
from advisor.inference.many.engine import bit_engine
from tests.batch.runs import ROOT, towns

LINE = r"[\d,]+ cases, 0 failed, [\d,]+ a second"


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("table") / "in.csv"
    towns(ROW_BY_ROW + 100).write_csv(path)
    return path


def on_terminal(command: str) -> str:
    """Return what a command puts on a terminal, without what steers it."""
    child = pexpect.spawn(
        "/bin/sh",
        ["-c", command],
        cwd=str(ROOT),
        dimensions=(24, 100),
        timeout=60,
        encoding="utf-8",
    )
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0, child.before
    return re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", child.before or "")


def program(*arguments: str | Path) -> str:
    return shlex.join([sys.executable, "-m", "advisor", "batch", *map(str, arguments)])


def test_the_time_left_is_shown_on_a_terminal(table: Path, tmp_path: Path) -> None:
    shown = on_terminal(program(table, "-o", tmp_path / "out.jsonl"))
    assert re.search(LINE + r", \d:\d\d:\d\d left", shown)
    assert shown.rstrip().endswith("0 failed.")


def test_no_time_left_is_shown_of_a_pipe(table: Path, tmp_path: Path) -> None:
    command = program("-", "-o", tmp_path / "out.jsonl")
    shown = on_terminal(f"cat {shlex.quote(str(table))} | {command}")
    assert re.search(LINE, shown)
    assert " left" not in shown


def test_the_share_that_is_read_goes_from_0_to_1(tmp_path: Path) -> None:
    frame = towns(60)
    frame.write_csv(tmp_path / "a.csv")
    frame.write_ndjson(tmp_path / "b.jsonl")
    frame.write_parquet(tmp_path / "c.parquet")
    frame.write_excel(tmp_path / "d.xlsx")
    (tmp_path / "e.parquet").write_bytes(b"broken")
    files = [str(path) for path in sorted(tmp_path.iterdir())]
    files += [str(path) for path in sorted((ROOT / "cases/real").glob("*.yaml"))[:20]]
    reader = Reader(Encoder(bit_engine(load_rules())), files, 10)
    shares, counts = [], [0]
    for portion in reader.portions():
        shares.append(reader.share)
        counts.append(counts[-1] + portion.cases)
    assert counts[-1] == 260
    expected = [count / 260 for count in counts[1:]]
    # The length of rows that were not looked at is only a guess, and text is read ahead.
    assert shares == pytest.approx(expected, abs=0.25)
    assert shares[-3:] == pytest.approx(expected[-3:], abs=0.01)
    assert shares[-1] == pytest.approx(1)


def test_the_share_of_a_pipe_is_not_known(monkeypatch: pytest.MonkeyPatch) -> None:
    given = io.BufferedReader(io.BytesIO(towns(3).write_csv().encode()))  # type: ignore[arg-type]
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(given))
    reader = Reader(
        Encoder(bit_engine(load_rules())), ["-", str(ROOT / "cases/real/haan-2021.yaml")]
    )
    assert [(portion.cases, reader.share) for portion in reader.portions()] == [
        (3, None),
        (1, None),
    ]


def test_what_an_earlier_run_has_done_does_not_count_for_the_rate(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = 100.0
    monkeypatch.setattr("time.monotonic", lambda: now)
    tally = Tally()
    tally.tell(Summary(evaluated=5_000), None)
    assert str(tally) == "reading ..."
    now = 110.0
    tally.tell(Summary(evaluated=5_990, failed=10), 0.6)
    assert str(tally) == "6,000 cases, 10 failed, 100 a second, 0:00:40 left"
    now = 115.0
    assert str(tally).endswith("0:00:35 left")


def test_a_table_without_rows_is_read(tmp_path: Path) -> None:
    pl.DataFrame({"digital budget": []}, schema={"digital budget": pl.String}).write_parquet(
        tmp_path / "a.parquet"
    )
    reader = Reader(Encoder(bit_engine(load_rules())), [str(tmp_path / "a.parquet")])
    assert list(reader.portions()) == []
    assert reader.share is None
