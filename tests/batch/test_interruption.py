"""A run that ends early: by Ctrl-C, a kill or a full disk; nothing is lost, and --resume goes on."""

from __future__ import annotations

import errno
import io
import random
import resource
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import IO

import polars as pl
import pytest

from advisor import load_rules
from advisor.batch.read.encoder import Encoder
from advisor.batch.read.records import ROW_BY_ROW
from advisor.batch.run import Order, run_batch
from advisor.batch.write.formats import format_for
from advisor.batch.write.parts import Parts, write_part
from advisor.batch.write.table import Evaluated
from advisor.cli.batch_progress import watched
from advisor.errors import AdvisorError
from advisor.inference.many.engine import bit_engine
from tests.batch.runs import ROOT, lines, run, start, towns

ROWS = 2 * ROW_BY_ROW + 500
"""Three parts."""


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("table") / "in.csv"
    header, _, rows = towns(ROWS - 1).write_csv().partition("\n")
    # With a row cut short, so that the rows are read one by one and make several parts.
    path.write_text(f"{header}\ncut short,\n{rows}")
    return path


@pytest.fixture(scope="module")
def whole(table: Path) -> Path:
    """The output of a run that nothing disturbs."""
    path = table.with_name("whole.jsonl")
    run_batch(load_rules(), Order((str(table),), str(path)))
    return path


def wait_for_part(output: Path, number: int, process: subprocess.Popen[bytes]) -> None:
    """Wait until a part is done, or the process."""
    note = Path(f"{output}.parts") / f"{number:06}.json"
    while not note.exists() and process.poll() is None:
        time.sleep(0.005)


@pytest.mark.parametrize("ending", ["jsonl", "parquet"])
def test_a_killed_run_goes_on_to_the_same_bytes(
    tmp_path: Path, table: Path, whole: Path, ending: str
) -> None:
    """Killed at some moment within each part, nothing is repeated or lost."""
    output = tmp_path / f"out.{ending}"
    if ending != "jsonl":
        whole = tmp_path / f"whole.{ending}"
        run_batch(load_rules(), Order((str(table),), str(whole)))
    chance = random.Random(ending)
    for number in range(2):
        process = start(table, "-o", output, "--resume")
        wait_for_part(output, number, process)
        time.sleep(0.3 * chance.random())
        process.send_signal(signal.SIGKILL)
        process.communicate()
        for part in (tmp_path / f"{output.name}.parts").glob("*.part"):
            assert (pl.read_ipc(part) if ending == "parquet" else pl.read_ndjson(part)).height
    code, _, told = run(table, "-o", output, "--resume")
    # It may have been done before it was killed.
    assert code == 0 or "finished already" in told
    assert output.read_bytes() == whole.read_bytes()
    assert not (tmp_path / f"{output.name}.parts").exists()


def test_what_a_kill_leaves_of_a_finished_run_is_removed(
    tmp_path: Path, table: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed when the output has just appeared, in the middle of removing the parts."""
    output, folder = tmp_path / "out.csv", tmp_path / "out.csv.parts"
    order = Order((str(table),), str(output))
    killed_while_removing(order, monkeypatch)
    content = output.read_bytes()
    assert folder.exists()
    with pytest.raises(AdvisorError, match="finished already"):
        run_batch(load_rules(), replace(order, resume=True))
    assert output.read_bytes() == content
    assert not folder.exists()

    # Nor is anything left of an unfinished one that --force has begun to remove.
    Parts(output).begin({}, resume=False, force=True)
    (folder / "000000.part").touch()
    killed_while_removing(replace(order, force=True), monkeypatch)
    run_batch(load_rules(), replace(order, resume=True, force=True))
    assert output.read_bytes() == content
    assert not folder.exists()


@pytest.mark.parametrize("force", [False, True])
def test_a_folder_of_that_name_with_other_things_in_it_is_left_alone(
    tmp_path: Path, table: Path, force: bool
) -> None:
    mine = tmp_path / "out.csv.parts" / "letter.txt"
    mine.parent.mkdir()
    mine.write_text("mine")
    message = r"(?s)out\.csv\.parts.*holds 'letter\.txt' already.*move it away"
    with pytest.raises(AdvisorError, match=message):
        run_batch(load_rules(), Order((str(table),), str(tmp_path / "out.csv"), force=force))
    assert mine.read_text() == "mine"


def killed_while_removing(order: Order, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(folder: Path) -> None:
        (folder / "000000.part").unlink()
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("shutil.rmtree", killed)
        with pytest.raises(KeyboardInterrupt):
            run_batch(load_rules(), order)


def test_an_interrupted_run_says_how_to_go_on_and_goes_on_to_the_same_bytes(
    tmp_path: Path, table: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C comes while the program waits for more of its standard input."""
    output = tmp_path / "out.jsonl"
    rows = table.read_bytes().splitlines(keepends=True)
    begun, content = b"".join(rows[: ROW_BY_ROW + 100]), b"".join(rows[: ROW_BY_ROW + 500])
    process = start("-", "-o", output)
    assert process.stdin is not None
    process.stdin.write(begun)
    process.stdin.flush()
    wait_for_part(output, 0, process)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (130, b"")
    assert err.decode() == (
        f"interrupted: {ROW_BY_ROW:,} cases are done and kept in {output}.parts. To go on, give "
        "the same command and the same standard input from its beginning with --resume.\n"
    )
    assert len(lines(tmp_path / "out.jsonl.parts" / "000000.part")) == ROW_BY_ROW
    assert not output.exists()

    other = content.replace(b"\nT7,", b"\nX7,")
    for wrong in (other, content[:5000]):
        with pytest.raises(AdvisorError, match="not what the earlier run has read"):
            in_this_process(wrong, output, monkeypatch, resume=True)
    assert run("-", "-o", output, "--resume", given=content)[0] == 0
    in_this_process(content, tmp_path / "whole.jsonl", monkeypatch, resume=False)
    assert output.read_bytes() == (tmp_path / "whole.jsonl").read_bytes()


def in_this_process(
    given: bytes, output: Path, monkeypatch: pytest.MonkeyPatch, *, resume: bool
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BufferedReader(io.BytesIO(given))))  # type: ignore[arg-type]
    run_batch(load_rules(), Order(("-",), str(output), resume=resume))


