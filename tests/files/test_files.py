"""Files are replaced whole or not at all, by one writer at a time; nothing planted beside them is followed."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

import filelock
import pytest

from advisor.errors import CaseError, OutputError
from advisor.files.lock import WriterLock
from advisor.files.refusals import explained
from advisor.files.replacing import Draft, replace_file, replace_files


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def rights(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_content_comes_from_bytes_or_from_a_function(tmp_path):
    replace_file(tmp_path / "a", b"one")
    replace_file(tmp_path / "b", lambda stream: stream.writelines([b"tw", b"o"]))
    assert (tmp_path / "a").read_bytes() == b"one"
    assert (tmp_path / "b").read_bytes() == b"two"
    assert names(tmp_path) == ["a", "b"]


@pytest.mark.parametrize("before", [0o600, 0o640, 0o444, 0o666])
def test_a_draft_has_the_rights_of_the_file_before_its_first_byte(tmp_path, before):
    target = tmp_path / "case.yaml"
    target.touch()
    target.chmod(before)
    with Draft(target) as draft:
        assert rights(draft.path) == before
        assert draft.path.stat().st_size == 0
        draft.stream.write(b"private")
    assert rights(target) == before
    assert target.read_bytes() == b"private"


def test_a_draft_is_at_no_time_more_open_than_the_file(tmp_path, monkeypatch):
    target = tmp_path / "case.yaml"
    target.touch(mode=0o600)
    made = []
    opened = os.open

    def watched(path, flags, mode=0o777, **more):
        made.append((flags, mode))
        return opened(path, flags, mode, **more)

    monkeypatch.setattr(os, "open", watched)
    with Draft(target):
        flags, mode = made[0]
    assert mode == 0o600
    assert flags & os.O_EXCL
    assert flags & os.O_NOFOLLOW


def test_a_new_file_has_the_usual_rights(tmp_path):
    (tmp_path / "usual").touch()
    replace_file(tmp_path / "new", b"")
    assert rights(tmp_path / "new") == rights(tmp_path / "usual")


@pytest.mark.skipif(os.geteuid() != 0, reason="only the administrator may give files away")
def test_owner_and_group_stay(tmp_path):
    target = tmp_path / "case.yaml"
    target.touch()
    target.chmod(0o660)
    os.chown(target, 1234, 4321)
    replace_file(target, b"new")
    status = target.stat()
    assert (status.st_uid, status.st_gid, rights(target)) == (1234, 4321, 0o660)


def test_a_group_that_cannot_be_kept_gives_its_rights_to_no_other(tmp_path, monkeypatch):
    target = tmp_path / "case.yaml"
    target.touch()
    target.chmod(0o660)
    of_file = os.fstat

    def of_another_group(handle):
        real = of_file(handle)
        return os.stat_result((*real[:5], real.st_gid + 1, *real[6:]))

    def refused(*_):
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "fstat", of_another_group)
    monkeypatch.setattr(os, "fchown", refused)
    draft = Draft(target)
    assert rights(draft.path) == 0o600
    draft.discard()


def test_names_of_drafts_differ_and_cannot_be_guessed(tmp_path):
    drafts = [Draft(tmp_path / "case.yaml") for _ in range(20)]
    assert len({draft.path.name for draft in drafts}) == 20
    assert all("case" not in draft.path.name for draft in drafts)
    for draft in drafts:
        draft.discard()
    assert names(tmp_path) == []


def test_a_link_to_the_file_stays_a_link(tmp_path):
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "file").write_text("old")
    (tmp_path / "link").symlink_to("folder/file")
    replace_file(tmp_path / "link", b"new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "folder" / "file").read_bytes() == b"new"
    assert names(tmp_path / "folder") == ["file"]


@pytest.mark.parametrize("failure", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch, failure):
    (tmp_path / "a").write_text("old")

    def fails(_):
        raise failure

    monkeypatch.setattr(os, "fsync", fails)
    with pytest.raises(type(failure)):
        replace_file(tmp_path / "a", b"new")
    assert names(tmp_path) == ["a"]
    assert (tmp_path / "a").read_text() == "old"


def test_of_several_files_none_is_replaced_before_all_are_written(tmp_path):
    (tmp_path / "a").write_text("old")
    with pytest.raises(OutputError, match="the folder is missing"):
        replace_files({tmp_path / "a": b"new", tmp_path / "none" / "b": b"new"})
    assert names(tmp_path) == ["a"]
    assert (tmp_path / "a").read_text() == "old"


def test_a_pipe_without_a_reader_is_told_and_one_with_a_reader_written_to(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(OutputError, match="nobody reads this pipe"):
        replace_files({pipe: b"x"})
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    content = b"x" * 200_000  # more than a pipe holds
    while reader.is_alive():
        with suppress(OSError):  # the reader is not there yet
            replace_file(pipe, content)
            break
    reader.join()
    assert read == [content]
    assert names(tmp_path) == ["pipe"]


@pytest.mark.parametrize(
    ("path", "told"),
    [
        (".", "this is a folder"),
        ("x" * 300, "the name is too long"),
        ("none/file", "the folder is missing"),
        ("loop", "the link leads in a circle"),
        ("file/below", "part of the path is no folder"),
        ("nul\0", "no file can have this name"),
        ("half\ud800", "no file can have this name"),
    ],
)
def test_why_a_path_cannot_be_written_is_explained(tmp_path, path, told):
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match=told) as caught:
        replace_files({tmp_path / path: b"x"})
    assert caught.value.problems[0].hint
    assert names(tmp_path) == ["file", "loop"]


def test_the_same_explains_what_cannot_be_read(tmp_path):
    with (
        pytest.raises(CaseError, match="there is no such file"),
        explained(tmp_path / "none", "read", kind=CaseError),
    ):
        (tmp_path / "none").read_bytes()
    with pytest.raises(BrokenPipeError), explained("standard output"):
        raise BrokenPipeError


def test_a_second_writer_is_told_who_the_first_is(tmp_path):
    case = tmp_path / "case.yaml"
    case.touch()
    with WriterLock(case) as held:
        with pytest.raises(OutputError, match=f"process {os.getpid()}, since 20"):
            WriterLock(case).take()
        code = (
            "import sys, pathlib, advisor.files.lock as f\n"
            "try: f.WriterLock(pathlib.Path(sys.argv[1])).take()\n"
            "except f.OutputError as e: print(e)"
        )
        done = subprocess.run(
            [sys.executable, "-c", code, case], capture_output=True, text=True, check=True
        )
        assert f"process {os.getpid()}, since 20" in done.stdout
        assert held.path.exists()
    assert names(tmp_path) == ["case.yaml"]
    with WriterLock(case):
        assert names(tmp_path) == [".case.yaml.lock", "case.yaml"]


def test_a_killed_writer_holds_nothing(tmp_path):
    case = tmp_path / "case.yaml"
    case.touch()
    code = (
        "import sys, os, signal, pathlib, advisor.files.lock as f\n"
        "f.WriterLock(pathlib.Path(sys.argv[1])).take(); os.kill(os.getpid(), signal.SIGKILL)"
    )
    subprocess.run([sys.executable, "-c", code, case], check=False)
    assert names(tmp_path) == [".case.yaml.lock", "case.yaml"]
    with WriterLock(case) as lock:
        assert f"process {os.getpid()}," in lock.path.read_text("utf-8")
    assert names(tmp_path) == ["case.yaml"]


PLANTED = {
    "a hard link": lambda lock, victim: lock.hardlink_to(victim),
    "a link": lambda lock, victim: lock.symlink_to(victim),
    "a link to nothing": lambda lock, victim: lock.symlink_to(victim.with_name("made")),
    "a pipe": lambda lock, _: os.mkfifo(lock),
    "a folder": lambda lock, _: lock.mkdir(),
    "a file of somebody's own": lambda lock, _: lock.write_text("PRECIOUS"),
}


@pytest.mark.parametrize("planted", PLANTED)
def test_what_stands_in_the_place_of_the_lock_is_told_and_stays(tmp_path, planted):
    case, victim, lock = tmp_path / "case.yaml", tmp_path / "victim", tmp_path / ".case.yaml.lock"
    case.touch()
    victim.write_text("PRECIOUS")
    PLANTED[planted](lock, victim)
    before = names(tmp_path)
    with pytest.raises(OutputError):
        WriterLock(case).take()
    assert victim.read_text() == "PRECIOUS"
    assert names(tmp_path) == before
    if lock.is_file():
        assert lock.read_text() == "PRECIOUS"


def test_a_second_name_of_the_file_is_noticed(tmp_path):
    case = tmp_path / "case.yaml"
    case.touch()
    (tmp_path / "other.yaml").hardlink_to(case)
    with pytest.raises(OutputError, match="2 names"):
        WriterLock(case).take()
    assert names(tmp_path) == ["case.yaml", "other.yaml"]


def test_a_name_of_greatest_length_can_be_locked_and_replaced(tmp_path):
    case = tmp_path / ("x" * 255)
    with WriterLock(case):
        replace_file(case, b"x")
    assert names(tmp_path) == [case.name]


def test_where_the_disk_has_no_locks_work_goes_on(tmp_path, monkeypatch):
    def missing(*_, **__):
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(filelock.FileLock, "acquire", missing)
    with WriterLock(tmp_path / "case.yaml") as lock:
        assert not lock.path.exists()
