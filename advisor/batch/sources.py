"""What is read: folders and files of every kind, in the order of the command, in portions that fit memory."""

from __future__ import annotations

import csv
import io
import itertools
import json
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import polars as pl

from advisor.batch.portion import (
    CASE_KEYS,
    FILE,
    ROW,
    TABLE_ROWS,
    Encoder,
    Failure,
    Portion,
    Record,
    carried_name,
    failure,
)
from advisor.cases.answers import allowed_answers
from advisor.cases.reader import read_case
from advisor.cases.tree import shown
from advisor.errors import CaseError, Place, Problem, nearest

CASE_ENDINGS = (".yaml", ".yml", ".json")
TABLE_ENDINGS = (".csv", ".jsonl", ".ndjson", ".parquet", ".xlsx")
STANDARD_INPUT = "-"

RECORDS = 8_192
"""The cases of a portion that comes one by one."""

LONGEST_LINE = 4 * 1024 * 1024
"""How many characters a line or cell can have; a case has a few thousand."""

_HEAD = 200


@dataclass(frozen=True)
class Inputs:
    """The files to read, in order, and the columns that are carried into the output, in order."""

    files: tuple[str, ...]
    carried: tuple[str, ...]
    keep_types: bool
    notes: tuple[str, ...]


def expand(names: Sequence[str], avoid: Sequence[Path]) -> tuple[str, ...]:
    """Return the files that names and folders stand for. Raises CaseError for what isn't there.

    Folders are read through and through, by name; files in `avoid` are our own output.
    """
    own = {path.resolve() for path in avoid}
    files: list[str] = []
    problems: list[Problem] = []
    for name in names:
        path = Path(name)
        if name == STANDARD_INPUT:
            files.append(name)
        elif path.is_dir():
            found = [
                str(one)
                for one in sorted(path.rglob("*"))
                if one.suffix.casefold() in (*CASE_ENDINGS, *TABLE_ENDINGS)
                and one.is_file()
                and one.resolve() not in own
                and not any(parent.name.endswith(".parts") for parent in one.parents)
            ]
            files += found
            if not found:
                hint = f"cases end in {', '.join((*CASE_ENDINGS, *TABLE_ENDINGS))}"
                problems.append(Problem(Place(name), "the folder holds no cases", hint))
        elif not path.exists():
            problems.append(
                Problem(Place(name), "there is no such file or folder", "check the path")
            )
        elif path.suffix.casefold() not in (*CASE_ENDINGS, *TABLE_ENDINGS):
            hint = f"allowed: {', '.join((*CASE_ENDINGS, *TABLE_ENDINGS))}, or - for standard input"
            problems.append(Problem(Place(name), "can't tell how the file is written", hint))
        elif path.resolve() in own:
            problems.append(
                Problem(Place(name), "this file would be overwritten", "use another -o")
            )
        else:
            files.append(name)
    if files.count(STANDARD_INPUT) > 1:
        problems.append(Problem(Place(STANDARD_INPUT), "the standard input can be read only once"))
    if problems:
        raise CaseError(problems)
    return tuple(files)


