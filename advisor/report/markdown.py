"""Text made harmless for Markdown, so that it shows as it stands and makes no markup or link."""

from __future__ import annotations

import re

_MARKS = re.compile(r"([\\`*_{}\[\]<>#|~!$^])")
_AT_START = re.compile(r"^(\s*)([-+=]|\d+(?=[.)](?:\s|$)))")
_BLANKS = re.compile(r"\s+")
_LINKS = re.compile(r"(https?):(?=//)|(?<=\w)@(?=\w)|\bwww\.", re.IGNORECASE)


def escaped(text: str) -> str:
    """Return the text so that GitHub's Markdown shows it as it stands, also in a table's cell."""
    marked = _MARKS.sub(r"\\\1", text.replace("&", "&amp;"))
    marked = _AT_START.sub(_at_start, marked)
    # Addresses would become links by themselves; a case's own text should not make any.
    # Blanks at the ends stay, since a template may set a sentence together from pieces.
    return _BLANKS.sub(" ", _LINKS.sub(_link, marked))


def _at_start(match: re.Match[str]) -> str:
    space, mark = match.groups()
    return f"{space}{mark}\\" if mark.isdigit() else f"{space}\\{mark}"


def _link(match: re.Match[str]) -> str:
    found = match.group(0)
    if found == "@":
        return "&#64;"
    if found.endswith("."):
        return f"{found[:-1]}&#46;"
    return f"{found[:-1]}&#58;"
