"""The catalogue of courses: what each covers, how long it takes, how many it holds and what it costs."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from advisor.errors import Place, ProblemKind, suggestion
from advisor.text import one_line
from advisor.workforce.matrix import RequiredMatrix
from advisor.workforce.model import MINUTES, Course
from advisor.workforce.read.cells import (
    Columns,
    TableProblems,
    find_columns,
    folded,
    is_blank,
    money,
    number,
)
from advisor.workforce.read.tables import PlainTable, TableCell

COLUMNS = (
    "course",
    "competencies",
    "training point",
    "provider",
    "hours",
    "seats",
    "fee",
    "session fee",
    "mode",
    "certificate",
)
OTHER_SPELLINGS = {
    "key": "course",
    "competencies covered": "competencies",
    "point": "training point",
    "fee a session": "session fee",
}
REQUIRED = ("course", "competencies", "hours", "seats")
MOST_HOURS, MOST_SEATS = 400, 1_000


def read_courses(
    table: PlainTable,
    matrix: RequiredMatrix,
    points: Sequence[int],
    spellings: Mapping[str, str],
    problems: TableProblems,
) -> tuple[Course, ...]:
    """Return the entries of a catalogue; every problem is noted with its row and column."""
    columns, strange = find_columns(
        table, COLUMNS, {**OTHER_SPELLINGS, **spellings}, REQUIRED, problems
    )
    for cell in strange:
        problems.notes.append(f"{cell.place}: column '{one_line(cell.text)}' is passed over")
    if not table.rows:
        mend = "write a row for each course, or leave the catalogue out"
        problems.add(Place(table.file), "the catalogue is empty", mend, kind=ProblemKind.MISSING)
    if any(name not in columns.at for name in REQUIRED):
        return ()
    found = [_course(row, columns, matrix, points, problems) for row in table.rows]
    seen: dict[str, Place] = {}
    for one in found:
        if one.key.casefold() in seen:
            message = f"the course '{one_line(one.key)}' stands here twice"
            first = f"first: {seen[one.key.casefold()]}"
            place = Place(one.place.file, one.place.line, columns.at["course"] + 1)
            problems.add(place, message, first, kind=ProblemKind.REPEATED)
        seen.setdefault(one.key.casefold(), one.place)
    return tuple(found)


def _course(
    row: Sequence[TableCell],
    columns: Columns,
    matrix: RequiredMatrix,
    points: Sequence[int],
    problems: TableProblems,
) -> Course:
    def numbered(name: str, limits: tuple[float, float]) -> float | None:
        cell = columns.cell(row, name)
        return None if cell is None else number(cell, name, problems, limits)

    def priced(name: str) -> int:
        cell = columns.cell(row, name)
        return (money(cell, name, problems) if cell else None) or 0

    def text(name: str) -> str:
        cell = columns.cell(row, name)
        return "" if cell is None else cell.text

    covers = _covers(row, columns, matrix, problems)
    hours, seats = numbered("hours", (0, MOST_HOURS)), numbered("seats", (1, MOST_SEATS))
    point = numbered("training point", (0, max(points, default=0)))
    if not text("course"):
        problems.add(row[0].place, "there is no name of the course", "give it a key")
    for name, value in (("hours", hours), ("seats", seats)):
        cell = columns.cell(row, name)
        if covers and not value and is_blank(cell) and cell:
            problems.add(cell.place, f"there are no {name} of the course", "fill it in")
    if point and point not in points:
        cell = columns.cell(row, "training point")
        assert cell is not None  # noqa: S101 - its number was read
        mend = suggestion(cell.text, [str(one) for one in points])
        problems.add(cell.place, f"there is no training point {cell.text}", mend)
    return Course(
        key=text("course"),
        covers=covers,
        point=int(point or 0),
        provider=text("provider"),
        minutes=round((hours or 0) * MINUTES),
        seats=int(seats or 1),
        fee=priced("fee"),
        session_fee=priced("session fee"),
        mode=text("mode"),
        certificate="" if folded(text("certificate")) in ("no", "none") else text("certificate"),
        place=Place(row[0].place.file, row[0].place.line),
    )


def _covers(
    row: Sequence[TableCell],
    columns: Columns,
    matrix: RequiredMatrix,
    problems: TableProblems,
) -> tuple[str, ...]:
    cell = columns.cell(row, "competencies")
    assert cell is not None  # noqa: S101 - the columns were looked for
    keys = {one.key.casefold(): one.key for one in matrix.competencies}
    found = []
    for part in re.split(r"[\s,;]+", cell.text):
        if not part:
            continue
        key = keys.get(part.casefold())
        if key is None:
            message = f"unknown competency '{one_line(part)}'"
            problems.add(cell.place, message, suggestion(part[:200], list(keys.values())))
        else:
            found.append(key)
    return tuple(dict.fromkeys(found))
