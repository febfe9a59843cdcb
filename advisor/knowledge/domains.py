"""The values that a fact, an assessment or a decision can take, and the codes that the engines reckon with.

Every domain comes down to a few codes, counted from 0: the values of a scale or choice in the
order of the book, or the cells into which the thresholds of the rules cut a number. A set of
possible values is a bit mask over the codes, so bit 0 stands for the first value.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from enum import StrEnum


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
    """A closed range of numbers; `low` and `high` are equal for a single number."""

    low: float
    high: float

    def __str__(self) -> str:
        if self.low == self.high:
            return number_text(self.low)
        if self.high == float("inf"):
            return f"{number_text(self.low)} or more"
        return f"{number_text(self.low)} to {number_text(self.high)}"


def number_text(number: float) -> str:
    """Write a number as the books do: thousands with commas, no needless decimals."""
    return f"{int(number):,}" if number == int(number) else f"{number:,}"


@dataclass(frozen=True)
class Domain:
    """The possible values, in order; a number has `cuts`, and its values are the cells between them.

    `unit`, `minimum` and `maximum` belong to numbers only.
    """

    kind: Kind
    values: tuple[str, ...]
    unit: str = ""
    minimum: float = 0
    maximum: float = float("inf")
    cuts: tuple[Cut, ...] = ()

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
        folded = value.casefold()
        for code, name in enumerate(self.values):
            if name.casefold() == folded:
                return code
        return None

    def names(self, mask: int) -> tuple[str, ...]:
        """Return the values of a mask, in the domain's order."""
        return tuple(name for code, name in enumerate(self.values) if mask >> code & 1)

    def cells(self, numbers: Range) -> int:
        """Return the mask of the cells that a range of numbers touches."""
        first = self._cell(numbers.low)
        last = self._cell(numbers.high)
        return (1 << last + 1) - (1 << first)

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
        if not _inside(cut, self):
            return self.everything if cut.at <= self.minimum else 0
        first = bisect_left(self.cuts, cut) + 1
        return self.everything & ~((1 << first) - 1)


def yes_no() -> Domain:
    """The domain of a yes/no fact. No comes first, so that yes is the higher value."""
    return Domain(Kind.YES_NO, ("no", "yes"))


def with_cuts(domain: Domain, cuts: set[Cut]) -> Domain:
    """Return the number's domain cut at the thresholds that the rules mention."""
    kept = tuple(sorted(cut for cut in cuts if _inside(cut, domain)))
    labels = tuple(_cell_label(kept, index, domain) for index in range(len(kept) + 1))
    return Domain(domain.kind, labels, domain.unit, domain.minimum, domain.maximum, kept)


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
    if low.at == high.at:
        return number_text(low.at)
    start = f"above {number_text(low.at)}" if low.after else f"at least {number_text(low.at)}"
    end = f"at most {number_text(high.at)}" if high.after else f"below {number_text(high.at)}"
    return f"{start}, {end}"
