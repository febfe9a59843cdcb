"""What users and books wrote, made harmless for every kind of document."""

from __future__ import annotations

import re

from advisor.text import one_line

# Control characters could move the cursor or recolour a terminal; the marks that turn the
# direction of writing could make a line read as something else.
_HARMFUL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")


_IMPOSSIBLE = re.compile("[\ud800-\udfff\ufffe\uffff]")  # what XML can't hold
MOST_PROPERTY = 255
"""How many letters the formats of Word and Excel allow in a property of a document, such as its title."""


def plain(text: str) -> str:
    """Return the text as one line without control characters; nothing else is changed."""
    if not (text.isascii() and text.isprintable()):
        text = _HARMFUL.sub(" ", text)
    return " ".join(text.split())


def as_property(text: str) -> str:
    """Return the text as a property of a Word document or workbook holds it: plain, and cut where it is too long."""
    return one_line(_IMPOSSIBLE.sub(" ", plain(text)), MOST_PROPERTY)


def as_words(text: str, *, keep_spaces: bool = False) -> str:
    """Return the text as a document of XML can hold it, on one line; `keep_spaces` for a piece of one."""
    text = _IMPOSSIBLE.sub(" ", text)
    return _HARMFUL.sub(" ", text) if keep_spaces else plain(text)


def is_address(text: str) -> bool:
    """Tell whether a text is a web address that may be offered as a link."""
    return re.fullmatch(r"https?://[^\s<>\"']+", text) is not None
