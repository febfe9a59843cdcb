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

_WHERE = "{{ say.read_sentence(GROUNDS) | oneline }}. [{{ GROUNDS.rule }}] {{ say.cited_text(GROUNDS) | oneline }}"
_BRIEF: tuple[tuple[str, str], ...] = (
    ("", '{%p import "wording.j2" as say %}'),
    ("Title", "Advice on the digital organization of {{ report.case.name }}"),
    (
        "Subtitle",
        '{{ [report.case.level | capital, report.case.country, report.case.date] | select | join(" · ") }}',
    ),
    ("Heading 1", "1. What is advised, and how firm it is"),
    ("", "{%p for decision in report.decisions %}"),
    ("Heading 2", "{{ decision.title }}: {{ say.heading_word(decision) | oneline }}"),
    (
        "Normal",
        (
            "{{ say.status_word(decision.status) | oneline | capital }}: "
            "{{ say.firmness_sentence(decision) | oneline }} {{ say.sturdy_words(decision) | oneline }}"
            "{% if decision.recommended %} {{ say.reason_sentence(decision) | oneline }}{% endif %}"
        ),
    ),
    ("", "{%p endfor %}"),
    ("", "{%p if report.brief.warnings %}"),
    ("Heading 2", "What does not fit together"),
    ("", "{%p for warning in report.brief.warnings %}"),
    ("List Bullet", "{{ warning.text }}{% if warning.provisional %} (provisional){% endif %}"),
    ("", "{%p endfor %}"),
    ("", "{%p endif %}"),
    ("", "{%p if report.brief.steps %}"),
    ("Heading 2", "First steps"),
    ("", "{%p for step in report.brief.steps %}"),
    ("List Number", "{{ step.text }} ({{ step.owner }}, {{ step.due }})"),
    ("", "{%p endfor %}"),
    ("", "{%p endif %}"),
    ("", "{%p if report.brief.changes %}"),
    ("Heading 2", "What would change the advice"),
    ("", "{%p for change in report.brief.changes %}"),
    ("List Bullet", "{{ say.brief_change(change) | oneline }}."),
    ("", "{%p endfor %}"),
    ("", "{%p endif %}"),
    ("", "{%p if report.chart %}"),
    ("Heading 2", "The picture"),
    ("", "{%p for sentence in report.chart.sentences %}"),
    ("List Bullet", "{{ sentence }}"),
    ("", "{%p endfor %}"),
    ("", "{%p endif %}"),
    ("", "{%p for border in report.borders %}"),
    ("Normal", "{{ say.border_sentence(border) | oneline }}"),
    ("", "{%p endfor %}"),
    ("Normal", "{{ report.brief.known }} of {{ report.brief.asked }} answers are known."),
    ("", "{%p if report.groups %}"),
    ("", "{%p for group in report.groups %}"),
    ("Heading 2", "{{ group.title }}"),
)
_MISFITS: tuple[tuple[str, str], ...] = (
    ("", "{%p endfor %}"),
    ("", "{%p endif %}"),
    ("Heading 1", "2. Misfits: what does not fit together"),
    ("", "{%p for misfit in report.misfits %}"),
    (
        "List Bullet",
        (
            "{{ misfit.text }}{% if misfit.weight %} ({{ misfit.weight }}){% endif %}"
            "{% if misfit.provisional %} (provisional: an open answer could take it away){% endif %}"
        ),
    ),
    ("Grounds", "{{ misfit.grounds.because }} " + _WHERE.replace("GROUNDS", "misfit.grounds")),
    ("", "{%p else %}"),
    ("Normal", "None was found among the facts that are known."),
    ("", "{%p endfor %}"),
    ("Heading 1", "3. Action plan, by phase and owner"),
    ("", "{%p for phase in report.plan %}"),
    ("Heading 2", "{{ phase.title }}"),
)
_ARGUMENTS: tuple[tuple[str, str], ...] = (
    ("", "{%p endfor %}"),
    ("Heading 1", "4. The arguments, decision by decision"),
    ("", "{%p for decision in report.decisions %}"),
    ("Heading 2", "{{ decision.title }}: the arguments"),
    (
        "Normal",
        (
            "{{ decision.question }} {{ say.status_word(decision.status) | oneline | capital }}: "
            "{{ say.status_sentence(decision) | oneline }} {{ say.checking_sentence(decision) | oneline }}"
        ),
    ),
)
_OPEN: tuple[tuple[str, str], ...] = (
    (
        "Normal",
        (
            "Sum of the points: {% for option in decision.options %}{{ option.name }} {{ option.points }}"
            "{% if option.ruled_out %} ({{ say.ruled_out_words(option) | oneline }}){% endif %}"
            "{% if not loop.last %}, {% endif %}{% endfor %}."
        ),
    ),
    ("", "{%p endfor %}"),
    ("Heading 1", "5. What was assumed or is unknown, and what could overturn the advice"),
    ("Normal", "{{ say.known_sentence(report) | oneline }}"),
    ("", "{%p for fact in report.overturning %}"),
    ("List Bullet", "{{ fact.question }} ({{ fact.fact }}, now {{ fact.possible or 'unknown' }})"),
    ("", "{%p for change in fact.changes %}"),
    (
        "List Bullet 2",
        (
            "If {{ change.answer }}{{ say.change_partners(change) | oneline }}: "
            "{{ say.change_moves(change) | oneline }}"
        ),
    ),
    ("", "{%p endfor %}"),
    ("", "{%p endfor %}"),
    ("Heading 2", "Known"),
    ("", "{%p for one in report.told %}"),
    ("List Bullet", "{{ one.fact | capital }}: {{ one.value }}"),
    ("", "{%p endfor %}"),
    ("", "{%p if report.assumed %}"),
    ("Heading 2", "Not sure: reckoned with every value that is named"),
    ("", "{%p for one in report.assumed %}"),
    ("List Bullet", "{{ one.title }}: {{ one.possible }}"),
    ("", "{%p endfor %}"),
    ("", "{%p endif %}"),
    ("", "{%p if report.unknown %}"),
    ("Heading 2", "Unknown"),
    ("Normal", '{{ report.unknown | map(attribute="fact") | join(", ") }}.'),
    ("", "{%p endif %}"),
    ("", "{%p if report.remarks %}"),
    ("Heading 2", "Remarks on the answers"),
    ("", "{%p for name, remark in report.remarks %}"),
    ("List Bullet", "{{ name | capital }}: {{ remark }}"),
    ("", "{%p endfor %}"),
    ("", "{%p endif %}"),
    ("Heading 1", "6. Tasks of the leader"),
    ("", "{%p for step in report.leaders_tasks %}"),
    ("List Bullet", "{{ step.phase | capital }}, {{ step.owner }}: {{ step.text }}"),
    ("Grounds", "{{ step.grounds.because }} " + _WHERE.replace("GROUNDS", "step.grounds")),
    ("", "{%p else %}"),
    ("Normal", "No task follows from what is known."),
    ("", "{%p endfor %}"),
    ("Heading 1", "7. Training"),
    ("", "{%p for step in report.training_points %}"),
    ("List Bullet", "{{ step.phase | capital }}, {{ step.owner }}: {{ step.text }}"),
    ("Grounds", "{{ step.grounds.because }} " + _WHERE.replace("GROUNDS", "step.grounds")),
    ("", "{%p else %}"),
    ("Normal", "No point of training follows from what is known."),
    ("", "{%p endfor %}"),
    ("Heading 1", "8. Sources cited"),
    ("", "{%p for work in report.works %}"),
    ("Work", "[{{ work.key }}] {{ say.work_text(work) | oneline }} {{ work.address }}"),
    ("", "{%p endfor %}"),
    ("", "{%p for source in report.case.sources %}"),
    ("Work", "[{{ loop.index }}] {{ source.text }}"),
    ("", "{%p endfor %}"),
    ("Heading 1", "9. Who stands behind this advice"),
)


