"""Small books written out, for tests that need to see every word."""

from __future__ import annotations

from pathlib import Path

from advisor.knowledge import library
from advisor.knowledge.model import RuleBase
from tests.support.generate import SOURCES_BOOK

SPEED = """### speed

- **Ask** How fast is it?
- **Answers** slow < fast
  - *slow*: a day
  - *fast*: an hour
- **Why** Waiting costs.
- **Can change** no
- **Source** [deck] I
"""

PRICE = """### price

- **Ask** What does it cost?
- **Answers** low < high
  - *low*: little
  - *high*: much
- **Why** Money is short.
- **Can change** within a year
- **Source** [deck] II
"""

SIDE = """### Decision: side

- **Question** Which side?
- **Options** left | right
  - *left*: the left one
  - *right*: the right one
- **When equal** prefer right
- **Close call** within 0 points
- **Source** [deck] III
"""


def load_anew(folder: Path | None = None) -> RuleBase:
    """Load books as a process does that has read nothing yet."""
    library._rule_base.cache_clear()
    return library.load_rules(folder)


def facts_and_decision() -> dict[str, str]:
    """Return books with two facts, `speed` and `price`, and the decision `side`."""
    return {"facts.md": f"{SPEED}\n{PRICE}", "side.md": SIDE, "sources.md": SOURCES_BOOK}
