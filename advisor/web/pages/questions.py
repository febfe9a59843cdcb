"""One question a page: its answers with their anchors, don't know, several, a remark, why, back, pass over."""

from __future__ import annotations

from dataclasses import replace

from starlette.responses import Response

from advisor.cases.answers import UNKNOWN, allowed_answers
from advisor.cases.model import Case, Knowledge
from advisor.cases.read.tree import forbidden_character
from advisor.errors import NOWHERE, Problem
from advisor.explanation.difference import difference
from advisor.interview import leanings, sureness, views
from advisor.interview import session as moves
from advisor.interview.lines import (
    SessionParagraph,
    progress_text,
)
from advisor.interview.reading import answer_words
from advisor.interview.session import AnswerError, Question, Session
from advisor.knowledge.domains import Kind
from advisor.web.dossier.fold import entry_text, last_entry, says_the_same
from advisor.web.dossier.records import CasePerson, Dossier, PersonPart, RowKind
from advisor.web.dossier.store import add_row, hold, load
from advisor.web.dossier.talk import own_progress, passed_over
from advisor.web.pages.question_page import given_words, show_question
from advisor.web.pages.rendering import case_path, page, to
from advisor.web.refusals import RefusedError, not_here
from advisor.web.visit import Visit

ANSWERING = (PersonPart.OWNER, PersonPart.RESPONDENT)
LONGEST_REMARK = 2_000


def next_one(visit: Visit) -> Response:
    """Show the question that settles most, or lead to the check of the answers."""
    dossier, person = visit.member(*ANSWERING)
    if dossier.frozen:
        return to(case_path(dossier.id))
    session = visit.services.talks.session(dossier, person, visit.rules)
    question = moves.next_question(session)
    if question is None:
        return to(case_path(dossier.id, "check"))
    return show_question(visit, dossier, person, session, question)


def on_fact(visit: Visit) -> Response:
    """Show the question on any fact, answered already or not."""
    dossier, person = visit.member(*ANSWERING)
    if dossier.frozen:
        return to(case_path(dossier.id))
    session = visit.services.talks.session(dossier, person, visit.rules)
    return show_question(visit, dossier, person, session, _question(visit, person, session))


def why(visit: Visit) -> Response:
    """Show why a question is asked: what waits for it, and what each answer would do."""
    dossier, person = visit.member(*ANSWERING)
    session = visit.services.talks.session(dossier, person, visit.rules)
    question = _question(visit, person, session)
    found = views.why(session, question.fact.name)
    lines = leanings.why_lines(found, visit.rules, ids="rules" in visit.query)
    return page(
        visit,
        "why",
        case=(dossier, person),
        question=question,
        lines=lines,
        back=case_path(dossier.id, "question", question.fact.name),
        with_rules="rules" in visit.query,
    )


def give(visit: Visit) -> Response:
    """Keep what was answered, and go on; what can't be read is told beside its question."""
    dossier, person = visit.member(*ANSWERING)
    session = visit.services.talks.session(dossier, person, visit.rules)
    question = _question(visit, person, session)
    name = question.fact.name
    if dossier.frozen:
        return _too_late(visit, dossier, person, session, question)
    if visit.field("do") == "pass":
        with visit.database.writing() as connection:
            add_row(connection, dossier, person.id, RowKind.PASSED, name, "", "")
        return to(case_path(dossier.id, "question"))
    try:
        given = _given(visit, question)
        remark = _remark(visit.field("remark"))
        read = moves.answer(session, name, given) if given else moves.forget(session, name)
        entry = entry_text(_with_remark(read.case, name, remark), name)
    except AnswerError as error:
        return show_question(
            visit, dossier, person, session, question, error=error.problems[0], status=422
        )
    with visit.database.writing() as connection:
        hold(connection, dossier.id)
        now = load(connection, dossier.id)
        if now is None:
            raise not_here()
        if now.frozen:
            return _too_late(visit, now, person, session, question)
        old = last_entry(now, visit.rules, person.id, name)
        new = not says_the_same(old, entry)
        if new:
            now = add_row(connection, now, person.id, RowKind.ANSWER, name, old, entry)
    after = visit.services.talks.session(now, person, visit.rules)
    if new:
        notices = told_after(session, after, name, visit)
        visit.services.talks.tell(dossier.id, person.id, notices)
    if visit.field("back") == "check":
        return to(case_path(dossier.id, "check"))
    return to(case_path(dossier.id, "question"))


def go_on(visit: Visit) -> Response:
    """Go on with the questions on warnings and plan although every main decision is settled."""
    dossier, person = visit.member(*ANSWERING)
    if dossier.frozen:
        problem = _frozen_problem(dossier, person)
        raise RefusedError(409, problem.message, problem.mend)
    with visit.database.writing() as connection:
        add_row(connection, dossier, person.id, RowKind.GO_ON, "", "", "")
    return to(case_path(dossier.id, "question"))


