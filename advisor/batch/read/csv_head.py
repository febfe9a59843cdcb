"""The head of a table with separators: what stands between its columns, above its header, and in it."""

from __future__ import annotations

import csv
import itertools
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from advisor.batch.read.encoder import Encoder
from advisor.batch.read.encodings import UnknownEncodingError
from advisor.batch.read.headers import HEADER_ROWS, MOST_COLUMNS, facts_in, header_place, named
from advisor.batch.read.texts import LONGEST_LINE, TextLines, TooLongError

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs"}
"""What can stand between the columns of a table, and how it is called."""


_QUOTED = re.compile(r'"[^"]*(?:"|$)')


def least_columns(line: str) -> int:
    """Return how many columns a line has at the least, without taking it apart: by the separator it has most of."""
    if len(line) <= MOST_COLUMNS:
        return 1
    bare = _QUOTED.sub("", line)
    return 1 + max(map(bare.count, SEPARATORS))


def separator_of(head: Sequence[str], encoder: Encoder) -> str:
    """Return what stands between the columns of a table: what shows the most names of facts, else what parts the lines most alike.

    In much of the world spreadsheets put semicolons there, since the comma is in the numbers.
    """

    def facts(separator: str) -> int:
        return max((facts_in(row, encoder) for row in _first_rows(head, separator)), default=0)

    shown = {separator: facts(separator) for separator in SEPARATORS}
    if any(shown.values()):
        return max(SEPARATORS, key=shown.__getitem__)
    return max(SEPARATORS, key=lambda one: _evenness(_first_rows(head, one)))  # else the comma


def _evenness(rows: Sequence[Sequence[str]]) -> int:
    """Return how many separators stand in rows of the most usual width: a separator parts all rows alike."""
    widths = Counter(len(row) for row in rows if len(row) > 1)
    return max((count * (width - 1) for width, count in widths.items()), default=0)


@dataclass(frozen=True)
class CsvTop:
    """What stands above the header: how many lines; `row` is the header's number in a spreadsheet, from 1.

    `above` is the row over it, from which columns without a name take theirs.
    """

    lines: int
    row: int
    above: tuple[str, ...] = ()


def csv_top(head: Sequence[str], separator: str, encoder: Encoder, header_row: int) -> CsvTop:
    """Find the header among the first lines of a table; `header_row` names it, 0 lets it be found."""
    ends = [0]
    rows = []
    reader = csv.reader(head, delimiter=separator)
    try:
        for row in itertools.islice(reader, max(HEADER_ROWS, header_row)):
            rows.append(row)
            ends.append(reader.line_num)
    except csv.Error:
        pass  # told when the rows are read
    place = header_row - 1 if header_row else header_place(rows, encoder)
    # A header that isn't there is told as one that names no fact.
    above = rows[place - 1] if 0 < place <= len(rows) else ()
    return CsvTop(ends[min(place, len(ends) - 1)], place + 1, tuple(above))


def _first_rows(head: Sequence[str], separator: str) -> list[list[str]]:
    csv.field_size_limit(LONGEST_LINE)
    rows = []
    try:
        for row in itertools.islice(csv.reader(head, delimiter=separator), HEADER_ROWS):
            rows.append(row)  # noqa: PERF402 - what was read before an error counts
    except csv.Error:
        pass
    return rows


def skip(text: TextLines, lines: int) -> None:
    """Leave the next lines out. Raises ValueError where one is too long."""
    for _ in range(lines):
        try:
            next(text, "")
        except TooLongError as error:
            raise ValueError(str(error)) from None


def csv_header(lines: Iterable[str], separator: str, above: Sequence[str] = ()) -> list[str]:
    """Return the names of the columns. Raises ValueError where they can't be read."""
    csv.field_size_limit(LONGEST_LINE)
    try:
        names = next(csv.reader(lines, delimiter=separator), [])
        "".join(names).encode()
    except UnicodeEncodeError:
        message = "they are not UTF-8"
        raise UnknownEncodingError(message) from None
    except (csv.Error, TooLongError) as error:
        raise ValueError(str(error)) from None
    return named(names, above)
