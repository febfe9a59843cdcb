"""A review's page as a Word document: real headings, lists and tables, by python-docx.

No template is filled in, so nothing that users or books wrote is ever read as one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from advisor.report.binary import missing
from advisor.report.cleaning import as_property, as_words, with_visible_texts
from advisor.report.page import Branch, Heading, Listing, PageTable, Paragraph, ReviewPage, Tree
from advisor.report.side_by_side import MarkedText, SideBySide
from advisor.report.word_saving import word_bytes

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.table import Table
    from docx.text.paragraph import Paragraph as WordParagraph

_ALONE = 3
"""How many columns a table has beside which its first one is narrow."""


def page_as_word(page: ReviewPage) -> bytes:
    """Return a page as a Word document. Raises AdvisorError where the extra `documents` is missing."""
    try:
        from docx import Document  # noqa: PLC0415 - heavy, and may be missing
        from docx.shared import Pt, RGBColor  # noqa: PLC0415
    except ImportError as error:
        raise missing("Word", "docxtpl") from error
    from advisor.report.word_template import footer, page_styles  # noqa: PLC0415

    page = with_visible_texts(page)
    document = Document()
    page_styles(document)
    small = document.styles["Heading 3"].font
    small.size, small.color.rgb = Pt(10.5), RGBColor(0x1C, 0x4A, 0x73)
    _mark_styles(document)
    about = document.core_properties
    about.title, about.author = as_property(page.title), "organization advisor"
    about.comments = as_property(page.foot)
    document.add_paragraph(as_words(page.title), style="Title")
    document.add_paragraph(as_words(page.summary))
    for part in page.parts:
        if isinstance(part, Heading):
            mark = f"{part.mark}: " if part.mark else ""
            document.add_heading(as_words(mark + part.text), part.level - 1)
        elif isinstance(part, Paragraph):
            _labelled(document.add_paragraph(), part)
        elif isinstance(part, Listing):
            for item in part.texts:
                document.add_paragraph(as_words(item), style="List Bullet")
        elif isinstance(part, Tree):
            _branches(document, part.branches, 1)
        elif isinstance(part, SideBySide):
            _sides(document, part)
        else:
            _rows(document, part)
    footer(document, as_words(page.foot))
    return word_bytes(document)


def _mark_styles(document: WordDocument) -> None:
    """Add the styles of words that are gone or new; both can be told apart without colour."""
    from docx.enum.style import WD_STYLE_TYPE  # noqa: PLC0415
    from docx.shared import RGBColor  # noqa: PLC0415

    gone = document.styles.add_style("Words removed", WD_STYLE_TYPE.CHARACTER)
    gone.font.strike = True
    gone.font.color.rgb = RGBColor(0x9C, 0x1C, 0x1C)
    come = document.styles.add_style("Words added", WD_STYLE_TYPE.CHARACTER)
    come.font.underline = come.font.bold = True
    come.font.color.rgb = RGBColor(0x14, 0x5A, 0x32)


def _labelled(paragraph: WordParagraph, part: Paragraph) -> None:
    if part.label:
        paragraph.add_run(as_words(f"{part.label}: ", keep_spaces=True)).bold = True
    paragraph.add_run(as_words(part.text))


def _branches(document: WordDocument, branches: Iterable[Branch], level: int) -> None:
    for branch in branches:
        style = "List Bullet" if level == 1 else f"List Bullet {min(level, 3)}"
        note = f" ({branch.note})" if branch.note else ""
        document.add_paragraph(as_words(branch.text + note), style=style)
        _branches(document, branch.branches, level + 1)


def _sides(document: WordDocument, part: SideBySide) -> None:
    table = _table(document, ("What", "Before", "After"), (28, 71, 71), len(part.rows))
    for row, (label, before, after) in zip(table.rows[1:], part.rows, strict=True):
        row.cells[0].paragraphs[0].add_run(as_words(label)).bold = True
        _pieces(row.cells[1].paragraphs[0], before, "Words removed")
        _pieces(row.cells[2].paragraphs[0], after, "Words added")
    document.add_paragraph()


def _pieces(paragraph: WordParagraph, pieces: MarkedText, style: str) -> None:
    for text, mark in pieces:
        paragraph.add_run(as_words(text, keep_spaces=True), style=style if mark else None)


def _rows(document: WordDocument, part: PageTable) -> None:
    if part.caption:
        document.add_paragraph(as_words(part.caption), style="Caption")
    count = len(part.header)
    first = 50 if count <= _ALONE else 170 // count
    widths = [first, *[(170 - first) // max(1, count - 1)] * (count - 1)]
    table = _table(document, part.header, widths, len(part.rows))
    for row, texts in zip(table.rows[1:], part.rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = as_words(text)
    document.add_paragraph()


def _table(
    document: WordDocument, header: Sequence[str], widths: Sequence[int], rows: int
) -> Table:
    """Add a table whose head is repeated on every page and whose rows are kept whole; widths in mm."""
    from docx.oxml import OxmlElement  # noqa: PLC0415
    from docx.shared import Mm  # noqa: PLC0415

    table: Table = document.add_table(rows=rows + 1, cols=len(header), style="Table Grid")
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    for number, row in enumerate(table.rows):
        # The library has no other way to these two.
        properties = row._tr.get_or_add_trPr()  # noqa: SLF001
        properties.append(OxmlElement("w:cantSplit"))
        if not number:
            properties.append(OxmlElement("w:tblHeader"))
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Mm(width)
    for cell, text in zip(table.rows[0].cells, header, strict=True):
        cell.paragraphs[0].add_run(as_words(text)).bold = True
    return table
