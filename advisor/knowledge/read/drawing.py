"""Reading **Drawn as**: `office: centralized as one office; federal as office and units`."""

from __future__ import annotations

import re

from advisor.errors import suggestion
from advisor.knowledge.domains import Domain
from advisor.knowledge.drawing import DRAWN_SHAPES, Drawing, DrawnRole
from advisor.knowledge.read.entries import BookProblems
from advisor.knowledge.read.markdown import Entry

_EXAMPLE = "write 'ROLE: OPTION as SHAPE; OPTION as SHAPE'"


def read_drawing(
    entry: Entry | None, domain: Domain, problems: BookProblems, name: str
) -> Drawing | None:
    """Read how the options of the decision of a name are drawn; every option has to have a shape."""
    what = f"decision '{name}'"
    if entry is None:
        return None
    place = entry.text.place
    word, _, rest = entry.text.plain.partition(":")
    if word.strip() not in set(DrawnRole):
        allowed = suggestion(word.strip(), [role.value for role in DrawnRole])
        problems.add(place, f"unknown role '{word.strip()}' in **Drawn as** of {what}", allowed)
        return None
    role = DrawnRole(word.strip())
    shapes: dict[str, str] = {}
    for part in filter(None, (part.strip() for part in rest.split(";"))):
        option, joined, shape = (piece.strip() for piece in part.rpartition(" as "))
        if not joined:
            problems.add(place, f"can't read '{part}' in **Drawn as** of {what}", _EXAMPLE)
        elif domain.code(option) is None:
            allowed = suggestion(option, domain.values)
            problems.add(place, f"unknown option '{option}' in **Drawn as** of {what}", allowed)
        elif shape not in DRAWN_SHAPES[role]:
            allowed = suggestion(shape, DRAWN_SHAPES[role])
            problems.add(place, f"unknown shape '{shape}' of '{option}' in {what}", allowed)
        elif option in shapes:
            problems.add(place, f"'{option}' is drawn twice in {what}", "keep one of them")
        else:
            shapes[option] = shape
            spot = re.search(rf"[:;]\s*({re.escape(option)})\s+as\s", entry.text.raw)
            if spot:
                problems.mention(name, option, entry.text.part(*spot.span(1)))
            continue
        return None
    missing = [option for option in domain.values if option not in shapes]
    if missing:
        mend = f"add '; {missing[0]} as SHAPE', one of: {', '.join(DRAWN_SHAPES[role])}"
        problems.add(place, f"**Drawn as** of {what} lacks {', '.join(missing)}", mend)
        return None
    return Drawing(role, tuple((option, shapes[option]) for option in domain.values))
