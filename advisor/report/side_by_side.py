"""Sentences as they were and as they are, side by side, with the words marked that differ."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from advisor.report.cleaning import plain
from advisor.report.markdown import escaped
from advisor.text import wrapped

MarkedText = tuple[tuple[str, bool], ...]
"""Pieces of a text, and of each whether it is marked."""


@dataclass(frozen=True)
class SideBySide:
    """Rows of a label, the old sentence and the new one; a side that says nothing is empty."""

    rows: tuple[tuple[str, MarkedText, MarkedText], ...]
    kind: str = "sides"


def sides_text(part: SideBySide, width: int) -> list[str]:
    """Write the rows below each other; marked words stand between asterisks, where not all are marked."""
    lines: list[str] = []
    for label, before, after in part.rows:
        lines += wrapped(plain(f"{label}:"), width, "  ")
        for word, pieces in (("was", before), ("now", after)):
            if pieces:
                said = _between(pieces, "*", "*", plain)
                lines += wrapped(f"{word}: {said}", width, "    ", "         ")
    return lines


def sides_markdown(part: SideBySide) -> list[str]:
    """Write the rows as a table."""
    lines = ["| | Before | After |", "| --- | --- | --- |"]
    for label, before, after in part.rows:
        cells = (
            escaped(label),
            _between(before, "~~", "~~", escaped),
            _between(after, "**", "**", escaped),
        )
        lines.append(f"| {' | '.join(cells)} |")
    return lines


def _between(pieces: MarkedText, opening: str, closing: str, clean: Callable[[str], str]) -> str:
    """Put marked words between two marks, which stand at the words and not at the spaces around them."""
    if all(mark for _, mark in pieces):
        return clean("".join(text for text, _ in pieces))
    found = ""
    for text, mark in pieces:
        core = text.strip()
        start = text[: len(text) - len(text.lstrip())]
        end = text[len(text.rstrip()) :] if core else ""
        said = clean(core)
        found += f"{start}{opening}{said}{closing}{end}" if mark and core else f"{start}{said}{end}"
    return " ".join(found.split())