class Reader:
    """Reads all inputs portion by portion."""

    def __init__(self, encoder: Encoder, files: Sequence[str]) -> None:
        self._encoder = encoder
        self._files = tuple(files)
        self._stdin: IO[str] | None = None
        self.inputs = self._look()

    def _look(self) -> Inputs:
        """Look at the heads of all tables, since the output's columns must be known beforehand."""
        carried: dict[str, None] = {}
        notes: list[str] = []
        has_cases = False
        for file in self._files:
            if file != STANDARD_INPUT and Path(file).suffix.casefold() in CASE_ENDINGS:
                has_cases = True
                continue
            columns = self._columns(file)
            for name in columns:
                if self._encoder.fact_row(name) is None:
                    carried[carried_name(name)] = None
                    near = nearest(name[:200], [fact.name for fact in self._encoder.facts])
                    if near and name.casefold() not in CASE_KEYS:
                        notes.append(
                            f"{file}: column '{shown(name)}' is no fact and is carried along; "
                            f"did you mean '{near}'?"
                        )
        keys = CASE_KEYS if has_cases else ()
        names = tuple(dict.fromkeys((*keys, *carried)))
        only = self._files[0] if len(self._files) == 1 else ""
        return Inputs(
            self._files, names, only.casefold().endswith((".parquet", ".xlsx")), tuple(notes)
        )

    def _columns(self, file: str) -> list[str]:  # noqa: PLR0911 - one for each kind of file
        try:
            kind = self._kind(file)
            if kind == "parquet":
                return pl.scan_parquet(file).collect_schema().names()
            if kind == "excel":
                return pl.read_excel(file, engine="calamine", infer_schema_length=0).columns
            if kind == "csv":
                if file == STANDARD_INPUT:
                    return self._header(_peek(self._standard_input()))
                with Path(file).open(
                    encoding="utf-8-sig", errors="surrogateescape", newline=""
                ) as text:
                    return self._header(text.readline(LONGEST_LINE))
            if file == STANDARD_INPUT:
                lines: Iterable[str] = [_peek(self._standard_input())]
                return _keys(lines, self._encoder)
            with Path(file).open(encoding="utf-8-sig", errors="surrogateescape") as text:
                return _keys((text.readline(LONGEST_LINE) for _ in range(_HEAD)), self._encoder)
        except (OSError, pl.exceptions.PolarsError, ValueError):
            return []  # told when the file is read

    def _header(self, line: str) -> list[str]:
        return next(csv.reader([line]), [])

    def _standard_input(self) -> IO[str]:
        if self._stdin is None:
            buffer = sys.stdin.buffer
            self._stdin = io.TextIOWrapper(
                buffer, encoding="utf-8-sig", errors="surrogateescape", newline=""
            )
        return self._stdin

    def _kind(self, file: str) -> str:
        if file == STANDARD_INPUT:
            head = _peek(self._standard_input()).lstrip()
            return "lines" if head.startswith("{") else "csv"
        ending = Path(file).suffix.casefold()
        return {".parquet": "parquet", ".xlsx": "excel", ".csv": "csv"}.get(ending, "lines")

    def portions(self) -> Iterator[Portion]:
        """Yield all cases. What can't be read is in a portion's failures and stops nothing."""
        for is_case, files in itertools.groupby(
            self._files,
            key=lambda file: (
                file != STANDARD_INPUT and Path(file).suffix.casefold() in CASE_ENDINGS
            ),
        ):
            if is_case:
                yield from self._records(self._case_files(files))
                continue
            for file in files:
                yield from self._table(file)

    def empty(self) -> Portion:
        """Return a portion without cases, which has the columns of the run all the same."""
        return self._encoder.records([], self.inputs.carried)

    def _table(self, file: str) -> Iterator[Portion]:
        try:
            kind = self._kind(file)
            if kind == "parquet":
                yield from self._frames(file, _batches(pl.scan_parquet(file)))
            elif kind == "excel":
                frame = pl.read_excel(file, engine="calamine", infer_schema_length=None)
                yield from self._frames(file, frame.iter_slices(TABLE_ROWS))
            elif kind == "csv":
                yield from self._records(self._csv(file))
            else:
                yield from self._records(self._lines(file))
        except (OSError, pl.exceptions.PolarsError, ValueError) as error:
            message = f"the file can't be read: {shown(str(error), 200)}"
            yield self._encoder.records(
                [Record(file, 0, {}, {}, (failure(file, 0, message),))], self.inputs.carried
            )

    def _frames(self, file: str, frames: Iterable[pl.DataFrame]) -> Iterator[Portion]:
        row = 1
        for frame in frames:
            wrong = self._wrong_columns(file, frame.columns)
            if wrong:
                yield self._encoder.records(
                    [Record(file, 0, {}, {}, (wrong,))], self.inputs.carried
                )
                return
            portion = self._encoder.table(frame, file, row)
            row += frame.height
            yield self._aligned(portion)

    def _aligned(self, portion: Portion) -> Portion:
        """Give the carried columns the order and types of the whole run."""
        frame = portion.carried
        columns = [pl.col(FILE), pl.col(ROW)]
        for name in self.inputs.carried:
            if name not in frame.columns:
                columns.append(pl.lit(None, dtype=pl.String).alias(name))
            elif self.inputs.keep_types:
                columns.append(pl.col(name))
            else:
                columns.append(pl.col(name).cast(pl.String, strict=False))
        return Portion(
            portion.masks,
            frame.select(columns),
            portion.failures,
            portion.failed,
            portion.complete,
            portion.case,
        )

    def _wrong_columns(self, file: str, columns: Sequence[str]) -> Failure | None:
        """Say what makes a whole table useless: no fact at all, or one twice."""
        rows = [row for row in map(self._encoder.fact_row, columns) if row is not None]
        for row in rows:
            if rows.count(row) > 1:
                name = self._encoder.facts[row].name
                return failure(file, 0, f"two columns are named '{name}'", fact=name)
        if rows:
            return None
        hint = "name the columns as the facts are named in the books"
        near = [
            nearest(name[:200], [fact.name for fact in self._encoder.facts]) for name in columns
        ]
        named = next((name for name in near if name), None)
        hint = f"did you mean '{named}'?" if named else hint
        return failure(
            file, 0, "no column is named like a fact", hint=hint, read=shown(", ".join(columns))
        )

    def _records(self, records: Iterable[Record]) -> Iterator[Portion]:
        waiting = iter(records)
        while some := list(itertools.islice(waiting, RECORDS)):
            yield self._encoder.records(some, self.inputs.carried)

    def _case_files(self, files: Iterable[str]) -> Iterator[Record]:
        for file in files:
            try:
                case = read_case(file, self._encoder.engine.rules)
            except CaseError as error:
                yield Record(
                    file, 1, {}, {}, tuple(self._of_problem(file, one) for one in error.problems)
                )
                continue
            told = {key: getattr(case, key) for key in CASE_KEYS if getattr(case, key)}
            given = {
                answer.fact: tuple(_text(value) for value in answer.values)
                for answer in case.answers
            }
            yield Record(file, 1, told, given, case=case)

    def _of_problem(self, file: str, problem: Problem) -> Failure:
        """Tell a case file's problem: the fact and what was read stand in quotes in its message."""
        line = problem.place.line
        message = f"line {line}: {problem.message}" if line else problem.message
        quoted = re.findall(r"'([^']*)'", problem.message)
        rows = [row for row in map(self._encoder.fact_row, quoted) if row is not None]
        if not rows:
            return failure(file, 1, message, read=quoted[0] if quoted else "", hint=problem.hint)
        fact = self._encoder.facts[rows[0]]
        read = "" if quoted[0] == fact.name else quoted[0]
        allowed = allowed_answers(fact)
        return failure(
            file, 1, message, fact=fact.name, read=read, allowed=allowed, hint=problem.hint
        )

    def _csv(self, file: str) -> Iterator[Record]:
        text = (
            self._standard_input()
            if file == STANDARD_INPUT
            else Path(file).open(encoding="utf-8-sig", errors="surrogateescape", newline="")  # noqa: SIM115
        )
        csv.field_size_limit(LONGEST_LINE)
        rows = csv.reader(_short_lines(text))
        header = next(rows, [])
        wrong = self._wrong_columns(file, header)
        if wrong:
            yield Record(file, 0, {}, {}, (wrong,))
            return
        facts = [
            (index, self._encoder.facts[row].name)
            for index, name in enumerate(header)
            if (row := self._encoder.fact_row(name)) is not None
        ]
        taken = {index for index, _ in facts}
        others = [
            (index, carried_name(name)) for index, name in enumerate(header) if index not in taken
        ]
        number = 0
        while True:
            number += 1
            try:
                cells = next(rows)
            except StopIteration:
                return
            except (csv.Error, _TooLongError) as error:
                yield Record(
                    file,
                    number,
                    {},
                    {},
                    (failure(file, number, f"the row can't be read: {error}"),),
                )
                continue
            if not cells:
                number -= 1
                continue
            if len(cells) != len(header):
                message = f"the row has {len(cells)} cells, and the header {len(header)}"
                yield Record(
                    file,
                    number,
                    {},
                    {},
                    (failure(file, number, message, hint="put cells that hold commas in quotes"),),
                )
                continue
            told = {name: cells[index] for index, name in others if cells[index]}
            given = {name: cells[index] for index, name in facts if cells[index]}
            yield _checked(Record(file, number, told, given))

    def _lines(self, file: str) -> Iterator[Record]:
        text = (
            self._standard_input()
            if file == STANDARD_INPUT
            else Path(file).open(encoding="utf-8-sig", errors="surrogateescape")  # noqa: SIM115
        )
        number = 0
        lines = _short_lines(text)
        while True:
            try:
                line = next(lines)
            except StopIteration:
                return
            except _TooLongError as error:
                number += 1
                yield Record(
                    file,
                    number,
                    {},
                    {},
                    (failure(file, number, f"the line can't be read: {error}"),),
                )
                continue
            if not line.strip():
                continue
            number += 1
            yield self._line(file, number, line)

    def _line(self, file: str, number: int, line: str) -> Record:
        try:
            found = json.loads(line, object_pairs_hook=_once)
        except (ValueError, RecursionError) as error:
            message = f"the line is no JSON: {shown(str(error), 200)}"
            return Record(file, number, {}, {}, (failure(file, number, message, read=shown(line)),))
        if not isinstance(found, dict):
            message = "the line holds no JSON object"
            return Record(file, number, {}, {}, (failure(file, number, message, read=shown(line)),))
        told: dict[str, str] = {}
        given: dict[str, str | tuple[str, ...]] = {}
        failures: list[Failure] = []
        facts = found.pop("facts", None)
        for key, value in (*found.items(), *(facts.items() if isinstance(facts, dict) else ())):
            row = self._encoder.fact_row(key)
            if row is None:
                inside = isinstance(facts, dict) and key in facts and key not in found
                if inside:
                    near = nearest(key[:200], [fact.name for fact in self._encoder.facts])
                    hint = f"did you mean '{near}'?" if near else ""
                    failures.append(
                        failure(file, number, f"unknown fact '{shown(key)}'", hint=hint)
                    )
                elif value is not None:
                    told[carried_name(key)] = (
                        value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
                    )
                continue
            fact = self._encoder.facts[row]
            answer = _answer(value)
            if answer is None:
                message = f"this is no answer to '{fact.name}'"
                failures.append(
                    failure(file, number, message, fact=fact.name, read=shown(json.dumps(value)))
                )
            elif answer != "":
                given[fact.name] = answer
        return _checked(Record(file, number, told, given, tuple(failures)))


