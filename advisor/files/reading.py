"""Reading what a file holds without waiting, and without trusting what others could have put there."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path


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
