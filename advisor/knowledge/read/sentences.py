"""Sentences of the rule language, parsed by the Lark grammar beside this module (LALR).

The result holds names as they were written, each with its place; `names` checks them.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from lark import Lark, Token, Transformer
from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken

from advisor.errors import Problem
from advisor.knowledge.read.markdown import Text
from advisor.knowledge.read.sentence_parts import (
    RawEffect,
    RawMonotone,
    RawPredicate,
    RawPreference,
    RawTerm,
    Word,
    place_of,
)
from advisor.knowledge.words import Relation, Strength

STARTS = ("line", "cell", "conditions", "effects", "preference", "levels", "monotone")

_READABLE = {
    "NAME": "a name or value",
    "COMMA": "','",
    "STRENGTH": "'weakly', 'moderately' or 'strongly'",
    "NEVER": "'never lowers' or 'never raises'",
    "LEADER": "an option",
    "_LEAD": "'the lead of'",
    "$END": "the end of the sentence",
}

_HINTS = {
    "line": "write '<name> is <value>', and 'or' between comparisons",
    "conditions": "write 'when <name> is <value>, <name> is <value>'",
    "effects": "write 'favour <option>', 'oppose <option>', 'rule out <option>', "
    "'raise <assessment>', 'lower <assessment>' or '<assessment> is <value>'",
    "preference": "write 'prefer <option>, then <option>', or 'keep <fact>, then prefer <option>'",
    "levels": "write '<value> from <least sum>'",
}
"""What a sentence looks like, where the next word that would fit doesn't say enough."""


class _Ambiguous(Exception):
    """A value follows 'or' after a comparison that can't take a second value."""

    def __init__(self, word: Word) -> None:
        super().__init__(word.text)
        self.word = word


class SentenceError(Exception):
    """A sentence doesn't follow the grammar."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


def _word(token: Token) -> Word:
    return Word(" ".join(token.split()), token.line or 1, token.column or 1)


def _optional(token: Token | None) -> Word | None:
    return None if token is None else _word(token)


def _words(parts: list[Any]) -> tuple[Word, ...]:
    names = parts[0] if parts and isinstance(parts[0], list) else parts
    return tuple(_word(token) for token in names if token.type == "NAME")


def _predicate(relation: Relation, *, negated: bool = False) -> Any:
    def build(_: object, parts: list[Any]) -> RawPredicate:
        return RawPredicate(relation, _words(parts), negated)

    return build


def _with_value(term: RawTerm, value: Word) -> RawTerm:
    """Return the term with one more value: 'is low or moderate' means one of the two."""
    predicate = term.predicate
    if predicate.relation is not Relation.IS or predicate.negated:
        raise _Ambiguous(value)
    return replace(term, predicate=replace(predicate, values=(*predicate.values, value)))


def _strength(word: Token | None) -> Strength:
    return Strength.MODERATELY if word is None else Strength(str(word).lower())


class _Builder(Transformer[Token, Any]):
    """Turns the grammar's branches into raw terms and effects, while they are parsed."""

    def names(self, tokens: list[Token]) -> list[Token]:
        return tokens

    known = _predicate(Relation.KNOWN)
    unknown = _predicate(Relation.UNKNOWN)
    at_least = _predicate(Relation.AT_LEAST)
    at_most = _predicate(Relation.AT_MOST)
    below = _predicate(Relation.BELOW)
    above = _predicate(Relation.ABOVE)
    between = _predicate(Relation.BETWEEN)
    either = _predicate(Relation.IS)

    equal = _predicate(Relation.IS)
    unequal = _predicate(Relation.IS, negated=True)

    def term(self, parts: list[Any]) -> RawTerm:
        return RawTerm(_word(parts[0]), parts[1])

    def line(self, parts: list[Any]) -> tuple[RawTerm, ...]:
        terms: list[RawTerm] = []
        for part in parts:
            if isinstance(part, RawTerm):
                terms.append(part)
            else:
                terms[-1] = _with_value(terms[-1], _word(part))
        return tuple(terms)

    def conditions(self, lines: list[tuple[RawTerm, ...]]) -> tuple[tuple[RawTerm, ...], ...]:
        return tuple(lines)

    def cell(self, parts: list[RawPredicate]) -> RawPredicate:
        return parts[0]

    def favour(self, parts: list[Any]) -> RawEffect:
        return RawEffect("favour", _word(parts[0]), _strength(parts[1]), _optional(parts[2]))

    def oppose(self, parts: list[Any]) -> RawEffect:
        return RawEffect("oppose", _word(parts[0]), _strength(parts[1]), _optional(parts[2]))

    def rule_out(self, parts: list[Any]) -> RawEffect:
        return RawEffect("rule out", _word(parts[0]), decision=_optional(parts[1]))

    def raise_(self, parts: list[Any]) -> RawEffect:
        return RawEffect("raise", _word(parts[0]), _strength(parts[1]))

    def lower(self, parts: list[Any]) -> RawEffect:
        return RawEffect("lower", _word(parts[0]), _strength(parts[1]))

    def conclude(self, parts: list[Any]) -> RawEffect:
        return RawEffect("is", _word(parts[0]), value=_word(parts[1]))

    def effects(self, effects: list[Any]) -> tuple[RawEffect, ...]:
        return tuple(effect for effect in effects if isinstance(effect, RawEffect))

    def preferred(self, parts: list[Any]) -> tuple[Word, ...]:
        return _words(parts)

    def kept(self, parts: list[Any]) -> Word:
        return _word(parts[0])

    def preference(self, parts: list[Any]) -> RawPreference:
        kept = next((part for part in parts if isinstance(part, Word)), None)
        options = next((part for part in parts if isinstance(part, tuple)), ())
        return RawPreference(kept, options)

    def level(self, parts: list[Any]) -> tuple[Word, Word]:
        return _word(parts[0]), _word(parts[1])

    def levels(self, parts: list[Any]) -> tuple[tuple[Word, Word], ...]:
        return tuple(part for part in parts if isinstance(part, tuple))

    def monotone(self, parts: list[Any]) -> RawMonotone:
        never_lowers = str(parts[1]).lower().endswith("lowers")
        return RawMonotone(_word(parts[0]), never_lowers, _word(parts[2]), _optional(parts[3]))

    def lead(self, parts: list[Any]) -> RawMonotone:
        subject, never, target, over, decision = parts
        never_lowers = str(never).lower().endswith("lowers")
        return RawMonotone(
            _word(subject), never_lowers, _word(target), _optional(decision), _word(over)
        )


