"""What the system refuses, said as problems; questions about paths that raise nothing."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from advisor.errors import AdvisorError, OutputError, Place, Problem

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
        if is_folder(Path(path).parent):
            return Problem(
                place, f"can't be {done}: this folder takes no new files", "name another folder"
            )
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
