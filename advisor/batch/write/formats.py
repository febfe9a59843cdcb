"""How the output is written, by the ending of its name."""

from __future__ import annotations

import io
import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import IO, Any

import polars as pl
from polars.io.plugins import register_io_source

from advisor.batch.read.files import TABLE_ENDINGS, ending_of
from advisor.batch.read.portion import TABLE_ROWS
from advisor.batch.write.parts import joined
from advisor.batch.write.table import Evaluated, Form
from advisor.errors import OutputError, Place, Problem, suggestion

MOST_EXCEL_ROWS = 1_048_575

# The last four are the full-width forms of = + - @, which spreadsheets take for the same.
_FORMULA = r"^[\s]*[=+\-@\t\r\x{FF1D}\x{FF0B}\x{FF0D}\x{FF20}]"
_NUMBER = r"^[+-]?(\d+([.,]\d+)*)$"


class Format(ABC):
    """Writes portions as parts, and parts as the whole output."""

    @abstractmethod
    def write(self, evaluated: Evaluated, file: IO[bytes], *, first: bool) -> None:
        """Write one part."""

    def assemble(self, parts: Iterator[Path], target: Path) -> None:
        """Put parts together in one file."""
        joined(parts, target)


class JsonLines(Format):
    """One JSON object a line; `full` takes the whole advice of each case."""

    def __init__(self, full: Callable[[Evaluated, int], dict[str, Any]] | None = None) -> None:
        self._full = full

    def write(self, evaluated: Evaluated, file: IO[bytes], *, first: bool) -> None:  # noqa: ARG002
        """Write the objects of one portion."""
        if self._full is None:
            if evaluated.portion.cases:
                evaluated.documents().write_ndjson(file)
            return
        for index in range(evaluated.portion.cases):
            document = self._full(evaluated, index)
            file.write(json.dumps(document, ensure_ascii=False).encode() + b"\n")


class Csv(Format):
    """A table with commas, of which no cell can run as a formula."""

    def write(self, evaluated: Evaluated, file: IO[bytes], *, first: bool) -> None:
        """Write the rows of one portion; the first one has the header."""
        frame = harmless(evaluated.frame(Form.TEXT))
        text = io.BytesIO()
        frame.write_csv(text, include_header=first)
        file.write(text.getvalue())


class Parquet(Format):
    """Columns; each rule is a column that tells where it fired."""

    def write(self, evaluated: Evaluated, file: IO[bytes], *, first: bool) -> None:  # noqa: ARG002
        """Keep one portion as an Arrow file, which costs little to write and to read again."""
        evaluated.frame(Form.FLAGS).write_ipc(file, compression="uncompressed")

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
    """A workbook with one sheet."""

    def write(self, evaluated: Evaluated, file: IO[bytes], *, first: bool) -> None:  # noqa: ARG002
        """Keep one portion as an Arrow file until the end, since a workbook can't grow."""
        harmless(evaluated.frame(Form.TEXT)).write_ipc(file)

    def assemble(self, parts: Iterator[Path], target: Path) -> None:
        """Write the workbook, with texts as texts and a fixed date, so that it is always the same."""
        import xlsxwriter  # noqa: PLC0415 - only Excel needs it
        from xlsxwriter.exceptions import FileCreateError  # noqa: PLC0415

        frame = pl.scan_ipc(list(parts), glob=False).collect()
        if frame.height > MOST_EXCEL_ROWS:
            message = f"{frame.height:,} cases are more than a sheet of Excel holds"
            raise OutputError(Problem(Place(str(target.parent)), message, "use .parquet or .csv"))
        options = {"strings_to_formulas": False, "strings_to_urls": False, "constant_memory": False}
        created = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
        try:
            with xlsxwriter.Workbook(str(target), options) as book:
                book.set_properties({"created": created})
                frame.write_excel(book, worksheet="advice", autofit=False)
        except FileCreateError as error:
            raise OSError(str(error).rpartition("] ")[2]) from None


def format_for(output: str, full: Callable[[Evaluated, int], dict[str, Any]] | None) -> Format:
    """Return the format of an output's ending. Raises OutputError."""
    ending = ending_of(output)
    if ending not in TABLE_ENDINGS:
        hint = suggestion(ending or "no ending", TABLE_ENDINGS)
        message = f"can't tell how to write it: the name has {ending or 'no ending'}"
        raise OutputError(Problem(Place(output), message, hint))
    if full is not None and ending not in (".jsonl", ".ndjson"):
        message = "the whole advice (--full) fits only JSON Lines"
        raise OutputError(Problem(Place(output), message, "let the output end in .jsonl"))
    if ending == ".csv":
        return Csv()
    if ending == ".parquet":
        return Parquet()
    return Excel() if ending == ".xlsx" else JsonLines(full)


def harmless(frame: pl.DataFrame) -> pl.DataFrame:
    """Put an apostrophe before texts that a spreadsheet would run as a formula; names of columns too."""
    safe = frame.with_columns(safe_texts())
    names = pl.Series(safe.columns)
    return safe.rename(
        {
            name: f"'{name}"
            for name, bad in zip(safe.columns, names.str.contains(_FORMULA), strict=True)
            if bad
        }
    )


def safe_texts() -> pl.Expr:
    """Return all columns of texts, with an apostrophe before those that a spreadsheet would run."""
    texts = pl.col(pl.String)
    risky = texts.str.contains(_FORMULA) & ~texts.str.contains(_NUMBER)
    return pl.when(risky).then("'" + texts).otherwise(texts).name.keep()
