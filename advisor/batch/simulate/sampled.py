"""Ranges of what a measure does, where unknown answers are drawn by the book of the population."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from advisor.batch.simulate.condition import Flags
from advisor.batch.simulate.measure import TownMeasure
from advisor.inference.many.engine import bit_engine
from advisor.inference.many.likely import likely_codes
from advisor.inference.many.machine import Masks
from advisor.knowledge.model import RuleBase

LOW, HIGH = 5, 95
"""Between which hundredths of the draws a range lies."""

DrawRange = tuple[int, int, int]
"""The least, the middle and the most of the draws, but for the twentieth at either end."""


@dataclass(frozen=True)
class Ranges:
    """For one measure: how many governments get other advice, and by decision, before and after, how many move so."""

    changed: DrawRange
    moves: Mapping[tuple[str, str, str], DrawRange]


class SampledEffects:
    """Counts draw by draw; governments are drawn independently of each other."""

    def __init__(
        self,
        measures: Sequence[TownMeasure],
        bases: Mapping[str, RuleBase],
        today: RuleBase,
        draws: int,
        seed: int,
    ) -> None:
        self._measures = measures
        self._bases = bases
        self._today = today
        self._draws = draws
        self._seed = seed
        self._portions = 0
        self._changed = np.zeros((len(measures), draws), np.int64)
        self._moves: list[dict[tuple[str, int, int], NDArray[np.int64]]] = [{} for _ in measures]

    def add(
        self, masks: Mapping[str, Masks], numbers: Mapping[str, pl.Series], meant: Sequence[Flags]
    ) -> None:
        """Take in a portion: its answers under each rule base, and whom each measure is meant for.

        What is drawn is drawn by today's rules; other rules take a number by its class among theirs.
        """
        seed = (self._seed, self._portions)
        self._portions += 1
        given = {name: one.cast(pl.Float64).to_numpy() for name, one in numbers.items()}
        own = masks[self._today.hash]
        for draw in range(self._draws):
            drawn = likely_codes(self._today, own, given, (*seed, draw))
            before = self._advised(self._today, drawn.masks(self._today, own.dtype))
            for place, measure in enumerate(self._measures):
                rules = measure.rules or self._today
                complete = drawn.masks(rules, masks[rules.hash].dtype)
                complete[:, meant[place]] = measure.changed(complete[:, meant[place]], rules)
                self._count(place, draw, before, self._advised(rules, complete))

    def _advised(self, rules: RuleBase, masks: Masks) -> dict[str, NDArray[np.int64]]:
        findings = bit_engine(rules).evaluate(masks)
        return {
            one.name: findings.recommended(one.name).astype(np.int64)
            for one in rules.main_decisions
        }

    def _count(
        self,
        place: int,
        draw: int,
        before: Mapping[str, NDArray[np.int64]],
        after: Mapping[str, NDArray[np.int64]],
    ) -> None:
        changed = np.zeros(len(next(iter(before.values()))), bool)
        for name, was in before.items():
            now = after.get(name)
            if now is None:
                continue
            moved = self._moved(place, name, was, now)
            changed |= moved
            pairs, counts = np.unique(
                np.stack([was[moved], now[moved]]), axis=1, return_counts=True
            )
            for (one, two), count in zip(pairs.T.tolist(), counts.tolist(), strict=True):
                row = self._moves[place].setdefault(
                    (name, one, two), np.zeros(self._draws, np.int64)
                )
                row[draw] += count
        self._changed[place, draw] += int(changed.sum())

    def _moved(
        self, place: int, name: str, was: NDArray[np.int64], now: NDArray[np.int64]
    ) -> Flags:
        """Tell where the advice differs, by the names of options where the rules differ."""
        rules = self._measures[place].rules or self._today
        one, two = (
            np.array(self._options(base, name), dtype=object) for base in (self._today, rules)
        )
        moved: Flags = (one[was] != two[now]).astype(bool)
        return moved

    def _options(self, rules: RuleBase, name: str) -> list[str]:
        return ["(none)", *rules.items[name].domain.values]

    def ranges(self) -> tuple[Ranges, ...]:
        """Return the ranges of each measure."""
        found = []
        for place, measure in enumerate(self._measures):
            rules = measure.rules or self._today
            moves = {
                (
                    name,
                    self._options(self._today, name)[one],
                    self._options(rules, name)[two],
                ): _range(row)
                for (name, one, two), row in self._moves[place].items()
            }
            found.append(Ranges(_range(self._changed[place]), moves))
        return tuple(found)


def _range(counts: NDArray[np.int64]) -> DrawRange:
    low, middle, high = np.percentile(counts, [LOW, 50, HIGH], method="nearest")
    return int(low), int(middle), int(high)
