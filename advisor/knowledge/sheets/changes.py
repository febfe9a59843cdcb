"""What a workbook that came back changes in the books: three ways are held together, cell by cell.

What the cell says now, what it said when it was exported, and what the book says today. A cell that
nobody changed leaves the book as it is, also where the book has changed since; a cell that was
changed in both is told and not decided here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from advisor.errors import Place, ProblemKind, nearest, suggestion
from advisor.knowledge.sheets.edits import WantedLine, group_edits, head_edits
from advisor.knowledge.sheets.filled import CameBack, by_name, trimmed, widened
from advisor.knowledge.sheets.pieces import (
    AnswersSheet,
    BookColumn,
    BookSheet,
    DecisionTableSheet,
    LineGroup,
    ThingRow,
    ThingSheet,
)
from advisor.knowledge.sheets.rows import WantedChanges, by_todays_names, named_rows
from advisor.text import any_of, one_line

_ANEW = "export the workbook anew, or write here what the book says now"


def wanted_changes(found: Mapping[str, CameBack], sheets: Sequence[BookSheet]) -> WantedChanges:
    """Return what the sheets that came back ask for; `sheets` are those of the books of today."""
    changes = WantedChanges()
    named = {sheet.name.casefold(): sheet for sheet in sheets}
    for sheet in sheets:
        if isinstance(sheet, DecisionTableSheet) and sheet.name.casefold() not in found:
            olds = [old for name in sheet.formerly if (old := name.casefold()) in found]
            named |= {old: sheet for old in olds[:1] if old not in named}
    there = [named[name].name for name in found if name in named]
    lacking = [sheet.name for sheet in sheets if sheet.name not in there]
    for name, back in found.items():
        if name in named:
            _Taking(named[name], back, changes).take()
        elif near := nearest(name, lacking):
            place = Place(back.file, sheet=back.name)
            told = f"no sheet of the books is called '{one_line(back.name)}'"
            changes.problems.add(place, told, f"did you mean '{near}'?", kind=ProblemKind.UNKNOWN)
        else:
            changes.notes.append(
                f"the sheet '{one_line(back.name)}' is none of the books' and is not read"
            )
    if lacking:
        told = any_of(f"'{name}'" for name in lacking)
        changes.notes.append(f"the workbook has no sheet {told}: what it would hold stays as it is")
    return changes


@dataclass
class _Taking:
    """One sheet while it is taken back."""

    sheet: BookSheet
    back: CameBack
    changes: WantedChanges

    def take(self) -> None:
        sheet = self.sheet
        if not self.back.rows:
            place = Place(self.back.file, sheet=self.back.name)
            self._wrong(place, "the sheet is empty", "put it back, or delete the whole sheet")
        elif isinstance(sheet, DecisionTableSheet):
            if not self._formulas(range(len(self.back.rows[0]))):
                self._table(sheet)
        elif columns := self._columns(sheet.grid[0]):
            if self._formulas(columns.values()):
                return
            if isinstance(sheet, ThingSheet):
                self._things(sheet, columns)
            else:
                self._answers(sheet, columns)

    def _wrong(
        self, place: Place, message: str, mend: str, kind: ProblemKind | None = None
    ) -> None:
        self.changes.problems.add(place, message, mend, kind=kind)

    def _formulas(self, columns: Iterable[int]) -> bool:
        """Tell every cell of these columns that holds a formula, and whether there is one.

        What the books say themselves, or said when the workbook was written, is a text however it begins.
        """
        said = {text for row in (*self.sheet.grid, *(self.back.then or ())) for text in row}
        found = list(self.back.formulas(columns, said))
        for place, text in found:
            message = (
                f"the cell holds the formula '{one_line(text)}', and a book holds what it comes to"
            )
            self._wrong(place, message, "copy the cell and paste it as values, or type the text")
        return bool(found)

    def _columns(self, names: Sequence[str]) -> dict[str, int]:
        """Return where the columns stand; nothing, with the problem told, where the first one is missing."""
        known = {name.casefold(): name for name in names}
        found: dict[str, int] = {}
        strange: list[tuple[int, str]] = []
        for column, cell in enumerate(self.back.rows[0]):
            name = known.get(" ".join(cell.split()).casefold())
            if name in found and name is not None:
                message = f"the column '{name}' stands twice"
                self._wrong(
                    self.back.at(0, column), message, "keep one of them", ProblemKind.REPEATED
                )
            elif name is not None:
                found[name] = column
            elif cell:
                strange.append((column, cell))
        lacking = [name for name in names if name not in found]
        for column, cell in strange:
            near = nearest(cell, lacking)
            if near:
                message = f"the sheet '{self.back.name}' has no column '{one_line(cell)}'"
                listed = suggestion(cell[:200], lacking)
                self.changes.problems.add(self.back.at(0, column), message, listed)
            else:
                told = f"the column '{one_line(cell)}' of the sheet '{self.back.name}' is not read"
                self.changes.notes.append(told)
        if names[0] not in found:
            message = f"the first row of the sheet names no column '{names[0]}'"
            hint = f"its columns are: {', '.join(names)}"
            self._wrong(self.back.at(0, 0), message, hint, ProblemKind.MISSING)
            return {}
        if lacking:
            told = any_of(f"'{name}'" for name in lacking)
            self.changes.notes.append(
                f"the sheet '{self.back.name}' has no column {told}: what it would hold stays as it is"
            )
        return found

    def _things(self, sheet: ThingSheet, columns: Mapping[str, int]) -> None:
        things = {row.name: row for row in sheet.rows}
        then = by_todays_names(by_name(self.back.then), sheet.formerly)
        seen: dict[str, int] = {}
        for number, name, row in named_rows(self.back, sheet, columns[sheet.one], self.changes):
            place = self.back.at(number, columns[sheet.one])
            if name in seen:
                message = f"the {sheet.one} '{name}' stands in two rows"
                hint = f"the first is row {seen[name] + 1}; keep one of them"
                self._wrong(place, message, hint, ProblemKind.REPEATED)
                continue
            seen[name] = number
            self._thing(sheet, things[name], columns, (number, row), then.get(name.casefold(), {}))
        if gone := [name for name in things if name not in seen]:
            self._left(sheet.one, gone)

    def _left(self, one: str, gone: Sequence[str]) -> None:
        listed = ", ".join(f"'{name}'" for name in gone[:5]) + (", ..." if len(gone) > 5 else "")
        self.changes.notes.append(
            f"no row of the sheet '{self.back.name}' is about the {one} {listed}: a workbook takes nothing out"
        )

    def _thing(
        self,
        sheet: ThingSheet,
        thing: ThingRow,
        columns: Mapping[str, int],
        numbered: tuple[int, tuple[str, ...]],
        then: Mapping[str, str],
    ) -> None:
        number, row = numbered
        for column, group in zip(sheet.columns[1:], thing.cells, strict=True):
            if column.name not in columns:
                continue
            place = self.back.at(number, columns[column.name])
            wanted = _split(row[columns[column.name]], column)
            current = [line[0] for line in group.plain]
            exported = _split(then[column.name], column) if column.name in then else None
            if wanted in (current, exported):
                continue
            if exported is not None and exported != current:
                self._both(place, "; ".join(exported), "; ".join(current))
            elif column.required and not wanted:
                what = column.key or column.name
                message = f"the cell is empty, and every {sheet.one} has a **{what}**"
                self._wrong(place, message, f"write it; the book says '{one_line(current[0])}'")
            else:
                lines = [WantedLine((text,), (place,)) for text in wanted]
                self.changes.edits += group_edits(group, lines, place)

    def _both(self, place: Place, then: str, now: str) -> None:
        message = (
            f"the book has changed since the workbook was written: it said '{one_line(then)}' and says "
            f"'{one_line(now)}' now"
        )
        self._wrong(place, message, _ANEW)

    def _answers(self, sheet: AnswersSheet, columns: Mapping[str, int]) -> None:
        if len(columns) < len(sheet.columns):
            return  # told as a note
        groups = dict(sheet.facts)
        given: dict[str, list[WantedLine]] = {}
        wrong: set[str] = set()
        rows = named_rows(self.back, sheet, columns[sheet.columns[0]], self.changes)
        for number, name, row in rows:
            places = [self.back.at(number, columns[one]) for one in sheet.columns[1:]]
            texts = tuple(" ".join(row[columns[one]].split()) for one in sheet.columns[1:])
            for text, place, what in zip(texts, places, sheet.columns[1:], strict=True):
                if not text:
                    message = f"the cell is empty: {what} of '{name}'"
                    self._wrong(place, message, "write it, or delete the row", ProblemKind.MISSING)
                    wrong.add(name)
            given.setdefault(name, []).append(WantedLine(texts, tuple(places)))
        then: dict[str, list[tuple[str, ...]]] = {}
        for fact, *anchor in (self.back.then or ())[1:]:
            then.setdefault(fact.casefold(), []).append(widened(anchor, 2))
        then = by_todays_names(then, sheet.formerly)
        for name, lines in given.items():
            if name in wrong:
                continue
            exported = then.get(name.casefold()) if self.back.then else None
            self._lines(groups[name], lines, exported, lines[0].cells[0])
        if gone := [name for name in groups if name not in given]:
            self._left("fact", gone)

    def _lines(
        self,
        group: LineGroup,
        wanted: Sequence[WantedLine],
        exported: Sequence[tuple[str, ...]] | None,
        cell: Place,
    ) -> None:
        """Take lines back: cell by cell where there are as many as before, else as a whole."""
        texts = [line.texts for line in wanted]
        current = list(group.plain)
        if texts == current or (exported is not None and texts == list(exported)):
            return
        if exported is None or list(exported) == current:
            self.changes.edits += group_edits(group, wanted, cell)
        elif len(texts) == len(current) == len(exported):
            merged = [
                self._merged(line, then, now)
                for line, then, now in zip(wanted, exported, current, strict=True)
            ]
            self.changes.edits += group_edits(group, merged, cell)
        else:
            self._both(cell, f"{len(exported)} rows", f"{len(current)} rows")

    def _merged(self, line: WantedLine, then: Sequence[str], now: Sequence[str]) -> WantedLine:
        texts: list[str] = []
        for column, (text, was, says) in enumerate(zip(line.texts, then, now, strict=True)):
            if text in (was, says):
                texts.append(says)
            elif was == says:
                texts.append(text)
            else:
                self._both(line.cells[min(column, len(line.cells) - 1)], was, says)
                texts.append(says)
        return WantedLine(tuple(texts), line.cells)

    def _table(self, sheet: DecisionTableSheet) -> None:
        head, *_ = self.back.rows
        names = trimmed(tuple(" ".join(cell.split()) for cell in head))
        before = len(self.changes.problems.found)
        lines = list(self._table_lines(len(names)))
        if len(self.changes.problems.found) > before:
            return
        top = WantedLine(names, tuple(self.back.at(0, column) for column in range(len(names))))
        if not names:
            message = f"the first row names no columns of the table of '{sheet.assessment}'"
            hint = f"it has been: {' | '.join(sheet.head.plain[0])}"
            self._wrong(self.back.at(0, 0), message, hint, ProblemKind.MISSING)
            return
        then = self.back.then
        exported = [widened(row, len(then[0])) for row in then] if then else None
        if len(names) == len(sheet.head.plain[0]):
            self._lines(sheet.head, [top], exported[:1] if exported else None, top.cells[0])
            self._lines(sheet.rows, lines, exported[1:] if exported else None, self.back.at(0, 0))
            return
        grid = [line.texts for line in (top, *lines)]
        if exported is not None and grid == exported:
            return
        if exported is not None and exported != list(sheet.grid):
            self._both(top.cells[0], " | ".join(exported[0]), " | ".join(sheet.head.plain[0]))
        else:
            self.changes.edits += head_edits(sheet.head, sheet.rows, [top, *lines], top.cells[0])

    def _table_lines(self, width: int) -> Iterator[WantedLine]:
        for number, row in enumerate(self.back.rows[1:], start=1):
            texts = tuple(" ".join(cell.split()) for cell in row)
            for column, text in enumerate(texts):
                if text and column >= width:
                    message = (
                        f"'{one_line(text)}' stands in a column that the first row does not name"
                    )
                    self._wrong(
                        self.back.at(number, column), message, "name the column, or delete it"
                    )
                elif "|" in text:
                    message = "a cell of a decision table may hold no '|', which parts its cells"
                    self._wrong(self.back.at(number, column), message, "write 'one of a, b'")
            if any(texts):
                places = tuple(self.back.at(number, column) for column in range(width))
                yield WantedLine(widened(texts, width), places)


def _split(cell: str, column: BookColumn) -> list[str]:
    """Return the entries that a cell stands for, each on one line."""
    texts = cell.split("\n") if column.several else [cell]
    return [plain for text in texts if (plain := " ".join(text.split()))]
