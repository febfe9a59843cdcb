"""The questionnaire as a Word document, to be printed and answered with a pen, or typed into."""

from __future__ import annotations

from typing import Any

from docx import Document
from docx.shared import Cm, Pt, RGBColor

from advisor.report.cleaning import as_property, plain
from advisor.report.questionnaire.model import NOBODY_KNOWS, Questionnaire, QuestionnaireItem
from advisor.report.word_saving import word_bytes

_EMPTY, _TICKED = "\u2610", "\u2612"
_LINE = "_" * 40
_QUIET = RGBColor(0x51, 0x60, 0x6E)


def as_word(questionnaire: Questionnaire) -> bytes:
    """Return the questionnaire as a .docx file."""
    document: Any = Document()
    document.core_properties.title = as_property(questionnaire.title)
    document.core_properties.author = ""
    for section in document.sections:
        section.left_margin = section.right_margin = Cm(2)
        section.top_margin = section.bottom_margin = Cm(1.8)
        section.footer.paragraphs[0].text = plain(questionnaire.rules)
    document.styles["Normal"].font.size = Pt(10)
    document.styles["Normal"].paragraph_format.space_after = Pt(3)
    document.add_heading(plain(questionnaire.title), 0)
    document.add_paragraph(plain(questionnaire.how))
    table = document.add_table(rows=0, cols=2)
    table.style = "Table Grid"
    for field in (one for one in questionnaire.head if not one.rare and one.key != "rules"):
        question, given = table.add_row().cells
        question.text, given.text = plain(field.question), plain(field.given)
    before = len(document.paragraphs)
    for topic, items in questionnaire.topics:
        if topic:
            # Word's own headings stay with what follows; other programs want to be told.
            document.add_heading(plain(topic), 1).paragraph_format.keep_with_next = True
        for item in items:
            _question(document, item)
    # On the page of a table LibreOffice leaves a heading alone at the foot, whatever it is told.
    for first in document.paragraphs[before : before + 1]:
        first.paragraph_format.page_break_before = True
    return word_bytes(document)


def _question(document: Any, item: QuestionnaireItem) -> None:
    heading = document.add_heading(plain(f"{item.number_of}. {item.fact.question}"), 2)
    heading.paragraph_format.space_before = Pt(12)
    heading.paragraph_format.keep_with_next = True
    if item.fact.why:
        _line(document, item.fact.why, quiet=True)
    for one in item.answers:
        paragraph = _line(document, "", box=_TICKED if one.given else _EMPTY)
        paragraph.add_run(plain(one.value)).bold = True
        if one.anchor:
            paragraph.add_run(plain(f": {one.anchor}"))
        paragraph.paragraph_format.left_indent = Cm(0.7)
        paragraph.paragraph_format.first_line_indent = Cm(-0.7)
    if not item.answers:
        given = item.given if item.given and not item.unknown else _LINE
        _line(document, f"{item.limits}; one, or from ... to ...: {given}")
    _line(document, NOBODY_KNOWS, box=_TICKED if item.unknown else _EMPTY)
    last = _line(
        document, f"Remark: {item.note or _LINE}     Who answered: {item.person or _LINE[:20]}"
    )
    last.paragraph_format.keep_with_next = False


def _line(document: Any, text: str, *, box: str = "", quiet: bool = False) -> Any:
    """Add a line that stays on the page of the next one, so that no question is torn apart."""
    paragraph = document.add_paragraph()
    if box:
        paragraph.add_run(f"{box}  ")
    run = paragraph.add_run(plain(text))
    if quiet:
        run.font.size = Pt(8.5)
        run.font.color.rgb = _QUIET
    paragraph.paragraph_format.keep_with_next = True
    paragraph.paragraph_format.keep_together = True
    return paragraph
