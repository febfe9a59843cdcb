"""How a law is read: its lines in codes, and where over many cases a term holds or fails."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from advisor.inference.planes.so_far import Sweep, known_planes
from advisor.inference.planes.sums import PlaneT
from advisor.inference.program import Test


@dataclass(frozen=True)
class Breach:
    """A case that breaks a law, as masks by fact, and for a monotone law the codes of its subject.

    `smallest` tells that no case with fewer answers breaks it. Where the subject is an assessment,
    `case` gives it one of the two values and `other`, a case that is alike in all that bears on the
    breach, gives it the other one.
    """

    case: dict[str, int]
    step: tuple[int, int] | None = None
    smallest: bool = False
    other: dict[str, int] = field(default_factory=dict)


def test_wires(state: Sweep[PlaneT], test: Test) -> tuple[PlaneT, PlaneT]:
    """Return where a term holds and where it fails."""
    zero = state.zero
    inside = outside = zero
    for code, plane in enumerate(state.values[test.item]):
        if test.mask >> code & 1:
            inside = inside | plane
        else:
            outside = outside | plane
    if test.asks == "value":
        return state.ones ^ outside, state.ones ^ inside
    known = known_planes(test, state.values[test.item], state.ones)
    unknown = state.ones ^ known
    return (known, unknown) if test.asks == "known" else (unknown, known)


def anywhere(planes: Iterable[PlaneT], zero: PlaneT) -> PlaneT:
    """Return where at least one of the planes is set; `zero` is the empty plane."""
    found = zero
    for plane in planes:
        found = found | plane
    return found


def all_planes(planes: Iterable[PlaneT], ones: PlaneT) -> PlaneT:
    """Return where every one of the planes is set; `ones` is the full plane."""
    found = ones
    for plane in planes:
        found = found & plane
    return found


def one_and_the_same(one: object, two: object) -> bool:
    """Whether two planes are one and the same: wires by their node, numbers by their bits."""
    return bool(getattr(one, "node", one) == getattr(two, "node", two))
