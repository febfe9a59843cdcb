"""A file that says which column of a table holds which fact, and which of its values which answer.

It is YAML:

    columns:
      Einwohner: population
      IT score:
        fact: digital budget
        from: {none: 0, small: 10, moderate: 20}
        to: 30
        missing: [-9]
      Wahl:
        fact: election within a year
        values: {ja: yes, nein: no}
    missing: [k.A.]

`values` turn what stands in the table into answers, `from` turns scores into the answer of the highest
number that they reach, up to the highest score of the scale, `to`, and `missing` lists what stands for unknown, in one column or in all.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from advisor.cases.answers import UNKNOWN, parse_answer
from advisor.cases.numbers import column_numbers
from advisor.cases.read.files import decoded, read_bytes
from advisor.cases.read.tree import CaseProblems, Scalar, TooManyProblemsError, is_nothing, kind_of
from advisor.cases.read.tree import Mapping as MappingNode
from advisor.cases.read.walk import CaseEntry, entries, text_of, texts_of
from advisor.cases.read.yaml import yaml_tree
from advisor.errors import Problem, nearest, suggestion
from advisor.knowledge.domains import read_number
from advisor.knowledge.model import Fact, RuleBase
from advisor.text import one_line

_LONGEST = 100
"""How much of a name is compared with others."""

_TOP = ("columns", "missing")
_PARTS = ("fact", "values", "from", "to", "missing")


@dataclass(frozen=True)
class Translation:
    """What the values of one column mean: texts in small letters to answers, and scores by where each answer begins.

    `highest` is the highest score of the scale, None where the file doesn't tell it.
    """

    values: Mapping[str, str] = field(default_factory=dict)
    steps: tuple[tuple[float, str], ...] = ()
    highest: float | None = None

    @property
    def limit(self) -> float:
        """The highest score that is taken: that of the scale, else one step above the last border."""
        if self.highest is not None:
            return self.highest
        if len(self.steps) < 2:
            return math.inf
        return 2 * self.steps[-1][0] - self.steps[-2][0]

    def answer(self, text: str) -> str:
        """Return the answer that a text of the table means; what isn't translated stays."""
        plain = " ".join(text.split())
        found = self.values.get(plain.casefold())
        if found is not None or not self.steps:
            return text if found is None else found
        score = read_number(column_numbers(plain) or "")
        if score is None or score > self.limit:
            return text
        reached = [answer for least, answer in self.steps if least <= score]
        return reached[-1] if reached else text

    def beyond(self, text: str) -> bool:
        """Tell whether a text is a score above the scale, such as 99 for an answer that is missing."""
        plain = " ".join(text.split())
        if not self.steps or plain.casefold() in self.values:
            return False
        score = read_number(column_numbers(plain) or "")
        return score is not None and score > self.limit


@dataclass(frozen=True)
class ColumnMap:
    """Facts by the names of columns, and translations by facts; names of columns are in small letters.

    `written` are the names as they stand in the `file`.
    """

    facts: Mapping[str, str] = field(default_factory=dict)
    translations: Mapping[str, Translation] = field(default_factory=dict)
    written: Mapping[str, str] = field(default_factory=dict)
    file: str = ""

    def absent(self, columns: Sequence[str]) -> Iterator[str]:
        """Yield a note on each column of the file that is none of the `columns` of all tables."""
        there = {" ".join(name.split()).casefold() for name in columns}
        read = {self.facts[name] for name in there if name in self.facts}
        for name, fact in self.facts.items():
            if name in there:
                continue
            nothing = (
                "" if fact in read or fact.casefold() in there else f"; nothing was read for {fact}"
            )
            near = nearest(name[:_LONGEST], [one[:_LONGEST] for one in columns]) or next(
                (one for one in columns if one.casefold().startswith(name)), ""
            )
            meant = f" (did you mean '{one_line(near)}'?)" if near else ""
            written = one_line(self.written.get(name, name))
            yield f"{self.file}: no table has the column '{written}'{nothing}{meant}"


NO_MAP = ColumnMap()


def read_column_map(file: str, rules: RuleBase) -> ColumnMap:
    """Read a file of columns. Raises CaseError with every problem in it."""
    root = yaml_tree(decoded(read_bytes(Path(file)), file), file)
    problems = CaseProblems()
    try:
        found = _map(root, rules, problems)
    except TooManyProblemsError:
        raise problems.error() from None
    if problems.found:
        raise problems.error()
    return replace(found, file=file)


