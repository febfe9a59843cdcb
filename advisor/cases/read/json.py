"""From the text of a JSON file to the plain tree, by a small Lark grammar that keeps every place."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

from lark import Lark, Token, UnexpectedCharacters, UnexpectedInput, UnexpectedToken

from advisor.cases.read.tree import (
    CaseProblems,
    Mapping,
    Node,
    ReadingLimits,
    Scalar,
    Sequence,
    TooManyProblemsError,
    forbidden_character,
)
from advisor.errors import CaseError, Place, Problem
from advisor.text import one_line

# Python's own json keeps neither places nor keys that repeat. A number is read as it stands and
# checked afterwards, so that 01 is told as a number and not as a missing comma.
_GRAMMAR = r"""
?value: mapping | sequence | STRING | NUMBER | TRUE | FALSE | NULL
mapping: LBRACE [pair (_COMMA pair)*] _RBRACE
pair: STRING _COLON value
sequence: LSQB [value (_COMMA value)*] _RSQB

LBRACE: "{"
_RBRACE: "}"
LSQB: "["
_RSQB: "]"
_COMMA: ","
_COLON: ":"
TRUE: "true"
FALSE: "false"
NULL: "null"
NUMBER: /-?[0-9][0-9.eE+_-]*/
STRING: /"(?:[^"\\\x00-\x1f]|\\["\\\/bfnrt]|\\u[0-9a-fA-F]{4})*"/
%ignore /[ \t\r\n]+/
"""
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_CLOSED_BY = {"LBRACE": "}", "LSQB": "]"}

# What to do where one of these tokens could stand, most telling first.
_EXPECTED = {
    "_COLON": "write a colon between the key and its value",
    "_COMMA": "write a comma between the entries",
    "NUMBER": "write a text in double quotes, a number, true, false, null, a list or a mapping",
    "STRING": "write a key in double quotes",
}


def json_tree(text: str, file: str) -> Node:
    """Return the tree of the only value in `text`.

    Raises CaseError: bad syntax, nested too deep, too many entries, or texts with characters
    that no case may hold.
    """
    problems = CaseProblems()
    try:
        root = _Builder(file, problems).build(_parse(text, file))
    except TooManyProblemsError:
        raise problems.error() from None
    if problems.found:
        raise problems.error()
    return root


@cache
def _grammar() -> Lark:
    return Lark(_GRAMMAR, parser="lalr", start="value", maybe_placeholders=False)


def _parse(text: str, file: str) -> Any:
    """Parse token by token, so that deep nesting ends at once."""
    parser = _grammar().parse_interactive(text)
    bounds = ReadingLimits()
    opened: list[Token] = []
    try:
        for token in parser.iter_parse():
            if token.type in _CLOSED_BY:
                bounds.enter(_place(token, file))
                opened.append(token)
            elif token.type in ("_RBRACE", "_RSQB"):
                bounds.leave()
                opened = opened[:-1]
            elif not token.type.startswith("_"):
                bounds.node(_place(token, file))
        return parser.feed_eof()  # type: ignore[no-untyped-call]
    except UnexpectedInput as error:
        raise CaseError(_syntax_problem(error, opened, text, file)) from None


def _place(token: Token, file: str) -> Place:
    return Place(file, token.line or 0, token.column or 0)


class _Builder:
    """Turns Lark's tree into ours; the depth is bounded by then."""

    def __init__(self, file: str, problems: CaseProblems) -> None:
        self._file = file
        self._problems = problems

    def build(self, part: Any) -> Node:
        if isinstance(part, Token):
            return self._scalar(part)
        place = _place(part.children[0], self._file)
        children = part.children[1:]
        if part.data == "sequence":
            return Sequence(tuple(self.build(child) for child in children), place)
        pairs = ((self.build(pair.children[0]), self.build(pair.children[1])) for pair in children)
        return Mapping(tuple(pairs), place)

    def _scalar(self, token: Token) -> Scalar:
        place = _place(token, self._file)
        if token.type != "STRING":
            if token.type == "NUMBER" and not _NUMBER.fullmatch(token):
                message = f"this is not JSON: '{one_line(token)}' is no number in JSON"
                hint = "put it in double quotes, or write it as in 12, -3, 2.5 or 1e6"
                self._problems.add(place, message, hint)
            return Scalar(str(token), plain=True, place=place)
        text: str = json.loads(token)
        name = forbidden_character(text)
        if name:
            message = f"the text holds the invisible character {name}"
            self._problems.add(place, message, "take it out")
        return Scalar(text, plain=False, place=place)


def _syntax_problem(error: UnexpectedInput, opened: list[Token], text: str, file: str) -> Problem:
    expected: set[str] = set()
    if isinstance(error, UnexpectedToken):
        expected = set(error.accepts or error.expected)
        if error.token.type == "$END":
            bracket = opened[-1]
            hint = f"close it with '{_CLOSED_BY[bracket.type]}'"
            message = f"this is not JSON: the '{bracket}' is never closed"
            return Problem(_place(bracket, file), message, hint)
    elif isinstance(error, UnexpectedCharacters):
        expected = set(error.allowed or ())
    start = error.pos_in_stream or 0
    found = re.match(r"[\w.+-]+|.", text[start : start + 40])
    what = found[0] if found else ""
    hint = _hint(what, text[:start].rstrip()[-1:], expected)
    if not opened and start and text[:start].strip():
        hint = "a case file holds one mapping and nothing after it"
    message = f"this is not JSON: '{what}' can't stand here"
    return Problem(Place(file, error.line, error.column), message, hint)


def _hint(what: str, before: str, expected: set[str]) -> str:
    if before == "," and what in ("}", "]"):
        return f"take out the comma before '{what}'"
    if what in ("/", "#"):
        return "JSON has no comments; write the case as YAML to have them"
    if what == "'":
        return "put texts in double quotes"
    if what == '"' and "STRING" in expected:
        return "close the text with a double quote on the same line; write \\n for a line end"
    for name, hint in _EXPECTED.items():
        if name in expected:
            return hint
    return ""
