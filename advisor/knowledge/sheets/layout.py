"""The books as sheets: which cell stands for which piece of which book."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from advisor.errors import Place
from advisor.knowledge.model import Assessment, Book, Fact, Rule, RuleBase
from advisor.knowledge.read.markdown import Block, Entry, Table, Text, read_blocks
from advisor.knowledge.sheets.pieces import (
    AnswersSheet,
    BookColumn,
    BookLine,
    BookSheet,
    DecisionTableSheet,
    LineForm,
    LineGroup,
    ThingRow,
    ThingSheet,
    segments,
)

_FACT_COLUMNS = (
    BookColumn("fact", ""),
    BookColumn("ask", "Ask", required=True),
    BookColumn("answers", "Answers", required=True),
    BookColumn("near", "Near"),
    BookColumn("why", "Why", required=True),
    BookColumn("can change", "Can change", required=True),
    BookColumn("group by", "Group by"),
    BookColumn("source", "Source", required=True),
)
_ASSESSMENT_COLUMNS = (
    BookColumn("assessment", ""),
    BookColumn("scale", "Scale", required=True),
    BookColumn("hit policy", "Hit policy"),
    BookColumn("cut points", "Cut points"),
    BookColumn("why", "Why"),
    BookColumn("group by", "Group by"),
    BookColumn("source", "Source", required=True),
)
_TITLE = BookColumn("title", "", required=True)
_RULE_COLUMNS = (
    BookColumn("rule", ""),
    _TITLE,
    BookColumn("when", "When", several=True),
    BookColumn("unless", "Unless", several=True),
    BookColumn("then", "Then"),
    BookColumn("warn", "Warn"),
    BookColumn("weight", "Weight"),
    BookColumn("advise", "Advise"),
    BookColumn("phase", "Phase"),
    BookColumn("owner", "Owner"),
    BookColumn("part", "Part"),
    BookColumn("serves", "Serves"),
    BookColumn("after", "After"),
    BookColumn("effort", "Effort"),
    BookColumn("needs", "Needs"),
    BookColumn("because", "Because", required=True),
    BookColumn("evidence", "Evidence", required=True),
    BookColumn("source", "Source", required=True),
)
_ANSWER_COLUMNS = ("fact", "answer", "what one sees")

_LONGEST_NAME = 31
_NO_NAME = re.compile(r"[\[\]:*?/\\']")


def sheets_of(books: Sequence[Book], rules: RuleBase) -> tuple[BookSheet, ...]:
    """Return the sheets of the books that a rule base was read from.

    Facts, their answers, assessments and rules have a sheet each, with a row for each of them; every
    decision table has a sheet of its own.
    """
    shelf = _Blocks(books)
    fixed = (
        shelf.things("facts", "fact", _FACT_COLUMNS, rules.facts),
        shelf.answers(rules.facts),
        shelf.things("assessments", "assessment", _ASSESSMENT_COLUMNS, rules.assessments),
        shelf.things("rules", "rule", _RULE_COLUMNS, rules.rules),
    )
    taken = {sheet.name.casefold() for sheet in fixed}
    tables = []
    for one in rules.assessments:
        block = shelf.blocks[one.place]
        if block.tables:
            name = _free_name(one.name, taken)
            table = shelf.table(name, one.name, block.tables[0])
            tables.append(replace(table, formerly=tuple(map(_sheet_name, one.formerly))))
    facts, answers, assessments, ruled = fixed
    return (facts, answers, assessments, *tables, ruled)


def _sheet_name(name: str) -> str:
    return _NO_NAME.sub(" ", name).strip()[:_LONGEST_NAME].strip()


def _free_name(base: str, taken: set[str]) -> str:
    """Return a name that a sheet may have and that is not taken, and take it."""
    base = _sheet_name(base)
    name, number = base, 2
    while name.casefold() in taken:
        tail = f" {number}"
        name, number = base[: _LONGEST_NAME - len(tail)] + tail, number + 1
    taken.add(name.casefold())
    return name


class _Blocks:
    """The blocks of the books by the place of their headings, and the lines of the books."""

    def __init__(self, books: Sequence[Book]) -> None:
        self.lines: Mapping[str, list[str]] = {book.name: book.text.split("\n") for book in books}
        self.blocks: Mapping[Place, Block] = {
            block.heading.place: block
            for book in books
            for block in read_blocks(book.text, book.name)
        }

    def things(
        self,
        name: str,
        one: str,
        columns: tuple[BookColumn, ...],
        things: Sequence[Fact | Assessment | Rule],
    ) -> ThingSheet:
        """Return the sheet of things of one kind."""
        rows = []
        for thing in things:
            block = self.blocks[thing.place]
            called = thing.id if isinstance(thing, Rule) else thing.name
            rows.append(ThingRow(called, tuple(self._cells(block, columns[1:]))))
        return ThingSheet(name, one, columns, tuple(rows), _formerly(things))

    def _cells(self, block: Block, columns: tuple[BookColumn, ...]) -> Iterable[LineGroup]:
        place = block.heading.place
        # An entry that is missing goes below what the columns before it hold.
        below = self._blank_below(place)
        for column in columns:
            if column is _TITLE:
                yield self._title(block)
                continue
            entries = [entry for entry in block.entries if entry.key == column.key]
            lines = tuple(self._line(entry.text, (entry.text,)) for entry in entries)
            below = max([below, *(self._end(entry) for entry in entries)])
            end = lines[-1].last if lines else below
            yield LineGroup(place.file, LineForm.ENTRY, lines, end, column.key)

    def _blank_below(self, heading: Place) -> int:
        """Return the line below which the first entry stands: the blank one under the heading, if there is one."""
        lines = self.lines[heading.file]
        after = lines[heading.line] if heading.line < len(lines) else ""
        return heading.line if after.strip() else heading.line + 1

    def _title(self, block: Block) -> LineGroup:
        heading = block.heading
        start = heading.raw.index("·") + 1
        start += len(heading.raw[start:]) - len(heading.raw[start:].lstrip())
        title = heading.part(start, len(heading.raw))
        line = self._line(heading, (title,))
        return LineGroup(heading.place.file, LineForm.HEADING, (line,), line.last)

    def answers(self, facts: Sequence[Fact]) -> AnswersSheet:
        """Return the sheet of what answers mean; a number has none."""
        found = []
        for fact in facts:
            block = self.blocks[fact.place]
            entry = next(entry for entry in block.entries if entry.key == "Answers")
            if entry.anchors:
                lines = tuple(self._line(value, (value, text)) for value, text in entry.anchors)
                group = LineGroup(fact.place.file, LineForm.ANCHOR, lines, _end_of(entry.text))
                found.append((fact.name, group))
        return AnswersSheet("answers", _ANSWER_COLUMNS, tuple(found), _formerly(facts))

    def table(self, name: str, assessment: str, table: Table) -> DecisionTableSheet:
        """Return the sheet of a decision table."""
        file = table.place.file
        head = self._line(table.header[0], table.header)
        rows = tuple(self._line(row[0], row) for row in table.rows)
        marks = self.lines[file][head.first]  # the line of dashes below the head
        drawn = [tuple(segments(raw)) for raw in (head.raw, marks, *(row.raw for row in rows))]
        widths: tuple[int, ...] = ()
        if len(set(drawn)) == 1:
            widths = tuple(end - start for start, end in drawn[0])
        group = LineGroup(file, LineForm.TABLE_ROW, rows, head.first + 1, widths=widths)
        return DecisionTableSheet(
            name,
            assessment,
            LineGroup(file, LineForm.TABLE_ROW, (head,), head.first, widths=widths),
            group,
        )

    def _line(self, start: Text, texts: tuple[Text, ...]) -> BookLine:
        first = start.place.line
        last = max(_end_of(text) for text in texts)
        return BookLine(texts, first, last, self.lines[start.place.file][first - 1])

    @staticmethod
    def _end(entry: Entry) -> int:
        return max(_end_of(text) for text in (entry.text, *(text for _, text in entry.anchors)))


def _formerly(things: Iterable[Fact | Assessment | Rule]) -> tuple[tuple[str, str], ...]:
    """Return the names that facts and assessments had before, each with its name of today."""
    named = (one for one in things if not isinstance(one, Rule))
    return tuple((old, one.name) for one in named for old in one.formerly)


def _end_of(text: Text) -> int:
    """Return the last line that a text takes."""
    return text.place.line + text.raw.count("\n")
