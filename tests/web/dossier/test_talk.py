"""The talk in memory is the talk of the rows, whatever is kept of it, and in threads."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from advisor.inference.advise import advise
from advisor.interview import session as moves
from advisor.knowledge.model import RuleBase
from advisor.web.dossier.fold import own_case
from advisor.web.dossier.records import RowKind
from advisor.web.dossier.talk import TalkMemory, passed_over, session_of
from tests.web.dossier.test_fold import dossier, said


def test_a_talk_that_is_remembered_is_the_one_that_is_made_again(small: RuleBase) -> None:
    memory = TalkMemory()
    rows = [
        said("ana", "budget", "large"),
        said("ana", "staff", "50"),
        said("ana", "budget", "none"),
    ]
    for count in range(len(rows) + 1):
        kept = dossier(*rows[:count])
        known = memory.session(kept, kept.owner, small)
        again = session_of(kept, kept.owner, small)
        assert known == again
        assert moves.next_question(known) == moves.next_question(again)
        assert memory.session(kept, kept.owner, small) is known


def test_what_was_passed_over_comes_no_more_and_is_listed(small: RuleBase) -> None:
    first = moves.next_question(session_of(dossier(), dossier().owner, small))
    assert first is not None
    kept = dossier(("ana", RowKind.PASSED, first.fact.name, ""))
    session = session_of(kept, kept.owner, small)
    second = moves.next_question(session)
    assert second is not None
    assert second.fact.name != first.fact.name
    assert passed_over(session, kept.owner) == (first.fact.name,)


def test_who_answers_some_topics_is_asked_only_those(small: RuleBase) -> None:
    kept = dossier()
    ben = replace(kept.people[1], topics=("People",))
    topics = {fact.name: fact.topic for fact in small.facts}
    question = moves.next_question(session_of(kept, ben, small))
    assert question is not None
    assert topics[question.fact.name] == "People"


def test_the_owner_is_not_asked_what_others_have_answered(small: RuleBase) -> None:
    kept = dossier(said("ben", "budget", "none"), said("ana", "staff", "3"))
    assert "budget" in session_of(kept, kept.owner, small).asked


def test_notices_are_told_once(small: RuleBase) -> None:
    memory, kept = TalkMemory(), dossier()
    memory.session(kept, kept.owner, small)
    memory.tell(kept.id, "ana", ["something"])  # type: ignore[list-item]
    assert list(memory.told(kept.id, "ana")) == ["something"]
    assert list(memory.told(kept.id, "ana")) == []
    memory.forget(kept.id)
    assert list(memory.told(kept.id, "ana")) == []


def test_engines_and_talks_are_safe_in_threads(small: RuleBase) -> None:
    cases = [
        dossier(said("ana", "budget", budget), said("ana", "staff", staff))
        for budget in ("none", "small", "large")
        for staff in ("5", "250", "unknown")
    ]
    wanted = [
        (
            advise(small, own_case(one, small, "ana")),
            moves.next_question(session_of(one, one.owner, small)),
        )
        for one in cases
    ]
    memory = TalkMemory()

    def work(index: int) -> bool:
        kept = replace(cases[index % len(cases)], id=str(index % len(cases)))
        session = memory.session(kept, kept.owner, small)
        found = (
            advise(small, own_case(cases[index % len(cases)], small, "ana")),
            moves.next_question(session),
        )
        return found == wanted[index % len(cases)]

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(work, range(72)))
