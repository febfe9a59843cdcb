"""What is kept of a case: where it stands, its history, all of it as a file, and how it is erased."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace

from starlette.responses import Response

from advisor.cases.model import Case
from advisor.cases.read.dates import date_problem
from advisor.errors import NOWHERE, Problem
from advisor.web.dossier.fold import TOLD, entry_words, own_case, whole_case
from advisor.web.dossier.records import CasePerson, Dossier, PersonPart, RowKind
from advisor.web.dossier.store import add_row, changes_of_rules, erase
from advisor.web.dossier.stored_advice import advices_of
from advisor.web.pages.rendering import case_path, download, page, to
from advisor.web.pages.starting import text_problem
from advisor.web.refusals import RefusedError
from advisor.web.visit import Visit


def overview(visit: Visit) -> Response:
    """Show where a case stands, and what can be done with it."""
    dossier, person = visit.member()
    return _overview(visit, dossier, person)


def _overview(
    visit: Visit,
    dossier: Dossier,
    person: CasePerson,
    told: Mapping[str, str] | None = None,
    problems: Sequence[Problem] = (),
) -> Response:
    whole = whole_case(dossier, visit.rules)
    seen, changes = whole.case, []
    if person.part is PersonPart.RESPONDENT:
        # Who answers apart learns not even how much others have answered, nor what became of it.
        seen = own_case(dossier, visit.rules, person.id)
    else:
        with visit.database.reading() as connection:
            changes = changes_of_rules(connection, dossier.id)
    return page(
        visit,
        "case",
        status=422 if problems else 200,
        case=(dossier, person),
        answered=_answered(seen),
        people=len(dossier.people),
        differing=len(whole.differing),
        changes=changes,
        told=told or {name: getattr(whole.case, name) for name in TOLD},
        problems=problems,
        signed=dossier.version.signed_at[:10],
    )


def tell(visit: Visit) -> Response:
    """Keep what is told of the case besides its facts; each change is a row of the history."""
    dossier, person = visit.member(PersonPart.OWNER)
    if dossier.frozen:
        raise RefusedError(409, "this version is signed", "open a new version to change it")
    case = whole_case(dossier, visit.rules).case
    told = {name: visit.field(name) for name in TOLD}
    # What a file has brought in stays as it is, as long as nobody changes it.
    changed = {
        name: new for name, new in told.items() if new != " ".join(getattr(case, name).split())
    }
    problems = list(filter(None, (_told_problem(*one) for one in changed.items())))
    if problems:
        return _overview(visit, dossier, person, told, problems)
    with visit.database.writing() as connection:
        for name, new in changed.items():
            add_row(connection, dossier, person.id, RowKind.TOLD, name, getattr(case, name), new)
    return to(case_path(dossier.id))


def history(visit: Visit) -> Response:
    """Show every row: who said what, when, and what it was before."""
    dossier, person = visit.member(PersonPart.OWNER, PersonPart.CHECKER)
    kinds = {
        RowKind.ANSWER: "",
        RowKind.PASSED: "passed over",
        RowKind.GO_ON: "went on for warnings and plan",
        RowKind.RECONCILED: "decided",
        RowKind.TOLD: "",
    }
    rows = [
        {
            "at": row.at[:19].replace("T", " "),
            "who": dossier.name_of(row.person),
            "version": row.version,
            "fact": row.fact,
            "kind": kinds[row.kind],
            "old": entry_words(row.old),
            "new": entry_words(row.new) if row.kind is not RowKind.PASSED else "",
        }
        for row in reversed(dossier.rows)
    ]
    return page(visit, "history", case=(dossier, person), rows=rows)


def everything(visit: Visit) -> Response:
    """Give all that is kept of a case out as one file."""
    dossier, _ = visit.member(PersonPart.OWNER)
    with visit.database.reading() as connection:
        told = {
            **asdict(dossier),
            "advices": [asdict(one) for one in advices_of(connection, dossier.id)],
            "changes_of_rules": changes_of_rules(connection, dossier.id),
        }
    text = json.dumps(told, ensure_ascii=False, indent=2) + "\n"
    return download(text, "application/json", f"case-{dossier.id[:8]}-everything.json")


def ask_to_erase(visit: Visit) -> Response:
    """Ask once more before a case is erased."""
    dossier, person = visit.member(PersonPart.OWNER)
    return page(visit, "erase", case=(dossier, person))


def erase_case(visit: Visit) -> Response:
    """Erase a case wholly: its rows, its people, its advice, and what lay of them in the file."""
    dossier, person = visit.member(PersonPart.OWNER)
    if visit.field("sure") != "yes":
        problem = Problem(NOWHERE, "nothing was erased", "tick that you are sure")
        return page(visit, "erase", case=(dossier, person), status=422, error=problem)
    with visit.database.writing() as connection:
        erase(connection, dossier.id)
    visit.services.talks.forget(dossier.id)
    visit.database.scrub()
    return page(visit, "erased")


def _answered(case: Case) -> int:
    return len(case.answers) + len(case.unknown)


def _told_problem(name: str, text: str) -> Problem | None:
    """Return what is wrong with a thing that is told of the government, or None."""
    problem = text_problem(text)
    if problem is not None:
        return replace(problem, message=f"{name}: {problem.message}", about=name)
    if name == "place" and not text:
        return Problem(NOWHERE, "the government has no name", "name it", about=name)
    if name == "date" and text:
        return date_problem(text, NOWHERE)
    return None