def build(file: str) -> None:
    """Write the template to a file."""
    document = Document()
    _styles(document)
    _paragraphs(document, _BRIEF)
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
    _paragraphs(document, _MISFITS)
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
            "{{ step.grounds.because }} " + _WHERE.replace("GROUNDS", "step.grounds"),
        ),
        (28, 72, 70),
    )
    _paragraphs(document, _ARGUMENTS)
    _table(
        document,
        ("Rule", "Reason", "Points"),
        "reason in decision.all_reasons",
        (
            "{{ reason.grounds.rule }}",
            "{{ reason.grounds.because }} " + _WHERE.replace("GROUNDS", "reason.grounds"),
            (
                "{% for one in reason.spoken %}{{ one.option }} "
                "{{ 'ruled out' if one.rules_out else '%+d' | format(one.points) }}"
                "{% if not loop.last %}; {% endif %}{% endfor %}"
            ),
        ),
        (16, 104, 50),
    )
    _paragraphs(document, _OPEN)
    _signatures(document)
    _footer(document)
    document.save(file)


def _styles(document: WordDocument) -> None:
    """Give the styles their looks: A4, dark blue headings, small print for grounds."""
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
    for name in ("Grounds", "Work"):
        style = styles.add_style(name, 1)
        style.base_style = styles["Normal"]
        style.font.size = Pt(8.5)
        style.font.color.rgb = RGBColor(0x44, 0x44, 0x44)
        style.paragraph_format.left_indent = Mm(6)


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


def _footer(document: WordDocument) -> None:
    """The rule base's hash and the number of the page, on every page."""
    paragraph = document.sections[0].footer.paragraphs[0]
    run = paragraph.add_run("Rule base {{ report.version }}, {{ report.hash }}\tpage ")
    run.font.size = Pt(6.5)
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)  # noqa: SLF001 - the library has no other way


if __name__ == "__main__":
    build(sys.argv[1])
