"""Each block on staff lists, read: weights, priorities, readings, scales, answers."""

from __future__ import annotations

import re
from collections.abc import Callable

from advisor.errors import suggestion
from advisor.knowledge.conditions import Line
from advisor.knowledge.model import Decision, Fact
from advisor.knowledge.read.entries import Entries
from advisor.knowledge.read.markdown import Text
from advisor.knowledge.read.rules import read_line
from advisor.knowledge.read.sentence_parts import Word
from advisor.knowledge.read.workforce_shelf import (
    WorkforceShelf,
    choice_of,
    grounds,
    number_of,
    one_of,
    rows_of,
    words_of,
)
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
)

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


def _weights(entries: Entries, _: str, shelf: WorkforceShelf) -> None:
    grounds(entries, shelf)
    weights = [
        GapWeight(
            one_of(cells[0], shelf.levels, "level", shelf),
            int(number_of(cells[1], shelf, 1, whole=True)),
            int(number_of(cells[2], shelf, 1, whole=True)),
        )
        for cells, _texts in rows_of(entries, ("level", "not", "partly"), shelf)
    ]
    for level in shelf.levels:
        if weights and level not in {one.level for one in weights}:
            mend = "add a row for it"
            shelf.problems.add(entries.place, f"the level '{level}' has no weights", mend)
    shelf.said["weights"] = tuple(weights)


def _priority(entries: Entries, rest: str, shelf: WorkforceShelf) -> None:
    identifier, _, title = rest.partition("·")
    where = f"priority {identifier.strip()}"
    when: list[Line] = []
    for entry in entries.all("When"):
        line = read_line(entry, shelf.names, where)
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
    because, sources = grounds(entries, shelf)
    if first and points:
        shelf.priorities.append(
            LearnFirst(
                identifier.strip(),
                title.strip(),
                tuple(when),
                tuple(advised),
                words_of(first.text, shelf, categories=True),
                int(number_of(points.text, shelf, 1, whole=True)),
                because,
                sources,
                entries.place,
            )
        )


def _reading(entries: Entries, rest: str, shelf: WorkforceShelf) -> None:
    level, adds = entries.required("Level"), entries.required("Adds")
    because, sources = grounds(entries, shelf)
    if level and adds:
        added = tuple(
            one_of(Text(word.strip(), adds.text.place), shelf.categories, "job category", shelf)
            for word in adds.text.plain.split(",")
        )
        read_level = one_of(level.text, shelf.levels, "level", shelf)
        shelf.readings.append(MatrixReading(rest, read_level, added, because, sources))


def _doubtful(entries: Entries, _: str, shelf: WorkforceShelf) -> None:
    because, _sources = grounds(entries, shelf)
    keys = [one.key for one in shelf.matrix]
    shelf.said["doubt"] = because
    shelf.said["doubtful"] = tuple(
        (
            one_of(cells[0], keys, "competency", shelf),
            one_of(cells[1], shelf.categories, "job category", shelf),
        )
        for cells, _texts in rows_of(entries, ("competency", "job category"), shelf)
    )


def _scales(entries: Entries, _: str, shelf: WorkforceShelf) -> None:
    grounds(entries, shelf)
    shelf.said["scales"] = tuple(
        ScaleStep(
            texts[0],
            texts[1],
            tuple(
                (level, one_of(cell, _STANDINGS, "standing", shelf))
                for level, cell in zip(shelf.levels, cells[2:], strict=True)
            ),
        )
        for cells, texts in rows_of(entries, ("scale", "answer", *shelf.levels), shelf)
    )


def _usual(entries: Entries, _: str, shelf: WorkforceShelf) -> None:
    grounds(entries, shelf)
    values: dict[str, float] = {}
    for cells, _texts in rows_of(entries, ("parameter", "value"), shelf):
        name = one_of(cells[0], USUAL, "parameter", shelf)
        values[name] = number_of(cells[1], shelf)
    for name in USUAL:
        if values and name not in values:
            shelf.problems.add(entries.place, f"'{name}' has no usual value", "add a row for it")
    shelf.said["usual"] = tuple(values.items())


