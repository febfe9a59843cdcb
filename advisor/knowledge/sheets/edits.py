"""Changing books: the edits that turn lines into others, and what comes of them; all else stays byte for byte."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from textwrap import wrap

from advisor.errors import Place
from advisor.knowledge.read.markdown import Text
from advisor.knowledge.sheets.pieces import BookEdit, BookLine, LineForm, LineGroup, segments

_LINE_END = re.compile(r"\r\n|\r|\n")
_ITEM = re.compile(r"\s*[-*+]\s+")


@dataclass(frozen=True)
class WantedLine:
    """The texts that a line shall have, and the cells of the workbook that say so."""

    texts: tuple[str, ...]
    cells: tuple[Place, ...]


def group_edits(group: LineGroup, wanted: Sequence[WantedLine], cell: Place) -> Iterator[BookEdit]:
    """Yield what turns the lines of a group into the wanted ones; lines that stay are not touched.

    `cell` is told for lines that go.
    """
    old, new = group.plain, [line.texts for line in wanted]
    if len(old) == len(new):
        for line, goal in zip(group.lines, wanted, strict=True):
            yield from _line_edits(group, line, goal)
        return
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        both = min(i2 - i1, j2 - j1)
        for line, goal in zip(group.lines[i1 : i1 + both], wanted[j1 : j1 + both], strict=True):
            yield from _line_edits(group, line, goal)
        for line in group.lines[i1 + both : i2]:
            yield BookEdit(group.file, (line.first, 1), (line.last + 1, 1), "", cell)
        below = group.lines[i1 + both - 1].last if i1 + both else group.below
        for goal in wanted[j1 + both : j2]:
            text = f"{_written(group, goal.texts)}\n"
            yield BookEdit(group.file, (below + 1, 1), (below + 1, 1), text, goal.cells[0])


def head_edits(
    head: LineGroup, rows: LineGroup, wanted: Sequence[WantedLine], cell: Place
) -> Iterator[BookEdit]:
    """Yield what writes a table anew that has another number of columns."""
    first = head.lines[0].first
    last = rows.lines[-1].last if rows.lines else first + 1
    bare = LineGroup(head.file, LineForm.TABLE_ROW, (), first)
    lines = [_written(bare, line.texts) for line in wanted]
    lines.insert(1, "|" + " --- |" * len(wanted[0].texts))
    yield BookEdit(head.file, (first, 1), (last + 1, 1), "\n".join(lines) + "\n", cell)


def _line_edits(group: LineGroup, line: BookLine, goal: WantedLine) -> Iterator[BookEdit]:
    parts = tuple(segments(line.raw)) if group.form is LineForm.TABLE_ROW else ()
    for column, (text, wanted) in enumerate(zip(line.texts, goal.texts, strict=True)):
        if text.plain == wanted:
            continue
        cell = goal.cells[min(column, len(goal.cells) - 1)]
        if group.form is LineForm.TABLE_ROW and column >= len(parts):
            # The row leaves out cells at its end: it is written whole.
            whole = _written(group, goal.texts)
            yield BookEdit(
                group.file, (line.first, 1), (line.first, len(line.raw) + 1), whole, cell
            )
            return
        if group.form is LineForm.TABLE_ROW:
            start, end = parts[column]
            width = end - start if line.raw[start:end].endswith("  ") or group.widths else 0
            filled = _segment(wanted, width)
            yield BookEdit(group.file, (line.first, start + 1), (line.first, end + 1), filled, cell)
        elif not text.raw:
            whole = _written(group, goal.texts)
            yield BookEdit(
                group.file, (line.first, 1), (line.first, len(line.raw) + 1), whole, cell
            )
            return
        else:
            place = text.place
            yield BookEdit(
                group.file, (place.line, place.column), _end(text), _like(text, wanted), cell
            )


def _like(old: Text, text: str) -> str:
    """Write a text as wide as the one that it replaces, if that was broken into lines."""
    first, *others = old.raw.split("\n")
    if not others:
        return text
    hanging = others[0][: len(others[0]) - len(others[0].lstrip())]
    start = " " * (old.place.column - 1)
    width = max(len(start) + len(first), *map(len, others))
    # A word that is longer than the line stays whole: cut, it would be read as two.
    lines = wrap(
        text,
        width,
        initial_indent=start,
        subsequent_indent=hanging,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return "\n".join(lines)[len(start) :]


def _end(text: Text) -> tuple[int, int]:
    lines = text.raw.split("\n")
    if len(lines) == 1:
        return text.place.line, text.place.column + len(text.raw)
    return text.place.line + len(lines) - 1, len(lines[-1]) + 1


def _written(group: LineGroup, texts: tuple[str, ...]) -> str:
    """Write a new line in the form of its group, indented as the lines beside it are."""
    if group.form is LineForm.TABLE_ROW:
        widths = group.widths or (0,) * len(texts)
        parts = (_segment(text, width) for text, width in zip(texts, widths, strict=False))
        return f"|{'|'.join(parts)}|"
    found = _ITEM.match(group.lines[0].raw) if group.lines else None
    if group.form is LineForm.ANCHOR:
        start = found[0] if found else "  - "
        return f"{start}*{texts[0]}*: {texts[1]}"
    start = found[0] if found else "- "
    return f"{start}**{group.key}** {texts[0]}"


def _segment(text: str, width: int) -> str:
    """Write a cell between its bars; an empty one is a single blank."""
    return (f" {text} " if text else " ").ljust(width)


@dataclass(frozen=True)
class EditedBook:
    """A book with edits: its new text, and of each edit the lines and columns that it takes there."""

    text: str
    spans: tuple[tuple[BookEdit, tuple[int, int], tuple[int, int]], ...]


def edited(text: str, edits: Iterable[BookEdit]) -> EditedBook:
    """Return a book's text with edits made; lines end as the book's do, and what no edit touches stays."""
    ends = [found.end() for found in _LINE_END.finditer(text)]
    starts = [0, *ends]
    found = _LINE_END.search(text)
    newline = found[0] if found else "\n"
    pieces: list[str] = []
    made: list[tuple[BookEdit, int, int]] = []
    at = size = 0
    for edit in sorted(edits, key=lambda one: (one.start, one.end)):
        begin, end = (_offset(starts, text, spot) for spot in (edit.start, edit.end))
        new = edit.text
        if begin == len(text) and edit.start[1] == 1 and text and not text.endswith(("\n", "\r")):
            new = f"\n{new.removesuffix(chr(10))}"  # the last line of the book had no end
        new = new.replace("\n", newline)
        kept = text[at:begin]
        pieces += [kept, new]
        size += len(kept)
        made.append((edit, size, size + len(new)))
        size += len(new)
        at = end
    whole = "".join([*pieces, text[at:]])
    return EditedBook(
        whole, tuple((edit, _spot(whole, start), _spot(whole, end)) for edit, start, end in made)
    )


def _offset(starts: Sequence[int], text: str, spot: tuple[int, int]) -> int:
    line, column = spot
    return min(starts[line - 1] + column - 1, len(text)) if line <= len(starts) else len(text)


def _spot(text: str, offset: int) -> tuple[int, int]:
    before = _LINE_END.split(text[:offset])
    return len(before), len(before[-1]) + 1
