"""Drawing from hypothesis without making a strategy each time, which takes longer than drawing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from hypothesis import strategies as st

ThingT = TypeVar("ThingT")

_UP_TO = [st.integers(0, most) for most in range(1000)]


class Draws:
    """Choices that hypothesis makes, each out of a few."""

    def __init__(self, draw: st.DrawFn) -> None:
        self._draw = draw

    def number(self, low: int, high: int) -> int:
        """A whole number between two others."""
        return low + self._draw(_UP_TO[high - low])

    def yes(self) -> bool:
        """Yes or no."""
        return self.number(0, 1) == 1

    def one(self, things: Sequence[ThingT]) -> ThingT:
        """One of several things."""
        return things[self.number(0, len(things) - 1)]

    def some(self, things: Sequence[ThingT], least: int, most: int) -> list[ThingT]:
        """Some of several things, each at most once, in any order."""
        count = self.number(min(least, len(things)), min(most, len(things)))
        return self.shuffled(things, count)

    def shuffled(self, things: Sequence[ThingT], count: int | None = None) -> list[ThingT]:
        """Return all things, or so many of them, in any order."""
        left = list(things)
        wanted = len(left) if count is None else count
        return [left.pop(self.number(0, len(left) - 1)) for _ in range(wanted)]
