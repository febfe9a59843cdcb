"""A first file of columns for a table: what is understood, what is nearly, and what isn't yet."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from advisor.batch.portion import FailureKind
from advisor.batch.read.answer import AnswerReader, Trouble
from advisor.batch.read.cells import MISSING, is_slip
from advisor.batch.read.encoder import Encoder
from advisor.batch.read.files import expand
from advisor.batch.read.headers import FIND, TableChoice, near_fact
from advisor.batch.read.record import carried_name
from advisor.batch.read.sources import Reader
from advisor.cases.answers import UNKNOWN, allowed_answers
from advisor.cases.numbers import column_numbers
from advisor.errors import CaseError, Place, Problem, nearest
from advisor.inference.many.engine import bit_engine
from advisor.knowledge.domains import Kind, read_number
from advisor.knowledge.model import Fact, RuleBase
from advisor.text import one_line

LOOKED_AT = 10_000
"""How many rows are looked at."""

MOST_VALUES = 50
"""How many values that aren't understood are listed for a column."""

FEW = 20
"""How many different values a column has at most that are listed in a remark."""

_LONGEST = 60


@dataclass(frozen=True)
class MapProposal:
    """A file for `--map` to go on from, in YAML, and what to tell of it."""

    text: str
    told: str


def suggest_map(
    rules: RuleBase, file: str, choice: TableChoice = FIND, encoding: str = ""
) -> MapProposal:
    """Return a file for `--map` to go on from. Raises CaseError where the table can't be read.

    A column whose name has a slip is proposed for its fact; every other column stands behind a
    '#', with its values where they are few. Values that aren't understood are listed, those with a
    slip with the answer that is meant, all others as unknown.
    """
    files = expand([file], [])
    reader = Reader(Encoder(bit_engine(rules)), files, LOOKED_AT, encoding, choice)
    encoder = Encoder(bit_engine(rules))
    names = reader.heads
    unread: dict[str, dict[str, str]] = {}
    for portion in reader.portions():
        for one in portion.failures:
            if one["kind"] == FailureKind.FILE and not names:
                raise CaseError(Problem(Place(file), one["message"], one["hint"]))
            if one["kind"] == FailureKind.CELL:
                unread.setdefault(one["fact"], {})[one["read"]] = one["nearest"]
        break
    seen = _values(Reader(Encoder(bit_engine(rules), bare=True), files, LOOKED_AT, encoding, reader.choice), names)  # fmt: skip
    lines: list[str] = []
    found = 0
    for block in _columns(names, unread, seen, encoder):
        found += not block[0].lstrip().startswith("#")
        lines += block
    if not found:
        lines.insert(0, "  {}")
    sheet = f" of the sheet '{one_line(reader.choice.sheet)}'" if reader.choice.sheet else ""
    row = f", header in row {reader.choice.header_row}" if reader.choice.header_row else ""
    columns = "1 column" if len(names) == 1 else f"{len(names):,} columns"
    told = f"{columns}{sheet}{row}; {found} named like a fact, {len(names) - found} to fill in or to leave"
    return MapProposal("\n".join(("columns:", *lines)) + "\n", told)


def _values(reader: Reader, names: tuple[str, ...]) -> dict[str, dict[str, int]]:
    """Return of each column with few different values how often each stands there."""
    if reader.heads != names:  # its columns are parted otherwise where no fact is known
        return {}
    found: dict[str, dict[str, int]] = {}
    for portion in reader.portions():
        for name in names:
            if carried_name(name) not in portion.carried.columns:
                continue
            column = portion.carried[carried_name(name)].cast(pl.String, strict=False)
            texts = column.str.strip_chars()
            texts = texts.filter(texts != "")
            counts = texts.value_counts(sort=True) if texts.n_unique() <= FEW else None
            if counts is not None and counts.height * 2 <= len(texts):
                found[name] = dict(counts.iter_rows())
        break
    return found


