"""A first file of columns for a table: what is understood, what is nearly, and what isn't yet."""

from __future__ import annotations

import json
from collections.abc import Iterator

from advisor.batch.portion import FailureKind
from advisor.batch.read.encoder import Encoder
from advisor.batch.read.files import expand
from advisor.batch.read.headers import FIND, TableChoice, near_fact
from advisor.batch.read.sources import Reader
from advisor.cases.answers import UNKNOWN, allowed_answers
from advisor.errors import CaseError, Place, Problem
from advisor.inference.many.engine import bit_engine
from advisor.knowledge.model import RuleBase
from advisor.text import one_line

LOOKED_AT = 10_000
"""How many rows are looked at."""

MOST_VALUES = 50
"""How many values that aren't understood are listed for a column."""


def suggest_map(rules: RuleBase, file: str, choice: TableChoice = FIND, encoding: str = "") -> str:
    """Return a file for `--map` to go on from, in YAML. Raises CaseError where the table can't be read.

    A column that is named nearly like a fact is proposed for it; every other column stands behind a
    '#'. Values that aren't understood are listed, each with the nearest answer or as unknown.
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
    lines = list(_lines(names, unread, encoder))
    if all(line.lstrip().startswith("#") for line in lines):
        lines.insert(0, "  {}")
    return "\n".join(("columns:", *lines)) + "\n"


def _lines(
    names: tuple[str, ...], unread: dict[str, dict[str, str]], encoder: Encoder
) -> Iterator[str]:
    taken = {row for row in map(encoder.fact_row, names) if row is not None}
    for name in names:
        row = encoder.fact_row(name)
        guess = ""
        if row is None:
            near = encoder.fact_row(near_fact(name, encoder) or "\0")
            if near is None or near in taken:
                yield f"  # {_quoted(name)}: carried along; put the name of a fact here to use it"
                continue
            taken.add(near)
            row, guess = near, "  # by its name; is it?"
        fact = encoder.facts[row]
        values = unread.get(fact.name, {})
        if not values:
            yield f"  {_quoted(name)}: {_quoted(fact.name)}{guess}"
            continue
        yield f"  {_quoted(name)}:{guess}"
        yield f"    fact: {_quoted(fact.name)}"
        yield f"    values:  # {one_line(allowed_answers(fact), 200)}, or {UNKNOWN}"
        for text, near_answer in list(values.items())[:MOST_VALUES]:
            yield f"      {_quoted(text)}: {_quoted(near_answer or UNKNOWN)}"


def _quoted(text: str) -> str:
    """Write a text as YAML reads it, whatever is in it."""
    return json.dumps(text, ensure_ascii=False)
