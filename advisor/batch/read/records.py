"""Cases row by row: CSV and JSON Lines, read so that a bad row is told of and the next one is read."""

from __future__ import annotations

import csv
import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from advisor.batch.places import STANDARD_INPUT, ending_of
from advisor.batch.portion import Portion, failure
from advisor.batch.read.columns import MOST_KEPT
from advisor.batch.read.encoder import Encoder, Record, carried_name
from advisor.batch.read.headers import (
    FIND,
    HEADER_ROWS,
    MOST_COLUMNS,
    Alignment,
    TableChoice,
    check_width,
    facts_in,
    header_note,
    header_place,
    left_out,
    left_out_note,
    letters_of,
    named,
    twins,
    useless,
)
from advisor.batch.read.json_records import (
    checked_texts,
    failed,
    is_utf8,
    json_keys,
    json_records,
)
from advisor.batch.read.layout import NO_LAYOUT, TableLayout
from advisor.batch.read.quotes import csv_rows
from advisor.batch.read.texts import LONGEST_LINE, TextLines, TooLongError
from advisor.cases.numbers import decimal_mark
from advisor.knowledge.domains import Kind
from advisor.knowledge.model import Fact

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs"}
"""What can stand between the columns of a table, and how it is called."""


class Rows:
    """A text whose cases come row by row."""

    at_once = 8_192

    def __init__(
        self,
        file: str,
        encoder: Encoder,
        encoding: str = "",
        choice: TableChoice = FIND,
        watch: Callable[[], None] = lambda: None,
    ) -> None:
        self._watch = watch
        self._encoder = encoder
        self._text = TextLines(file, encoding)
        head = self._text.head()
        ending = ending_of(file)
        if file == STANDARD_INPUT:
            ending = ".jsonl" if "".join(head).lstrip().startswith("{") else ".csv"
        self._separator = ""
        self._top = CsvTop(0, 1)
        if ending == ".csv":
            for line in head:
                check_width(_least_columns(line))
            self._separator = separator_of(head, encoder)
            self._top = csv_top(head, self._separator, encoder, choice.header_row)
        try:
            self.columns = (
                csv_header(head[self._top.lines :], self._separator, self._top.above)
                if self._separator
                else json_keys(head)
            )
        except ValueError:
            self.columns = []  # told when the file is read
        self.cases = self._text.lines()
        self.share = 0.0
        self.notes: list[str] = [f"{file}: {self._text.note}"] if self._text.note else []
        if self._top.row > 1:
            self.notes.append(header_note(file, self._top.row))
        self._text.close()

    @property
    def mark(self) -> str:
        """What was read so far of a pipe, in short; '' of a file."""
        return self._text.mark

    def works(self, alignment: Alignment, rows: int) -> Iterator[Callable[[], Portion]]:
        """Yield what makes a portion of the next rows. Raises OSError."""
        carried = alignment.columns
        layout = self._layout()
        if self._separator:
            records = csv_records(self._text, self._encoder, self._separator, self.notes, self._top)
        else:
            records = json_records(self._text, self._encoder, carried, self.notes)
        while some := list(itertools.islice(self._watched(records), rows)):
            self.share = self._text.share
            yield partial(self._encoder.records, some, carried, layout)
        self._text.close()

    def _watched(self, records: Iterator[Record]) -> Iterator[Record]:
        for record in records:
            self._watch()
            yield record

    def _layout(self) -> TableLayout:
        """Return where the answers stand, and how the numbers are written: by all of a file, and by a pipe's first lines."""
        if not self._separator:
            return NO_LAYOUT
        letters = letters_of(self.columns, self._encoder)
        wanted = {
            place: self._encoder.facts[row].name
            for place, row in enumerate(map(self._encoder.fact_row, self.columns))
            if row is not None and _has_decimals(self._encoder.facts[row])
        }
        if not wanted:
            return TableLayout(letters, self._top.row)
        shown: dict[str, set[str]] = {name: set() for name in wanted.values()}
        for cells in self._rows_ahead():
            for place, name in wanted.items():
                cell = cells[place] if place < len(cells) else ""
                if ("," in cell or "." in cell) and len(shown[name]) < MOST_KEPT:
                    shown[name].add(cell)
        marks = {name: decimal_mark(texts) for name, texts in shown.items()}
        return TableLayout(letters, self._top.row, marks=marks)

    def _rows_ahead(self) -> Iterator[list[str]]:
        """Yield the rows of a file, or the first ones of a pipe, which stay to be read."""
        if self._text.file == STANDARD_INPUT:
            lines = self._text.head()[self._top.lines + 1 :]
            yield from csv.reader(lines, delimiter=self._separator)
            return
        text = TextLines(self._text.file, self._text.encoding)
        try:
            skip(text, self._top.lines)
            width = len(csv_header(text, self._separator))
            for _, cells in csv_rows(text, self._separator, width, []):
                if not isinstance(cells, str):
                    yield cells
        except ValueError:
            return  # told when the rows are read
        finally:
            text.close()