def test_an_interrupt_before_anything_is_done_is_quiet(
    capfd: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(KeyboardInterrupt), watched(Order(("in.csv",), "out.jsonl")):
        raise KeyboardInterrupt
    assert capfd.readouterr() == ("", "")


def test_a_full_disk_loses_nothing(tmp_path: Path, table: Path, whole: Path) -> None:
    """The parts have room on the disk, but the whole output hasn't."""
    output = tmp_path / "out.jsonl"
    size = whole.stat().st_size * 9 // 10
    limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))  # noqa: E731
    code, _, told = run(table, "-o", output, preexec_fn=limit)
    assert code == 2
    assert "--resume" in told
    assert "Traceback" not in told
    assert not output.exists()
    rules = load_rules()
    with pytest.raises(AdvisorError, match=r"interrupted\n  give --resume"):
        run_batch(rules, Order((str(table),), str(output)))
    with pytest.raises(AdvisorError, match="whose inputs, columns differ"):
        run_batch(rules, Order((str(ROOT / "cases/real"),), str(output), resume=True))
    result = run_batch(rules, Order((str(table),), str(output), resume=True))
    assert result.summary.evaluated == ROWS
    assert output.read_bytes() == whole.read_bytes()


@pytest.mark.parametrize(
    ("ending", "target", "told"),
    [
        ("jsonl", "/dev/full", "No space left on device"),
        ("csv", "/dev/full", "No space left on device"),
        ("parquet", "/dev/full", "is the disk full"),
        ("xlsx", "/dev/null/whole", "Not a directory"),
    ],
)
def test_an_output_that_cannot_be_put_together_is_a_failure_of_the_system(
    tmp_path: Path, ending: str, target: str, told: str
) -> None:
    """Whatever a library makes of it, so that it is told with --resume."""
    engine = bit_engine(load_rules())
    portion = Encoder(engine).table(towns(20), "in.csv", 1)
    form = format_for(f"out.{ending}", load_rules(), None, {}, trace=False)
    part = tmp_path / "000000.part"
    with part.open("wb") as file:
        form.write(Evaluated(engine, portion), file, first=True)
    part.with_suffix(".errors").touch()
    form.assemble(iter([part]), tmp_path / "whole")
    with pytest.raises(OSError, match=told):
        form.assemble(iter([part]), Path(target))


def test_a_run_ends_when_its_parts_cannot_be_put_together(tmp_path: Path) -> None:
    def assemble(parts: Iterator[Path], target: Path) -> None:
        assert next(parts)
        raise OSError(errno.ENOSPC, "No space left on device", str(target))

    parts = Parts(tmp_path / "out.csv")
    parts.begin({}, resume=False, force=False)

    def write(file: IO[bytes]) -> None:
        file.write(b"part")

    def run_on() -> None:
        with parts.growing(assemble):
            for _ in range(1000):
                write_part(parts.folder, parts.count, b"", write)
                parts.add({})
                time.sleep(0.01)

    with pytest.raises(AdvisorError, match="the disk is full"):
        run_on()
    assert 0 < parts.count < 1000


def test_what_is_done_is_not_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of case files that an earlier run has evaluated not even the content is looked at."""
    for number in range(5):
        (tmp_path / f"c{number}.yaml").write_text("facts: {digital budget: small}\n")
    monkeypatch.setattr("advisor.batch.read.case_files.CaseFiles.at_once", 2)
    order = Order((str(tmp_path),), str(tmp_path / "out.jsonl"), resume=True)
    read: list[str] = []

    class FullError(Exception):
        pass

    def reading(path: str, _: object) -> object:
        if len(read) == 4:
            raise FullError
        read.append(Path(path).name)
        return read_case(path, load_rules())

    from advisor.cases.read.case_file import read_case  # noqa: PLC0415 - before it is replaced

    monkeypatch.setattr("advisor.batch.read.case_files.read_case", reading)
    with pytest.raises(FullError):
        run_batch(load_rules(), order)
    assert read == ["c0.yaml", "c1.yaml", "c2.yaml", "c3.yaml"]
    read.clear()
    result = run_batch(load_rules(), order)
    assert read == ["c4.yaml"]
    assert result.summary.evaluated == 5
    assert [one["case"]["id"] for one in lines(tmp_path / "out.jsonl")] == [
        f"c{number}" for number in range(5)
    ]
