"""What a change of the books says, block by block, as parts of a page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from advisor.report.page import Heading, Paragraph, Part
from advisor.report.side_by_side import SideBySide
from advisor.review.change.books import HOW, NAMED, NAMES, BookChange
from advisor.review.change.words import Marked, marked


def change_parts(change: BookChange) -> Iterator[Part]:
    """Yield the heading of a block, what it was called, and its old and new sentences side by side."""
    title = f" · {change.title}" if change.title else ""
    yield Heading(f"{change.kind} {change.name}{title}", 4, change.how)
    called = [one for one in change.lines if one.label in NAMES and change.kind in NAMED]
    for one in called:
        yield Paragraph(f"{one.before} is now {one.after} (formerly {one.before})", "Renamed")
    if len(called) < len(change.lines):
        rest = tuple(one for one in change.lines if one not in called)
        yield sides_of(replace(change, lines=rest))


def sides_of(change: BookChange) -> SideBySide:
    """Return the sentences of a block that differ; of a block that is new or gone no word is marked."""
    rows = []
    for line in change.lines:
        before, after = marked(line.before, line.after)
        if change.how in ("added", "removed"):
            before, after = _unmarked(before), _unmarked(after)
        rows.append((line.label, before, after))
    return SideBySide(tuple(rows))


def _unmarked(pieces: Marked) -> Marked:
    return tuple((text, False) for text, _ in pieces)


def how_many(changes: Sequence[BookChange]) -> str:
    """Count changes by how they are: '2 added, 1 reworded'; empty without any."""
    kinds = [change.how for change in changes]
    return ", ".join(f"{kinds.count(how)} {how}" for how in HOW if how in kinds)


def counts_by_book(changes: Sequence[BookChange]) -> Iterator[tuple[str, str]]:
    """Yield each book that changed, with how many blocks of it did and how."""
    for book in dict.fromkeys(change.book for change in changes):
        yield book, how_many([change for change in changes if change.book == book])
