"""Answers as people write them: one value, several, a range, a number, or unknown; and back again.

Capitals and blanks around or between words don't count. Nothing is guessed: what can be read in
two ways is a problem, not an answer.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from advisor.cases.model import Answer, Value
from advisor.cases.numbers import plain_numbers
from advisor.errors import (
    NOWHERE,
    Place,
    Problem,
    ProblemKind,
    Suggestion,
    nearest,
    suggestion,
)
from advisor.knowledge.domains import (
    Domain,
    Kind,
    Range,
    ambiguity,
    is_ambiguous,
    number_text,
    read_number,
    unambiguous,
)
from advisor.knowledge.model import Fact
from advisor.text import one_line

UNKNOWN = "unknown"
"""How an answer that nobody knows is written."""

_SHORT = 100
"""How many characters an answer has whose reading is remembered, so that memory stays bounded."""

_BOUND = re.compile(r"at (least|most) (.+)")
_BEYOND = re.compile(
    r"(?:(?P<below>below|under|less than|fewer than|smaller than|<(?!=))"
    r"|above|over|more than|larger than|greater than|>(?!=))\s*(?P<end>[\d.,+-].*)"
)
"""What lies below a number or above it, without the number itself."""

_BETWEEN = re.compile(r"between (.+) and (.+)")
_SIGN = re.compile(r"^(<=|>=|≤|≥)\s*")
_SIGNS = {"<=": "at most ", "≤": "at most ", ">=": "at least ", "≥": "at least "}
_OR = re.compile(r"\s+or\s+", re.IGNORECASE)
_OR_NUMBERS = re.compile(
    r"\s+or\s+(?!(?:more|above|less|fewer|below)\b(?!\s+than\b|\s*[\d+-]))", re.IGNORECASE
)
"""What parts several numbers: '300 or more' is one, and '300 or more than 500' are two."""


def parse_answer(
    fact: Fact, given: str | Sequence[str], place: Place = NOWHERE, note: str = ""
) -> Answer | Problem | None:
    """Read an answer to a fact: an Answer, None when it is unknown, or the Problem with it.

    `given` is `small`, `low or moderate`, `low to high`, `at least moderate`, `20,000 to 50,000`,
    `unknown` or an empty text; or a list of such texts, of which any may hold. The values of a
    scale or choice come back in the domain's order, each once; ranges of numbers by their size.
    """
    if isinstance(given, str) and is_unknown(given):
        return None
    texts = [given] if isinstance(given, str) else list(given)
    if not texts:
        hint = f"list the answers that are possible, or write {UNKNOWN}"
        return Problem(place, f"an empty list is no answer to '{fact.name}'", hint)
    values: list[Value] = []
    for text in texts:
        folded = _folded(text)
        found = _known(fact, folded) if len(folded) <= _SHORT else _values(fact, folded)
        if isinstance(found, Problem):
            return replace(found, place=place)
        values.extend(found)
    return Answer(fact.name, _in_order(values, fact.domain), note, place)


def answer_text(answer: Answer, fact: Fact | None = None) -> str:
    """Write an answer so that `parse_answer` reads the same again.

    With the fact, a range that ends where its numbers end is written 'at least' or 'at most'.
    """
    domain = fact.domain if fact else None
    return " or ".join(value_text(value, domain) for value in answer.values)


def is_unknown(text: str) -> bool:
    """Tell whether a text says that nobody knows: `unknown`, or nothing at all."""
    folded = text.strip().casefold()
    return not folded or folded == UNKNOWN


def allowed_answers(fact: Fact) -> str:
    """Tell in a few words what may be answered to a fact."""
    domain = fact.domain
    if domain.kind is not Kind.NUMBER:
        return ", ".join(domain.values)
    if math.isinf(domain.maximum):
        limits = f"at least {number_text(domain.minimum)}"
    else:
        limits = f"{number_text(domain.minimum)} to {number_text(domain.maximum)}"
    whole = "whole " if domain.whole else ""
    return f"a {whole}number of {domain.unit}, {limits}"


@lru_cache(maxsize=4_096)
def _known(fact: Fact, text: str) -> tuple[Value, ...] | Problem:
    """Return what `_values` does; governments give the same answers again and again."""
    return _values(fact, text)


def _folded(text: str) -> str:
    return " ".join(text.split())


def _values(fact: Fact, text: str) -> tuple[Value, ...] | Problem:
    # No value's name holds an 'or'; the rule language keeps it as a word of its own.
    values: list[Value] = []
    joint = _OR_NUMBERS if fact.domain.kind is Kind.NUMBER else _OR
    for part in joint.split(text):
        found = _one(fact, part)
        if isinstance(found, Problem):
            return found
        values.extend(found)
    return tuple(values)


def _one(fact: Fact, text: str) -> tuple[Value, ...] | Problem:
    if is_unknown(text):
        hint = f"write {UNKNOWN} alone, or only the answers that are possible"
        message = f"'{UNKNOWN}' can't be one of several answers to '{fact.name}'"
        return _wrong(fact, text, message, hint)
    if fact.domain.kind is Kind.NUMBER:
        return _numbers(fact, text)
    return _names(fact, text)


def _names(fact: Fact, text: str) -> tuple[Value, ...] | Problem:
    """Read `small`, `small to comfortable`, `at least small` of a scale or choice."""
    domain = fact.domain
    code = _code(fact, text)
    if code is not None:
        return (domain.values[code],)
    low: int | None
    high: int | None
    bound = _BOUND.fullmatch(text.casefold())
    ends = re.split(r" to ", text, flags=re.IGNORECASE)
    if bound:
        least = bound[1] == "least"
        code = _code(fact, bound[2])
        low, high = (code, len(domain.values) - 1) if least else (0, code)
    elif len(ends) == 2:
        low, high = _code(fact, ends[0]), _code(fact, ends[1])
    else:
        low = high = None
    if low is None or high is None:
        return _unknown_value(fact, text)
    if not domain.ordered:
        hint = f"name the answers that are possible, such as '{' or '.join(domain.values[:2])}'"
        return _wrong(
            fact, text, f"'{one_line(text)}' needs an order, and '{fact.name}' is a choice", hint
        )
    if low > high:
        hint = f"write '{domain.values[high]} to {domain.values[low]}'"
        return _wrong(
            fact, text, f"'{one_line(text)}' runs from high to low in '{fact.name}'", hint
        )
    return domain.values[low : high + 1]


def _code(fact: Fact, text: str) -> int | None:
    """Return the code of a value by its name, or by one that it had before."""
    domain, folded = fact.domain, text.casefold()
    code = domain.code(text)
    if code is None and domain.kind is Kind.YES_NO:
        code = domain.code({"true": "yes", "false": "no"}.get(folded, ""))
    if code is None:
        today = (new for old, new in fact.former_values if old.casefold() == folded)
        code = domain.code(next(today, ""))
    return code


def _unknown_value(fact: Fact, text: str) -> Problem:
    message = f"unknown value '{one_line(text)}' for '{fact.name}'"
    domain = fact.domain
    parts = [part.strip() for part in re.split(r"[,;/|]", text)]
    if len(parts) > 1 and all(_code(fact, part) is not None for part in parts):
        hint = f"join several answers with 'or': '{' or '.join(parts)}'"
        return _wrong(fact, text, message, hint)
    return _wrong(fact, text, message, suggestion(text[:200], [*domain.values, UNKNOWN]))


def _numbers(fact: Fact, text: str) -> tuple[Value, ...] | Problem:
    """Read `95,000`, `20,000 to 50,000`, `at least 5000`, `below 5000`, `ca. 35k`, with or without the unit.

    'Below 5000' is at most 4999 of what is counted whole, and else at most 5000: what is possible
    may be wider than what was meant, and never narrower.
    """
    domain = fact.domain
    folded = plain_numbers(text).casefold().removesuffix(domain.unit.casefold()).strip()
    if beyond := _BEYOND.fullmatch(folded):
        return _beyond(fact, beyond["end"], text, below=beyond["below"] is not None)
    if between := _BETWEEN.fullmatch(folded):
        folded = f"{between[1]} to {between[2]}"
    folded = _SIGN.sub(lambda found: _SIGNS[found[1]], folded)
    bound = _BOUND.fullmatch(folded)
    ends = [bound[2]] if bound else folded.split(" to ")
    numbers: list[float] = []
    for end in ends:
        number = _number(fact, end.strip(), text)
        if isinstance(number, Problem):
            return number
        numbers.append(number)
    if bound:
        least = bound[1] == "least"
        low, high = (numbers[0], domain.maximum) if least else (domain.minimum, numbers[0])
        return (_as_given(low, high),)
    if len(numbers) > 2:
        return _wrong(
            fact, text, f"'{one_line(text)}' is no range for '{fact.name}'", "write '2 to 5'"
        )
    low, high = numbers[0], numbers[-1]
    if low > high:
        hint = f"write '{number_text(high)} to {number_text(low)}'"
        message = f"'{one_line(text)}' runs from high to low in '{fact.name}'"
        return _wrong(fact, text, message, hint, ProblemKind.OUT_OF_RANGE)
    return (_as_given(low, high) if len(numbers) > 1 else Range(low, high),)


def _as_given(low: float, high: float) -> Range:
    """Return an answer that is a range in words; one of equal ends is no figure that thresholds can be near to."""
    return Range(low, high, as_given=low == high)


def _beyond(fact: Fact, end: str, text: str, *, below: bool) -> tuple[Value, ...] | Problem:
    """Read what lies below a number, or above it, without the number itself."""
    number = _number(fact, end.strip(), text)
    if isinstance(number, Problem):
        return number
    domain = fact.domain
    step = 1 if domain.whole else 0
    number += -step if below else step
    if not domain.minimum <= number <= domain.maximum:
        message = f"'{one_line(text)}' leaves no number for '{fact.name}'"
        hint = f"allowed: {allowed_answers(fact)}"
        return _wrong(fact, text, message, hint, ProblemKind.OUT_OF_RANGE)
    low, high = (domain.minimum, number) if below else (number, domain.maximum)
    return (_as_given(low, high),)


def _number(fact: Fact, text: str, whole: str) -> float | Problem:
    if is_ambiguous(text):
        counted = fact.domain.whole
        message = f"'{one_line(text)}' {ambiguity(text, whole=counted)} for '{fact.name}'"
        mend = unambiguous(text, whole=counted)
        return _wrong(fact, whole, message, mend, ProblemKind.AMBIGUOUS)
    number = read_number(text)
    if number is None:
        near = nearest(whole[:200], [UNKNOWN])
        hint = f"allowed: {allowed_answers(fact)}, such as 1,500 or '1,000 to 2,000', or {UNKNOWN}"
        hint = f"did you mean '{near}'? A{hint[1:]}" if near else hint
        return _wrong(fact, whole, f"'{one_line(whole)}' is no number for '{fact.name}'", hint)
    domain = fact.domain
    if not domain.minimum <= number <= domain.maximum or math.isinf(number):
        hint = f"allowed: {allowed_answers(fact)}"
        message = f"{one_line(text)} is out of range for '{fact.name}'"
        return _wrong(fact, text, message, hint, ProblemKind.OUT_OF_RANGE)
    if domain.whole and number != int(number):
        hint = f"allowed: {allowed_answers(fact)}"
        message = f"{one_line(text)} is no whole number for '{fact.name}'"
        return _wrong(fact, text, message, hint, ProblemKind.OUT_OF_RANGE)
    return number


def _wrong(
    fact: Fact,
    read: str,
    message: str,
    mend: str | Suggestion,
    kind: ProblemKind | None = None,
) -> Problem:
    """Return the problem with an answer, whose place only `parse_answer` knows."""
    return Problem(NOWHERE, message, mend, kind=kind, about=fact.name, read=read.strip())


def _in_order(values: list[Value], domain: Domain) -> tuple[Value, ...]:
    ranges = {value for value in values if isinstance(value, Range)}
    if ranges:
        return tuple(sorted(ranges, key=lambda one: (one.low, one.high, one.as_given)))
    return tuple(name for name in domain.values if name in values)


def value_text(value: Value, domain: Domain | None = None) -> str:
    """Write one value of an answer; a range that ends where the domain ends says 'at least' or 'at most'."""
    if not isinstance(value, Range):
        return value
    numbers = value
    low, high = number_text(numbers.low), numbers.high
    if numbers.exact:
        return low
    if math.isinf(high) or (domain and high == domain.maximum):
        return f"at least {low}"
    if domain and numbers.low == domain.minimum:
        return f"at most {number_text(high)}"
    return f"{low} to {number_text(high)}"
