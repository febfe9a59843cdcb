"""Names of files: how tables end, the standard input, and what a run leaves beside its output."""

from __future__ import annotations

import os

TABLE_ENDINGS = (".csv", ".jsonl", ".ndjson", ".parquet", ".xlsx")
"""How tables end that are read and written."""

WORKBOOK_ENDINGS = (".xlsx", ".xls", ".ods")
"""How workbooks end, of which only the first is written."""

STANDARD_INPUT = "-"

SETTINGS = "run.json"
"""The file in a folder of parts that tells what the run was asked."""


def ending_of(file: str) -> str:
    """Return the ending of a file's name in small letters; the standard input has none."""
    return "" if file == STANDARD_INPUT else os.path.splitext(file)[1].casefold()  # noqa: PTH122 - for a million names
