"""The counts of a run, which add up portion by portion: totals, and what the overview shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl

from advisor.batch.read.sources import Reader
from advisor.batch.town_lines import STANDINGS, TownLine, standings
from advisor.batch.write.table import Evaluated
from advisor.errors import CaseError, Place, Problem, suggestion
from advisor.inference.many.firmness import PROVISIONAL, STATUSES
from advisor.inference.many.machine import plane_of
from advisor.inference.many.probes import probe_of
from advisor.inference.many.search import Flags
from advisor.knowledge.model import RuleBase
from advisor.text import one_line

_COUNTRY = "country"

MOST_GROUPS = 1000
"""How many values of a column are counted apart; the rest is one group, so that memory is bounded."""

REST = "(others)"
NOT_TOLD = "(not told)"
NO_OPTION = "(none)"

_COUNTED = ("advice", "groups", "misfits", "open", "standing")

Key = tuple[str, ...]


@dataclass(frozen=True)
class Summary:
    """How many cases were evaluated, or failed, and what came out.

    `failures` counts the records in the file of errors, `cells` those of them that tell of answers of
    cases that were evaluated, and `mended` those of these that were taken for the nearest answer. `advice` counts by decision, option and
    status; `groups` by column, value, decision and option; `misfits` by rule; `open` by fact how
    many provisional decisions it could settle or move. `standing` counts each case once, by the least
    sure of its main decisions. `towns` tell of the first cases one by one.
    """

    evaluated: int = 0
    failed: int = 0
    failures: int = 0
    cells: int = 0
    mended: int = 0
    advice: Mapping[Key, int] = field(default_factory=dict)
    groups: Mapping[Key, int] = field(default_factory=dict)
    misfits: Mapping[Key, int] = field(default_factory=dict)
    open: Mapping[Key, int] = field(default_factory=dict)
    standing: Mapping[Key, int] = field(default_factory=dict)
    towns: tuple[TownLine, ...] = ()

    @staticmethod
    def of_portion(
        evaluated: Evaluated,
        groups: Sequence[str],
        *,
        overview: bool,
        towns: Sequence[TownLine] = (),
    ) -> Summary:
        """Count one portion; `towns` are lines on its first cases."""
        portion = evaluated.portion
        cases = portion.cases
        counts: dict[str, Mapping[Key, int]] = {"standing": _standing(evaluated)} if cases else {}
        if overview and cases:
            counts |= {
                "advice": _advice(evaluated),
                "groups": _groups(evaluated, groups),
                "misfits": _misfits(evaluated),
                "open": _open(evaluated),
            }
        return Summary(
            cases,
            portion.failed,
            len(portion.failures),
            portion.cells,
            portion.mended,
            **counts,
            towns=tuple(towns),
        )

    def plus(self, other: Summary) -> Summary:
        """Return the counts of both."""
        return Summary(
            self.evaluated + other.evaluated,
            self.failed + other.failed,
            self.failures + other.failures,
            self.cells + other.cells,
            self.mended + other.mended,
            _added(self.advice, other.advice),
            _bounded(_added(self.groups, other.groups)),
            _added(self.misfits, other.misfits),
            _added(self.open, other.open),
            _added(self.standing, other.standing),
            (*self.towns, *other.towns),
        )

    def note(self) -> dict[str, Any]:
        """Return the counts as a note beside a part."""
        return {
            "evaluated": self.evaluated,
            "failed": self.failed,
            "failures": self.failures,
            "cells": self.cells,
            "mended": self.mended,
            **{
                kind: [[*key, count] for key, count in getattr(self, kind).items()]
                for kind in _COUNTED
            },
            "towns": [one.note() for one in self.towns],
        }

    @staticmethod
    def of_notes(notes: Iterable[Mapping[str, Any]]) -> Summary:
        """Return the sum of notes."""
        total = Summary()
        for note in notes:
            counts = dict(note)
            for kind in _COUNTED:
                counts[kind] = {tuple(key): count for *key, count in counts[kind]}
            counts["towns"] = tuple(map(TownLine.of_note, counts["towns"]))
            total = total.plus(Summary(**counts))
        return total


def _added(one: Mapping[Key, int], other: Mapping[Key, int]) -> Mapping[Key, int]:
    total = dict(one)
    for key, count in other.items():
        total[key] = total.get(key, 0) + count
    return total


def _bounded(groups: Mapping[Key, int]) -> Mapping[Key, int]:
    values: dict[str, set[str]] = {}
    kept: Counter[Key] = Counter()
    for (column, value, *rest), count in groups.items():
        seen = values.setdefault(column, set())
        if value not in seen and len(seen) >= MOST_GROUPS:
            value = REST  # noqa: PLW2901 - what comes too late is counted together
        seen.add(value)
        kept[column, value, *rest] += count
    return kept


def _advice(evaluated: Evaluated) -> dict[Key, int]:
    counts: dict[Key, int] = {}
    for item in evaluated.engine.rules.decisions:
        code = evaluated.conclusions.recommended(item.name).astype(np.int64)
        joint = code * len(STATUSES) + evaluated.firmness[item.name].status
        for number, count in enumerate(np.bincount(joint)):
            if count:
                option, status = divmod(number, len(STATUSES))
                name = item.options[option - 1] if option else NO_OPTION
                counts[item.name, name, str(STATUSES[status])] = int(count)
    return counts


def _standing(evaluated: Evaluated) -> dict[Key, int]:
    counts = np.bincount(standings(evaluated), minlength=len(STANDINGS))
    return {(str(one),): int(count) for one, count in zip(STANDINGS, counts, strict=True)}


def _groups(evaluated: Evaluated, columns: Sequence[str]) -> dict[Key, int]:
    counts: dict[Key, int] = {}
    decisions = evaluated.engine.rules.decisions
    advised = {
        item.name: evaluated.decision_columns()[item.name]["recommended"].cast(pl.String)
        for item in decisions
    }
    for column in columns:
        values = group_values(evaluated, column)
        if values is None:
            continue
        for name, recommended in advised.items():
            table = pl.DataFrame({"value": values, "option": recommended})
            for value, option, count in (
                table.group_by("value", "option", maintain_order=True).len().iter_rows()
            ):
                key = (column, NOT_TOLD if value is None else value, name, option or NO_OPTION)
                counts[key] = counts.get(key, 0) + count
    return counts


def group_values(evaluated: Evaluated, column: str) -> pl.Series | None:
    """Return the groups of a column that is carried along, of a fact or of an assessment."""
    carried = evaluated.portion.carried
    if column in carried.columns:
        return carried[column].cast(pl.String).str.slice(0, 60)
    engine = evaluated.engine
    item = engine.rules.items.get(column)
    if item is None or column in evaluated.firmness:
        return None
    if column in engine.facts:
        masks = evaluated.portion.masks[engine.facts.index(column)].astype(np.uint64)
    else:
        masks = evaluated.conclusions.values(column)
    names = pl.Series(list(item.domain.values))
    single = np.bitwise_count(masks) == 1
    code = np.zeros(len(masks), np.int64)
    for bit in range(len(item.domain.values)):
        code[masks == np.uint64(1 << bit)] = bit
    table = pl.DataFrame({"code": code, "known": single})
    return table.select(
        pl.when("known").then(
            pl.col("code").replace_strict(dict(enumerate(names)), return_dtype=pl.String)
        )
    ).to_series()


def _misfits(evaluated: Evaluated) -> dict[Key, int]:
    counts: dict[Key, int] = {}
    for rule in evaluated.engine.rules.rules:
        if rule.warning:
            fired = evaluated.conclusions.fired(rule.id).sum()
            if fired:
                counts[rule.id,] = int(fired)
    return counts


def _open(evaluated: Evaluated) -> dict[Key, int]:
    """Count by fact the cases in which it is open and matters to a provisional decision."""
    engine = evaluated.engine
    provisional: dict[str, Flags] = {
        name: firm.status == PROVISIONAL for name, firm in evaluated.firmness.items()
    }
    some = np.flatnonzero(np.logical_or.reduce(list(provisional.values())))
    if not len(some):
        return {}
    probe = probe_of(engine, tuple(provisional))
    wanted = np.stack([plane_of(flags[some]) for flags in provisional.values()])
    findings = probe.outlook(evaluated.portion.masks[:, some], wanted)
    counts = {
        (engine.facts[row],): int(findings.flags("matters", engine.facts[row]).sum())
        for row in probe.facts
    }
    return {key: count for key, count in counts.items() if count}


def groups_of(given: Sequence[str], rules: RuleBase) -> tuple[str, ...]:
    """Return by what is counted: what is given, or else the country and what the books group by."""
    return tuple(given) or (_COUNTRY, *rules.groupings)


def check_groups(groups: Sequence[str], reader: Reader, rules: RuleBase) -> None:
    """Raise CaseError where something to count by is no column carried along, no fact and no assessment."""
    known = [*reader.carried, *rules.fact_names, *(item.name for item in rules.assessments)]
    problems = [
        Problem(
            Place(f"--by {one_line(name)}"),
            "no column, fact or assessment has this name",
            _called_today(name, rules) or suggestion(name[:200], known),
        )
        for name in groups
        if name not in known
    ]
    if problems:
        raise CaseError(problems)


def _called_today(name: str, rules: RuleBase) -> str:
    today = rules.former_names.get(name.casefold())
    return f"it is called '{today}' today" if today else ""
