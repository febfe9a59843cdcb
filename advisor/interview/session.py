"""The session as a pure state machine: answers in, the next question out, and no screen in it.

A session is frozen; every move returns a new one. What it knows is what the case holds: the
answers, the notes, and which facts were asked and are unknown, so that they are not asked again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property

from advisor.cases.answers import parse_answer
from advisor.cases.model import NOT_TOLD, Answer, Attestation, Case, Knowledge
from advisor.errors import NOWHERE, AdvisorError, Problem, suggestion
from advisor.inference.compile import compile_rules
from advisor.inference.one.matter import Matter, Progress, matter_in
from advisor.inference.one.pending import Pending
from advisor.inference.one.worth import Worth, worth_in
from advisor.inference.play import played_as_advised
from advisor.interview.choosing import best_question
from advisor.knowledge.model import Fact, RuleBase

NOT_APPLICABLE = ("inapplicable", "n/a")
"""The answers that say that a question does not concern this government, where a fact has one.

The rule language keeps the word 'not' to itself, so no answer can be called 'not applicable'.
"""


class AnswerError(AdvisorError):
    """What was answered can't be read as an answer to the question."""


ENOUGH = 0.95
"""From which share of the likely completions a decision counts as sure enough, unless told otherwise."""


class Standing(StrEnum):
    """How far a session has come; it is decided when every main decision is settled or sure enough."""

    ASKING = "asking"
    DECIDED = "decided"
    FINISHED = "finished"


@dataclass(frozen=True)
class Question:
    """A question to ask: the fact, and what the case holds of it already."""

    fact: Fact
    answer: Answer | None
    unknown: bool
    note: str

    @property
    def not_applicable(self) -> str | None:
        """The answer that says that the question does not concern this government, or None."""
        return not_applicable_answer(self.fact)


@dataclass(frozen=True)
class Session:
    """One interview on a case; `at` is a question gone back to.

    `fuller` tells that the session goes on although every main decision is settled or sure enough:
    of the likely ways in which the open answers could turn out a share of `enough` agrees on what is
    advised as the answers stand (more than 1 is never reached). `topic` is that of the last answer, which is not left for little.
    `before` is what was open before, so that less has to be reckoned. `left_out` are facts that are
    not asked here though they may matter: passed over for now, or for somebody else to answer.
    `by` tells who answers, and when: it is kept with each answer that is given.
    """

    rules: RuleBase
    case: Case
    fuller: bool = False
    at: str | None = None
    enough: float = ENOUGH
    by: Attestation = NOT_TOLD
    topic: str = field(default="", compare=False)
    before: Pending | None = field(default=None, compare=False, repr=False)
    left_out: frozenset[str] = field(default=frozenset(), compare=False)

    @cached_property
    def matter(self) -> Matter:
        """What still matters, reckoned when it is first asked for."""
        names = self.rules.fact_names
        askable = frozenset(name for name in names if not _was_asked(self.case, name))
        return matter_in(self.rules, self.case.masks(self.rules), askable, self.before)

    @cached_property
    def worth(self) -> Worth:
        """How the main decisions come out in likely completions, reckoned when it is first asked for."""
        return worth_in(self.rules, self.case)

    @property
    def undecided(self) -> tuple[str, ...]:
        """The main decisions that an answer can still change."""
        return tuple(one for one in self.rules.main_names if one in self.matter.undecided)

    @property
    def standing(self) -> Standing:
        """Whether questions are left that can change a main decision, or anything at all."""
        if not self.matter.questions:
            return Standing.FINISHED
        open_still = [self.worth.likelihood(one) for one in self.undecided]
        if not all(one.likeliest[1] >= self.enough for one in open_still):
            return Standing.ASKING
        # Sure enough is only what the report says too.
        if all(one.likeliest[0] == self.advised[one.decision] for one in open_still):
            return Standing.DECIDED
        return Standing.ASKING

    @property
    def has_more(self) -> bool:
        """Whether questions are left that may be asked here, if only on misfits and actions."""
        return bool(self.matter.leaving_out(self.left_out).questions)

    @property
    def asks(self) -> bool:
        """Whether there is a next question; `go_on` leads to those that are left behind it."""
        return self.has_more and (self.fuller or self.standing is not Standing.DECIDED)

    @cached_property
    def advised(self) -> Mapping[str, str]:
        """The option that the report would advise on each decision as the answers stand; '' for none."""
        compiled = compile_rules(self.rules)
        verdicts = played_as_advised(compiled, self.case.masks(self.rules)).verdicts
        winners = {name: verdict.winner for name, verdict in verdicts.items()}
        return {
            one.name: "" if (code := winners[one.name]) is None else one.options[code]
            for one in self.rules.decisions
        }

    @property
    def asked(self) -> tuple[str, ...]:
        """The facts that were answered or said to be unknown, in the order of the books."""
        return tuple(name for name in self.rules.fact_names if _was_asked(self.case, name))


def start(
    rules: RuleBase, case: Case, enough: float = ENOUGH, by: Attestation = NOT_TOLD
) -> Session:
    """Begin or go on with the interview on a case; what was asked already is not asked again.

    `enough` is the share of the likely completions from which a decision counts as sure enough,
    `by` who answers.
    """
    return Session(rules, _in_order(rules, case), enough=enough, by=by)


