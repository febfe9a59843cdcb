"""Giving a file new content: whole, or not at all."""

from __future__ import annotations

import errno
import os
import secrets
import stat
from collections.abc import Callable, Mapping
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import IO, Self

from advisor.files.refusals import explained, resolved

_RIGHTS = 0o777
_FLAGS = getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)


class Draft:
    """New content of a file, written beside it under a name of its own until it takes the file's place.

    The draft has the file's rights before the first byte is written: what is private is at no
    time readable by others, and what is replaced keeps its rights. A `private` draft is for its owner
    alone, whatever stood there. `stream` takes the content. Raises OSError.
    """

    def __init__(self, path: Path, *, private: bool = False) -> None:
        self.target = resolved(path)
        old: os.stat_result | None = None
        with suppress(FileNotFoundError):
            old = self.target.stat()
        if old and stat.S_ISDIR(old.st_mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
        # Without an old file the system gives the rights that are usual here.
        self.path, handle = _made(self.target, 0o600 if old or private else 0o666)
        self.stream: IO[bytes] = os.fdopen(handle, "wb")
        try:
            if old and not private:
                _take_rights(handle, self.target, old)
        except BaseException:
            self.discard()
            raise

    def finish(self) -> None:
        """Bring the content to the disk, so that only the names remain to be changed."""
        if not self.stream.closed:
            self.stream.flush()
            os.fsync(self.stream.fileno())
            self.stream.close()

    def replace(self) -> None:
        """Take the file's place, and bring that to the disk too."""
        self.finish()
        self.path.replace(self.target)
        _sync_folder(self.target.parent)

    def discard(self) -> None:
        """Remove the draft, if it has not taken the file's place."""
        with suppress(OSError):
            self.stream.close()
        with suppress(OSError):
            self.path.unlink()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failure: object) -> None:
        """Take the file's place, unless something failed."""
        try:
            if failure[0] is None:
                self.replace()
        finally:
            self.discard()


def _made(target: Path, rights: int) -> tuple[Path, int]:
    """Make a file beside the target whose name nobody can know before."""
    while True:
        draft = target.with_name(f".advisor-{secrets.token_hex(12)}.draft")
        with suppress(FileExistsError):
            return draft, os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _FLAGS, rights)


def _take_rights(handle: int, target: Path, old: os.stat_result) -> None:
    """Give an open file the owner, the group and the rights of another, as far as the system allows."""
    if not hasattr(os, "fchown"):  # Windows keeps rights by the folder
        return
    rights = stat.S_IMODE(old.st_mode) & _RIGHTS
    new = os.fstat(handle)
    if old.st_uid != new.st_uid:
        with suppress(OSError):  # only the administrator may give a file away
            os.fchown(handle, old.st_uid, -1)
    if old.st_gid != new.st_gid:
        try:
            os.fchown(handle, -1, old.st_gid)
        except OSError:
            # What the old group may do, another one may not.
            rights &= ~(stat.S_IRWXG)
    os.fchmod(handle, rights)
    with suppress(OSError, AttributeError):  # finer rights, where the disk has them
        access = "system.posix_acl_access"
        os.setxattr(handle, access, os.getxattr(target, access))


def _sync_folder(folder: Path) -> None:
    # Not every system lets a folder be opened; the file itself is safe by then.
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def replace_file(path: Path, content: bytes | Callable[[IO[bytes]], None]) -> None:
    """Give a file this content, or what a function writes: whole, or not at all.

    A link goes on pointing to its file. A device or a pipe is written to. Raises OSError.
    """
    write = content if callable(content) else lambda stream: stream.write(content)
    if is_special(path):
        with _opened_special(path) as stream:
            write(stream)
        return
    with Draft(path) as draft:
        write(draft.stream)


def replace_files(contents: Mapping[Path, bytes], *, private: bool = False) -> None:
    """Give each file its content; all are on the disk before the first one is replaced.

    `private` files can be read by their owner alone. Raises OutputError about the file that failed;
    when that is while they are being written, none is changed.
    """
    with ExitStack() as undo:
        drafts: list[tuple[Path, Draft]] = []
        for path, content in contents.items():
            with explained(path):
                if is_special(path):
                    replace_file(path, content)
                    continue
                draft = Draft(path, private=private)
                undo.callback(draft.discard)
                draft.stream.write(content)
                draft.finish()
                drafts.append((path, draft))
        for path, draft in drafts:
            with explained(path):
                draft.replace()


def free_file(path: Path) -> Path:
    """Return a file of this name, numbered where one is there already: nothing is replaced."""
    free, number = path, 2
    while os.path.lexists(free):
        free = path.with_name(f"{path.stem}-{number}{path.suffix}")
        number += 1
    return free


def is_special(path: Path) -> bool:
    """Whether there is a device, a pipe or a socket of this name, which can't be replaced. Raises nothing."""
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError):
        return False
    return not stat.S_ISREG(mode) and not stat.S_ISDIR(mode)


def _opened_special(path: Path) -> IO[bytes]:
    """Open a device or a pipe; not blocking, or it would wait for a reader."""
    handle = os.open(path, os.O_WRONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0))
    os.set_blocking(handle, True)
    return os.fdopen(handle, "wb")
