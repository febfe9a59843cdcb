"""From the engine's planes to a table: decisions, statuses, scores, misfits and rules that fired."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

import numpy as np
import polars as pl
from numpy.typing import NDArray

from advisor.batch.portion import Portion
from advisor.inference.bits import BitEngine, Findings
from advisor.inference.machine import bits_of
from advisor.inference.statuses import STATUSES, Firmness, firmness
from advisor.knowledge.model import Decision

RULE_BASE = "rule base"
MISFITS, RULES = "misfits", "rules"
_BASES = pl.Enum(["exact", "bounds"])
_STATUSES = pl.Enum([str(status) for status in STATUSES])
_ROWS_AT_ONCE = 16_384


class Form(StrEnum):
    """How rules that fired stand in a table: a truth value each, a list, or one text."""

    FLAGS = "flags"
    LISTS = "lists"
    TEXT = "text"


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
        code = pl.Series(self.findings.recommended(item.name))
        some = pl.select(pl.when(code > 0).then(code - 1)).to_series().cast(pl.UInt8)
        return some.cat.to(pl.Enum(item.options))

    def rules_fired(self, identifiers: Sequence[str]) -> pl.Series:
        """Return for each case the ids of those of the rules that fired, as a list."""
        places = {name: row for row, (name, _) in enumerate(self.engine.compiled.clauses)}
        planes = self.findings.fired[[places[name] for name in identifiers]]
        return id_lists(planes, identifiers, self.portion.cases)

    def frame(self, form: Form) -> pl.DataFrame:
        """Return the table: what was carried along, the rule base, and the conclusions."""
        rules = self.engine.rules
        columns: list[pl.Series] = []
        for name, parts in self.decision_columns().items():
            for part, column in parts.items():
                own = name if part == "recommended" else f"{name} {part.replace('_', ' ')}"
                columns.append(column.alias(own))
        misfits = [rule.id for rule in rules.rules if rule.warning]
        fired = [rule.id for rule in rules.rules]
        columns.append(self.rules_fired(misfits).alias(MISFITS))
        if form is Form.FLAGS:
            planes = self.findings.fired
            columns += [
                pl.Series(f"rule {name}", bits_of(planes[row], self.portion.cases).view(np.bool_))
                for row, (name, _) in enumerate(self.engine.compiled.clauses)
            ]
        else:
            columns.append(self.rules_fired(fired).alias(RULES))
        if form is Form.TEXT:
            columns = [
                column.list.join(" ") if column.dtype == pl.List else column for column in columns
            ]
        taken = {column.name for column in columns} | {RULE_BASE}
        carried = self.portion.carried.rename(
            lambda name: f"{name} (given)" if name in taken else name
        )
        return carried.with_columns(pl.lit(rules.hash).alias(RULE_BASE), *columns)

    def documents(self) -> pl.DataFrame:
        """Return the conclusions nested as in JSON: decisions by name, then misfits and rules."""
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
        misfits = [rule.id for rule in rules.rules if rule.warning]
        return (
            pl.select(
                pl.struct(*self.portion.carried.get_columns()).alias("case"),
                pl.lit(rules.hash).alias("rule_base"),
                pl.struct(*decisions).alias("decisions"),
                self.rules_fired(misfits).alias(MISFITS),
                self.rules_fired([rule.id for rule in rules.rules]).alias(RULES),
            )
            if self.portion.cases
            else pl.DataFrame()
        )


def _enum(codes: NDArray[np.uint8], kind: pl.Enum) -> pl.Series:
    return pl.Series(codes, dtype=pl.UInt8).cat.to(kind)


def id_lists(planes: NDArray[np.uint64], identifiers: Sequence[str], cases: int) -> pl.Series:
    """Return for each case the ids whose plane is set there, in their order."""
    kind = pl.Enum(list(identifiers))
    counts = np.zeros(cases, np.int64)
    chosen: list[NDArray[np.uint16]] = []
    for first in range(0, cases, _ROWS_AT_ONCE):
        size = min(_ROWS_AT_ONCE, cases - first)
        words = np.ascontiguousarray(planes[:, first // 64 : (first + size + 63) // 64])
        flags = np.unpackbits(words.view(np.uint8), axis=1, count=size, bitorder="little")
        by_case = np.ascontiguousarray(flags.T)
        counts[first : first + size] = by_case.sum(axis=1, dtype=np.int64)
        chosen.append(
            (np.flatnonzero(by_case) % len(identifiers)).astype(np.uint16)
            if len(identifiers)
            else np.zeros(0, np.uint16)
        )
    flat = np.concatenate(chosen) if chosen else np.zeros(0, np.uint16)
    owner = np.repeat(np.arange(cases, dtype=np.uint32), counts)
    values = pl.Series(flat, dtype=pl.UInt16).cat.to(kind).cast(pl.String)
    if not len(flat):
        return pl.Series([[] for _ in range(cases)], dtype=pl.List(pl.String))
    grouped = (
        pl.DataFrame({"owner": owner, "id": values})
        .group_by("owner", maintain_order=True)
        .agg("id")
    )
    every = pl.DataFrame({"owner": np.arange(cases, dtype=np.uint32)})
    joined = every.join(grouped, on="owner", how="left", maintain_order="left")
    return joined["id"].fill_null(pl.Series([[]], dtype=pl.List(pl.String)))
