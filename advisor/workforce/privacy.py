"""What may be published of a staff list: no person, and no group so small that somebody could be known in it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Disclosure:
    """Who a report is for. `least` is the smallest group that is shown; 0 shows everything.

    In what is published, each number of people is a multiple of `least`, the nearest one, and a
    group smaller than that is hidden. Sums and differences of such numbers are multiples of `least`
    again, so no smaller group comes out by taking one table from another.
    """

    least: int = 0

    @property
    def public(self) -> bool:
        """Whether the report is for publication."""
        return self.least > 0

    def count(self, people: int) -> int | None:
        """Return a number of people as it may be shown; None where it is hidden."""
        if not self.public:
            return people
        if people < self.least:
            return None
        return self.least * ((2 * people + self.least) // (2 * self.least))

    def text(self, people: int) -> str:
        """Return the same in words."""
        shown = self.count(people)
        return f"under {self.least}" if shown is None else f"{shown:,}"

    def amount(self, value: float, people: int) -> float | None:
        """Return a sum over so many people (posts, hours) as it may be shown; None where it is hidden."""
        if not self.public:
            return value
        if people < self.least:
            return None
        return float(self.least * round(value / self.least))

    def amount_text(self, value: float, people: int) -> str:
        """Return the same in words."""
        shown = self.amount(value, people)
        return "hidden" if shown is None else f"{shown:,.2f}".rstrip("0").rstrip(".")


EVERYTHING = Disclosure()
