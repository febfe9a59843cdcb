"""Names of places: how tables end, the standard input, what a run leaves beside its output, and columns of a spreadsheet."""

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


def column_letters(number: int) -> str:
    """Return what a spreadsheet calls its column, counted from 0.

    >>> [column_letters(number) for number in (0, 25, 26, 701, 702)]
    ['A', 'Z', 'AA', 'ZZ', 'AAA']
    """
    letters = ""
    number += 1
    while number:
        number, letter = divmod(number - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters
