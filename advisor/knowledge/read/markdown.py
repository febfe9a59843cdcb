"""The books as blocks: headings with their `- **Key** text` entries and tables, each with its place.

Only the block structure of CommonMark is parsed (markdown-it-py); the text of an entry is a
sentence of the rule language and is kept as it was written, line breaks included, so that an
error can point at the very word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from advisor.errors import Place

_KEY = re.compile(r"\*\*(?P<key>[A-Z][^*]*?)\*\*:?(?:[ \t]+|$)")
_STRAY = re.compile(r"\s*(\d+[.)]\s+)?(?=\*\*[A-Z][^*]*\*\*)|\s*(?=\|)")
_ANCHOR = re.compile(r"\*(?P<value>[^*]+?)\*\s*:?\s*")


@dataclass(frozen=True)
class Text:
    """A piece of a book. `raw` keeps line breaks; its first character stands at `place`."""

    raw: str
    place: Place

    @property
    def plain(self) -> str:
        """The text on one line."""
        return " ".join(self.raw.split())

    def at(self, line: int, column: int) -> Place:
        """Return the place of a character given by line and column of `raw`, from 1."""
        first = self.place
        if line <= 1:
            return Place(first.file, first.line, first.column + column - 1)
        return Place(first.file, first.line + line - 1, column)

    def part(self, start: int, end: int) -> Text:
        """Return the piece between two offsets of `raw`."""
        before = self.raw[:start]
        line = before.count("\n") + 1
        column = start - (before.rfind("\n") + 1) + 1
        return Text(self.raw[start:end], self.at(line, column))


@dataclass(frozen=True)
class Entry:
    """One `- **Key** text` with its sub-bullets `- *value*: text`."""

    key: str
    place: Place
    text: Text
    anchors: tuple[tuple[Text, Text], ...] = ()


@dataclass(frozen=True)
class Table:
    """A table: header cells and rows of cells."""

    header: tuple[Text, ...]
    rows: tuple[tuple[Text, ...], ...]
    place: Place


@dataclass(frozen=True)
class Block:
    """What stands under one heading of the third level; a preface has no heading.

    `prose` are its paragraphs, which nothing reads but people; `strays` are lines of them that look
    like entries or rows.
    """

    heading: Text
    topic: str
    entries: tuple[Entry, ...] = ()
    tables: tuple[Table, ...] = ()
    strays: tuple[Text, ...] = ()
    prose: tuple[Text, ...] = ()

    @property
    def keys(self) -> set[str]:
        """The keys of the entries."""
        return {entry.key for entry in self.entries}


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark")
    # Sentences are parsed by the grammar of the language, and books are made of headings, lists,
    # tables and prose (with a fenced example here and there); the rest would only cost time.
    parser.core.ruler.enableOnly(["normalize", "block"])
    parser.block.ruler.enableOnly(["table", "fence", "heading", "list", "paragraph"])
    return parser


@dataclass
class _Draft:
    """A block while its parts are found."""

    heading: Text
    topic: str
    entries: list[Entry] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    strays: list[Text] = field(default_factory=list)
    prose: list[Text] = field(default_factory=list)

    def block(self) -> Block:
        parts = (tuple(self.entries), tuple(self.tables), tuple(self.strays), tuple(self.prose))
        return Block(self.heading, self.topic, *parts)


@lru_cache(maxsize=64)
def read_blocks(text: str, file: str) -> tuple[Block, ...]:
    """Return the blocks of one book, in order.

    They are kept: of books that are read again, after one was changed, only that one is parsed anew.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    tokens = _parser().parse("\n".join(lines))
    blocks = [_Draft(Text("", Place(file, 1, 1)), "")]
    topic = ""
    index = 0
    while index < len(tokens):
        token = tokens[index]
        if token.type == "heading_open" and token.map is not None:
            heading = _heading(lines, token.map[0], file)
            if token.tag == "h2":
                topic = heading.plain
            # Prose under a heading of another level belongs to no block.
            blocks.append(_Draft(heading if token.tag == "h3" else Text("", heading.place), topic))
        elif token.type == "bullet_list_open":
            end = _closing(tokens, index)
            blocks[-1].entries.extend(_entries(tokens[index : end + 1], lines, file))
            index = end
        elif token.type == "table_open":
            end = _closing(tokens, index)
            blocks[-1].tables.append(_table(tokens[index : end + 1], lines, file))
            index = end
        elif token.type in ("paragraph_open", "ordered_list_open") and token.map is not None:
            first, last = token.map
            blocks[-1].strays.extend(_strays(lines, first, last, file))
            blocks[-1].prose.append(Text("\n".join(lines[first:last]), Place(file, first + 1, 1)))
            index = _closing(tokens, index)
        index += 1
    return tuple(draft.block() for draft in blocks)


