"""Small wrong changes of a rule base: a threshold by one, a condition dropped, a conclusion swapped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
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
    """One wrong change: where, what it does, and the rule or table as it then stands."""

    about: str
    text: str
    changed: Rule | Assessment
    touches: frozenset[str]
    """The assessments and decisions that it can move directly."""


def mutants(rules: RuleBase) -> Iterator[Mutant]:
    """Yield the mutants of every rule and table, in the order of the books."""
    for rule in rules.rules:
        touches = frozenset(effect.target for effect in rule.effects)
        for text, changed in _of_rule(rule, rules):
            yield Mutant(rule.id, text, changed, touches)
    for item in rules.assessments:
        for text, table in _of_assessment(item, rules):
            yield Mutant(item.name, text, table, frozenset([item.name]))


def widened(rules: RuleBase, mutants: Iterable[Mutant]) -> RuleBase:
    """Return a rule base that says the same, with its numbers cut also where some mutant cuts them.

    In it the mutants can be put for what they change, and all have the same codes.
    """
    terms = [term for one in mutants for term in _terms(one.changed)]
    return cut_by(rules, [*_all_terms(rules), *terms])


def put_in(rules: RuleBase, mutant: Mutant) -> RuleBase:
    """Return the rule base with the change, its numbers cut as they are; see `widened`."""
    changed = mutant.changed
    if isinstance(changed, Rule):
        every = tuple(changed if rule.id == changed.id else rule for rule in rules.rules)
        return replace(rules, rules=every)
    tables = tuple(changed if one.name == changed.name else one for one in rules.assessments)
    return replace(rules, assessments=tables)


def mutated(rules: RuleBase, mutant: Mutant) -> RuleBase:
    """Return the rule base that has the change: its numbers cut where it cuts them, and a hash of its own."""
    base = put_in(rules, mutant)
    return replace(cut_by(base, _all_terms(base)), hash=f"{mutant.about}: {mutant.text}")


def _terms(one: Rule | Assessment) -> Iterator[Term]:
    if isinstance(one, Rule):
        yield from one.terms
    else:
        for row in one.rows:
            yield from row.terms


def _all_terms(rules: RuleBase) -> list[Term]:
    said: tuple[Rule | Assessment, ...] = (*rules.rules, *rules.assessments)
    return [term for one in said for term in _terms(one)]


def cut_by(rules: RuleBase, terms: Iterable[Term]) -> RuleBase:
    """Return a rule base whose numbers are also cut at the thresholds of some terms."""
    cuts: dict[str, set[Cut]] = {}
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
    return replace(rules, facts=facts)


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
