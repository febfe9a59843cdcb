"""The handbook as data: chapters of entries, each a block of the books with its links.

Nothing here knows how it is printed. Texts that point to other entries come in pieces, some of
which carry the anchor of what they name.
"""

from __future__ import annotations

from dataclasses import dataclass

from advisor.report.book.graph import Graph
from advisor.report.side_by_side import SideBySide


@dataclass(frozen=True)
class LinkedText:
    """A stretch of text; `anchor` is the entry that it names, or empty."""

    text: str
    anchor: str = ""


Pieces = tuple[LinkedText, ...]


@dataclass(frozen=True)
class EntryPart:
    """A labelled text. With a case laid over it, `state` says whether it holds, and `read` what was read."""

    label: str
    pieces: Pieces
    state: str = ""
    read: str = ""


@dataclass(frozen=True)
class BookEntry:
    """A block of the handbook.

    `state` and `state_text` tell what a case makes of it, if one is laid over; `changed` how it was
    changed since a revision, if one was named.
    """

    kind: str
    anchor: str
    mark: str
    title: str
    told: tuple[EntryPart, ...]
    answers: tuple[tuple[str, str, bool], ...] = ()
    header: Pieces = ()
    rows: tuple[tuple[str, ...], ...] = ()
    waived: tuple[tuple[str, str], ...] = ()
    place: str = ""
    state: str = ""
    state_text: str = ""
    changed: str = ""


@dataclass(frozen=True)
class ListedChange:
    """A block that changed since a revision: how, what it is, and its old and new sentences.

    `anchor` is its entry, or empty for what is gone or has no entry of its own.
    """

    how: str
    kind: str
    name: str
    title: str
    book: str
    anchor: str
    sides: SideBySide


@dataclass(frozen=True)
class Section:
    """Entries under one topic of a book."""

    title: str
    entries: tuple[BookEntry, ...]


@dataclass(frozen=True)
class Chapter:
    """What one book says."""

    title: str
    anchor: str
    sections: tuple[Section, ...]


@dataclass(frozen=True)
class LawEntry:
    """A law with the state of its proof: proved, refuted, complete cases only, says nothing, can't tell, or not proved in this run."""

    id: str
    anchor: str
    title: str
    text: str
    state: str
    shown: str
    sources: Pieces
    carries: Pieces


@dataclass(frozen=True)
class CompetencyEntry:
    """A row of the competencies matrix. `needed` holds a tick or none for each job category."""

    key: str
    anchor: str
    text: str
    level: str
    nature: str
    needed: tuple[bool, ...]
    carries: Pieces


@dataclass(frozen=True)
class CompetencyMatrix:
    """The competencies matrix: its job categories, and its rows by level."""

    job_categories: tuple[str, ...]
    levels: tuple[tuple[str, tuple[CompetencyEntry, ...]], ...]


@dataclass(frozen=True)
class CitedWork:
    """A work of the bibliography, and who cites it."""

    key: str
    anchor: str
    text: str
    address: str
    note: str
    cited_by: Pieces
    waived: str


@dataclass(frozen=True)
class Handbook:
    """The whole handbook. `case` names what is laid over it, or is empty.

    `since` names the revision whose `changes` it lists, or is empty. In a `short` one there are no
    sources, links back, pictures and lists.
    """

    version: str
    hash: str
    counts: tuple[tuple[str, int], ...]
    chapters: tuple[Chapter, ...]
    graphs: tuple[Graph, ...]
    laws: tuple[LawEntry, ...]
    goals: tuple[BookEntry, ...]
    competencies: CompetencyMatrix
    statements: tuple[BookEntry, ...]
    works: tuple[CitedWork, ...]
    waivers: tuple[tuple[str, str, str, str], ...]
    case: str
    case_counts: tuple[tuple[str, int], ...]
    since: str = ""
    changes: tuple[ListedChange, ...] = ()
    short: bool = False
