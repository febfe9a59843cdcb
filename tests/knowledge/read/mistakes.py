"""Books with one mistake each, and the sound books around them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tests.support.books import SIDE, SPEED, facts_and_decision

LOAD = """### load

- **Scale** light < heavy
- **Cut points** heavy from 2
- **Source** [deck] I
"""
STATE = """### state

- **Scale** bad < good
- **Source** [deck] I

| price | state |
| --- | --- |
| low | good |
| | bad |
"""
FAVOUR = "- **Then** favour left"
HASTE = SPEED.replace("### speed", "### haste")
WAY = SIDE.replace("side", "way").replace("left", "this").replace("right", "that")
NUMBER = """### size

- **Ask** q
- **Answers** number of people from 1 to 100
- **Why** w
- **Can change** no
- **Source** [deck]
"""
THING = """### thing

- **Scale** low < mid < high
- **Source** [deck]
"""
TABLE = """
| speed | thing |
| --- | --- |
| slow | low |
| | high |
"""
MATRIX = """| competency | level | nature | managers | assistants | experts | supporting specialists |
| --- | --- | --- | --- | --- | --- | --- |
"""
_TAIL = ("- **Because** it is so.", "- **Evidence** strong", "- **Source** [deck] I")


def rule(*lines: str, tail: tuple[str, ...] = _TAIL) -> str:
    """Return the block of a rule S01 whose lines begin in line 3."""
    return "\n".join(("### S01 · A claim", "", *lines, *tail)) + "\n"


@dataclass(frozen=True)
class Bad:
    """A mistake: what it is, the whole message of the reader, and the books that hold it."""

    what: str
    message: str
    books: Mapping[str, str]


def bad(what: str, *message: str, **books: str) -> Bad:
    """Return a mistake; `x=text` makes a book x.md beside the sound ones."""
    sound = facts_and_decision() | {"load.md": LOAD, "state.md": STATE}
    more = {f"{name}.md": text for name, text in books.items()}
    return Bad(what, "\n".join(message), sound | more)
