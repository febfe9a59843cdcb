"""What follows for many cases and how firm it is, each case by the cheapest program that is exact for it.

In most tables answers are complete, and in one case of ten a number stands beside a threshold. So the
program for complete cases takes all of them, and those with open answers are taken once more by
themselves; what the first program says of these is never used. With few combinations of open answers
what can come out is known beforehand, and the program that is told so gives the rest in one run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from advisor.inference.many.engine import BitEngine, Findings
from advisor.inference.many.firmness import Firmness, all_tried, firmness, firmness_of_few
from advisor.inference.many.machine import Masks
from advisor.inference.many.search import Flags

_MANY_OPEN = 0.5
"""From this share of cases with open answers on all of them are taken as open."""

Array = TypeVar("Array", bound=NDArray[Any])


@dataclass(frozen=True)
class ConcludedPart:
    """Some cases, by their places in a rising order, with what follows for them in this order."""

    places: NDArray[np.intp]
    findings: Findings
    firmness: dict[str, Firmness]


@dataclass(frozen=True)
class Conclusions:
    """What follows for many cases: `whole` has all of them, and `parts` hold in place of it where they have a case."""

    whole: Findings
    parts: Sequence[ConcludedPart]
    firmness: dict[str, Firmness]

    def fired(self, rule: str) -> NDArray[np.uint8]:
        """Return where a rule fires, 0 or 1: uint8[cases]."""
        return self._joined(lambda one: one.flags("fired", rule))

    def recommended(self, decision: str) -> NDArray[np.uint8]:
        """Return for each case the code of the recommended option and one; 0 for none."""
        return self._joined(lambda one: one.recommended(decision))

    def score(self, decision: str, option: int) -> NDArray[np.int16]:
        """Return the points of an option so far, int16[cases]."""
        return self._joined(lambda one: one.score(decision, option))

    def values(self, item: str) -> NDArray[np.uint64]:
        """Return the values that an assessment may have, as a set of codes for each case."""
        return self._joined(lambda one: one.mask("values", item))

    def _joined(self, told: Callable[[Findings], Array]) -> Array:
        found = told(self.whole)
        for part in self.parts:
            found[part.places] = told(part.findings)
        return found


def conclude(engine: BitEngine, masks: Masks) -> Conclusions:
    """Return what follows for all cases, and how firm it is.

    `masks` is unsigned[facts, cases] of `engine.dtype`: the possible codes of each fact, 0 for unknown.
    """
    places = np.flatnonzero(~_single(masks))
    if len(places) > masks.shape[1] * _MANY_OPEN:
        findings = engine.evaluate(masks, complete=False)
        return Conclusions(findings, (), firmness(engine, masks, findings))
    whole = engine.evaluate(masks, complete=True)
    firm = firmness(engine, masks, whole)
    parts = tuple(_parts(engine, masks, places)) if len(places) else ()
    for part in parts:
        for name, one in part.firmness.items():
            firm[name].status[part.places] = one.status
            firm[name].exact[part.places] = one.exact
    return Conclusions(whole, parts, firm)


def _parts(engine: BitEngine, masks: Masks, places: NDArray[np.intp]) -> Iterator[ConcludedPart]:
    """Take cases with open answers: those with few combinations, and the others."""
    part = masks[:, places]
    full = np.where(part == 0, engine.everything[:, None], part)
    few = all_tried(engine, full)
    if few.any():
        yield ConcludedPart(places[few], *firmness_of_few(engine, full[:, few]))
    if not few.all():
        rest = part[:, ~few]
        findings = engine.evaluate(rest, complete=False)
        yield ConcludedPart(places[~few], findings, firmness(engine, rest, findings))


def _single(masks: Masks) -> Flags:
    """Return which cases have exactly one value of each fact."""
    found: Flags = (np.bitwise_count(masks) == 1).all(axis=0)
    return found
