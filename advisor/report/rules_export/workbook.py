"""The rules as a workbook: facts, answers, assessments, decision tables and rules, to be changed and taken back."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter

from advisor.errors import NOWHERE, OutputError, Problem, column_letters
from advisor.knowledge.model import RuleBase
from advisor.knowledge.sheets.filled import AS_EXPORTED
from advisor.knowledge.sheets.pieces import BookSheet, DecisionTableSheet
from advisor.report.cleaning import as_property
from advisor.report.review_pages.witnesses import rule_base_foot
from advisor.text import one_line

_LONGEST_CELL = 32_767
_WIDEST, _NARROWEST = 60, 10
_HEAD = {"bold": True, "bg_color": "#eaf2f8", "text_wrap": True, "valign": "top", "border": 1}
_CELL = {"text_wrap": True, "valign": "top", "border": 1, "border_color": "#c5ced6"}


def as_workbook(rules: RuleBase, sheets: Sequence[BookSheet]) -> bytes:
    """Return the sheets as an .xlsx file; a hidden one keeps what the cells say, to tell later what was changed.

    Every cell is text: no program makes a date or a formula of it. Raises OutputError for a text
    that no cell holds.
    """
    stream = io.BytesIO()
    book: Any = xlsxwriter.Workbook(
        stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties({"title": as_property(rule_base_foot(rules)), "author": ""})
    looks = {
        "head": book.add_format({**_HEAD, "num_format": "@"}),
        "cell": book.add_format({**_CELL, "num_format": "@"}),
        "name": book.add_format({**_CELL, "num_format": "@", "bold": True}),
    }
    for sheet in sheets:
        _sheet(book.add_worksheet(sheet.name), sheet, looks)
    kept = book.add_worksheet(AS_EXPORTED)
    kept.very_hidden()
    row = 0
    for sheet in sheets:
        for texts in sheet.grid:
            for column, text in enumerate((sheet.name, *texts)):
                if text:
                    kept.write_string(row, column, _whole(text, sheet.name, row, column))
            row += 1
    book.close()
    return stream.getvalue()


def _sheet(drawn: Any, sheet: BookSheet, looks: dict[str, Any]) -> None:
    grid = sheet.grid
    table = isinstance(sheet, DecisionTableSheet)
    for row, texts in enumerate(grid):
        for column, text in enumerate(texts):
            first = column == 0 and not table
            look = looks["head"] if row == 0 else looks["name"] if first else looks["cell"]
            if text:
                drawn.write_string(row, column, _whole(text, sheet.name, row, column), look)
            else:
                drawn.write_blank(row, column, None, look)
    for column in range(len(grid[0])):
        longest = max(len(row[column]) for row in grid)
        width = min(_WIDEST, max(_NARROWEST, longest + 2))
        # Cells that are filled in later are text as well, so that no program makes a date of '2-3'.
        drawn.set_column(column, column, width, looks["cell"])
    drawn.freeze_panes(1, 0 if table else 1)
    drawn.set_landscape()
    drawn.set_paper(9)
    drawn.fit_to_pages(1, 0)
    drawn.repeat_rows(0)
    if not table:
        drawn.autofilter(0, 0, len(grid) - 1, len(grid[0]) - 1)


def _whole(text: str, sheet: str, row: int, column: int) -> str:
    if len(text) > _LONGEST_CELL:
        where = f"cell {column_letters(column)}{row + 1} of the sheet '{sheet}'"
        message = (
            f"a text of {len(text):,} characters doesn't fit into {where}: {one_line(text, 40)}"
        )
        hint = f"a cell holds {_LONGEST_CELL:,}; make it shorter in the book"
        raise OutputError(Problem(NOWHERE, message, hint, read=text[:60]))
    return text