def _heading(lines: list[str], number: int, file: str) -> Text:
    line = lines[number]
    start = len(line) - len(line.lstrip(" #"))
    return Text(line[start:].rstrip(" #"), Place(file, number + 1, start + 1))


def _strays(lines: list[str], first: int, last: int, file: str) -> Iterator[Text]:
    for number in range(first, last):
        match = _STRAY.match(lines[number])
        if match:
            place = Place(file, number + 1, match.end() + 1)
            yield Text(lines[number][match.end() :].rstrip(), place)
            if lines[number].startswith("|", match.end()):
                return  # the rows below are stray for the same reason


def _closing(tokens: list[Token], index: int) -> int:
    """Return the index of the token that closes the one at `index`."""
    depth = 0
    for position in range(index, len(tokens)):
        depth += tokens[position].nesting
        if depth == 0:
            return position
    return len(tokens) - 1


def _items(tokens: list[Token]) -> Iterator[list[Token]]:
    """Yield the tokens of each item of the outermost list."""
    index = 1
    while index < len(tokens) - 1:
        end = _closing(tokens, index)
        yield tokens[index : end + 1]
        index = end + 1


def _paragraph(item: list[Token], lines: list[str], file: str) -> Text | None:
    """Return the first paragraph of a list item as it stands in the book."""
    for token in item[1:]:
        if token.type == "inline" and token.map is not None:
            first, last = token.map
            line = lines[first]
            start = _item_start(line)
            raw = "\n".join([line[start:], *lines[first + 1 : last]]).rstrip()
            return Text(raw, Place(file, first + 1, start + 1))
        if token.type == "bullet_list_open":
            return None
    return None


def _item_start(line: str) -> int:
    match = re.match(r"\s*[-*+]\s+", line)
    return match.end() if match else 0


def _entries(tokens: list[Token], lines: list[str], file: str) -> Iterator[Entry]:
    for item in _items(tokens):
        text = _paragraph(item, lines, file)
        if text is None:
            continue
        match = _KEY.match(text.raw)
        if match is None:
            yield Entry("", text.place, text)
            continue
        anchors: list[tuple[Text, Text]] = []
        for index, token in enumerate(item):
            if token.type == "bullet_list_open":
                inner = item[index : _closing(item, index) + 1]
                anchors.extend(_anchors(inner, lines, file))
                break
        rest = text.part(match.end(), len(text.raw))
        yield Entry(match["key"].strip(), text.place, rest, tuple(anchors))


def _anchors(tokens: list[Token], lines: list[str], file: str) -> Iterator[tuple[Text, Text]]:
    for item in _items(tokens):
        text = _paragraph(item, lines, file)
        if text is None:
            continue
        match = _ANCHOR.match(text.raw)
        if match is None:
            yield text.part(0, 0), text
        else:
            yield (
                text.part(match.start("value"), match.end("value")),
                text.part(match.end(), len(text.raw)),
            )


def _table(tokens: list[Token], lines: list[str], file: str) -> Table:
    rows = [
        _cells(lines[token.map[0]], token.map[0], file)
        for token in tokens
        if token.type == "tr_open" and token.map is not None
    ]
    first = tokens[0].map[0] if tokens[0].map is not None else 0
    width = len(rows[0])
    # A missing cell at the end of a row is an empty cell, as Markdown renders it.
    padded = tuple(
        (*row, *(Text("", row[-1].place) for _ in range(width - len(row)))) for row in rows[1:]
    )
    return Table(rows[0], padded, Place(file, first + 1, 1))


def _cells(line: str, number: int, file: str) -> tuple[Text, ...]:
    cells: list[Text] = []
    if line.strip() == "|":
        return (Text("", Place(file, number + 1, line.index("|") + 1)),)
    start = line.index("|") + 1 if line.lstrip().startswith("|") else 0
    for piece in line[start:].split("|"):
        left = start + len(piece) - len(piece.lstrip())
        cells.append(Text(piece.strip(), Place(file, number + 1, left + 1)))
        start += len(piece) + 1
    if line.rstrip().endswith("|"):
        cells.pop()
    return tuple(cells)
