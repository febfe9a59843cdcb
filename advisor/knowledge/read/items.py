"""Blocks that define what rules speak about: facts, assessments, decisions, sources, goals, competencies."""

from __future__ import annotations

import math
import re
from dataclasses import replace

from advisor.errors import Place, suggestion
from advisor.knowledge.domains import Domain, Kind, yes_no
from advisor.knowledge.model import (
    Assessment,
    Competency,
    Decision,
    Fact,
    Goal,
    HitPolicy,
    Source,
)
from advisor.knowledge.read.entries import Entries, Problems, checked_name
from advisor.knowledge.read.markdown import Block, Entry, Table, Text
from advisor.knowledge.read.sentences import SentenceError, parse, place_of

_NUMBER = re.compile(
    r"number of (?P<unit>[\w -]+?)(?:\s+from\s+(?P<low>[\d,.]+)\s+to\s+(?P<high>[\d,.]+))?$",
    re.IGNORECASE,
)
_MATRIX = (
    "competency",
    "level",
    "nature",
    "managers",
    "assistants",
    "experts",
    "supporting specialists",
)

MOST_VALUES = 100
"""How many values a scale or choice may have, and options a decision."""


def read_number(text: str) -> float | None:
    """Read a number as the books and case files write it ('20,000', '2.5'), or return None."""
    if not re.fullmatch(r"-?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?", text):
        return None
    number = float(text.replace(",", ""))
    return None if math.isinf(number) else number


def read_fact(block: Block, problems: Problems) -> Fact | None:
    """Read a block with an **Ask**."""
    name = checked_name(block.heading, problems, "the fact's name")
    entries = Entries(block, problems, f"fact '{name}'")
    question = entries.text("Ask")
    answers = entries.required("Answers")
    fact = None
    if answers is not None:
        domain = _domain(answers.text, problems, allow_number=True)
        if domain is not None:
            number = domain.kind is Kind.NUMBER
            if number and answers.anchors:
                hint = "leave them out, or name the values: 'few < many'"
                problems.add(answers.anchors[0][0].place, "a number has no anchors", hint)
            fact = Fact(
                name=name,
                question=question,
                domain=domain,
                anchors=() if number else _meanings(answers, domain, problems, entries.what),
                why=entries.text("Why"),
                can_change=entries.text("Can change"),
                sources=entries.sources(),
                topic=block.topic,
                place=block.heading.place,
            )
    if fact is not None:
        entries.finish()
    return fact


def _numbers(match: re.Match[str], text: Text, problems: Problems) -> Domain | None:
    """Read the unit and the range of a number."""
    low = read_number(match["low"]) if match["low"] else 0.0
    high = read_number(match["high"]) if match["high"] else float("inf")
    if low is None or high is None or low >= high:
        hint = "write 'from 1 to 1,000'"
        problems.add(text.place, f"can't read the range in '{text.plain}'", hint)
        return None
    return Domain(Kind.NUMBER, (f"any {match['unit']}",), match["unit"], low, high)


def _domain(text: Text, problems: Problems, *, allow_number: bool = False) -> Domain | None:
    """Read `a < b < c`, `a | b`, `yes | no` or `number of ...`."""
    plain = text.plain
    match = _NUMBER.match(plain) if allow_number else None
    if match:
        return _numbers(match, text, problems)
    separator = "<" if "<" in plain else "|"
    pieces: list[Text] = []
    start = 0
    for piece in text.raw.split(separator):
        left = start + len(piece) - len(piece.lstrip())
        pieces.append(text.part(left, left + len(piece.strip())))
        start += len(piece) + 1
    values = tuple(checked_name(piece, problems, "the value") for piece in pieces)
    if not all(values):
        return None
    folded = [value.casefold() for value in values]
    if not 2 <= len(values) <= MOST_VALUES:
        hint = "write a scale 'a < b < c', a choice 'a | b', 'yes | no'"
        hint += " or 'number of inhabitants'" if allow_number else ""
        message = f"'{plain}' offers fewer than two values"
        if len(values) > MOST_VALUES:
            message = f"{len(values):,} values are more than {MOST_VALUES}"
        problems.add(text.place, message, hint)
        return None
    for index, value in enumerate(folded):
        if value in folded[:index]:
            message = f"the value '{values[index]}' stands here twice"
            problems.add(pieces[index].place, message, "keep one of them")
            return None
    if set(folded) == {"yes", "no"}:
        return yes_no()
    return Domain(Kind.SCALE if separator == "<" else Kind.CHOICE, values)


