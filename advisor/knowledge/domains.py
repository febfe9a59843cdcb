"""The values that a fact, an assessment or a decision can take, and the codes that the engines reckon with.

Every domain comes down to a few codes, counted from 0: the values of a scale or choice in the
order of the book, or the cells into which the thresholds of the rules cut a number. A set of
possible values is a bit mask over the codes, so bit 0 stands for the first value.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from itertools import pairwise


class Kind(StrEnum):
    """How the values of a domain relate to each other."""

    SCALE = "scale"
    CHOICE = "choice"
    YES_NO = "yes or no"
    NUMBER = "number"


@dataclass(frozen=True, order=True)
class Cut:
    """A threshold of a number: just before `at` (for 'at least') or just after it (for 'above')."""

    at: float
    after: bool = False


@dataclass(frozen=True)
class Range:
    """A closed range of numbers; `low` and `high` are equal for a single number.

    `as_given` marks a single number that was answered as a range ('5,000 to 5,000', 'at most 1'): it is taken
    as it is, near to a threshold or not.
    """

    low: float
    high: float
    as_given: bool = False

    @property
    def exact(self) -> bool:
        """Whether it is a single figure, which may count as either side of a threshold near to it."""
        return self.low == self.high and not self.as_given

    def __str__(self) -> str:
        if self.exact:
            return number_text(self.low)
        if self.high == float("inf"):
            return f"{number_text(self.low)} or more"
        return f"{number_text(self.low)} to {number_text(self.high)}"


_NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:e[+-]?\d+)?", re.ASCII)
_AMBIGUOUS = re.compile(r"[+-]?\d{1,3}(?:\.\d{3})+", re.ASCII)


def number_text(number: float) -> str:
    """Write a number as the books do: thousands with commas, no needless decimals.

    Three decimals would look like thousands, so one more nought makes them plain: 0.1250.
    """
    text = f"{int(number):,}" if number == int(number) else f"{number:,}"
    return f"{text}0" if is_ambiguous(text) else text


def as_number(text: str) -> float:
    """Return the number that `number_text` wrote."""
    return float(text.replace(",", ""))


def is_ambiguous(text: str) -> bool:
    """Whether a number can be read in two ways: 95.000 is ninety-five thousand in much of the world."""
    return _AMBIGUOUS.fullmatch(text) is not None


def ambiguity(text: str, *, whole: bool = False) -> str:
    """Tell what is wrong with a number that `is_ambiguous`, to be put behind it.

    Where only one reading is left (1.234.567, or 35.500 of what is counted whole), the points are wrong.
    """
    if _has_two_readings(text, whole=whole):
        return "can be read in two ways"
    return "has points where commas part the thousands"


def unambiguous(text: str, *, whole: bool = False) -> str:
    """Tell how to write what `is_ambiguous`; `whole` tells that what is counted has no decimals."""
    commas = text.replace(".", ",")
    if not _has_two_readings(text, whole=whole):
        return f"write {commas}"
    if whole:
        return f"write {commas} for thousands, {text.partition('.')[0]} without decimals"
    return f"write {commas} for thousands, {text}0 for decimals"


def _has_two_readings(text: str, *, whole: bool) -> bool:
    return text.count(".") == 1 and not (whole and text.partition(".")[2].strip("0"))


def read_number(text: str) -> float | None:
    """Read a number as books and case files write it ('20,000', '2.5'); None if it is none, or ambiguous.

    One too large for a float is infinite, and no domain holds it.
    """
    if is_ambiguous(text) or not _NUMBER.fullmatch(text):
        return None
    return float(text.replace(",", "")) + 0.0  # no negative zero


@dataclass(frozen=True)
class Domain:
    """The possible values, in order; a number has `cuts`, and its values are the cells between them.

    `unit`, `minimum`, `maximum`, `near` and `whole` belong to numbers only. `whole` tells that the unit
    counts what can't be divided, so that 4,999.5 is no answer. `near` is the share of a threshold
    within which a number that is given exactly counts as either side of it; 0 is not at all.
    """

    kind: Kind
    values: tuple[str, ...]
    unit: str = ""
    minimum: float = 0
    maximum: float = float("inf")
    cuts: tuple[Cut, ...] = ()
    near: float = 0.0
    whole: bool = False

    @property
    def ordered(self) -> bool:
        """Whether 'at least' and 'at most' make sense. A yes counts as more than a no."""
        return self.kind is not Kind.CHOICE

    @property
    def everything(self) -> int:
        """The mask of all codes: what is possible while nothing is known."""
        return (1 << len(self.values)) - 1

    def code(self, value: str) -> int | None:
        """Return the code of a value by its name (capitals don't count), or None."""
        return self._codes.get(value.casefold())

    @cached_property
    def _codes(self) -> Mapping[str, int]:
        codes = {}
        for code, name in reversed(tuple(enumerate(self.values))):
            codes[name.casefold()] = code
        return codes

    def names(self, mask: int) -> tuple[str, ...]:
        """Return the values of a mask, in the domain's order."""
        return tuple(name for code, name in enumerate(self.values) if mask >> code & 1)

    def mask(self, values: Iterable[str]) -> int:
        """Return the mask of values by their names; names that are none of them don't count."""
        codes = {self.code(value) for value in values} - {None}
        return sum(1 << code for code in codes if code is not None)

    def cells(self, numbers: Range) -> int:
        """Return the mask of the cells that a range of numbers touches."""
        first = self._cell(numbers.low)
        last = self._cell(numbers.high)
        return (1 << last + 1) - (1 << first)

    def border(self, cut: Cut) -> Range | None:
        """Return the numbers so near to a threshold that they count as either side of it, or None.

        The least number is no such threshold: it is cut off only to tell known from unknown.
        """
        if not self.near or cut.at <= 0 or cut == Cut(self.minimum, after=True):
            return None
        margin = self.near * cut.at * (1 + 1e-12)  # a tenth of 3 is a little less in binary
        return Range(cut.at - margin, cut.at + margin)

    def borders(self, number: float) -> tuple[Cut, ...]:
        """Return the thresholds that an exact number is near to."""
        near = ((cut, self.border(cut)) for cut in self.cuts)
        return tuple(cut for cut, border in near if border and border.low <= number <= border.high)

    def around(self, numbers: Range) -> int:
        """Return the mask of what an answer leaves possible: the cells that it touches.

        A single number also touches the other side of every threshold that it is near to.
        """
        mask = self.cells(numbers)
        if self.near and numbers.exact:
            for cut in self.borders(numbers.low):
                mask |= 0b11 << bisect_left(self.cuts, cut)
        return mask

    @property
    def at_borders(self) -> tuple[int, ...]:
        """Return the masks of several codes that a single number can leave possible, near to thresholds.

        They count as known, as the figure is. The mask of all codes is none of them: it is unknown.
        """
        borders = [border for cut in self.cuts if (border := self.border(cut))]
        ends = sorted({end for border in borders for end in (border.low, border.high)})
        points = {*ends, *((low + high) / 2 for low, high in pairwise(ends))}
        points |= {cut.at for cut in self.cuts}
        inside = (one for one in sorted(points) if self.minimum <= one <= self.maximum)
        masks = dict.fromkeys(self.around(Range(one, one)) for one in inside)
        return tuple(mask for mask in masks if mask.bit_count() > 1 and mask != self.everything)

    def is_known(self, mask: int) -> bool:
        """Whether a mask of possible codes is a sure answer: one value, or one figure at a border."""
        return mask.bit_count() == 1 or mask in self.at_borders

    def _cell(self, number: float) -> int:
        # A cut before `number` lies below it; a cut after the same number lies above it.
        return bisect_right(self.cuts, Cut(number, after=False))

    def number_in(self, code: int) -> float:
        """Return a number well inside a cell, whole where the cell has room for one."""
        low = self.cuts[code - 1].at if code else self.minimum
        high = self.cuts[code].at if code < len(self.cuts) else min(2 * low + 2, self.maximum)
        middle = (low + high) / 2
        whole = float(round(middle))
        # Only a whole number that lies in the cell itself stands for it.
        return whole if self.cells(Range(whole, whole)) == 1 << code else middle

    def above(self, cut: Cut) -> int:
        """Return the mask of the cells beyond a cut, which is one of the domain's or lies outside."""
        if self.whole and cut.after and cut not in self.cuts and _next_whole(cut) in self.cuts:
            cut = _next_whole(cut)
        if not _inside(cut, self):
            return self.everything if cut.at <= self.minimum else 0
        first = bisect_left(self.cuts, cut) + 1
        return self.everything & ~((1 << first) - 1)


def yes_no() -> Domain:
    """The domain of a yes/no fact. No comes first, so that yes is the higher value."""
    return Domain(Kind.YES_NO, ("no", "yes"))


def with_cuts(domain: Domain, cuts: set[Cut]) -> Domain:
    """Return the number's domain cut at the thresholds that the rules mention.

    Of whole numbers 'above 10' and 'at least 11' say the same, and no cell without a number lies between.
    """
    inside = {cut for cut in cuts if _inside(cut, domain)}
    if domain.whole:
        inside = {cut for cut in inside if not (cut.after and _next_whole(cut) in inside)}
    kept = tuple(sorted(inside))
    labels = tuple(_cell_label(kept, index, domain) for index in range(len(kept) + 1))
    return replace(domain, values=labels, cuts=kept)


def _next_whole(cut: Cut) -> Cut:
    """Return the threshold just before the next number, which says the same of whole numbers."""
    return Cut(cut.at + 1)


def _inside(cut: Cut, domain: Domain) -> bool:
    if cut.after:
        return domain.minimum <= cut.at < domain.maximum
    return domain.minimum < cut.at <= domain.maximum


def _cell_label(cuts: tuple[Cut, ...], index: int, domain: Domain) -> str:
    low = cuts[index - 1] if index else None
    high = cuts[index] if index < len(cuts) else None
    if low is None and high is None:
        return f"any {domain.unit}".strip()
    if low is None and high is not None:
        return f"{'at most' if high.after else 'below'} {number_text(high.at)}"
    if high is None or low is None:
        assert low is not None  # noqa: S101 - both missing was the first question
        return f"{'above' if low.after else 'at least'} {number_text(low.at)}"
    if low.at == high.at or (domain.whole and high == _next_whole(low)):
        return number_text(low.at)
    start = f"above {number_text(low.at)}" if low.after else f"at least {number_text(low.at)}"
    end = f"at most {number_text(high.at)}" if high.after else f"below {number_text(high.at)}"
    return f"{start}, {end}"
