"""The report as a workbook with a sheet for each table; no cell can run as a formula."""

from __future__ import annotations

import io
import re
from typing import Any

import xlsxwriter

from advisor.report.cleaning import as_property
from advisor.report.page import Heading, Listing, PageTable, Paragraph
from advisor.report.workforce.model import HeatMap, PageBreak, StaffPage

_LONGEST_CELL = 32_000
_LONGEST_NAME = 31
_WIDEST, _NARROWEST = 70, 8
_NUMBER = re.compile(r"-?\d{1,3}(,\d{3})*(\.\d+)?|-?\d+(\.\d+)?")
# What XML can't hold.
_IMPOSSIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def as_workbook(page: StaffPage) -> bytes:
    """Return the report as an .xlsx file."""
    stream = io.BytesIO()
    book: Any = xlsxwriter.Workbook(
        stream,
        {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False},
    )
    book.set_properties({"title": as_property(page.title), "author": ""})
    _Writer(book).write(page)
    book.close()
    return stream.getvalue()


class _Writer:
    def __init__(self, book: Any) -> None:
        self._book = book
        self._names: set[str] = set()
        self._plain = book.add_format({"text_wrap": True, "valign": "top", "border": 1})
        self._head = book.add_format(
            {"bold": True, "bg_color": "#eaf2f8", "text_wrap": True, "border": 1}
        )
        self._bold = book.add_format({"bold": True, "font_size": 12})
        self._text = book.add_format({"text_wrap": True, "valign": "top"})

    def write(self, page: StaffPage) -> None:
        overview = self._sheet("Overview")
        overview.set_column(0, 0, 110)
        lines: list[tuple[str, Any]] = [(page.title, self._bold), (page.summary, self._text)]
        for part in page.parts:
            if isinstance(part, Heading):
                lines.append((part.text, self._bold))
            elif isinstance(part, Paragraph):
                label = f"{part.label}: " if part.label else ""
                lines.append((label + part.text, self._text))
            elif isinstance(part, Listing):
                lines += [(f"\u2022 {text}", self._text) for text in part.texts]
            elif isinstance(part, HeatMap):
                self._heat_map(part)
            elif not isinstance(part, PageBreak):
                self._table(part, self._sheet(part.caption))
        lines.append((page.foot, self._text))
        for row, (text, look) in enumerate(lines):
            overview.write_string(row, 0, _clean(text), look)

    def _sheet(self, caption: str) -> Any:
        """Add a sheet under a name that is allowed and not yet taken."""
        base = re.sub(r"[\[\]:*?/\\']", " ", caption).strip()[:_LONGEST_NAME].strip() or "Table"
        name, number = base, 2
        while name.casefold() in self._names:
            tail = f" {number}"
            name, number = base[: _LONGEST_NAME - len(tail)] + tail, number + 1
        self._names.add(name.casefold())
        return self._book.add_worksheet(name)

    def _table(self, part: PageTable, sheet: Any) -> None:
        for column, name in enumerate(part.header):
            sheet.write_string(0, column, _clean(name), self._head)
            longest = max((len(row[column]) for row in part.rows), default=0)
            sheet.set_column(
                column, column, min(_WIDEST, max(_NARROWEST, len(name) // 2 + 4, longest + 2))
            )
        for number, row in enumerate(part.rows, start=1):
            for column, text in enumerate(row):
                if _NUMBER.fullmatch(text):
                    sheet.write_number(number, column, float(text.replace(",", "")), self._plain)
                else:
                    sheet.write_string(number, column, _clean(text), self._plain)
        sheet.freeze_panes(1, 1)
        if part.rows:
            sheet.autofilter(0, 0, len(part.rows), len(part.header) - 1)

    def _heat_map(self, part: HeatMap) -> None:
        sheet = self._sheet("Coverage")
        self._table(part.table, sheet)
        first = len(part.table.header) - len(part.categories)
        looks: dict[tuple[str, str], Any] = {}
        for number, row in enumerate(part.rows, start=1):
            for column, heat in enumerate(row.cells, start=first):
                key = (heat.shade, heat.ink)
                if key not in looks:
                    looks[key] = self._book.add_format(
                        {"bg_color": heat.shade, "font_color": heat.ink, "border": 1}
                    )
                sheet.write_string(number, column, _clean(heat.text), looks[key])
        below = len(part.rows) + 2
        for number, (shade, words) in enumerate(part.legend):
            look = self._book.add_format({"bg_color": shade, "border": 1})
            sheet.write_blank(below + number, first, None, look)
            sheet.write_string(below + number, first + 1, words)


def _clean(text: str) -> str:
    return _IMPOSSIBLE.sub(" ", text)[:_LONGEST_CELL]
