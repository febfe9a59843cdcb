"""The interview of one person on one case: the session machine, made from rows and kept in memory for the next question."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from threading import Lock

from advisor.cases.read.older import fact_called
from advisor.inference.one.matter import Progress
from advisor.inference.one.pending import Pending
from advisor.interview import session as moves
from advisor.interview.lines import SessionParagraph
from advisor.interview.session import Session
from advisor.knowledge.model import RuleBase
from advisor.web.dossier.fold import own_case, whole_case
from advisor.web.dossier.records import CasePerson, Dossier, PersonPart, RowKind

MOST_TALKS = 1_000
"""How many talks are kept in memory; one that is not is made again from its rows."""


@dataclass
class Talk:
    """A session as it was after a row, and what is to be told on the next page."""

    state: tuple[object, ...]
    session: Session
    notices: Sequence[SessionParagraph] = field(default=())


class TalkMemory:
    """The talks that go on. It only saves work: all that counts is in the rows."""

    def __init__(self) -> None:
        self._talks: OrderedDict[tuple[str, str], Talk] = OrderedDict()
        self._lock = Lock()

    def session(self, dossier: Dossier, person: CasePerson, rules: RuleBase) -> Session:
        """Return somebody's session on a case as its rows have it now."""
        key, state = (dossier.id, person.id), _state(dossier, person, rules)
        with self._lock:
            talk = self._talks.get(key)
        if talk is not None and talk.state == state:
            return talk.session
        before = talk.session.matter.pending if talk and talk.session.rules is rules else None
        session = session_of(dossier, person, rules, before)
        self._keep(key, Talk(state, session, talk.notices if talk else ()))
        return session

    def tell(self, case: str, person: str, notices: Sequence[SessionParagraph]) -> None:
        """Keep what is to be told on the next page."""
        with self._lock:
            talk = self._talks.get((case, person))
            if talk is not None:
                talk.notices = notices

    def told(self, case: str, person: str) -> Sequence[SessionParagraph]:
        """Return what is to be told now; it is told once."""
        with self._lock:
            talk = self._talks.get((case, person))
            if talk is None:
                return ()
            notices, talk.notices = talk.notices, ()
            return notices

    def forget(self, case: str) -> None:
        """Keep nothing of a case that was erased."""
        with self._lock:
            for key in [key for key in self._talks if key[0] == case]:
                del self._talks[key]

    def _keep(self, key: tuple[str, str], talk: Talk) -> None:
        with self._lock:
            self._talks[key] = talk
            self._talks.move_to_end(key)
            while len(self._talks) > MOST_TALKS:
                self._talks.popitem(last=False)


def session_of(
    dossier: Dossier, person: CasePerson, rules: RuleBase, before: Pending | None = None
) -> Session:
    """Return somebody's session on a case: the owner's knows what all others answered.

    `before` is what was open in any case of these rules; it only saves work.
    """
    owns = person.part is not PersonPart.RESPONDENT
    case = whole_case(dossier, rules).case if owns else own_case(dossier, rules, person.id)
    session = moves.start(rules, case)
    mine = [row for row in dossier.rows if row.person == person.id]
    fuller, topic = False, ""
    passed: set[str] = set()
    seen: set[str] = set()
    for row in mine:
        fact = fact_called(row.fact, rules)
        if row.kind is RowKind.GO_ON:
            fuller = True
        elif fact is not None and row.kind is RowKind.PASSED:
            passed.add(fact.name)
        elif fact is not None and row.kind is RowKind.ANSWER:
            passed.discard(fact.name)
            if fact.name not in seen and "answer" in row.new:
                topic = fact.topic
                seen.add(fact.name)
    others = (one.name for one in rules.facts if person.topics and one.topic not in person.topics)
    return replace(
        session,
        fuller=fuller or not owns,
        topic=topic,
        before=before,
        left_out=frozenset(passed) | frozenset(others),
    )


def passed_over(session: Session, person: CasePerson) -> tuple[str, ...]:
    """Return the questions that somebody passed over and that still matter."""
    topics = {fact.name: fact.topic for fact in session.rules.facts}
    return tuple(
        name
        for name in session.matter.questions
        if name in session.left_out and (not person.topics or topics[name] in person.topics)
    )


def own_progress(session: Session, person: CasePerson) -> Progress:
    """Return how many questions are left for somebody who may be asked on some topics only."""
    told = session.matter.progress
    if not person.topics:
        return told
    topics = {fact.name: fact.topic for fact in session.rules.facts}
    own = [name for name in session.matter.questions if topics[name] in person.topics]
    deciding = [name for name in session.matter.deciding if topics[name] in person.topics]
    # Of the questions that come at least, all that are for others may be theirs.
    least = max(told.at_least - (told.at_most - len(own)), min(1, len(own)))
    return Progress(least, len(own), len(deciding))


def _state(dossier: Dossier, person: CasePerson, rules: RuleBase) -> tuple[object, ...]:
    people = tuple(one.id for one in dossier.people)
    return dossier.last_row, people, person.topics, rules.hash, len(dossier.signatures)
