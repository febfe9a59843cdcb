"""Files that are replaced whole or not at all, held by one writer at a time; failures of the system explained.

A folder that others may write to is taken for hostile: names of drafts can't be guessed, drafts
and locks are never written through a link, and nothing is ever truncated.
"""

from __future__ import annotations

import errno
import getpass
import hashlib
import os
import secrets
import socket
import stat
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Self

from advisor.errors import AdvisorError, OutputError, Place, Problem

if TYPE_CHECKING:
    import filelock

_RIGHTS = 0o777
_FLAGS = getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)

_CHECK = "check the path"
_REASONS: Mapping[int, tuple[str, str]] = {
    errno.EACCES: ("permission is missing", "check the access rights"),
    errno.EPERM: ("permission is missing", "check the access rights"),
    errno.EROFS: ("the disk is read-only", "name a file elsewhere"),
    errno.ELOOP: ("the link leads in a circle", "name the file itself"),
    errno.ENAMETOOLONG: ("the name is too long", "give a shorter one"),
    errno.EISDIR: ("this is a folder", "name a file in it"),
    errno.ENOTDIR: ("part of the path is no folder", _CHECK),
    errno.ENXIO: ("nobody reads this pipe", "start the program that reads it first"),
    errno.EBADF: ("it is closed", "leave it open, or name a file with -o"),
    errno.ENOSPC: ("the disk is full", "make room, or name a file elsewhere"),
    getattr(errno, "EDQUOT", errno.ENOSPC): ("your share of the disk is full", "make room"),
    errno.EFBIG: ("the file would grow larger than the system allows", "name a file elsewhere"),
    errno.EILSEQ: ("the disk allows no such name", "give a name in ASCII letters"),
    errno.EMFILE: ("too many files are open", "raise the limit (ulimit -n)"),
    errno.ETXTBSY: ("a program runs from this file", "name another file"),
}


def explanation(error: OSError | ValueError, path: str | Path, done: str = "written") -> Problem:
    """Say why the system refuses a path, and how to mend it. `done` is what was tried: 'read', 'written'."""
    place = Place(str(path))
    if isinstance(error, ValueError):
        return Problem(place, "no file can have this name", _CHECK)
    if error.errno == errno.ENOENT:
        if done == "read":
            return Problem(place, "there is no such file", _CHECK)
        hint = f"there is no folder '{Path(path).parent}'; make it first"
        return Problem(place, f"can't be {done}: the folder is missing", hint)
    unknown = (error.strerror or str(error), "")
    reason, hint = _REASONS.get(error.errno or 0, unknown)
    return Problem(place, f"can't be {done}: {reason}", hint)


@contextmanager
def explained(
    path: str | Path,
    done: str = "written",
    *,
    kind: type[AdvisorError] = OutputError,
    hint: str = "",
) -> Iterator[None]:
    """Turn what the system refuses into an error about this path; `hint` goes before the usual one.

    A pipe whose reader has gone is no error of the user's and passes through.
    """
    try:
        yield
    except BrokenPipeError:
        raise
    except (OSError, ValueError) as error:
        if isinstance(error, ValueError) and is_name(path):
            raise
        problem = explanation(error, path, done)
        raise kind(Problem(problem.place, problem.message, hint or problem.hint)) from None


def is_name(path: str | Path) -> bool:
    """Whether a file can have this name: it holds neither a NUL character nor half of one."""
    try:
        return b"\0" not in os.fsencode(path)
    except UnicodeEncodeError:
        return False


def is_folder(path: str | Path) -> bool:
    """Whether there is a folder of this name, whatever the name. Raises nothing."""
    return os.path.isdir(path)  # noqa: PTH112 - Path.is_dir raises for a name that is too long


def is_file(path: str | Path) -> bool:
    """Whether there is a regular file of this name, whatever the name. Raises nothing."""
    return os.path.isfile(path)  # noqa: PTH113 - as above


def resolved(path: Path) -> Path:
    """Return the path that a path leads to, whether or not something is there. Raises OSError, ValueError."""
    try:
        return path.resolve()
    except RuntimeError:  # how Python 3.11 and 3.12 tell of a circle
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path)) from None


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


def read_regular(path: Path, most: int, *, private: bool = False) -> bytes:
    """Return what a regular file holds, without ever waiting for a pipe or a device to speak.

    A `private` file has to be this user's, writable by nobody else, and no link. Raises OSError:
    EINVAL for what is no regular file, EFBIG for more than `most` bytes, EPERM for what is not private.
    """
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)
    flags |= getattr(os, "O_BINARY", 0) | (getattr(os, "O_NOFOLLOW", 0) if private else 0)
    with os.fdopen(os.open(path, flags), "rb") as stream:
        status = os.fstat(stream.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise OSError(errno.EINVAL, "it is no file", str(path))
        if private and not _is_private(status):
            raise PermissionError(errno.EPERM, "others could have written it", str(path))
        content = stream.read(most + 1)
    if len(content) > most:
        raise OSError(errno.EFBIG, "it is too large", str(path))
    return content


def is_private_folder(path: Path) -> bool:
    """Whether a folder is this user's, and nobody else can put files into it."""
    status = path.lstat()
    return stat.S_ISDIR(status.st_mode) and _is_private(status)


def _is_private(status: os.stat_result) -> bool:
    if not hasattr(os, "geteuid"):
        return True  # there the system itself keeps folders of users apart
    return status.st_uid == os.geteuid() and not status.st_mode & 0o022


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
