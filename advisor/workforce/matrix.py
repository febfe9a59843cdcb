"""Which competency is required of which job category: the matrix as read, or with a reading of ours, or one's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from advisor.errors import Place, Problem, suggestion
from advisor.files.reading import read_regular
from advisor.files.refusals import explained
from advisor.knowledge.model import RuleBase
from advisor.knowledge.read.entries import BookProblems
from advisor.knowledge.read.markdown import read_blocks
from advisor.knowledge.read.matrix import is_matrix, read_matrix
from advisor.knowledge.works import Competency
from advisor.workforce.read.tables import StaffError

AS_READ = "as read"
_LARGEST = 4 * 1024 * 1024


@dataclass(frozen=True)
class RequiredMatrix:
    """The competencies and who is required to have them. `reading` names it, `file` is where it stands.

    A job category without a tick is not asked for a competency by the matrix; that does not say
    that nobody there needs it.
    """

    competencies: tuple[Competency, ...]
    reading: str = AS_READ
    file: str = ""

    @cached_property
    def categories(self) -> tuple[str, ...]:
        """The job categories in the order of the matrix."""
        return tuple(
            dict.fromkeys(name for one in self.competencies for name in one.job_categories)
        )

    @cached_property
    def levels(self) -> tuple[str, ...]:
        """The levels in the order of the matrix, the first one first to be learnt."""
        return tuple(dict.fromkeys(one.level for one in self.competencies))

    @cached_property
    def natures(self) -> tuple[str, ...]:
        """The natures in the order of the matrix."""
        return tuple(dict.fromkeys(one.nature for one in self.competencies))

    @cached_property
    def by_key(self) -> dict[str, Competency]:
        """The competencies by key."""
        return {one.key: one for one in self.competencies}

    @cached_property
    def _required(self) -> dict[str, tuple[str, ...]]:
        return {
            category: tuple(one.key for one in self.competencies if category in one.job_categories)
            for category in self.categories
        }

    def required(self, category: str) -> tuple[str, ...]:
        """The keys of the competencies that a job category is required to have."""
        return self._required.get(category, ())

    def rank(self, key: str) -> int:
        """How deep the level of a competency is, from 0."""
        return self.levels.index(self.by_key[key].level)


def required_matrix(
    rules: RuleBase, file: str | Path | None = None, reading: str = AS_READ
) -> RequiredMatrix:
    """Return the matrix of the books, or of a file in the same form; `reading` is one that the books name.

    Raises StaffError: no matrix, or an unknown reading.
    """
    competencies = rules.competencies if file is None else _of_file(Path(file))
    if not competencies:
        message = "the books hold no competencies matrix"
        mend = "name one with --matrix, in the form of rules/competencies.md"
        raise StaffError(Problem(Place(""), message, mend))
    if reading == AS_READ:
        return RequiredMatrix(tuple(competencies), file="" if file is None else str(file))
    readings = rules.workforce.readings if rules.workforce else ()
    for one in readings:
        if one.name.casefold() == reading.casefold():
            widened = [
                replace(competency, job_categories=_with(competency, one.adds))
                if competency.level == one.level
                else competency
                for competency in competencies
            ]
            # The order of the categories is that of the first row, which the reading leaves alone.
            return RequiredMatrix(tuple(widened), one.name, "" if file is None else str(file))
    allowed = [AS_READ, *(one.name for one in readings)]
    message = f"the books know no reading '{reading}' of the matrix"
    raise StaffError(Problem(Place(""), message, suggestion(reading, allowed)))


def _with(competency: Competency, adds: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*competency.job_categories, *adds)))


def _of_file(path: Path) -> list[Competency]:
    """Read a matrix of one's own. Raises StaffError with every problem in it."""
    with explained(path, "read", kind=StaffError):
        content = read_regular(path, _LARGEST)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        mend = "save it as UTF-8"
        raise StaffError(
            Problem(Place(str(path)), f"byte {error.start} is not UTF-8", mend)
        ) from None
    problems = BookProblems()
    found = [
        competency
        for block in read_blocks(text, str(path))
        for table in block.tables
        if is_matrix(table)
        for competency in read_matrix(table, problems)
    ]
    if not found and not problems.found:
        mend = "write one in the form of rules/competencies.md: competency | level | nature | ..."
        problems.add(Place(str(path)), "the file holds no competencies matrix", mend)
    seen: dict[str, Place] = {}
    for one in found:
        if one.key in seen:
            problems.add(one.place, f"'{one.key}' stands here twice", f"first: {seen[one.key]}")
        seen.setdefault(one.key, one.place)
    if problems.found:
        raise StaffError(problems.found)
    return found
