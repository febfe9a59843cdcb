"""The README is true: its commands run and print what it shows, and what it names is there."""

from __future__ import annotations

import doctest
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from advisor import read_case
from tests.conftest import ROOT, clean_environment

README = (ROOT / "README.md").read_text("utf-8")
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")


def blocks(language: str) -> list[str]:
    """Return the README's examples in one language."""
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


def sessions() -> list[tuple[str, list[str]]]:
    """Return each command of the console examples with the lines that the README shows."""
    found = []
    for block in blocks("console"):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            found.append((command, output.splitlines()))
    return found


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder like a fresh checkout, in which `advisor` is the program under test."""
    folder = tmp_path_factory.mktemp("desk")
    shutil.copytree(ROOT / "cases", folder / "cases")
    (folder / "bin").mkdir()
    program = folder / "bin" / "advisor"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m advisor "$@"\n')
    program.chmod(0o755)
    return folder


def run(command: str, desk: Path) -> str:
    """Return what a person would see after typing the command."""
    path = f"{desk / 'bin'}:{os.environ['PATH']}"
    result = subprocess.run(
        ["bash", "-c", command],
        cwd=desk,
        env=clean_environment() | {"PATH": path, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=120,
    )
    assert "Traceback" not in result.stdout
    return result.stdout


def missing(shown: list[str], real: list[str]) -> str:
    """Return the first shown line that the output lacks in that place; `...` stands for any lines."""
    at = 0
    anywhere = False
    for line in shown:
        if line == "...":
            anywhere = True
            continue
        places = [index for index in range(at, len(real)) if real[index] == line]
        if not places or (not anywhere and places[0] != at):
            return line
        at = places[0] + 1
        anywhere = False
    return "" if anywhere or at == len(real) else f"the output goes on: {real[at]}"


# One test and not one for each command, because some go on where others ended.
def test_the_commands_print_what_is_shown(desk: Path) -> None:
    for command, shown in sessions():
        real = run(command, desk).splitlines()
        assert missing(shown, real) == "", f"after: {command}"


def test_the_commands_are_found() -> None:
    assert len(sessions()) >= 5


@pytest.mark.parametrize(
    ("shown", "real", "lacks"),
    [
        (["a", "b"], ["a", "b"], ""),
        (["a", "...", "c"], ["a", "b", "b", "c"], ""),
        (["a", "c"], ["a", "b", "c"], "c"),
        (["a"], ["a", "b"], "the output goes on: b"),
        (["a", "..."], ["a", "b"], ""),
        (["...", "x"], ["a", "b"], "x"),
    ],
)
def test_a_line_that_is_not_printed_is_noticed(
    shown: list[str], real: list[str], lacks: str
) -> None:
    assert missing(shown, real) == lacks


def test_the_page_is_written(desk: Path) -> None:
    (command,) = [command for command, _ in sessions() if command.endswith("-o advice.html")]
    run(command, desk)
    assert "</html>" in (desk / "advice.html").read_text("utf-8")


def test_the_case_is_read(tmp_path: Path) -> None:
    (example,) = blocks("yaml")
    (tmp_path / "case.yaml").write_text(example, "utf-8")
    case = read_case(tmp_path / "case.yaml")
    assert case.place == "Exampleton"
    assert [answer.fact for answer in case.answers if answer.note] == ["sharing offer"]
    assert "department autonomy" not in case.by_fact


def test_the_python_example_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    (example,) = blocks("pycon")
    test = doctest.DocTestParser().get_doctest(example, {}, "README.md", "README.md", 0)
    runner = doctest.DocTestRunner(verbose=False)
    told: list[str] = []
    runner.run(test, out=told.append)
    assert not told, "".join(told)


def test_every_link_and_folder_is_there() -> None:
    named = re.findall(r"\]\(([^)#:]+)\)", README)
    named += re.findall(r"`((?:advisor|rules|cases|templates|tests|docs|\.ci)/[^`]*)`", README)
    assert named
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_every_folder_of_the_program_is_named() -> None:
    folders = [path.parent.name for path in (ROOT / "advisor").glob("*/__init__.py")]
    assert [name for name in folders if f"`advisor/{name}/`" not in README] == []


def test_every_make_target_is_named_and_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):.*##", MAKEFILE, re.MULTILINE)) - {"help"}
    assert set(re.findall(r"\bmake\s+([a-z]+)\b", "\n".join(re.findall(r"`[^`]*`", README)))) == (
        targets
    )


def test_nothing_private_is_named() -> None:
    pages = [README, *((ROOT / "docs").rglob("*.md"))]
    for page in pages:
        text = page if isinstance(page, str) else page.read_text("utf-8")
        assert not re.search(r"/(work|tmp|root|home)/", text)
