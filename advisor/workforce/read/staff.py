"""The staff list: a row for each person, known by a pseudonym, with a column for each competency."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

from advisor.errors import Place, ProblemKind, nearest, suggestion
from advisor.knowledge.workforce import ScaleStep
from advisor.text import one_line
from advisor.workforce.matrix import RequiredMatrix
from advisor.workforce.model import MINUTES, CompetencyStanding, Person
from advisor.workforce.read.cells import (
    EARLIEST_YEAR,
    LATEST_YEAR,
    Columns,
    TableProblems,
    day,
    find_columns,
    folded,
    is_blank,
    number,
    word,
    yes_no,
)
from advisor.workforce.read.tables import PlainTable, TableCell

COLUMNS = (
    "pseudonym",
    "department",
    "position",
    "job category",
    "full-time equivalent",
    "contract",
    "contract end",
    "retirement year",
    "free hours",
    "digital post",
    "evidence",
    "certificate",
    "certificate expiry",
)
"""The columns of a staff list before those of the competencies."""

OTHER_SPELLINGS = {
    "id": "pseudonym",
    "code": "pseudonym",
    "unit": "department",
    "category": "job category",
    "fte": "full-time equivalent",
    "end of contract": "contract end",
    "retires": "retirement year",
    "hours free a quarter": "free hours",
    "expiry": "certificate expiry",
}
REQUIRED = ("pseudonym", "department", "position", "job category")
EVIDENCE = ("test", "superior", "self")
CONTRACTS = ("permanent", "fixed-term", "temporary", "seconded")
STANDINGS = (
    CompetencyStanding.MET.value,
    CompetencyStanding.PARTLY.value,
    CompetencyStanding.MISSING.value,
)
MOST_HOURS = 2_000
"""More hours than a quarter has working time."""

_NAMES = frozenset(
    [
        "name",
        "names",
        "first name",
        "last name",
        "surname",
        "family name",
        "given name",
        "full name",
        "forename",
        "e mail",
        "email",
        "mail",
        "phone",
        "telephone",
        "mobile",
        "address",
        "birthday",
        "date of birth",
        "born",
        "birth date",
        "social security number",
        "personnel number",
        "vorname",
        "nachname",
        "nom",
        "prenom",
        "nombre",
        "apellido",
    ]
)
_PSEUDONYM = re.compile(r"(?=.*\d)[\w.\-]{1,40}")


def read_staff(
    table: PlainTable,
    matrix: RequiredMatrix,
    scales: Sequence[ScaleStep],
    scale: str,
    spellings: Mapping[str, str],
    problems: TableProblems,
) -> tuple[Person, ...]:
    """Return the people of a staff list; every problem is noted with its row and column.

    `scale` names the one of `scales` on which self-assessments are given, or is ''. `spellings` are
    columns of one's own, each with the column that it means.
    """
    _refuse_names(table, spellings, problems)
    keys = [one.key for one in matrix.competencies]
    headed = {
        cell.text: key
        for cell in table.header
        if (key := next((one for one in keys if _heads(cell.text, one)), ""))
    }
    columns, strange = find_columns(
        table, (*COLUMNS, *keys), {**OTHER_SPELLINGS, **headed, **spellings}, REQUIRED, problems
    )
    _tell_strange(strange, keys, problems)
    if not table.rows:
        mend = "write a row for each person"
        problems.add(Place(table.file), "the staff list is empty", mend, kind=ProblemKind.MISSING)
    if any(name not in columns.at for name in REQUIRED):
        return ()
    reader = _RowReader(columns, matrix, _meanings(scales, scale), scale, problems)
    people = [reader.person(row) for row in table.rows]
    _refuse_repeated(people, columns, problems)
    untold = sum(1 for row in table.rows if is_blank(columns.cell(row, "full-time equivalent")))
    if untold and table.rows:
        problems.notes.append(
            f"{table.file}: {untold:,} of {len(table.rows):,} rows give no full-time equivalent "
            "and count as 1"
        )
    return tuple(people)


def _heads(text: str, key: str) -> bool:
    """Whether a column is headed by a competency: its key, or the key and its text."""
    first = text.split(" ", maxsplit=1)[0].rstrip(":.").casefold()
    return first == key.casefold()


def _refuse_names(table: PlainTable, spellings: Mapping[str, str], problems: TableProblems) -> None:
    mapped = {folded(name) for name in spellings}
    for cell in table.header:
        if folded(cell.text) in _NAMES - mapped:
            mend = "take the column out; people are known by a pseudonym, and only you keep the key"
            problems.add(cell.place, f"the column '{one_line(cell.text)}' names people", mend)


def _tell_strange(
    strange: Sequence[TableCell], keys: Sequence[str], problems: TableProblems
) -> None:
    for cell in strange:
        if folded(cell.text) in _NAMES:
            continue
        if re.fullmatch(r"[A-Z]{1,3}\d{1,3}", cell.text):
            message = f"unknown competency '{cell.text}'"
            problems.add(cell.place, message, suggestion(cell.text, keys))
            continue
        near = nearest(cell.text, [*COLUMNS, *keys]) if len(cell.text) < 60 else None
        tail = f"; did you mean '{near}'?" if near else ""
        problems.notes.append(f"{cell.place}: column '{one_line(cell.text)}' is passed over{tail}")


def _refuse_repeated(people: Sequence[Person], columns: Columns, problems: TableProblems) -> None:
    seen: dict[str, Place] = {}
    column = columns.at["pseudonym"] + 1
    for one in people:
        folded_name = one.pseudonym.casefold()
        if folded_name and folded_name in seen:
            place = Place(one.place.file, one.place.line, column)
            message = f"the pseudonym '{one_line(one.pseudonym)}' stands here twice"
            problems.add(place, message, f"first: {seen[folded_name]}", kind=ProblemKind.REPEATED)
        seen.setdefault(folded_name, one.place)


def _meanings(scales: Sequence[ScaleStep], scale: str) -> dict[str, dict[str, str]]:
    return {
        step.answer.casefold(): dict(step.means)
        for step in scales
        if step.scale.casefold() == scale.casefold()
    }


class _RowReader:
    """Reads one row after the other."""

    def __init__(
        self,
        columns: Columns,
        matrix: RequiredMatrix,
        meanings: Mapping[str, Mapping[str, str]],
        scale: str,
        problems: TableProblems,
    ) -> None:
        self._columns = columns
        self._matrix = matrix
        self._meanings = meanings
        self._scale = scale
        self._problems = problems

    def person(self, row: Sequence[TableCell]) -> Person:
        """Return a row's person, with every problem noted."""
        problems = self._problems
        category = self._needed(row, "job category")
        full_time = self._number(row, "full-time equivalent", (0.01, 1.5))
        hours = self._number(row, "free hours", (0, MOST_HOURS))
        self._word(row, "contract", CONTRACTS)
        expires = self._day(row, "certificate expiry")
        digital = self._columns.cell(row, "digital post")
        return Person(
            pseudonym=self._pseudonym(row),
            department=self._needed(row, "department").text,
            position=self._needed(row, "position").text,
            category=word(category, self._matrix.categories, "job category", problems)
            if category.text
            else "",
            full_time=1.0 if full_time is None else full_time,
            standings=self._standings(row),
            leaves=self._leaves(row),
            free_minutes=None if hours is None else round(hours * MINUTES),
            digital=yes_no(digital, "digital post", problems) if digital else None,
            evidence=self._word(row, "evidence", EVIDENCE),
            certificate=self._text(row, "certificate"),
            expires=expires,
            place=Place(row[0].place.file, row[0].place.line),
        )

    def _needed(self, row: Sequence[TableCell], name: str) -> TableCell:
        cell = self._columns.cell(row, name)
        assert cell is not None  # noqa: S101 - the columns were looked for
        if not cell.text:
            mend = "fill it in"
            self._problems.add(cell.place, f"there is no {name}", mend, kind=ProblemKind.MISSING)
        return cell

    def _pseudonym(self, row: Sequence[TableCell]) -> str:
        cell = self._needed(row, "pseudonym")
        if cell.text and not _PSEUDONYM.fullmatch(cell.text):
            message = f"'{one_line(cell.text)}' may be a name and no pseudonym"
            mend = "give every person a code with a digit and no blank, such as P017, and keep the key to it apart"
            self._problems.add(cell.place, message, mend)
        return cell.text

    def _text(self, row: Sequence[TableCell], name: str) -> str:
        cell = self._columns.cell(row, name)
        return "" if cell is None else cell.text

    def _word(self, row: Sequence[TableCell], name: str, allowed: Sequence[str]) -> str:
        cell = self._columns.cell(row, name)
        if cell is None or is_blank(cell):
            return ""
        return word(cell, allowed, name, self._problems)

    def _number(
        self, row: Sequence[TableCell], name: str, limits: tuple[float, float]
    ) -> float | None:
        cell = self._columns.cell(row, name)
        return None if cell is None else number(cell, name, self._problems, limits)

    def _day(self, row: Sequence[TableCell], name: str) -> date | None:
        cell = self._columns.cell(row, name)
        return None if cell is None else day(cell, name, self._problems)

    def _leaves(self, row: Sequence[TableCell]) -> date | None:
        """Return the earlier of the end of the contract and of the year of retirement."""
        ends = [self._day(row, "contract end")]
        year = self._columns.cell(row, "retirement year")
        if year is not None and not is_blank(year):
            text = year.text.removesuffix(".0")
            if re.fullmatch(r"\d{4}", text) and EARLIEST_YEAR <= int(text) <= LATEST_YEAR:
                ends.append(date(int(text), 12, 31))
            else:
                mend = f"write a year between {EARLIEST_YEAR} and {LATEST_YEAR}, such as 2041"
                message = f"'{one_line(text)}' is no year of retirement"
                self._problems.add(year.place, message, mend)
        return min((end for end in ends if end), default=None)

    def _standings(self, row: Sequence[TableCell]) -> dict[str, CompetencyStanding]:
        found = {}
        for one in self._matrix.competencies:
            cell = self._columns.cell(row, one.key)
            if cell is None or is_blank(cell):
                continue
            text = cell.text.casefold()
            if text not in STANDINGS:
                text = self._meanings.get(text.removesuffix(".0"), {}).get(one.level, "")
            if not text:
                self._no_standing(cell, one.key)
                continue
            found[one.key] = CompetencyStanding(text)
        return found

    def _no_standing(self, cell: TableCell, key: str) -> None:
        text = one_line(cell.text)
        message = f"'{text}' tells nothing of {key}"
        allowed = [*STANDINGS, "unknown", *self._meanings]
        if re.fullmatch(r"\d+(\.\d+)?", cell.text) and not self._scale:
            mend = "name the scale of the answers with --scale, or write: " + ", ".join(STANDINGS)
            self._problems.add(cell.place, message, mend)
        else:
            self._problems.add(cell.place, message, suggestion(cell.text[:200], allowed))