def _answer(entries: Entries, rest: str, shelf: WorkforceShelf) -> None:
    heading = entries.block.heading
    item = shelf.names.find(Word(rest, 1, 1), _tail(heading, rest), entries.what)
    if item is not None and not isinstance(item, Fact):
        mend = "only facts are answered; the rest is concluded from them"
        shelf.problems.add(heading.place, f"'{rest}' is no fact", mend)
    measured, of = entries.required("Measure"), entries.optional("Of")
    least = entries.optional("Least known")
    because, sources = grounds(entries, shelf)
    measure = choice_of(measured.text, Measure, "measure", shelf) if measured else None
    if not isinstance(item, Fact) or measure is None:
        return
    rows: list[tuple[str, str]] = []
    if measure is Measure.GREATEST_SHARE_MISSING:
        for cells, texts in rows_of(entries, ("answer", "of"), shelf):
            words_of(cells[1], shelf)
            rows.append((_answer_of(item, cells[0], shelf), texts[1]))
    elif measure is not Measure.FULL_TIME_POSTS:
        for cells, texts in rows_of(entries, ("from", "answer"), shelf):
            number_of(cells[0], shelf)
            rows.append((_answer_of(item, cells[1], shelf), texts[0]))
    words = words_of(of.text, shelf) if of else ()
    known = number_of(least.text, shelf) if least else 0.0
    shelf.answers.append(
        FollowingAnswer(item.name, measure, words, known, tuple(rows), because, sources)
    )


def _tail(heading: Text, rest: str) -> Text:
    """Return the end of a heading, where a name stands."""
    return heading.part(max(0, len(heading.raw.rstrip()) - len(rest)), len(heading.raw.rstrip()))


def _answer_of(fact: Fact, cell: Text, shelf: WorkforceShelf) -> str:
    answer = one_of(cell, fact.domain.values, "answer", shelf)
    if answer:
        shelf.problems.mention(fact.name, answer, cell)
    return answer


def _compared(entries: Entries, rest: str, shelf: WorkforceShelf) -> None:
    heading = entries.block.heading
    item = shelf.names.find(Word(rest, 1, 1), _tail(heading, rest), entries.what)
    because, _sources = grounds(entries, shelf)
    if not isinstance(item, Decision):
        if item is not None:
            shelf.problems.add(heading.place, f"'{rest}' is no decision", "name a decision")
        return
    agreements = []
    for cells, texts in rows_of(entries, ("option", "agrees where", "people are"), shelf):
        agrees = choice_of(cells[1], AgreesWhere, "state of the list", shelf)
        option = one_of(cells[0], item.options, "option", shelf)
        if option:
            shelf.problems.mention(item.name, option, cells[0])
        agreements.append(OptionAgreement(option, agrees or AgreesWhere.ALWAYS, texts[2]))
    shelf.said |= {
        "compared": item.name,
        "agreements": tuple(agreements),
        "compared_because": because,
    }


def _before_after(entries: Entries, _: str, shelf: WorkforceShelf) -> None:
    serves = entries.required("Serves")
    grounds(entries, shelf)
    if serves:
        keys = list(shelf.goals)
        shelf.said["serves"] = tuple(
            one_of(Text(key.strip(), serves.text.place), keys, "goal", shelf)
            for key in serves.text.plain.split(",")
        )


def _points(entries: Entries, _: str, shelf: WorkforceShelf) -> None:
    grounds(entries, shelf)
    points = []
    for cells, texts in rows_of(entries, ("point", "rule", "asks for", "also served by"), shelf):
        one_of(cells[1], sorted(shelf.rules), "rule", shelf)
        if texts[3]:
            choice_of(cells[3], ServedBy, "kind of service", shelf)
        number = int(number_of(cells[0], shelf, 1, whole=True))
        points.append(PointServed(number, texts[1], texts[2], texts[3]))
    shelf.said["points"] = tuple(points)


READERS: dict[str, Callable[[Entries, str, WorkforceShelf], None]] = {
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
