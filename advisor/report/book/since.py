"""What changed since a revision, as a chapter of the handbook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from advisor.report.book.model import BookEntry, Handbook, ListedChange
from advisor.report.review_pages.book_changes import sides_of
from advisor.review.change.books import BookChange


def with_changes(book: Handbook, since: str, changes: Sequence[BookChange]) -> Handbook:
    """Return the handbook with the list of what changed, and a mark at each entry that did."""
    entries = {
        (_kind(entry), entry.title if _kind(entry) != "rule" else entry.mark): entry.anchor
        for chapter in book.chapters
        for section in chapter.sections
        for entry in section.entries
    }
    entries |= {("law", law.id): law.anchor for law in book.laws}
    entries |= {("source", work.key): work.anchor for work in book.works}
    listed = tuple(
        ListedChange(
            change.how,
            change.kind,
            change.name,
            change.title,
            change.book,
            entries.get((change.kind, change.name), "") if change.how != "removed" else "",
            sides_of(change),
        )
        for change in changes
    )
    how = {one.anchor: one.how for one in listed if one.anchor}
    chapters = tuple(
        replace(
            chapter,
            sections=tuple(
                replace(
                    section,
                    entries=tuple(
                        replace(one, changed=how.get(one.anchor, "")) for one in section.entries
                    ),
                )
                for section in chapter.sections
            ),
        )
        for chapter in book.chapters
    )
    return replace(book, since=since, changes=listed, chapters=chapters)


def _kind(entry: BookEntry) -> str:
    """Return what the listing of changes calls the kind of an entry."""
    return "rule" if entry.kind in ("rule", "misfit", "action") else entry.kind
