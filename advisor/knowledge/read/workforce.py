"""The blocks headed `Workforce: ...`: what is judged when a staff list is held against the matrix."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from advisor.errors import ProblemKind, suggestion
from advisor.knowledge.conditions import Citation, Line
from advisor.knowledge.domains import read_number
from advisor.knowledge.model import Competency, Decision, Fact, Goal
from advisor.knowledge.read.entries import BookProblems, Entries, citations
from advisor.knowledge.read.markdown import Block, Text
from advisor.knowledge.read.names import Names
from advisor.knowledge.read.sentences import SentenceError, Word, parse
from advisor.knowledge.workforce import (
    AgreesWhere,
    FollowingAnswer,
    GapWeight,
    LearnFirst,
    MatrixReading,
    Measure,
    OptionAgreement,
    PointServed,
    ScaleStep,
    ServedBy,
    WorkforceBook,
    names_of,
)

_HEAD = "workforce:"
_STANDINGS = ("met", "partly", "not")
USUAL = (
    "quarters",
    "least holders",
    "hours of a day",
    "working hours of a quarter",
    "free hours of a quarter",
    "largest absence",
    "quarters to stay",
    "least group shown",
)
"""The parameters that the books have to give a value."""

ChoiceT = TypeVar("ChoiceT", bound=StrEnum)


def is_workforce(block: Block) -> bool:
    """Whether a block speaks about staff lists."""
    return block.heading.plain.casefold().startswith(_HEAD)


@dataclass
class _Shelf:
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
        return tuple(dict.fromkeys(one.level for one in self.matrix))

    @property
    def categories(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for one in self.matrix for name in one.job_categories))


def read_workforce(
    blocks: Iterable[Block],
    names: Names,
    matrix: Sequence[Competency],
    goals: dict[str, Goal],
    rules: frozenset[str],
) -> WorkforceBook | None:
    """Read the blocks; None where there are none. Every problem is noted with the names'."""
    shelf = _Shelf(names.without_cuts(), names.problems, matrix, goals, rules)
    some = False
    for block in blocks:
        some = True
        _read(block, shelf)
    if not some:
        return None
    for field_name, heading in (
        ("weights", "weights"),
        ("usual", "usual parameters"),
        ("points", "training points"),
    ):
        if field_name not in shelf.said and not shelf.problems.found:
            mend = f"add a block '### Workforce: {heading}' with its table"
            message = f"the book on the workforce has no {heading}"
            shelf.problems.add(block.heading.place, message, mend, kind=ProblemKind.MISSING)
    return WorkforceBook(
        priorities=tuple(shelf.priorities),
        readings=tuple(shelf.readings),
        answers=tuple(shelf.answers),
        **shelf.said,  # type: ignore[arg-type]  # each reader below gives what the field holds
    )


def _read(block: Block, shelf: _Shelf) -> None:
    title = block.heading.plain.partition(":")[2].strip()
    entries = Entries(block, shelf.problems, f"workforce: {title}")
    for start, reader in _READERS.items():
        if title.casefold().startswith(start):
            reader(entries, title[len(start) :].strip(), shelf)
            entries.finish()
            return
    mend = suggestion(title, [start.strip() for start in _READERS])
    shelf.problems.add(block.heading.place, f"unknown block 'workforce: {title}'", mend)


def _grounds(entries: Entries, shelf: _Shelf) -> tuple[str, tuple[Citation, ...]]:
    """Take **Because**, and **Source**: works, or `judgement: why`."""
    because = entries.text("Because")
    entry = entries.required("Source")
    if entry is None or entry.text.plain.casefold().startswith("judgement:"):
        return because, ()
    return because, citations(entry.text, shelf.problems, entries.what)