@cache
def _grammar() -> Lark:
    text = (files("advisor.knowledge.read") / "sentences.lark").read_text(encoding="utf-8")
    return Lark(
        text, parser="lalr", start=list(STARTS), maybe_placeholders=True, transformer=_Builder()
    )


@lru_cache(maxsize=4096)
def _parse(start: str, raw: str) -> Any:
    # Many rules share a condition, and the parts hold places relative to their sentence only.
    return _grammar().parse(raw, start=start)


def parse(start: str, text: Text, key: str = "") -> Any:
    """Return the raw parts of a sentence; `start` is one of STARTS, `key` that of its entry.

    Raises SentenceError with the place of the first word that doesn't fit.
    """
    # Bold marks inside a law ('**never lowers**') give way to spaces, so that columns stay.
    raw = text.raw.replace("**", "  ")
    if not raw.strip():
        problem = Problem(text.place, "a sentence is missing here", _HINTS.get(start, ""))
        raise SentenceError(problem)
    try:
        return _parse(start, raw)
    except UnexpectedInput as error:
        raise SentenceError(_problem(error, raw, text, start, key)) from None
    except _Ambiguous as error:
        word = error.word
        hint = f"write the whole comparison: 'or <name> is {word.text}'"
        problem = Problem(place_of(word, text), f"'or {word.text}' has no subject of its own", hint)
        raise SentenceError(problem) from None


def _problem(error: UnexpectedInput, raw: str, text: Text, start: str, key: str) -> Problem:
    expected: set[str] = set()
    where = text.at(error.line, error.column)
    found = ""
    if isinstance(error, UnexpectedToken):
        expected = error.accepts or error.expected
        if error.token.type == "$END":
            end = text.part(len(raw.rstrip()), len(raw.rstrip())).place
            if expected == {"_IS"}:
                return _verbless(raw, text, start)
            return Problem(end, "the sentence ends too early", _expectation(expected))
        found = str(error.token)
    elif isinstance(error, UnexpectedCharacters):
        expected = error.allowed or set()
        found = raw[error.pos_in_stream or 0 :].split(maxsplit=1)[0]
    found = " ".join(found.split())
    hint = _expectation(expected)
    if start == "line" and found.casefold() == "and":
        hint = "lines are joined by 'and' already: write this condition on a line of its own"
        if key == "Unless":
            hint = "an Unless line knows only 'or': say in a When line what has to hold instead"
    return Problem(where, f"can't read '{found}' here", hint or _HINTS.get(start, ""))


def _verbless(raw: str, text: Text, start: str) -> Problem:
    """Tell the last part of a sentence, which has neither an 'is' nor a word that says what to do."""
    pieces = re.split(r",(?!\d{3}\b)|\bor\b", raw, flags=re.IGNORECASE)
    last = pieces[-1]
    at = len(raw) - len(last) + len(last) - len(last.lstrip())
    part = text.part(at, len(raw.rstrip()))
    what = "no effect" if start == "effects" else "no comparison: it has no 'is'"
    return Problem(part.place, f"'{part.plain}' is {what}", _HINTS.get(start, ""), read=part.plain)


def _expectation(expected: set[str]) -> str:
    words = sorted(
        _READABLE.get(name, "'" + name.strip("_").lower().replace("_", " ") + "'")
        for name in expected
    )
    return "expected " + " or ".join(words) if words else ""
