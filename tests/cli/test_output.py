"""Files are replaced whole or not at all."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from advisor.cli.output import write_files
from advisor.errors import OutputError
from advisor.files.refusals import explanation


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_text_is_written_as_utf8_and_ends_with_a_line_break(tmp_path: Path) -> None:
    write_files({tmp_path / "a": "Łódź", tmp_path / "b": "two\n"})
    assert (tmp_path / "a").read_bytes() == "Łódź\n".encode()
    assert (tmp_path / "b").read_bytes() == b"two\n"
    assert names(tmp_path) == ["a", "b"]


def test_a_new_file_has_the_usual_permissions_and_an_old_one_keeps_its_own(tmp_path: Path) -> None:
    (tmp_path / "usual").touch()
    (tmp_path / "secret").touch(mode=0o600)
    write_files({tmp_path / "new": "x", tmp_path / "secret": "x"})
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    assert modes["new"] == modes["usual"]
    assert modes["secret"] == 0o600


def test_a_link_goes_on_pointing_to_the_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("old")
    (tmp_path / "link").symlink_to("file")
    write_files({tmp_path / "link": "new"})
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "file").read_text() == "new\n"


def test_a_device_is_written_to(tmp_path: Path) -> None:
    write_files({Path(os.devnull): "x", tmp_path / "a": "x"})
    assert Path(os.devnull).is_char_device()


def test_one_failure_leaves_all_files_as_they_were(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("old")
    with pytest.raises(OutputError, match="there is no folder"):
        write_files({tmp_path / "a": "new", tmp_path / "none" / "b": "new"})
    assert names(tmp_path) == ["a"]
    assert (tmp_path / "a").read_text() == "old"


def test_a_full_disk_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a").write_text("old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OutputError) as caught:
        write_files({tmp_path / "a": "new"})
    assert str(caught.value) == (
        f"{tmp_path}/a: can't be written: the disk is full\n  make room, or name a file elsewhere"
    )
    assert names(tmp_path) == ["a"]
    assert (tmp_path / "a").read_text() == "old"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no full device")
def test_a_full_disk_behind_the_standard_output_is_told(root: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "advisor", "rules", "show", "S01"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            cwd=root,
            check=False,
        )
    assert done.returncode == 2
    assert done.stderr == (
        "error: standard output: can't be written: the disk is full\n"
        "  make room, or name a file elsewhere\n"
    )


def test_an_interrupt_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a").write_text("old")

    def interrupt(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_files({tmp_path / "a": "new"})
    assert names(tmp_path) == ["a"]
    assert (tmp_path / "a").read_text() == "old"


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="this is a folder"):
        write_files({tmp_path: "x"})


def test_a_folder_that_takes_no_new_file_is_not_called_missing(tmp_path: Path) -> None:
    """As /proc does: the folder is there, and the system answers that the file is not."""
    error = OSError(errno.ENOENT, os.strerror(errno.ENOENT))
    there = explanation(error, tmp_path / "x.txt")
    assert "there is no folder" not in str(there)
    assert "this folder takes no new files" in str(there)
    missing = explanation(error, tmp_path / "none" / "x.txt")
    assert f"there is no folder '{tmp_path / 'none'}'" in str(missing)
