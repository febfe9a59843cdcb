"""A workbook to fill in: a row for each government, with the answers as lists to choose from and their anchors as notes."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from advisor.batch.portion import CASE_KEYS
from advisor.cases.answers import UNKNOWN, allowed_answers
from advisor.knowledge.domains import Kind
from advisor.knowledge.model import Fact, RuleBase

ROWS = 1_000
"""How many rows offer the answers; more can be filled in."""

_SHEET, _EXPLAINED, _LISTS = "governments", "explanations", "lists"
_NARROW, _WIDE, _WIDEST = 14, 24, 60
_SHADES = ("#d6eaf8", "#e8f8f5")
_INTRODUCTION = (
    "How to fill in the sheet 'governments'",
    "One row for each government. The first columns say which one it is; leave out what you don't need, or add columns of your own.",
    "Every other column is a question. Choose an answer from the list of its cell.",
    "The note on the name of a column tells what each answer looks like in a government.",
    "Where nobody knows, leave the cell empty: unknown is never read as no.",
    "Where two answers are possible, write both: low or moderate. A number may be a range: 20,000 to 50,000.",
    "Save the workbook and evaluate it: advisor batch FILE.xlsx -o ADVICE.xlsx",
)


def template_workbook(rules: RuleBase) -> bytes:
    """Return an .xlsx file that `advisor batch` reads once it is filled in; the same for the same rules."""
    import xlsxwriter  # noqa: PLC0415 - only workbooks need it

    stream = io.BytesIO()
    book: Any = xlsxwriter.Workbook(
        stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    created = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
    book.set_properties({"title": "Local governments to advise", "created": created})
    sheet = book.add_worksheet(_SHEET)
    _explain(book, rules)
    lists = _lists(book, rules)
    plain = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "border": 1})
    for column, name in enumerate(CASE_KEYS):
        sheet.write_string(0, column, name, plain)
    topics = list(dict.fromkeys(fact.topic for fact in rules.facts))
    for column, fact in enumerate(rules.facts, len(CASE_KEYS)):
        shade = _SHADES[topics.index(fact.topic) % len(_SHADES)]
        head = book.add_format(
            {"bold": True, "text_wrap": True, "valign": "top", "border": 1, "bg_color": shade}
        )
        sheet.write_string(0, column, fact.name, head)
        note = "\n".join((fact.question, *_anchors(fact)))
        sheet.write_comment(
            0, column, note, {"x_scale": 3, "y_scale": 1 + note.count("\n"), "author": ""}
        )
        sheet.data_validation(1, column, ROWS, column, _validation(fact, lists.get(fact.name, "")))
    last = len(CASE_KEYS) + len(rules.facts) - 1
    sheet.set_column(0, len(CASE_KEYS) - 1, _NARROW)
    sheet.set_column(len(CASE_KEYS), last, _WIDE)
    sheet.set_row(0, 32)
    sheet.freeze_panes(1, 2)
    sheet.activate()
    book.close()
    return stream.getvalue()


def _anchors(fact: Fact) -> Iterator[str]:
    """Yield what each answer looks like, or what numbers are allowed."""
    if fact.domain.kind is Kind.NUMBER:
        yield allowed_answers(fact)
        return
    told = dict(fact.anchors)
    for value in fact.domain.values:
        yield f"{value}: {told[value]}" if told.get(value) else value


def _validation(fact: Fact, cells: str) -> dict[str, Any]:
    """Return what a spreadsheet offers and doubts; it asks before it takes anything else, such as 'low or moderate'."""
    doubt = {
        "error_type": "warning",
        "error_title": "Not in the list",
        "error_message": "Two answers may be joined by 'or', a number may be a range. Keep it?",
    }
    if cells:
        return {"validate": "list", "source": f"={_LISTS}!{cells}", **doubt}
    limits = {"minimum": fact.domain.minimum, "maximum": min(fact.domain.maximum, 1e12)}
    kind = "integer" if fact.domain.whole else "decimal"
    return {"validate": kind, "criteria": "between", **limits, **doubt}


def _lists(book: Any, rules: RuleBase) -> dict[str, str]:
    """Write the answers on a hidden sheet, a column a fact; return their cells, since a cell's own list has little room."""
    from xlsxwriter.utility import xl_range_abs  # noqa: PLC0415

    sheet = book.add_worksheet(_LISTS)
    sheet.hide()
    cells = {}
    for column, fact in enumerate(rules.facts):
        if fact.domain.kind is Kind.NUMBER:
            continue
        values = (*fact.domain.values, UNKNOWN)
        sheet.write_column(0, column, values)
        cells[fact.name] = xl_range_abs(0, column, len(values) - 1, column)
    return cells


def _explain(book: Any, rules: RuleBase) -> None:
    """Write the sheet that explains: how the workbook is filled in, and what each question is for."""
    sheet = book.add_worksheet(_EXPLAINED)
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    text = book.add_format({"text_wrap": True, "valign": "top"})
    first, *further = _INTRODUCTION
    sheet.merge_range(0, 0, 0, 4, first, bold)
    for row, line in enumerate(further, 1):
        sheet.merge_range(row, 0, row, 4, line, text)
        sheet.set_row(row, 32)
    row = len(_INTRODUCTION) + 1
    sheet.write_row(row, 0, ("topic", "column", "question", "answers", "why it is asked"), bold)
    sheet.freeze_panes(row + 1, 0)
    for column, width in enumerate((_WIDE, _WIDE, _WIDEST, _WIDEST, _WIDEST)):
        sheet.set_column(column, column, width, text)
    for fact in rules.facts:
        row += 1
        answers = "\n".join(_anchors(fact))
        cells = (fact.topic, fact.name, fact.question, answers, fact.why)
        sheet.write_row(row, 0, cells, text)
    sheet.write_string(row + 2, 0, f"Rule base {rules.version}, {rules.hash}", text)
