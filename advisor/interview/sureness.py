"""What is said of how sure the main decisions are, and the moment at which one is settled or answers contradict."""

from __future__ import annotations

from collections.abc import Sequence

from advisor.inference.one.worth import Likelihood
from advisor.interview import views
from advisor.interview.lines import SessionParagraph, answer_words_of
from advisor.interview.session import Session
from advisor.knowledge.model import Fact, Rule
from advisor.text import capital

ALL = 0.9995
"""From which share on all likely completions agree, but for rounding."""


def share_text(found: Likelihood) -> str:
    """Tell how likely a decision comes out so: 'centralized in 96 of 100 likely ways ...'."""
    option, share = found.likeliest
    name = option or "no recommendation"
    if share >= ALL:
        return f"{name} in all likely ways the open answers could turn out"
    # What is not all is not told as all, nor as none.
    hundred = min(max(round(100 * share), 1), 99)
    return f"{name} in {hundred} of 100 likely ways the open answers could turn out"


def differing_text(found: Likelihood, session: Session) -> str:
    """Tell that the report would advise something else than what is likely; '' where it wouldn't."""
    advised = session.advised[found.decision]
    if advised == found.likeliest[0]:
        return ""
    return f"; as the answers stand, the advice is {advised or 'none yet'}"


def settled_lines(before: Session, after: Session) -> list[SessionParagraph]:
    """Tell which main decisions an answer has settled."""
    lines = []
    for name in views.newly_settled(before, after):
        found = after.worth.likelihood(name)
        option, share = found.likeliest
        if share >= ALL or not option:
            text = f"{capital(name)} is settled now: {option or 'no recommendation'}."
        else:
            text = f"{capital(name)} hangs now only on what nobody knows: {share_text(found)}"
            text += f"{differing_text(found, after)}."
        lines.append(SessionParagraph(text, kind="strong"))
    return lines


def outlook_lines(session: Session) -> list[SessionParagraph]:
    """Tell of each main decision whether it is settled, and else how sure it is."""
    lines = []
    for name in session.worth.outcomes:
        found = session.worth.likelihood(name)
        option, share = found.likeliest
        settled = name not in session.undecided and (share >= ALL or not option)
        text = (
            f"{option or 'no recommendation'}, settled"
            if settled
            else share_text(found) + differing_text(found, session)
        )
        lines.append(SessionParagraph(text, f"{name}: "))
    return lines


def contradicting(rule: Rule, session: Session) -> list[Fact]:
    """Return the answered questions that a contradiction is about, in the order of its conditions."""
    items = (session.rules.items[name] for name in rule.reads)
    return [one for one in items if isinstance(one, Fact) and one.name in session.case.by_fact]


def contradiction_lines(
    rule: Rule, session: Session, facts: Sequence[Fact], *, numbered: bool
) -> list[SessionParagraph]:
    """Tell that answers exclude each other, with the answers to choose from, or how to get to them."""
    lines = [
        SessionParagraph("Answers contradict each other", kind="title"),
        SessionParagraph(rule.warning),
    ]
    for number, fact in enumerate(facts, start=1):
        given = f"{fact.name}: {answer_words_of(session.case.by_fact[fact.name], fact)}"
        if numbered:
            lines.append(SessionParagraph(f"correct {given}", f"{number}  "))
        else:
            lines.append(SessionParagraph(f"{given}; 'b {fact.name}' goes back to it", "-  "))
    return lines
