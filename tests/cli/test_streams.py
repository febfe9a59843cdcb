"""Standard streams that are closed, full or hostile: one message, the right exit code, nothing lost."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest

from tests.cli.conftest import BOOKS
from tests.conftest import ROOT, clean_environment

SMALL = f"--rules '{BOOKS}'"
PRINTING = [
    "--help",
    "--version",
    "advise --help",
    f"advise case.yaml {SMALL}",
    f"advise case.yaml --format json {SMALL}",
    f"advise case.yaml --format html {SMALL}",
    f"ask --case case.yaml {SMALL} < answers.txt",
    f"batch --compare before.csv before.csv {SMALL}",
    f"case test case.yaml {SMALL}",
    f"case what-if case.yaml structure=federal {SMALL}",
    f"case evidence case.yaml {SMALL}",
    f"rules list {SMALL}",
    f"rules show S01 {SMALL}",
    f"rules check {SMALL}",
    f"rules coverage case.yaml {SMALL}",
    f"rules trace-to-source {SMALL}",
    "schema advice",
    f"schema case {SMALL}",
]


def shell(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", "-c", f"{sys.executable} -W error -m advisor {command}"],
        cwd=folder,
        env=clean_environment() | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
        check=False,
        timeout=120,
    )


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a case, answers to the interview, and an output of a batch."""
    folder = tmp_path_factory.mktemp("made")
    (folder / "case.yaml").write_text("facts:\n  digital budget: none\n")
    (folder / "answers.txt").write_text("q\n")
    done = shell(f"batch case.yaml -o before.csv {SMALL}", folder)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def desk(made: Path, tmp_path: Path) -> Path:
    """A copy of that folder for one test."""
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    return tmp_path


CLOSED = (">&-", "it is closed")
FULL = ("> /dev/full", "the disk is full")


@pytest.mark.parametrize(
    ("command", "target", "reason"),
    [(command, *CLOSED) for command in PRINTING] + [(command, *FULL) for command in PRINTING[::4]],
)
def test_an_output_that_takes_nothing_is_told_once(
    command: str, target: str, reason: str, desk: Path
) -> None:
    before = {path.name: path.read_bytes() for path in desk.iterdir()}
    done = shell(f"{command} {target}", desk)
    assert done.returncode == 2, done.stderr
    assert done.stderr.splitlines()[0].startswith("error: standard output: can't be"), done.stderr
    assert reason in done.stderr.splitlines()[0]
    assert len(done.stderr.splitlines()) <= 2
    assert {path.name: path.read_bytes() for path in desk.iterdir()} == before


@pytest.mark.parametrize("streams", [">&-", "> /dev/full", "2>&-", "<&- >&- 2>&-"])
def test_what_goes_to_a_file_needs_no_standard_streams(streams: str, desk: Path) -> None:
    done = shell(f"advise case.yaml -o advice.txt {SMALL} {streams}", desk)
    assert (done.returncode, done.stderr) == (0, "")
    assert (desk / "advice.txt").read_text().startswith("Advice")
    done = shell(f"batch case.yaml -o after.csv {SMALL} {streams}", desk)
    assert done.returncode == 0
    assert (desk / "after.csv").read_bytes() == (desk / "before.csv").read_bytes()


def test_an_error_without_a_standard_error_ends_with_2(desk: Path) -> None:
    done = shell(f"advise none.yaml {SMALL} 2>&-", desk)
    assert (done.returncode, done.stdout) == (2, "")


def obeyed(text: str) -> set[str]:
    """Return the characters that a terminal would obey."""
    turning = {*map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F))}
    return {
        letter
        for letter in text
        if letter in turning or (unicodedata.category(letter) == "Cc" and letter not in "\n\t")
    }


HOSTILE = "\x1b]0;PWN\x07\x9b31m\u202egnp\u2066"
YAML_HOSTILE = json.dumps(HOSTILE)


@pytest.mark.parametrize(
    "command",
    [
        "advise case.yaml",
        "advise case.yaml --format json",
        "advise case.yaml --format markdown",
        "advise broken.yaml",
        "advise $'odd\\e]0;x\\a.yaml'",
        "advise --rules $'none\\e]0;x\\a' case.yaml",
        "$'nonsense\\e]0;x\\a'",
        "advise --format $'\\e]0;x\\a' case.yaml",
        "batch table.csv -o out.csv",
        "case test case.yaml",
        "case what-if case.yaml $'\\e]0;x\\a=federal'",
        "rules show $'\\e]0;x\\a'",
        "rules list --rules books",
        "rules show Z01 --rules books",
        "rules check --rules books",
        "schema case --rules books",
        "ask --case case.yaml < answers.txt",
    ],
)
def test_nothing_that_a_terminal_obeys_is_shown(command: str, desk: Path) -> None:
    (desk / "case.yaml").write_text(
        f"id: {YAML_HOSTILE}\nplace: {YAML_HOSTILE}\nsummary: {YAML_HOSTILE}\n"
        f"facts:\n  digital budget:\n    answer: none\n    note: {YAML_HOSTILE}\n"
    )
    (desk / "broken.yaml").write_text(
        f"facts:\n  {YAML_HOSTILE}: 1\n  digital budget: {YAML_HOSTILE}\n"
    )
    (desk / "table.csv").write_text(
        f'"{HOSTILE}",digital budgt{HOSTILE},digital budget\nx,y,small\n'
    )
    (desk / "books").mkdir()
    book = (BOOKS / "small.md").read_text("utf-8")
    book = book.replace("Money pulls", f"Money {HOSTILE} pulls").replace("S02", "Z01")
    (desk / "books" / "small.md").write_text(book)
    done = shell(command, desk)
    assert "Traceback" not in done.stderr
    assert obeyed(done.stdout + done.stderr) == set(), done.stdout + done.stderr
