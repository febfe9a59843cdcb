"""One line on each government, for lists and maps: its name, what is advised, and how firm that is at its weakest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from advisor.batch.towns import coordinates_of, keys_of, towns_of
from advisor.batch.write.table import Evaluated
from advisor.inference.advice import Status
from advisor.inference.many.firmness import STATUSES

STANDINGS = (Status.INSUFFICIENT, Status.PROVISIONAL, Status.CONTESTED, Status.FIRM)
"""The statuses, the least sure first: a government counts by the first that one of its main decisions has."""

LONGEST_TOWN = 100


@dataclass(frozen=True)
class TownLine:
    """A government: `advised` are the options of the main decisions, '' for none; `report` is its file, '' for none.

    `at` is its latitude and longitude in degrees. `keys` are its names and id in small letters.
    """

    town: str
    advised: tuple[str, ...]
    standing: str
    warnings: int
    at: tuple[float, float] | None = None
    keys: tuple[str, ...] = ()
    report: str = ""

    def note(self) -> list[Any]:
        """Return the line as a note beside a part."""
        return [self.town, self.advised, self.standing, self.warnings, self.at, self.keys, self.report]  # fmt: skip

    @staticmethod
    def of_note(note: Sequence[Any]) -> TownLine:
        """Return the line that was noted."""
        town, advised, standing, warnings, at, keys, report = note
        where = (at[0], at[1]) if at else None
        return TownLine(town, tuple(advised), standing, warnings, where, tuple(keys), report)


def standings(evaluated: Evaluated) -> NDArray[np.uint8]:
    """Return how firm the advice on each case is at its weakest, among the main decisions: places in `STANDINGS`."""
    places = np.array([STANDINGS.index(one) for one in STATUSES], np.uint8)
    weakest = np.full(evaluated.portion.cases, len(STANDINGS) - 1, np.uint8)
    for item in evaluated.engine.rules.main_decisions:
        np.minimum(weakest, places[evaluated.firmness[item.name].status], out=weakest)
    return weakest


def town_lines(evaluated: Evaluated, most: int, reports: Sequence[str] = ()) -> list[TownLine]:
    """Return a line on each of the first cases of a portion; `reports` are the files of their reports."""
    cases = min(evaluated.portion.cases, most)
    carried = evaluated.portion.carried.head(cases)
    rules = evaluated.engine.rules
    advised = [_options(evaluated, item.name, item.options) for item in rules.main_decisions]
    weakest = standings(evaluated)
    warnings = np.zeros(evaluated.portion.cases, np.uint16)
    for rule in rules.rules:
        if rule.warning:
            warnings += evaluated.conclusions.fired(rule.id)
    towns, at, keys = towns_of(carried), coordinates_of(carried), keys_of(carried)
    return [
        TownLine(
            towns[case][:LONGEST_TOWN],
            tuple(options[case] for options in advised),
            str(STANDINGS[weakest[case]]),
            int(warnings[case]),
            at[case],
            keys[case],
            reports[case] if reports else "",
        )
        for case in range(cases)
    ]


def _options(evaluated: Evaluated, decision: str, options: Sequence[str]) -> list[str]:
    names: Mapping[int, str] = dict(enumerate(("", *options)))
    return [names[code] for code in evaluated.conclusions.recommended(decision).tolist()]
