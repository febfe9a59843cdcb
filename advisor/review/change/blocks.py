"""What a book holds, block by block, as a reviewer reads it: labelled lines, in the order of the book."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from advisor.knowledge.model import Book
from advisor.knowledge.read.markdown import Block, Table, read_blocks
from advisor.knowledge.read.population import is_population
from advisor.knowledge.read.rules import heading_parts
from advisor.knowledge.read.workforce import is_workforce


@dataclass(frozen=True)
class WrittenLine:
    """One sentence of a block. `label` says what it is; lines of one `group` stand for each other."""

    label: str
    text: str
    group: str


@dataclass(frozen=True)
class WrittenBlock:
    """A block of a book: its kind, its name and title, where it stands, and what it says."""

    kind: str
    name: str
    title: str
    book: str
    topic: str
    lines: tuple[WrittenLine, ...]
    formerly: tuple[str, ...] = ()


_KINDS = (
    ("fact", {"Ask", "Answers"}),
    ("law", {"Always", "Raising", "Lowering"}),
    ("rule", {"When", "Unless", "Then", "Warn", "Advise", "Because", "Evidence"}),
    ("statement", {"Statement"}),
    ("assessment", {"Scale"}),
    ("source", {"Author"}),
    ("goal", {"Target"}),
)


def written_blocks(books: Sequence[Book]) -> list[WrittenBlock]:
    """Return all blocks of the books, in the order of the books and of each book."""
    return [
        _written(block, book.name.rpartition("/")[2].removesuffix(".md"))
        for book in books
        for block in read_blocks(book.text, book.name)
        if block.heading.raw or block.entries or block.tables or block.prose
    ]


def _kind(block: Block) -> str:
    """Tell what a block is, as the reader of the books does."""
    if not block.heading.raw:
        return "preface"
    if block.heading.plain.casefold().startswith("decision:"):
        return "decision"
    if is_population(block):
        return "population"
    if is_workforce(block):
        return "staff list"
    for kind, keys in _KINDS:
        if block.keys & keys:
            return kind
    return "table" if block.tables else "text"


def _written(block: Block, book: str) -> WrittenBlock:
    kind, title = _kind(block), ""
    if kind in ("rule", "law", "statement", "goal"):
        name, title = heading_parts(block.heading)
    elif kind == "decision":
        name = block.heading.plain.partition(":")[2].strip()
    else:
        name = block.heading.plain or block.topic or book
    formerly = tuple(
        entry.text.plain.partition("->")[0].strip()
        for entry in block.entries
        if entry.key == "Formerly"
    )
    return WrittenBlock(kind, name, title, book, block.topic, tuple(_lines(block)), formerly)


def _lines(block: Block) -> list[WrittenLine]:
    found = [WrittenLine("Text", text.plain, "Text") for text in block.prose]
    for entry in block.entries:
        label = entry.key or "Text"
        # The verb of a law stands in bold, which is no part of what it says.
        found.append(WrittenLine(label, entry.text.plain.replace("**", ""), label))
        for value, text in entry.anchors:
            said = f"{value.plain}: {text.plain}" if value.plain else text.plain
            found.append(WrittenLine("Anchor", said, f"Anchor {value.plain}"))
    for table in block.tables:
        found += _rows(table)
    return found


def _rows(table: Table) -> list[WrittenLine]:
    """Write the rows of a table so that each can be read without its head."""
    names = [cell.plain for cell in table.header]
    head = WrittenLine("Columns", ", ".join(names), "Columns")
    rows = []
    for number, row in enumerate(table.rows, 1):
        cells = [
            f"{name}: {cell.plain}" for name, cell in zip(names, row, strict=False) if cell.plain
        ]
        rows.append(WrittenLine(f"Row {number}", "; ".join(cells), "Row"))
    return [head, *rows]
