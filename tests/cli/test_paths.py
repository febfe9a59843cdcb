"""Every command with every odd path: told in plain words, nothing waits, nothing else is touched."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.cli.conftest import BOOKS
from tests.cli.odd_paths import COMMANDS, odd_paths, outcome

MESSAGE = ("error: ", "Usage: ", "What went wrong stands in ")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of one's own, in which the commands run."""
    work = tmp_path / "up" / "work"
    work.mkdir(parents=True)
    shutil.copytree(BOOKS, work / "RULES")
    monkeypatch.chdir(work)
    yield work
    monkeypatch.undo()


def standing(folder: Path) -> Mapping[str, bytes | None]:
    """Return what stands in a folder outside the work's own, to see whether it was touched."""
    return {
        str(path): path.read_bytes() if path.is_file() else None
        for path in sorted(folder.glob("*"))
        if path.name != "up"
    }


@pytest.mark.parametrize("command", COMMANDS)
def test_an_odd_path_is_told_in_plain_words(command: str, folder: Path, tmp_path: Path) -> None:
    odd = folder / "odd"
    odd.mkdir()
    paths = odd_paths(odd)
    case = folder / "case.yaml"
    case.write_text("facts:\n  digital budget: none\n")
    before = standing(tmp_path)
    for name, path in paths.items():
        code, told, escaped = outcome(COMMANDS[command](path, str(case)))
        where = f"{command} with {name}"
        assert escaped is None, f"{where}: {escaped!r}"
        assert code in (0, 1, 2), where
        assert "Traceback" not in told, where
        assert len(told) < 100_000, where
        if code == 2:
            assert any(sign in told for sign in MESSAGE), f"{where}: {told}"
        assert case.read_text() == "facts:\n  digital budget: none\n", where
    assert standing(tmp_path) == before


def test_a_closed_folder_costs_only_itself(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cases = folder / "cases"
    (cases / "closed").mkdir(parents=True)
    (cases / "open.yaml").write_text("facts: {}\nnonsense: 1\n")
    opened = os.scandir

    def refusing(path: str = ".") -> Iterator[os.DirEntry[str]]:
        # The administrator may open every folder, so that rights alone would show nothing.
        if str(path).endswith("closed"):
            raise PermissionError(13, "Permission denied", str(path))
        return opened(path)

    monkeypatch.setattr(os, "scandir", refusing)
    code, told, escaped = outcome(["case", "test", str(cases)])
    assert (code, escaped) == (2, None)
    assert "closed: can't be read: permission is missing" in told
    assert "nonsense" in told


def test_a_folder_of_cases_is_not_left_through_links(folder: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.yaml").write_text("nonsense: 1\n")
    cases = folder / "cases"
    cases.mkdir()
    (cases / "case.yaml").write_text("facts: {}\n")
    (cases / "away").symlink_to(outside)
    code, told, escaped = outcome(["case", "test", str(cases)])
    assert (code, escaped) == (0, None)
    assert "of 1 cases" in told


def test_a_decision_can_be_chosen_once_only(folder: Path) -> None:
    (folder / "case.yaml").write_text("facts: {}\n")
    both = ["structure=federal", "structure=centralized"]
    code, told, escaped = outcome(["case", "what-if", "case.yaml", *both])
    assert (code, escaped) == (2, None)
    assert "two options of 'structure' are given, federal and centralized" in told
