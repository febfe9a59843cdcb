"""Cases in JSON: an object a line, or the objects of one array."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from advisor.batch.portion import FILE, ROW, Failure, FailureKind, failure
from advisor.batch.read.encoder import Encoder
from advisor.batch.read.encodings import ENCODING_HINT
from advisor.batch.read.headers import MOST_COLUMNS, Alignment, near_fact
from advisor.batch.read.layout import town_of
from advisor.batch.read.record import Record, carried_name
from advisor.batch.read.texts import TextLines, TooLongError
from advisor.batch.read.work import PortionWork, records_work
from advisor.cases.answers import UNKNOWN, allowed_answers
from advisor.knowledge.domains import is_ambiguous
from advisor.text import one_line

MOST_HINTS = 20
"""To how many unknown facts of a record the nearest one is looked for."""

LONGEST_ARRAY = 1 << 28
"""How many bytes a file with an array can have, which is read whole."""


def holds_array(file: str) -> bool:
    """Tell whether a JSON file holds an array, as a table does, and not one case. Raises OSError."""
    with Path(file).open("rb") as stream:
        start = stream.read(4_096).removeprefix(b"\xef\xbb\xbf").lstrip()
    return start.startswith(b"[")


class JsonArray:
    """A file with an array of cases. Raises OSError, and ValueError where it is none."""

    at_once = 8_192
    notes = ()

    def __init__(self, file: str, encoder: Encoder) -> None:
        self._file = file
        self._encoder = encoder
        if Path(file).stat().st_size > LONGEST_ARRAY:
            message = (
                f"an array of more than {LONGEST_ARRAY >> 20} MiB; save it as JSON Lines (.jsonl)"
            )
            raise ValueError(message)
        try:
            found = json.loads(Path(file).read_text("utf-8-sig"), object_pairs_hook=_once)
        except RecursionError:
            message = "it is nested too deeply"
            raise ValueError(message) from None
        self._values: list[Any] = found
        keys: dict[str, None] = {}
        for value in self._values:
            if isinstance(value, dict):
                keys.update(dict.fromkeys(filter(is_utf8, _keys(value))))
        self.columns = list(keys)
        self.cases = float(len(self._values))
        self.share = 0.0

    def works(self, alignment: Alignment, rows: int) -> Iterator[PortionWork]:
        """Yield what reads the next cases."""
        for first in range(0, len(self._values), rows):
            some = self._values[first : first + rows]
            self.share = (first + len(some)) / len(self._values)
            records = [
                checked_texts(_of_value(self._file, number, value, self._encoder))
                for number, value in enumerate(some, first + 1)
            ]
            yield records_work(records, alignment.columns)


def json_keys(lines: Iterable[str]) -> list[str]:
    """Return the keys of the first lines of a JSON Lines file, in the order of their appearance."""
    keys: dict[str, None] = {}
    for line in lines:
        try:
            found = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(found, dict):
            keys.update(dict.fromkeys(_keys(found)))
    return [key for key in keys if is_utf8(key)]


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
            yield failed(file, number, failure(file, number, f"the line can't be read: {error}"))
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
        return failed(file, number, failure(file, number, message, read=one_line(line)))
    record = _of_value(file, number, found, encoder)
    # Escapes can write half a character, too.
    return record if is_utf8(line) and "\\u" not in line else checked_texts(record)


def _of_value(file: str, number: int, found: Any, encoder: Encoder) -> Record:
    if not isinstance(found, dict):
        message = "this is no JSON object"
        read = one_line(json.dumps(found, ensure_ascii=False))
        return failed(file, number, failure(file, number, message, read=read))
    found = _told_anew(found)
    facts = found.pop("facts", None)
    if facts is not None and not isinstance(facts, dict):
        message = "'facts' is no JSON object"
        read = one_line(json.dumps(facts, ensure_ascii=False))
        hint = 'write "facts": {"name of a fact": "answer", ...}'
        return failed(file, number, failure(file, number, message, read=read, hint=hint))
    width = len(found) + len(facts or {})
    if width > MOST_COLUMNS:
        message = f"it has {width:,} entries, and at most {MOST_COLUMNS:,} are read"
        return failed(
            file, number, failure(file, number, message, hint="leave out what is no fact")
        )
    told: dict[str, str] = {}
    given: dict[str, str | tuple[str, ...]] = {}
    failures: list[Failure] = []
    seen: set[int] = set()
    pairs = [(key, value, False) for key, value in found.items()]
    pairs += [(key, value, True) for key, value in (facts or {}).items()]
    classes, passed_over = _concluded(found, facts or {}, encoder)
    for key, value, inside in pairs:
        row = encoder.fact_row(key)
        if key in passed_over:
            continue
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
            # Comparing takes long, and who has slipped in all of them needs no more examples.
            near = near_fact(key, encoder) if len(failures) < MOST_HINTS else ""
            hint = f"did you mean '{near}'?" if near else ""
            failures.append(failure(file, number, f"unknown fact '{one_line(key)}'", hint=hint))
        elif value is not None:
            text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            told[carried_name(key)] = text
    return Record(file, number, told, {**classes, **given}, tuple(failures))


def _concluded(
    found: dict[str, Any], facts: dict[str, Any], encoder: Encoder
) -> tuple[dict[str, str], frozenset[str]]:
    """Return what an output of ours says of the classes of numbers, and the keys that are no answers."""
    roles = encoder.roles(list(found))
    rows = {key: encoder.by_class[key] for key in facts if key in encoder.by_class}
    rows.update(roles.classes)
    classes = {
        encoder.facts[row].name: value
        for key, row in rows.items()
        if isinstance(value := facts.get(key, found.get(key)), str)
    }
    return classes, frozenset((*rows, *roles.ignored))


def _told_anew(found: dict[str, Any]) -> dict[str, Any]:
    """Return an object of an output of ours without what was concluded: its answers, and what was carried along."""
    case = found.get("case")
    if not {"case", "rule_base", "facts", "decisions"} <= set(found) or not isinstance(case, dict):
        return found
    told = {key: value for key, value in case.items() if key not in (FILE, ROW)}
    return {**told, "facts": found["facts"]}


def _keys(found: dict[str, Any]) -> list[str]:
    """Return the keys of an object that may be names of columns."""
    return [key for key in _told_anew(found) if key != "facts"]


def failed(file: str, number: int, one: Failure) -> Record:
    """Return the record of a row that can't be read."""
    return Record(file, number, {}, {}, (one,))


def checked_texts(record: Record) -> Record:
    """Refuse a record whose texts are not UTF-8."""
    for name, text in (*record.told.items(), *record.given.items()):
        parts = (name, text) if isinstance(text, str) else (name, *text)
        if not all(map(is_utf8, parts)):
            message = f"'{one_line(name.encode('utf-8', 'replace').decode())}' is not UTF-8"
            one = failure(record.file, record.row, message, hint=ENCODING_HINT)
            return Record(record.file, record.row, {}, {}, (*record.failures, one))
    return record


def is_utf8(text: str) -> bool:
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
        # Three decimals would look like thousands.
        return f"{text}0" if is_ambiguous(text) else text
    if isinstance(value, list) and value:
        parts = [_answer(one) for one in value]
        if all(isinstance(part, str) and part for part in parts):
            return tuple(str(part) for part in parts)
    return None
