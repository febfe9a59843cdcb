"""The first page: a new case, one that goes on, one from a file; and the links that lead into a case."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from io import BytesIO

from sqlalchemy import Connection
from starlette.responses import Response

from advisor.batch.places import ending_of
from advisor.cases.document import case_document
from advisor.cases.model import Case
from advisor.cases.questionnaire import WORKBOOK
from advisor.cases.read.case_file import READABLE
from advisor.cases.read.older import carried_over
from advisor.cases.read.tree import forbidden_character
from advisor.errors import NOWHERE, CaseError, Problem
from advisor.report.older_text import carried_lines
from advisor.web.dossier.fold import TOLD, entry_text
from advisor.web.dossier.records import CasePerson, Dossier, PersonPart, RowKind
from advisor.web.dossier.store import add_person, add_row, begin_case, load, person_of_link
from advisor.web.pages.begun import FROM_FILE, to_link
from advisor.web.pages.rendering import case_path, page, to
from advisor.web.refusals import RefusedError
from advisor.web.security.access import acting_for, grant, leave
from advisor.web.security.limits import check_workbook, too_large
from advisor.web.visit import Visit

LONGEST = 300
"""How many letters a name or a place may have."""


def start(visit: Visit) -> Response:
    """Show what can be done here, and the cases that this browser takes part in."""
    with visit.database.reading() as connection:
        mine = []
        for case, person in acting_for(connection, visit.key):
            dossier = load(connection, case)
            if dossier is not None:
                mine.append(_row(dossier, dossier.person(person)))
    return page(visit, "start", cases=mine)


def begin(visit: Visit) -> Response:
    """Begin a case with what is told of the government, and give its owner a link to it."""
    told = {name: visit.field(name) for name in ("place", "country", "level")}
    name = visit.field("name")
    problem = next(filter(None, map(text_problem, (*told.values(), name))), None)
    if not told["place"] or not name:
        missing = "name the government" if not told["place"] else "give your own name"
        problem = Problem(NOWHERE, f"something is missing: {missing}", "fill it in")
    if problem is not None:
        return page(
            visit, "start", status=422, cases=[], error=problem, given={**told, "name": name}
        )
    return _begun(visit, name, told | {"date": date.today().isoformat()}, None)  # noqa: DTZ011 - the day of the place where the server stands


def take_in(visit: Visit) -> Response:
    """Begin a case from a case file."""
    upload = visit.upload("file")
    if upload is None:
        hint = f"choose a case file ({', '.join(READABLE)})"
        raise CaseError(Problem(NOWHERE, "no file was chosen", hint))
    limit = visit.services.settings.limits.case_file
    content = upload.file.read(limit + 1)
    if len(content) > limit:
        raise too_large(limit)
    if ending_of(upload.filename or "") == WORKBOOK:
        check_workbook(
            BytesIO(content), upload.filename or "", visit.services.settings.limits.unpacked
        )
    found = carried_over(content, upload.filename or "", visit.rules)
    case = found.case
    told = {name: getattr(case, name) for name in TOLD if getattr(case, name)}
    name = checked_text(visit.field("name")) or "the owner"
    lines = carried_lines(found, visit.rules, 10_000) if found.left or found.renamed else []
    return _begun(visit, name, told, case, lines)


def _begun(
    visit: Visit, name: str, told: Mapping[str, str], case: Case | None, lines: Sequence[str] = ()
) -> Response:
    """Write a new case with its owner, and lead the owner to it."""
    limits = visit.services.settings.limits
    imported = ""
    if case is not None:
        notes = tuple(pair for pair in case.notes if not pair[0])
        bare = replace(case, answers=(), unknown=(), notes=notes, expect=None, rules="")
        imported = json.dumps(case_document(bare), ensure_ascii=False)
    with visit.database.writing() as connection:
        made = begin_case(connection, visit.rules, imported)
        owner, token = add_person(connection, made, name, PersonPart.OWNER, (), limits.owner)
        dossier = load(connection, made)
        if dossier is None:
            message = "a case that was just written is not there"
            raise RuntimeError(message)
        for key, text in told.items():
            dossier = add_row(connection, dossier, owner, RowKind.TOLD, key, "", text)
        if case is not None:
            _answers_of(connection, dossier, owner, case)
        if lines:
            add_row(connection, dossier, owner, RowKind.TOLD, FROM_FILE, "", "\n".join(lines))
        visit.key = grant(connection, visit.key, owner, limits.browser)
    visit.granted = True
    return to_link(visit, token, case_path(made, "begun"))


def _answers_of(connection: Connection, dossier: Dossier, owner: str, case: Case) -> None:
    named = {one.fact for one in case.answers} | {*case.unknown} | {name for name, _ in case.notes}
    for name in sorted(named - {""}):
        entry = entry_text(case, name, attested=True)
        add_row(connection, dossier, owner, RowKind.ANSWER, name, "", entry)


def follow(visit: Visit) -> Response:
    """Show where a link leads; opening it takes one more press, which no program does by looking ahead."""
    with visit.database.reading() as connection:
        case, person = _led(connection, visit)
        dossier = load(connection, case)
    place = _told(dossier, "place") if dossier else ""
    return page(visit, "link", token=visit.path["token"], person=person, place=place)


def enter(visit: Visit) -> Response:
    """Let this browser act for whom the link was given to."""
    limits = visit.services.settings.limits
    with visit.database.writing() as connection:
        case, person = _led(connection, visit)
        visit.key = grant(connection, visit.key, person.id, limits.browser)
    visit.granted = True
    return to(case_path(case))


def sign_out(visit: Visit) -> Response:
    """Let this browser act for nobody any more."""
    with visit.database.writing() as connection:
        leave(connection, visit.key)
    return to("/")


def _led(connection: Connection, visit: Visit) -> tuple[str, CasePerson]:
    found = person_of_link(connection, visit.path["token"])
    if found is None:
        hint = "ask the owner of the case for a new one"
        raise RefusedError(404, "this link leads nowhere: it has expired, or was taken back", hint)
    return found


def checked_text(text: str) -> str:
    """Return a name or a place that a case can hold. Raises CaseError."""
    problem = text_problem(text)
    if problem is not None:
        raise CaseError(problem)
    return text


def text_problem(text: str, longest: int = LONGEST) -> Problem | None:
    """Return why a case can't hold a text of so many letters at most, None where it can."""
    sign = forbidden_character(text)
    if sign:
        message = f"'{text[:40]!a}' holds the invisible character {sign}"
        return Problem(NOWHERE, message, "type it again without that")
    if len(text) > longest:
        message = f"a text of {len(text):,} letters is too long"
        return Problem(NOWHERE, message, f"use at most {longest:,} letters")
    return None


def _told(dossier: Dossier, name: str) -> str:
    return next((one.new for one in reversed(dossier.rows) if one.fact == name), "")


def _row(dossier: Dossier, person: CasePerson) -> dict[str, object]:
    everybody = person.part is not PersonPart.RESPONDENT
    answered = {
        row.fact
        for row in dossier.rows
        if row.kind is RowKind.ANSWER and (everybody or row.person == person.id)
    }
    return {
        "path": case_path(dossier.id),
        "place": _told(dossier, "place") or "A case without a name",
        "part": person.part.value,
        "answered": len(answered),
        "version": dossier.version.number,
        "signed": dossier.version.signed_at[:10],
    }
