"""The competencies matrix: which job categories need which competency."""

from __future__ import annotations

import re

from advisor.errors import Place
from advisor.knowledge.read.entries import BookProblems
from advisor.knowledge.read.markdown import Table
from advisor.knowledge.works import Competency

_FIRST = ("competency", "level", "nature")
"""The columns that come before those of the job categories."""


def is_matrix(table: Table) -> bool:
    """Whether the table is a competencies matrix."""
    return bool(table.header) and table.header[0].plain.casefold() == _FIRST[0]


def read_matrix(table: Table, problems: BookProblems) -> list[Competency]:
    """Read the competencies matrix: a cell with anything in it is a tick.

    The columns after the third are the job categories, whatever they are called.
    """
    header = tuple(cell.plain.casefold() for cell in table.header)
    categories = header[len(_FIRST) :]
    if header[: len(_FIRST)] != _FIRST or not categories or not all(categories):
        mend = f"the columns are: {' | '.join(_FIRST)} | and one for each job category"
        problems.add(table.place, "the competencies matrix has other columns", mend)
        return []
    found: list[Competency] = []
    seen: dict[str, Place] = {}
    for cells in table.rows:
        row, extra = cells[: len(header)], cells[len(header) :]
        if extra:
            hint = "write one cell for each column"
            problems.add(extra[0].place, "a cell too many in the competencies matrix", hint)
        key, _, text = row[0].plain.partition(" ")
        if not re.fullmatch(r"[A-Z]+\d+", key) or not text:
            problems.add(
                row[0].place, "a competency needs a key and a text", "for example 'B01 to use ...'"
            )
            continue
        if key in seen:
            problems.add(row[0].place, f"competency {key} stands here twice", f"first: {seen[key]}")
            continue
        seen[key] = row[0].place
        ticked = tuple(
            name for name, cell in zip(categories, row[len(_FIRST) :], strict=True) if cell.plain
        )
        found.append(Competency(key, text, row[1].plain, row[2].plain, ticked, row[0].place))
    return found
