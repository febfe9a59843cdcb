"""Two sentences side by side, with the words marked that differ."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

Marked = tuple[tuple[str, bool], ...]
"""Pieces of a text; a piece that the other text doesn't have is marked."""

_WORD = re.compile(r"\w+(?:[-.,]\w+)*|\s+|[^\w\s]")
_LEAST_ALIKE = 0.3
"""Below this share of equal words two sentences are marked as a whole: scattered marks can't be read."""


def marked(before: str, after: str) -> tuple[Marked, Marked]:
    """Return both sentences in pieces; where one is missing the other is marked as a whole."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    matcher: SequenceMatcher[str] = SequenceMatcher(None, old, new, autojunk=False)
    if before == after:
        return _whole(before, mark=False), _whole(after, mark=False)
    if matcher.ratio() < _LEAST_ALIKE:
        return _whole(before, mark=True), _whole(after, mark=True)
    sides: tuple[list[tuple[str, bool]], list[tuple[str, bool]]] = ([], [])
    for tag, a, b, c, d in matcher.get_opcodes():
        for side, piece in zip(sides, (old[a:b], new[c:d]), strict=True):
            if piece:
                side.append(("".join(piece), tag != "equal"))
    return _joined(sides[0]), _joined(sides[1])


def _whole(text: str, *, mark: bool) -> Marked:
    return ((text, mark),) if text else ()


def _joined(pieces: list[tuple[str, bool]]) -> Marked:
    """Join marked pieces that only a space parts."""
    found: list[tuple[str, bool]] = []
    for index, (text, mark) in enumerate(pieces):
        between = not text.strip() and 0 < index < len(pieces) - 1 and pieces[index + 1][1]
        marking = mark or (between and found[-1][1])
        if found and found[-1][1] == marking:
            found[-1] = (found[-1][0] + text, marking)
        else:
            found.append((text, marking))
    return tuple(found)
