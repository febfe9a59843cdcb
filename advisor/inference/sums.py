"""Bit-sliced sums: many cases' numbers at once, each number's bits spread over planes.

A plane holds one bit a case; a number is a list of planes, least bit first.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from typing import Protocol, Self, TypeVar


class Plane(Protocol):
    """One bit a case."""

    def __and__(self, other: Self, /) -> Self: ...
    def __or__(self, other: Self, /) -> Self: ...
    def __xor__(self, other: Self, /) -> Self: ...


PlaneT = TypeVar("PlaneT", bound=Plane)


def natural_offset(terms: Sequence[tuple[PlaneT, int]]) -> int:
    """Return how much too high a sum comes out by itself, because negative weights are complemented."""
    return sum(
        weight * ((1 << len(planes).bit_length()) - 1)
        for (weight, negative), planes in _by_weight(terms).items()
        if negative
    )


def weighted_sum(
    terms: Sequence[tuple[PlaneT, int]], ones: PlaneT, offset: int = 0
) -> list[PlaneT]:
    """Add weighted planes bit by bit, least bit first; the sum comes out `offset` too high.

    Planes of equal weight are counted first and the count is multiplied. A negative count is
    complemented, which shifts the sum by what `natural_offset` tells, the least that `offset` can be.
    """
    zero = ones ^ ones
    columns: list[list[PlaneT]] = []

    def put(plane: PlaneT, bit: int) -> None:
        while len(columns) <= bit:
            columns.append([])
        columns[bit].append(plane)

    for (weight, negative), planes in _by_weight(terms).items():
        count = compressed([list(planes)], zero)
        # A count that can't reach its top bit still has it, so that the shift is known beforehand.
        count += [zero] * (len(planes).bit_length() - len(count))
        for shift in range(weight.bit_length()):
            if weight >> shift & 1:
                for bit, plane in enumerate(count):
                    put(ones ^ plane if negative else plane, bit + shift)
    rest = offset - natural_offset(terms)
    for bit in range(rest.bit_length()):
        if rest >> bit & 1:
            put(ones, bit)
    return compressed(columns, zero)


def _by_weight(terms: Sequence[tuple[PlaneT, int]]) -> dict[tuple[int, bool], list[PlaneT]]:
    groups: dict[tuple[int, bool], list[PlaneT]] = {}
    for plane, weight in terms:
        if weight:
            groups.setdefault((abs(weight), weight < 0), []).append(plane)
    return groups


def compressed(columns: list[list[PlaneT]], zero: PlaneT) -> list[PlaneT]:
    """Reduce columns of equal weight to one plane each by full and half adders; uses up `columns`."""
    total: list[PlaneT] = []
    bit = 0
    while bit < len(columns):
        column = columns[bit]
        while len(column) > 1:
            one, two = column.pop(), column.pop()
            either = one ^ two
            if column:
                three = column.pop()
                column.append(either ^ three)
                carry = (one & two) | (either & three)
            else:
                column.append(either)
                carry = one & two
            if bit + 1 == len(columns):
                columns.append([])
            columns[bit + 1].append(carry)
        total.append(column[0] if column else zero)
        bit += 1
    return total


def at_least(total: Sequence[PlaneT], least: int, ones: PlaneT) -> PlaneT:
    """Return where a bit-sliced number reaches a constant."""
    if least <= 0:
        return ones
    if least >> len(total):
        return ones ^ ones
    reached = ones
    for bit, plane in enumerate(total):
        reached = plane & reached if least >> bit & 1 else plane | reached
    return reached


def beats(
    one: Sequence[PlaneT], other: Sequence[PlaneT], ones: PlaneT, *, wins_ties: bool
) -> PlaneT:
    """Return where one bit-sliced number is greater, or equal if ties are won."""
    zero = ones ^ ones
    ahead = ones if wins_ties else zero
    for mine, theirs in zip_longest(one, other, fillvalue=zero):
        ahead = ahead ^ ((mine ^ theirs) & (ahead ^ mine))
    return ahead


def plus(one: Sequence[PlaneT], other: Sequence[PlaneT], zero: PlaneT) -> list[PlaneT]:
    """Return the sum of two bit-sliced numbers."""
    columns = [list(bits) for bits in zip_longest(one, other, fillvalue=zero)]
    return compressed(columns, zero)
