"""The rows of decision tables, and the conditions in their cells."""

from __future__ import annotations

from advisor.errors import suggestion
from advisor.knowledge.conditions import Term
from advisor.knowledge.model import Assessment, Item, Row
from advisor.knowledge.read.entries import BookProblems
from advisor.knowledge.read.markdown import Table, Text
from advisor.knowledge.read.names import Names
from advisor.knowledge.read.sentence_parts import Word
from advisor.knowledge.read.sentences import parse
from advisor.knowledge.read.teaching import Lesson, taught


def read_cell(item: Item, cell: Text, names: Names, where: str) -> Term | None:
    """Read a cell that says something of `item`; what is wrong is noted with the names."""

    def read(text: Text, names: Names) -> Term | None:
        return names.predicate(item, parse("cell", text), text, where, text.place)

    found = taught(Lesson("cell", "", cell, read), names)
    return found if isinstance(found, Term) else None


def read_rows(
    assessment: Assessment, table: Table, names: Names, problems: BookProblems
) -> tuple[tuple[str, ...], tuple[Row, ...]]:
    """Read the decision table of an assessment: its inputs and its rows."""
    where = f"the table of '{assessment.name}'"
    last = table.header[-1]
    if last.plain.casefold() != assessment.name.casefold():
        hint = f"head it '{assessment.name}'"
        problems.add(last.place, f"the last column of {where} is '{last.plain}'", hint)
        return (), ()
    problems.mention(assessment.name, "", last)
    inputs = [names.find(Word(cell.plain, 1, 1), cell, where) for cell in table.header[:-1]]
    if None in inputs:
        return (), ()
    rows: list[Row] = []
    for number, cells in enumerate(table.rows, start=1):
        terms: list[Term] = []
        if len(cells) > len(table.header):
            hint = f"{len(table.header)} columns: the inputs, and '{assessment.name}'"
            problems.add(cells[len(table.header)].place, f"a cell too many in {where}", hint)
            continue
        for item, cell in zip(inputs, cells, strict=False):
            if item is None or not cell.plain:
                continue
            term = read_cell(item, cell, names, where)
            if term is not None:
                terms.append(term)
        value = cells[-1]
        code = assessment.domain.code(value.plain)
        if code is None:
            allowed = suggestion(value.plain, assessment.domain.values)
            problems.add(
                value.place, f"'{value.plain}' is no value of '{assessment.name}'", allowed
            )
            continue
        problems.mention(assessment.name, assessment.domain.values[code], value)
        row = Row(number, tuple(terms), assessment.domain.values[code], cells[0].place)
        rows.append(row)
    return tuple(item.name for item in inputs if item is not None), tuple(rows)
