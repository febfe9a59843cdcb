"""Whoever does the parts of a run, the output is the same to the byte; who is killed loses and repeats nothing."""

from __future__ import annotations

import os
import pickle
import signal
from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from advisor import advise_batches, advise_frame, load_rules
from advisor.batch import run as run_module
from advisor.batch import workers
from advisor.batch.run import Order, run_batch
from advisor.batch.tasks import PartSetup, PartTask, make_part
from advisor.errors import AdvisorError, OutputError, Place, Problem
from advisor.report.overview.reports import TownReports
from tests.batch.runs import towns

RULES = load_rules()


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_module, "TABLE_ROWS", 20)


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("workers") / "in.parquet"
    frame = towns(130)
    budget = pl.when(pl.int_range(pl.len()) % 31 == 5).then(pl.lit("largely"))
    frame.with_columns(budget.otherwise("digital budget").alias("digital budget")).write_parquet(
        path
    )
    return path


def order(table: Path, output: Path, **more: Any) -> Order:
    return Order((str(table),), str(output), **more)


def same(one: Path, other: Path) -> bool:
    errors = [Path(f"{path}.errors.jsonl").read_bytes() for path in (one, other)]
    return one.read_bytes() == other.read_bytes() and errors[0] == errors[1]


def test_processes_make_the_same_output(table: Path, tmp_path: Path) -> None:
    """And a report, a page and the numbers of an overview."""
    for jobs in (1, 2):
        run_batch(RULES, order(table, tmp_path / f"{jobs}.csv", jobs=jobs))
    assert same(tmp_path / "1.csv", tmp_path / "2.csv")
    assert sorted(one.name for one in tmp_path.iterdir()) == [
        "1.csv", "1.csv.errors.jsonl", "2.csv", "2.csv.errors.jsonl",
    ]  # fmt: skip


def killed_once(setup: PartSetup, folder: Path, task: PartTask) -> dict[str, Any]:
    """Do a task; the first worker that comes to the third part writes it, and is killed before it can tell."""
    note = make_part(setup, folder, task)
    mark = folder.parent / "killed"
    if task.number == 2 and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return note


def test_a_worker_that_is_killed_loses_and_repeats_nothing(
    table: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_batch(RULES, order(table, tmp_path / "whole.csv"))
    monkeypatch.setattr(workers, "make_part", killed_once)
    result = run_batch(RULES, order(table, tmp_path / "out.csv", jobs=2))
    assert (tmp_path / "killed").exists()
    assert result.summary.evaluated == 130
    assert same(tmp_path / "out.csv", tmp_path / "whole.csv")


class Unlucky(workers.Crew):
    """A cluster of which the scheduler is restarted: what was given out is forgotten, and giving fails once."""

    size = 2

    def __init__(self) -> None:
        self.given = 0
        self.renewed = 0

    def give(self, setup: PartSetup, folder: Path, task: PartTask) -> workers.TaskResult:
        self.given += 1
        if self.given == 4:
            raise ConnectionError
        forgets = self.given in (2, 3)

        class Result:
            def result(self) -> dict[str, Any]:
                if forgets:
                    raise ConnectionError
                return make_part(setup, folder, task)

        return Result()

    def renew(self) -> None:
        self.renewed += 1

    def close(self) -> None:
        """Nothing to end."""

    def lost(self, error: BaseException) -> bool:
        return isinstance(error, ConnectionError)


def test_a_scheduler_that_is_restarted_loses_and_repeats_nothing(
    table: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_batch(RULES, order(table, tmp_path / "whole.csv"))
    crew = Unlucky()
    monkeypatch.setattr(workers, "Processes", lambda _: crew)
    run_batch(RULES, order(table, tmp_path / "out.csv", jobs=2))
    assert crew.renewed >= 1
    assert same(tmp_path / "out.csv", tmp_path / "whole.csv")


class Doomed(Unlucky):
    """A cluster that loses every worker that comes to the third part."""

    def give(self, setup: PartSetup, folder: Path, task: PartTask) -> workers.TaskResult:
        self.given = 9  # late enough that Unlucky forgets nothing
        return super().give(setup, folder, task) if task.number != 2 else _Lost()


class _Lost:
    def result(self) -> dict[str, Any]:
        raise ConnectionError


def test_workers_that_are_lost_again_and_again_end_the_run_and_what_is_done_is_kept(
    table: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_batch(RULES, order(table, tmp_path / "whole.csv"))
    with monkeypatch.context() as patched:
        patched.setattr(workers, "Processes", lambda _: Doomed())
        with pytest.raises(AdvisorError, match="lost again and again"):
            run_batch(RULES, order(table, tmp_path / "out.csv", jobs=2))
    assert len(list((tmp_path / "out.csv.parts").glob("00*.json"))) == 2
    resumed = order(table, tmp_path / "out.csv", resume=True)
    assert run_batch(RULES, resumed).summary.evaluated == 130
    assert same(tmp_path / "out.csv", tmp_path / "whole.csv")


def test_an_error_of_a_task_is_told_as_in_this_process() -> None:
    error = OutputError([Problem(Place("a"), "one", "mend"), Problem(Place("b"), "two")])
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), again.problems, str(again)) == (OutputError, error.problems, str(error))


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
    ) as cluster:
        yield cluster