def _rows(
    entries: Entries, header: Sequence[str], shelf: _Shelf
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


def _one_of(text: Text, allowed: Sequence[str], what: str, shelf: _Shelf) -> str:
    """Return the allowed word that a text is, or '', which is noted."""
    for word in allowed:
        if word.casefold() == text.plain.casefold():
            return word
    mend = suggestion(text.plain, allowed)
    shelf.problems.add(text.place, f"unknown {what} '{text.plain}'", mend)
    return ""


def _choice(text: Text, kind: type[ChoiceT], what: str, shelf: _Shelf) -> ChoiceT | None:
    found = _one_of(text, [one.value for one in kind], what, shelf)
    return kind(found) if found else None


def _number(text: Text, shelf: _Shelf, least: float = 0, *, whole: bool = False) -> float:
    number = read_number(text.plain)
    if number is None or number < least or (whole and not number.is_integer()):
        kind = "whole number" if whole else "number"
        mend = f"write a {kind} of at least {least:g}"
        shelf.problems.add(text.place, f"'{text.plain}' is no {kind} that fits here", mend)
        return least
    return number


def _words(text: Text, shelf: _Shelf, *, categories: bool = False) -> tuple[str, ...]:
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


def _weights(entries: Entries, _: str, shelf: _Shelf) -> None:
    _grounds(entries, shelf)
    weights = [
        GapWeight(
            _one_of(cells[0], shelf.levels, "level", shelf),
            int(_number(cells[1], shelf, 1, whole=True)),
            int(_number(cells[2], shelf, 1, whole=True)),
        )
        for cells, _texts in _rows(entries, ("level", "not", "partly"), shelf)
    ]
    for level in shelf.levels:
        if weights and level not in {one.level for one in weights}:
            mend = "add a row for it"
            shelf.problems.add(entries.place, f"the level '{level}' has no weights", mend)
    shelf.said["weights"] = tuple(weights)


def _priority(entries: Entries, rest: str, shelf: _Shelf) -> None:
    identifier, _, title = rest.partition("·")
    where = f"priority {identifier.strip()}"
    when: list[Line] = []
    for entry in entries.all("When"):
        try:
            line = shelf.names.line(parse("line", entry.text), entry.text, where)
        except SentenceError as error:
            shelf.problems.found.append(error.problem)
            continue
        when += [line] if line else []
    advised = []
    for entry in entries.all("When advised"):
        for name in re.split(r"\s*,\s*", entry.text.plain):
            advised.append(name)
            if name not in shelf.rules:
                mend = suggestion(name, sorted(shelf.rules))
                shelf.problems.add(entry.text.place, f"unknown rule '{name}' in {where}", mend)
    first = entries.required("Learn first")
    points = entries.required("Points")
    because, sources = _grounds(entries, shelf)
    if first and points:
        shelf.priorities.append(
            LearnFirst(
                identifier.strip(),
                title.strip(),
                tuple(when),
                tuple(advised),
                _words(first.text, shelf, categories=True),
                int(_number(points.text, shelf, 1, whole=True)),
                because,
                sources,
                entries.place,
            )
        )


def _reading(entries: Entries, rest: str, shelf: _Shelf) -> None:
    level, adds = entries.required("Level"), entries.required("Adds")
    because, sources = _grounds(entries, shelf)
    if level and adds:
        added = tuple(
            _one_of(Text(word.strip(), adds.text.place), shelf.categories, "job category", shelf)
            for word in adds.text.plain.split(",")
        )
        read_level = _one_of(level.text, shelf.levels, "level", shelf)
        shelf.readings.append(MatrixReading(rest, read_level, added, because, sources))


def _doubtful(entries: Entries, _: str, shelf: _Shelf) -> None:
    because, _sources = _grounds(entries, shelf)
    keys = [one.key for one in shelf.matrix]
    shelf.said["doubt"] = because
    shelf.said["doubtful"] = tuple(
        (
            _one_of(cells[0], keys, "competency", shelf),
            _one_of(cells[1], shelf.categories, "job category", shelf),
        )
        for cells, _texts in _rows(entries, ("competency", "job category"), shelf)
    )


def _scales(entries: Entries, _: str, shelf: _Shelf) -> None:
    _grounds(entries, shelf)
    shelf.said["scales"] = tuple(
        ScaleStep(
            texts[0],
            texts[1],
            tuple(
                (level, _one_of(cell, _STANDINGS, "standing", shelf))
                for level, cell in zip(shelf.levels, cells[2:], strict=True)
            ),
        )
        for cells, texts in _rows(entries, ("scale", "answer", *shelf.levels), shelf)
    )


def _usual(entries: Entries, _: str, shelf: _Shelf) -> None:
    _grounds(entries, shelf)
    values: dict[str, float] = {}
    for cells, _texts in _rows(entries, ("parameter", "value"), shelf):
        name = _one_of(cells[0], USUAL, "parameter", shelf)
        values[name] = _number(cells[1], shelf)
    for name in USUAL:
        if values and name not in values:
            shelf.problems.add(entries.place, f"'{name}' has no usual value", "add a row for it")
    shelf.said["usual"] = tuple(values.items())


def _answer(entries: Entries, rest: str, shelf: _Shelf) -> None:
    heading = entries.block.heading
    item = shelf.names.find(Word(rest, 1, 1), heading, entries.what)
    if item is not None and not isinstance(item, Fact):
        mend = "only facts are answered; the rest is concluded from them"
        shelf.problems.add(heading.place, f"'{rest}' is no fact", mend)
    measured, of = entries.required("Measure"), entries.optional("Of")
    least = entries.optional("Least known")
    because, sources = _grounds(entries, shelf)
    measure = _choice(measured.text, Measure, "measure", shelf) if measured else None
    if not isinstance(item, Fact) or measure is None:
        return
    rows: list[tuple[str, str]] = []
    if measure is Measure.GREATEST_SHARE_MISSING:
        for cells, texts in _rows(entries, ("answer", "of"), shelf):
            _words(cells[1], shelf)
            rows.append((_one_of(cells[0], item.domain.values, "answer", shelf), texts[1]))
    elif measure is not Measure.FULL_TIME_POSTS:
        for cells, texts in _rows(entries, ("from", "answer"), shelf):
            _number(cells[0], shelf)
            rows.append((_one_of(cells[1], item.domain.values, "answer", shelf), texts[0]))
    words = _words(of.text, shelf) if of else ()
    known = _number(least.text, shelf) if least else 0.0
    shelf.answers.append(
        FollowingAnswer(item.name, measure, words, known, tuple(rows), because, sources)
    )


def _compared(entries: Entries, rest: str, shelf: _Shelf) -> None:
    heading = entries.block.heading
    item = shelf.names.find(Word(rest, 1, 1), heading, entries.what)
    because, _sources = _grounds(entries, shelf)
    if not isinstance(item, Decision):
        if item is not None:
            shelf.problems.add(heading.place, f"'{rest}' is no decision", "name a decision")
        return
    agreements = []
    for cells, texts in _rows(entries, ("option", "agrees where", "people are"), shelf):
        agrees = _choice(cells[1], AgreesWhere, "state of the list", shelf)
        option = _one_of(cells[0], item.options, "option", shelf)
        agreements.append(OptionAgreement(option, agrees or AgreesWhere.ALWAYS, texts[2]))
    shelf.said |= {
        "compared": item.name,
        "agreements": tuple(agreements),
        "compared_because": because,
    }


def _before_after(entries: Entries, _: str, shelf: _Shelf) -> None:
    serves = entries.required("Serves")
    _grounds(entries, shelf)
    if serves:
        keys = list(shelf.goals)
        shelf.said["serves"] = tuple(
            _one_of(Text(key.strip(), serves.text.place), keys, "goal", shelf)
            for key in serves.text.plain.split(",")
        )


def _points(entries: Entries, _: str, shelf: _Shelf) -> None:
    _grounds(entries, shelf)
    points = []
    for cells, texts in _rows(entries, ("point", "rule", "asks for", "also served by"), shelf):
        _one_of(cells[1], sorted(shelf.rules), "rule", shelf)
        if texts[3]:
            _choice(cells[3], ServedBy, "kind of service", shelf)
        number = int(_number(cells[0], shelf, 1, whole=True))
        points.append(PointServed(number, texts[1], texts[2], texts[3]))
    shelf.said["points"] = tuple(points)


_READERS: dict[str, Callable[[Entries, str, _Shelf], None]] = {
    "weights": _weights,
    "priority ": _priority,
    "reading ": _reading,
    "doubtful print": _doubtful,
    "self-assessment": _scales,
    "usual parameters": _usual,
    "answer to ": _answer,
    "compared with ": _compared,
    "before and after": _before_after,
    "training points": _points,
}
