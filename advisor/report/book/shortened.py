"""The handbook in short, for print: what is asked, concluded and advised, and why, without the sources."""

from __future__ import annotations

from dataclasses import replace

from advisor.report.book.model import (
    BookEntry,
    CompetencyMatrix,
    EntryPart,
    Handbook,
    LinkedText,
    Pieces,
)

_LEFT_OUT = {"Source", "Used by", "Given by", "Carries", "Drawn", "Evidence", "Table", "Can change"}
"""What a reader who only wants to know what the rules say can do without."""


def shortened(book: Handbook) -> Handbook:
    """Return the handbook without sources, links back, pictures, and the lists behind the laws."""
    here = {
        entry.anchor
        for chapter in book.chapters
        for section in chapter.sections
        for entry in section.entries
    }
    here |= {law.anchor for law in book.laws}
    return replace(
        book,
        chapters=tuple(
            replace(
                chapter,
                sections=tuple(
                    replace(section, entries=tuple(_entry(one, here) for one in section.entries))
                    for section in chapter.sections
                ),
            )
            for chapter in book.chapters
        ),
        laws=tuple(replace(law, sources=(), carries=()) for law in book.laws),
        graphs=(),
        goals=(),
        competencies=CompetencyMatrix((), ()),
        statements=(),
        works=(),
        waivers=(),
        changes=tuple(
            replace(one, anchor=one.anchor if one.anchor in here else "") for one in book.changes
        ),
        short=True,
    )


def _entry(entry: BookEntry, here: set[str]) -> BookEntry:
    told = tuple(
        replace(part, pieces=_pieces(part, here))
        for part in entry.told
        if part.label not in _LEFT_OUT and not part.label.startswith("For and against")
    )
    return replace(entry, told=told, waived=(), place="")


def _pieces(part: EntryPart, here: set[str]) -> Pieces:
    """Return the pieces of a text, those that led to what is left out as plain text."""
    return tuple(piece if piece.anchor in here else LinkedText(piece.text) for piece in part.pieces)
