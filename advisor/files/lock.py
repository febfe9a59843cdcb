"""One writer at a time for a file or a folder."""

from __future__ import annotations

import errno
import getpass
import hashlib
import os
import socket
import stat
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Self

from advisor.errors import OutputError, Place, Problem
from advisor.files.refusals import explained, explanation, resolved

if TYPE_CHECKING:
    import filelock

_FLAGS = getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
_HELD_BY = b"advisor: "
_RECORD = 300
_MOST_OF_A_NAME = 200
_NO_LOCKS = {errno.ENOSYS, errno.ENOLCK, errno.EOPNOTSUPP}


class WriterLock:
    """Holds a file, or a folder of parts, for one writer, until it is released or its process dies.

    The lock is a file beside it that tells who holds it. Nothing that stands there already is
    followed, emptied or overwritten. On a disk without locks it holds nothing.
    """

    def __init__(self, path: Path, what: str = "another session works on this file") -> None:
        self._told = path
        self._what = what
        with explained(path):
            self._target = resolved(path)
        name = self._target.name
        if len(os.fsencode(name)) > _MOST_OF_A_NAME:
            name = hashlib.sha256(os.fsencode(name)).hexdigest()
        self.path = self._target.with_name(f".{name}.lock")
        self._lock: filelock.BaseFileLock | None = None

    def __enter__(self) -> Self:
        self.take()
        return self

    def __exit__(self, *_: object) -> None:
        self.release()

    def take(self) -> None:
        """Take the lock. Raises OutputError: another writer has it, or the folder allows none."""
        if self._lock is not None:
            return
        import filelock  # noqa: PLC0415 - most commands write nothing

        self._refuse_other_names()
        lock = filelock.FileLock(
            self.path,
            blocking=False,
            thread_local=False,
            preserve_lock_file=True,  # it would remove a file that is no lock of ours
            on_acquired=_sign,
        )
        try:
            with suppress(filelock.Timeout):
                lock.acquire()
            if not lock.is_locked and not self.path.exists():  # given back this moment
                lock.acquire()
            if not lock.is_locked:
                raise self._refusal(self._holder())
        except filelock.Timeout:
            raise self._refusal("") from None
        except OSError as error:
            if error.errno in _NO_LOCKS:
                return
            problem = explanation(error, self.path)
            if self.path.is_symlink():
                hint = "remove it, if nobody works on the file"
                problem = Problem(problem.place, "the lock's name is taken by a link", hint)
            raise OutputError(problem) from None
        self._lock = lock

    def release(self) -> None:
        """Give the lock back, and remove its file."""
        if self._lock is not None:
            # Removed while it is held: whoever waits for it notices, and makes a new one. Windows
            # removes no open file; there an empty-handed lock remains, which the next one takes.
            with suppress(OSError):
                self.path.unlink()
            with suppress(OSError):
                self._lock.release()
            self._lock = None

    def _refuse_other_names(self) -> None:
        """Refuse a file with a second name, under which another session could have it unnoticed."""
        with suppress(OSError):
            status = self._target.stat()
            if stat.S_ISREG(status.st_mode) and status.st_nlink > 1:
                message = f"the file has {status.st_nlink} names (hard links), and a change would part them"
                hint = "copy it to a file of its own"
                raise OutputError(Problem(Place(str(self._told)), message, hint))

    def _holder(self) -> str:
        with suppress(OSError):
            handle = os.open(self.path, os.O_RDONLY | _FLAGS | getattr(os, "O_NONBLOCK", 0))
            try:
                record = os.read(handle, _RECORD)
            finally:
                os.close(handle)
            if record.startswith(_HELD_BY):
                return record.removeprefix(_HELD_BY).decode("utf-8", "replace").strip()
        return ""

    def _refusal(self, holder: str) -> OutputError:
        message = f"{self._what}: {holder or 'nobody knows whose'}"
        hint = "end that one first; nothing was changed here"
        return OutputError(Problem(Place(str(self._told)), message, hint))


def _sign(handle: int) -> None:
    """Write into the lock who holds it, if it is a lock."""
    status = os.fstat(handle)
    found = os.read(handle, len(_HELD_BY)) if stat.S_ISREG(status.st_mode) else b"?"
    if status.st_nlink != 1 or found not in (b"", _HELD_BY):
        raise FileExistsError(errno.EEXIST, "the lock's name is taken by another file")
    try:
        user = getpass.getuser()
    except (KeyError, OSError):
        user = "somebody"
    now = datetime.now().astimezone().strftime("%Y-%m-%d %H:%M")
    who = f"{user} on {socket.gethostname()}, process {os.getpid()}, since {now}"
    # Of one length, so that nothing of a former holder remains and nothing has to be emptied.
    os.lseek(handle, 0, os.SEEK_SET)
    os.write(handle, (_HELD_BY + who.encode())[: _RECORD - 1].ljust(_RECORD - 1) + b"\n")
