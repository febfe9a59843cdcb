"""How the output is written, by the ending of its name."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import IO, Any

import polars as pl
from polars.io.plugins import register_io_source

from advisor.batch.own_columns import Form, own_names
from advisor.batch.places import TABLE_ENDINGS, ending_of
from advisor.batch.portion import TABLE_ROWS, Failure
from advisor.batch.write.book import BookSheet, write_book
from advisor.batch.write.csv_text import write_csv_text
from advisor.batch.write.for_people import about_sheet, sheets_of
from advisor.batch.write.names import column_names
from advisor.batch.write.parts import joined
from advisor.batch.write.safety import safe_names, safe_texts
from advisor.batch.write.sheet import (
    LONGEST_NAME,
    MOST_COLUMNS,
    MOST_ROWS,
    check_workbook,
    cut,
    fitted,
)
from advisor.batch.write.table import Evaluated, plain_names
from advisor.errors import OutputError, Place, Problem, suggestion
from advisor.knowledge.model import RuleBase


class Format(ABC):
    """Writes portions as parts, and parts as the whole output."""

    notes: tuple[str, ...] = ()
    """What a user should know of the output that was put together."""

    def check(self, carried: Sequence[str], rules: RuleBase) -> None:  # noqa: B027 - most hold anything
        """Look before anything is done whether an output with these columns can be. Raises ValueError."""

    @abstractmethod
    def write(self, evaluated: Evaluated, file: IO[bytes], *, first: bool) -> None:
        """Write one part."""

    def assemble(self, parts: Iterator[Path], target: Path) -> None:
        """Put parts together in one file."""
        joined(parts, target)


class JsonLines(Format):
    """One JSON object a line, with `trace` with all rules that fired; `full` takes the whole advice of each case."""

    def __init__(
        self,
        full: Callable[[Evaluated, int], dict[str, Any]] | None = None,
        *,
        trace: bool = False,
    ) -> None:
        self._full = full
        self._trace = trace

    def write(self, evaluated: Evaluated, file: IO[bytes], *, first: bool) -> None:  # noqa: ARG002
        """Write the objects of one portion."""
        if self._full is None:
            if evaluated.portion.cases:
                evaluated.documents(trace=self._trace).write_ndjson(file)
            return
        for index in range(evaluated.portion.cases):
            document = self._full(evaluated, index)
            file.write(
                json.dumps(document, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n"
            )


class Csv(Format):
    """A table with commas, of which no cell can run as a formula; with `trace` it has all rules that fired."""

    def __init__(self, *, trace: bool = False) -> None:
        self._trace = trace

    def write(self, evaluated: Evaluated, file: IO[bytes], *, first: bool) -> None:
        """Write the rows of one portion; the first one has the header."""
        write_csv_text(evaluated, safe_columns, file, trace=self._trace, header=first)


class Parquet(Format):
    """Columns; each misfit, and with `trace` each rule, is a column that tells where it fired."""

    def __init__(self, *, trace: bool = False) -> None:
        self._trace = trace

    def write(self, evaluated: Evaluated, file: IO[bytes], *, first: bool) -> None:  # noqa: ARG002
        """Keep one portion as an Arrow file, which costs little to write and to read again."""
        evaluated.frame(Form.FLAGS, trace=self._trace).write_ipc(file, compression="uncompressed")

    def assemble(self, parts: Iterator[Path], target: Path) -> None:
        """Stream the parts into one file."""
        first = next(parts)

        def frames(*_: object) -> Iterator[pl.DataFrame]:
            return (pl.read_ipc(part) for part in chain([first], parts))

        table = register_io_source(frames, schema=pl.read_ipc_schema(first))
        try:
            table.sink_parquet(
                target, compression="lz4", statistics=False, row_group_size=TABLE_ROWS
            )
        except pl.exceptions.ComputeError as error:
            reason = str(error).rpartition("error: ")[2]
            message = f"{reason}; is the disk full?"
            raise OSError(message) from None


class Excel(Format):
    """A workbook for people: the advice on the first sheet, and what it rests on behind it."""

    def __init__(self, rules: RuleBase, told: Mapping[str, str], *, trace: bool) -> None:
        self._rules = rules
        self._told = told
        self._trace = trace

    def check(self, carried: Sequence[str], rules: RuleBase) -> None:
        """Count the columns. Raises ValueError."""
        count = 2 + len(carried) + len(own_names(rules, Form.TEXT, trace=True))
        if count > MOST_COLUMNS:
            message = f"{count:,} columns are more than a sheet of Excel holds ({MOST_COLUMNS:,})"
            raise ValueError(message)

    def write(self, evaluated: Evaluated, file: IO[bytes], *, first: bool) -> None:  # noqa: ARG002
        """Keep one portion as an Arrow file until the end, since a workbook can't grow."""
        frame = fitted(evaluated.frame(Form.TEXT, sheet_names, trace=True))
        frame.with_columns(safe_texts()).write_ipc(file)

    def assemble(self, parts: Iterator[Path], target: Path) -> None:
        """Write the workbook, with texts as texts and a fixed date, so that it is always the same.

        It is read back, since a workbook that its reader can't open is worse than none. Raises
        OSError where that fails.
        """
        from xlsxwriter.exceptions import XlsxWriterException  # noqa: PLC0415 - only Excel needs it

        frame, told, problems = _within_a_sheet(parts, target)
        sheets = [
            *sheets_of(frame, self._rules, problems, trace=self._trace),
            about_sheet(self._told, self._rules, frame.height),
        ]
        sheets = [_within_rows(sheet, told) for sheet in sheets]
        self.notes = tuple(told)
        try:
            write_book(target, sheets, "Advice to local governments")
            for sheet in sheets[:3]:
                check_workbook(target, sheet.name, sheet.table.columns, sheet.table.height)
        except (ValueError, XlsxWriterException) as error:
            message = f"the workbook isn't whole: {error}; let the output end in .csv instead"
            raise OSError(message) from None


