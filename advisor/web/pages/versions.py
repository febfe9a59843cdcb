"""Signing a version, opening the next one, and holding two beside each other."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection
from starlette.responses import Response

from advisor.errors import NOWHERE, Problem
from advisor.inference.advice import Advice
from advisor.inference.advise import advise
from advisor.report.scenarios import scenarios_page
from advisor.web.dossier.fold import case_hash, whole_case
from advisor.web.dossier.records import (
    CasePerson,
    Dossier,
    PersonPart,
    SignatureMeaning,
)
from advisor.web.dossier.store import (
    add_signature,
    freeze_version,
    hold,
    load,
    now,
    open_version,
)
from advisor.web.dossier.stored_advice import advices_of, keep_advice
from advisor.web.pages.rendering import case_path, document, page, to
from advisor.web.pages.reports import asked_version, report_text, signed_version
from advisor.web.pages.starting import text_problem
from advisor.web.refusals import RefusedError, not_here
from advisor.web.visit import Visit

READING = (PersonPart.OWNER, PersonPart.CHECKER)


def versions(visit: Visit) -> Response:
    """Show the versions with their signatures, and what signing takes."""
    dossier, person = visit.member(*READING)
    return _versions(visit, dossier, person)


def check_off(visit: Visit) -> Response:
    """Keep that a checker has checked the answers as they stand now."""
    dossier, person = visit.member(PersonPart.CHECKER)
    digest = case_hash(whole_case(dossier, visit.rules).case)
    with visit.database.writing() as connection:
        current = _as_read(connection, dossier)
        if current.frozen:
            hint = "there is nothing left to check"
            raise RefusedError(409, "this version is signed already", hint)
        _must_be_as_seen(visit, digest, "say that you have")
        if _has_checked(visit, current, person, digest):
            return to(case_path(dossier.id, "versions"))
        add_signature(
            connection,
            current,
            person.id,
            SignatureMeaning.CHECKED,
            person.name,
            visit.rules,
            digest,
        )
    return to(case_path(dossier.id, "versions"))


def sign(visit: Visit) -> Response:
    """Sign the version: it is frozen with its answers, its advice and the rules that it was made by."""
    dossier, person = visit.member(PersonPart.OWNER)
    name = visit.field("name")
    problem = text_problem(name)
    if not name:
        problem = Problem(NOWHERE, "the name is missing", "tell who stands for the answers")
    if problem is not None:
        return _versions(visit, dossier, person, error=problem)
    whole = whole_case(dossier, visit.rules)
    digest = case_hash(whole.case)
    case = replace(whole.case, prepared_by=f"{name}, {now()[:10]}")
    advice = advise(visit.rules, case)
    number = str(dossier.version.number)
    report = report_text(
        visit, advice, case_path(dossier.id), case_path(dossier.id, "versions", number)
    )
    with visit.database.writing() as connection:
        current = _as_read(connection, dossier)
        if current.frozen:
            raise RefusedError(409, "this version is signed already", "open a new one to change it")
        _must_be_as_seen(visit, digest, "sign")
        add_signature(
            connection,
            current,
            person.id,
            SignatureMeaning.ANSWERED,
            name,
            visit.rules,
            digest,
        )
        freeze_version(connection, current, keep_advice(connection, current, advice, report))
    return to(case_path(dossier.id, "versions"))


def open_next(visit: Visit) -> Response:
    """Open a version behind a signed one, which stays as it is."""
    dossier, _ = visit.member(PersonPart.OWNER)
    with visit.database.writing() as connection:
        hold(connection, dossier.id)
        current = load(connection, dossier.id)
        if current is None:
            raise not_here()
        if not current.frozen:
            hint = "answers can be changed as it is"
            raise RefusedError(409, f"version {current.version.number} is still open", hint)
        open_version(connection, dossier.id, current.version.number + 1)
    return to(case_path(dossier.id))


def signed_report(visit: Visit) -> Response:
    """Show the report of a signed version, word for word as it was signed."""
    dossier, _ = visit.member(*READING)
    return document(signed_version(visit, dossier, asked_version(visit)).page)


def compare(visit: Visit) -> Response:
    """Hold two versions beside each other: as they were advised then, and by the rules of today."""
    dossier, person = visit.member(*READING)
    numbers = [one.number for one in dossier.versions]
    try:
        chosen = [int(visit.query.get(name, "0")) for name in ("one", "other")]
    except ValueError:
        chosen = []
    if len(numbers) < 2 or any(one not in numbers for one in chosen) or len(set(chosen)) != 2:
        raise RefusedError(
            404, "two versions of this case are needed", "choose two of those listed"
        )
    advised: list[tuple[str, Advice]] = [
        (
            f"Version {number}",
            advise(visit.rules, whole_case(dossier, visit.rules, number).case),
        )
        for number in chosen
    ]
    with visit.database.reading() as connection:
        kept = {one.id: one for one in advices_of(connection, dossier.id)}
    then = []
    for number in chosen:
        version = next(one for one in dossier.versions if one.number == number)
        then.append((number, version, kept.get(version.advice or 0)))
    return page(
        visit,
        "compare",
        case=(dossier, person),
        then=then,
        decisions=[one.name for one in visit.rules.decisions],
        review=scenarios_page(advised, visit.rules),
        other_rules=any(
            stored is not None and stored.rules_hash != visit.rules.hash for _, _, stored in then
        ),
    )


def _as_read(connection: Connection, dossier: Dossier) -> Dossier:
    """Hold a case that was read before, and return it. Raises RefusedError where it is another by now."""
    hold(connection, dossier.id)
    current = load(connection, dossier.id)
    if current is None:
        raise not_here()
    same_version = current.versions == dossier.versions or current.frozen
    if (
        not same_version
        or current.last_row != dossier.last_row
        or current.signatures != dossier.signatures
    ):
        hint = "look at what has changed, and then do it"
        raise RefusedError(409, "somebody has answered, checked or signed meanwhile", hint)
    return current


def _must_be_as_seen(visit: Visit, digest: str, act: str) -> None:
    """Let nobody stand for other answers, or other rules, than those of the page that was read."""
    if visit.field("case") != digest:
        hint = f"look at the answers again, and then {act}"
        raise RefusedError(409, "answers have changed since you opened the page", hint)
    if visit.field("rules") != visit.rules.hash:
        hint = f"look at the report again, and then {act}"
        raise RefusedError(409, "the rules have changed since you opened the page", hint)


def _has_checked(visit: Visit, dossier: Dossier, person: CasePerson, digest: str) -> bool:
    """Whether somebody has checked these very answers under these rules already."""
    return any(
        one.person == person.id
        and one.version == dossier.version.number
        and one.meaning is SignatureMeaning.CHECKED
        and one.case_hash == digest
        and one.rules_hash == visit.rules.hash
        for one in dossier.signatures
    )


def _versions(
    visit: Visit, dossier: Dossier, person: CasePerson, error: Problem | None = None
) -> Response:
    whole = whole_case(dossier, visit.rules)
    digest = case_hash(whole.case)
    answered = dict.fromkeys(
        dossier.name_of(row.person) for row in dossier.rows if row.kind.value == "answer"
    )
    return page(
        visit,
        "versions",
        status=422 if error else 200,
        case=(dossier, person),
        versions=dossier.versions,
        signatures=[
            (one, one.case_hash == dossier.signed_hash(one.version, digest))
            for one in dossier.signatures
        ],
        has_checked=_has_checked(visit, dossier, person, digest),
        differing=len(whole.differing),
        answered=list(answered),
        digest=digest,
        error=error,
    )
