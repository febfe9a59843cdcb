"""When the facts of a case were true: a year, a month, a day, a span of them, or words."""

from __future__ import annotations

import re
from datetime import date

from advisor.errors import Place, Problem

_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)
NO_LETTERS = (
    r"\u0000-@\[-`{-\u00a9\u00ab-\u00b4\u00b6-\u00b9\u00bb-\u00bf\u0660-\u0669\u06f0-\u06f9"
    r"\u2000-\u2bff\u3000-\u3004\uff10-\uff20"
)
"""Digits, marks and signs, as a class of a regular expression: a text of these alone is no words."""

_LETTER = re.compile(f"[^{NO_LETTERS}]")
_ALLOWED = "write a year, a month or a day: 2026, 2026-05, 2026-05-17; or '2010 to 2014'"


def date_problem(text: str, place: Place) -> Problem | None:
    """Return what is wrong with a date, or None.

    Words stand as they are ('spring 2014'); what is written in digits has to be in the calendar,
    by the year, the year and month, or the day, and a span runs from earlier to later.
    """
    ends = [end.strip() for end in re.split(r"\bto\b", text)]
    if any(_LETTER.search(end) for end in ends):
        return None
    if len(ends) > 2 or not all(_exists(end) for end in ends):
        return Problem(place, f"'{text[:60]}' is no date in the calendar", _ALLOWED, about="date")
    if _first_day(ends[0]) > _first_day(ends[-1]):
        hint = f"write '{ends[1]} to {ends[0]}'"
        return Problem(place, f"'{text}' runs from later to earlier", hint, about="date")
    return None


def _exists(text: str) -> bool:
    found = _DATE.fullmatch(text)
    if not found:
        return False
    try:
        _first_day(text)
    except ValueError:
        return False
    return True


def _first_day(text: str) -> date:
    """Return the first day of what is written. Raises ValueError outside the calendar."""
    return date.fromisoformat((text + "-01-01")[: len("2026-01-01")])
