"""The rows of a sheet that came back, each with the thing of the books of today that it is about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from advisor.errors import Place, ProblemKind, Problems, nearest
from advisor.knowledge.sheets.filled import CameBack, by_name
from advisor.knowledge.sheets.pieces import AnswersSheet, BookEdit, ThingSheet
from advisor.text import one_line

_NEW = {one: f", as by 'advisor rules new {one}'" for one in ("fact", "rule")}

_RENAMED = ("fact", "assessment")
"""What has a name that others use; a rule keeps its id."""

_Exported = TypeVar("_Exported")


@dataclass
class WantedChanges:
    """The edits of books that cells ask for, what is wrong with cells, and notes on what is left as it is."""

    edits: list[BookEdit] = field(default_factory=list)
    problems: Problems = field(default_factory=Problems)
    notes: list[str] = field(default_factory=list)


def named_rows(
    back: CameBack, sheet: ThingSheet | AnswersSheet, column: int, changes: WantedChanges
) -> Iterator[tuple[int, str, tuple[str, ...]]]:
    """Yield each row that is filled: its number, the thing that it is about, and its cells.

    `column` is that of the names. A row by a name of before is about what is called otherwise today,
    which is noted; one that is about nothing in the books is a problem.
    """
    if isinstance(sheet, AnswersSheet):
        one, known = sheet.columns[0], [name for name, _ in sheet.facts]
    else:
        one, known = sheet.one, [row.name for row in sheet.rows]
    folded = {old.casefold(): name for old, name in sheet.formerly}
    folded |= {name.casefold(): name for name in known}
    there = {_plain(row[column]).casefold() for row in back.rows}
    # What has a row of its own was not meant by another one; the answers of a fact have several.
    lacking = [name for name in known if name.casefold() not in there]
    meant = known if isinstance(sheet, AnswersSheet) else lacking
    renamed: dict[str, str] = {}
    for number, row in enumerate(back.rows[1:], start=1):
        if not any(row):
            continue
        cell = _plain(row[column])
        place = back.at(number, column)
        name = folded.get(cell.casefold())
        if not cell:
            message, mend = f"the row names no {one}", f"write the {one} that it is about"
            changes.problems.add(place, message, mend, kind=ProblemKind.MISSING)
        elif name is None:
            _unknown(back, place, (one, cell), meant, changes)
        else:
            if cell.casefold() != name.casefold():
                renamed[cell] = name
            yield number, name, row
    for old, name in renamed.items():
        told = f"the {one} '{one_line(old)}' of the sheet '{back.name}' is called '{name}' today"
        changes.notes.append(f"{told}, and its cells are taken for that")


def _unknown(
    back: CameBack,
    place: Place,
    written: tuple[str, str],
    meant: Sequence[str],
    changes: WantedChanges,
) -> None:
    """Tell of a row that is about nothing in the books; `meant` are those that it could be about."""
    one, cell = written
    message = f"the books hold no {one} '{one_line(cell)}'"
    if cell.casefold() in by_name(back.then):
        mend = "it is called otherwise today, or is gone: export the workbook anew"
        changes.problems.add(place, f"{message} any more", mend, kind=ProblemKind.UNKNOWN)
        return
    mend = f"a workbook changes what is there: a new {one} is written into a book first{_NEW.get(one, '')}"
    if meant and one in _RENAMED:
        mend += ", and one that is there is called otherwise by 'advisor rules rename'"
    near = nearest(cell[:200], meant)
    hint = f"did you mean '{near}'? If not, {mend}" if near else mend
    changes.problems.add(place, message, hint, kind=ProblemKind.UNKNOWN)


def by_todays_names(
    then: Mapping[str, _Exported], formerly: Sequence[tuple[str, str]]
) -> dict[str, _Exported]:
    """Return what was exported by the names of today, in small letters."""
    found = dict(then)
    for old, name in formerly:
        if name.casefold() not in found and old.casefold() in then:
            found[name.casefold()] = then[old.casefold()]
    return found


def _plain(cell: str) -> str:
    return " ".join(cell.split())
