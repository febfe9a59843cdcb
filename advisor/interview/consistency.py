"""Which answers to a question go together with those that were given."""

from __future__ import annotations

from dataclasses import dataclass

from advisor.inference.compile import compile_rules
from advisor.inference.program import Clause
from advisor.interview.lines import answer_words_of
from advisor.interview.session import Session
from advisor.knowledge.domains import Kind
from advisor.knowledge.model import Fact


@dataclass(frozen=True)
class OnlyAnswer:
    """The one answer to a question that contradicts no other; `beside` are the facts that leave it alone."""

    value: str
    beside: tuple[str, ...]


def only_answer(session: Session, name: str) -> OnlyAnswer | None:
    """Return the only answer that is left by those to other questions; None where there are several.

    The rules that tell of contradictions decide it, as far as they read facts.
    """
    rules = session.rules
    fact = rules.items[name]
    if not isinstance(fact, Fact) or fact.domain.kind is Kind.NUMBER:
        return None
    masks = {**session.case.masks(rules)}
    clauses = dict(compile_rules(rules).clauses)
    contradictions = [rule for rule in rules.rules if rule.contradiction and name in rule.reads]
    left = []
    beside: list[str] = []
    for code, value in enumerate(fact.domain.values):
        masks[name] = 1 << code
        excluded = [rule for rule in contradictions if _holds(clauses[rule.id], masks)]
        if not excluded:
            left.append(value)
        beside += [one for rule in excluded for one in rule.reads if one != name]
    return OnlyAnswer(left[0], tuple(dict.fromkeys(beside))) if len(left) == 1 and beside else None


def only_answer_text(session: Session, name: str) -> str:
    """Tell at a question that earlier answers leave one answer alone, and why it is asked all the same; '' else."""
    found = only_answer(session, name)
    if found is None:
        return ""
    given = []
    for one in found.beside:
        fact, answer = session.rules.items[one], session.case.by_fact.get(one)
        if isinstance(fact, Fact) and answer:
            given.append(f"'{one}: {answer_words_of(answer, fact)}'")
    beside = " and ".join(given)
    return (
        f"Only '{found.value}' goes with {beside}. It is asked so that it is said, and not "
        "concluded; another answer shows that one of them is wrong."
    )


def _holds(clause: Clause, masks: dict[str, int]) -> bool:
    """Whether conditions that ask for nothing but facts hold."""
    if any(test.item not in masks for test in clause.tests):
        return False
    return all(any(test.holds(masks[test.item]) for test in line) for line in clause.when) and all(
        test.fails(masks[test.item]) for line in clause.unless for test in line
    )
