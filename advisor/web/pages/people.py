"""Several people on one case: their links, what they said differently, and what the owner decides between them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

from starlette.responses import Response

from advisor.cases.answers import parse_answer
from advisor.errors import NOWHERE, CaseError, Problem
from advisor.explanation.disagreement import Disagreement, disagreements
from advisor.interview.leanings import grouped
from advisor.knowledge.model import Fact, RuleBase
from advisor.text import all_of, capital, counted
from advisor.web.dossier.fold import WholeCase, whole_case
from advisor.web.dossier.records import CasePerson, Dossier, PersonPart, RowKind
from advisor.web.dossier.store import add_person, add_row, hold, load, renew_link, revoke
from advisor.web.pages.rendering import case_path, page, to
from advisor.web.pages.starting import checked_text
from advisor.web.refusals import RefusedError, not_here
from advisor.web.visit import Visit

MOST_PEOPLE = 100
LONGEST_REASON = 2_000


@dataclass(frozen=True)
class DifferenceView:
    """A question that people answered differently: who said what, and what hangs on it."""

    fact: Fact
    said: tuple[tuple[str, str], ...]
    options: tuple[str, ...]
    hangs: str


def people(visit: Visit) -> Response:
    """Show who takes part, and invite others."""
    dossier, person = visit.member(PersonPart.OWNER)
    return _people(visit, dossier, person)


def invite(visit: Visit) -> Response:
    """Invite somebody by a link that is shown once."""
    dossier, person = visit.member(PersonPart.OWNER)
    name = checked_text(visit.field("name"))
    topics = [one for one in visit.fields("topic") if one in _topics(visit.rules)]
    part = PersonPart.CHECKER if visit.field("part") == "checker" else PersonPart.RESPONDENT
    if not name:
        problem = Problem(NOWHERE, "the name is missing", "tell who is invited")
        return _people(visit, dossier, person, error=problem)
    if len(dossier.people) >= MOST_PEOPLE:
        raise RefusedError(409, f"{MOST_PEOPLE} people take part already", "take links back first")
    lasting = visit.services.settings.limits.links
    given = topics if part is PersonPart.RESPONDENT else []
    with visit.database.writing() as connection:
        _, token = add_person(connection, dossier.id, name, part, given, lasting)
        after = load(connection, dossier.id) or dossier
    return _people(visit, after, person, link=f"{visit.base}/link/{token}", invited=name)


def renew(visit: Visit) -> Response:
    """Give somebody a new link; the old one, and browsers that it opened, lead nowhere from now on."""
    dossier, person = visit.member(PersonPart.OWNER)
    other = _other(visit, dossier)
    # Who makes one's own link anew is not to shut oneself out.
    staying = visit.key if other.id == person.id else ""
    limits = visit.services.settings.limits
    lasting = limits.owner if other.part is PersonPart.OWNER else limits.links
    with visit.database.writing() as connection:
        token = renew_link(connection, other.id, lasting, staying)
        after = load(connection, dossier.id) or dossier
    return _people(visit, after, person, link=f"{visit.base}/link/{token}", invited=other.name)


def take_back(visit: Visit) -> Response:
    """Let somebody's link and browsers lead nowhere any more; what was answered stays."""
    dossier, _ = visit.member(PersonPart.OWNER)
    other = _other(visit, dossier)
    if other.part is PersonPart.OWNER:
        hint = "renew the link if others may have it"
        raise RefusedError(409, "the owner's own link can't be taken back", hint)
    with visit.database.writing() as connection:
        revoke(connection, other.id)
    return to(case_path(dossier.id, "people"))


def differences(visit: Visit) -> Response:
    """Show what people answered differently, first what matters most for the advice."""
    dossier, person = visit.member(PersonPart.OWNER, PersonPart.CHECKER)
    return _differences(visit, dossier, person)


