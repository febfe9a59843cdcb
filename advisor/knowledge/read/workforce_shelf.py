"""What the blocks on staff lists said so far, and the cells of their tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from advisor.errors import suggestion
from advisor.knowledge.conditions import Citation
from advisor.knowledge.domains import read_number
from advisor.knowledge.read.entries import BookProblems, Entries, citations
from advisor.knowledge.read.markdown import Text
from advisor.knowledge.read.names import Names
from advisor.knowledge.workforce import (
    FollowingAnswer,
    LearnFirst,
    MatrixReading,
    names_of,
)
from advisor.knowledge.works import Competency, Goal

ChoiceT = TypeVar("ChoiceT", bound=StrEnum)


@dataclass
class WorkforceShelf:
    """What the blocks said so far, and what they may name."""

    names: Names
    problems: BookProblems
    matrix: Sequence[Competency]
    goals: dict[str, Goal]
    rules: frozenset[str]
    said: dict[str, object] = field(default_factory=dict)
    priorities: list[LearnFirst] = field(default_factory=list)
    readings: list[MatrixReading] = field(default_factory=list)
    answers: list[FollowingAnswer] = field(default_factory=list)

    @property
    def levels(self) -> tuple[str, ...]:
        """The levels of the matrix, each once."""
        return tuple(dict.fromkeys(one.level for one in self.matrix))

    @property
    def categories(self) -> tuple[str, ...]:
        """The job categories of the matrix, each once."""
        return tuple(dict.fromkeys(name for one in self.matrix for name in one.job_categories))


def grounds(entries: Entries, shelf: WorkforceShelf) -> tuple[str, tuple[Citation, ...]]:
    """Take **Because**, and **Source**: works, or `judgement: why`."""
    because = entries.text("Because")
    entry = entries.required("Source")
    if entry is None or entry.text.plain.casefold().startswith("judgement:"):
        return because, ()
    return because, citations(entry.text, shelf.problems, entries.what)


def rows_of(
    entries: Entries, header: Sequence[str], shelf: WorkforceShelf
) -> list[tuple[tuple[Text, ...], tuple[str, ...]]]:
    """Return the rows of the only table, as cells and as texts; what is wrong is noted."""
    tables = entries.block.tables
    if len(tables) != 1:
        mend = f"its columns are: {' | '.join(header)}"
        shelf.problems.add(entries.place, f"{entries.what} needs one table", mend)
        return []
    table = tables[0]
    found = tuple(cell.plain.casefold() for cell in table.header)
    if found != tuple(name.casefold() for name in header):
        mend = f"the columns are: {' | '.join(header)}"
        shelf.problems.add(table.place, f"the table of {entries.what} has other columns", mend)
        return []
    rows = []
    for cells in table.rows:
        if len(cells) > len(header):
            shelf.problems.add(cells[len(header)].place, f"a cell too many in {entries.what}")
        else:
            rows.append((cells, tuple(cell.plain for cell in cells)))
    return rows


def one_of(text: Text, allowed: Sequence[str], what: str, shelf: WorkforceShelf) -> str:
    """Return the allowed word that a text is, or '', which is noted."""
    for word in allowed:
        if word.casefold() == text.plain.casefold():
            return word
    mend = suggestion(text.plain, allowed)
    shelf.problems.add(text.place, f"unknown {what} '{text.plain}'", mend)
    return ""


def choice_of(text: Text, kind: type[ChoiceT], what: str, shelf: WorkforceShelf) -> ChoiceT | None:
    """Return the member that a text names; None, with the problem noted, where it names none."""
    found = one_of(text, [one.value for one in kind], what, shelf)
    return kind(found) if found else None


def number_of(text: Text, shelf: WorkforceShelf, least: float = 0, *, whole: bool = False) -> float:
    """Return the number in a text; `least`, with the problem noted, where it holds none that fits."""
    number = read_number(text.plain)
    if number is None or number < least or (whole and not number.is_integer()):
        kind = "whole number" if whole else "number"
        mend = f"write a {kind} of at least {least:g}"
        shelf.problems.add(text.place, f"'{text.plain}' is no {kind} that fits here", mend)
        return least
    return number


def words_of(text: Text, shelf: WorkforceShelf, *, categories: bool = False) -> tuple[str, ...]:
    """Read words for competencies, with commas between them."""
    words = [word.strip() for word in text.plain.split(",")]
    known = {name for one in shelf.matrix for name in names_of(one)}
    known |= {name.casefold() for name in shelf.categories} if categories else set()
    for word in words:
        if word.casefold() not in known:
            mend = suggestion(word, sorted(known))
            message = f"'{word}' stands for no competency of the matrix"
            shelf.problems.add(text.place, message, mend)
    return tuple(words)
