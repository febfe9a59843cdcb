"""A rule base with nearly twice the rules, to see how the time grows with them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from math import inf, nextafter

from advisor.knowledge.conditions import Line, Term
from advisor.knowledge.domains import Domain, Kind
from advisor.knowledge.effects import Conclude
from advisor.knowledge.meaning import meaning
from advisor.knowledge.model import Item, Rule, RuleBase
from advisor.knowledge.words import Relation

Key = tuple[frozenset[object], frozenset[object]]


def doubled(rules: RuleBase) -> RuleBase:
    """Return a rule base with a copy of each rule that has conditions and concludes nothing.

    A copy does the same under other conditions, which no other rule has: its terms ask for the
    next values, or for values of another fact with as many; where all of those are taken, it has
    one term more. Rules with equal conditions get copies with equal conditions, so that the
    copies share as much as the originals.
    """
    maker = _Maker(rules)
    copies = tuple(
        maker.copy(rule)
        for rule in rules.rules
        if any(rule.terms) and not any(isinstance(effect, Conclude) for effect in rule.effects)
    )
    strata = tuple((copy.id, rules.stratum[copy.id.removesuffix(SUFFIX)]) for copy in copies)
    return replace(
        rules,
        hash=f"{rules.hash} doubled",
        rules=(*rules.rules, *copies),
        strata=(*rules.strata, *strata),
    )


SUFFIX = " copied"


class _Maker:
    """Finds conditions that no rule has yet."""

    def __init__(self, rules: RuleBase) -> None:
        self._items = rules.items
        self._facts = rules.facts
        self._taken = {self._key(rule) for rule in rules.rules}
        self._copies: dict[Key, Rule] = {}

    def copy(self, rule: Rule) -> Rule:
        """Return a rule with the effects of another under conditions of its own."""
        key = self._key(rule)
        known = self._copies.get(key)
        if known is None:
            known = next(
                one
                for one in self._others(rule)
                # Two terms that come to speak about the same item could contradict each other.
                if self._key(one) not in self._taken and len(one.reads) >= len(rule.reads)
            )
            self._copies[key] = known
            self._taken.add(self._key(known))
        return replace(rule, id=f"{rule.id}{SUFFIX}", when=known.when, unless=known.unless)

    def _others(self, rule: Rule) -> Iterator[Rule]:
        for shift in range(len(self._facts)):
            for turn in range(8):
                yield _changed(rule, lambda term: self._other(term, shift, turn))  # noqa: B023
        for fact in self._facts:
            for code in range(len(fact.domain.values)):
                more = Line((Term(fact.name, Relation.IS, (_named(fact.domain, code),)),))
                yield replace(rule, when=(*rule.when, more))

    def _other(self, term: Term, shift: int, turn: int) -> Term:
        if term.relation in (Relation.KNOWN, Relation.UNKNOWN):
            return term
        item = self._items[term.subject]
        mask = meaning(term, item.domain)
        size = len(item.domain.values)
        peers: list[Item] = [item]
        peers += [fact for fact in self._facts if len(fact.domain.values) == size and fact != item]
        other = peers[shift % len(peers)]
        turn %= size
        turned = (mask << turn | mask >> size - turn) & item.domain.everything
        values = tuple(_named(other.domain, code) for code in range(size) if turned >> code & 1)
        return Term(other.name, Relation.IS, values, place=term.place)

    def _key(self, rule: Rule) -> Key:
        when = frozenset(frozenset(map(self._meaning, line.terms)) for line in rule.when)
        unless = frozenset(self._meaning(term) for line in rule.unless for term in line.terms)
        return when, unless

    def _meaning(self, term: Term) -> object:
        asks = term.relation in (Relation.KNOWN, Relation.UNKNOWN) and term.relation
        return term.subject, asks, meaning(term, self._items[term.subject].domain)


def _changed(rule: Rule, change: Callable[[Term], Term]) -> Rule:
    def lines(some: tuple[Line, ...]) -> tuple[Line, ...]:
        return tuple(Line(tuple(map(change, line.terms))) for line in some)

    return replace(rule, when=lines(rule.when), unless=lines(rule.unless))


def _named(domain: Domain, code: int) -> str:
    """Return how a term names a value; of a number's cell, its least number."""
    if domain.kind is not Kind.NUMBER:
        return domain.values[code]
    if not code:
        return str(domain.minimum)
    cut = domain.cuts[code - 1]
    return repr(nextafter(cut.at, inf) if cut.after else cut.at)
