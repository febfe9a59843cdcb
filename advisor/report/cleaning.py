"""What users and books wrote, made harmless for the place where it is shown."""

from __future__ import annotations

import re

# Control characters could move the cursor or recolour a terminal; the marks that turn the
# direction of writing could make a line read as something else.
_HARMFUL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
_SPACES = re.compile(r"[ \t\n\u00a0]+")
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|~!$^])")
_MARKDOWN_START = re.compile(r"^(\s*)([-+=]|\d+(?=[.)]))")
_SCHEMES = re.compile(r"(https?):(?=//)|(?<=\w)@(?=\w)|\bwww\.", re.IGNORECASE)


def plain(text: str) -> str:
    """Return the text as one line without control characters; nothing else is changed."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    return _SPACES.sub(" ", _HARMFUL.sub(" ", text)).strip()


def markdown(text: str) -> str:
    """Return the text so that GitHub's Markdown shows it as it stands, also in a table's cell."""
    escaped = _MARKDOWN.sub(r"\\\1", text.replace("&", "&amp;"))
    escaped = _MARKDOWN_START.sub(_escape_start, escaped)
    # Addresses would become links by themselves; a case's own text should not make any.
    escaped = _SCHEMES.sub(_escape_link, escaped)
    return _SPACES.sub(" ", escaped)


def _escape_start(match: re.Match[str]) -> str:
    space, mark = match.groups()
    if mark.isdigit():
        return f"{space}{mark}\\"
    return f"{space}\\{mark}"


def _escape_link(match: re.Match[str]) -> str:
    found = match.group(0)
    if found == "@":
        return "&#64;"
    if found.endswith("."):
        return f"{found[:-1]}&#46;"
    return f"{found[:-1]}&#58;"


def is_address(text: str) -> bool:
    """Tell whether a text is a web address that may be offered as a link."""
    return re.fullmatch(r"https?://[^\s<>\"']+", text) is not None
