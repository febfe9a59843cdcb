"""Builds the template of the Word form once: `python -m advisor.report.word_template FILE`.

The file is kept in templates/ and may be restyled in Word: every heading, list and table has a real
style. What stands between braces is filled in; `{%p` takes away its paragraph and `{%tr` its row.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from docx import Document
from docx.document import Document as WordDocument
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from advisor.report import word_text


def build(file: str) -> None:
    """Write the template to a file."""
    document = Document()
    page_styles(document)
    for name in ("Grounds", "Work"):
        style = document.styles.add_style(name, 1)
        style.base_style = document.styles["Normal"]
        style.font.size = Pt(8.5)
        style.font.color.rgb = RGBColor(0x44, 0x44, 0x44)
        style.paragraph_format.left_indent = Mm(6)
    _paragraphs(document, word_text.BRIEF)
    _table(
        document,
        ("Decided by", "How firm", "Areas"),
        "option, status, areas in group.by_option",
        (
            "{{ option | capital if option else 'Open' }}",
            "{{ say.status_word(status) | oneline }}",
            '{{ areas | join(", ") }}',
        ),
        (35, 35, 100),
    )
    _paragraphs(document, word_text.MISFITS)
    _table(
        document,
        ("Owner", "Action", "Why"),
        "owner, step in phase.rows",
        (
            "{{ owner | capital }}",
            (
                "{{ step.text }}{% if step.provisional %} (provisional){% endif %} "
                "{{ say.step_terms(step) | oneline }}"
            ),
            "{{ step.grounds.because }} " + word_text.WHERE.replace("GROUNDS", "step.grounds"),
        ),
        (28, 72, 70),
    )
    _paragraphs(document, word_text.ARGUMENTS)
    _table(
        document,
        ("Rule", "Reason", "Points"),
        "reason in decision.all_reasons",
        (
            "{{ reason.grounds.rule }}",
            "{{ reason.grounds.because }} " + word_text.WHERE.replace("GROUNDS", "reason.grounds"),
            (
                "{% for one in reason.spoken %}{{ one.option }} "
                "{{ 'ruled out' if one.rules_out else '%+d' | format(one.points) | replace('-', '\u2212') }}"
                "{% if not loop.last %}; {% endif %}{% endfor %}"
            ),
        ),
        (16, 104, 50),
    )
    _paragraphs(document, word_text.OPEN)
    _columns(
        document,
        ("Level", "{%tc for name in report.matrix.categories %}", "{{ name | capital }}"),
        "level in report.matrix.levels",
        (
            "{{ level.level | capital }} ({{ level.total }})",
            "{%tc for count in level.counts %}",
            "{{ count }}",
        ),
    )
    _paragraphs(document, word_text.SOURCES)
    _columns(
        document,
        ("{{ part.header[0] }}", "{%tc for cell in part.header[1:] %}", "{{ cell }}"),
        "row in part.rows",
        ("{{ row[0] }}", "{%tc for cell in row[1:] %}", "{{ cell }}"),
    )
    _paragraphs(document, word_text.SIGNATURES)
    _table(
        document,
        ("Answered by", "Questions", "Checked by"),
        "one in report.answered",
        (
            "{{ one.answered_by or 'not told' }}{% if one.answered_on %}, {{ one.answered_on }}{% endif %}",
            '{{ one.facts | join(", ") }}',
            "{{ one.checked_by or 'nobody yet' }}{% if one.checked_on %}, {{ one.checked_on }}{% endif %}",
        ),
        (45, 80, 45),
    )
    # Without a paragraph between them two tables become one.
    _paragraphs(document, (("", "{%p endif %}"), ("Heading 2", "Signatures")))
    _signatures(document)
    footer(document, "Rule base {{ report.version }}, {{ report.hash }}")
    document.save(file)


def page_styles(document: WordDocument) -> None:
    """Give the styles their looks: A4, dark blue headings."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(20)
    section.top_margin = section.bottom_margin = Mm(20)
    styles = document.styles
    styles["Normal"].font.name = "Calibri"
    styles["Normal"].font.size = Pt(10)
    styles["Normal"].paragraph_format.space_after = Pt(4)
    for name, size in (("Title", 20), ("Heading 1", 14), ("Heading 2", 11.5)):
        styles[name].font.size = Pt(size)
        styles[name].font.color.rgb = RGBColor(0x1C, 0x4A, 0x73)
    styles["Heading 2"].paragraph_format.space_before = Pt(8)
    styles["Caption"].font.size = Pt(8.5)
    styles["Caption"].font.color.rgb = RGBColor(0x44, 0x44, 0x44)
    drawing = styles.add_style("Drawing", 1)
    drawing.base_style = styles["Normal"]
    drawing.paragraph_format.keep_with_next = True


