"""Numbers of made-up cases that go together as the book of the population tells it.

A case shows the same with every figure of a cell, and often with another cell too. Of these the one is taken
that most governments with the other answers have, so that no village has the posts of a city.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from advisor.cases.model import Answer, Case
from advisor.inference.compile import term_test
from advisor.knowledge.domains import Domain, Kind, Range
from advisor.knowledge.model import Fact, RuleBase
from advisor.knowledge.population import FactPopulation, Shares

_ROUND = (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8)
_POWERS = range(-1, 9)

Likelihood = tuple[float, float]
"""How likely a figure is: the share of its range, then its nearness to where most are."""


def likelier_cells(
    rules: RuleBase,
    masks: Mapping[str, int],
    showing: Callable[[Sequence[Mapping[str, int]]], int],
) -> dict[str, int]:
    """Give each number the likeliest cell with which the case shows the same.

    `masks` are the answers by fact; `showing` tells which of some cases show it, one bit each.
    """
    found = dict(masks)
    for fact, table in _numbers(rules):
        now = found.get(fact.name, 0)
        if now.bit_count() != 1:
            continue
        row = _row(rules, table, found)
        likely = {
            1 << code: max(_likelihood(table, row, one) for one in figures)
            for code in range(len(fact.domain.values))
            if (figures := list(_figures(fact.domain, 1 << code)))
        }
        cells = sorted(likely, key=lambda cell: likely[cell], reverse=True)
        shown = showing([{**found, fact.name: cell} for cell in cells]) if cells else 0
        found[fact.name] = next((cell for at, cell in enumerate(cells) if shown >> at & 1), now)
    return found


def plausible_figures(rules: RuleBase, case: Case) -> Case:
    """Give each number that is one figure the likeliest round one that is read as the same cells."""
    tables = {fact.name: (fact, table) for fact, table in _numbers(rules)}
    for answer in case.answers:
        if answer.fact in tables:
            fact, table = tables[answer.fact]
            row = _row(rules, table, case.masks(rules))
            case = replace(
                case,
                answers=tuple(
                    _figure(fact, table, row, one) if one is answer else one for one in case.answers
                ),
            )
    return case


def _figure(fact: Fact, table: FactPopulation, row: Shares, answer: Answer) -> Answer:
    [*values] = answer.values
    if len(values) != 1 or not isinstance(values[0], Range) or values[0].low != values[0].high:
        return answer
    mask = fact.domain.around(values[0])
    figures = list(_figures(fact.domain, mask))
    if not figures:
        return answer
    best = max(figures, key=lambda number: _likelihood(table, row, number))
    return replace(answer, values=(Range(best, best),))


def _numbers(rules: RuleBase) -> Iterator[tuple[Fact, FactPopulation]]:
    """Yield the numbers of which the books tell how often they are given, in the order of the facts."""
    tables = {table.fact: table for table in rules.population}
    for fact in rules.facts:
        if fact.domain.kind is Kind.NUMBER and fact.name in tables:
            yield fact, tables[fact.name]


def _row(rules: RuleBase, table: FactPopulation, masks: Mapping[str, int]) -> Shares:
    """Return the first row whose terms hold; where what it depends on is unknown, the last one."""
    for row in table.rows:
        tests = [term_test(term, rules) for term in row.terms]
        if all(
            test.holds(masks.get(test.item, rules.items[test.item].domain.everything))
            for test in tests
        ):
            return row
    return table.rows[-1]


def _figures(domain: Domain, mask: int) -> Iterator[float]:
    """Yield round numbers that are read as just these cells."""
    for number in (0.0, *(digits * 10.0**power for power in _POWERS for digits in _ROUND)):
        if (
            domain.minimum <= number <= domain.maximum
            and (not domain.whole or number == int(number))
            and domain.around(Range(number, number)) == mask
        ):
            yield number


def _likelihood(table: FactPopulation, row: Shares, number: float) -> Likelihood:
    ranges = [one for one in table.answers if isinstance(one, Range)]
    if not ranges:
        return 0.0, -_apart(number, row.numbers[0])
    shares = list(zip(ranges, row.numbers, strict=True))
    most, _ = max(shares, key=lambda pair: pair[1])
    share = next((share for one, share in shares if one.low <= number < one.high), 0.0)
    centre = math.sqrt(max(most.low, most.high / 10) * most.high)
    return share, -_apart(number, centre)


def _apart(one: float, two: float) -> float:
    """Return how far apart two numbers are, as a ratio; a number below a tenth counts as that."""
    return abs(math.log(max(one, 0.1) / max(two, 0.1)))
