"""The bytes of a case file: read whole, but never a device, a pipe, or more than a case can need."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

from advisor.cases.read.tree import check_characters
from advisor.errors import CaseError, Place, Problem
from advisor.files.refusals import is_folder

MAX_BYTES = 1024 * 1024
"""How large a case file may be: 1 MiB, a hundred times a full case."""

_REASONS = {
    errno.ENOENT: ("there is no such file", "check the path"),
    errno.ENOTDIR: ("there is no such file: part of the path is no folder", "check the path"),
    errno.EACCES: ("the file can't be read: permission is missing", "check its access rights"),
    errno.EPERM: ("the file can't be read: permission is missing", "check its access rights"),
    errno.ELOOP: ("the link leads in a circle", "name the file itself"),
    errno.ENAMETOOLONG: ("the name of the file is too long", "check the path"),
}


def read_bytes(path: Path) -> bytes:
    """Return the content of a regular file, of which no more than 1 MiB and a byte is read.

    Raises CaseError: missing, no regular file, too large, or unreadable. Never waits.
    """
    file = str(path)
    try:
        # Not blocking, or opening a pipe would wait for a writer.
        handle = os.open(
            path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        )
    except OSError as error:
        if is_folder(path):  # on systems where a folder can't be opened
            raise _not_a_file(file, stat.S_IFDIR) from None
        raise CaseError(_reason(error, file)) from None
    except ValueError:  # a NUL byte, or half a character
        name = file.replace("\0", "\\0").encode("utf-8", "backslashreplace").decode()
        hint = "check the path"
        raise CaseError(Problem(Place(name), "no file can have this name", hint)) from None
    try:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            raise _not_a_file(file, status.st_mode)
        if status.st_size > MAX_BYTES:
            raise _too_large(file, f"{status.st_size / MAX_BYTES:,.1f} MiB")
        with os.fdopen(os.dup(handle), "rb") as stream:
            # A file may grow, and some name no size.
            content = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise CaseError(_reason(error, file)) from None
    finally:
        os.close(handle)
    return content


def decoded(content: bytes, file: str) -> str:
    """Return the text of a case file. Raises CaseError: too large, not UTF-8, or a character that can't occur."""
    if len(content) > MAX_BYTES:
        raise _too_large(file, f"{len(content) / MAX_BYTES:,.1f} MiB")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        hint = "save it as UTF-8"
        raise CaseError(Problem(Place(file, 1, 1), "the file is UTF-16 and not UTF-8", hint))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # The decoder counts from behind the mark at the beginning, if there is one.
        start = error.start + (len(content) - len(error.object))
        before = content[:start]
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8-sig", "replace")) + 1
        message = f"byte {start + 1} (0x{content[start]:02X}) is not UTF-8"
        hint = "save the file as UTF-8"
        raise CaseError(Problem(Place(file, line, column), message, hint)) from None
    check_characters(text, file)
    if not text.strip():
        hint = "a case has at least a mapping 'facts:'"
        raise CaseError(Problem(Place(file), "the file is empty", hint))
    return text


def _reason(error: OSError, file: str) -> Problem:
    code = error.errno or 0
    message, hint = _REASONS.get(
        code, (f"the file can't be read: {error.strerror}", "check the path")
    )
    return Problem(Place(file), message, hint)


def _not_a_file(file: str, mode: int) -> CaseError:
    kind = "a pipe" if stat.S_ISFIFO(mode) else "a folder" if stat.S_ISDIR(mode) else "a device"
    hint = (
        "name a case file in it" if stat.S_ISDIR(mode) else "name a file ending in .yaml or .json"
    )
    return CaseError(Problem(Place(file), f"this is {kind} and not a file", hint))


def _too_large(file: str, size: str) -> CaseError:
    hint = "a case file describes one government in at most 1 MiB"
    return CaseError(Problem(Place(file), f"the file is too large for a case: {size}", hint))
