"""What a session tells without being changed: the advice so far, why a question is asked, what an answer did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from advisor.explanation.difference import Difference, difference
from advisor.explanation.why_asked import WhyAsked, why_asked
from advisor.inference.advice import Advice
from advisor.inference.advise import advise
from advisor.inference.one.pending import pending_in
from advisor.inference.one.worth import Likelihood
from advisor.interview.session import Session, answer, question_on
from advisor.knowledge.model import Rule


@dataclass(frozen=True)
class Reopened:
    """A question that a change has opened, and the decisions and rules that wait for it now."""

    fact: str
    decisions: tuple[str, ...]
    rules: tuple[str, ...]


def likelihoods(session: Session) -> tuple[Likelihood, ...]:
    """Return for each main decision how likely it comes out so, as far as that is still open."""
    return tuple(session.worth.likelihood(one) for one in session.undecided)


def newly_settled(before: Session, after: Session) -> tuple[str, ...]:
    """Return the main decisions that an answer could change before, and none can now."""
    return tuple(one for one in before.undecided if one not in after.undecided)


def new_contradictions(before: Session, after: Session) -> tuple[Rule, ...]:
    """Return the warnings that answers exclude each other which hold now and did not before."""
    return tuple(
        rule
        for rule in after.rules.rules
        if rule.contradiction
        and after.matter.pending.bounds.prospects[rule.id].always
        and not before.matter.pending.bounds.prospects[rule.id].always
    )


def so_far(session: Session) -> Advice:
    """Return the advice as it stands: the same as `advise` gives for the case."""
    return advise(session.rules, session.case)


def what_if(session: Session, name: str, given: str | Sequence[str]) -> Difference:
    """Return what an answer would change, without giving it. Raises AnswerError."""
    return difference(so_far(session), so_far(answer(session, name, given)))


def why(session: Session, name: str) -> WhyAsked:
    """Return why a question is asked: what waits for it, and what each answer would do."""
    fact = question_on(session, name).fact
    pending = session.matter.pending
    standing = pending.masks[name]
    if name in session.case.by_fact:
        # An answer that was given is looked at as if it were open, to tell what hangs on it.
        masks = {**pending.masks, name: fact.domain.everything}
        pending = pending_in(session.rules, masks, pending)
    decisions = [one.name for one in pending.waiting if one.decision and name in one.facts]
    return why_asked(session.rules, pending.masks, fact, decisions, standing)


def reopened(before: Session, after: Session) -> tuple[Reopened, ...]:
    """Return the questions that matter after a change and did not before, and what waits for them."""
    found = []
    settled = {(one.name, fact) for one in before.matter.pending.waiting for fact in one.facts}
    for name in after.matter.questions:
        if name in before.matter.questions or name in before.asked:
            continue
        waiting = [one for one in after.matter.waiting_for[name] if (one.name, name) not in settled]
        found.append(
            Reopened(
                name,
                tuple(one.name for one in waiting if one.decision),
                tuple(one.name for one in waiting if not one.decision),
            )
        )
    return tuple(found)
