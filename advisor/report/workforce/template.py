"""An empty workbook for staff, courses and parameters, with lists to choose from."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

import xlsxwriter

from advisor.knowledge.model import RuleBase
from advisor.workforce.matrix import RequiredMatrix
from advisor.workforce.read import courses, staff
from advisor.workforce.read.inputs import COURSES_SHEET, PARAMETERS_SHEET, STAFF_SHEET, judgements
from advisor.workforce.read.parameters import NAMES

_ROWS = 5_000
_WIDTH = 18


def template_workbook(matrix: RequiredMatrix, rules: RuleBase) -> bytes:
    """Return a workbook that `advisor workforce` reads as it is filled in. Raises StaffError."""
    book = judgements(rules)
    stream = io.BytesIO()
    workbook: Any = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False})
    head = workbook.add_format({"bold": True, "bg_color": "#eaf2f8", "border": 1})
    text = workbook.add_format({"num_format": "@"})
    keys = [one.key for one in matrix.competencies]
    words = {
        "job category": matrix.categories,
        "contract": staff.CONTRACTS,
        "digital post": ("yes", "no"),
        "evidence": staff.EVIDENCE,
        **dict.fromkeys(keys, (*staff.STANDINGS, "unknown")),
    }
    sheet = workbook.add_worksheet(STAFF_SHEET)
    _columns(sheet, (*staff.COLUMNS, *keys), words, head)
    for column, name in enumerate(staff.COLUMNS):
        if name in ("contract end", "certificate expiry"):
            sheet.set_column(column, column, _WIDTH, text)
    for column, one in enumerate(matrix.competencies, start=len(staff.COLUMNS)):
        sheet.write_comment(0, column, f"{one.key} {one.text} ({one.level}, {one.nature})")
    points = [str(one.number) for one in book.points]
    _columns(
        workbook.add_worksheet(COURSES_SHEET), courses.COLUMNS, {"training point": points}, head
    )
    parameters = workbook.add_worksheet(PARAMETERS_SHEET)
    _columns(parameters, ("parameter", "value"), {}, head)
    usual = dict(book.usual)
    for row, name in enumerate(NAMES, start=1):
        parameters.write_string(row, 0, name)
        if name in usual:
            parameters.write_number(row, 1, usual[name])
    scales = list(dict.fromkeys(step.scale for step in book.scales))
    parameters.data_validation(
        NAMES.index("scale") + 1, 1, NAMES.index("scale") + 1, 1, _choice(scales)
    )
    _explain(workbook, matrix)
    workbook.close()
    return stream.getvalue()


def _columns(
    sheet: Any, names: Sequence[str], words: Mapping[str, Sequence[str]], head: Any
) -> None:
    for column, name in enumerate(names):
        sheet.write_string(0, column, name, head)
        if name in words:
            sheet.data_validation(1, column, _ROWS, column, _choice(words[name]))
    sheet.set_column(0, len(names) - 1, _WIDTH)
    sheet.freeze_panes(1, 1)


def _choice(words: Sequence[str]) -> dict[str, Any]:
    return {"validate": "list", "source": list(words), "error_title": "Not in the list"}


def _explain(workbook: Any, matrix: RequiredMatrix) -> None:
    """Write the competencies with their texts, which nobody knows by heart."""
    sheet = workbook.add_worksheet("competencies")
    for column, name in enumerate(("key", "competency", "level", "nature", "required of")):
        sheet.write_string(0, column, name)
    for row, one in enumerate(matrix.competencies, start=1):
        cells = (one.key, one.text, one.level, one.nature, ", ".join(one.job_categories))
        for column, cell in enumerate(cells):
            sheet.write_string(row, column, cell)
    sheet.set_column(1, 1, 90)
    sheet.set_column(4, 4, 50)
