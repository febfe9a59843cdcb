"""One session at a time on a case file: a lock that tells who holds it, and that dies with its holder."""

from __future__ import annotations

import getpass
import os
import socket
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Self

from advisor.errors import OutputError, Place, Problem

try:
    import fcntl
except ImportError:  # Windows has no such locks; two sessions are not noticed there.
    fcntl = None  # type: ignore[assignment]


class FileLock:
    """Holds a case file for one session, as a file beside it that the system unlocks at any death."""

    def __init__(self, path: Path) -> None:
        self._case = path
        target = path.resolve()
        self.path = target.with_name(f".{target.name}.lock")
        self._handle: int | None = None

    def __enter__(self) -> Self:
        self.take()
        return self

    def __exit__(self, *_: object) -> None:
        self.release()

    def take(self) -> None:
        """Take the lock. Raises OutputError naming the holder when another session has it."""
        while fcntl is not None and self._handle is None:
            handle = self._opened()
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                holder = os.read(handle, 500).decode("utf-8", "replace").strip()
                os.close(handle)
                raise self._refusal(holder) from None
            except OSError:
                # Some network drives have no locks; working on is better than not working.
                self._handle = handle
                return
            # The holder before may have removed the file between our opening and our locking it.
            if self._is_current(handle):
                os.ftruncate(handle, 0)
                os.write(handle, _who().encode())
                self._handle = handle
            else:
                os.close(handle)

    def release(self) -> None:
        """Give the lock back and remove its file."""
        if self._handle is not None:
            with suppress(OSError):
                self.path.unlink()
            os.close(self._handle)
            self._handle = None

    def _opened(self) -> int:
        try:
            return os.open(self.path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o644)
        except OSError as error:
            message = f"can't be kept: the folder can't be written to ({error.strerror or error})"
            hint = "copy the case file to a folder of your own"
            raise OutputError(Problem(Place(str(self._case)), message, hint)) from None

    def _is_current(self, handle: int) -> bool:
        try:
            return os.path.samestat(os.fstat(handle), self.path.stat())
        except FileNotFoundError:
            return False

    def _refusal(self, holder: str) -> OutputError:
        message = f"another session works on this file: {holder or 'nobody knows whose'}"
        hint = "end that session first; nothing was changed here"
        return OutputError(Problem(Place(str(self._case)), message, hint))


def _who() -> str:
    try:
        user = getpass.getuser()
    except (KeyError, OSError):
        user = "somebody"
    now = datetime.now().astimezone().strftime("%Y-%m-%d %H:%M")
    return f"{user} on {socket.gethostname()}, process {os.getpid()}, since {now}\n"
