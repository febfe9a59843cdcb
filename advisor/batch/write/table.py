"""From the engine's planes to a table: decisions, statuses, scores, misfits and rules that fired."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from itertools import islice

import numpy as np
import polars as pl
from numpy.typing import NDArray

from advisor.batch.own_columns import (
    MISFITS,
    RULE_BASE,
    RULES,
    Form,
    class_name,
    flag_name,
    flagged,
    names_kept_free,
    own_names,
)
from advisor.batch.portion import FILE, ROW, Portion
from advisor.batch.write.names import column_names
from advisor.inference.many.conclusions import conclude
from advisor.inference.many.engine import BitEngine
from advisor.inference.many.firmness import STATUSES, Firmness
from advisor.inference.many.machine import Masks
from advisor.knowledge.domains import Domain
from advisor.knowledge.model import Decision, Fact

BASES = ("exact", "bounds")
"""How a status was found: by looking at all that can come out, or by bounds."""

_BASES = pl.Enum(BASES)
_STATUSES = pl.Enum([str(status) for status in STATUSES])
FEW_CODES = 7
"""Of how many answers a fact may have, each choice of them is a text made beforehand."""

_AT_ONCE = 8
"""How many rules make one piece of a text: all texts of a piece are made beforehand."""


Naming = Callable[[Sequence[str], Sequence[str], Sequence[str]], list[str]]
"""Names an output's columns: from those that are carried along, our own, of which two come first, and what is kept free."""


def plain_names(carried: Sequence[str], own: Sequence[str], free: Sequence[str]) -> list[str]:
    """Return the names of all columns in their order: file and row, what is carried, the rest of ours."""
    return [*own[:2], *column_names(carried, [*own, *free]), *own[2:]]


class Evaluated:
    """A portion with what follows for it."""

    def __init__(self, engine: BitEngine, portion: Portion) -> None:
        self.engine = engine
        self.portion = portion
        self.conclusions = conclude(engine, portion.masks)
        self.firmness: dict[str, Firmness] = self.conclusions.firmness

    def decision_columns(self) -> dict[str, dict[str, pl.Series]]:
        """Return for each decision, in the order of the books, its columns by their short names."""
        columns: dict[str, dict[str, pl.Series]] = {}
        for item in self.engine.rules.decisions:
            firm = self.firmness[item.name]
            columns[item.name] = {
                "recommended": self._recommended(item),
                "status": _enum(firm.status, _STATUSES),
                "status_basis": _enum((~firm.exact).astype(np.uint8), _BASES),
                **{
                    f"score {option}": pl.Series(self.conclusions.score(item.name, code))
                    for code, option in enumerate(item.options)
                },
            }
        return columns

    def _recommended(self, item: Decision) -> pl.Series:
        code = self.conclusions.recommended(item.name)
        return _enum(np.maximum(code, 1) - np.uint8(1), pl.Enum(item.options), code > 0)

    def fact_columns(self) -> list[pl.Series]:
        """Return the answers as they were understood; missing where unknown.

        A number stands as it was given exactly, and its class in a further column.
        """
        columns = []
        for fact, row in zip(self.engine.rules.facts, self.portion.masks, strict=True):
            answers = _answers(fact, row)
            numbers = self.portion.numbers.get(fact.name)
            if numbers is not None:
                columns.append(numbers.alias(fact.name))
                answers = answers.alias(class_name(fact))
            columns.append(answers)
        return columns

    def rules_fired(self, identifiers: Sequence[str], form: Form = Form.LISTS) -> pl.Series:
        """Return for each case the ids of those of the rules that fired, as a list or one text."""
        fired = map(self.conclusions.fired, identifiers)
        if form is Form.TEXT:
            return id_texts(fired, identifiers, self.portion.cases)
        return id_lists(fired, identifiers, self.portion.cases)

    def frame(
        self, form: Form, naming: Naming = plain_names, *, trace: bool = False
    ) -> pl.DataFrame:
        """Return the table: what was carried along, the rule base, and the conclusions.

        With `trace` it tells of all rules where they fired, else of the misfits alone.
        """
        rules = self.engine.rules
        columns: list[pl.Series] = self.fact_columns()
        for name, parts in self.decision_columns().items():
            for part, column in parts.items():
                own = name if part == "recommended" else f"{name} {part.replace('_', ' ')}"
                columns.append(column.alias(own))
        if form is Form.FLAGS:
            columns += self._flags(trace=trace)
        else:
            columns += self.fired(form, trace=trace)
        codes = np.zeros(self.portion.cases, np.uint8)
        rule_base = _enum(codes, pl.Enum([rules.hash])).alias(RULE_BASE)
        columns = [*self.portion.carried.iter_columns(), rule_base, *columns]
        names = self.names(form, naming, trace=trace)
        return pl.DataFrame(
            [column.alias(name) for column, name in zip(columns, names, strict=True)]
        )

    def names(self, form: Form, naming: Naming = plain_names, *, trace: bool = False) -> list[str]:
        """Return the names of the table's columns."""
        rules = self.engine.rules
        ours = [FILE, ROW, *own_names(rules, form, trace=trace)]
        return naming(self.portion.carried.columns[2:], ours, names_kept_free(rules))

    def fired(self, form: Form, *, trace: bool) -> list[pl.Series]:
        """Return the ids of the misfits, and with `trace` of all rules that fired."""
        rules = self.engine.rules.rules
        misfits = self.rules_fired([rule.id for rule in rules if rule.warning], form)
        if not trace:
            return [misfits.alias(MISFITS)]
        return [
            misfits.alias(MISFITS),
            self.rules_fired([rule.id for rule in rules], form).alias(RULES),
        ]

    def _flags(self, *, trace: bool) -> list[pl.Series]:
        """Return a column of truth values for each rule, 'misfit ID' where it warns."""
        return [
            pl.Series(flag_name(rule), self.conclusions.fired(rule.id).view(np.bool_))
            for rule in flagged(self.engine.rules, trace=trace)
        ]

    def documents(self, *, trace: bool = False) -> pl.DataFrame:
        """Return the conclusions nested as in JSON: decisions by name, then misfits.

        With `trace` all rules that fired come last.
        """
        rules = self.engine.rules
        decisions = []
        for name, parts in self.decision_columns().items():
            fields = [
                column.alias(part)
                for part, column in parts.items()
                if not part.startswith("score ")
            ]
            scores = [
                column.alias(part.removeprefix("score "))
                for part, column in parts.items()
                if part.startswith("score ")
            ]
            nested = pl.select(
                pl.struct(*fields, pl.struct(*scores).alias("scores")).alias(name)
            ).to_series()
            decisions.append(nested)
        return (
            pl.select(
                pl.struct(*self.portion.carried.get_columns()).alias("case"),
                pl.lit(rules.hash).alias("rule_base"),
                pl.struct(*self.fact_columns()).alias("facts"),
                pl.struct(*decisions).alias("decisions"),
                *self.fired(Form.LISTS, trace=trace),
            )
            if self.portion.cases
            else pl.DataFrame()
        )


