"""Texts line by line, from a file or the standard input: how far they are read, and what was read."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from hashlib import blake2b
from io import TextIOWrapper
from pathlib import Path
from stat import S_ISREG
from typing import BinaryIO

from advisor.batch.places import STANDARD_INPUT
from advisor.batch.read.encodings import encoding_of

LONGEST_LINE = 4 * 1024 * 1024
"""How many characters a line or cell can have; a case has a few thousand."""

HEAD = 200
"""How many lines are looked at beforehand."""


class TooLongError(Exception):
    """A line is longer than any case; what is left of it has been skipped."""


class TextLines:
    """The lines of a text, each no longer than a case can be.

    It is an iterator that goes on after it has raised TooLongError. Raises OSError.
    """

    def __init__(self, file: str, encoding: str = "") -> None:
        self._stream: TextIOWrapper | None = None
        self._size: int | None = None
        self.file = file
        self.note = ""
        self.encoding = encoding or "utf-8-sig"
        if not encoding and file != STANDARD_INPUT:
            self.encoding, self.note = encoding_of(Path(file))
        self._raw: BinaryIO | None = None
        self._ahead: list[str] = []
        self._digest = blake2b(digest_size=16)
        status = None if file == STANDARD_INPUT else Path(file).stat()
        # A pipe can be read only once, and nobody knows how long it is.
        self._size = status.st_size if status and S_ISREG(status.st_mode) else None

    @property
    def mark(self) -> str:
        """What was read so far of a pipe, in short; '' of a file, which has a size and date."""
        return self._digest.hexdigest() if self._size is None else ""

    @property
    def share(self) -> float:
        """How much has been read, from 0 to 1."""
        if not self._size or self._raw is None:
            return 0.0
        return min(1.0, self._raw.tell() / self._size)

    def head(self) -> list[str]:
        """Return the first lines, which stay to be read."""
        while len(self._ahead) < HEAD and sum(map(len, self._ahead)) < LONGEST_LINE:
            line = self._open().readline(LONGEST_LINE)
            if not line:
                break
            self._ahead.append(line)
        return list(self._ahead)

    def lines(self) -> float | None:
        """Return about how many lines there are, or None where that can't be known."""
        if self._size is None:
            return None
        head = self.head()
        size = sum(len(line.encode(self.encoding, self._errors)) for line in head)
        return self._size * len(head) / size if size else 0.0

    @property
    def _errors(self) -> str:
        """Halves of characters stand for what is no UTF-8; another encoding has none."""
        return "surrogateescape" if self.encoding.startswith("utf-8") else "replace"

    def close(self) -> None:
        """Close a file, which is then read from its start again; a pipe stays open."""
        if self._stream is not None and self._size is not None:
            self._stream.close()
            self._stream = self._raw = None
            self._ahead = []

    def __del__(self) -> None:
        """Close a file that was looked at, or begun, and that nobody reads to its end."""
        self.close()

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._next()
        if not line:
            raise StopIteration
        if len(line) == LONGEST_LINE and not line.endswith("\n"):
            length = len(line)
            while rest := self._next():
                length += len(rest)
                if rest.endswith("\n"):
                    break
            message = f"{length:,} characters on one line"
            raise TooLongError(message)
        return line

    def _next(self) -> str:
        line = self._ahead.pop(0) if self._ahead else self._open().readline(LONGEST_LINE)
        if self._size is None:
            self._digest.update(line.encode("utf-8", "surrogateescape"))
        return line

    def _open(self) -> TextIOWrapper:
        if self._stream is None:
            own = self.file == STANDARD_INPUT
            self._raw = sys.stdin.buffer if own else Path(self.file).open("rb")  # noqa: SIM115 - closed by close()
            self._stream = TextIOWrapper(
                self._raw, encoding=self.encoding, errors=self._errors, newline=""
            )
        return self._stream
