"""Bit-sliced sums: many cases' numbers at once, each number's bits spread over planes.

A plane holds one bit a case; a number is a list of planes, least bit first. Inside a sum a bit is
a plane and a sign: whether its complement is meant. Adders pass signs on, so that nothing has to
be complemented on the way.
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

_Bit = tuple[PlaneT, bool]
"""A plane, and whether its complement is meant."""


def natural_offset(terms: Sequence[tuple[PlaneT, int]]) -> int:
    """Return how much too high a sum comes out by itself: by all its negative weights."""
    return sum(-weight for _, weight in terms if weight < 0)


def weighted_sum(
    terms: Sequence[tuple[PlaneT, int]], ones: PlaneT, offset: int = 0
) -> list[PlaneT]:
    """Add weighted planes bit by bit, least bit first; the sum comes out `offset` too high.

    A negative weight counts where its plane is not set, which shifts the sum by what
    `natural_offset` tells, the least that `offset` can be.
    """
    size = (offset + sum(weight for _, weight in terms if weight > 0)).bit_length()
    columns: list[list[_Bit[PlaneT]]] = [[] for _ in range(size)]
    terms, everywhere = _varying(terms, ones)
    for plane, weight in terms:
        for bit in range(abs(weight).bit_length()):
            if abs(weight) >> bit & 1:
                columns[bit].append((plane, weight < 0))
    constant = offset + everywhere - natural_offset(terms)
    if not terms:
        return [ones if constant >> bit & 1 else ones ^ ones for bit in range(size)]
    return [
        ones ^ plane if complement else plane
        for plane, complement in _compressed(columns, constant, ones ^ ones)
    ]


def _varying(
    terms: Sequence[tuple[PlaneT, int]], ones: PlaneT
) -> tuple[Sequence[tuple[PlaneT, int]], int]:
    """Return the terms that differ between cases, and what the others add up to in every case.

    Only of Python's integers that is told at a glance. Where few answers are changed most terms
    are alike in all cases, and in a single case all are.
    """
    if not isinstance(ones, int):
        return terms, 0
    varying = [term for term in terms if term[0] and term[0] != ones]
    if len(varying) == len(terms):
        return terms, 0
    return varying, sum(weight for plane, weight in terms if plane == ones)


def _compressed(
    columns: list[list[_Bit[PlaneT]]], constant: int, zero: PlaneT
) -> list[_Bit[PlaneT]]:
    """Reduce columns of equal weight to one bit each, with a constant added; uses up `columns`.

    What is carried beyond the last column is dropped.
    """
    total: list[_Bit[PlaneT]] = []
    for place, column in enumerate(columns):
        odd = bool(constant >> place & 1)
        carries = columns[place + 1] if place + 1 < len(columns) else []
        # What was added last is taken first: its plane is still in the processor's cache.
        while len(column) > 2:
            added, carry = _full(column.pop(), column.pop(), column.pop())
            column.append(added)
            carries.append(carry)
        if len(column) == 2:
            # One more than a sum of two is the complement of the sum of their complements.
            added, carry = _half(_signed(column.pop(), odd), _signed(column.pop(), odd))
            column.append(_signed(added, odd))
            carries.append(_signed(carry, odd))
        elif column and odd:
            carries.append(column[0])
            column[0] = _signed(column[0], odd)
        total.append(column[0] if column else (zero, odd))
    return total


def _signed(bit: _Bit[PlaneT], flip: bool) -> _Bit[PlaneT]:  # noqa: FBT001 - a sign
    plane, complement = bit
    return plane, complement ^ flip


def _full(
    one: _Bit[PlaneT], two: _Bit[PlaneT], three: _Bit[PlaneT]
) -> tuple[_Bit[PlaneT], _Bit[PlaneT]]:
    """Return the sum and the carry of three bits, in five operations whatever their signs."""
    # Of three signs two are equal; the carry, being what most of the bits are, takes theirs.
    if one[1] == two[1]:
        (odd, sign), (left, alike), (right, _) = three, one, two
    elif one[1] == three[1]:
        (odd, sign), (left, alike), (right, _) = two, one, three
    else:
        (odd, sign), (left, alike), (right, _) = one, two, three
    first, second = odd ^ left, odd ^ right
    both = first & second if sign == alike else first | second
    return (first ^ right, sign), (odd ^ both, alike)


def _half(one: _Bit[PlaneT], two: _Bit[PlaneT]) -> tuple[_Bit[PlaneT], _Bit[PlaneT]]:
    """Return the sum and the carry of two bits, in two operations whatever their signs."""
    (left, left_sign), (right, right_sign) = one, two
    differ = left ^ right
    if left_sign != right_sign:
        return (differ, True), ((right if left_sign else left) & differ, False)
    return (differ, False), (left | right if left_sign else left & right, left_sign)


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


def exceeds(one: Sequence[PlaneT], other: Sequence[PlaneT], zero: PlaneT) -> PlaneT:
    """Return where one bit-sliced number is greater than another."""
    ahead = zero
    for mine, theirs in zip_longest(one, other, fillvalue=zero):
        ahead = ahead ^ ((mine ^ theirs) & (ahead ^ mine))
    return ahead


def beats(
    one: Sequence[PlaneT], other: Sequence[PlaneT], ones: PlaneT, *, wins_ties: bool
) -> PlaneT:
    """Return where one bit-sliced number is greater, or equal if ties are won."""
    zero = ones ^ ones
    return ones ^ exceeds(other, one, zero) if wins_ties else exceeds(one, other, zero)


def within(one: Sequence[PlaneT], other: Sequence[PlaneT], margin: int, ones: PlaneT) -> PlaneT:
    """Return where two bit-sliced numbers differ by no more than a margin."""
    zero = ones ^ ones
    pairs = list(zip_longest(one, other, fillvalue=zero))
    if not margin:
        differ = zero
        for mine, theirs in pairs:
            differ = differ | (mine ^ theirs)
        return ones ^ differ
    # One more bit than the margin has, so that what wraps around stays above twice the margin.
    pairs += [(zero, zero)] * (margin.bit_length() + 1 - len(pairs))
    columns: list[list[_Bit[PlaneT]]] = []
    borrow = zero
    for mine, theirs in pairs:
        differ = mine ^ theirs
        columns.append([(differ ^ borrow, False)])
        borrow = borrow ^ (differ & (borrow ^ theirs))
    columns.append([(borrow, False)])
    raised = [
        ones ^ plane if complement else plane
        for plane, complement in _compressed(columns, margin, zero)
    ]
    return ones ^ at_least(raised, 2 * margin + 1, ones)