_QUOTED = re.compile(r'"[^"]*(?:"|$)')


def _least_columns(line: str) -> int:
    """Return how many columns a line has at the least, without taking it apart: by the separator it has most of."""
    if len(line) <= MOST_COLUMNS:
        return 1
    bare = _QUOTED.sub("", line)
    return 1 + max(map(bare.count, SEPARATORS))


def separator_of(head: Sequence[str], encoder: Encoder) -> str:
    """Return what stands between the columns of a table: what shows the most names of facts.

    In much of the world spreadsheets put semicolons there, since the comma is in the numbers.
    """

    def facts(separator: str) -> int:
        return max((facts_in(row, encoder) for row in _first_rows(head, separator)), default=0)

    return max(SEPARATORS, key=facts)  # the comma, where nothing shows more


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
        raise ValueError(message) from None
    except (csv.Error, TooLongError) as error:
        raise ValueError(str(error)) from None
    return named(names, above)


def csv_records(
    text: TextLines, encoder: Encoder, separator: str, notes: list[str], top: CsvTop
) -> Iterator[Record]:
    """Yield the cases of a table with commas, or another separator.

    Adds a note on each stray quotation mark, and on each row that is a total or a note.
    """
    file = text.file
    try:
        skip(text, top.lines)
        header = csv_header(text, separator, top.above)
        wrong = useless(file, header, encoder)
        alike = twins(header)
        if alike and not wrong:
            wrong = failure(file, 0, alike, hint="give each column a name of its own")
    except ValueError as error:
        header, wrong = [], failure(file, 0, f"the names of the columns can't be read: {error}")
    if wrong:
        yield failed(file, 0, wrong)
        return
    roles = encoder.roles(header)
    places = {name: index for index, name in enumerate(header)}
    names = [fact.name for fact in encoder.facts]
    # A class comes first, so that the number itself, where there is one, takes its place.
    facts = [(places[one], names[row]) for one, row in roles.classes.items()]
    facts += [(places[one], names[row]) for one, row in roles.facts.items()]
    others = [(places[one], carried_name(one)) for one in roles.carried]
    for number, cells in csv_rows(text, separator, len(header), notes):
        if isinstance(cells, str):
            yield failed(file, number, failure(file, number, cells))
            continue
        # Spreadsheets leave cells at the end out, or write more of them than there are columns.
        if any(map(str.strip, cells[len(header) :])):
            message = f"the row has {len(cells)} cells, and the header {len(header)}"
            hint = f"put cells that hold {SEPARATORS[separator]} in quotes"
            yield failed(file, number, failure(file, number, message, hint=hint))
            continue
        cells.extend([""] * (len(header) - len(cells)))
        told = {name: cells[index] for index, name in others if cells[index]}
        given = {name: cells[index] for index, name in facts if cells[index]}
        if told:
            label = next(iter(told.values()))
            what = left_out(label, len(told) + len(given), len(header))
            if what:
                notes.append(left_out_note(file, number + top.row, label, what))
                continue
        record = Record(file, number, told, given)
        yield record if is_utf8("".join(cells)) else checked_texts(record)


def _has_decimals(fact: Fact) -> bool:
    return fact.domain.kind is Kind.NUMBER and not fact.domain.whole
