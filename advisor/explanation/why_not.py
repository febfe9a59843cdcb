"""Why rules did not fire: the condition that failed or is open, the value read, the value needed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from advisor.inference.advice import Advice
from advisor.knowledge.domains import Range
from advisor.knowledge.meaning import meaning
from advisor.knowledge.model import Line, Relation, Rule, RuleBase, Term
from advisor.knowledge.writer import predicate_text


class ConditionState(StrEnum):
    """What became of a condition."""

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
    case = _Read(rules, advice)
    return tuple(case.why(rule) for rule in rules.rules if rule.id not in fired)


class _Read:
    """What the conditions of rules read in one advice."""

    def __init__(self, rules: RuleBase, advice: Advice) -> None:
        self._rules = rules
        self._advice = advice
        self._masks: dict[str, int] = {
            fact.name: advice.case.possible(fact.name, fact.domain) for fact in rules.facts
        }
        for finding in advice.assessments:
            self._masks[finding.name] = self._mask(finding.name, finding.values)
        for decision in advice.decisions:
            option = () if decision.recommended is None else (decision.recommended,)
            self._masks[decision.name] = self._mask(decision.name, option)

    def _mask(self, name: str, values: tuple[str, ...]) -> int:
        domain = self._rules.items[name].domain
        mask = sum(1 << code for value in values if (code := domain.code(value)) is not None)
        return mask or domain.everything

    def why(self, rule: Rule) -> WhyNot:
        """Return what kept a rule from firing."""
        missed = []
        for line in rule.when:
            verdicts = [self.verdict(term) for term in line.terms]
            if ConditionState.HOLDS not in verdicts:
                missed.append(self._missed(line, verdicts))
        for line in rule.unless:
            for term in line.terms:
                verdict = self.verdict(term)
                if verdict is not ConditionState.FAILED:
                    turned = (
                        ConditionState.FAILED
                        if verdict is ConditionState.HOLDS
                        else ConditionState.OPEN
                    )
                    needed = f"must not be: {predicate_text(term)}"
                    missed.append((self._one(term, needed, turned),))
        failed = any(all(one.verdict is ConditionState.FAILED for one in line) for line in missed)
        return WhyNot(
            rule.id, ConditionState.FAILED if failed else ConditionState.OPEN, tuple(missed)
        )

    def _missed(self, line: Line, verdicts: list[ConditionState]) -> tuple[ConditionMissed, ...]:
        return tuple(
            self._one(term, predicate_text(term), verdict)
            for term, verdict in zip(line.terms, verdicts, strict=True)
        )

    def _one(self, term: Term, needed: str, verdict: ConditionState) -> ConditionMissed:
        return ConditionMissed(term.subject, self._values(term.subject), needed, verdict)

    def verdict(self, term: Term) -> ConditionState:
        """Return whether a term holds, fails or is open so far."""
        possible = self._masks[term.subject]
        if term.relation in (Relation.KNOWN, Relation.UNKNOWN):
            known = possible.bit_count() == 1
            holds = known is (term.relation is Relation.KNOWN)
            return ConditionState.HOLDS if holds else ConditionState.FAILED
        allowed = meaning(term, self._rules.items[term.subject].domain)
        if not possible & ~allowed:
            return ConditionState.HOLDS
        return ConditionState.OPEN if possible & allowed else ConditionState.FAILED

    def _values(self, name: str) -> tuple[str, ...]:
        """Return what was read: a number as it was given, '' for nothing known."""
        answer = self._advice.case.by_fact.get(name)
        if answer is not None and any(isinstance(value, Range) for value in answer.values):
            return tuple(str(value) for value in answer.values)
        domain = self._rules.items[name].domain
        mask = self._masks[name]
        return () if mask == domain.everything and mask.bit_count() > 1 else domain.names(mask)
