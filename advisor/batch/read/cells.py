"""What people put in the cells of a table, in the words of a case file.

A case file is written by somebody who reads its errors; a table was filled in long ago by many.
So a table may say more: marks of what is missing, Y and N, 'low-moderate', numbers in the way of the
column, and a word with one slip, which is taken and told.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from advisor.batch.portion import MEND_SLIP
from advisor.cases.answers import UNKNOWN, parse_answer
from advisor.cases.model import Answer
from advisor.cases.numbers import column_numbers
from advisor.errors import NOWHERE, Problem, ProblemKind, Suggestion
from advisor.knowledge.domains import Kind
from advisor.knowledge.model import Fact
from advisor.text import one_line

MISSING = frozenset((
    "-", "--", "---", "\N{EN DASH}", "—", ".", "..", "...", "…", "?", "??", "???", "n/a", "na", "n.a.", "n.a", "n. a.", "n/k",
    "nan", "null", "nil", "don't know", "don\N{RIGHT SINGLE QUOTATION MARK}t know", "dont know", "do not know", "not known", "not available",
    "no answer", "no data", "not stated", "missing", "tbd", "not applicable", UNKNOWN,
    "k.a.", "k. a.", "k.a", "ka", "keine angabe", "keine angaben", "weiss nicht", "unbekannt",
    "entfällt", "sans objet", "n.d.", "n. d.", "n.c.", "non connu", "inconnu", "ne sait pas", "pas de réponse",
    "sin datos", "no aplica", "brak danych", "nessun dato", "onbekend",
))  # fmt: skip
"""What stands in a cell of which nobody knows what belongs there, in small letters."""

_YES_NO = {"y": "yes", "1": "yes", "1.0": "yes", "t": "yes", "true": "yes"} | {
    "n": "no", "0": "no", "0.0": "no", "f": "no", "false": "no",
}  # fmt: skip

_JOINTS = re.compile(r"(\s+or\s+|\s*[/|;,+]\s*|\s+to\s+|^at (?:least|most)\s+)", re.IGNORECASE)
_SPAN = re.compile(r"(.+?)\s*[-–—]\s*(.+)")  # noqa: RUF001 - as people write it
_SHORTEST_SLIP = 4
"""How many letters a word has at least in which a slip is seen: 'own' and 'now' are two words."""

_LONG_WORD = 7
"""From how many letters on two of them may be slips, where a word is only proposed."""


@dataclass(frozen=True)
class CellReading:
    """What a cell says: its mask, 0 where that is unknown; the problem with it; and what a slip was taken for."""

    mask: int = 0
    problem: Problem | None = None
    taken: str = ""


def read_cell(fact: Fact, text: str, mark: str = "") -> CellReading:
    """Read the answer in a cell; `mark` stands before the decimals in its column, as far as that is known."""
    plain = " ".join(text.split())
    folded = plain.casefold()
    if fact.domain.code(plain) is None and (not folded or folded in MISSING):
        return CellReading()
    if fact.domain.kind is Kind.NUMBER:
        parts = plain.split(" or ")
        if all(fact.domain.code(part) is not None for part in parts):
            return CellReading(fact.domain.mask(parts))  # classes, as an output of ours names them
        bare = _FOOTNOTE.sub("", plain)
        written = column_numbers(_in_plain_words(bare), mark, whole=fact.domain.whole)
        if written is None:
            return CellReading(problem=_ambiguous(fact, plain))
        read = _parsed(fact, written, plain)
        return read if read.problem or bare == plain else _taken(fact, read.mask, plain, bare)
    if fact.domain.kind is Kind.YES_NO:
        plain = _YES_NO.get(folded, plain)
    straight = _parsed(fact, plain, plain)
    words, slips = _in_words(fact, plain) if straight.problem else (plain, False)
    read = straight if words == plain else _parsed(fact, words, plain)
    if read.problem or not slips:
        return straight if read.problem else read
    return _taken(fact, read.mask, plain, words)


def _taken(fact: Fact, mask: int, text: str, words: str) -> CellReading:
    message = f"'{one_line(text)}' was taken for '{words}'"
    problem = Problem(NOWHERE, message, MEND_SLIP, about=fact.name, read=text, nearest=words)
    return CellReading(mask, problem, words)


_FOOTNOTE = re.compile(r"(?<=[0-9½])\s*(?:[*†‡]+|[¹²³⁴⁵⁶⁷⁸⁹⁰]+|[(\[][0-9*][)\]])$")
_BETWEEN = re.compile(r"(?<=[0-9½])\s+(?:bis|à|tot|až)\s+(?=[0-9.,])", re.IGNORECASE)
_THOUSAND = re.compile(r"(?<=[0-9])\s*(?:tsd|tausend)\b\.?", re.IGNORECASE)
_NO_ZERO = re.compile(r"^(?=[.,][0-9]{1,2}$)")


def _in_plain_words(text: str) -> str:
    """Return a number as it is written elsewhere: '.5', '1½', '12,5 Tsd.' and '5000 bis 6000'."""
    text = re.sub(r"(?<=[0-9])½", ".5", text).replace("½", "0.5")
    text = _THOUSAND.sub("k", _BETWEEN.sub(" to ", text))
    return _NO_ZERO.sub("0", text)


def number_answer(fact: Fact, given: str | Sequence[str], mark: str = "") -> Answer | None:
    """Return the answer to a fact that is a number, as `read_cell` reads it; None where it can't be, or is unknown."""
    if not isinstance(given, str):
        answer = parse_answer(fact, given)
    else:
        plain = " ".join(given.split())
        plain = _in_plain_words(_FOOTNOTE.sub("", plain))
        written = column_numbers(plain, mark, whole=fact.domain.whole)
        answer = None if written is None else parse_answer(fact, written)
    return answer if isinstance(answer, Answer) else None


