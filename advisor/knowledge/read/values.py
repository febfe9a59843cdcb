"""Possible values as the books write them: scales, choices, numbers, what they mean, and shares of a hundred."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from advisor.errors import ProblemKind, suggestion
from advisor.knowledge.domains import (
    Domain,
    Kind,
    ambiguity,
    is_ambiguous,
    read_number,
    unambiguous,
    yes_no,
)
from advisor.knowledge.read.entries import BookProblems, checked_name
from advisor.knowledge.read.markdown import Entry, Text
from advisor.knowledge.read.other_words import anchor_meant, answers_meant

_NUMBER = re.compile(
    r"(?P<whole>whole )?number of (?P<unit>[\w -]+?)(?:\s+from\s+(?P<low>\S+)\s+to\s+(?P<high>\S+))?$",
    re.IGNORECASE,
)
_SHARES = {"a hundredth": 0.01, "a twentieth": 0.05, "a tenth": 0.1, "a fifth": 0.2}
"""Shares that may be written as words."""
_PER_CENT = re.compile(r"(?P<number>\S+?)\s*(%|per cent|percent)$", re.IGNORECASE)
_WIDEST = 50
"""How wide a border may be, in per cent: wider ones would reach down to nothing."""

MOST_VALUES = 100
"""How many values a scale or choice may have, and options a decision."""


def book_number(text: Text, problems: BookProblems, message: str, mend: str) -> float | None:
    """Read a number of a book; one that is none, or can be read in two ways, is a problem."""
    plain = text.plain
    if is_ambiguous(plain):
        told = f"'{plain}' {ambiguity(plain)}"
        problems.add(text.place, told, unambiguous(plain), kind=ProblemKind.AMBIGUOUS, read=plain)
        return None
    number = read_number(plain)
    if number is None or number == float("inf"):
        problems.add(text.place, message, mend, read=plain)
        return None
    return number


def read_share(entry: Entry, domain: Domain, problems: BookProblems) -> float:
    """Read **Near**, `a tenth` or `5 %`: how close to a threshold an exact number counts as either side."""
    plain = entry.text.plain.casefold()
    if domain.kind is not Kind.NUMBER:
        mend = "leave it out; only a number has thresholds"
        problems.add(entry.place, "**Near** belongs to a number", mend)
        return 0.0
    if plain in _SHARES:
        return _SHARES[plain]
    match = _PER_CENT.match(plain)
    mend = "write a share such as 'a tenth' or '5 %'"
    if match is None:
        problems.add(entry.text.place, f"can't read '{entry.text.plain}' as a share", mend)
        return 0.0
    number = book_number(
        entry.text.part(match.start("number"), match.end("number")),
        problems,
        f"can't read '{entry.text.plain}' as a share",
        mend,
    )
    if number is not None and not 0 < number < _WIDEST:
        message = f"'{entry.text.plain}' is no sensible border"
        problems.add(
            entry.text.place,
            message,
            f"allowed: above 0 and below {_WIDEST} %",
            kind=ProblemKind.OUT_OF_RANGE,
        )
        return 0.0
    return (number or 0.0) / 100


def _numbers(match: re.Match[str], text: Text, problems: BookProblems) -> Domain | None:
    """Read the unit and the range of a number."""
    message, mend = f"can't read the range in '{text.plain}'", "write 'from 1 to 1,000'"
    ends: list[float] = [0.0, float("inf")]
    if match["low"]:
        for at, key in enumerate(("low", "high")):
            # Offsets count in the text on one line, which is where ranges stand.
            part = text.part(match.start(key), match.end(key)) if text.raw == text.plain else text
            number = book_number(Text(match[key], part.place), problems, message, mend)
            if number is None:
                return None
            ends[at] = number
    low, high = ends
    if low >= high:
        problems.add(text.place, message, mend)
        return None
    domain = Domain(Kind.NUMBER, (f"any {match['unit']}",), match["unit"], low, high)
    return replace(domain, whole=bool(match["whole"]))


def _pieces(text: Text, separator: str) -> list[Text]:
    """Return the parts of a text between its separators, each with its place."""
    pieces: list[Text] = []
    start = 0
    for piece in text.raw.split(separator):
        left = start + len(piece) - len(piece.lstrip())
        pieces.append(text.part(left, left + len(piece.strip())))
        start += len(piece) + 1
    return pieces


def _fitting(
    values: Sequence[str],
    pieces: Sequence[Text],
    text: Text,
    problems: BookProblems,
    *,
    allow_number: bool,
) -> bool:
    """Whether there are enough values, not too many, and each once; what is wrong is noted."""
    folded = [value.casefold() for value in values]
    if not 2 <= len(values) <= MOST_VALUES:
        hint = "write a scale 'a < b < c', a choice 'a | b', 'yes | no'"
        hint += " or 'number of inhabitants'" if allow_number else ""
        message = f"'{text.plain}' offers fewer than two values"
        if len(values) > MOST_VALUES:
            message = f"{len(values):,} values are more than {MOST_VALUES}"
        problems.add(text.place, message, hint)
        return False
    for index, value in enumerate(folded):
        if value in folded[:index]:
            message = f"the value '{values[index]}' stands here twice"
            problems.add(pieces[index].place, message, "keep one of them")
            return False
    return True


def read_domain(
    text: Text, problems: BookProblems, of: str, *, allow_number: bool = False
) -> Domain | None:
    """Read `a < b < c`, `a | b`, `yes | no`, `number of ...` or `whole number of ...`; `of` has these values."""
    plain = text.plain
    match = _NUMBER.match(plain) if allow_number else None
    if match:
        return _numbers(match, text, problems)
    separator = "<" if "<" in plain else "|"
    pieces = _pieces(text, separator)
    meant = answers_meant(plain) if len(pieces) == 1 else []
    if meant:
        lines = " or ".join(f"'{one}'" for one in meant if allow_number or "number" not in one)
        scale = ": a scale from the lowest up, or a choice" if len(meant) > 1 else ""
        problems.add(text.place, f"can't tell the answers in '{plain}'", f"write {lines}{scale}")
        return None
    values = tuple(checked_name(piece, problems, "the value") for piece in pieces)
    if not all(values) or not _fitting(values, pieces, text, problems, allow_number=allow_number):
        return None
    folded = [value.casefold() for value in values]
    if set(folded) == {"yes", "no"}:
        return yes_no()
    for part in pieces:
        problems.mention(of, part.plain, part)
    return Domain(Kind.SCALE if separator == "<" else Kind.CHOICE, values)


def read_meanings(
    entry: Entry, domain: Domain, problems: BookProblems, what: str, of: str
) -> tuple[tuple[str, str], ...]:
    """Read the sub-bullets `- *value*: text`, one for every value; a decision may have none."""
    texts: dict[str, str] = {}
    for value, text in entry.anchors:
        code = domain.code(value.plain)
        if code is None:
            told, rest = anchor_meant(text.raw) if not value.raw else ("", "")
            code = domain.code(told) if told else None
            if code is not None:
                mend = f"write '  - *{domain.values[code]}*: {rest}'"
                problems.add(text.place, "this anchor has no value between single stars", mend)
                texts[domain.values[code]] = rest
                continue
            allowed = suggestion(value.plain, domain.values)
            problems.add(value.place, f"'{value.plain}' is no value of {what}", allowed)
        elif domain.values[code] in texts:
            message = f"'{value.plain}' is described twice in {what}"
            problems.add(value.place, message, "keep one of them")
        else:
            texts[domain.values[code]] = text.plain
            problems.mention(of, domain.values[code], value)
    for value_name in domain.values:
        if not texts.get(value_name):
            problems.add(
                entry.place,
                f"'{value_name}' in {what} has no anchor",
                f"add '  - *{value_name}*: what an adviser would see if it were true'",
                kind=ProblemKind.MISSING,
            )
    return tuple((value, texts.get(value, "")) for value in domain.values)


def former_names(
    entries: list[Entry], name: str, domain: Domain, problems: BookProblems
) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
    """Read `- **Formerly** old name` and `- **Formerly** old value -> value` of an item."""
    names: list[str] = []
    values: dict[str, str] = {}
    for entry in entries:
        old, arrow, new = (part.strip() for part in entry.text.plain.partition("->"))
        taken = [*names, *values, *domain.values, name]
        if not old or (arrow and not new):
            mend = "write an old name, or 'old value -> value'"
            problems.add(entry.text.place, "**Formerly** names nothing", mend)
        elif old.casefold() in [one.casefold() for one in taken]:
            message = f"'{old}' is a name of '{name}' or of a value already"
            problems.add(entry.text.place, message, "leave it out", kind=ProblemKind.REPEATED)
        elif not arrow:
            names.append(old)
        elif (code := domain.code(new)) is not None:
            values[old] = domain.values[code]
            start = entry.text.raw.index("->") + 2
            start += len(entry.text.raw[start:]) - len(entry.text.raw[start:].lstrip())
            spot = entry.text.part(start, len(entry.text.raw))
            problems.mention(name, values[old], spot, former=True)
        else:
            allowed = suggestion(new, domain.values)
            problems.add(entry.text.place, f"'{new}' is no value of '{name}'", allowed)
    return tuple(names), tuple(values.items())
