"""Likely completions of a case: what the open answers of a government such as this may turn out to be.

The book of the population says how often each answer is given, by at most two others. Likelihood
weighting draws each open fact after those that it goes by, and weighs a completion by how likely the
answers are that were given. Facts that the book doesn't tell of, and rule bases without the book, take
all answers alike. Plain Python, so that an interview needs no numpy: 2,000 completions of fifty facts
take about a tenth of a second.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from random import Random
from statistics import NormalDist

from advisor.cases.model import Case
from advisor.knowledge.domains import Domain, Kind, Range
from advisor.knowledge.meaning import cut_by, meaning
from advisor.knowledge.model import Fact, RuleBase
from advisor.knowledge.population import FactPopulation, Shares

FLOOR = 1e-4
"""How likely an answer counts at least that was given: the book may be wrong, the government is real."""


@dataclass(frozen=True)
class WeightedCompletions:
    """Completions of one case. `masks` give for each fact one code as a mask in every completion.

    `weights` add up to 1, unless there is no completion; the answers of one completion stand at the
    same index everywhere.
    """

    masks: Mapping[str, tuple[int, ...]]
    weights: tuple[float, ...]


def sample(
    rules: RuleBase, count: int, given: Case | None = None, seed: int = 0
) -> WeightedCompletions:
    """Return `count` completions of a case (of nothing known, without one), the same for the same seed.

    Source of the method: likelihood weighting, as in S. Russell and P. Norvig, Artificial
    Intelligence, chapter on probabilistic reasoning.
    """
    chance = Random(seed)  # noqa: S311 - a sample, not a secret
    told = {one.fact: one for one in rules.population}
    facts = {fact.name: fact for fact in rules.facts}
    ordered = [*told, *(name for name in facts if name not in told)]
    values: dict[str, Sequence[float]] = {}
    masks: dict[str, tuple[int, ...]] = {}
    logs = [0.0] * count
    for name in ordered:
        draw = _Draw(facts[name], told.get(name), facts, given)
        values[name], masks[name], likely = draw.column(values, count, chance)
        for index, one in enumerate(likely):
            logs[index] += one
    highest = max(logs, default=0.0)
    weights = [math.exp(log - highest) for log in logs]
    total = math.fsum(weights)
    return WeightedCompletions(
        {name: masks[name] for name in facts},
        tuple(weight / total for weight in weights),
    )


class _Draw:
    """How one fact is drawn, once those that it goes by are."""

    def __init__(
        self,
        fact: Fact,
        told: FactPopulation | None,
        facts: Mapping[str, Fact],
        given: Case | None,
    ) -> None:
        self.name = fact.name
        self._domain = fact.domain
        self._told = told
        self._answer = given.by_fact.get(fact.name) if given else None
        self._possible = self._answer.mask(fact.domain) if self._answer else fact.domain.everything
        terms = [term for row in told.rows for term in row.terms] if told else []
        self._cuts = (
            {facts[one].name: cut_by(terms, facts[one]) for one in told.given} if told else {}
        )

    def column(
        self, values: Mapping[str, Sequence[float]], count: int, chance: Random
    ) -> tuple[Sequence[float], tuple[int, ...], Sequence[float]]:
        """Return the values (codes or numbers), their masks, and the logarithms of how likely what was answered is."""
        if not self._cuts and self._domain.kind is not Kind.NUMBER:
            allowed, likely = self._allowed(self._shares(self._row({})))
            codes = chance.choices(range(len(allowed)), allowed, k=count)
            return codes, tuple(1 << code for code in codes), (math.log(likely),) * count
        drawn = [
            self._once({name: values[name][index] for name in self._cuts}, chance)
            for index in range(count)
        ]
        return (
            [value for value, _, _ in drawn],
            tuple(mask for _, mask, _ in drawn),
            [math.log(likely) for _, _, likely in drawn],
        )

    def _once(self, seen: Mapping[str, float], chance: Random) -> tuple[float, int, float]:
        """Return the value, its mask, and how likely what was answered is."""
        if self._domain.kind is Kind.NUMBER:
            return self._number(seen, chance)
        allowed, likely = self._allowed(self._shares(self._row(seen)))
        (code,) = chance.choices(range(len(allowed)), allowed)
        return code, 1 << code, likely

    def _allowed(self, shares: Sequence[float]) -> tuple[list[float], float]:
        """Return the shares of the answers that are possible, and how likely they are together."""
        allowed = [
            share if self._possible >> code & 1 else 0.0 for code, share in enumerate(shares)
        ]
        likely = math.fsum(allowed)
        if likely <= 0:
            allowed = [float(self._possible >> code & 1) for code in range(len(shares))]
        return allowed, min(max(likely, FLOOR), 1.0)

    def _row(self, seen: Mapping[str, float]) -> Shares | None:
        """Return the first row that holds for what was drawn."""
        if self._told is None:
            return None
        for row in self._told.rows:
            if all(
                meaning(term, self._cuts[term.subject])
                >> _code(self._cuts[term.subject], seen[term.subject])
                & 1
                for term in row.terms
            ):
                return row
        return None  # no row is missing: the reader has seen to it

    def _shares(self, row: Shares | None) -> list[float]:
        size = len(self._domain.values)
        if row is None or self._told is None:
            return [1 / size] * size
        by_name = dict(zip(self._told.answers, row.numbers, strict=True))
        return [by_name[value] / 100 for value in self._domain.values]

    def _number(self, seen: Mapping[str, float], chance: Random) -> tuple[float, int, float]:
        row = self._row(seen)
        ranges = self._ranges
        if row is None or self._told is None:
            # Nothing is said of it: each class that the rules tell apart counts alike.
            return self._class(chance, 1.0)
        spread = _spread(self._told, row.numbers)
        masses = [max(spread.below(one.high) - spread.below(one.low), 0.0) for one in ranges]
        exact = all(one.low == one.high for one in ranges)
        likely = sum(masses)
        if exact or likely <= 0:
            return self._class(chance, 1.0 if exact else FLOOR)
        (index,) = chance.choices(range(len(ranges)), masses)
        low = spread.below(ranges[index].low)
        number = spread.at(low + chance.random() * masses[index])
        number = min(max(number, ranges[index].low), ranges[index].high)
        return number, self._domain.cells(Range(number, number)), max(likely, FLOOR)

    def _class(self, chance: Random, likely: float) -> tuple[float, int, float]:
        """Draw one of the classes that are possible; what is given exactly stays that number."""
        codes = [code for code in range(len(self._domain.values)) if self._possible >> code & 1]
        code = chance.choice(codes)
        number = self._ranges[0].low if self._answer else _inside(self._domain, code)
        return number, 1 << code, likely

    @cached_property
    def _ranges(self) -> list[Range]:
        if self._answer is None:
            return [Range(self._domain.minimum, self._domain.maximum)]
        return [one for one in self._answer.values if isinstance(one, Range)]


def _code(domain: Domain, value: float) -> int:
    """Return the code of a drawn value in a domain that may be cut otherwise than the rules' own."""
    if domain.kind is not Kind.NUMBER:
        return int(value)
    return domain.cells(Range(value, value)).bit_length() - 1


