"""What was typed at a question: an answer by number or word, or one of the keys; no screen in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from advisor.cases.numbers import plain_numbers
from advisor.errors import NOWHERE, Problem, ProblemKind, suggestion
from advisor.interview.session import AnswerError
from advisor.knowledge.domains import Kind
from advisor.knowledge.model import Fact, RuleBase


class Key(StrEnum):
    """The keys of every question; none of them begins 'yes' or 'no'."""

    WHY = "w"
    UNKNOWN = "d"
    SEVERAL = "s"
    NOT_APPLICABLE = "x"
    NOTE = "r"
    BACK = "b"
    SO_FAR = "f"
    WHAT_IF = "i"
    LEAVE = "q"
    HELP = "h"


KEY_HELP: tuple[tuple[Key, str, str], ...] = (
    (Key.WHY, "why", "why this is asked, and what each answer would do; w ids adds the rules"),
    (Key.UNKNOWN, "don't know", "nobody can tell; it is listed and not asked again"),
    (Key.SEVERAL, "several", "several answers are possible: a set, or a range of numbers"),
    (Key.NOT_APPLICABLE, "not applicable", "it does not concern this government"),
    (Key.NOTE, "remark", "keep a remark with the answer: who said it, where it stands"),
    (Key.BACK, "back", "change an earlier answer; all others are kept"),
    (Key.SO_FAR, "so far", "what the advice leans to, and how firmly"),
    (Key.WHAT_IF, "what if", "try an answer without giving it"),
    (Key.LEAVE, "leave", "everything is saved; the same command goes on from here"),
    (Key.HELP, "help", "all of this, and how answers can be written"),
)
"""Each key with its name and what it does."""

WITH_IDS = ("ids", "rules")
"""What is typed behind *why* for the rules one by one."""

_WORDS = {
    "?": Key.WHY,
    "why": Key.WHY,
    "don't know": Key.UNKNOWN,
    "dont know": Key.UNKNOWN,
    "unknown": Key.UNKNOWN,
    "several": Key.SEVERAL,
    "not applicable": Key.NOT_APPLICABLE,
    "n/a": Key.NOT_APPLICABLE,
    "remark": Key.NOTE,
    "note": Key.NOTE,
    "back": Key.BACK,
    "so far": Key.SO_FAR,
    "what if": Key.WHAT_IF,
    "leave": Key.LEAVE,
    "quit": Key.LEAVE,
    "exit": Key.LEAVE,
    "help": Key.HELP,
    **{key.value: key for key in Key},
}
LEAST_LETTERS = 3
"""How many letters of a question's name are needed to find it in a list."""

_TAKES_MORE = (Key.WHY, Key.SEVERAL, Key.NOTE, Key.BACK, Key.WHAT_IF)


@dataclass(frozen=True)
class Pressed:
    """A key, with what was typed behind it: `i 2`, `b population`, `r told by the clerk`."""

    key: Key
    rest: str = ""


@dataclass(frozen=True)
class Given:
    """An answer in the words of a case file, to this question or to a fact called by its name."""

    text: str
    fact: str = ""


def read_line(line: str, fact: Fact, rules: RuleBase) -> Pressed | Given | None:
    """Return what a line means at the question on `fact`, or None for an empty line.

    Raises AnswerError for 'name = answer' where there is no question of that name, and as `answer_words` does.
    """
    text = " ".join(line.split())
    if not text:
        return None
    if fact.domain.code(text) is not None:
        return Given(fact.domain.values[fact.domain.code(text) or 0])
    key = _WORDS.get(text.casefold())
    if key is not None:
        return Pressed(key)
    named = re.fullmatch(r"(.+?)\s*[=:]\s*(.+)", text)
    if named:
        other = _fact_called(named[1], rules)
        if other is not None:
            return Given(answer_words(named[2], other), other.name)
    for word in sorted(_WORDS, key=len, reverse=True):
        if _WORDS[word] in _TAKES_MORE and text.casefold().startswith(f"{word} "):
            rest = text[len(word) + 1 :]
            if _WORDS[word] is not Key.WHY or rest.casefold() in WITH_IDS:
                return Pressed(_WORDS[word], rest)
    if named:
        hint = suggestion(named[1][:200], rules.fact_names)
        raise AnswerError(Problem(NOWHERE, f"there is no question called '{named[1]}'", hint))
    return Given(answer_words(text, fact))


