"""A portion that is still to be read: what it takes can be sent to another process, which reads and evaluates it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from advisor.batch.portion import Portion
from advisor.batch.read.encoder import Encoder
from advisor.batch.read.layout import NO_LAYOUT, TableLayout
from advisor.batch.read.record import Record


@dataclass(frozen=True)
class PortionWork:
    """What reads one portion when an encoder is given; a portion that is done already is not read.

    `read` is a function of a module with what it takes, so that it can be sent. `most` is how many
    cases the portion has if all of its rows are cases; `before` is the sum of `most` of those before it.
    """

    read: Callable[[Encoder], Portion]
    most: int
    before: int = 0


def records_work(
    records: Sequence[Record], columns: Sequence[str], layout: TableLayout = NO_LAYOUT
) -> PortionWork:
    """Return the work of encoding single cases, each of which carries the same `columns`."""
    return PortionWork(partial(_records, records, columns, layout), len(records))


def _records(
    records: Sequence[Record], columns: Sequence[str], layout: TableLayout, encoder: Encoder
) -> Portion:
    return encoder.records(records, columns, layout)