def _paragraphs(document: WordDocument, lines: Sequence[tuple[str, str]]) -> None:
    for style, text in lines:
        document.add_paragraph(text, style=style or "Normal")


def _table(
    document: WordDocument,
    heads: Sequence[str],
    loop: str,
    cells: Sequence[str],
    widths: Sequence[int],
) -> None:
    """A table whose rows are a loop; its first row is repeated on every page. `widths` in mm."""
    table = document.add_table(rows=4, cols=len(heads), style="Table Grid")
    for cell, text in zip(table.rows[0].cells, heads, strict=True):
        cell.paragraphs[0].add_run(text).bold = True
    properties = table.rows[0]._tr.get_or_add_trPr()  # noqa: SLF001 - the library has no other way
    properties.append(OxmlElement("w:tblHeader"))
    table.rows[1].cells[0].text = f"{{%tr for {loop} %}}"
    for cell, text in zip(table.rows[2].cells, cells, strict=True):
        cell.text = text
    table.rows[3].cells[0].text = "{%tr endfor %}"
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)
    whole = table.rows[2]._tr.get_or_add_trPr()  # noqa: SLF001 - the library has no other way
    whole.append(OxmlElement("w:cantSplit"))


def _columns(document: WordDocument, head: Sequence[str], loop: str, cells: Sequence[str]) -> None:
    """A table whose columns are a loop as well: a first cell, the loop of the others, what they hold."""
    table = document.add_table(rows=4, cols=4, style="Table Grid")
    for row, texts in ((table.rows[0], head), (table.rows[2], cells)):
        for cell, text in zip(row.cells, (*texts, "{%tc endfor %}"), strict=True):
            cell.text = text
    for cell in table.rows[0].cells:
        cell.paragraphs[0].runs[0].bold = True
    properties = table.rows[0]._tr.get_or_add_trPr()  # noqa: SLF001 - the library has no other way
    properties.append(OxmlElement("w:tblHeader"))
    table.rows[1].cells[0].text = f"{{%tr for {loop} %}}"
    table.rows[3].cells[0].text = "{%tr endfor %}"
    whole = table.rows[2]._tr.get_or_add_trPr()  # noqa: SLF001 - the library has no other way
    whole.append(OxmlElement("w:cantSplit"))


def _signatures(document: WordDocument) -> None:
    table = document.add_table(rows=4, cols=4, style="Table Grid")
    heads = ("", "Name and office", "Date", "Signature")
    for cell, text in zip(table.rows[0].cells, heads, strict=True):
        cell.paragraphs[0].add_run(text).bold = True
    for row, text in zip(table.rows[1:], ("Prepared by", "Checked by", "Received by"), strict=True):
        row.cells[0].text = text
        key = text.casefold().replace(" ", "_")
        if key != "received_by":
            row.cells[1].text = "{{ report.case." + key + " }}"
        row.height = Mm(11)


def footer(document: WordDocument, text: str) -> None:
    """Put a text, such as the rule base's hash, and the number of the page on every page."""
    paragraph = document.sections[0].footer.paragraphs[0]
    run = paragraph.add_run(f"{text}\tpage ")
    run.font.size = Pt(6.5)
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    number = paragraph.add_run("1")
    number.font.size = Pt(6.5)
    field.append(number._r)  # noqa: SLF001 - the library has no other way
    paragraph._p.append(field)  # noqa: SLF001 - the library has no other way


if __name__ == "__main__":
    build(sys.argv[1])
