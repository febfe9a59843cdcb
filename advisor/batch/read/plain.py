"""Tables as texts that are as they should be, which are read in blocks of columns, thirty times as fast as row by row.

Such a table is UTF-8, each of its lines is blank or a row with as many cells as the header, and quotation
marks stand around whole cells. Whatever else a table may be (cells over several lines, stray marks, ragged
rows, another encoding) needs a careful reading, and its file gets one from its first row on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from os import fstat
from pathlib import Path
from typing import BinaryIO

import numpy as np
import polars as pl
from numpy.typing import NDArray

from advisor.batch.read.texts import LONGEST_LINE

_CHUNK = 1 << 24
"""How many bytes are looked at, or read, at once."""

_QUOTE, _LINE_FEED, _RETURN = b'"\n\r'

_MARK = "\ufeff".encode()
"""A byte order mark, which the two readers take differently within a text, as they do `_UNSEEN`."""

_UNSEEN = (0, *range(0x1C, 0x20))
"""Controls that are blanks to one reader only."""

_BLANK = re.compile(rb"^\r?\n", re.MULTILINE)

Bytes = NDArray[np.uint8]


@dataclass(frozen=True)
class PlainCsv:
    """A file that is plain from the line below its header on, with the names of its columns."""

    path: Path
    start: int
    separator: str
    columns: tuple[str, ...]

    def blocks(self, rows: int) -> Iterator[PlainBlock]:
        """Yield so many rows at a time. Raises OSError."""
        size = self.path.stat().st_size
        with self.path.open("rb") as file:
            file.seek(self.start)
            first, lines, left = 1, 0, b""
            while piece := file.read(_CHUNK):
                lines += piece.count(b"\n")
                left += piece
                while lines >= rows:
                    end = _after_lines(left, rows)
                    share = (file.tell() - len(left) + end) / size
                    yield PlainBlock(self, left[:end], first, rows, share)
                    left = left[end:]
                    lines -= rows
                    first += rows
            left = left.rstrip(b"\r\n")
            if left:
                yield PlainBlock(self, left, first, left.count(b"\n") + 1, 1.0)


@dataclass(frozen=True)
class PlainBlock:
    """Some rows of a plain table, which are taken apart when they are asked for.

    `first` is the number of the first row below the header, from 1; `share` is how much of the file
    has been read with this block, from 0 to 1.
    """

    table: PlainCsv
    content: bytes
    first: int
    rows: int
    share: float

    def cells(self, columns: Sequence[str] | None = None) -> pl.DataFrame:
        """Return the cells as texts, of all columns or of some; a cell without anything in it is missing.

        Blank lines have no row in it; `numbers` tells which rows there are.
        """
        names = self.table.columns
        content = self.content
        if content.startswith((b"\n", b"\r\n")) or b"\n\n" in content or b"\n\r\n" in content:
            content = _BLANK.sub(b"", content)
        if not content:
            return pl.DataFrame(schema=dict.fromkeys(columns or names, pl.String))
        table = pl.read_csv(
            content,
            has_header=False,
            new_columns=list(names),
            columns=None if columns is None else [names.index(name) for name in columns],
            separator=self.table.separator,
            infer_schema=False,
            quote_char='"' if b'"' in content else None,
        )
        texts = pl.all()
        return table.select(pl.when(texts.str.len_bytes() > 0).then(texts).name.keep())

    def numbers(self) -> pl.Series:
        """Return the number of each row of `cells` below the header, from 1: blank lines count too."""
        letters = np.frombuffer(self.content + b"\n", np.uint8)
        filled = np.flatnonzero(~_blank_lines(letters, np.flatnonzero(letters == _LINE_FEED)))
        return pl.Series(filled[filled < self.rows] + self.first, dtype=pl.Int64)


def plain_table(path: Path, separator: str, columns: Sequence[str], above: int) -> PlainCsv | None:
    """Return the table in a file if it is plain; `above` lines stand over its header. Raises OSError."""
    if len(columns) < 2 or len(set(columns)) < len(columns):
        return None
    with path.open("rb") as file:
        head = [file.readline(LONGEST_LINE) for _ in range(above + 1)]
        whole = all(line.endswith(b"\n") and b"\r" not in line[:-2] for line in head)
        if not whole or head[-1].count(b'"') % 2:
            return None
        start = file.tell()
        plain = all(_is_plain(lines, separator, columns) for lines in _whole_lines(file))
    return PlainCsv(path, start, separator, tuple(columns)) if plain else None


def _whole_lines(file: BinaryIO) -> Iterator[bytes]:
    """Yield what is left of a file in pieces of lines, without the last end of a line, and blank lines at the end."""
    size = fstat(file.fileno()).st_size
    left = b""
    while piece := file.read(_CHUNK):
        if file.tell() == size:
            piece = piece.rstrip(b"\r\n")
        lines, ended, left = (left + piece).rpartition(b"\n")
        if ended:
            yield lines
        if len(left) > LONGEST_LINE:
            yield left  # which is no row
            return
    if left:
        yield left


def _is_plain(content: bytes, separator: str, columns: Sequence[str]) -> bool:
    """Tell whether each line, of which the last has no end, is a row as it should be."""
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    bare = content.removesuffix(b"\r") + b"\n"
    letters = np.frombuffer(bare, np.uint8)
    ends = np.flatnonzero(letters == _LINE_FEED)
    if (
        _MARK in bare
        or np.isin(letters, _UNSEEN).any()
        or int(np.diff(ends, prepend=-1).max()) > LONGEST_LINE
    ):
        return False
    if b"\r" in bare and not (letters[np.flatnonzero(letters == _RETURN) + 1] == _LINE_FEED).all():
        return False
    between = letters == ord(separator)
    if b'"' in bare:
        inside = _inside(letters, ord(separator))
        if inside is None or inside[ends].any():
            return False
        between &= ~inside
    cells = np.diff(np.searchsorted(np.flatnonzero(between), ends), prepend=0)
    return bool(((cells == len(columns) - 1) | _blank_lines(letters, ends)).all())


def _blank_lines(letters: Bytes, ends: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Return which lines hold nothing, by where they end."""
    lengths = np.diff(ends, prepend=-1) - 1
    only_return = (lengths == 1) & (letters[np.maximum(ends - 1, 0)] == _RETURN)
    blank: NDArray[np.bool_] = (lengths == 0) | only_return
    return blank


def _inside(letters: Bytes, separator: int) -> NDArray[np.bool_] | None:
    """Return which bytes stand between quotation marks; None where a mark stands within a cell."""
    marks = np.flatnonzero(letters == _QUOTE)
    if len(marks) % 2:
        return None
    opening, closing = marks[0::2], marks[1::2]
    before = letters[np.maximum(opening - 1, 0)]
    first = opening == 0
    after = letters[closing + 1]
    # Two marks in a row inside of a cell mean one.
    opens = first | np.isin(before, (separator, _LINE_FEED, _QUOTE))
    closes = np.isin(after, (separator, _LINE_FEED, _RETURN, _QUOTE))
    if not (opens.all() and closes.all()):
        return None
    inside: NDArray[np.bool_] = np.cumsum(letters == _QUOTE, dtype=np.uint8) & 1 == 1
    return inside


def _after_lines(content: bytes, lines: int) -> int:
    """Return where so many lines end, of which there are at least as many."""
    ends = np.flatnonzero(np.frombuffer(content, np.uint8) == _LINE_FEED)
    return int(ends[lines - 1]) + 1
