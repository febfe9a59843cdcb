"""The parameters of a plan: from YAML, from a table with a parameter and a value in each row, or the usual ones."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from advisor.cases.read.files import decoded, read_bytes
from advisor.cases.read.tree import Mapping as TreeMapping
from advisor.cases.read.tree import Node, Scalar, is_nothing
from advisor.cases.read.yaml import yaml_tree
from advisor.errors import CaseError, Place, Problem, ProblemKind, suggestion
from advisor.files.refusals import explained
from advisor.text import one_line
from advisor.workforce.model import MINUTES, Parameters, Quarter, quarter_of
from advisor.workforce.read.cells import (
    TableProblems,
    day,
    folded,
    is_blank,
    money,
    number,
    yes_no,
)
from advisor.workforce.read.tables import PlainTable, StaffError, TableCell

NAMES = (
    "training budget",
    "cost of a day",
    "largest absence",
    "deadline",
    "first quarter",
    "quarters",
    "least holders",
    "salary of a post",
    "hours of a day",
    "working hours of a quarter",
    "free hours of a quarter",
    "quarters to stay",
    "paid hours from the budget",
    "scale",
    "least group shown",
)
"""The parameters; `least holders` may name a competency: `least holders CS01`."""

MOST_QUARTERS = 20
_HOLDERS = "least holders"

Said = Sequence[tuple[TableCell, TableCell]]
"""Names and values as cells, in the order of the file."""


def said_in_yaml(path: str | Path) -> Said:
    """Return the pairs of a YAML file; a mapping below `least holders` is laid out. Raises StaffError."""
    file = str(path)
    try:
        with explained(path, "read", kind=StaffError):
            root = yaml_tree(decoded(read_bytes(Path(path)), file), file)
    except CaseError as error:
        raise StaffError(error.problems) from None
    if not isinstance(root, TreeMapping):
        mend = "write 'training budget: 40,000' and the like"
        raise StaffError(Problem(root.place, "the parameters are no mapping", mend))
    return list(_pairs(root, ""))


def _pairs(node: TreeMapping, before: str) -> Iterable[tuple[TableCell, TableCell]]:
    for key, value in node.pairs:
        name = key.text if isinstance(key, Scalar) else "?"
        if isinstance(value, TreeMapping) and not before:
            yield from _pairs(value, f"{name} ")
        else:
            yield TableCell(f"{before}{name}", key.place), TableCell(_text(value), value.place)


def _text(node: Node) -> str:
    if is_nothing(node):
        return ""
    return node.text.strip() if isinstance(node, Scalar) else "(a list or mapping)"


def said_in_table(table: PlainTable, problems: TableProblems) -> Said:
    """Return the pairs of a table with the columns parameter and value."""
    names = [folded(cell.text) for cell in table.header]
    if "parameter" not in names or "value" not in names:
        mend = "its columns are: parameter, value"
        problems.add(Place(table.file, 1), "the parameters have other columns", mend)
        return []
    name, value = names.index("parameter"), names.index("value")
    return [(row[name], row[value]) for row in table.rows if row[name].text]


def read_parameters(
    said: Said,
    usual: Sequence[tuple[str, float]],
    keys: Sequence[str],
    today: date,
    problems: TableProblems,
) -> tuple[Parameters, str]:
    """Return the parameters and the name of the scale ('' for none); what is not said is as usual.

    `keys` are the competencies of the matrix. A plan begins with the quarter after `today`.
    """
    cells: dict[str, TableCell] = {}
    holders: list[tuple[str, int]] = []
    for name, value in said:
        known = next((one for one in NAMES if folded(one) == folded(name.text)), "")
        key = next((one for one in keys if folded(name.text) == f"{_HOLDERS} {one.casefold()}"), "")
        if key:
            least = number(value, name.text, problems, (0, 10_000))
            holders += [] if least is None else [(key, int(least))]
        elif not known:
            mend = suggestion(name.text[:200], [*NAMES, *(f"{_HOLDERS} {one}" for one in keys)])
            message = f"unknown parameter '{one_line(name.text)}'"
            problems.add(name.place, message, mend)
        elif known in cells:
            message = f"the parameter '{known}' stands here twice"
            problems.add(name.place, message, "keep one", kind=ProblemKind.REPEATED)
        else:
            cells[known] = value
    values = _Values(cells, dict(usual), problems)
    first, quarters = values.span(today)
    scale = cells.get("scale")
    return (
        Parameters(
            first=first,
            quarters=quarters,
            budget=values.amount("training budget"),
            day_cost=values.amount("cost of a day") or 0,
            day_minutes=round(values.number("hours of a day", (1, 24)) * MINUTES),
            quarter_minutes=round(
                values.number("working hours of a quarter", (1, 1_000)) * MINUTES
            ),
            free_minutes=round(values.number("free hours of a quarter", (0, 1_000)) * MINUTES),
            absence=values.share("largest absence"),
            least_holders=int(values.number(_HOLDERS, (0, 10_000))),
            stay=int(values.number("quarters to stay", (0, MOST_QUARTERS))),
            least_group=int(values.number("least group shown", (1, 1_000))),
            holders=tuple(holders),
            salary=values.amount("salary of a post"),
            hours_from_budget=values.yes("paid hours from the budget"),
        ),
        scale.text if scale else "",
    )


class _Values:
    """Takes the values of parameters, or the usual ones."""

    def __init__(
        self, cells: dict[str, TableCell], usual: dict[str, float], problems: TableProblems
    ) -> None:
        self._cells = cells
        self._usual = usual
        self._problems = problems

    def amount(self, name: str) -> int | None:
        cell = self._cells.get(name)
        return money(cell, name, self._problems) if cell else None

    def number(self, name: str, limits: tuple[float, float]) -> float:
        cell = self._cells.get(name)
        found = number(cell, name, self._problems, limits) if cell else None
        return self._usual[name] if found is None else found

    def share(self, name: str) -> float:
        """Return a share from 0 to 1: it is written in per cent, with or without the sign."""
        cell = self._cells.get(name)
        if cell is None:
            return self._usual[name] / 100
        bare = TableCell(cell.text.removesuffix("%").strip(), cell.place)
        found = number(bare, name, self._problems, (0, 100))
        return self._usual[name] / 100 if found is None else found / 100

    def yes(self, name: str) -> bool:
        cell = self._cells.get(name)
        return bool(cell and yes_no(cell, name, self._problems))

    def span(self, today: date) -> tuple[Quarter, int]:
        """Return the first quarter and how many there are, by the deadline or by their number."""
        first = self._first(today)
        deadline = self._cells.get("deadline")
        if deadline is None or is_blank(deadline):
            return first, int(self.number("quarters", (1, MOST_QUARTERS)))
        last = day(deadline, "deadline", self._problems)
        if last is None:
            return first, 1
        end = quarter_of(last)
        # A quarter counts that ends by the deadline.
        count = (end.year - first.year) * 4 + end.number - first.number + (end.last_day <= last)
        if not 1 <= count <= MOST_QUARTERS:
            message = f"{count} whole quarters lie between {first} and the deadline {last}"
            mend = f"1 to {MOST_QUARTERS} can be planned; change 'deadline' or 'first quarter'"
            self._problems.add(deadline.place, message, mend, kind=ProblemKind.OUT_OF_RANGE)
            return first, 1
        return first, count

    def _first(self, today: date) -> Quarter:
        cell = self._cells.get("first quarter")
        if cell is None or is_blank(cell):
            return quarter_of(today).later(1)
        match = re.fullmatch(r"(\d{4})\s*-?\s*Q([1-4])", cell.text, re.IGNORECASE)
        if match is None:
            message = f"'{one_line(cell.text)}' is no quarter"
            self._problems.add(cell.place, message, "write 2027-Q1")
            return quarter_of(today).later(1)
        return Quarter(int(match[1]), int(match[2]))