def next_question(session: Session) -> Question | None:
    """Return the question to ask, or None when the session may end.

    A question gone back to comes first. Else it is the one that is expected to settle most of the
    main decisions; those on rights, misfits and actions come after. None comes when nothing can
    change any more, and also when the main decisions are settled or sure enough: then `go_on` leads
    to the rest.
    """
    if session.at is not None:
        return question_on(session, session.at)
    if not session.asks:
        return None
    matter = session.matter.leaving_out(session.left_out)
    undecided = session.undecided
    worth = session.worth if undecided else None
    return question_on(
        session, best_question(session.rules, matter, undecided, worth, session.topic)
    )


def question_on(session: Session, name: str) -> Question:
    """Return the question on a fact, asked already or not. Raises AnswerError for an unknown name."""
    fact = _fact(session, name)
    given = session.case.by_fact.get(name)
    return Question(fact, given, name in session.case.unknown, session.case.note_on(name))


def progress(session: Session) -> Progress:
    """Return the least and the most questions that are left, whatever the answers will be."""
    return session.matter.progress


def answer(session: Session, name: str, given: str | Sequence[str]) -> Session:
    """Give or change an answer, in the words of a case file; a list means that any may hold.

    'unknown' is the answer that nobody knows. All other answers stay. Raises AnswerError.
    """
    fact = _fact(session, name)
    found = parse_answer(fact, given, NOWHERE, question_on(session, name).note)
    if isinstance(found, Problem):
        raise AnswerError(found)
    if found is None:
        return unknown(session, name)
    return _moved(session, session.case.with_answer(found), name)


def several(session: Session, name: str, given: Sequence[str]) -> Session:
    """Answer with several values of which any may hold. Raises AnswerError."""
    return answer(session, name, list(given))


def unknown(session: Session, name: str) -> Session:
    """Say that nobody knows. The fact stays open and listed, and is not asked again."""
    note_on_it = question_on(session, name).note
    return _moved(session, session.case.with_unknown(name, note_on_it), name)


def not_applicable(session: Session, name: str) -> Session:
    """Say that the question does not concern this government, where the fact has such an answer."""
    value = not_applicable_answer(_fact(session, name))
    if value is None:
        hint = "give the answer that comes nearest, or say that nobody knows"
        raise AnswerError(Problem(NOWHERE, f"'{name}' applies to every government", hint))
    return answer(session, name, value)


def not_applicable_answer(fact: Fact) -> str | None:
    """Return the fact's own answer for 'not applicable', or None."""
    return next((one for one in fact.domain.values if one.casefold() in NOT_APPLICABLE), None)


def forget(session: Session, name: str) -> Session:
    """Take an answer or a 'don't know' back, so that the question counts as not asked."""
    note_on_it = question_on(session, name).note
    return _moved(session, session.case.without(name, note_on_it), name)


def note(session: Session, name: str, text: str) -> Session:
    """Keep a remark with the answer, or with the question while it has none; '' takes it away."""
    question = question_on(session, name)
    text = " ".join(text.split())
    if question.answer is not None:
        case = session.case.with_answer(replace(question.answer, note=text))
    elif question.unknown:
        case = session.case.with_unknown(name, text)
    else:
        case = session.case.without(name, text)
    return replace(_moved(session, case), at=session.at)


def back(session: Session, name: str) -> Session:
    """Go to the question on any fact; answering it leads on to the next question again."""
    _fact(session, name)
    return replace(session, at=name, before=session.matter.pending)


def onward(session: Session) -> Session:
    """Leave a question gone back to as it is."""
    return replace(session, at=None, before=session.matter.pending)


def go_on(session: Session) -> Session:
    """Go on with the questions on misfits and actions although every decision is settled."""
    return replace(session, fuller=True, before=session.matter.pending)


def _moved(session: Session, case: Case, answered: str = "") -> Session:
    """Go on with a case; a question answered for the first time brings its topic to hand."""
    if answered and session.by and _was_asked(case, answered):
        case = case.with_attestation(answered, session.by)
    first = answered and answered not in session.asked
    topic = _fact(session, answered).topic if first else session.topic
    case = _in_order(session.rules, case)
    return replace(session, case=case, at=None, before=session.matter.pending, topic=topic)


def _was_asked(case: Case, name: str) -> bool:
    return case.knowledge(name) is not Knowledge.NOT_ASKED


def _in_order(rules: RuleBase, case: Case) -> Case:
    """Put answers and notes in the order of the books, so that equal cases are equal."""
    rank = {name: place for place, name in enumerate(rules.fact_names)}
    last = len(rank)
    return replace(
        case,
        answers=tuple(sorted(case.answers, key=lambda one: rank.get(one.fact, last))),
        notes=tuple(sorted(case.notes, key=lambda one: rank.get(one[0], last))),
        unknown=tuple(sorted(case.unknown, key=lambda name: rank.get(name, last))),
    )


def _fact(session: Session, name: str) -> Fact:
    item = session.rules.items.get(name)
    if isinstance(item, Fact):
        return item
    hint = suggestion(name, session.rules.fact_names)
    raise AnswerError(Problem(NOWHERE, f"there is no question on '{name}'", hint))
