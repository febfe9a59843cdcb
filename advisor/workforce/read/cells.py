"""Cells as values: words, numbers, money, dates; what can't be read is noted with its place and the nearest match."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from advisor.cases.numbers import plain_numbers
from advisor.cases.read.dates import date_problem
from advisor.errors import Place, ProblemKind, Problems, nearest, suggestion
from advisor.knowledge.domains import ambiguity, is_ambiguous, read_number, unambiguous
from advisor.text import one_line
from advisor.workforce.read.tables import PlainTable, TableCell

_UNKNOWN = ("", "unknown", "?")
_YES = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}
_CENTS = 100
EARLIEST_YEAR, LATEST_YEAR = 1900, 2200


@dataclass
class TableProblems(Problems):
    """What was found wrong, and what was noted, in all tables so far."""

    notes: list[str] = field(default_factory=list)


def is_blank(cell: TableCell | None) -> bool:
    """Whether a cell says nothing."""
    return cell is None or cell.text.casefold() in _UNKNOWN


def folded(name: str) -> str:
    """Return a name as it is compared: in small letters, with one blank between words."""
    return re.sub(r"[\s_\-]+", " ", name.strip().casefold())


@dataclass(frozen=True)
class Columns:
    """Where each column that is understood stands, by its own name."""

    at: Mapping[str, int]

    def cell(self, row: Sequence[TableCell], name: str) -> TableCell | None:
        """Return a row's cell, or None where the table has no such column."""
        index = self.at.get(name)
        return None if index is None else row[index]


def find_columns(
    table: PlainTable,
    known: Iterable[str],
    others: Mapping[str, str],
    required: Iterable[str],
    problems: TableProblems,
) -> tuple[Columns, list[TableCell]]:
    """Return the columns that are understood, and the header cells of those that are not.

    `others` are further spellings, each with the column that it means.
    """
    names = {folded(name): name for name in known}
    spelled = {folded(other): name for other, name in others.items()} | names
    at: dict[str, int] = {}
    strange: list[TableCell] = []
    for index, cell in enumerate(table.header):
        name = spelled.get(folded(cell.text))
        if name is None:
            strange += [cell] if cell.text else []
        elif name in at:
            problems.add(
                cell.place,
                f"a second column '{name}'",
                "keep one of them",
                kind=ProblemKind.REPEATED,
            )
        else:
            at[name] = index
    for name in required:
        if name not in at:
            read = [cell.text for cell in strange]
            near = nearest(name, read)
            mend = (
                f"did you mean it by '{near}'?" if near else "add it; --template writes a workbook"
            )
            place = Place(table.file, 1)
            problems.add(place, f"there is no column '{name}'", mend, kind=ProblemKind.MISSING)
    return Columns(at), strange


def word(cell: TableCell, allowed: Sequence[str], what: str, problems: TableProblems) -> str:
    """Return the allowed word that a cell holds; '' where it holds none, which is noted."""
    for one in allowed:
        if folded(one) == folded(cell.text):
            return one
    message = f"unknown {what} '{one_line(cell.text)}'"
    problems.add(cell.place, message, suggestion(cell.text[:200], allowed))
    return ""


def yes_no(cell: TableCell, what: str, problems: TableProblems) -> bool | None:
    """Return what a cell says; None where it is blank or can't be read, which is noted."""
    if is_blank(cell):
        return None
    found = _YES.get(cell.text.casefold())
    if found is None:
        message = f"'{one_line(cell.text)}' is neither yes nor no for '{what}'"
        problems.add(cell.place, message, suggestion(cell.text[:200], ("yes", "no")))
    return found


def number(
    cell: TableCell,
    what: str,
    problems: TableProblems,
    limits: tuple[float, float],
) -> float | None:
    """Return the number in a cell; None where it is blank or none within the limits, which is noted."""
    if is_blank(cell):
        return None
    low, high = limits
    text = plain_numbers(cell.text)
    if is_ambiguous(text):
        message = f"'{text}' {ambiguity(text)} for '{what}'"
        problems.add(cell.place, message, unambiguous(text), kind=ProblemKind.AMBIGUOUS)
        return None
    found = read_number(text)
    if found is None:
        mend = "write a number such as 12 or 0.5, thousands with commas"
        problems.add(cell.place, f"'{one_line(text)}' is no number for '{what}'", mend)
        return None
    if not low <= found <= high:
        mend = f"allowed: {low:,g} to {high:,g}"
        message = f"{one_line(text)} is out of range for '{what}'"
        problems.add(cell.place, message, mend, kind=ProblemKind.OUT_OF_RANGE)
        return None
    return found


def money(cell: TableCell, what: str, problems: TableProblems) -> int | None:
    """Return an amount in cents; None where the cell is blank or holds none, which is noted."""
    found = number(cell, what, problems, (0, 1e12))
    if found is None:
        return None
    exact = Decimal(plain_numbers(cell.text).replace(",", "")) * _CENTS
    if exact != exact.to_integral_value():
        message = f"'{cell.text}' has parts of a cent for '{what}'"
        problems.add(cell.place, message, "write at most two decimals")
        return None
    return int(exact)


def day(cell: TableCell, what: str, problems: TableProblems) -> date | None:
    """Return the last day of what a cell names: a day, a month or a year; None where there is none."""
    if is_blank(cell):
        return None
    text = cell.text
    wrong = date_problem(text, cell.place)
    if wrong is not None or not re.fullmatch(r"\d{4}(-\d\d){0,2}", text):
        mend = f"write a day, a month or a year of '{what}': 2027-05-31, 2027-05 or 2027"
        problems.add(cell.place, f"'{one_line(text)}' is no date in the calendar", mend)
        return None
    year, *rest = (int(part) for part in text.split("-"))
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        mend = f"allowed: {EARLIEST_YEAR} to {LATEST_YEAR}"
        message = f"the year {year} is out of range for '{what}'"
        problems.add(cell.place, message, mend, kind=ProblemKind.OUT_OF_RANGE)
        return None
    if len(rest) == 2:
        return date(year, *rest)
    month = rest[0] if rest else 12
    following = date(year + month // 12, month % 12 + 1, 1)
    return following - timedelta(days=1)
