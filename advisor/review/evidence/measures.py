"""What the advice looks like over many made-up cases: balance, borders, dead facts, and the length of the plan.

The cases are complete: each fact has one answer. Their answers are drawn alike, or as the book on
the population says that they go together, so that what never happens does not count.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from advisor.cases.model import Answer
from advisor.cases.population import sample
from advisor.inference.many.engine import BitEngine, Findings
from advisor.inference.many.machine import Masks
from advisor.knowledge.domains import Kind, Range, number_text
from advisor.knowledge.model import Rule
from advisor.knowledge.words import Phase

Counts = NDArray[np.int64]


@dataclass(frozen=True)
class Spread:
    """The least, the mean and the most of a number over the cases."""

    least: int
    mean: float
    most: int

    def __str__(self) -> str:
        return f"{self.least} to {self.most}, {self.mean:.1f} in the mean"


@dataclass(frozen=True)
class BorderEffect:
    """How many of the decisions change in the mean, when a number steps over a threshold."""

    fact: str
    below: str
    at: str
    changed: float


@dataclass(frozen=True)
class Measurements:
    """What was measured over some cases; shares are between 0 and 1.

    `shares` gives for each decision its options, `close` how often the first two are within the
    close-call margin, `influence` for each fact in how many of the cases and other answers a
    decision comes out otherwise.
    """

    cases: int
    shares: Mapping[str, Mapping[str, float]]
    close: Mapping[str, float]
    borders: tuple[BorderEffect, ...]
    influence: Mapping[str, float]
    actions: Spread
    first_actions: Spread
    misfits: Spread
    always: tuple[str, ...]


def random_masks(engine: BitEngine, count: int, seed: int = 0) -> Masks:
    """Draw complete cases in which each answer of a fact is as likely as the others.

    A number falls into each of the cells between the thresholds alike.
    """
    chance = np.random.default_rng(seed)
    rows = [
        np.left_shift(1, chance.integers(0, size, count)).astype(engine.dtype)
        for size in engine.sizes
    ]
    return np.array(rows, engine.dtype)


def likely_masks(engine: BitEngine, count: int, seed: int = 0) -> Masks:
    """Draw complete cases as the book on the population says that answers go together."""
    drawn = sample(engine.rules, count, seed=seed)
    return np.array([drawn.masks[name] for name in engine.facts], engine.dtype)


def measure(engine: BitEngine, masks: Masks, decisions: Sequence[str]) -> Measurements:
    """Measure the named decisions and the plan over complete cases, masks[facts, cases]."""
    rules = engine.rules
    findings = engine.evaluate(masks)
    before = _recommended(findings, decisions)
    shares = {}
    for name in decisions:
        options = rules.items[name].domain.values
        shares[name] = {
            option: float((before[name] == code).mean()) for code, option in enumerate(options, 1)
        }
    advising = [rule for rule in rules.rules if rule.advice]
    early = [one for one in advising if one.advice and one.advice.phase is Phase.FIRST_100_DAYS]
    planned = [one for one in advising if one.advice and one.advice.phase is not Phase.CHECKLIST]
    warning = [rule for rule in rules.rules if rule.warning]
    fired = {rule.id: findings.flags("fired", rule.id) for rule in (*advising, *warning)}
    return Measurements(
        cases=masks.shape[1],
        shares=shares,
        close={name: float(findings.flags("close", name).mean()) for name in decisions},
        borders=tuple(_borders(engine, masks, decisions)),
        influence=_influence(engine, masks, before),
        actions=_spread(fired, planned, masks.shape[1]),
        first_actions=_spread(fired, early, masks.shape[1]),
        misfits=_spread(fired, warning, masks.shape[1]),
        always=tuple(name for name, flags in fired.items() if flags.all()),
    )


def _recommended(findings: Findings, decisions: Sequence[str]) -> dict[str, NDArray[np.uint8]]:
    return {name: findings.recommended(name) for name in decisions}


def _changed(
    before: Mapping[str, NDArray[np.uint8]], after: Mapping[str, NDArray[np.uint8]]
) -> Counts:
    """Return for each case how many decisions come out otherwise."""
    total: Counts = sum(
        ((before[name] != after[name]).astype(np.int64) for name in before),
        np.zeros(1, np.int64),
    )
    return total


def _spread(fired: Mapping[str, NDArray[np.uint8]], chosen: Sequence[Rule], cases: int) -> Spread:
    total = np.zeros(cases, np.int64)
    for rule in chosen:
        total += fired[rule.id]
    return Spread(int(total.min()), float(total.mean()), int(total.max()))


def _borders(engine: BitEngine, masks: Masks, decisions: Sequence[str]) -> list[BorderEffect]:
    effects = []
    for row, name in enumerate(engine.facts):
        domain = engine.rules.items[name].domain
        if domain.kind is not Kind.NUMBER:
            continue
        for cut in domain.cuts:
            low, high = (cut.at, cut.at + 1) if cut.after else (cut.at - 1, cut.at)
            sides = []
            for number in (low, high):
                other = masks.copy()
                other[row] = Answer(name, (Range(number, number),)).mask(domain)
                sides.append(_recommended(engine.evaluate(other), decisions))
            changed = float(_changed(*sides).mean())
            effects.append(BorderEffect(name, number_text(low), number_text(high), changed))
    return effects


def _influence(
    engine: BitEngine, masks: Masks, before: Mapping[str, NDArray[np.uint8]]
) -> dict[str, float]:
    """Return for each fact how often another answer to it changes a decision."""
    influence = {}
    for row, (name, size) in enumerate(zip(engine.facts, engine.sizes, strict=True)):
        changed = tried = 0
        for code in range(size):
            other = masks.copy()
            other[row] = 1 << code
            moved = np.flatnonzero(other[row] != masks[row])
            after = _recommended(engine.evaluate(other), list(before))
            changed += int((_changed(before, after)[moved] > 0).sum())
            tried += len(moved)
        influence[name] = changed / tried if tried else 0.0
    return influence
