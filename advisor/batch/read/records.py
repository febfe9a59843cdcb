"""Cases row by row: CSV and JSON Lines, read so that a bad row is told of and the next one is read."""

from __future__ import annotations

import csv
import itertools
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Any

from advisor.batch.places import STANDARD_INPUT, ending_of
from advisor.batch.portion import Failure, FailureKind, Portion, failure
from advisor.batch.read.columns import MOST_KEPT
from advisor.batch.read.encoder import Encoder, Record, carried_name
from advisor.batch.read.headers import Alignment, letters_of, named, near_fact, twins, useless
from advisor.batch.read.layout import NO_LAYOUT, TableLayout, town_of
from advisor.batch.read.quotes import csv_rows
from advisor.batch.read.texts import LONGEST_LINE, TextLines, TooLongError
from advisor.cases.answers import UNKNOWN, allowed_answers
from advisor.cases.numbers import decimal_mark
from advisor.knowledge.domains import Kind, is_ambiguous
from advisor.knowledge.model import Fact
from advisor.text import one_line

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs"}
"""What can stand between the columns of a table, and how it is called."""


class Rows:
    """A text whose cases come row by row."""

    at_once = 8_192

    def __init__(self, file: str, encoder: Encoder, encoding: str = "") -> None:
        self._encoder = encoder
        self._text = TextLines(file, encoding)
        head = self._text.head()
        ending = ending_of(file)
        if file == STANDARD_INPUT:
            ending = ".jsonl" if "".join(head).lstrip().startswith("{") else ".csv"
        self._separator = separator_of(head, encoder) if ending == ".csv" else ""
        try:
            self.columns = csv_header(head, self._separator) if self._separator else json_keys(head)
        except ValueError:
            self.columns = []  # told when the file is read
        self.cases = self._text.lines()
        self.share = 0.0
        self.notes: list[str] = [f"{file}: {self._text.note}"] if self._text.note else []
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
            records = csv_records(self._text, self._encoder, self._separator, self.notes)
        else:
            records = json_records(self._text, self._encoder, carried, self.notes)
        while some := list(itertools.islice(records, rows)):
            self.share = self._text.share
            yield partial(self._encoder.records, some, carried, layout)
        self._text.close()

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
            return TableLayout(letters)
        shown: dict[str, set[str]] = {name: set() for name in wanted.values()}
        for cells in self._rows_ahead():
            for place, name in wanted.items():
                cell = cells[place] if place < len(cells) else ""
                if ("," in cell or "." in cell) and len(shown[name]) < MOST_KEPT:
                    shown[name].add(cell)
        marks = {name: decimal_mark(texts) for name, texts in shown.items()}
        return TableLayout(letters, marks=marks)

    def _rows_ahead(self) -> Iterator[list[str]]:
        """Yield the rows of a file, or the first ones of a pipe, which stay to be read."""
        if self._text.file == STANDARD_INPUT:
            yield from csv.reader(self._text.head()[1:], delimiter=self._separator)
            return
        text = TextLines(self._text.file, self._text.encoding)
        try:
            width = len(csv_header(text, self._separator))
            for _, cells in csv_rows(text, self._separator, width, []):
                if not isinstance(cells, str):
                    yield cells
        except ValueError:
            return  # told when the rows are read
        finally:
            text.close()


def separator_of(head: Sequence[str], encoder: Encoder) -> str:
    """Return what stands between the columns of a table: what shows the most names of facts.

    In much of the world spreadsheets put semicolons there, since the comma is in the numbers.
    """

    def facts(separator: str) -> int:
        try:
            names = csv_header(head, separator)
        except ValueError:
            return 0
        return sum(encoder.fact_row(name) is not None for name in names)

    return max(SEPARATORS, key=facts)  # the comma, where nothing shows more


def csv_header(lines: Iterable[str], separator: str) -> list[str]:
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
    return named(names)


def csv_records(
    text: TextLines, encoder: Encoder, separator: str, notes: list[str]
) -> Iterator[Record]:
    """Yield the cases of a table with commas, or another separator; add a note on a stray quotation mark."""
    file = text.file
    try:
        header = csv_header(text, separator)
        wrong = useless(file, header, encoder)
        alike = twins(header)
        if alike and not wrong:
            wrong = failure(file, 0, alike, hint="give each column a name of its own")
    except ValueError as error:
        header, wrong = [], failure(file, 0, f"the names of the columns can't be read: {error}")
    if wrong:
        yield _failed(file, 0, wrong)
        return
    facts: list[tuple[int, str]] = []
    others: list[tuple[int, str]] = []
    for index, name in enumerate(header):
        row = encoder.fact_row(name)
        if row is None:
            others.append((index, carried_name(name)))
        else:
            facts.append((index, encoder.facts[row].name))
    for number, cells in csv_rows(text, separator, len(header), notes):
        if isinstance(cells, str):
            yield _failed(file, number, failure(file, number, cells))
            continue
        # Spreadsheets leave cells at the end out, or write more of them than there are columns.
        if any(map(str.strip, cells[len(header) :])):
            message = f"the row has {len(cells)} cells, and the header {len(header)}"
            hint = f"put cells that hold {SEPARATORS[separator]} in quotes"
            yield _failed(file, number, failure(file, number, message, hint=hint))
            continue
        cells.extend([""] * (len(header) - len(cells)))
        told = {name: cells[index] for index, name in others if cells[index]}
        given = {name: cells[index] for index, name in facts if cells[index]}
        record = Record(file, number, told, given)
        yield record if _is_utf8("".join(cells)) else _checked(record)