def answer_words(text: str, fact: Fact) -> str:
    """Return an answer in the words of a case file: numbers of a list and beginnings of words written out.

    '2' is the second answer, '1 3' and '1, 3' are the first or the third, '1-3' all from the first
    to the third, 'mod' is 'moderate' if nothing else begins so; numbers of a fact that counts are
    written as case files do. What is no such thing stays. Raises AnswerError for a number that is
    not in the list.
    """
    text = " ".join(text.split())
    if fact.domain.kind is Kind.NUMBER:
        return plain_numbers(text)
    if fact.domain.code(text) is not None:
        return text
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+", text):
        return _numbered(text, fact)  # one number with its thousands, and no list
    if re.fullmatch(r"\d+(?:(?:\s*,\s*|\s+or\s+|\s+and\s+|\s+)\d+)*", text):
        return " or ".join(_numbered(number, fact) for number in re.findall(r"\d+", text))
    span = re.fullmatch(r"(\d{1,9})\s*(?:-|–|to)\s*(\d{1,9})", text)  # noqa: RUF001 - as people type it
    if span:
        low, high = int(span[1]), int(span[2])
        if low > high:
            message = f"{low} to {high} runs backwards"
            raise AnswerError(Problem(NOWHERE, message, f"type {high}-{low}", about=fact.name))
        return " or ".join(
            _numbered(str(number), fact) for number in _both_in_list(low, high, fact)
        )
    joints = re.split(r"(\s+or\s+|\s*,\s*|\s+to\s+|^at (?:least|most)\s+)", text)
    parts = [
        " or " if part.strip() == "," else part if index % 2 else _completed(part, fact)
        for index, part in enumerate(joints)
    ]
    return "".join(parts)


def _numbered(number: str, fact: Fact) -> str:
    values = fact.domain.values
    if not number.isdecimal() or len(number) > 9 or not 1 <= int(number) <= len(values):
        message = f"there is no answer {number[:20]} to '{fact.name}'"
        hint = f"type 1 to {len(values)}"
        raise AnswerError(
            Problem(NOWHERE, message, hint, kind=ProblemKind.OUT_OF_RANGE, about=fact.name)
        )
    return values[int(number) - 1]


def _both_in_list(low: int, high: int, fact: Fact) -> range:
    for end in (low, high):
        _numbered(str(end), fact)
    return range(low, high + 1)


def _completed(text: str, fact: Fact) -> str:
    folded = text.strip().casefold()
    if not folded or fact.domain.code(folded) is not None:
        return text
    found = [value for value in fact.domain.values if value.casefold().startswith(folded)]
    return found[0] if len(found) == 1 else text


def _fact_called(text: str, rules: RuleBase) -> Fact | None:
    folded = " ".join(text.split()).casefold()
    return next((fact for fact in rules.facts if fact.name.casefold() == folded), None)


def chosen_fact(text: str, names: tuple[str, ...], rules: RuleBase) -> str | None:
    """Return the fact meant by a number in a list of names, by its name or by three or more of its first letters."""
    text = " ".join(text.split()).casefold()
    if text.isdecimal():
        return names[int(text) - 1] if 0 < int(text) <= len(names) else None
    exact = _fact_called(text, rules)
    if exact is not None:
        return exact.name
    if len(text) < LEAST_LETTERS:
        return None  # one letter is a key, or a slip
    begun = [name for name in rules.fact_names if name.casefold().startswith(text)]
    return begun[0] if len(begun) == 1 else None
