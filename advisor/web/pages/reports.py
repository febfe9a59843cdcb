"""The report and all that explains it: the documents of the terminal, with a way back to the case."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml
from starlette.responses import Response

from advisor.cases.changes import with_changes
from advisor.cases.document import case_text
from advisor.cases.read.case_file import parse_case
from advisor.errors import AdvisorError, Problem
from advisor.explanation.overlay import overlay
from advisor.inference.advice import Advice
from advisor.inference.advise import advise
from advisor.report.advice.view import report_view
from advisor.report.answering import Explained, ExplainQuestion, explain
from advisor.report.book.handbook import handbook
from advisor.report.environment import render_template
from advisor.report.explained import explanation_page
from advisor.report.page import ReviewPage
from advisor.report.render import render
from advisor.report.scenarios import scenarios_page
from advisor.web.dossier.fold import whole_case
from advisor.web.dossier.records import Dossier, PersonPart
from advisor.web.dossier.stored_advice import StoredAdvice, advices_of, keep_advice
from advisor.web.pages.rendering import case_path, document, download, page, to
from advisor.web.refusals import RefusedError
from advisor.web.visit import Visit

READING = (PersonPart.OWNER, PersonPart.CHECKER)
FORMS: Mapping[str, str] = {
    "html": "text/html",
    "json": "application/json",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}
"""The forms in which an advice is saved, with what a browser calls them."""

CASE_FORMS: Mapping[str, str] = {"yaml": "application/yaml", "json": "application/json"}
"""The forms in which a case is saved, with what a browser calls them."""

_BODY = re.compile(r"<body\b[^>]*>", re.IGNORECASE)

SCENARIOS = 3
"""How many scenarios are compared with a case at once."""

QUESTIONS: Mapping[str, str] = {
    ExplainQuestion.HOW: "How does it follow?",
    ExplainQuestion.WHY_NOT: "Why not this option or rule?",
    ExplainQuestion.RATHER_THAN: "What decides between the advised option and this one?",
    ExplainQuestion.TO_REACH: "What would have to change to reach this option?",
    ExplainQuestion.STURDY: "How sturdy is it?",
}


def report(visit: Visit) -> Response:
    """Show the report, the brief first, and keep the advice that was given out."""
    dossier, _ = visit.member(*READING)
    if dossier.frozen:
        return to(case_path(dossier.id, "versions", str(dossier.version.number), "report"))
    advice = kept_advice(visit, dossier)
    return document(report_text(visit, advice, case_path(dossier.id), case_path(dossier.id)))


def report_text(visit: Visit, advice: Advice, back: str, files: str) -> str:
    """Return the report as a page: the document of the terminal, with the way back to the case.

    Under the path `files` lie the forms in which this very advice is saved.
    """
    folder = visit.services.settings.templates
    context: dict[str, Any] = {
        "report": report_view(advice, visit.rules),
        "scenarios": None,
        "command": "",
        "back": back,
        "forms": [(name, f"{files}/advice.{name}") for name in FORMS],
        "case_file": f"{files}/case.yaml",
    }
    text = render_template("web/report.html.j2", Path(folder) if folder else None, context)
    if folder is None or f'href="{back}"' in text:
        return text
    # A template of the user's own need not have a place for the way back.
    way = render_template("web/back.html.j2", None, context)
    nav = f'<nav class="back" aria-label="This case">{way}</nav>'
    body = _BODY.search(text)
    place = body.end() if body else 0
    return text[:place] + nav + text[place:]


def save_advice(visit: Visit) -> Response:
    """Give the advice out as Word, PDF, HTML or JSON; of a signed case as it was signed."""
    dossier, _ = visit.member(*READING)
    form = visit.path["form"]
    _must_be_one_of(form, FORMS)
    if dossier.frozen:
        return _signed_advice(visit, dossier, dossier.version.number, form)
    return _advice_in(visit, kept_advice(visit, dossier), form)


def save_signed_advice(visit: Visit) -> Response:
    """Give the advice of a signed version out as it was signed."""
    dossier, _ = visit.member(*READING)
    form = visit.path["form"]
    _must_be_one_of(form, FORMS)
    return _signed_advice(visit, dossier, asked_version(visit), form)


def _must_be_one_of(form: str, forms: Iterable[str]) -> None:
    if form not in forms:
        raise RefusedError(404, f"there is no form '{form}'", f"there are {', '.join(forms)}")


def _advice_in(visit: Visit, advice: Advice, form: str, name: str = "") -> Response:
    folder = visit.services.settings.templates
    content: bytes | str
    if form in ("docx", "pdf"):
        from advisor.report.binary import render_binary  # noqa: PLC0415 - heavy, and may be missing

        content = render_binary(advice, visit.rules, form, templates=folder)
    else:
        content = render(advice, visit.rules, form, templates=folder)
    return download(content, FORMS[form], f"{name or f'advice-{advice.case.id}'}.{form}")


def _signed_advice(visit: Visit, dossier: Dossier, number: int, form: str) -> Response:
    """Return what was signed in a form; Word is made anew from the signed case, by the same rules only."""
    signed = signed_version(visit, dossier, number)
    name = f"advice-version-{number}"
    content: bytes | str
    if form == "json":
        content = json.dumps(signed.document, indent=2, ensure_ascii=False) + "\n"
    elif form == "html":
        content = signed.page
    elif form == "pdf":
        from advisor.report.binary import printed  # noqa: PLC0415 - heavy, and may be missing

        content = printed(signed.page)
    elif signed.rules_hash != visit.rules.hash:
        message = "this version was signed under other rules, of which no Word document can be made"
        raise RefusedError(409, message, "take it as PDF or HTML, which stay as they were signed")
    else:
        case = parse_case(signed.case_text, "signed.yaml", visit.rules)
        return _advice_in(visit, advise(visit.rules, case), form, name)
    return download(content, FORMS[form], f"{name}.{form}")


def signed_version(visit: Visit, dossier: Dossier, number: int) -> StoredAdvice:
    """Return what was signed as a version. Raises RefusedError where it is not signed."""
    version = next((one for one in dossier.versions if one.number == number), None)
    with visit.database.reading() as connection:
        kept = advices_of(connection, dossier.id)
    found = next((one for one in kept if version and one.id == version.advice), None)
    if found is None:
        raise RefusedError(
            404, f"there is no signed version {number}", "look at the list of versions"
        )
    return found


def asked_version(visit: Visit) -> int:
    """Return the number of the version that the path names, 0 where it is no number."""
    text = visit.path["number"]
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else 0


def save_case(visit: Visit) -> Response:
    """Give the case out as a case file, which the terminal and this server read again."""
    dossier, _ = visit.member(*READING)
    form = visit.path["form"]
    _must_be_one_of(form, CASE_FORMS)
    if dossier.frozen:
        return _signed_case(visit, dossier, dossier.version.number, form)
    case = whole_case(dossier, visit.rules).case
    text = case_text(case, as_json=form == "json")
    return download(text, CASE_FORMS[form], f"{case.id}.{form}")


def save_signed_case(visit: Visit) -> Response:
    """Give the case of a signed version out as it was signed."""
    dossier, _ = visit.member(*READING)
    form = visit.path["form"]
    _must_be_one_of(form, CASE_FORMS)
    return _signed_case(visit, dossier, asked_version(visit), form)


def _signed_case(visit: Visit, dossier: Dossier, number: int, form: str) -> Response:
    """Return the case file of a signed version, under whatever rules it was signed."""
    text = signed_version(visit, dossier, number).case_text
    if form == "json":
        text = json.dumps(yaml.safe_load(text), ensure_ascii=False, indent=2) + "\n"
    return download(text, CASE_FORMS[form], f"case-{dossier.id[:8]}-version-{number}.{form}")


def kept_advice(visit: Visit, dossier: Dossier) -> Advice:
    """Return the advice on a case as it stands, after it was kept with the hash of the rules."""
    advice = advise(visit.rules, whole_case(dossier, visit.rules).case)
    if not dossier.frozen:
        with visit.database.writing() as connection:
            keep_advice(connection, dossier, advice)
    return advice


def scenarios(visit: Visit) -> Response:
    """Show the advice beside that on the case told otherwise."""
    dossier, person = visit.member(*READING)
    given = [visit.field(f"scenario-{number}") for number in range(1, SCENARIOS + 1)]
    found: ReviewPage | None = None
    problems: list[Problem] = []
    if any(given):
        case = whole_case(dossier, visit.rules).case
        beside = [(case.place or case.id, advise(visit.rules, case))]
        for text in filter(None, given):
            try:
                other = with_changes(case, text, visit.rules)
            except AdvisorError as error:
                problems += error.problems
                continue
            beside.append((text, advise(visit.rules, other)))
        if not problems:
            found = scenarios_page(beside, visit.rules)
    return page(
        visit,
        "scenarios",
        status=422 if problems else 200,
        case=(dossier, person),
        given=given,
        problems=problems,
        review=found,
        facts=visit.rules.facts,
    )


def explanations(visit: Visit) -> Response:
    """Answer what people ask of the advice: how, why not, rather than, to reach, how sturdy."""
    dossier, person = visit.member(*READING)
    question = visit.query.get("question", "")
    name = visit.query.get("name", "").strip()
    decision = visit.query.get("decision", "").strip() or None
    found: ReviewPage | None = None
    problem: Problem | None = None
    if question in QUESTIONS:
        advice = advise(visit.rules, whole_case(dossier, visit.rules).case)
        try:
            told: Explained = explain(
                visit.rules, advice, ExplainQuestion(question), decision=decision, name=name
            )
            found = explanation_page(visit.rules, advice, told.title, told.parts)
        except AdvisorError as error:
            problem = error.problems[0]
    return page(
        visit,
        "explain",
        status=422 if problem else 200,
        case=(dossier, person),
        questions=QUESTIONS,
        question=question or ExplainQuestion.HOW,
        decisions=[one for one in visit.rules.decisions if not one.group],
        decision=decision or "",
        name=name,
        problem=problem,
        review=found,
    )


def case_handbook(visit: Visit) -> Response:
    """Show the handbook with the case laid over it."""
    dossier, _ = visit.member(*READING)
    case = whole_case(dossier, visit.rules).case
    made = handbook(visit.rules, {}, overlay(visit.rules, case))
    return document(_book(made, case_path(dossier.id)))


def plain_handbook(visit: Visit) -> Response:
    """Show the handbook of the rules."""
    return document(_book(handbook(visit.rules, {}, None), "/"))


def _book(made: object, back: str) -> str:
    return render_template("web/book.html.j2", None, {"book": made, "back": back})


def table(visit: Visit) -> Response:
    """Show where a table of many governments can be sent."""
    return page(visit, "table", problems=[])


def overview(visit: Visit) -> Response:
    """Evaluate a table that was sent, and show how many governments get which advice; nothing of it is kept."""
    from advisor.web.pages.tables import evaluated  # noqa: PLC0415 - brings polars

    return evaluated(visit)