def _parsed(fact: Fact, words: str, read: str) -> CellReading:
    answer = parse_answer(fact, words)
    if isinstance(answer, Answer):
        return CellReading(answer.mask(fact.domain))
    if answer is None:
        return CellReading()
    mend, near = answer.mend, answer.nearest
    if near and not is_slip(words, near):
        # The word of another language may look like the contrary of what it means: 'Kanton' is no 'none'.
        mend, near = str(Suggestion(words, answer.allowed)), ""
    return CellReading(
        problem=Problem(
            NOWHERE, answer.message, mend, kind=answer.kind, about=fact.name, read=read,
            allowed=answer.allowed, nearest=near,
        )
    )  # fmt: skip


def is_slip(word: str, near: str) -> bool:
    """Tell whether a word may be another one with a slip: one letter apart, or two in a long one."""
    one, other = " ".join(word.split()).casefold(), near.casefold()
    shortest = min(len(one), len(other))
    if shortest < _SHORTEST_SLIP:
        return False
    return distance(one, other, 2) <= (2 if shortest >= _LONG_WORD else 1)


def distance(one: str, other: str, most: int) -> int:
    """Return how many letters must be put in, left out, changed or swapped; `most` + 1 where they are more."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for place, letter in enumerate(one, 1):
        last, before_last, row = row, before, [place]
        for at, wanted in enumerate(other, 1):
            cost = min(last[at] + 1, row[-1] + 1, last[at - 1] + (letter != wanted))
            swapped = place > 1 and at > 1 and letter == other[at - 2] and one[place - 2] == wanted
            row.append(min(cost, before_last[at - 2] + 1) if swapped else cost)
        before = last
    return min(row[-1], most + 1)


def _ambiguous(fact: Fact, text: str) -> Problem:
    message = f"'{one_line(text)}' can be read in two ways for '{fact.name}'"
    hint = "write it without a mark for thousands, and with two decimals or none"
    return Problem(
        NOWHERE, message, hint, kind=ProblemKind.AMBIGUOUS, about=fact.name, read=text
    )  # fmt: skip


def _in_words(fact: Fact, text: str) -> tuple[str, bool]:
    """Return several answers as a case file joins them, and whether one of them had a slip."""
    slips = False
    parts: list[str] = []
    for place, part in enumerate(_JOINTS.split(text)):
        if place % 2:
            parts.append(" or " if part.strip() in ("/", "|", ";", ",", "+") else part)
            continue
        word, slip = _word(fact, part)
        slips |= slip
        parts.append(word)
    return "".join(parts), slips


def _word(fact: Fact, text: str) -> tuple[str, bool]:
    """Return the value that a word means, or two with a line between them; and whether it had a slip."""
    code = fact.domain.code(text)
    if not text or code is not None:
        return text, False
    slip = _slip(fact, text)
    if slip:
        return slip, True
    span = _SPAN.fullmatch(text)
    if span is None:
        return text, False
    ends = [_word(fact, end) if "-" not in end else (end, False) for end in span.groups()]
    codes = [fact.domain.code(word) for word, _ in ends]
    if None in codes:
        return text, False
    joint = " to " if fact.domain.ordered else " or "
    words = sorted((word for word, _ in ends), key=lambda word: fact.domain.code(word) or 0)
    return joint.join(words), any(slip for _, slip in ends)


def _slip(fact: Fact, text: str) -> str:
    """Return the only value that is one letter away, '' if none or several are."""
    folded = text.casefold()
    if len(folded) < _SHORTEST_SLIP:
        return ""
    near = [
        value
        for value in fact.domain.values
        if len(value) >= _SHORTEST_SLIP and _one_apart(folded, value.casefold())
    ]
    return near[0] if len(near) == 1 else ""


def _one_apart(one: str, other: str) -> bool:
    """Tell whether a letter was left out, put in, changed, or changed places with its neighbour."""
    if abs(len(one) - len(other)) > 1 or one == other:
        return False
    first = next(
        (place for place, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]),
        min(len(one), len(other)),
    )
    a, b = one[first:], other[first:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])
