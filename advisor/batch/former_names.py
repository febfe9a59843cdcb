"""Outputs from before a rename: their columns and values by the names that the books have today."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import polars as pl

from advisor.batch.own_columns import class_name
from advisor.knowledge.model import Decision, Fact, RuleBase

_JOINT = " or "
"""What stands between the values of an answer that is several."""


def todays_columns(columns: Collection[str], rules: RuleBase) -> dict[str, str]:
    """Return which columns of an output are called otherwise today, with their names of today.

    A column whose name of today is there too keeps its own.
    """
    there = set(columns)
    pairs = [pair for fact in rules.facts for pair in _of_fact(fact)]
    pairs += [pair for decision in rules.decisions for pair in _of_decision(decision)]
    first: dict[str, str] = {}
    for old, new in pairs:
        if old in there and new not in there:
            first.setdefault(new, old)
    return {old: new for new, old in first.items()}


def todays_values(columns: Collection[str], rules: RuleBase) -> list[pl.Expr]:
    """Return what gives the values of columns, which have today's names, the names of today."""
    items: tuple[Fact | Decision, ...] = (*rules.facts, *rules.decisions)
    return [
        pl.col(one.name)
        .cast(pl.String)
        .str.split(_JOINT)
        .list.eval(pl.element().replace(dict(one.former_values)))
        .list.join(_JOINT)
        for one in items
        if one.former_values and one.name in columns
    ]


def _of_fact(fact: Fact) -> Iterator[tuple[str, str]]:
    for old in fact.formerly:
        yield old, fact.name
        yield old + class_name(fact).removeprefix(fact.name), class_name(fact)


def _of_decision(decision: Decision) -> Iterator[tuple[str, str]]:
    options = ((one, one) for one in decision.options)
    called = (*decision.former_values, *options)
    for name in (decision.name, *decision.formerly):
        for tail in ("", " status", " status basis"):
            yield f"{name}{tail}", f"{decision.name}{tail}"
        for old, today in called:
            yield f"{name} score {old}", f"{decision.name} score {today}"
