"""What a case makes of the conditions of the rules: each one met, not met, or open, and what was read.

The one place that says why a rule holds or doesn't; the explanations, the handbook with a case
laid over it, and the expectations of reviewers all show it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from advisor.inference.advice import Advice
from advisor.knowledge.conditions import Line, Term
from advisor.knowledge.domains import Range
from advisor.knowledge.meaning import meaning
from advisor.knowledge.model import Rule, RuleBase
from advisor.knowledge.words import Relation


class Met(StrEnum):
    """What became of a term or a condition. For an exception of a rule, met means that it fails."""

    MET = "met"
    NOT_MET = "not met"
    OPEN = "open"


@dataclass(frozen=True)
class TermRead:
    """A term with what was read for it ('' and no values while nothing is known)."""

    term: Term
    values: tuple[str, ...]
    met: Met


@dataclass(frozen=True)
class Condition:
    """A line of a rule: its terms, of which any would do, or none may hold where it is an exception."""

    line: Line
    exception: bool
    terms: tuple[TermRead, ...]
    met: Met


class ConditionReader:
    """Reads the conditions of rules as one advice has them."""

    def __init__(self, rules: RuleBase, advice: Advice) -> None:
        self._rules = rules
        self._advice = advice
        self._masks: dict[str, int] = advice.case.masks(rules)
        for finding in advice.assessments:
            self._masks[finding.name] = self._mask(finding.name, finding.values)
        for decision in advice.decisions:
            option = () if decision.recommended is None else (decision.recommended,)
            self._masks[decision.name] = self._mask(decision.name, option)

    def _mask(self, name: str, values: tuple[str, ...]) -> int:
        domain = self._rules.items[name].domain
        return domain.mask(values) or domain.everything

    def conditions(self, rule: Rule) -> tuple[Condition, ...]:
        """Return every condition of a rule, its exceptions last."""
        return (
            *(self._condition(line, exception=False) for line in rule.when),
            *(self._condition(line, exception=True) for line in rule.unless),
        )

    def _condition(self, line: Line, *, exception: bool) -> Condition:
        terms = tuple(
            TermRead(term, self.values(term.subject), self._term(term)) for term in line.terms
        )
        states = {one.met for one in terms}
        if Met.MET in states:
            met = Met.NOT_MET if exception else Met.MET
        elif states == {Met.NOT_MET}:
            met = Met.MET if exception else Met.NOT_MET
        else:
            met = Met.OPEN
        return Condition(line, exception, terms, met)

    def _term(self, term: Term) -> Met:
        possible = self._masks[term.subject]
        if term.relation in (Relation.KNOWN, Relation.UNKNOWN):
            known = self._rules.items[term.subject].domain.is_known(possible)
            return Met.MET if known is (term.relation is Relation.KNOWN) else Met.NOT_MET
        allowed = meaning(term, self._rules.items[term.subject].domain)
        if not possible & ~allowed:
            return Met.MET
        return Met.OPEN if possible & allowed else Met.NOT_MET

    def values(self, name: str) -> tuple[str, ...]:
        """Return what is known of an item: a number as it was given, nothing while all is possible."""
        answer = self._advice.case.by_fact.get(name)
        if answer is not None and any(isinstance(value, Range) for value in answer.values):
            return tuple(str(value) for value in answer.values)
        domain = self._rules.items[name].domain
        mask = self._masks[name]
        return () if mask == domain.everything and mask.bit_count() > 1 else domain.names(mask)

    def text(self, name: str) -> str:
        """Write what is known of an item, in words."""
        decision = self._advice.by_decision.get(name)
        if decision is not None:
            return decision.recommended or "without a recommendation"
        return " or ".join(self.values(name)) or "unknown"

    def read(self, condition: Condition) -> str:
        """Write what was read for a condition: 'digital capacity is high'."""
        names = dict.fromkeys(one.term.subject for one in condition.terms)
        return "; ".join(f"{name} is {self.text(name)}" for name in names)