def _map(root: object, rules: RuleBase, problems: CaseProblems) -> ColumnMap:
    facts: dict[str, str] = {}
    translations: dict[str, Translation] = {}
    written: dict[str, str] = {}
    if not isinstance(root, MappingNode):
        place = root.place  # type: ignore[attr-defined] # every node has one
        problems.add(place, "the file holds no mapping", "begin with 'columns:'")
        return NO_MAP
    top = {entry.name: entry for entry in entries(root, "the file", problems)}
    _check_keys(top, _TOP, problems)
    everywhere = texts_of(top.get("missing"), problems)
    if "columns" not in top:
        problems.add(root.place, "the file has no 'columns:'", "add 'columns:' with 'name: fact'")
        return NO_MAP
    for entry in _entries(top["columns"], problems):
        parts = {"fact": entry}
        if isinstance(entry.value, MappingNode):
            parts = {part.name: part for part in entries(entry.value, entry.written, problems)}
            _check_keys(parts, _PARTS, problems)
        fact = _fact(entry, parts.get("fact"), rules, problems)
        if fact is None:
            continue
        if fact.name in facts.values():
            problems.add(
                entry.place, f"two columns hold '{fact.name}'", "keep one of them", about=fact.name
            )
        facts[entry.name] = fact.name
        written[entry.name] = entry.written
        values = _values(fact, parts.get("values"), problems)
        for text in (*everywhere, *texts_of(parts.get("missing"), problems)):
            values[" ".join(text.split()).casefold()] = UNKNOWN
        steps = _steps(fact, parts.get("from"), problems)
        highest = _highest(parts.get("to"), steps, problems)
        translations[fact.name] = Translation(values, steps, highest)
    for fact in rules.facts:  # a column that is called like its fact has no entry
        if everywhere and fact.name not in translations:
            missing = {" ".join(text.split()).casefold(): UNKNOWN for text in everywhere}
            translations[fact.name] = Translation(missing)
    return ColumnMap(facts, translations, written)


def _check_keys(
    found: Mapping[str, CaseEntry], allowed: tuple[str, ...], problems: CaseProblems
) -> None:
    for name, entry in found.items():
        if name not in allowed:
            message = f"unknown key '{one_line(entry.written)}'"
            problems.add(entry.place, message, suggestion(name[:200], allowed))


def _entries(entry: CaseEntry, problems: CaseProblems) -> list[CaseEntry]:
    if is_nothing(entry.value):
        return []
    if isinstance(entry.value, MappingNode):
        return list(entries(entry.value, f"'{entry.written}:'", problems))
    message = f"'{entry.written}:' holds {kind_of(entry.value)}, not a mapping"
    problems.add(entry.value.place, message, "write a line 'name: ...' for each")
    return []


def _fact(
    column: CaseEntry, entry: CaseEntry | None, rules: RuleBase, problems: CaseProblems
) -> Fact | None:
    name = text_of(entry, problems) if entry else ""
    if not name:
        message = f"the column '{one_line(column.written)}' has no fact"
        problems.add(column.place, message, "add 'fact:' and the name of a fact")
        return None
    folded = " ".join(name.split()).casefold()
    for fact in rules.facts:
        if fact.name.casefold() == folded:
            return fact
    place = entry.value.place if entry else column.place
    mend = suggestion(name[:200], rules.fact_names)
    problems.add(place, f"unknown fact '{one_line(name)}'", mend, read=name)
    return None


def _values(fact: Fact, entry: CaseEntry | None, problems: CaseProblems) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in _entries(entry, problems) if entry else ():
        answer = text_of(one, problems)
        wrong = parse_answer(fact, answer, one.value.place)
        if isinstance(wrong, Problem):
            problems.keep(wrong)
        found[one.name] = answer or UNKNOWN
    return found


def _steps(
    fact: Fact, entry: CaseEntry | None, problems: CaseProblems
) -> tuple[tuple[float, str], ...]:
    found: list[tuple[float, str]] = []
    for one in _entries(entry, problems) if entry else ():
        wrong = parse_answer(fact, one.written, one.place)
        if isinstance(wrong, Problem):
            problems.keep(wrong)
        least = read_number(one.value.text.strip()) if isinstance(one.value, Scalar) else None
        if least is None:
            message = f"'{one_line(one.written)}' has no number from which it begins"
            problems.add(one.value.place, message, "write a number, such as 10 or 2.5")
            continue
        found.append((least, one.written))
    return tuple(sorted(found))


def _highest(
    entry: CaseEntry | None, steps: tuple[tuple[float, str], ...], problems: CaseProblems
) -> float | None:
    """Return the highest score of a scale, None where none is told."""
    if entry is None:
        return None
    number = read_number(entry.value.text.strip()) if isinstance(entry.value, Scalar) else None
    if number is None or not steps or number < steps[-1][0]:
        message = "'to:' is no highest score of the scale"
        hint = "write the number at which the scale of 'from:' ends, such as 5"
        problems.add(entry.value.place, message, hint)
        return None
    return number
