"""Cases row by row: CSV and JSON Lines, read so that a bad row is told of and the next one is read."""

from __future__ import annotations

import csv
import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

from advisor.batch.places import STANDARD_INPUT, ending_of
from advisor.batch.portion import failure
from advisor.batch.read.answer import MOST_KEPT
from advisor.batch.read.blocks import block_works
from advisor.batch.read.csv_head import (
    SEPARATORS,
    CsvTop,
    csv_header,
    csv_top,
    least_columns,
    separator_of,
    skip,
)
from advisor.batch.read.encoder import Encoder
from advisor.batch.read.encodings import ENCODING_HINT, UnknownEncodingError
from advisor.batch.read.headers import (
    FIND,
    Alignment,
    TableChoice,
    check_width,
    header_note,
    left_out,
    left_out_note,
    letters_of,
    twins,
    useless,
    words_of,
)
from advisor.batch.read.json_records import (
    checked_texts,
    failed,
    is_utf8,
    json_keys,
    json_records,
)
from advisor.batch.read.layout import NO_LAYOUT, TableLayout
from advisor.batch.read.plain import PlainCsv, plain_table
from advisor.batch.read.quotes import csv_rows
from advisor.batch.read.record import Record, carried_name
from advisor.batch.read.tables import decimal_columns
from advisor.batch.read.texts import TextLines
from advisor.batch.read.work import PortionWork, records_work
from advisor.cases.numbers import decimal_mark
from advisor.knowledge.domains import Kind
from advisor.knowledge.model import Fact

ROW_BY_ROW = 8_192
"""How many rows make a portion where each is read on its own."""


class Rows:
    """A text whose cases come row by row, or in blocks where it is a plain table."""

    at_once = 65_536

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
                check_width(least_columns(line))
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
    def choice(self) -> TableChoice:
        """Which row of the header is read."""
        return TableChoice("", self._top.row) if self._separator else FIND

    @property
    def mark(self) -> str:
        """What was read so far of a pipe, in short; '' of a file."""
        return self._text.mark

    def works(self, alignment: Alignment, rows: int) -> Iterator[PortionWork]:
        """Yield what makes a portion of the next rows. Raises OSError."""
        plain = self._plain(rows)
        if plain is not None:
            for work, share in block_works(plain, self._encoder, alignment, self._top.row):
                self._watch()
                self.share = share
                yield work
            return
        rows = min(rows, ROW_BY_ROW)
        carried = alignment.columns
        layout = self._layout()
        if self._separator:
            records = csv_records(self._text, self._encoder, self._separator, self.notes, self._top)
        else:
            records = json_records(self._text, self._encoder, carried, self.notes)
        while some := list(itertools.islice(self._watched(records), rows)):
            self.share = self._text.share
            yield records_work(some, carried, layout)
        self._text.close()

    def _plain(self, rows: int) -> PlainCsv | None:
        """Return the table of a file that is as it should be, in blocks of so many rows. Raises OSError."""
        file = self._text.file
        if not self._separator or file == STANDARD_INPUT or self._text.encoding != "utf-8-sig":
            return None
        if useless(file, self.columns, self._encoder) or twins(self.columns):
            return None
        decimals = decimal_columns(self.columns, self._encoder)
        above = self._top.lines
        return plain_table(Path(file), self._separator, self.columns, above, rows, decimals)

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
        hint = ENCODING_HINT if isinstance(error, UnknownEncodingError) else ""
        message = f"the names of the columns can't be read: {error}"
        header, wrong = [], failure(file, 0, message, hint=hint)
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
            filled = len(told) + len(given)
            what = left_out(label, filled, len(header), len(words_of(told.values())))
            if what:
                notes.append(left_out_note(file, number + top.row, label, what))
                continue
        record = Record(file, number, told, given)
        yield record if is_utf8("".join(cells)) else checked_texts(record)


def _has_decimals(fact: Fact) -> bool:
    return fact.domain.kind is Kind.NUMBER and not fact.domain.whole
