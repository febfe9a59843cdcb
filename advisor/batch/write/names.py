"""The names of an output's columns: no two alike, however they are written, and none that harms its reader."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from advisor.batch.portion import GIVEN

UNNAMED = "unnamed"

_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")


def column_names(
    carried: Sequence[str], own: Iterable[str], longest: int | None = None
) -> tuple[str, ...]:
    """Return the names of carried columns in an output whose `own` columns are named already.

    No two are alike, capitals apart, since spreadsheets and databases take such for one. A name
    of ours gets ' (given)' behind it, a repeated one a number. Control characters are written
    out. `longest` is how many characters a name may have.

    >>> column_names(["Town", "town", "Row"], ["file", "row"])
    ('Town', 'town (2)', 'Row (given)')
    """
    ours = {name.casefold() for name in own}
    taken = set(ours)
    names = []
    for given in carried:
        name = visible(given).strip() or UNNAMED
        base = name.casefold()
        while base.endswith(GIVEN):
            base = base.removesuffix(GIVEN)
        # However often an output was read again, what is not ours is marked once.
        stem = name[: len(base)] if len(base) < len(name) == len(name.casefold()) else name
        name = _free(f"{stem}{GIVEN}" if base in ours else name, taken, longest)
        taken.add(name.casefold())
        names.append(name)
    return tuple(names)


def _free(name: str, taken: set[str], longest: int | None) -> str:
    """Return a name that is not taken: this one, or with a number behind it."""
    number = 1
    found = name[:longest]
    while found.casefold() in taken:
        number += 1
        mark = f" ({number})"
        found = name[: None if longest is None else longest - len(mark)] + mark
    return found


def visible(text: str) -> str:
    """Write out the characters that can't be seen and steer terminals and files instead."""
    return _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
