"""Several people on one case: their links, what they said differently, and what the owner decides between them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from starlette.responses import Response

from advisor.cases.answers import UNKNOWN, answer_text
from advisor.cases.merge import FactSaid
from advisor.cases.model import Case
from advisor.errors import NOWHERE, Problem
from advisor.explanation.disagreement import Disagreement, disagreements
from advisor.interview.leanings import hanging
from advisor.knowledge.model import Fact, RuleBase
from advisor.text import all_of, any_of, capital
from advisor.web.dossier.fold import WholeCase, whole_case
from advisor.web.dossier.records import CasePerson, Dossier, PersonPart, RowKind
from advisor.web.dossier.store import add_person, add_row, hold, load, renew_link, revoke
from advisor.web.pages.begun import link_to_show, to_link
from advisor.web.pages.rendering import case_path, page, to
from advisor.web.pages.starting import text_problem
from advisor.web.refusals import RefusedError, not_here
from advisor.web.visit import Visit

MOST_PEOPLE = 100
"""How many people may take part at once; whose link was taken back does not."""

MOST_EVER = 1_000
"""How many people a case may know, since what they answered stays."""

INVITED = (PersonPart.RESPONDENT.value, PersonPart.CHECKER.value)
LONGEST_REASON = 2_000


@dataclass(frozen=True)
class DifferenceView:
    """A question that people answered differently: who said what, and what hangs on it."""

    fact: Fact
    said: tuple[tuple[str, str], ...]
    options: tuple[str, ...]
    answers: str
    hangs: str


def people(visit: Visit) -> Response:
    """Show who takes part, and invite others."""
    dossier, person = visit.member(PersonPart.OWNER)
    return _people(visit, dossier, person)


def invite(visit: Visit) -> Response:
    """Invite somebody by a link that is shown once."""
    dossier, person = visit.member(PersonPart.OWNER)
    name = visit.field("name")
    topics = list(dict.fromkeys(visit.fields("topic")))
    problem = _wrong_invitation(visit.rules, name, visit.field("part"), topics)
    if problem is not None:
        return _people(visit, dossier, person, error=problem)
    _must_have_room(dossier)
    part = PersonPart(visit.field("part"))
    lasting = visit.services.settings.limits.links
    with visit.database.writing() as connection:
        _, token = add_person(connection, dossier.id, name, part, topics, lasting)
    return to_link(visit, token, case_path(dossier.id, "people", "link"))


def new_link(visit: Visit) -> Response:
    """Show the link that was just made; after some minutes, only who takes part."""
    dossier, person = visit.member(PersonPart.OWNER)
    made = link_to_show(visit, dossier)
    if made is None:
        return to(case_path(dossier.id, "people"))
    link, invited = made
    return _people(visit, dossier, person, link=link, invited=invited.name)


def _wrong_invitation(
    rules: RuleBase, name: str, part: str, topics: Sequence[str]
) -> Problem | None:
    """Return what is wrong with an invitation: what is not understood must not let anybody see more."""
    if not name:
        return Problem(NOWHERE, "the name is missing", "tell who is invited", about="name")
    problem = text_problem(name)
    if problem is not None:
        return replace(problem, about="name")
    if part not in INVITED:
        message = "there is no such part" if part else "it is not told what for"
        return Problem(NOWHERE, message, f"choose {any_of(INVITED)}", about="part-respondent")
    unknown = [one for one in topics if one not in _topics(rules)]
    if unknown:
        message = f"there is no topic '{unknown[0][:40]}'"
        return Problem(NOWHERE, message, "tick those listed", about="topic-1")
    if part == PersonPart.CHECKER and topics:
        hint = "untick the topics, or choose to let them answer questions"
        return Problem(NOWHERE, "a checker sees all topics", hint, about="topic-1")
    return None


def _must_have_room(dossier: Dossier) -> None:
    """Refuse one more person where as many take part as may. Raises RefusedError."""
    if sum(1 for one in dossier.people if not one.revoked) >= MOST_PEOPLE:
        raise RefusedError(409, f"{MOST_PEOPLE} people take part already", "take links back first")
    if len(dossier.people) >= MOST_EVER:
        hint = "give somebody whose link was taken back a new one"
        raise RefusedError(409, f"{MOST_EVER:,} people have been invited already", hint)


def renew(visit: Visit) -> Response:
    """Give somebody a new link; the old one, and browsers that it opened, lead nowhere from now on."""
    dossier, person = visit.member(PersonPart.OWNER)
    other = _other(visit, dossier)
    # Who makes one's own link anew is not to shut oneself out.
    staying = visit.key if other.id == person.id else ""
    if other.revoked:
        _must_have_room(replace(dossier, people=_without(dossier, other)))
    limits = visit.services.settings.limits
    lasting = limits.owner if other.part is PersonPart.OWNER else limits.links
    with visit.database.writing() as connection:
        token = renew_link(connection, other.id, lasting, staying)
    return to_link(visit, token, case_path(dossier.id, "people", "link"))


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
    if visit.field("answers") != " ".join(_answers_text(told).split()):
        raise RefusedError(409, "somebody has answered meanwhile", "look at the page again")
    problem = _wrong_decision(told, given, reason)
    if problem is not None:
        return _differences(visit, dossier, person, error=problem)
    old = json.dumps({"answer": _answers_text(told)})
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


def _answers_text(told: FactSaid) -> str:
    return "; ".join(f"{who}: {text}" for who, text in told.answers)


def _wrong_decision(told: FactSaid, given: str, reason: str) -> Problem | None:
    name = told.fact
    if not given:
        return Problem(NOWHERE, f"no answer to '{name}' was chosen", "choose one", about=name)
    if given not in {UNKNOWN, *(text for _, text in told.answers)}:
        hint = "choose one of those given, or answer the question yourself"
        return Problem(NOWHERE, f"nobody has given this answer to '{name}'", hint, about=name)
    if not reason:
        hint = "tell why this answer holds and the others don't"
        return Problem(NOWHERE, "the reason is missing", hint, about=name)
    problem = text_problem(reason, LONGEST_REASON)
    return problem and replace(problem, about=name)


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
        given={
            "fact": error.about if error else "",
            "answer": visit.field("answer"),
            "reason": visit.field("reason"),
        },
        error=error,
    )


def _difference(one: Disagreement, rules: RuleBase) -> DifferenceView:
    fact = next(fact for fact in rules.facts if fact.name == one.told.fact)
    options = tuple(dict.fromkeys(text for _, text in one.told.answers))
    parts = hanging(one.decisions, one.rules, rules)
    hangs = (
        f"It can change {all_of(parts)}." if parts else "Whoever is right, the advice is the same."
    )
    return DifferenceView(fact, one.told.answers, options, _answers_text(one.told), hangs)


def _reconciled(whole: WholeCase) -> Sequence[tuple[str, str, str]]:
    return [(capital(name), _decided(whole.case, name), why) for name, why in whole.reconciled]


def _decided(case: Case, name: str) -> str:
    answer = case.by_fact.get(name)
    return answer_text(answer) if answer is not None else "nobody knows"


def _people(
    visit: Visit,
    dossier: Dossier,
    person: CasePerson,
    *,
    link: str = "",
    invited: str = "",
    error: Problem | None = None,
) -> Response:
    latest = {(row.person, row.fact): row.new for row in dossier.rows if row.kind is RowKind.ANSWER}
    counts = Counter(person for (person, _), entry in latest.items() if entry)
    return page(
        visit,
        "people",
        status=422 if error else 200,
        case=(dossier, person),
        people=[(one, counts[one.id]) for one in dossier.people],
        topics=_topics(visit.rules),
        given={
            "name": visit.field("name") if error else "",
            "part": visit.field("part") if error else "",
            "topics": visit.fields("topic") if error else [],
        },
        link=link,
        invited=invited,
        error=error,
    )


def _topics(rules: RuleBase) -> list[str]:
    return list(dict.fromkeys(fact.topic for fact in rules.facts))


def _without(dossier: Dossier, other: CasePerson) -> tuple[CasePerson, ...]:
    return tuple(one for one in dossier.people if one.id != other.id)


def _other(visit: Visit, dossier: Dossier) -> CasePerson:
    found = next((one for one in dossier.people if one.id == visit.path["person"]), None)
    if found is None:
        raise not_here()
    return found
