"""The questionnaire as a workbook, with the answers to choose from in each cell; it is read as a case when filled in."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from typing import Any

import xlsxwriter

from advisor.cases import questionnaire as form
from advisor.cases.answers import UNKNOWN
from advisor.errors import NOWHERE, OutputError, Problem, column_letters
from advisor.report.cleaning import as_property
from advisor.report.questionnaire.model import NOBODY_KNOWS, Questionnaire, QuestionnaireItem
from advisor.text import cells, one_line

_WIDTHS = {
    form.QUESTION: 38,
    form.MEANING: 62,
    form.ANSWER: 20,
    form.OTHER: 20,
    form.REMARK: 36,
    form.PERSON: 18,
    form.FACT: 22,
}
_LONGEST_CELL = 32_767
_LONGEST_PROMPT = 255
_LONGEST_TITLE = 32
_SPARE_SOURCES = 3
_LINE_HEIGHT, _HIGHEST_ROW = 15.0, 409.0


def as_workbook(questionnaire: Questionnaire) -> bytes:
    """Return the questionnaire as an .xlsx file. Raises OutputError for a text that no cell holds."""
    stream = io.BytesIO()
    book: Any = xlsxwriter.Workbook(
        stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties({"title": as_property(questionnaire.title), "author": ""})
    _Filler(book).fill(questionnaire)
    book.close()
    return stream.getvalue()


class _Filler:
    def __init__(self, book: Any) -> None:
        self._book = book
        plain = {"text_wrap": True, "valign": "top"}
        field = {**plain, "border": 1, "border_color": "#8a97a3", "bg_color": "#fffdf2"}
        self._title = book.add_format({"bold": True, "font_size": 14})
        self._head = book.add_format({"bold": True, "bg_color": "#eaf2f8", **plain, "border": 1})
        self._topic = book.add_format({"bold": True, "font_size": 12, "bg_color": "#d6e4ee"})
        self._text = book.add_format(plain)
        self._strong = book.add_format({"bold": True, **plain})
        self._quiet = book.add_format({"font_color": "#51606e", **plain})
        # A cell that is to be filled in is text, so that no program makes a date of '2-3'.
        self._field = book.add_format({**field, "locked": False, "num_format": "@"})
        self._number = book.add_format({**field, "locked": False, "align": "left"})

    def fill(self, questionnaire: Questionnaire) -> None:
        """Write all sheets; the first two are to be filled in."""
        government = self._book.add_worksheet(form.GOVERNMENT_SHEET)
        questions = self._book.add_worksheet(form.QUESTIONS_SHEET)
        answers = self._book.add_worksheet(form.ANSWERS_SHEET)
        self._government(government, questionnaire)
        self._questions(questions, questionnaire, self._answers(answers, questionnaire))
        for sheet in (government, questions, answers):
            # Protected without a password: Tab leads from field to field, and nothing is typed over.
            sheet.protect("", {"format_rows": True, "format_columns": True, "sort": False})
            sheet.set_landscape()
            sheet.set_paper(9)
            sheet.fit_to_pages(1, 0)
            sheet.set_footer(f"&L{questionnaire.rules}&R&P / &N")
        questions.repeat_rows(0)

    def _government(self, sheet: Any, questionnaire: Questionnaire) -> None:
        sheet.set_column(0, 0, 16)
        sheet.set_column(1, 1, 50)
        sheet.set_column(2, 2, 64)
        # The first column holds labels alone, so what is no label stands beside it.
        self._write(sheet, 0, 2, questionnaire.title, self._title)
        lines = (
            questionnaire.how,
            f"The questions stand on the sheet '{form.QUESTIONS_SHEET}'. The yellow fields are yours.",
            f"Several answers: a second one under '{form.OTHER}', or 'low or moderate' in one field.",
            f"Amounts: 35000, or a range: 30000 to 40000. Where nobody knows: {UNKNOWN}.",
            "Send it back as it is (.xlsx): advisor advise, ask and case take it as a case.",
        )
        for row, text in enumerate(lines, start=1):
            self._write(sheet, row, 2, text, self._text)
            sheet.set_row(row, _height([(text, 64)]))
        row = len(lines) + 2
        for field in questionnaire.head:
            repeated = field.key == form.SOURCE and not field.given
            for _ in range(_SPARE_SOURCES if repeated else 1):
                self._write(sheet, row, 0, field.key, self._head)
                self._write(sheet, row, 1, field.given, self._field)
                self._write(sheet, row, 2, field.question, self._quiet)
                texts = [(field.key, 16), (field.given, 50), (field.question, 64)]
                sheet.set_row(row, _height(texts))
                row += 1

    def _answers(self, sheet: Any, questionnaire: Questionnaire) -> dict[str, str]:
        """Write the answers of each question, and return the cells from which a field chooses."""
        for column, (name, width) in enumerate(
            {form.FACT: 24, form.ANSWER: 24, form.MEANING: 100}.items()
        ):
            self._write(sheet, 0, column, name, self._head)
            sheet.set_column(column, column, width)
        sheet.freeze_panes(1, 0)
        row, ranges = 1, {}
        for item in questionnaire.items:
            if not item.answers:
                continue
            first = row
            listed = [(one.value, one.anchor) for one in item.answers]
            for value, anchor in [*listed, (UNKNOWN, NOBODY_KNOWS)]:
                self._write(sheet, row, 0, item.fact.name, self._quiet)
                self._write(sheet, row, 1, value, self._strong)
                self._write(sheet, row, 2, anchor, self._text)
                sheet.set_row(row, _height([(anchor, 100)]))
                row += 1
            ranges[item.fact.name] = f"='{form.ANSWERS_SHEET}'!$B${first + 1}:$B${row}"
        return ranges

    def _questions(self, sheet: Any, questionnaire: Questionnaire, ranges: dict[str, str]) -> None:
        for column, name in enumerate(form.COLUMNS):
            self._write(sheet, 0, column, name, self._head)
            sheet.set_column(column, column, _WIDTHS[name])
        sheet.freeze_panes(1, 1)
        row = 1
        for topic, items in questionnaire.topics:
            for column in range(len(form.COLUMNS)):
                self._write(sheet, row, column, topic if column == 0 else "", self._topic)
            row += 1
            for item in items:
                self._question(sheet, row, item, ranges.get(item.fact.name))
                row += 1

    def _question(self, sheet: Any, row: int, item: QuestionnaireItem, choices: str | None) -> None:
        at = form.COLUMNS.index
        question = f"{item.number_of}. {item.fact.question}"
        why = f"Why: {item.fact.why}" if item.fact.why else ""
        here = f"the sheet '{form.QUESTIONS_SHEET}'"
        if why:
            sheet.write_rich_string(
                row, at(form.QUESTION), self._strong, _whole(question, here), self._quiet,
                _whole(f"\n{why}", here), self._text,
            )  # fmt: skip
        else:
            self._write(sheet, row, at(form.QUESTION), question, self._strong)
        meaning = "\n".join(f"{one.value}: {one.anchor}" for one in item.answers) or item.limits
        self._write(sheet, row, at(form.MEANING), meaning, self._text)
        first, second = _two(item)
        if item.number is not None:
            sheet.write_number(row, at(form.ANSWER), item.number, self._number)
        else:
            # A number typed into a field for numbers stays one.
            look = self._field if item.answers else self._number
            self._write(sheet, row, at(form.ANSWER), first, look)
        self._write(
            sheet, row, at(form.OTHER), second, self._field if item.answers else self._number
        )
        self._write(sheet, row, at(form.REMARK), item.note, self._field, item.fact.name)
        self._write(sheet, row, at(form.PERSON), item.person, self._field, item.fact.name)
        self._write(sheet, row, at(form.FACT), item.fact.name, self._quiet)
        texts = {form.QUESTION: f"{question}\n{why}", form.MEANING: meaning, form.REMARK: item.note}
        sheet.set_row(row, _height([(text, _WIDTHS[name]) for name, text in texts.items()]))
        for column in (at(form.ANSWER), at(form.OTHER)):
            sheet.data_validation(row, column, row, column, _validation(item, choices))

    @staticmethod
    def _write(sheet: Any, row: int, column: int, text: str, look: Any, about: str = "") -> None:
        if text:
            where = f"cell {column_letters(column)}{row + 1} of the sheet '{sheet.get_name()}'"
            sheet.write_string(row, column, _whole(text, where, about), look)
        else:
            sheet.write_blank(row, column, None, look)


def _two(item: QuestionnaireItem) -> tuple[str, str]:
    """Return what stands under the answer and under 'or also': two answers one in each, more in one text."""
    given = [one.value for one in item.answers if one.given]
    return (given[0], given[1]) if len(given) == 2 else (item.given, "")


def _validation(item: QuestionnaireItem, choices: str | None) -> dict[str, object]:
    """Return what a spreadsheet offers at a field; it warns of other texts, and takes them."""
    title = item.name[:_LONGEST_TITLE]
    if choices is None:
        text = f"{item.limits}; a range: 30000 to 40000; {NOBODY_KNOWS}: {UNKNOWN}"
        return {"validate": "any", "input_title": title, "input_message": text[:_LONGEST_PROMPT]}
    return {
        "validate": "list",
        "source": choices,
        "input_title": title,
        "input_message": f"Choose, or write several: 'a or b'. {NOBODY_KNOWS}: {UNKNOWN}".capitalize(),
        "error_type": "warning",
        "error_title": "Not in the list",
        "error_message": "Is this several answers, such as 'low or moderate'? Else choose one of the list.",
    }


def _height(texts: Sequence[tuple[str, int]]) -> float:
    """Return the height of a row in points that shows texts whole in columns of so many characters."""
    lines = max(
        sum(_lines(line, 0.95 * width) for line in text.split("\n")) for text, width in texts
    )
    return min(_LINE_HEIGHT * lines + 3, _HIGHEST_ROW)


def _lines(text: str, width: float) -> int:
    """Return how many lines a text takes that is broken at blanks, and inside a word only where it must be."""
    lines, used = 1, 0.0
    for word in text.split():
        size = cells(word)
        if used and used + 1 + size > width:
            lines, used = lines + 1, 0.0
        used += size + (1 if used else 0)
        more = max(0, math.ceil(used / width) - 1)
        lines, used = lines + more, used - more * width
    return lines


def _whole(text: str, where: str, about: str = "") -> str:
    if len(text) > _LONGEST_CELL:
        told = f" on '{about}'" if about else ""
        begin = one_line(text, 40)
        message = f"the text{told} '{begin}' of {len(text):,} characters doesn't fit into {where}"
        hint = f"a cell holds {_LONGEST_CELL:,}; make it shorter"
        raise OutputError(Problem(NOWHERE, message, hint, about=about, read=text[:60]))
    return text