def _within_rows(sheet: BookSheet, told: list[str]) -> BookSheet:
    """Return a sheet with no more rows than one holds, and tell where some were left out."""
    if sheet.table.height <= MOST_ROWS:
        return sheet
    told.append(
        f"sheet '{sheet.name}': {sheet.table.height:,} rows are more than a sheet of Excel holds; the first "
        f"{MOST_ROWS:,} are in it"
    )
    return replace(sheet, table=sheet.table.head(MOST_ROWS))


def _within_a_sheet(
    parts: Iterator[Path], target: Path
) -> tuple[pl.DataFrame, list[str], list[Failure]]:
    """Return all parts as one table, what was cut in it, and what could not be read. Raises OutputError.

    A column that changes its kind from part to part is of texts.
    """
    frames: list[pl.DataFrame] = []
    problems: list[Failure] = []
    rows = 0
    for part in parts:
        frames.append(pl.read_ipc(part))
        lines = part.with_suffix(".errors").read_bytes().splitlines()
        problems += [json.loads(line) for line in lines]
        rows += frames[-1].height
        if rows > MOST_ROWS:
            message = f"more than {MOST_ROWS:,} cases are more than a sheet of Excel holds"
            hint = "let the output end in .parquet or .csv"
            raise OutputError(Problem(Place(str(target.parent)), message, hint))
    kinds = [set(column) for column in zip(*(frame.dtypes for frame in frames), strict=True)]
    mixed = [
        name
        for name, some in zip(frames[0].columns, kinds, strict=True)
        if len(some - {pl.Null}) > 1
    ]
    texts = [pl.col(name).cast(pl.String) for name in mixed]
    whole = pl.concat([frame.with_columns(texts) for frame in frames], how="vertical_relaxed")
    return (*cut(whole), problems)


def safe_columns(carried: Sequence[str], own: Sequence[str], free: Sequence[str]) -> list[str]:
    """Return the names of the columns of a text that a spreadsheet may open."""
    return plain_names(safe_names(carried), safe_names(own), free)


def sheet_names(carried: Sequence[str], own: Sequence[str], free: Sequence[str]) -> list[str]:
    """Return the names of the columns of a workbook."""
    ours = safe_names(own)
    names = column_names(safe_names(carried), [*ours, *free], LONGEST_NAME)
    return [*ours[:2], *names, *ours[2:]]


def format_for(
    output: str,
    rules: RuleBase,
    full: Callable[[Evaluated, int], dict[str, Any]] | None,
    told: Mapping[str, str],
    *,
    trace: bool,
) -> Format:
    """Return the format of an output's ending; `told` is what a workbook says about the run. Raises OutputError."""
    ending = ending_of(output)
    if ending not in TABLE_ENDINGS:
        hint = suggestion(ending or "no ending", TABLE_ENDINGS)
        message = f"can't tell how to write it: the name has {ending or 'no ending'}"
        raise OutputError(Problem(Place(output), message, hint))
    if full is not None and ending not in (".jsonl", ".ndjson"):
        message = "the whole advice (--full) fits only JSON Lines"
        raise OutputError(Problem(Place(output), message, "let the output end in .jsonl"))
    if ending == ".csv":
        return Csv(trace=trace)
    if ending == ".parquet":
        return Parquet(trace=trace)
    return Excel(rules, told, trace=trace) if ending == ".xlsx" else JsonLines(full, trace=trace)
