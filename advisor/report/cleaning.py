"""What users and books wrote, made harmless for every kind of document."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar, cast

from advisor.text import one_line, visible

# Control characters could move the cursor or recolour a terminal; the marks that turn the
# direction of writing could make a line read as something else.
_HARMFUL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")


_Value = TypeVar("_Value")

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


def with_visible_texts(value: _Value) -> _Value:
    r"""Return a page, or a part of one, with every sign written out that is obeyed instead of shown.

    A reviewer has to see what stands in a book: a mark that turns the direction of writing comes out
    as '\u202e', one of no width as '\u200b'. Texts inside of tuples, mappings and data classes count.
    """
    seen: Any = value
    if type(seen) is str:
        seen = visible(seen)
    elif isinstance(value, tuple):
        seen = tuple(with_visible_texts(one) for one in value)
    elif type(seen) is dict:
        seen = {name: with_visible_texts(one) for name, one in seen.items()}
    elif is_dataclass(value) and not isinstance(value, type):
        every = ((field.name, getattr(value, field.name)) for field in fields(value) if field.init)
        changed = {
            name: mended for name, one in every if (mended := with_visible_texts(one)) is not one
        }
        seen = replace(value, **changed) if changed else value
    return cast("_Value", seen)


def is_address(text: str) -> bool:
    """Tell whether a text is a web address that may be offered as a link."""
    return re.fullmatch(r"https?://[^\s<>\"']+", text) is not None