def reconcile(visit: Visit) -> Response:
    """Keep what the owner decides between different answers, and why."""
    dossier, person = visit.member(PersonPart.OWNER)
    if dossier.frozen:
        raise RefusedError(409, "this version is signed", "open a new version to change answers")
    whole = whole_case(dossier, visit.rules)
    name = visit.path["fact"]
    told = next((one for one in whole.differing if one.fact == name), None)
    if told is None:
        raise RefusedError(409, f"nobody differs on '{name}' any more", "look at the page again")
    given, reason = visit.field("answer"), visit.field("reason")
    problem = _wrong_decision(visit.rules, name, given, reason)
    if problem is not None:
        return _differences(visit, dossier, person, error=problem)
    old = json.dumps({"answer": "; ".join(f"{who}: {text}" for who, text in told.answers)})
    new = json.dumps({"answer": given, "reason": reason}, ensure_ascii=False)
    with visit.database.writing() as connection:
        hold(connection, dossier.id)
        now = load(connection, dossier.id)
        if now is None:
            raise not_here()
        if now.last_row != dossier.last_row:
            raise RefusedError(409, "somebody has answered meanwhile", "look at the page again")
        add_row(connection, now, person.id, RowKind.RECONCILED, name, old, new)
    return to(case_path(dossier.id, "differences"))


def _wrong_decision(rules: RuleBase, name: str, given: str, reason: str) -> Problem | None:
    if not given:
        return Problem(NOWHERE, f"no answer to '{name}' was chosen", "choose one", about=name)
    if not reason:
        hint = "tell why this answer holds and the others don't"
        return Problem(NOWHERE, "the reason is missing", hint, about=name)
    if len(reason) > LONGEST_REASON:
        return Problem(NOWHERE, "the reason is too long", f"use at most {LONGEST_REASON} letters")
    checked_text(reason[:300])
    item = rules.items.get(name)
    if not isinstance(item, Fact):
        raise CaseError(Problem(NOWHERE, f"there is no question on '{name}'"))
    read = parse_answer(item, given)
    return read if isinstance(read, Problem) else None


def _differences(
    visit: Visit, dossier: Dossier, person: CasePerson, error: Problem | None = None
) -> Response:
    whole = whole_case(dossier, visit.rules)
    found = disagreements(visit.rules, replace(whole.merged, differing=whole.differing))
    return page(
        visit,
        "differences",
        status=422 if error else 200,
        case=(dossier, person),
        differences=[_difference(one, visit.rules) for one in found],
        agreed=len(whole.merged.agreed),
        single=len(whole.merged.single),
        reconciled=_reconciled(whole),
        error=error,
    )


def _difference(one: Disagreement, rules: RuleBase) -> DifferenceView:
    fact = next(fact for fact in rules.facts if fact.name == one.told.fact)
    options = tuple(dict.fromkeys(text for _, text in one.told.answers))
    parts = list(grouped(one.decisions, rules))
    warnings = sum(1 for name in one.rules if rules.rules_by_id[name].warning)
    parts += [counted(warnings, "warning")] if warnings else []
    actions = len(one.rules) - warnings
    parts += [counted(actions, "action")] if actions else []
    hangs = (
        f"It can change {all_of(parts)}." if parts else "Whoever is right, the advice is the same."
    )
    return DifferenceView(fact, one.told.answers, options, hangs)


def _reconciled(whole: WholeCase) -> Sequence[tuple[str, str]]:
    return [(capital(name), reason) for name, reason in whole.reconciled]


def _people(
    visit: Visit,
    dossier: Dossier,
    person: CasePerson,
    *,
    link: str = "",
    invited: str = "",
    error: Problem | None = None,
) -> Response:
    counts: dict[str, int] = {}
    for row in dossier.rows:
        if row.kind is RowKind.ANSWER:
            counts[row.person] = counts.get(row.person, 0) + 1
    return page(
        visit,
        "people",
        status=422 if error else 200,
        case=(dossier, person),
        people=[(one, counts.get(one.id, 0)) for one in dossier.people],
        topics=_topics(visit.rules),
        link=link,
        invited=invited,
        error=error,
    )


def _topics(rules: RuleBase) -> list[str]:
    return list(dict.fromkeys(fact.topic for fact in rules.facts))


def _other(visit: Visit, dossier: Dossier) -> CasePerson:
    found = next((one for one in dossier.people if one.id == visit.path["person"]), None)
    if found is None:
        raise not_here()
    return found
