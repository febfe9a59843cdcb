"""Sessions that answer by themselves, and a small rule base whose course is easy to follow."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping

from advisor.cases.model import Case
from advisor.inference.advice import Advice, Status
from advisor.interview import session as moves
from advisor.interview.session import Question, Session
from advisor.knowledge.domains import Kind
from advisor.knowledge.model import RuleBase
from tests.support.generate import SOURCES_BOOK, load_books

SMALL = """## Money

### budget

- **Ask** How much money is there?
- **Answers** none < small < large
  - *none*: nothing
  - *small*: some
  - *large*: much
- **Why** Money decides.
- **Can change** yes
- **Source** [deck] I

### reserve

- **Ask** Is there a reserve?
- **Answers** yes | no
  - *yes*: it is in the budget
  - *no*: it is not
- **Why** A reserve carries a bad year.
- **Can change** yes
- **Source** [deck] I

## People

### staff

- **Ask** How many posts are there?
- **Answers** number of posts from 0 to 500
- **Why** Few can't be split.
- **Can change** yes
- **Source** [deck] I

### partner

- **Ask** Which partner offers help?
- **Answers** none | county | inapplicable
  - *none*: nobody
  - *county*: the county
  - *inapplicable*: no partner could
- **Why** Help has to be offered.
- **Can change** yes
- **Source** [deck] I

### weather

- **Ask** How is the weather?
- **Answers** fair | foul
  - *fair*: dry
  - *foul*: wet
- **Why** Nothing hangs on it.
- **Can change** no
- **Source** [deck] I

## The choice

### Decision: structure

- **Question** Which structure?
- **Options** centre | units
  - *centre*: one office
  - *units*: many
- **When equal** prefer centre, then units
- **Close call** within 0 points
- **Source** [deck] I

### S01 · Poor places pool

- **When** budget is none
- **Then** favour centre strongly, rule out units
- **Because** money is short.
- **Evidence** guidance
- **Source** [deck] I

### S02 · Rich places with people share out

- **When** budget is at least small
- **When** staff is at least 100
- **Then** favour units strongly
- **Because** they can.
- **Evidence** guidance
- **Source** [deck] I

### S03 · One office is the usual thing

- **When** budget is one of none, small, large
- **Then** favour centre weakly
- **Because** it is.
- **Evidence** guidance
- **Source** [deck] I

### A01 · Take the county's help

- **When** partner is county
- **When** reserve is no
- **Advise** Take it.
- **Phase** first year
- **Owner** mayor
- **Because** it is offered.
- **Evidence** guidance
- **Source** [deck] I

### How often: staff

- **Source** judgement: whoever is asked has people

| 0 to 100 | 100 to 500 |
| --- | --- |
| 10 | 90 |
"""


def small_rules() -> RuleBase:
    """Return the small rule base: nothing hangs on the weather."""
    return load_books({"facts.md": SMALL, "sources.md": SOURCES_BOOK})


def typed_answer(question: Question, chance: random.Random) -> str:
    """Return an answer in words: mostly one value, sometimes several, a range or 'unknown'."""
    domain = question.fact.domain
    draw = chance.random()
    if draw < 0.15:
        return "unknown"
    if domain.kind is Kind.NUMBER:
        marks = sorted({cut.at for cut in domain.cuts} | {domain.minimum, domain.minimum + 1})
        numbers = [mark for mark in marks if domain.minimum <= mark <= domain.maximum]
        low, high = sorted(chance.choices(numbers, k=2))
        return f"{low:f} to {high:f}" if draw < 0.3 else f"{low:f}"
    if draw < 0.25:
        return " or ".join(chance.sample(domain.values, min(2, len(domain.values))))
    return chance.choice(domain.values)


def play(
    session: Session,
    chance: random.Random,
    each: Callable[[Session, Question], None] = lambda _session, _question: None,
) -> tuple[Session, list[str]]:
    """Answer until nothing is asked any more; return the last session and what was asked."""
    asked: list[str] = []
    while True:
        question = moves.next_question(session)
        if question is None:
            if session.standing is not moves.Standing.DECIDED:
                return session, asked
            session = moves.go_on(session)
            continue
        each(session, question)
        asked.append(question.fact.name)
        session = moves.answer(session, question.fact.name, typed_answer(question, chance))


def outcome(advice: Advice) -> tuple[object, ...]:
    """Return what an advice shows, without the reasons."""
    return (
        [(one.name, one.recommended, one.status) for one in advice.decisions],
        [one.rule for one in advice.misfits],
        [one.rule for one in advice.actions],
    )


def blank() -> Case:
    """Return a case of which nothing is known."""
    return Case("blank", ())


def shown(case: Case) -> Mapping[str, tuple[object, ...]]:
    """Return the answers by fact."""
    return {answer.fact: (answer.values, answer.note) for answer in case.answers}


def settled(advice: Advice) -> tuple[object, ...]:
    """Return what an advice shows, but not by how much the options win.

    A further answer may make a close call of a firm decision without changing what is recommended.
    """
    decisions, misfits, actions = outcome(advice)
    assert isinstance(decisions, list)
    close = (Status.FIRM, Status.CONTESTED)
    told = [(name, option, "settled" if one in close else one) for name, option, one in decisions]
    return told, misfits, actions
