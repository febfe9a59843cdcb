"""Conditions on governments, such as 'population < 20000 and digital budget = none or small'.

A term speaks of a fact, an assessment, a decision (as it is today) or a column that is carried along. It
holds where that is known for sure; where it is open, the government is not meant, and is counted.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from advisor.batch.write.table import Evaluated
from advisor.cases.numbers import column_numbers
from advisor.errors import CaseError, Place, Problem, Suggestion, suggestion
from advisor.knowledge.domains import Kind, read_number
from advisor.knowledge.model import Decision, Fact, Item, RuleBase
from advisor.text import one_line

Flags = NDArray[np.bool_]

_SIGNS: dict[str, str] = {
    "is at least": ">=", "is at most": "<=", "is below": "<", "is above": ">", "is not": "!=", "is": "=",
    "at least": ">=", "at most": "<=", "below": "<", "above": ">", "≥": ">=", "≤": "<=", "≠": "!=",
    "<=": "<=", ">=": ">=", "!=": "!=", "==": "=", "<": "<", ">": ">", "=": "=",
}  # fmt: skip
_COMPARE: dict[str, Callable[[pl.Series, float], pl.Series]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip
_AND = re.compile(r"\s+and\s+", re.IGNORECASE)
_OR = re.compile(r"\s+or\s+", re.IGNORECASE)
_TO = re.compile(r"\s+to\s+", re.IGNORECASE)


@dataclass(frozen=True)
class TargetTerm:
    """One term. `spans` are the closed ranges of numbers that it allows, `mask` the codes, `words` the texts.

    Which of them counts depends on what `subject` is; `item` is None for a column.
    """

    subject: str
    item: Item | None
    sign: str
    spans: tuple[tuple[float, float], ...] = ()
    mask: int = 0
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class TargetGroup:
    """All comparisons must hold; none means everybody."""

    text: str = ""
    terms: tuple[TargetTerm, ...] = ()

    def holds(self, evaluated: Evaluated) -> tuple[Flags, Flags]:
        """Return where it holds for sure, and where that is open."""
        cases = evaluated.portion.cases
        surely, maybe = np.ones(cases, bool), np.ones(cases, bool)
        for term in self.terms:
            one, other = _holds(term, evaluated)
            surely &= one
            maybe &= one | other
        return surely, maybe & ~surely


EVERYBODY = TargetGroup()


def read_condition(text: str, rules: RuleBase, columns: Sequence[str], where: str) -> TargetGroup:
    """Read a condition; `where` names the option that it came from. Raises CaseError.

    Names are those of facts, assessments, decisions and, where these know none, of `columns`.
    """
    terms = [_term(part, rules, columns, where) for part in _AND.split(text.strip())]
    return TargetGroup(" ".join(text.split()), tuple(terms))


def split_name(
    text: str, names: Sequence[str], signs: Sequence[str]
) -> tuple[str, str, str] | None:
    """Part 'NAME SIGN REST' at the longest of the names that it begins with; None where it is none such."""
    folded = " ".join(text.split())
    for name in sorted(names, key=len, reverse=True):
        if not folded.casefold().startswith(name.casefold()):
            continue
        rest = folded[len(name) :].strip()
        for sign in sorted(signs, key=len, reverse=True):
            if not rest.casefold().startswith(sign):
                continue
            value = rest[len(sign) :]
            if not sign[-1].isalpha() or value.startswith(" "):
                return name, sign, value.strip()
    return None


def _term(text: str, rules: RuleBase, columns: Sequence[str], where: str) -> TargetTerm:
    names = [*rules.items, *columns]
    found = split_name(text, [*names, *rules.former_names], list(_SIGNS))
    if found is None or not found[2]:
        given = re.split(r"[<>=!≠≤≥]|\s(?:is|at|below|above)\s", text.strip())[0].strip()
        hint: str | Suggestion = suggestion(given[:200], names)
        if given.casefold() in {one.casefold() for one in names}:
            hint = "write NAME = ANSWER, or with <, <=, >, >=, !="
        message = f"'{one_line(text)}' is no condition that can be understood"
        raise CaseError(Problem(Place(where), message, hint))
    name, sign, value = found[0], _SIGNS[found[1]], found[2]
    if name not in names:
        name = rules.former_names[name]
    item = rules.items.get(name)
    if item is None:
        return _of_column(name, sign, value, where)
    if isinstance(item, Fact) and item.domain.kind is Kind.NUMBER:
        return TargetTerm(name, item, sign, spans=_spans(name, value, where))
    codes = [_code(item, part.strip()) for part in _OR.split(value)]
    if None in codes:
        allowed = item.domain.values
        wrong = next(one for one, code in zip(_OR.split(value), codes, strict=True) if code is None)
        message = f"'{one_line(wrong)}' is no value of '{name}'"
        raise CaseError(Problem(Place(where), message, suggestion(wrong[:200], allowed)))
    first = codes[0] or 0
    everything = item.domain.everything
    if isinstance(item, Decision):  # a code more, for no recommendation
        everything |= 1 << len(item.options)
    if sign not in ("=", "!=") and (not item.domain.ordered or isinstance(item, Decision)):
        message = f"the values of '{name}' have no order"
        raise CaseError(Problem(Place(where), message, "write = or !="))
    below = (1 << first) - 1
    chosen = sum(1 << code for code in set(codes) if code is not None)
    mask = {
        "=": chosen, "!=": everything & ~chosen, "<": below, "<=": below | 1 << first,
        ">=": everything & ~below, ">": everything & ~(below | 1 << first),
    }[sign]  # fmt: skip
    return TargetTerm(name, item, sign, mask=mask)


def _code(item: Item, name: str) -> int | None:
    """Return the code of a value by its name, or by one that it had before."""
    today = {old.casefold(): new for old, new in item.former_values}
    return item.domain.code(today.get(name.casefold(), name))


def _spans(name: str, value: str, where: str) -> tuple[tuple[float, float], ...]:
    spans = []
    for part in _OR.split(value):
        ends = [read_number(column_numbers(end, whole=True) or "") for end in _TO.split(part)]
        low, high = ends[0], ends[-1]
        if low is None or high is None or len(ends) > 2:
            message = f"'{one_line(part)}' is no number for '{name}'"
            raise CaseError(Problem(Place(where), message, "write a number, such as 20000"))
        spans.append((low, high))
    return tuple(spans)


def _of_column(name: str, sign: str, value: str, where: str) -> TargetTerm:
    if sign in ("=", "!="):
        words = tuple(part.strip().casefold() for part in _OR.split(value))
        return TargetTerm(name, None, sign, words=words)
    return TargetTerm(name, None, sign, spans=_spans(name, value, where))


def _holds(term: TargetTerm, evaluated: Evaluated) -> tuple[Flags, Flags]:
    portion = evaluated.portion
    if term.item is None:
        column = portion.carried[term.subject]
        if term.words:
            texts = column.cast(pl.String, strict=False).str.strip_chars().str.to_lowercase()
            return _known(texts.is_in(term.words), texts, negated=term.sign == "!=")
        return _numbers(column.cast(pl.Float64, strict=False), term)
    if term.spans:
        return _numbers(portion.numbers[term.subject].cast(pl.Float64), term)
    masks = _masks(term.item, evaluated)
    allowed = np.uint64(term.mask)
    surely = (masks != 0) & (masks & ~allowed == 0)
    return surely, ~surely & ((masks == 0) | (masks & allowed != 0))


def _masks(item: Item, evaluated: Evaluated) -> NDArray[np.uint64]:
    """Return what an item can be in each case, 0 for all that is open."""
    if isinstance(item, Decision):
        code = evaluated.conclusions.recommended(item.name).astype(np.uint64)
        masks = np.uint64(1) << np.maximum(code, np.uint64(1)) - np.uint64(1)
        # One that recommends nothing has no option, and that is known.
        none = np.uint64(1 << len(item.options))
        found: NDArray[np.uint64] = np.where(code > 0, masks, none)
        return found
    if isinstance(item, Fact):
        row = evaluated.engine.facts.index(item.name)
        answers: NDArray[np.uint64] = evaluated.portion.masks[row].astype(np.uint64)
        return answers
    return evaluated.conclusions.values(item.name)


def _numbers(numbers: pl.Series, term: TargetTerm) -> tuple[Flags, Flags]:
    if term.sign in ("=", "!="):
        inside = pl.Series([False]).new_from_index(0, len(numbers))
        for low, high in term.spans:
            inside |= numbers.is_between(low, high).fill_null(value=False)
        return _known(inside, numbers, negated=term.sign == "!=")
    return _known(_COMPARE[term.sign](numbers, term.spans[0][0]), numbers)


def _known(holds: pl.Series, read: pl.Series, *, negated: bool = False) -> tuple[Flags, Flags]:
    known = read.is_not_null().to_numpy()
    flags = holds.fill_null(value=False).to_numpy()
    return known & (flags != negated), ~known
