"""Likely completions of a case on planes, for an interview that has to choose its next question at once.

The same tables as those of `advisor.cases.population`, drawn the other way about: all completions
of a fact in one go, by comparing planes of random bits with the shares. The random bits of a fact
are always the same, so that an answer changes only what it makes more or less likely. How likely
the given answers are is added up on planes too, in steps of half a bit, which leaves few different
weights: `classes` pairs each with the plane of the completions that have it.
"""

from __future__ import annotations

import math
import random
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

from advisor.cases.model import Answer, Case, Value
from advisor.cases.population import FLOOR, shares_below
from advisor.inference.planes.sums import weighted_sum
from advisor.knowledge.domains import Domain, Kind, Range, with_cuts
from advisor.knowledge.meaning import cut_by, meaning
from advisor.knowledge.model import Fact, RuleBase
from advisor.knowledge.population import FactPopulation

COMPLETIONS = 2048
"""How many completions are drawn; shares told of them are good to about one in a hundred."""

_DIGITS = 12
"""How many random bits decide about an answer, so that shares are kept to one in 4,096."""

_LEAST = 16
"""Completions whose weight is less than the best by this many half bits (a 256th) are left out."""


@dataclass(frozen=True)
class LikelyCompletions:
    """Completions of one case: for each fact the planes of its codes, one bit a completion.

    `classes` are weights, of which the largest is 1, with the plane of the completions that weigh so.
    """

    planes: Mapping[str, Sequence[int]]
    classes: tuple[tuple[float, int], ...]

    def weigh(self, plane: int) -> float:
        """Return the weight of the completions of a plane."""
        return sum(weight * (plane & one).bit_count() for weight, one in self.classes)

    @cached_property
    def total(self) -> float:
        """The weight of all completions."""
        return sum(weight * one.bit_count() for weight, one in self.classes)


@dataclass(frozen=True)
class PopulationRow:
    """A row of a table: the masks of the facts that it asks for, and for each code how likely it is."""

    terms: tuple[tuple[str, int], ...]
    shares: tuple[float, ...]


@dataclass(frozen=True, eq=False)
class PopulationNode:
    """A fact to draw. `domain` may be cut finer than the rules' own; `coarse` gives the rules' codes.

    There is one for each fact of a rule base, so that what was drawn of it can be found again.
    """

    fact: Fact
    domain: Domain
    coarse: tuple[int, ...]
    rows: tuple[PopulationRow, ...]
    told: FactPopulation | None
    bits: tuple[int, ...]

    @cached_property
    def parents(self) -> tuple[str, ...]:
        """The facts that it goes by."""
        return tuple(dict.fromkeys(parent for row in self.rows for parent, _ in row.terms))


def likely_completions(rules: RuleBase, case: Case) -> LikelyCompletions:
    """Draw completions of a case; the same for the same case."""
    fine: dict[str, Sequence[int]] = {}
    planes: dict[str, Sequence[int]] = {}
    unlikely: list[tuple[int, int]] = []
    for node in population_nodes(rules):
        name = node.fact.name
        answer = case.by_fact.get(name)
        values = answer.values if answer else None
        parents = tuple(tuple(fine[parent]) for parent in node.parents)
        drawn = _drawn(node, values, parents)
        fine[name] = drawn.codes
        planes[name] = drawn.coarse
        unlikely += drawn.unlikely
    return LikelyCompletions(planes, tuple(_classes(unlikely, (1 << COMPLETIONS) - 1)))


@dataclass(frozen=True)
class _DrawnFact:
    """The planes of a fact's codes, of its own domain and of the rules', and where its answer is how unlikely."""

    codes: tuple[int, ...]
    coarse: tuple[int, ...]
    unlikely: tuple[tuple[int, int], ...]


@lru_cache(maxsize=512)
def _drawn(
    node: PopulationNode, values: tuple[Value, ...] | None, parents: tuple[tuple[int, ...], ...]
) -> _DrawnFact:
    """Draw one fact for all completions; after an answer most facts are drawn as they were before."""
    answer = None if values is None else Answer(node.fact.name, values)
    possible, ranges = node.domain.everything, None
    if answer:
        possible = answer.mask(node.domain)
        ranges = [one for one in answer.values if isinstance(one, Range)]
    by_parent = dict(zip(node.parents, parents, strict=True))
    drawn = [0] * len(node.domain.values)
    unlikely: list[tuple[int, int]] = []
    reach = (1 << COMPLETIONS) - 1
    for row in node.rows:
        here = reach
        for parent, mask in row.terms:
            here &= _any(by_parent[parent], mask)
        reach &= ~here
        if here:
            likely = _draw(drawn, here, _allowed(node, row, possible, ranges), node.bits)
            if answer and likely < 1:
                unlikely.append((here, round(-2 * math.log2(max(likely, FLOOR)))))
    coarse = [0] * len(node.fact.domain.values)
    for code, plane in enumerate(drawn):
        coarse[node.coarse[code]] |= plane
    return _DrawnFact(tuple(drawn), tuple(coarse), tuple(unlikely))


def _allowed(
    node: PopulationNode, row: PopulationRow, possible: int, ranges: Sequence[Range] | None
) -> tuple[list[float], float]:
    """Return for each code how likely it is where only some are possible, and their sum before that."""
    shares = [share if possible >> code & 1 else 0.0 for code, share in enumerate(row.shares)]
    if ranges and node.told and not all(one.low == one.high for one in ranges):
        below = shares_below(node.told, _row_of(node, row))
        shares = [
            sum(max(below(min(high, one.high)) - below(max(low, one.low)), 0.0) for one in ranges)
            for low, high in cell_ends(node.domain)
        ]
    likely = math.fsum(shares)
    if likely <= 0:
        shares = [float(possible >> code & 1) for code in range(len(row.shares))]
    return shares, likely


