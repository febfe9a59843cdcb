"""The report as a Word document; the only door to python-docx."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor

from advisor.report.cleaning import as_property, plain
from advisor.report.page import Heading, Listing, PageTable, Paragraph
from advisor.report.word_saving import word_bytes
from advisor.report.workforce.model import HeatCell, HeatMap, PageBreak, StaffPage

# What XML can't hold.
_IMPOSSIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SMALL = Pt(8)


def as_word(page: StaffPage) -> bytes:
    """Return the report as a .docx file."""
    document: Any = Document()
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = section.page_height, section.page_width
    document.core_properties.title = as_property(page.title)
    document.core_properties.author = ""
    document.add_heading(_text(page.title), 0)
    document.add_paragraph(_text(page.summary))
    broken = False
    for part in page.parts:
        if isinstance(part, PageBreak):
            broken = True
        elif isinstance(part, Heading):
            heading = document.add_heading(_text(part.text), part.level - 1)
            heading.paragraph_format.page_break_before = broken
            broken = False
        elif isinstance(part, Paragraph):
            paragraph = document.add_paragraph()
            if part.label:
                paragraph.add_run(f"{_text(part.label)}: ").bold = True
            paragraph.add_run(_text(part.text))
        elif isinstance(part, Listing):
            for item in part.texts:
                document.add_paragraph(_text(item), style="List Bullet")
        elif isinstance(part, HeatMap):
            _heat_map(document, part)
        else:
            _table(document, part)
    document.add_paragraph(_text(page.foot))
    return word_bytes(document)


def _text(text: str) -> str:
    return _IMPOSSIBLE.sub(" ", plain(text))


def _table(document: Any, part: PageTable) -> Any:
    if part.caption:
        document.add_paragraph(_text(part.caption)).runs[0].bold = True
    table = document.add_table(rows=1 + len(part.rows), cols=len(part.header))
    table.style = "Table Grid"
    for row, texts in zip(table.rows, (part.header, *part.rows), strict=True):
        _fill(row.cells, texts, bold=texts is part.header)
    return table


def _fill(cells: Sequence[Any], texts: Sequence[str], *, bold: bool) -> None:
    for cell, text in zip(cells, texts, strict=True):
        run = cell.paragraphs[0].add_run(_text(text))
        run.font.size = _SMALL
        run.bold = bold


def _heat_map(document: Any, part: HeatMap) -> None:
    table = _table(document, part.table)
    first = len(part.table.header) - len(part.categories)
    for row, line in zip(part.rows, list(table.rows)[1:], strict=True):
        for heat, cell in zip(row.cells, list(line.cells)[first:], strict=True):
            _colour(cell, heat)
    legend = document.add_paragraph()
    for shade, words in part.legend:
        run = legend.add_run(f"\u25a0 {words}   ")
        run.font.color.rgb = RGBColor.from_string(shade.removeprefix("#"))


def _colour(cell: Any, heat: HeatCell) -> None:
    shading = OxmlElement("w:shd")
    shading.set(qn("w:val"), "clear")
    shading.set(qn("w:fill"), heat.shade.removeprefix("#"))
    cell._tc.get_or_add_tcPr().append(shading)  # noqa: SLF001 - python-docx has no other way
    for run in cell.paragraphs[0].runs:
        run.font.color.rgb = RGBColor.from_string(heat.ink.removeprefix("#"))