def _enum(
    codes: NDArray[np.uint8], kind: pl.Enum, known: NDArray[np.bool_] | None = None
) -> pl.Series:
    """Return codes as a column, missing where not known; every code must be one of the kind all the same."""
    column = pl.Series(codes, dtype=pl.UInt8)
    if known is not None and not known.all():
        column = pl.select(pl.when(pl.Series(known)).then(column)).to_series()
    return column.cat.to(kind)


def _answers(fact: Fact, masks: Masks) -> pl.Series:
    """Return masks as texts such as 'low or moderate'."""
    domain = fact.domain
    if len(domain.values) <= FEW_CODES:
        kind = _texts_of_sets(domain)
        codes = (masks - masks.dtype.type(1)).astype(np.uint8)
        # Nothing has become 255, and everything is one too many.
        known = codes < len(kind.categories)
        return _enum(codes * known, kind, known).alias(fact.name)
    return answer_texts(domain, masks).alias(fact.name)


def answer_texts(domain: Domain, masks: Masks) -> pl.Series:
    """Return masks as texts such as 'low or moderate', missing where unknown, of a domain of any size."""
    distinct, back = np.unique(masks, return_inverse=True)
    names = pl.Series(
        [
            None if mask in (0, domain.everything) else " or ".join(domain.names(int(mask)))
            for mask in distinct
        ],
        dtype=pl.String,
    )
    return names.gather(back)


def set_texts(domain: Domain) -> list[str]:
    """Return the texts of all sets of a few values that say anything, in the order of their masks."""
    return [" or ".join(domain.names(mask)) for mask in range(1, domain.everything)]


@lru_cache(maxsize=512)
def _texts_of_sets(domain: Domain) -> pl.Enum:
    """Return the same texts as a kind of column."""
    return pl.Enum(set_texts(domain))


def id_lists(
    flags: Iterable[NDArray[np.uint8]], identifiers: Sequence[str], cases: int
) -> pl.Series:
    """Return for each case the ids whose flag, uint8[cases], is set there, in their order."""
    kind = pl.Enum(list(identifiers))
    # Going rule by rule, of which each fires in few cases, beats looking at each case's rules.
    counts = np.zeros(cases, np.int64)
    fired = [np.flatnonzero(flag.view(np.bool_)) for flag in flags]
    for where in fired:
        counts[where] += 1
    most = int(counts.max(initial=0))
    if not most:
        return pl.Series([[]] * cases, dtype=pl.List(kind))
    # A row of equal length for each case, cut to its own length by polars, beats grouping.
    table = np.zeros((cases, most), np.uint16)
    filled = np.zeros(cases, np.int64)
    for number, where in enumerate(fired):
        table[where, filled[where]] = number
        filled[where] += 1
    lists = pl.Series(table.ravel(), dtype=pl.UInt16).cat.to(kind).reshape((cases, most))
    frame = pl.DataFrame({"ids": lists, "count": counts})
    return frame.select(pl.col("ids").arr.to_list().list.head(pl.col("count"))).to_series()


def id_texts(
    flags: Iterable[NDArray[np.uint8]], identifiers: Sequence[str], cases: int
) -> pl.Series:
    """Return for each case the ids whose flag, uint8[cases], is set there, in their order, with blanks in between."""
    pieces = []
    left = iter(flags)
    for first in range(0, len(identifiers), _AT_ONCE):
        code = np.zeros(cases, np.uint8)
        for place, flag in enumerate(islice(left, _AT_ONCE)):
            code |= flag << np.uint8(place)
        if code.any():
            texts = _texts_of(tuple(identifiers[first : first + _AT_ONCE]))
            pieces.append(texts.gather(code))
    if not pieces:
        return pl.Series([""] * cases, dtype=pl.String)
    return pl.select(pl.concat_str(pieces).str.strip_chars_end(" ")).to_series()


@lru_cache(maxsize=1_024)
def _texts_of(identifiers: Sequence[str]) -> pl.Series:
    """Return for each choice of the ids, by its bits, their text, with a blank behind each."""
    return pl.Series(
        [
            "".join(f"{one} " for place, one in enumerate(identifiers) if bits >> place & 1)
            for bits in range(1 << len(identifiers))
        ],
        dtype=pl.String,
    )
