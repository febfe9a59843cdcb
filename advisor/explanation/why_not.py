"""Why rules did not fire: the condition that failed or is open, the value read, the value needed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from advisor.explanation.conditions import Condition, ConditionReader, Met
from advisor.inference.advice import Advice
from advisor.knowledge.model import RuleBase
from advisor.knowledge.writer import predicate_text


class ConditionState(StrEnum):
    """What became of a rule or a condition that does not hold."""

    HOLDS = "holds"
    FAILED = "failed"
    OPEN = "open"


@dataclass(frozen=True)
class ConditionMissed:
    """A term that does not hold: what was read, and what the rule needs.

    `read` is empty when nothing is known. `needed` is the sentence's own words, for example
    'is at least moderate'; an exception of the rule needs the contrary, and says so.
    """

    subject: str
    read: tuple[str, ...]
    needed: str
    verdict: ConditionState


@dataclass(frozen=True)
class WhyNot:
    """A rule that did not fire: each condition that kept it, as the terms of which any would do.

    `verdict` is failed when some condition can't hold as the case stands, else open.
    """

    rule: str
    verdict: ConditionState
    missed: tuple[tuple[ConditionMissed, ...], ...]


def why_not(rules: RuleBase, advice: Advice) -> tuple[WhyNot, ...]:
    """Return every rule that did not fire, with what kept it from firing, in the order of the books."""
    fired = {firing.rule for firing in advice.trace}
    reader = ConditionReader(rules, advice)
    found = []
    for rule in rules.rules:
        if rule.id not in fired:
            kept = [one for one in reader.conditions(rule) if one.met is not Met.MET]
            failed = any(one.met is Met.NOT_MET for one in kept)
            missed = tuple(line for one in kept for line in _missed(one))
            found.append(
                WhyNot(rule.id, ConditionState.FAILED if failed else ConditionState.OPEN, missed)
            )
    return tuple(found)


def _missed(condition: Condition) -> list[tuple[ConditionMissed, ...]]:
    """Return what a condition needs: any of its terms, or of an exception that each of them fails."""
    verdicts = {
        Met.MET: ConditionState.HOLDS,
        Met.NOT_MET: ConditionState.FAILED,
        Met.OPEN: ConditionState.OPEN,
    }
    if not condition.exception:
        return [
            tuple(
                ConditionMissed(
                    one.term.subject, one.values, predicate_text(one.term), verdicts[one.met]
                )
                for one in condition.terms
            )
        ]
    return [
        (
            ConditionMissed(
                one.term.subject,
                one.values,
                f"must not be: {predicate_text(one.term)}",
                ConditionState.FAILED if one.met is Met.MET else ConditionState.OPEN,
            ),
        )
        for one in condition.terms
        if one.met is not Met.NOT_MET
    ]