class _TooLongError(Exception):
    """A line is longer than any case; what is left of it has been skipped."""


def _short_lines(text: IO[str]) -> Iterator[str]:
    """Return an iterator of the lines that goes on after one that is too long."""

    class Lines:
        def __iter__(self) -> Iterator[str]:
            return self

        def __next__(self) -> str:
            line = text.readline(LONGEST_LINE)
            if not line:
                raise StopIteration
            if len(line) == LONGEST_LINE and not line.endswith("\n"):
                length = len(line)
                while (rest := text.readline(LONGEST_LINE)) and not rest.endswith("\n"):
                    length += len(rest)
                message = f"more than {length:,} characters on one line"
                raise _TooLongError(message)
            return line

    return Lines()


def _checked(record: Record) -> Record:
    """Refuse a record whose texts are not UTF-8."""
    for name, text in (*record.told.items(), *record.given.items()):
        for part in (name, *([text] if isinstance(text, str) else text)):
            try:
                part.encode()
            except UnicodeEncodeError:
                message = f"'{shown(name.encode('utf-8', 'replace').decode())}' is not UTF-8"
                one = failure(record.file, record.row, message, hint="save the file as UTF-8")
                return Record(record.file, record.row, {}, {}, (*record.failures, one))
    return record


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            message = f"'{shown(key)}' is given twice"
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
        return repr(value)
    if isinstance(value, list) and value:
        parts = [_answer(one) for one in value]
        if all(isinstance(part, str) and part for part in parts):
            return tuple(str(part) for part in parts)
    return None


