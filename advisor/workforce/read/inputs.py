"""Everything that a plan needs, from one workbook or from several files; all problems of all of them are told at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from advisor.errors import Place, Problem, ProblemKind, suggestion
from advisor.knowledge.model import RuleBase
from advisor.knowledge.workforce import WorkforceBook
from advisor.workforce.matrix import RequiredMatrix
from advisor.workforce.model import StaffInputs
from advisor.workforce.read.cells import TableProblems
from advisor.workforce.read.courses import read_courses
from advisor.workforce.read.parameters import (
    Said,
    read_parameters,
    said_in_table,
    said_in_yaml,
)
from advisor.workforce.read.staff import read_staff
from advisor.workforce.read.tables import PlainTable, StaffError, read_tables

STAFF_SHEET, COURSES_SHEET, PARAMETERS_SHEET = "staff", "courses", "parameters"


@dataclass(frozen=True)
class StaffFiles:
    """The files to be read. A workbook of staff may hold courses and parameters in sheets of these names.

    `spellings` are columns of one's own, each with the column that it means; `scale` names the scale
    of self-assessments.
    """

    staff: str | Path
    courses: str | Path | None = None
    parameters: str | Path | None = None
    spellings: Mapping[str, str] = field(default_factory=dict)
    scale: str = ""


def judgements(rules: RuleBase) -> WorkforceBook:
    """Return what the books judge of a staff list. Raises StaffError where they say nothing."""
    if rules.workforce is None:
        message = "the books say nothing of a staff list"
        mend = "add a book with blocks headed '### Workforce: ...', as rules/workforce.md has them"
        raise StaffError(Problem(Place(""), message, mend, kind=ProblemKind.MISSING))
    return rules.workforce


def read_inputs(
    files: StaffFiles, rules: RuleBase, matrix: RequiredMatrix, today: date
) -> StaffInputs:
    """Read the people, the courses and the parameters.

    Raises StaffError with every problem of every file: row, column, what is allowed, nearest match.
    """
    book = judgements(rules)
    problems = TableProblems()
    tables = _tables(files.staff, problems)
    said = _said(files, tables, problems)
    keys = [one.key for one in matrix.competencies]
    parameters, scale = read_parameters(said, book.usual, keys, today, problems)
    scale = files.scale or scale
    names = list(dict.fromkeys(step.scale for step in book.scales))
    if scale and scale.casefold() not in {name.casefold() for name in names}:
        problems.add(Place(""), f"the books know no scale '{scale}'", suggestion(scale, names))
    staff = tables.get(STAFF_SHEET) or next(iter(tables.values()), None)
    people = (
        read_staff(staff, matrix, book.scales, scale, files.spellings, problems) if staff else ()
    )
    catalogue = tables.get(COURSES_SHEET)
    if files.courses is not None:
        own = _tables(files.courses, problems)
        catalogue = own.get(COURSES_SHEET) or next(iter(own.values()), None)
    points = [point.number for point in book.points]
    courses = (
        read_courses(catalogue, matrix, points, files.spellings, problems)
        if catalogue and (catalogue.header or files.courses is not None)
        else ()
    )
    if problems.found:
        raise StaffError(problems.found)
    return StaffInputs(people, courses, parameters, tuple(problems.notes))


def _tables(path: str | Path, problems: TableProblems) -> dict[str, PlainTable]:
    try:
        tables, notes = read_tables(path)
    except StaffError as error:
        problems.found.extend(error.problems)
        return {}
    problems.notes.extend(notes)
    return tables


def _said(files: StaffFiles, tables: Mapping[str, PlainTable], problems: TableProblems) -> Said:
    if files.parameters is None:
        sheet = tables.get(PARAMETERS_SHEET)
        return said_in_table(sheet, problems) if sheet and sheet.header else []
    if Path(files.parameters).suffix.casefold() in (".yaml", ".yml"):
        try:
            return said_in_yaml(files.parameters)
        except StaffError as error:
            problems.found.extend(error.problems)
            return []
    own = _tables(files.parameters, problems)
    table = own.get(PARAMETERS_SHEET) or next(iter(own.values()), None)
    return said_in_table(table, problems) if table else []