def _meanings(
    entry: Entry, domain: Domain, problems: Problems, what: str
) -> tuple[tuple[str, str], ...]:
    """Read the sub-bullets `- *value*: text`, one for every value; a decision may have none."""
    texts: dict[str, str] = {}
    for value, text in entry.anchors:
        code = domain.code(value.plain)
        if code is None:
            allowed = suggestion(value.plain, domain.values)
            problems.add(value.place, f"'{value.plain}' is no value of {what}", allowed)
        elif domain.values[code] in texts:
            message = f"'{value.plain}' is described twice in {what}"
            problems.add(value.place, message, "keep one of them")
        else:
            texts[domain.values[code]] = text.plain
    for value_name in domain.values:
        if not texts.get(value_name):
            problems.add(
                entry.place,
                f"'{value_name}' in {what} has no anchor",
                f"add '  - *{value_name}*: what an adviser would see if it were true'",
            )
    return tuple((value, texts.get(value, "")) for value in domain.values)


def read_assessment(block: Block, problems: Problems) -> Assessment | None:
    """Read a block with a **Scale**, but for the rows of its table, which need all names."""
    name = checked_name(block.heading, problems, "the assessment's name")
    entries = Entries(block, problems, f"assessment '{name}'")
    scale = entries.required("Scale")
    domain = _domain(scale.text, problems) if scale else None
    policy = entries.optional("Hit policy")
    hit_policy = HitPolicy.FIRST
    if policy is not None:
        if policy.text.plain in set(HitPolicy):
            hit_policy = HitPolicy(policy.text.plain)
        else:
            allowed = suggestion(policy.text.plain, [value.value for value in HitPolicy])
            problems.add(policy.text.place, f"unknown hit policy '{policy.text.plain}'", allowed)
    why = entries.optional_text("Why")
    cut_points = entries.optional("Cut points")
    sources = entries.sources()
    entries.finish()
    if domain is None:
        return None
    cuts = _cut_points(cut_points, domain, problems) if cut_points else ()
    for extra in block.tables[1:]:
        hint = "keep one, or make two assessments"
        problems.add(extra.place, f"a second table in {entries.what}", hint)
    if cut_points and block.tables:
        problems.add(
            cut_points.place, f"{entries.what} has both cut points and a table", "keep one"
        )
    return Assessment(
        name, domain, why, sources, hit_policy, cuts=cuts, topic=block.topic, place=entries.place
    )


def _cut_points(entry: Entry, domain: Domain, problems: Problems) -> tuple[tuple[str, int], ...]:
    """Read `moderate from 2, high from 5`: every value but the lowest, with growing sums."""
    try:
        levels = parse("levels", entry.text)
    except SentenceError as error:
        problems.found.append(error.problem)
        return ()
    cuts: list[tuple[str, int]] = []
    for value, least in levels:
        code = domain.code(value.text)
        number = read_number(least.text)
        if code is None:
            allowed = suggestion(value.text, domain.values)
            problems.add(
                place_of(value, entry.text), f"'{value.text}' is not on the scale", allowed
            )
        elif number is None or number != int(number):
            message = f"'{least.text}' is not a whole number"
            problems.add(place_of(least, entry.text), message, "write a sum of points such as 2")
        else:
            cuts.append((domain.values[code], int(number)))
    sums = [least for _, least in cuts]
    expected = domain.values[1:]
    named = tuple(value for value, _ in cuts)
    if len(cuts) == len(levels) and (
        named != expected or sums != sorted(set(sums)) or domain.kind is not Kind.SCALE
    ):
        hint = "name every value but the lowest, in order: " + ", ".join(
            f"{value} from ..." for value in expected
        )
        problems.add(entry.text.place, "the cut points don't follow the scale", hint)
        return ()
    return tuple(cuts)