def _text(value: Any) -> str:
    return str(value)


def _keys(lines: Iterable[str], encoder: Encoder) -> list[str]:
    """Return the keys of the first lines that are not facts, in the order of their appearance."""
    keys: dict[str, None] = {}
    for line in lines:
        try:
            found = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(found, dict):
            keys.update(dict.fromkeys(key for key in found if key != "facts"))
    return [key for key in keys if encoder.fact_row(key) is None]


def _peek(text: IO[str]) -> str:
    """Return the first line of the standard input without taking it away."""
    buffer = getattr(text, "_peeked", None)
    if buffer is None:
        raw = sys.stdin.buffer.peek(1 << 16) if hasattr(sys.stdin.buffer, "peek") else b""
        buffer = raw.decode("utf-8-sig", "surrogateescape").split("\n", 1)[0]
        text._peeked = buffer  # type: ignore[attr-defined]  # noqa: SLF001
    return str(buffer)


def _batches(table: pl.LazyFrame) -> Iterator[pl.DataFrame]:
    """Yield portions of equal size, whatever row groups the file has.

    Slices one after the other: polars' own batches read far ahead of what is used.
    """
    rows = table.select(pl.len()).collect().item()
    for first in range(0, rows, TABLE_ROWS):
        yield table.slice(first, TABLE_ROWS).collect()