def _columns(
    names: tuple[str, ...],
    unread: Mapping[str, Mapping[str, str]],
    seen: Mapping[str, Mapping[str, int]],
    encoder: Encoder,
) -> Iterator[list[str]]:
    """Yield the lines on each column."""
    taken = {row for row in map(encoder.fact_row, names) if row is not None}
    for name in names:
        row = encoder.fact_row(name)
        guess = ""
        few = seen.get(name, {})
        told = ", ".join(
            f"{_quoted(one_line(text, _LONGEST))} ({count})" for text, count in few.items()
        )
        remark = [f"  #   {told}"] if told else []
        if row is None:
            near_name = near_fact(name, encoder)
            near = encoder.fact_row(near_name or "\0")
            if near is None or near in taken or not _same(name, near_name):
                maybe = f"; guess: {near_name}?" if near is not None and near not in taken else ""
                steps = _steps(few, ("low", "moderate", "high"))
                scores = [f"  #   scores may be told so: {{fact: ..., {steps}}}"] if steps else []
                what = "carried along; put the name of a fact here to use it"
                yield [f"  # {_quoted(name)}: {what}{maybe}", *remark, *scores]
                continue
            taken.add(near)
            row, guess = near, "  # by its name; is it?"
        fact = encoder.facts[row]
        values = dict(unread.get(fact.name, {})) if not guess else _not_read(few, fact)
        if not values:
            yield [f"  {_quoted(name)}: {_quoted(fact.name)}{guess}", *remark]
            continue
        lines = [f"  {_quoted(name)}:{guess}", *remark, f"    fact: {_quoted(fact.name)}"]
        steps = _steps(few, fact.domain.values) if fact.domain.kind is not Kind.NUMBER else ""
        if steps:
            lines.append(f"    # scores may be told so, without 'values:': {steps}")
        lines.append(f"    values:  # {one_line(allowed_answers(fact), 200)}, or {UNKNOWN}")
        for text, meant in list(values.items())[:MOST_VALUES]:
            near_answer = "" if meant else nearest(text[:_LONGEST], fact.domain.values) or ""
            maybe = f"  # guess: {near_answer}?" if near_answer else ""
            lines.append(f"      {_quoted(text)}: {_quoted(meant or UNKNOWN)}{maybe}")
        yield lines


def _same(name: str, fact: str) -> bool:
    """Tell whether the name of a column is that of a fact, but for blanks, marks and a slip."""
    one, other = ("".join(filter(str.isalnum, text.casefold())) for text in (name, fact))
    return one == other or is_slip(one, other)


def _not_read(few: Mapping[str, int], fact: Fact) -> dict[str, str]:
    """Return which of some values aren't understood as answers to a fact, with the answer where that is a slip."""
    reader = AnswerReader(fact)
    read = {text: reader.one(text) for text in few}
    return {text: one.nearest for text, one in read.items() if isinstance(one, Trouble)}


def _steps(few: Mapping[str, int], answers: tuple[str, ...]) -> str:
    """Return borders for scores that are few whole numbers, spread evenly over the answers; '' where there are none."""
    texts = [text for text in few if text.casefold() not in MISSING]
    scores = [read_number(column_numbers(text) or "") for text in texts]
    numbers = [one for one in scores if one is not None]
    if len(numbers) < max(len(answers), 3) or len(numbers) < len(scores):
        return ""
    low, high = min(numbers), max(numbers)
    if low != int(low) or high != int(high) or not 0 <= low < high <= 100:
        return ""
    size = (high - low + 1) / len(answers)
    borders = (f"{answer}: {low + round(place * size):g}" for place, answer in enumerate(answers))
    return f"from: {{{', '.join(borders)}}}, to: {high:g}"


def _quoted(text: str) -> str:
    """Write a text as YAML reads it, whatever is in it."""
    return json.dumps(text, ensure_ascii=False)