def _row_of(node: PopulationNode, row: PopulationRow) -> Sequence[float]:
    assert node.told  # noqa: S101 - only tables have rows with numbers
    return node.told.rows[node.rows.index(row)].numbers


def _draw(
    drawn: list[int], here: int, allowed: tuple[Sequence[float], float], bits: Sequence[int]
) -> float:
    """Give each completion of a plane one code; return how likely the possible codes are together."""
    shares, likely = allowed
    total, gone, left = math.fsum(shares), 0.0, here
    last = max(code for code, share in enumerate(shares) if share > 0)
    for code, share in enumerate(shares):
        if share <= 0:
            continue
        gone += share
        taken = left if code == last else left & _below(bits, round(gone / total * (1 << _DIGITS)))
        drawn[code] |= taken
        left ^= taken
    return likely


def _below(bits: Sequence[int], threshold: int) -> int:
    """Return where the number that the planes spell, least bit first, is below a threshold."""
    if threshold >> len(bits):
        return -1
    below = 0
    for place, plane in enumerate(bits):
        below = ~plane | below if threshold >> place & 1 else ~plane & below
    return below


def _classes(unlikely: Sequence[tuple[int, int]], ones: int) -> Iterator[tuple[float, int]]:
    """Add up how unlikely the given answers are, and part the completions by that."""
    terms = [(plane, steps) for plane, steps in unlikely if steps]
    if not terms:
        yield 1.0, ones
        return
    total = weighted_sum(terms, ones)
    # The least sum, from the highest bit down, and what reaches little above it.
    least, here = 0, ones
    for place in reversed(range(len(total))):
        zero = here & ~total[place]
        if zero:
            here = zero
        else:
            least |= 1 << place
    for above in range(_LEAST):
        plane = ones
        for place, bits in enumerate(total):
            plane &= bits if least + above >> place & 1 else ~bits
        if plane and least + above < 1 << len(total):
            yield 2.0 ** (-above / 2), plane


def _any(planes: Sequence[int], mask: int) -> int:
    found = 0
    for code, plane in enumerate(planes):
        if mask >> code & 1:
            found |= plane
    return found


@lru_cache(maxsize=4)
def population_nodes(rules: RuleBase) -> tuple[PopulationNode, ...]:
    """Return the facts of a rule base as they are drawn: each after those that it goes by; kept for the last rule bases."""
    told = {one.fact: one for one in rules.population}
    facts = {fact.name: fact for fact in rules.facts}
    terms = [term for one in rules.population for row in one.rows for term in row.terms]
    domains: dict[str, Domain] = {}
    found = []
    for name in (*told, *(name for name in facts if name not in told)):
        fact = facts[name]
        domain = domains[name] = _finer(fact, cut_by(terms, fact))
        coarse = tuple(range(len(domain.values)))
        if domain.kind is Kind.NUMBER:
            coarse = tuple(_cell(fact.domain, domain, code) for code in coarse)
        one = told.get(name)
        rows = tuple(_rows(fact, domain, one, domains))
        chance = random.Random(name)  # noqa: S311 - a fixed sample, not a secret
        bits = tuple(chance.getrandbits(COMPLETIONS) for _ in range(_DIGITS))
        found.append(PopulationNode(fact, domain, coarse, rows, one, bits))
    return tuple(found)


def _finer(fact: Fact, cut: Domain) -> Domain:
    if fact.domain.kind is not Kind.NUMBER:
        return fact.domain
    return with_cuts(fact.domain, {*fact.domain.cuts, *cut.cuts})


def _cell(domain: Domain, finer: Domain, code: int) -> int:
    """Return the cell of a domain that holds a cell of a finer one."""
    # Of whole numbers a cut of the domain may stand in the finer one as the next number's.
    return bisect_right(domain.cuts, finer.cuts[code - 1]) if code else 0


def cell_ends(domain: Domain) -> list[tuple[float, float]]:
    """Return where each cell of a number begins and ends."""
    marks = [domain.minimum, *(cut.at for cut in domain.cuts), domain.maximum]
    return list(pairwise(marks))


def _rows(
    fact: Fact, domain: Domain, told: FactPopulation | None, domains: Mapping[str, Domain]
) -> Iterator[PopulationRow]:
    if told is None:
        # Nothing is said of it: each answer or class that the rules tell apart counts alike.
        codes = [0] * len(fact.domain.values)
        coarse = [
            _cell(fact.domain, domain, code) if domain.kind is Kind.NUMBER else code
            for code in range(len(domain.values))
        ]
        for code in coarse:
            codes[code] += 1
        yield PopulationRow((), tuple(1 / len(codes) / codes[code] for code in coarse))
        return
    for row in told.rows:
        terms = tuple((term.subject, meaning(term, domains[term.subject])) for term in row.terms)
        if domain.kind is Kind.NUMBER:
            below = shares_below(told, row.numbers)
            shares = tuple(max(below(high) - below(low), 0.0) for low, high in cell_ends(domain))
        else:
            by_name = dict(zip(told.answers, row.numbers, strict=True))
            shares = tuple(by_name[value] / 100 for value in domain.values)
        yield PopulationRow(terms, shares)
