"""The books of a folder of one's own: read with every byte, and written back only as they were planned."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from advisor.errors import NOWHERE, ChangeError, Place, Problem
from advisor.files.lock import WriterLock
from advisor.files.reading import read_regular
from advisor.files.refusals import explained
from advisor.files.replacing import replace_files
from advisor.knowledge.library import LARGEST_BOOK, read_books
from advisor.knowledge.model import Book

_LINE_END = re.compile("\r\n|\n|\r")
_MARK = b"\xef\xbb\xbf"
"""How some editors begin a file in UTF-8; it stays where it is."""


@dataclass(frozen=True)
class OwnText:
    """A text file with every byte that it had: line ends of any sort, and a mark at its beginning.

    `name` is what messages call it; `raw` is the text as it stands, without the mark.
    """

    path: Path
    name: str
    content: bytes

    @property
    def raw(self) -> str:
        """The text with its own line ends."""
        return self.content.removeprefix(_MARK).decode()

    @property
    def book(self) -> Book:
        """The text as a book, with line feeds alone, as the reader counts lines."""
        return Book(self.name, _LINE_END.sub("\n", self.raw))

    @property
    def line_end(self) -> str:
        """The first line end of the text, for lines that are added."""
        found = _LINE_END.search(self.raw)
        return found[0] if found else "\n"

    def with_raw(self, raw: str) -> OwnText:
        """Return the file with another text."""
        mark = _MARK if self.content.startswith(_MARK) else b""
        return OwnText(self.path, self.name, mark + raw.encode())


@dataclass(frozen=True)
class Edit:
    """A stretch of a text, by offsets, and what takes its place."""

    start: int
    end: int
    text: str


class Lines:
    """Where the lines of a text begin, whatever ends them."""

    def __init__(self, raw: str) -> None:
        self.raw = raw
        self._starts = [0, *(found.end() for found in _LINE_END.finditer(raw))]

    def start(self, line: int) -> int:
        """Return the offset at which a line, counted from 1, begins; the end of the text behind the last."""
        return self._starts[line - 1] if line <= len(self._starts) else len(self.raw)

    def offset(self, place: Place) -> int:
        """Return the offset of a place."""
        return self.start(place.line) + place.column - 1


def edited(raw: str, edits: Iterable[Edit]) -> str:
    """Return a text with edits made; what stands inside of another edit is dropped."""
    parts: list[str] = []
    at = 0
    for edit in sorted(set(edits), key=lambda one: (one.start, -one.end)):
        if edit.start < at:
            continue
        parts += [raw[at : edit.start], edit.text]
        at = edit.end
    return "".join((*parts, raw[at:]))


def own_books(folder: str) -> tuple[OwnText, ...]:
    """Return the books of a folder with every byte. Raises RuleBaseError for a folder that holds none."""
    _, books = read_books(folder)
    found = []
    for book in books:
        path = Path(folder) / book.name.rpartition("/")[2]
        with explained(path, "read"):
            found.append(OwnText(path, book.name, read_regular(path, LARGEST_BOOK)))
    return tuple(found)


@dataclass(frozen=True)
class ChangedFiles:
    """Files as they were when a change was planned, and as they will be."""

    pairs: tuple[tuple[OwnText, OwnText], ...]

    @property
    def changed(self) -> tuple[tuple[OwnText, OwnText], ...]:
        """The files that differ."""
        return tuple(pair for pair in self.pairs if pair[0].content != pair[1].content)

    def diff(self) -> Iterator[str]:
        """Yield the lines of the change as they are shown to be looked through."""
        for before, after in self.changed:
            yield from difflib.unified_diff(
                before.book.text.splitlines(),
                after.book.text.splitlines(),
                before.name,
                after.name,
                n=0,
                lineterm="",
            )

    def write(self, folder: str) -> None:
        """Write all of them, or none.

        Raises ChangeError where a file has been changed since it was read, and OutputError where
        another change is under way or a file can't be written.
        """
        with WriterLock(Path(folder), "another change of these books is under way"):
            touched = [before for before, _ in self.pairs if _now(before) != before.content]
            if touched:
                message = "was changed by somebody else meanwhile"
                mend = "nothing was written; try again, and the change is planned anew"
                raise ChangeError([Problem(Place(one.name), message, mend) for one in touched])
            replace_files({after.path: after.content for _, after in self.changed})


def _now(file: OwnText) -> bytes | None:
    try:
        return file.path.read_bytes()
    except OSError:
        return None


def with_texts(files: Sequence[OwnText], texts: Mapping[str, str]) -> ChangedFiles:
    """Return the change that gives some files, by their names, another text."""
    return ChangedFiles(
        tuple(
            (file, file.with_raw(texts[file.name])) if file.name in texts else (file, file)
            for file in files
        )
    )


def copy_books(folder: str) -> tuple[str, ...]:
    """Copy the program's own books into a new folder, and return their names.

    Raises ChangeError where the folder holds anything already, and OutputError.
    """
    _, books = read_books(None)
    target = Path(folder)
    hint = "name a folder that is not there yet"
    if not folder.strip():
        raise ChangeError(Problem(NOWHERE, "the name of the folder is empty", hint))
    if target.is_symlink():
        raise ChangeError(Problem(Place(folder), "is a link, and no folder of your own", hint))
    with explained(target):
        if target.exists() and (not target.is_dir() or any(target.iterdir())):
            message = "is there already, and nothing in it is replaced"
            raise ChangeError(Problem(Place(folder), message, hint))
        target.mkdir(parents=True, exist_ok=True)
    names = [book.name.rpartition("/")[2] for book in books]
    replace_files(
        {target / name: book.text.encode() for name, book in zip(names, books, strict=True)}
    )
    return tuple(names)
