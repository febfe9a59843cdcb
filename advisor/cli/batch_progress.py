"""How far a batch is: a line on a terminal, what is kept when it is interrupted, and the counts of its end."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from pathlib import Path

    from rich.progress import Progress

    from advisor.batch.run import Order
    from advisor.batch.summary import Summary


class Tally:
    """The counts of a run so far, and what they say of its speed and its end."""

    def __init__(self) -> None:
        self.summary: Summary | None = None
        self._before = 0
        self._begun = self._told = time.monotonic()
        self._share: float | None = None

    def tell(self, summary: Summary, share: float | None) -> None:
        """Take in the counts; the first ones are what an earlier run has done."""
        self._told = time.monotonic()
        if self.summary is None:
            self._begun = self._told
            self._before = summary.evaluated + summary.failed
        self.summary, self._share = summary, share

    @property
    def cases(self) -> int:
        """How many cases are done, those that failed included."""
        return self.summary.evaluated + self.summary.failed if self.summary else 0

    @property
    def rate(self) -> float:
        """How many cases are done in a second."""
        return (self.cases - self._before) / max(self._told - self._begun, 0.001)

    @property
    def left(self) -> timedelta | None:
        """How long it still takes, where that can be known."""
        if not self._share or not self.rate:
            return None
        cases = self.cases * (1 - self._share) / self._share
        seconds = cases / self.rate - (time.monotonic() - self._told)
        return timedelta(seconds=round(max(seconds, 0)))

    def __str__(self) -> str:
        if self.summary is None or self.cases == self._before:
            return "reading ..."
        left = self.left
        return (
            f"{self.cases:,} cases, {self.summary.failed:,} failed, {self.rate:,.0f} a second"
            + (f", {left} left" if left is not None else "")
        )


@contextmanager
def watched(order: Order) -> Iterator[Tally]:
    """Show on a terminal how far a run is, nothing elsewhere; tell what to do when it is interrupted."""
    tally = Tally()
    try:
        with _line(tally) if sys.stderr.isatty() else nullcontext():
            yield tally
    except KeyboardInterrupt:
        if tally.summary is not None:
            from advisor.cli.output import tell

            tell(_interrupted(tally, order))
        raise


def _line(tally: Tally) -> AbstractContextManager[Progress]:
    from rich.console import Console
    from rich.progress import Progress, ProgressColumn, Task, TimeElapsedColumn
    from rich.text import Text

    class Line(ProgressColumn):
        """The tally as it is now."""

        def render(self, task: Task) -> Text:  # noqa: ARG002 - rich's signature
            return Text(str(tally))

    progress = Progress(Line(), TimeElapsedColumn(), console=Console(stderr=True), transient=True)
    progress.add_task("", total=None)
    return progress


def _interrupted(tally: Tally, order: Order) -> str:
    from advisor.batch.places import STANDARD_INPUT

    cases = "case is" if tally.cases == 1 else "cases are"
    again = "give the same command"
    if STANDARD_INPUT in order.inputs:
        again += " and the same standard input from its beginning"
    return (
        f"interrupted: {tally.cases:,} {cases} done and kept in {order.output}.parts. "
        f"To go on, {again} with --resume."
    )


def where_told(errors: Path, output: str) -> str:
    """Return where cells and cases that went wrong are told of: people look into the workbook."""
    sheet = (
        f", and on the sheet 'problems' of {output}" if output.casefold().endswith(".xlsx") else ""
    )
    return f"What went wrong stands in {errors}{sheet}."


def counts_told(summary: Summary, output: str) -> str:
    """Return the counts of a run, in which each government stands once, and what was mended or unread."""
    from advisor.batch.town_lines import STANDINGS
    from advisor.inference.advice import Status
    from advisor.text import counted

    words = {Status.CONTESTED: "close", Status.INSUFFICIENT: "with too little known"}
    standing = ", ".join(
        f"{summary.standing.get((str(one),), 0):,} {words.get(one, one)}"
        for one in reversed(STANDINGS)
    )
    cells = []
    if summary.mended:
        check = "it" if summary.mended == 1 else "them"
        cells.append(f"{counted(summary.mended, 'slip')} mended (check {check})")
    if unread := summary.cells - summary.mended:
        counts = "counts" if unread == 1 else "count"
        cells.append(f"{counted(unread, 'cell')} could not be read and {counts} as unknown")
    return (
        f"{counted(summary.evaluated, 'case')} evaluated into {output}, each by the least sure of its "
        f"main recommendations: {standing}; {summary.failed:,} failed."
        + (f" {'; '.join(cells)}." if cells else "")
    )
