"""Tables as texts that are as they should be, which are read in blocks of columns, a hundred times as fast as row by row.

Such a table is UTF-8, each of its lines is blank or a row with as many cells as the header, and quotation
marks stand around whole cells. Whatever else a table may be (cells over several lines, stray marks, ragged
rows, another encoding) needs a careful reading, and its file gets one from its first row on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from os import fstat
from pathlib import Path
from typing import BinaryIO

import numpy as np
import polars as pl
from numpy.typing import NDArray

from advisor.batch.read.answer import MOST_KEPT
from advisor.batch.read.texts import LONGEST_LINE
from advisor.cases.numbers import LONGEST
from advisor.errors import CaseError, Place, Problem

_CHUNK = 1 << 19
"""How many bytes are looked at at once: they and what is found in them stay near the processor."""

_QUOTE, _LINE_FEED, _RETURN = b'"\n\r'

_MARK = "\ufeff".encode()
"""A byte order mark, which the two readers take differently within a text, as they do `_UNSEEN`."""

_SEEN_BY_ALL = (
    "put it where all that work on the run see it under this name, and go on with --resume"
)

_UNSEEN = (0, *range(0x1C, 0x20))
"""Controls that are blanks to one reader only."""

_BLANK = re.compile(rb"^\r?\n", re.MULTILINE)

_BYTE = 1 << 8

_LONGEST_NUMBER = 8 * LONGEST
"""How many bytes a cell with a number can have at the most, its marks among them."""

Bytes = NDArray[np.uint8]
Places = NDArray[np.intp]


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
        filled = np.flatnonzero(~_blank_lines(letters, np.flatnonzero(letters == _LINE_FEED)))
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
            cells = _plain_cells(text, separator, len(columns))
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


@dataclass(frozen=True)
class _PlainCells:
    """Where the lines of a text end, where its rows begin, and which letters stand behind its cells.

    `filled` is how many lines there are up to the last one that is not blank, and `last` where that ends.
    `may_be_marked` says that there are commas or points within cells.
    """

    text: bytes
    letters: Bytes
    width: int
    ends: Places
    begins: Places
    stops: NDArray[np.bool_]
    filled: int
    last: int
    may_be_marked: bool

    @cached_property
    def marks(self) -> Places:
        """Where commas and points stand within cells."""
        marks = (self.letters == ord(",")) | (self.letters == ord("."))
        return np.flatnonzero(marks & ~self.stops)

    @cached_property
    def cells(self) -> Places:
        """For each row, where its cells end."""
        return np.flatnonzero(self.stops).reshape(-1, self.width)

    def marked(self, column: int) -> set[str]:
        """Return the cells of a column that may be numbers and hold a comma or a point."""
        starts = self.begins if column == 0 else self.cells[:, column - 1] + 1
        ends = self.cells[:, column]
        rows = np.searchsorted(ends, self.marks)
        rows = np.unique(rows[(rows < len(ends)) & (self.marks >= np.append(starts, 0)[rows])])
        rows = rows[ends[rows] - starts[rows] <= _LONGEST_NUMBER]
        spans = zip(starts[rows].tolist(), ends[rows].tolist(), strict=True)
        cells = {self.text[start:end] for start, end in spans}
        return {_unquoted(cell.rstrip(b"\r").decode()) for cell in cells}


def _unquoted(cell: str) -> str:
    if not cell.startswith('"'):
        return cell
    return cell[1:-1].replace('""', '"')


def _plain_cells(content: bytes, separator: str, width: int) -> _PlainCells | None:
    """Return where the cells are if each line, of which the last has no end, is a row as it should be, or blank."""
    bare = content + b"\n"
    letters = np.frombuffer(bare, np.uint8)
    if not (bare.isascii() or _is_usual(bare)):
        return None
    stops = letters == _LINE_FEED
    ends = np.flatnonzero(stops)
    if np.count_nonzero(letters < ord(" ")) > len(ends) and not _are_usual(letters):
        return None
    if int(np.diff(ends, prepend=-1).max()) > LONGEST_LINE:
        return None
    between = letters == ord(separator)
    quoted = b'"' in bare
    if quoted:
        inside = _inside(letters, ord(separator))
        if inside is None or inside[ends].any():
            return None
        between &= ~inside
    begins = np.concatenate(([0], ends[:-1] + 1))
    blank = _blank_lines(letters, ends)
    rows = np.flatnonzero(~blank)
    begins = begins[rows]
    if not _have_cells(between, begins, width):
        return None
    stops[ends[blank]] = False
    stops |= between
    filled = int(rows[-1]) + 1 if len(rows) else 0
    last = int(ends[filled - 1])
    last -= last > 0 and letters[last - 1] == _RETURN
    # Where nothing is quoted, a separator stands within no cell.
    marked = quoted or any(mark in bare for mark in (b",", b".") if mark != separator.encode())
    return _PlainCells(bare, letters, width, ends, begins, stops, filled, last, marked)


def _have_cells(between: NDArray[np.bool_], begins: Places, width: int) -> bool:
    """Tell whether each row has so many cells, by where separators stand and rows begin."""
    if not len(begins):
        return True
    few = width <= _BYTE
    # Counts of a byte are found many times as fast, and with their sum they leave no doubt.
    counts = np.add.reduceat(between.view(np.uint8), begins, dtype=np.uint8 if few else np.intp)
    sums = int(np.count_nonzero(between)) == len(begins) * (width - 1)
    return sums and bool((counts == width - 1).all())


def _is_usual(text: bytes) -> bool:
    """Tell whether a text is UTF-8 without marks that stand at the beginning of files."""
    try:
        text.decode()
    except UnicodeDecodeError:
        return False
    return _MARK not in text


def _are_usual(letters: Bytes) -> bool:
    """Tell whether controls are only those that both readers take for the same."""
    returns = np.flatnonzero(letters == _RETURN)
    unseen: np.bool_ = np.isin(letters, _UNSEEN).any()
    return not unseen and bool((letters[returns + 1] == _LINE_FEED).all())


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