def json_keys(lines: Iterable[str]) -> list[str]:
    """Return the keys of the first lines of a JSON Lines file, in the order of their appearance."""
    keys: dict[str, None] = {}
    for line in lines:
        try:
            found = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(found, dict):
            keys.update(dict.fromkeys(key for key in found if key != "facts"))
    return [key for key in keys if _is_utf8(key)]


def json_records(
    text: TextLines, encoder: Encoder, carried: Sequence[str], notes: list[str]
) -> Iterator[Record]:
    """Yield the cases of JSON Lines; add a note on each key that comes too late to be carried along."""
    file = text.file
    known = set(carried)
    number = 0
    while True:
        try:
            line = next(text)
        except StopIteration:
            return
        except TooLongError as error:
            number += 1
            yield _failed(file, number, failure(file, number, f"the line can't be read: {error}"))
            continue
        if not line.strip():
            continue
        number += 1
        record = _of_line(file, number, line, encoder)
        for name in record.told:
            if name not in known:
                known.add(name)
                notes.append(
                    f"{file}: '{one_line(name)}' comes first at row {number:,} and is left out of the "
                    "output; name it in the first row, as null if it isn't known there"
                )
        yield record


def _of_line(file: str, number: int, line: str, encoder: Encoder) -> Record:
    try:
        found = json.loads(line, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        message = f"the line is no JSON: {one_line(str(error), 200)}"
        return _failed(file, number, failure(file, number, message, read=one_line(line)))
    if not isinstance(found, dict):
        message = "the line holds no JSON object"
        return _failed(file, number, failure(file, number, message, read=one_line(line)))
    facts = found.pop("facts", None)
    if facts is not None and not isinstance(facts, dict):
        message = "'facts' is no JSON object"
        read = one_line(json.dumps(facts, ensure_ascii=False))
        hint = 'write "facts": {"name of a fact": "answer", ...}'
        return _failed(file, number, failure(file, number, message, read=read, hint=hint))
    told: dict[str, str] = {}
    given: dict[str, str | tuple[str, ...]] = {}
    failures: list[Failure] = []
    seen: set[int] = set()
    pairs = [(key, value, False) for key, value in found.items()]
    pairs += [(key, value, True) for key, value in (facts or {}).items()]
    for key, value, inside in pairs:
        row = encoder.fact_row(key)
        if row is not None:
            fact = encoder.facts[row].name
            answer = _answer(value)
            if row in seen:
                failures.append(failure(file, number, f"'{fact}' is given twice", fact=fact))
            elif answer is None:
                read = one_line(json.dumps(value, ensure_ascii=False))
                message = f"this is no answer to '{fact}'"
                allowed = f"{allowed_answers(encoder.facts[row])}, or {UNKNOWN}"
                kind = FailureKind.CASE if encoder.strict else FailureKind.CELL
                failures.append(
                    failure(
                        file, number, message, kind=kind, town=town_of(told), fact=fact, read=read,
                        allowed=allowed,
                    )
                )  # fmt: skip
            elif answer:
                given[fact] = answer
            seen.add(row)
        elif inside:
            near = near_fact(key, encoder)
            hint = f"did you mean '{near}'?" if near else ""
            failures.append(failure(file, number, f"unknown fact '{one_line(key)}'", hint=hint))
        elif value is not None:
            text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            told[carried_name(key)] = text
    record = Record(file, number, told, given, tuple(failures))
    # Escapes can write half a character, too.
    return record if _is_utf8(line) and "\\u" not in line else _checked(record)


def _has_decimals(fact: Fact) -> bool:
    return fact.domain.kind is Kind.NUMBER and not fact.domain.whole


def _failed(file: str, number: int, one: Failure) -> Record:
    return Record(file, number, {}, {}, (one,))


def _checked(record: Record) -> Record:
    """Refuse a record whose texts are not UTF-8."""
    for name, text in (*record.told.items(), *record.given.items()):
        parts = (name, text) if isinstance(text, str) else (name, *text)
        if not all(map(_is_utf8, parts)):
            message = f"'{one_line(name.encode('utf-8', 'replace').decode())}' is not UTF-8"
            one = failure(record.file, record.row, message, hint="save the file as UTF-8")
            return Record(record.file, record.row, {}, {}, (*record.failures, one))
    return record


def _is_utf8(text: str) -> bool:
    """Tell whether a text can be written; bytes that are no UTF-8 were read as halves of characters."""
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            message = f"'{one_line(key)}' is given twice"
            raise ValueError(message)
        found[key] = value
    return found


def _answer(value: Any) -> str | tuple[str, ...] | None:
    """Return a JSON value as the text, or texts, of an answer; '' for nothing, None for no answer."""
    if isinstance(value, dict) and set(value) <= {"answer", "note"}:
        value = value.get("answer")
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return value
    if isinstance(value, int | float):
        text = repr(value)
        return (
            f"{text}0" if is_ambiguous(text) else text
        )  # three decimals would look like thousands
    if isinstance(value, list) and value:
        parts = [_answer(one) for one in value]
        if all(isinstance(part, str) and part for part in parts):
            return tuple(str(part) for part in parts)
    return None