def read_decision(block: Block, problems: Problems) -> Decision | None:
    """Read a block headed `Decision: name`."""
    heading = block.heading
    start = heading.raw.index(":") + 1
    start += len(heading.raw[start:]) - len(heading.raw[start:].lstrip())
    name = checked_name(heading.part(start, len(heading.raw)), problems, "the decision's name")
    entries = Entries(block, problems, f"decision '{name}'")
    question = entries.text("Question")
    options = entries.required("Options")
    domain = _domain(options.text, problems) if options else None
    prefer = entries.optional("When equal")
    margin = entries.optional("Close call")
    group = entries.optional_text("Group")
    sources = entries.sources()
    entries.finish()
    if options is None or domain is None:
        return None
    meanings = _meanings(options, domain, problems, entries.what) if options.anchors else ()
    domain = replace(domain, kind=Kind.CHOICE)
    return Decision(
        name,
        question,
        domain,
        meanings,
        _preference(prefer, domain, problems),
        _close_call(margin, problems),
        sources,
        group,
        block.topic,
        entries.place,
    )


def _preference(entry: Entry | None, domain: Domain, problems: Problems) -> tuple[str, ...]:
    """Read `prefer federal, then centralized`; options that are not named follow in their order."""
    named: list[str] = []
    if entry is not None:
        try:
            words = parse("preference", entry.text)
        except SentenceError as error:
            problems.found.append(error.problem)
            words = ()
        for word in words:
            code = domain.code(word.text)
            if code is None:
                allowed = suggestion(word.text, domain.values)
                problems.add(place_of(word, entry.text), f"unknown option '{word.text}'", allowed)
            else:
                named.append(domain.values[code])
    return tuple(dict.fromkeys((*named, *domain.values)))


def _close_call(entry: Entry | None, problems: Problems) -> int:
    """Read `within 1 point`: how far apart the first two options may be and still be contested."""
    if entry is None:
        return 0
    match = re.fullmatch(r"within (\d{1,9}) points?", entry.text.plain)
    if match is None:
        problems.add(entry.text.place, f"can't read '{entry.text.plain}'", "write 'within 1 point'")
        return 0
    return int(match[1])


def read_source(block: Block, problems: Problems) -> Source:
    """Read a block with an **Author**: a work that rules cite."""
    key = block.heading.plain
    entries = Entries(block, problems, f"source '{key}'")
    source = Source(
        key,
        author=entries.text("Author"),
        year=entries.text("Year"),
        title=entries.text("Title"),
        venue=entries.text("Venue"),
        address=entries.text("Address"),
        note=entries.optional_text("Note"),
        place=entries.place,
    )
    entries.finish()
    return source


def read_goal(block: Block, problems: Problems) -> Goal:
    """Read a block with a **Target**."""
    entries = Entries(block, problems, f"goal '{block.heading.plain}'")
    goal = Goal(block.heading.plain, entries.text("Target"), entries.sources(), entries.place)
    entries.finish()
    return goal


def is_matrix(table: Table) -> bool:
    """Whether the table is a competencies matrix."""
    return bool(table.header) and table.header[0].plain.casefold() == _MATRIX[0]


def read_matrix(table: Table, problems: Problems) -> list[Competency]:
    """Read the competencies matrix: a cell with anything in it is a tick."""
    header = tuple(cell.plain.casefold() for cell in table.header)
    if header != _MATRIX:
        hint = "the columns are: " + " | ".join(_MATRIX)
        problems.add(table.place, "the competencies matrix has other columns", hint)
        return []
    found: list[Competency] = []
    seen: dict[str, Place] = {}
    for cells in table.rows:
        row, extra = cells[: len(_MATRIX)], cells[len(_MATRIX) :]
        if extra:
            hint = "write one cell for each column"
            problems.add(extra[0].place, "a cell too many in the competencies matrix", hint)
        key, _, text = row[0].plain.partition(" ")
        if not re.fullmatch(r"[A-Z]+\d+", key) or not text:
            problems.add(
                row[0].place, "a competency needs a key and a text", "for example 'B01 to use ...'"
            )
            continue
        if key in seen:
            problems.add(row[0].place, f"competency {key} stands here twice", f"first: {seen[key]}")
            continue
        seen[key] = row[0].place
        ticked = tuple(name for name, cell in zip(_MATRIX[3:], row[3:], strict=True) if cell.plain)
        found.append(Competency(key, text, row[1].plain, row[2].plain, ticked, row[0].place))
    return found
