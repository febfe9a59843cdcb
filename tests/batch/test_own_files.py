"""What belongs to somebody else is left alone: another run's output, an errors file, a page."""

from __future__ import annotations

import signal
import time
from dataclasses import replace
from pathlib import Path

import pytest

from advisor import load_rules
from advisor.batch.read.records import ROW_BY_ROW
from advisor.batch.run import Order, run_batch
from advisor.batch.summary import Summary
from advisor.errors import OutputError
from advisor.files.lock import WriterLock
from tests.batch.runs import lines, start, towns

BAD = "town,digital budget\nA,small\nB,largely\n"


def draw(summary: Summary, _: Path) -> str:
    return f"<p>{summary.evaluated}</p>"


def test_a_second_run_on_one_output_is_told_who_holds_it(tmp_path: Path) -> None:
    """And the first one comes out whole."""
    table, output = tmp_path / "in.csv", tmp_path / "out.jsonl"
    rows = ROW_BY_ROW + 600
    towns(rows).write_csv(table)
    first = start("-", "-o", output)
    assert first.stdin is not None
    content = table.read_bytes()
    almost = len(content) * 39 // 40
    first.stdin.write(content[:almost])
    first.stdin.flush()
    note = tmp_path / "out.jsonl.parts" / "000000.json"
    while not note.exists():
        assert first.poll() is None
        time.sleep(0.02)
    order = Order((str(table),), str(output))
    for again in (order, replace(order, resume=True), replace(order, force=True)):
        message = f"another run works on this output: .*process {first.pid}"
        with pytest.raises(OutputError, match=message):
            run_batch(load_rules(), again)
    first.communicate(content[almost:], timeout=120)
    assert first.returncode == 0
    assert output.read_bytes().count(b"\n") == rows
    assert sorted(tmp_path.iterdir()) == [table, output]


def test_a_killed_run_holds_nothing(tmp_path: Path) -> None:
    table, output = tmp_path / "in.csv", tmp_path / "out.jsonl"
    towns(500).write_csv(table)
    first = start(table, "-o", output)
    while not (tmp_path / ".out.jsonl.parts.lock").exists() and first.poll() is None:
        time.sleep(0.02)
    first.send_signal(signal.SIGKILL)
    first.communicate()
    order = Order((str(table),), str(output), force=True)
    assert run_batch(load_rules(), order).summary.evaluated == 500


def test_an_errors_file_of_somebody_is_neither_overwritten_nor_removed(tmp_path: Path) -> None:
    table, output = tmp_path / "in.csv", tmp_path / "out.csv"
    mine = tmp_path / "out.csv.errors.jsonl"
    mine.write_text("mine")
    for content in (BAD, "town,digital budget\nA,small\n"):
        table.write_text(content)
        for resume in (False, True):
            with pytest.raises(OutputError, match=r"errors\.jsonl: this file is there already"):
                run_batch(load_rules(), Order((str(table),), str(output), resume=resume))
    assert mine.read_text() == "mine"
    assert not output.exists()
    result = run_batch(load_rules(), Order((str(table),), str(output), force=True))
    assert result.errors is None
    assert not mine.exists()


@pytest.mark.parametrize("kept", [1, 2, 3])
def test_a_run_that_is_killed_between_its_files_makes_them_all(
    tmp_path: Path, kept: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed when the page, then the errors, then the output itself had just taken its place."""
    table, output, page = tmp_path / "in.csv", tmp_path / "out.csv", tmp_path / "page.html"
    table.write_text(BAD)
    order = Order((str(table),), str(output), overview=str(page))
    done = 0
    move = Path.replace

    def killed(path: Path, target: Path) -> Path:
        nonlocal done
        moved = move(path, target)
        done += Path(target).parent == tmp_path
        if done == kept:
            raise KeyboardInterrupt
        return moved

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", killed)
        with pytest.raises(KeyboardInterrupt):
            run_batch(load_rules(), order, draw=draw)
    again = replace(order, resume=True)
    if kept == 3:
        with pytest.raises(OutputError, match="finished already"):
            run_batch(load_rules(), again, draw=draw)
    else:
        assert page.exists()
        assert not output.exists()
        run_batch(load_rules(), again, draw=draw)
    names = ["in.csv", "out.csv", "out.csv.errors.jsonl", "page.html"]
    assert sorted(one.name for one in tmp_path.iterdir()) == names
    assert "<p>" in page.read_text()
    assert len(lines(tmp_path / "out.csv.errors.jsonl")) == 1


def test_a_page_that_was_changed_meanwhile_is_somebody_s_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table, output, page = tmp_path / "in.csv", tmp_path / "out.csv", tmp_path / "page.html"
    table.write_text(BAD)
    order = Order((str(table),), str(output), overview=str(page))

    def full(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("advisor.batch.write.parts.replace_files", full)
        with pytest.raises(KeyboardInterrupt):
            run_batch(load_rules(), order, draw=draw)
    page.write_text("mine")
    with pytest.raises(OutputError, match=r"page\.html: this file is there already"):
        run_batch(load_rules(), replace(order, resume=True), draw=draw)
    assert page.read_text() == "mine"


def test_the_lock_lies_beside_the_folder_of_parts(tmp_path: Path) -> None:
    with WriterLock(tmp_path / "out.csv.parts", "held"):
        assert [one.name for one in tmp_path.iterdir()] == [".out.csv.parts.lock"]
