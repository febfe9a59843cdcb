"""Likely answers of many cases at once: the tables of the population, drawn by numpy.

The same tables as those of `advisor.cases.population`. Each case gets a few candidates by likelihood
weighting, of which one is kept by its weight.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from advisor.cases.population import FLOOR
from advisor.inference.many.machine import Masks
from advisor.inference.one.likely import PopulationNode, cell_ends, population_nodes
from advisor.knowledge.domains import Domain, Kind
from advisor.knowledge.model import RuleBase

CANDIDATES = 16
"""From how many candidates of a case one is kept; the fewer, the more the book alone speaks, and not what was answered."""

Codes = NDArray[np.intp]
Numbers = NDArray[np.floating[Any]]


@dataclass(frozen=True)
class DrawnAnswers:
    """One complete answer to every fact of the rules in each case: codes by fact, numbers of facts that are such."""

    rules: RuleBase
    codes: Mapping[str, Codes]
    numbers: Mapping[str, Numbers]

    def masks(self, rules: RuleBase, dtype: np.dtype[np.unsignedinteger[Any]]) -> Masks:
        """Return the answers under these rules, which may be others: a fact or value that was not drawn is unknown."""
        cases = len(next(iter(self.codes.values())))
        found: Masks = np.zeros((len(rules.facts), cases), dtype)
        one = dtype.type(1)
        for row, fact in enumerate(rules.facts):
            codes = self.codes.get(fact.name)
            if codes is None:
                continue
            if fact.domain.kind is Kind.NUMBER:
                if fact.name in self.numbers:
                    found[row] = one << _cells(fact.domain, self.numbers[fact.name]).astype(dtype)
                continue
            drawn = next(own for own in self.rules.facts if own.name == fact.name).domain.values
            here = [fact.domain.code(value) for value in drawn]
            table = np.array([0 if code is None else 1 << code for code in here], dtype)
            found[row] = table[codes]
        return found


def likely_codes(
    rules: RuleBase, masks: Masks, numbers: Mapping[str, Numbers], seed: Sequence[int]
) -> DrawnAnswers:
    """Draw every answer of each case that is open, given the others; the same for the same seed.

    `masks` is unsigned[facts, cases], 0 where unknown; `numbers` are those that were given
    exactly, NaN elsewhere.
    """
    chance = np.random.default_rng(list(seed))
    cases = masks.shape[1]
    owner = np.repeat(np.arange(cases), CANDIDATES)
    rows = {fact.name: row for row, fact in enumerate(rules.facts)}
    fine: dict[str, Codes] = {}
    logs = np.zeros(len(owner))
    nodes = population_nodes(rules)
    for node in nodes:
        name = node.fact.name
        possible, answered = _possible(node, masks[rows[name]], numbers.get(name))
        fine[name], likely = _drawn(node, possible[owner], fine, chance.random(len(owner)))
        logs += np.where(answered[owner], np.log(np.maximum(likely, FLOOR)), 0.0)
    # The largest of logarithms with Gumbel noise is each candidate with the share of its weight.
    keys = logs + chance.gumbel(size=len(owner))
    kept = keys.reshape(cases, CANDIDATES).argmax(axis=1) + np.arange(cases) * CANDIDATES
    codes: dict[str, Codes] = {}
    drawn: dict[str, Numbers] = {}
    for node in nodes:
        name = node.fact.name
        own = fine[name][kept]
        codes[name] = np.array(node.coarse, np.intp)[own]
        if node.domain.kind is Kind.NUMBER:
            inside = _inside(node.domain, own, np.asarray(chance.random(cases)))
            given = numbers.get(name)
            drawn[name] = inside if given is None else np.where(np.isnan(given), inside, given)
    return DrawnAnswers(rules, codes, drawn)


def _possible(
    node: PopulationNode, masks: Masks, given: Numbers | None
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return which fine codes are possible, bool[cases, codes], and whether the fact was answered at all."""
    bits = np.array([1 << code for code in node.coarse], np.uint64)
    everything = masks == 0
    possible = ((masks.astype(np.uint64)[:, None] & bits) != 0) | everything[:, None]
    if given is not None and node.domain.kind is Kind.NUMBER:
        exact = np.flatnonzero(~np.isnan(given) & ~everything)
        possible[exact] = False
        possible[exact, _cells(node.domain, given[exact])] = True
    return possible, ~everything


def _drawn(
    node: PopulationNode,
    possible: NDArray[np.bool_],
    fine: Mapping[str, Codes],
    random: Numbers,
) -> tuple[Codes, Numbers]:
    """Return a code for each candidate, and how likely its possible codes are together."""
    row_of = np.full(len(random), len(node.rows) - 1)
    left = np.ones(len(random), bool)
    for place, row in enumerate(node.rows):
        here = left.copy()
        for parent, mask in row.terms:
            here &= (mask >> fine[parent] & 1).astype(bool)
        row_of[here] = place
        left &= ~here
    shares = np.array([row.shares for row in node.rows])[row_of] * possible
    likely = shares.sum(axis=1)
    never = likely <= 0
    shares[never] = possible[never]
    ends = shares.cumsum(axis=1)
    found = (ends <= (random * ends[:, -1])[:, None]).sum(axis=1)
    return np.minimum(found, shares.shape[1] - 1), likely


def _cells(domain: Domain, numbers: Numbers) -> Codes:
    """Return in which cell each number lies."""
    cells = np.zeros(len(numbers), np.intp)
    for cut in domain.cuts:
        cells += numbers > cut.at if cut.after else numbers >= cut.at
    return cells


def _inside(domain: Domain, codes: Codes, random: Numbers) -> Numbers:
    """Return a number in each cell, of which equal factors are equally likely."""
    ends = [(low, low * 2 + 1 if math.isinf(high) else high) for low, high in cell_ends(domain)]
    low, high = (np.log1p(np.array(one)) for one in zip(*ends, strict=True))
    numbers = np.expm1(low[codes] + random * (high[codes] - low[codes]))
    whole = np.floor(numbers)
    if domain.whole:
        numbers = np.where(_cells(domain, whole) == codes, whole, numbers)
    # Rounding must not lead out of a cell.
    middle = np.array([domain.number_in(code) for code in range(len(ends))])
    return np.where(_cells(domain, numbers) == codes, numbers, middle[codes])