@pytest.mark.services
def test_a_dask_cluster_makes_the_same_output_also_when_a_worker_is_killed(
    table: Path, tmp_path: Path, cluster: Any
) -> None:
    run_batch(RULES, order(table, tmp_path / "whole.csv"))
    address = cluster.scheduler_address
    run_batch(RULES, order(table, tmp_path / "out.csv", cluster=address))
    assert same(tmp_path / "out.csv", tmp_path / "whole.csv")
    killed = []

    def progress(*_: Any) -> None:
        if not killed:
            worker = next(iter(cluster.workers.values()))
            killed.append(worker.pid)
            os.kill(worker.pid, signal.SIGKILL)

    run_batch(RULES, order(table, tmp_path / "again.csv", cluster=address), progress)
    assert killed
    assert same(tmp_path / "again.csv", tmp_path / "whole.csv")


@pytest.mark.services
def test_where_no_scheduler_answers_it_is_told(
    table: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("distributed")
    with pytest.raises(AdvisorError, match="no Dask scheduler answers there"):
        run_batch(RULES, order(table, tmp_path / "out.csv", cluster="tcp://127.0.0.1:9"))


def test_record_batches_say_what_a_frame_says_however_they_are_cut() -> None:
    arrow = pytest.importorskip("pyarrow")
    frame = towns(70).with_columns(pl.lit("x").alias("note"))
    expected = advise_frame(frame)
    table = arrow.Table.from_pylist(frame.to_dicts())
    outputs = []
    for size in (70, 9):
        batches = list(advise_batches(table.to_batches(max_chunksize=size)))
        assert sum(batch.num_rows for batch in batches) == 70
        outputs.append(pl.from_arrow(arrow.Table.from_batches(batches)))
    assert outputs[0].equals(outputs[1])
    found = outputs[0]
    assert found["note"].to_list() == ["x"] * 70
    assert found["problems"].null_count() == 70
    for name in ("population", "structure", "structure status", "structure score federal"):
        assert found[name].cast(pl.String).to_list() == expected[name].cast(pl.String).to_list()
    ids = [name for name in found.columns if name.startswith("misfit ")]
    listed = [
        [one.removeprefix("misfit ") for one in ids if row[one]] for row in found.rows(named=True)
    ]
    assert listed == [list(map(str, one)) for one in expected["misfits"]]


def test_a_batch_is_advised_by_its_schema_and_bad_ones_are_told() -> None:
    arrow = pytest.importorskip("pyarrow")
    advice_schema = import_module("advisor.batch.batches").advice_schema
    batch = arrow.record_batch(
        {"digital budget": ["small", "largely", None], "population": [1, 70, 9]}
    )
    schema = advice_schema(batch.schema, trace=True)
    (advised,) = advise_batches([batch], trace=True)
    assert advised.schema == schema
    assert "rule S01" in schema.names
    told = advised.column("problems").to_pylist()
    assert [one is None for one in told] == [True, False, True]
    with pytest.raises(AdvisorError, match="no column is named like a fact"):
        list(advise_batches([arrow.record_batch({"x": [1]})]))


@pytest.mark.services
def test_spark_maps_batches_with_the_same_function() -> None:
    """As docs/batch.md shows it."""
    sql = pytest.importorskip("pyspark.sql", reason="pyspark is not installed")
    arrow = pytest.importorskip("pyarrow")
    advice_schema = import_module("advisor.batch.batches").advice_schema
    from_arrow = pytest.importorskip("pyspark.sql.pandas.types").from_arrow_schema
    session = (
        sql.SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .getOrCreate()
    )
    try:
        frame = towns(40)
        table = arrow.Table.from_pylist(frame.to_dicts())
        schema = from_arrow(advice_schema(table.schema))
        spark = session.createDataFrame(frame.to_dicts())
        found = spark.mapInArrow(advise_batches, schema).toPandas().set_index("id")
        expected = advise_frame(frame)
        for row in expected.iter_rows(named=True):
            assert found.loc[row["id"], "structure"] == row["structure"]
    finally:
        session.stop()


def test_reports_are_written_by_processes_too(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("town,digital budget\nA,small\nB,none\n")
    for jobs in (1, 2):
        folder = tmp_path / f"r{jobs}"
        folder.mkdir()
        write = TownReports(folder, "html", replace(RULES), None).write
        run_batch(
            RULES,
            order(tmp_path / "in.csv", tmp_path / f"{jobs}.csv", jobs=jobs, reports=str(folder)),
            report=write,
        )
    for name in ("00001-a.html", "00002-b.html"):
        assert (tmp_path / "r1" / name).read_bytes() == (tmp_path / "r2" / name).read_bytes()
