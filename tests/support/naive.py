"""A deliberately naive evaluator of the rule language, written against its meaning and nothing else.

It knows no codes, no strata and no order: it starts with nothing determined and says everything
again until nothing changes. A set of possible values is a frozenset of names or numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise, product

from advisor.cases.model import Answer, Case
from advisor.knowledge.conditions import Line, Term
from advisor.knowledge.domains import Domain, Kind, Range
from advisor.knowledge.effects import Adjust, Argue, Conclude, RuleOut
from advisor.knowledge.model import Assessment, Fact, Row, RuleBase
from advisor.knowledge.words import HitPolicy, Relation

Value = str | float
Values = frozenset[Value]

_LITTLE = 1e-6


@dataclass(frozen=True)
class Result:
    """What follows. `holds` tells of each rule and row: yes, no, or (None) that it is open."""

    holds: Mapping[str, bool | None]
    values: Mapping[str, Values | None]
    by: Mapping[str, tuple[str, ...]]
    scores: Mapping[str, Mapping[str, int]]
    ruled_out: Mapping[str, frozenset[str]]
    argued: Mapping[str, bool]

    def winner(self, decision: str) -> str | None:
        """The recommended option, if there is one."""
        value = self.values[decision]
        return None if value is None else str(next(iter(value)))

    def fired(self, rules: RuleBase) -> set[str]:
        """The rules that hold, and the rows and rules that gave an assessment its value."""
        held = {rule.id for rule in rules.rules if self.holds[rule.id]}
        return held.union(*self.by.values())


def evaluate(
    rules: RuleBase,
    facts: Mapping[str, Values],
    possible: Mapping[str, Values] | None = None,
) -> Result:
    """Return what follows from sets of possible values, whether they are complete or not.

    `possible` are the options of decisions that can come out; where it is given, only those are
    recommended.
    """
    values: dict[str, Values | None] = dict(facts)
    for name in rules.order:
        values[name] = None
    while True:
        result = _once(rules, values, possible or {})
        if result.values == values:
            return result
        values = dict(result.values)


def advised(rules: RuleBase, case: Case) -> Result:
    """Return what is advised for a case: of all that is recommended some completion has to come to it."""
    results = list(completions(rules, case))
    possible = {
        item.name: frozenset(value for one in results for value in one.values[item.name] or ())
        for item in rules.decisions
    }
    return evaluate(rules, facts_of(rules, case), possible)


def completions(rules: RuleBase, case: Case) -> Iterator[Result]:
    """Yield what follows in each way of filling in the unknowns."""
    for complete in complete_cases(rules, case):
        yield evaluate(rules, facts_of(rules, complete))


def complete_cases(rules: RuleBase, case: Case) -> Iterator[Case]:
    """Yield each way of filling in the unknowns."""
    facts = facts_of(rules, case)
    for values in product(*(sorted(facts[name], key=str) for name in rules.fact_names)):
        pairs = zip(rules.fact_names, values, strict=True)
        yield Case(case.id, tuple(Answer(name, (_exactly(value),)) for name, value in pairs))


def _exactly(value: Value) -> str | Range:
    return value if isinstance(value, str) else Range(value, value)


def facts_of(rules: RuleBase, case: Case) -> dict[str, Values]:
    """Return what is possible for each fact; a number is stood for by one that no rule tells from it."""
    return {fact.name: _possible(fact, case) for fact in rules.facts}


def _possible(fact: Fact, case: Case) -> Values:
    answer = case.by_fact.get(fact.name)
    domain = fact.domain
    if domain.kind is not Kind.NUMBER:
        names: Iterable[str] = domain.values
        return frozenset(names if answer is None else (str(value) for value in answer.values))
    ranges: list[Range] = [Range(domain.minimum, domain.maximum)]
    if answer is not None:
        given = [value for value in answer.values if isinstance(value, Range)]
        ranges = [*given, *_near(domain, given)]
    marks = {cut.at for cut in domain.cuts} | {domain.minimum, min(domain.maximum, 1e9)}
    for one in ranges:
        marks |= {one.low, min(one.high, 1e9)}
    ordered = sorted(marks)
    between = [(one + other) / 2 for one, other in pairwise(ordered)]
    found: dict[tuple[bool, ...], float] = {}
    for number in (*ordered, *between):
        if any(one.low <= number <= one.high for one in ranges):
            side = tuple(number > cut.at if cut.after else number >= cut.at for cut in domain.cuts)
            found.setdefault(side, number)
    return frozenset(found.values())


def _near(domain: Domain, given: Iterable[Range]) -> list[Range]:
    """Return a little of both sides of every threshold that a single number is near to."""
    return [
        Range(cut.at - _LITTLE, cut.at + _LITTLE)
        for one in given
        for cut in domain.cuts
        if one.low == one.high
        and domain.near
        and (cut.at, cut.after) != (domain.minimum, True)
        and abs(one.low - cut.at) <= domain.near * cut.at * (1 + 1e-12)
    ]


def _once(
    rules: RuleBase, values: Mapping[str, Values | None], possible: Mapping[str, Values]
) -> Result:
    """Say everything once, reading only what was known before."""
    holds: dict[str, bool | None] = {
        rule.id: _clause(rules, values, rule.when, rule.unless) for rule in rules.rules
    }
    new: dict[str, Values | None] = {fact.name: values[fact.name] for fact in rules.facts}
    by: dict[str, tuple[str, ...]] = {}
    scores: dict[str, dict[str, int]] = {}
    ruled_out: dict[str, frozenset[str]] = {}
    argued: dict[str, bool] = {}
    for item in rules.assessments:
        for row in item.rows:
            lines = [Line((term,)) for term in row.terms]
            holds[item.row_id(row)] = _clause(rules, values, lines, ())
        new[item.name], by[item.name] = _assessment(rules, item, holds)
    for decision in rules.decisions:
        name = decision.name
        points = scores[name] = dict.fromkeys(decision.options, 0)
        effects = [
            effect
            for rule in rules.rules
            for effect in rule.effects
            if holds[rule.id] and isinstance(effect, Argue | RuleOut) and effect.decision == name
        ]
        for effect in effects:
            if isinstance(effect, Argue):
                points[effect.option] += effect.points
        out = frozenset(effect.option for effect in effects if isinstance(effect, RuleOut))
        favoured = favoured_options(rules, name)
        left = [
            option
            for option in decision.preference
            if option in (favoured - out) & possible.get(name, favoured)
        ]
        best = [one for one in left if points[one] == max(points[other] for other in left)]
        today = values[decision.keep] if decision.keep else None
        best.sort(key=lambda one: today != frozenset((one,)))
        new[name] = frozenset(best[:1]) if effects and best else None
        ruled_out[name], argued[name] = out, bool(effects)
    return Result(holds, new, by, scores, ruled_out, argued)


def favoured_options(rules: RuleBase, decision: str) -> frozenset[str]:
    """Return the options of a decision that some rule argues for: no other is ever recommended."""
    return frozenset(
        effect.option
        for rule in rules.rules
        for effect in rule.effects
        if isinstance(effect, Argue) and effect.decision == decision and effect.favours
    )


def _assessment(
    rules: RuleBase, item: Assessment, holds: Mapping[str, bool | None]
) -> tuple[Values | None, tuple[str, ...]]:
    concluding = [
        (rule, effect.value)
        for rule in rules.rules
        for effect in rule.effects
        if isinstance(effect, Conclude)
        and effect.assessment == item.name
        and holds[rule.id] is not False
    ]
    said: Values = frozenset(value for _, value in concluding)
    sure = tuple(rule.id for rule, _ in concluding if holds[rule.id])
    if sure:
        return said, sure
    below, by = _table(rules, item, holds) if item.rows else _points(rules, item, holds)
    return (None, ()) if below is None else (said | below, by)


def _table(
    rules: RuleBase, item: Assessment, holds: Mapping[str, bool | None]
) -> tuple[Values | None, tuple[str, ...]]:
    found: set[Value] = set()
    by: list[str] = []
    for row in item.rows:
        verdict = holds[item.row_id(row)]
        if verdict is not False:
            found.add(row.value)
        if verdict:
            by.append(item.row_id(row))
            if item.hit_policy is HitPolicy.FIRST:
                break
    return (frozenset(found), tuple(by)) if by or covers_all(rules, item) else (None, ())


def covers_all(rules: RuleBase, item: Assessment) -> bool:
    """Whether every combination of the inputs' values meets a row (that doesn't ask what is known)."""
    rows: list[Row] = [
        row
        for row in item.rows
        if all(term.relation not in (Relation.KNOWN, Relation.UNKNOWN) for term in row.terms)
    ]
    nothing_said = Case("", ())
    sets = []
    for name in item.inputs:
        read = rules.items[name]
        known = _possible(read, nothing_said) if isinstance(read, Fact) else read.domain.values
        sets.append(list(known))
    return all(
        any(
            all(
                _true(rules, term, dict(zip(item.inputs, one, strict=True))[term.subject])
                for term in row.terms
            )
            for row in rows
        )
        for one in product(*sets)
    )


def _points(
    rules: RuleBase, item: Assessment, holds: Mapping[str, bool | None]
) -> tuple[Values | None, tuple[str, ...]]:
    adding = [
        (rule.id, effect.points)
        for rule in rules.rules
        for effect in rule.effects
        if holds[rule.id] and isinstance(effect, Adjust) and effect.assessment == item.name
    ]
    if not adding:
        return None, ()
    total = sum(points for _, points in adding)
    level = item.domain.values[0]
    for value, least in item.cuts:
        if total >= least:
            level = value
    return frozenset((level,)), tuple(identifier for identifier, _ in adding)


def _clause(
    rules: RuleBase,
    values: Mapping[str, Values | None],
    when: Iterable[Line],
    unless: Iterable[Line],
) -> bool | None:
    """Kleene: no if any part says no, yes if all say yes, else open."""
    parts = [_line(rules, values, line) for line in when]
    for line in unless:
        said = _line(rules, values, line)
        parts.append(None if said is None else not said)
    if False in parts:
        return False
    return None if None in parts else True


def _line(rules: RuleBase, values: Mapping[str, Values | None], line: Line) -> bool | None:
    terms = [_term(rules, values, term) for term in line.terms]
    if True in terms:
        return True
    return None if None in terms else False


def _term(rules: RuleBase, values: Mapping[str, Values | None], term: Term) -> bool | None:
    possible = values[term.subject]
    if possible is None:
        possible = frozenset(rules.items[term.subject].domain.values)
    if term.relation is Relation.KNOWN:
        return len(possible) == 1
    if term.relation is Relation.UNKNOWN:
        return len(possible) != 1
    truths = {_true(rules, term, value) for value in possible}
    return truths.pop() if len(truths) == 1 else None


def _true(rules: RuleBase, term: Term, value: Value) -> bool:
    """Whether one value satisfies a term."""
    domain = rules.items[term.subject].domain

    def size(one: Value) -> float:
        if domain.kind is Kind.NUMBER:
            return one if isinstance(one, float) else float(one.replace(",", ""))
        return domain.values.index(str(one))

    mine = size(value)
    others = [size(other) for other in term.values]
    match term.relation:
        case Relation.AT_LEAST:
            return mine >= others[0]
        case Relation.AT_MOST:
            return mine <= others[0]
        case Relation.BELOW:
            return mine < others[0]
        case Relation.ABOVE:
            return mine > others[0]
        case Relation.BETWEEN:
            return others[0] <= mine <= others[1]
    return (mine in others) is not term.negated
