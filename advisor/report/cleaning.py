"""What users and books wrote, made harmless for every kind of document."""

from __future__ import annotations

import re

# Control characters could move the cursor or recolour a terminal; the marks that turn the
# direction of writing could make a line read as something else.
_HARMFUL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")


def plain(text: str) -> str:
    """Return the text as one line without control characters; nothing else is changed."""
    if not (text.isascii() and text.isprintable()):
        text = _HARMFUL.sub(" ", text)
    return " ".join(text.split())


def is_address(text: str) -> bool:
    """Tell whether a text is a web address that may be offered as a link."""
    return re.fullmatch(r"https?://[^\s<>\"']+", text) is not None
