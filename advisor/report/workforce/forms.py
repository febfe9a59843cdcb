"""The report in the form that the ending of a file asks for."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from advisor.errors import OutputError, Place, Problem, suggestion
from advisor.knowledge.model import RuleBase
from advisor.report.environment import render_template
from advisor.report.page import as_markdown
from advisor.report.workforce.document import staff_json, staff_page
from advisor.workforce.privacy import EVERYTHING, Disclosure
from advisor.workforce.study import StaffStudy

StaffForm = Callable[[StaffStudy, RuleBase, Disclosure], bytes]


def _html(study: StaffStudy, rules: RuleBase, shown: Disclosure) -> bytes:
    context = {"page": staff_page(study, rules, shown)}
    return render_template("workforce.html.j2", None, context).encode()


def _markdown(study: StaffStudy, rules: RuleBase, shown: Disclosure) -> bytes:
    return as_markdown(staff_page(study, rules, shown).plain).encode()


def _json(study: StaffStudy, rules: RuleBase, shown: Disclosure) -> bytes:
    return staff_json(study, rules, shown).encode()


def _word(study: StaffStudy, rules: RuleBase, shown: Disclosure) -> bytes:
    from advisor.report.workforce.word import as_word  # noqa: PLC0415 - the extra may be missing

    return as_word(staff_page(study, rules, shown))


def _workbook(study: StaffStudy, rules: RuleBase, shown: Disclosure) -> bytes:
    from advisor.report.workforce.workbook import as_workbook  # noqa: PLC0415

    return as_workbook(staff_page(study, rules, shown))


STAFF_FORMS: Mapping[str, StaffForm] = {
    ".html": _html,
    ".xlsx": _workbook,
    ".docx": _word,
    ".md": _markdown,
    ".json": _json,
}
"""How a report is written, by the ending of its file."""


def staff_form(file: str) -> StaffForm:
    """Return how a file of this name is written. Raises OutputError for an ending that is not known."""
    for ending, form in STAFF_FORMS.items():
        if file.casefold().endswith(ending):
            return form
    ending = file[file.rfind(".") :] if "." in file else file
    mend = suggestion(ending[:60], list(STAFF_FORMS))
    raise OutputError(Problem(Place(file), "can't tell how to write the report", mend))


def staff_report(
    study: StaffStudy, rules: RuleBase, file: str, shown: Disclosure = EVERYTHING
) -> bytes:
    """Return the report as the ending of the file's name asks. Raises OutputError."""
    return staff_form(file)(study, rules, shown)
