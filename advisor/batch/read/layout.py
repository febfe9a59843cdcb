"""Where the answers of a table stand as a spreadsheet shows them, and how its numbers are written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from advisor.batch.towns import name_in

_LONGEST_NAME = 200


@dataclass(frozen=True)
class TableLayout:
    """The layout of one table. `letters` are the columns of facts, such as 'C'; a form without columns has none.

    `header_row` is the number of the header's row in the spreadsheet; the cases stand below it.
    `marks` tells of facts that are numbers what stands before their decimals, where that is known.
    """

    letters: Mapping[str, str] = field(default_factory=dict)
    header_row: int = 1
    sheet: str = ""
    marks: Mapping[str, str] = field(default_factory=dict)

    def cell(self, fact: str, row: int) -> str:
        """Return the cell of an answer, such as 'C7', '' where a table has none; rows count from 1 below the header."""
        letters = self.letters.get(fact, "")
        return f"{letters}{row + self.header_row}" if letters else ""


NO_LAYOUT = TableLayout()


def town_of(told: Mapping[str, Any]) -> str:
    """Return what a government is called by a column of names, for a case on its own; '' where none is."""
    for name in name_in(list(told)):
        value = told[name]
        if value is not None and str(value).strip():
            return " ".join(str(value).split())[:_LONGEST_NAME]
    return ""
