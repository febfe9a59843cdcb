"""Small wrong changes of a rule base: a threshold by one, a condition dropped, a conclusion swapped."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TypeVar

from advisor.knowledge.conditions import Line, Term
from advisor.knowledge.domains import Cut, Kind, number_text, with_cuts
from advisor.knowledge.effects import Argue, Conclude, Effect, RuleOut
from advisor.knowledge.meaning import cuts_of
from advisor.knowledge.model import Assessment, Row, Rule, RuleBase
from advisor.knowledge.words import Relation, Strength
from advisor.knowledge.writer import effect_text, line_text, predicate_text, term_text

T = TypeVar("T")

_LADDER = (Strength.WEAKLY, Strength.MODERATELY, Strength.STRONGLY)
_THRESHOLDS = (Relation.AT_LEAST, Relation.AT_MOST, Relation.ABOVE, Relation.BELOW, Relation.IS)


@dataclass(frozen=True)
class Mutant:
    """One wrong change: where, what it does, and the rule base that has it."""

    about: str
    text: str
    rules: RuleBase
    touches: frozenset[str]
    """The assessments and decisions that it can move directly."""


def mutants(rules: RuleBase) -> Iterator[Mutant]:
    """Yield the mutants of every rule and table, in the order of the books."""
    for number, rule in enumerate(rules.rules):
        touches = frozenset(effect.target for effect in rule.effects)
        for text, changed in _of_rule(rule, rules):
            every = (*rules.rules[:number], changed, *rules.rules[number + 1 :])
            yield _made(rule.id, text, replace(rules, rules=every), touches)
    for number, item in enumerate(rules.assessments):
        for text, table in _of_assessment(item, rules):
            all_of = (*rules.assessments[:number], table, *rules.assessments[number + 1 :])
            yield _made(item.name, text, replace(rules, assessments=all_of), frozenset([item.name]))


def _made(about: str, text: str, rules: RuleBase, touches: frozenset[str]) -> Mutant:
    """Return the mutant with the numbers cut where it now cuts them, and a hash of its own."""
    cuts: dict[str, set[Cut]] = {}
    terms = [term for rule in rules.rules for term in rule.terms]
    terms += [term for item in rules.assessments for row in item.rows for term in row.terms]
    numbers = {fact.name: fact for fact in rules.facts if fact.domain.kind is Kind.NUMBER}
    for term in terms:
        if term.subject in numbers:
            least = numbers[term.subject].domain.minimum
            cuts.setdefault(term.subject, set()).update(cuts_of(term, least))
    facts = tuple(
        replace(fact, domain=with_cuts(fact.domain, {*fact.domain.cuts, *cuts.get(fact.name, ())}))
        if fact.name in numbers
        else fact
        for fact in rules.facts
    )
    return Mutant(about, text, replace(rules, facts=facts, hash=f"{about}: {text}"), touches)


def _of_rule(rule: Rule, rules: RuleBase) -> Iterator[tuple[str, Rule]]:
    for label in ("when", "unless"):
        lines: tuple[Line, ...] = rule.when if label == "when" else rule.unless
        for at, line in enumerate(lines):
            for text, put in _of_line(line, rules):
                kept = (*lines[:at], *put, *lines[at + 1 :])
                changed = (
                    replace(rule, when=kept) if label == "when" else replace(rule, unless=kept)
                )
                yield f"'{label} {line_text(line)}' {text}", changed
    for at, effect in enumerate(rule.effects):
        for text, swapped in _of_effect(effect, rules):
            effects = (*rule.effects[:at], *swapped, *rule.effects[at + 1 :])
            yield f"'{effect_text(effect)}' {text}", replace(rule, effects=effects)


def _of_line(line: Line, rules: RuleBase) -> Iterator[tuple[str, tuple[Line, ...]]]:
    yield "dropped", ()
    for at, term in enumerate(line.terms):
        rest = (*line.terms[:at], *line.terms[at + 1 :])
        if rest:
            yield f"without '{term_text(term)}'", (Line(rest),)
        for other in _of_term(term, rules):
            terms = (*line.terms[:at], other, *line.terms[at + 1 :])
            yield f"becomes '{line_text(Line(terms))}'", (Line(terms),)


def _of_term(term: Term, rules: RuleBase) -> Iterator[Term]:
    domain = rules.items[term.subject].domain
    if term.relation is Relation.IS:
        yield replace(term, negated=not term.negated)
    if term.relation not in _THRESHOLDS or len(term.values) != 1:
        return
    if domain.kind is Kind.NUMBER:
        number = float(term.values[0].replace(",", ""))
        for moved in (number * 2, number // 2):
            if domain.minimum < moved <= domain.maximum:
                yield replace(term, values=(number_text(moved),))
        return
    code = domain.code(term.values[0])
    if code is not None and domain.kind is Kind.SCALE:
        for other in (code - 1, code + 1):
            if 0 <= other < len(domain.values):
                yield replace(term, values=(domain.values[other],))


def _of_effect(effect: Effect, rules: RuleBase) -> Iterator[tuple[str, tuple[Effect, ...]]]:
    if isinstance(effect, RuleOut):
        yield "dropped", ()
        return
    if isinstance(effect, Conclude):
        values = rules.items[effect.assessment].domain.values
        for value in _neighbours(values, effect.value):
            yield f"becomes '{value}'", (replace(effect, value=value),)
        return
    swapped: list[Effect] = []
    if isinstance(effect, Argue):
        swapped.append(replace(effect, favours=not effect.favours))
        options = rules.items[effect.decision].domain.values
        after = options[(options.index(effect.option) + 1) % len(options)]
        swapped.append(replace(effect, option=after))
    else:
        swapped.append(replace(effect, raises=not effect.raises))
    steps = _neighbours(_LADDER, effect.strength)
    swapped += [replace(effect, strength=strength) for strength in steps]
    for one in swapped:
        yield f"becomes '{effect_text(one)}'", (one,)


def _neighbours(ladder: tuple[T, ...], step: T) -> list[T]:
    at = ladder.index(step)
    return [ladder[other] for other in (at - 1, at + 1) if 0 <= other < len(ladder)]


def _of_assessment(item: Assessment, rules: RuleBase) -> Iterator[tuple[str, Assessment]]:
    for at, (value, least) in enumerate(item.cuts):
        for other in (least - 1, least + 1):
            cuts = (*item.cuts[:at], (value, other), *item.cuts[at + 1 :])
            sums = [number for _, number in cuts]
            if sums == sorted(set(sums)):
                yield f"'{value} from {least}' becomes 'from {other}'", replace(item, cuts=cuts)
    for at, row in enumerate(item.rows):
        for text, changed in _of_row(row, item, rules):
            rows = (*item.rows[:at], changed, *item.rows[at + 1 :])
            yield f"row {row.number}: {text}", replace(item, rows=rows)


def _of_row(row: Row, item: Assessment, rules: RuleBase) -> Iterator[tuple[str, Row]]:
    for value in _neighbours(item.domain.values, row.value):
        yield f"gives '{value}' for '{row.value}'", replace(row, value=value)
    for at, term in enumerate(row.terms):
        told = f"'{term.subject} {predicate_text(term)}'"
        yield f"{told} dropped", replace(row, terms=(*row.terms[:at], *row.terms[at + 1 :]))
        for other in _of_term(term, rules):
            terms = (*row.terms[:at], other, *row.terms[at + 1 :])
            yield f"{told} becomes '{predicate_text(other)}'", replace(row, terms=terms)