def _inside(domain: Domain, code: int) -> float:
    """Return a number that lies in a cell."""
    low = domain.cuts[code - 1].at if code else domain.minimum
    high = domain.cuts[code].at if code < len(domain.cuts) else domain.maximum
    return low * 2 + 1 if math.isinf(high) else (low + high) / 2


def shares_below(told: FactPopulation, numbers: Sequence[float]) -> Callable[[float], float]:
    """Return what share of a number lies below a given one, by one row of its table."""
    return _spread(told, numbers).below


def _spread(told: FactPopulation, numbers: Sequence[float]) -> _LogNormal | _Classes:
    if not told.answers:
        return _LogNormal(*numbers)
    return _Classes([one for one in told.answers if isinstance(one, Range)], numbers)


class _LogNormal:
    """A number of which two thirds lie within a factor `spread` of the median."""

    def __init__(self, median: float, spread: float) -> None:
        self._normal = NormalDist(math.log(median), max(math.log(spread), 1e-9))

    def below(self, number: float) -> float:
        if number <= 0:
            return 0.0
        return 1.0 if math.isinf(number) else self._normal.cdf(math.log(number))

    def at(self, share: float) -> float:
        return math.exp(self._normal.inv_cdf(min(max(share, 1e-12), 1 - 1e-12)))


class _Classes:
    """A number by ranges; within one, equal factors are equally likely, as with sizes of towns."""

    def __init__(self, ranges: Sequence[Range], shares: Sequence[float]) -> None:
        self._ranges = ranges
        self._shares = [share / 100 for share in shares]

    def below(self, number: float) -> float:
        total = 0.0
        for one, share in zip(self._ranges, self._shares, strict=True):
            if number >= one.high:
                total += share
            elif number > one.low:
                total += share * _way(one, number)
        return total

    def at(self, share: float) -> float:
        for one, own in zip(self._ranges, self._shares, strict=True):
            if share <= own and own > 0:
                part = share / own
                low, high = math.log1p(one.low), math.log1p(one.high)
                return math.expm1(low + part * (high - low))
            share -= own
        return self._ranges[-1].high


def _way(numbers: Range, number: float) -> float:
    """Return how far a number lies between the ends of a range, in factors (of one more, as ends may be 0)."""
    low, high = math.log1p(numbers.low), math.log1p(numbers.high)
    return (math.log1p(number) - low) / (high - low)
