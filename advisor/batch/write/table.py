"""From the engine's planes to a table: decisions, statuses, scores, misfits and rules that fired."""

from __future__ import annotations

from collections.abc import Callable, Sequence

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
from advisor.inference.many.engine import BitEngine, Findings
from advisor.inference.many.firmness import STATUSES, Firmness, firmness
from advisor.inference.many.machine import Masks, bits_of
from advisor.knowledge.model import Decision, Fact

_BASES = pl.Enum(["exact", "bounds"])
_STATUSES = pl.Enum([str(status) for status in STATUSES])
_FEW_CODES = 7


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
        self.findings: Findings = engine.evaluate(portion.masks, complete=portion.complete)
        self.firmness: dict[str, Firmness] = firmness(engine, portion.masks, self.findings)

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
                    f"score {option}": pl.Series(self.findings.score(item.name, code))
                    for code, option in enumerate(item.options)
                },
            }
        return columns

    def _recommended(self, item: Decision) -> pl.Series:
        code = self.findings.recommended(item.name)
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

    def rules_fired(self, identifiers: Sequence[str]) -> pl.Series:
        """Return for each case the ids of those of the rules that fired, as a list."""
        places = {name: row for row, (name, _) in enumerate(self.engine.compiled.clauses)}
        planes = self.findings.fired[[places[name] for name in identifiers]]
        return id_lists(planes, identifiers, self.portion.cases)

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
        columns += self._flags(trace=trace) if form is Form.FLAGS else self._fired(trace=trace)
        if form is Form.TEXT:
            columns = [
                column.cast(pl.List(pl.String)).list.join(" ")
                if column.dtype == pl.List
                else column
                for column in columns
            ]
        codes = np.zeros(self.portion.cases, np.uint8)
        rule_base = _enum(codes, pl.Enum([rules.hash])).alias(RULE_BASE)
        columns = [*self.portion.carried.iter_columns(), rule_base, *columns]
        ours = [FILE, ROW, *own_names(rules, form, trace=trace)]
        names = naming(self.portion.carried.columns[2:], ours, names_kept_free(rules))
        return pl.DataFrame(
            [column.alias(name) for column, name in zip(columns, names, strict=True)]
        )

    def _fired(self, *, trace: bool) -> list[pl.Series]:
        """Return the ids of the misfits, and with `trace` of all rules that fired, as lists."""
        rules = self.engine.rules.rules
        misfits = self.rules_fired([rule.id for rule in rules if rule.warning]).alias(MISFITS)
        if not trace:
            return [misfits]
        return [misfits, self.rules_fired([rule.id for rule in rules]).alias(RULES)]

    def _flags(self, *, trace: bool) -> list[pl.Series]:
        """Return a column of truth values for each rule, 'misfit ID' where it warns."""
        cases = self.portion.cases
        places = {rule.id: row for row, rule in enumerate(self.engine.rules.rules)}
        return [
            pl.Series(
                flag_name(rule),
                bits_of(self.findings.fired[places[rule.id]], cases).view(np.bool_),
            )
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
                *self._fired(trace=trace),
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
    everything = domain.everything
    if len(domain.values) <= _FEW_CODES:
        texts = [" or ".join(domain.names(mask)) for mask in range(1, everything)]
        known = (masks != 0) & (masks != everything)
        codes = np.where(known, masks - masks.dtype.type(1), masks.dtype.type(0)).astype(np.uint8)
        return _enum(codes, pl.Enum(texts), known).alias(fact.name)
    distinct, back = np.unique(masks, return_inverse=True)
    names = pl.Series(
        [
            None if mask in (0, everything) else " or ".join(domain.names(int(mask)))
            for mask in distinct
        ],
        dtype=pl.String,
    )
    return names.gather(back).alias(fact.name)


def id_lists(planes: NDArray[np.uint64], identifiers: Sequence[str], cases: int) -> pl.Series:
    """Return for each case the ids whose plane is set there, in their order."""
    kind = pl.Enum(list(identifiers))
    # Going rule by rule, of which each fires in few cases, beats looking at each case's rules.
    counts = np.zeros(cases, np.int64)
    fired = [np.flatnonzero(bits_of(plane, cases).view(np.bool_)) for plane in planes]
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
