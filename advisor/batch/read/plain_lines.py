"""Whether a piece of a text is a plain table's, found in its bytes without taking it apart, and where its cells are."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from advisor.batch.read.texts import LONGEST_LINE
from advisor.cases.numbers import LONGEST

_QUOTE, LINE_FEED, _RETURN = b'"\n\r'

_MARK = "\ufeff".encode()
"""A byte order mark, which the two readers take differently within a text, as they do `_UNSEEN`."""

_UNSEEN = (0, *range(0x1C, 0x20))
"""Controls that are blanks to one reader only."""

_BYTE = 1 << 8

_LONGEST_NUMBER = 8 * LONGEST
"""How many bytes a cell with a number can have at the most, its marks among them."""

Bytes = NDArray[np.uint8]
Places = NDArray[np.intp]


@dataclass(frozen=True)
class PlainCells:
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


def plain_cells(content: bytes, separator: str, width: int) -> PlainCells | None:
    """Return where the cells are if each line, of which the last has no end, is a row as it should be, or blank."""
    bare = content + b"\n"
    letters = np.frombuffer(bare, np.uint8)
    if not (bare.isascii() or _is_usual(bare)):
        return None
    stops = letters == LINE_FEED
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
    blank = blank_lines(letters, ends)
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
    return PlainCells(bare, letters, width, ends, begins, stops, filled, last, marked)


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
    return not unseen and bool((letters[returns + 1] == LINE_FEED).all())


def blank_lines(letters: Bytes, ends: NDArray[np.intp]) -> NDArray[np.bool_]:
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
    opens = first | np.isin(before, (separator, LINE_FEED, _QUOTE))
    closes = np.isin(after, (separator, LINE_FEED, _RETURN, _QUOTE))
    if not (opens.all() and closes.all()):
        return None
    inside: NDArray[np.bool_] = np.cumsum(letters == _QUOTE, dtype=np.uint8) & 1 == 1
    return inside