def check(visit: Visit) -> Response:
    """Show all answers to be checked and changed, and what is left."""
    dossier, person = visit.member()
    session = visit.services.talks.session(dossier, person, visit.rules)
    topics: dict[str, list[dict[str, object]]] = {}
    for name in session.asked:
        question = moves.question_on(session, name)
        topics.setdefault(question.fact.topic, []).append(
            {
                "fact": name,
                "question": question.fact.question,
                "given": given_words(question),
                "note": question.note,
                "path": case_path(dossier.id, "question", name),
            }
        )
    standing = session.standing
    left = own_progress(session, person)
    return page(
        visit,
        "check",
        case=(dossier, person),
        topics=topics,
        standing=standing.value,
        outlook=sureness.outlook_lines(session) if session.worth.outcomes else [],
        progress=progress_text(left) + leanings.waiting_text(session.matter, visit.rules),
        passed=[
            (name, case_path(dossier.id, "question", name)) for name in passed_over(session, person)
        ],
        more=session.has_more,
        asking=session.asks,
        notices=visit.services.talks.told(dossier.id, person.id),
    )


def so_far(visit: Visit) -> Response:
    """Show what the advice leans to, and how firmly."""
    dossier, person = visit.member()
    session = visit.services.talks.session(dossier, person, visit.rules)
    sure = {one.decision: one for one in views.likelihoods(session)}
    lines = leanings.so_far_lines(
        views.so_far(session), visit.rules, own_progress(session, person), sure
    )
    return page(visit, "so_far", case=(dossier, person), lines=lines)


def told_after(before: Session, after: Session, name: str, visit: Visit) -> list[SessionParagraph]:
    """Tell what an answer has settled, opened and changed, and which answers contradict each other."""
    question = moves.question_on(after, name)
    nothing = question.answer is None and not question.unknown
    kept = f"{name} is open again" if nothing else f"{name}: {given_words(question)}"
    lines = [SessionParagraph(f"Kept: {kept}.")]
    lines += sureness.settled_lines(before, after)
    if name in before.asked:
        opened = views.reopened(before, after)
        lines += leanings.reopened_lines(opened, visit.rules)
        found = difference(views.so_far(before), views.so_far(after))
        if not found.nothing:
            lines += leanings.difference_lines(found, "What the change does")
    for rule in views.new_contradictions(before, after):
        facts = sureness.contradicting(rule, after)
        lines += sureness.contradiction_lines(rule, after, facts, numbered=True)
    return lines


def _question(visit: Visit, person: CasePerson, session: Session) -> Question:
    """Return the question that the path names, for whom it is asked."""
    try:
        question = moves.question_on(session, visit.path["fact"])
    except AnswerError as error:
        raise RefusedError(404, error.problems[0].message, error.problems[0].mend) from None
    if person.topics and question.fact.topic not in person.topics:
        raise not_here()
    return question


def _given(visit: Visit, question: Question) -> str:
    """Return the answer in the words of a case file, '' where the question is left open. Raises AnswerError."""
    fact = question.fact
    ticked = visit.fields("answer")
    typed = visit.field("typed")
    if visit.field("do") == "forget":
        return ""
    if UNKNOWN in ticked:
        others = [one for one in ticked if one != UNKNOWN]
        if others or typed:
            hint = "tick either answers, or that nobody knows"
            message = f"'{UNKNOWN}' can't be one of several answers to '{fact.name}'"
            raise AnswerError(Problem(NOWHERE, message, hint, about=fact.name))
        return UNKNOWN
    if typed and forbidden_character(typed):
        message = "the answer holds an invisible character"
        raise AnswerError(Problem(NOWHERE, message, "type it again", about=fact.name))
    if fact.domain.kind is Kind.NUMBER:
        if not typed:
            hint = f"write {allowed_answers(fact)}; or tick that nobody knows"
            raise AnswerError(Problem(NOWHERE, "no answer was given", hint, about=fact.name))
        return answer_words(typed, fact)
    if not ticked:
        hint = "tick an answer, or that nobody knows; or pass the question over"
        raise AnswerError(Problem(NOWHERE, "no answer was given", hint, about=fact.name))
    return " or ".join(ticked)


def _remark(text: str) -> str:
    if forbidden_character(text):
        message = "the remark holds an invisible character"
        raise AnswerError(Problem(NOWHERE, message, "type it again"))
    if len(text) > LONGEST_REMARK:
        message = f"a remark of {len(text):,} letters is too long"
        raise AnswerError(Problem(NOWHERE, message, f"use at most {LONGEST_REMARK:,}"))
    return text


def _with_remark(case: Case, name: str, remark: str) -> Case:
    """Return the case with this remark on a fact, and no other one."""
    answer = case.by_fact.get(name)
    if answer is not None:
        return case.with_answer(replace(answer, note=remark))
    if case.knowledge(name) is Knowledge.UNKNOWN:
        return case.with_unknown(name, remark)
    return case.without(name, remark)


def _frozen_problem(dossier: Dossier, person: CasePerson) -> Problem:
    message = f"version {dossier.version.number} is signed, and stays as it is"
    if person.part is PersonPart.OWNER:
        return Problem(NOWHERE, message, "open a new version to change answers")
    hint = f"{dossier.owner.name} can open a new version; then answer again"
    return Problem(NOWHERE, message, hint)


def _too_late(
    visit: Visit, dossier: Dossier, person: CasePerson, session: Session, question: Question
) -> Response:
    """Show what was typed once more, so that it is not lost, and who can open the case again."""
    error = _frozen_problem(dossier, person)
    return show_question(visit, dossier, person, session, question, error=error, status=409)
