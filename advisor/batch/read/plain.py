"""Tables as texts that are as they should be, which are read in blocks of columns, some twenty times as fast as row by row.

Such a table is UTF-8, each of its lines is blank or a row with as many cells as the header, and quotation
marks stand around whole cells. Whatever else a table may be (cells over several lines, stray marks, ragged
rows, another encoding) needs a careful reading, and its file gets one from its first row on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from os import fstat
from pathlib import Path
from typing import BinaryIO

import numpy as np
import polars as pl

from advisor.batch.read.answer import MOST_KEPT
from advisor.batch.read.plain_lines import LINE_FEED, blank_lines, plain_cells
from advisor.batch.read.texts import LONGEST_LINE
from advisor.errors import CaseError, Place, Problem

_CHUNK = 1 << 19
"""How many bytes are looked at at once: they and what is found in them stay near the processor."""

_SEEN_BY_ALL = (
    "put it where all that work on the run see it under this name, and go on with --resume"
)

_BLANK = re.compile(rb"^\r?\n", re.MULTILINE)


@dataclass(frozen=True)
class PlainCsv:
    """A file that is plain from the line below its header on, with the names of its columns.

    `ends` tells where each block of so many `rows` ends in the file, of which the last one has `last`, and
    `size` how large it is. `blanks` says that there are blank lines between rows. `marked` are by their
    columns those cells of the columns asked for that hold a comma or a point.
    """

    path: Path
    separator: str
    columns: tuple[str, ...]
    start: int
    size: int
    rows: int
    ends: tuple[int, ...]
    last: int
    blanks: bool
    marked: Mapping[str, frozenset[str]]

    def blocks(self) -> Iterator[PlainBlock]:
        """Yield the blocks, which are read when they are asked for."""
        start, first = self.start, 1
        for end in self.ends:
            rows = self.last if end == self.ends[-1] else self.rows
            share = end / self.size if end < self.ends[-1] else 1.0
            length = end - start
            yield PlainBlock(
                self.path,
                self.separator,
                self.columns,
                start,
                length,
                first,
                rows,
                self.blanks,
                share,
            )
            start, first = end, first + rows


@dataclass(frozen=True)
class PlainBlock:
    """Some rows of a plain table: where they stand in its file, which is read when they are asked for.

    `first` is the number of the first row below the header, from 1; `share` is how much of the file
    has been read with this block, from 0 to 1.
    """

    path: Path
    separator: str
    columns: tuple[str, ...]
    start: int
    length: int
    first: int
    rows: int
    blanks: bool
    share: float

    def content(self) -> bytes:
        """Return the text. Raises CaseError where the file isn't there any more, or is shorter than it was."""
        try:
            with self.path.open("rb") as file:
                file.seek(self.start)
                content = file.read(self.length)
        except OSError as error:
            message = f"the process that reads this file can't open it (any more): {error.strerror}"
            raise CaseError(Problem(Place(str(self.path)), message, _SEEN_BY_ALL)) from None
        if len(content) < self.length:
            message = "the file was changed while it was read"
            hint = "begin anew with --force"
            raise CaseError(Problem(Place(str(self.path)), message, hint))
        return content

    def cells(self, content: bytes) -> pl.DataFrame:
        """Return the cells of the text as texts; a cell without anything in it is missing.

        Blank lines have no row in it; `numbers` tells which rows there are.
        """
        if self.blanks:
            content = _BLANK.sub(b"", content)
        if not content:
            return pl.DataFrame(schema=dict.fromkeys(self.columns, pl.String))
        quoted = b'"' in content
        table = pl.read_csv(
            content,
            has_header=False,
            new_columns=list(self.columns),
            separator=self.separator,
            infer_schema=False,
            quote_char='"' if quoted else None,
        )
        if not quoted:
            return table
        texts = pl.all()
        return table.select(pl.when(texts.str.len_bytes() > 0).then(texts).name.keep())

    def numbers(self, content: bytes) -> pl.Series:
        """Return the number of each row of `cells` below the header, from 1: blank lines count too."""
        if not self.blanks:
            return pl.int_range(self.first, self.first + self.rows, dtype=pl.Int64, eager=True)
        letters = np.frombuffer(content + b"\n", np.uint8)
        filled = np.flatnonzero(~blank_lines(letters, np.flatnonzero(letters == LINE_FEED)))
        return pl.Series(filled[filled < self.rows] + self.first, dtype=pl.Int64)


def plain_table(
    path: Path,
    separator: str,
    columns: Sequence[str],
    above: int,
    rows: int,
    decimals: Sequence[str] = (),
) -> PlainCsv | None:
    """Return the table in a file if it is plain, in blocks of so many rows; `above` lines stand over its header.

    Of the columns `decimals` it is told which cells hold a comma or a point. Raises OSError.
    """
    if len(columns) < 2 or len(set(columns)) < len(columns):
        return None
    with path.open("rb") as file:
        head = [file.readline(LONGEST_LINE) for _ in range(above + 1)]
        whole = all(line.endswith(b"\n") and b"\r" not in line[:-2] for line in head)
        if not whole or head[-1].count(b'"') % 2:
            return None
        start = end = last = file.tell()
        marked: dict[str, set[str]] = {name: set() for name in decimals}
        ends: list[int] = []
        lines = filled = filled_rows = 0
        for text in _whole_lines(file):
            cells = plain_cells(text, separator, len(columns))
            if cells is None:
                return None
            if cells.may_be_marked:
                for name, shown in marked.items():
                    if len(shown) < MOST_KEPT:
                        shown.update(cells.marked(columns.index(name)))
            # Lines that end a block, counted within this text.
            beyond = cells.ends[rows - 1 - lines % rows :: rows] + 1
            ends += (beyond + end).tolist()
            if cells.filled:
                filled, last = lines + cells.filled, end + cells.last
                filled_rows += len(cells.begins)
            lines += len(cells.ends)
            end += len(text) + 1
        size = fstat(file.fileno()).st_size
    # Blank lines behind the last row are none.
    whole_blocks = (filled - 1) // rows if filled else 0
    return PlainCsv(
        path,
        separator,
        tuple(columns),
        start,
        size,
        rows,
        (*ends[:whole_blocks], last) if filled else (),
        filled - whole_blocks * rows,
        filled_rows < filled,
        {name: frozenset(shown) for name, shown in marked.items()},
    )


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
