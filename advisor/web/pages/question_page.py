"""One question as a page: its answers to tick or type, what is held already, and what is wrong."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from starlette.responses import Response

from advisor.cases.answers import UNKNOWN, allowed_answers, answer_text
from advisor.errors import Problem
from advisor.interview import session as moves
from advisor.interview.lines import (
    answer_words_of,
    progress_text,
    range_example,
)
from advisor.interview.session import Question, Session
from advisor.knowledge.domains import Kind
from advisor.text import capital
from advisor.web.dossier.fold import own_case
from advisor.web.dossier.records import CasePerson, Dossier, RowKind
from advisor.web.dossier.talk import own_progress
from advisor.web.pages.rendering import case_path, page
from advisor.web.visit import Visit


@dataclass(frozen=True)
class AnswerChoice:
    """An answer to tick: its value, what it means, and whether it is ticked."""

    value: str
    anchor: str
    ticked: bool


def given_words(question: Question) -> str:
    """Write what a case holds of a question as a person reads it."""
    if question.answer is not None:
        return answer_words_of(question.answer, question.fact)
    return "nobody knows" if question.unknown else "not answered"


def show_question(
    visit: Visit,
    dossier: Dossier,
    person: CasePerson,
    session: Session,
    question: Question,
    error: Problem | None = None,
    status: int = 200,
) -> Response:
    """Return the page of a question; with an error what was typed is shown again beside it."""
    fact = question.fact
    held, note = _held(visit, dossier, person, session, question)
    ticked = set(visit.fields("answer")) if error else _ticked(held)
    typed = visit.field("typed") if error else _typed(held)
    several = "several" in visit.query or len(ticked - {UNKNOWN}) > 1
    several = several or visit.field("several") == "yes"
    anchors = dict(fact.anchors)
    others = _others(session, question, held)
    return page(
        visit,
        "question",
        status=status,
        case=(dossier, person),
        fact=fact,
        title=capital(fact.name),
        number=fact.domain.kind is Kind.NUMBER,
        several=several and fact.domain.kind is not Kind.NUMBER,
        can_be_several=len(fact.domain.values) > 2,
        choices=[
            AnswerChoice(value, anchors.get(value, ""), value in ticked)
            for value in fact.domain.values
        ]
        if fact.domain.kind is not Kind.NUMBER
        else [],
        unknown=UNKNOWN in ticked,
        typed=typed,
        allowed=capital(allowed_answers(fact)),
        example=range_example(fact.domain),
        remark=visit.field("remark") if error else note,
        answered=held is not None,
        others=others,
        progress=progress_text(own_progress(session, person)),
        path=case_path(dossier.id, "question", fact.name),
        back=visit.query.get("back") or visit.field("back"),
        error=error,
        notices=visit.services.talks.told(dossier.id, person.id) if error is None else (),
        last=_last(dossier, person, fact.name),
    )


def _held(
    visit: Visit, dossier: Dossier, person: CasePerson, session: Session, question: Question
) -> tuple[Question | None, str]:
    """Return what this person has answered to a question, if anything, and the remark."""
    own = own_case(dossier, visit.rules, person.id)
    mine = moves.question_on(replace(session, case=own), question.fact.name)
    told = mine.answer is not None or mine.unknown
    return (mine if told else None), mine.note


def _others(session: Session, question: Question, held: Question | None) -> str:
    """Tell what stands in the case of a question, where that is not this person's own answer."""
    stands = moves.question_on(session, question.fact.name)
    if stands.answer is None or (
        held is not None and held.answer is not None and held.answer.values == stands.answer.values
    ):
        return ""
    return given_words(stands)


def _ticked(held: Question | None) -> set[str]:
    if held is None:
        return set()
    if held.answer is None:
        return {UNKNOWN}
    return {value for value in held.answer.values if isinstance(value, str)}


def _typed(held: Question | None) -> str:
    if held is None or held.answer is None or isinstance(held.answer.values[0], str):
        return ""
    return answer_text(held.answer, held.fact)


def _last(dossier: Dossier, person: CasePerson, name: str) -> str:
    """Return the path of the question that was answered before this one, '' for none."""
    rows: Iterable[str] = (
        row.fact
        for row in reversed(dossier.rows)
        if row.person == person.id and row.kind is RowKind.ANSWER and row.fact != name
    )
    last = next(iter(rows), "")
    return case_path(dossier.id, "question", last) if last else ""
