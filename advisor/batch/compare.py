"""What changed between two outputs: which decisions moved, and by which rules and which columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from advisor.batch.outputs import Output
from advisor.batch.own_columns import MISFITS, RULE_BASE, RULES
from advisor.batch.pairing import pair
from advisor.knowledge.model import RuleBase
from advisor.text import one_line

_COLUMNS_AT_ONCE = 64

NO_RECOMMENDATION = "no recommendation"

MOST_TOWNS = 200
"""How many changes are told with the government whose advice they are."""


@dataclass
class OutputChanges:
    """Counts of what changed. `moves` by decision, before and after; `rules` by id and whether it fires now.

    `inputs` counts the columns that were carried along and differ; `missing` are cases that only
    one output has, before and after, and `renamed` tells which columns are called otherwise today.
    `towns` tell of the first governments which decision moved, before and after; `paired_by` and
    `notes` say how cases were paired.
    """

    cases: int = 0
    changed: int = 0
    missing: tuple[int, int] = (0, 0)
    rule_bases: tuple[str, str] = ("", "")
    moves: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    statuses: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    rules: Counter[tuple[str, str]] = field(default_factory=Counter)
    inputs: Counter[str] = field(default_factory=Counter)
    renamed: Mapping[str, str] = field(default_factory=dict)
    towns: list[tuple[str, str, str, str]] = field(default_factory=list, compare=False)
    paired_by: str = field(default="", compare=False)
    notes: tuple[str, ...] = field(default=(), compare=False)


def compare(
    before: str, after: str, decisions: Sequence[str], today: RuleBase | None = None
) -> OutputChanges:
    """Return what changed. Cases are paired by id where each has its own, else by name, else by file and row.

    With the rules of `today` what they call otherwise than an output does is compared by its name
    of today. Parquet is read some columns at a time, everything else whole. Raises CaseError when an output
    can't be read.
    """
    one, other = Output(before), Output(after)
    renamed = _made_alike(one, other, today)
    fired_in = RULES if one.traced else MISFITS
    paired = pair(one, other)
    rows = paired.before, paired.after
    changes = OutputChanges(
        cases=len(rows[0]),
        missing=(one.cases - len(rows[0]), other.cases - len(rows[1])),
        rule_bases=(one.rule_base(), other.rule_base()),
        renamed={old: new for old, new in renamed.items() if " score " not in old},
        paired_by=paired.by,
        notes=paired.notes,
    )
    moved = pl.repeat(value=False, n=changes.cases, dtype=pl.Boolean, eager=True)
    there = set(other.columns)
    names = [
        name for name in one.columns if name in there and not _unsaid(name, decisions, fired_in)
    ]
    for first in range(0, len(names), _COLUMNS_AT_ONCE):
        some = names[first : first + _COLUMNS_AT_ONCE]
        were, are = one.read(some)[rows[0]], other.read(some)[rows[1]]
        for name in some:
            was, now = were[name], are[name]
            was, now = _same_kind(was, now)
            differs = was.ne_missing(now)
            if differs.any():
                pairs = pl.DataFrame({"was": was, "now": now}).filter(differs)
                _count(name, pairs, decisions, changes)
                if name in decisions:
                    moved |= differs
                    _tell_towns(name, paired.names, was, now, differs, changes)
    changes.changed = int(moved.sum())
    rules = list(dict.fromkeys((*one.flags, *other.flags)))
    for first in range(0, len(rules), _COLUMNS_AT_ONCE):
        some = rules[first : first + _COLUMNS_AT_ONCE]
        fired, fires = one.fired(some)[rows[0]], other.fired(some)[rows[1]]
        for rule in some:
            gone, come = fired[rule] & ~fires[rule], fires[rule] & ~fired[rule]
            if gone.any():
                changes.rules[rule, "no longer fires"] = int(gone.sum())
            if come.any():
                changes.rules[rule, "fires now"] = int(come.sum())
    return changes


def _made_alike(one: Output, other: Output, today: RuleBase | None) -> dict[str, str]:
    """Let two outputs tell the same in one form; return the columns that are called otherwise today."""
    if not (one.traced and other.traced):
        one.only_misfits()
        other.only_misfits()
    renamed: dict[str, str] = {}
    for output in (one, other):
        if today is not None:
            renamed |= output.call_as_today(today)
        if not (one.flags and other.flags):
            output.list_rules()
        if one.safe or other.safe:
            output.make_safe()
    return renamed


def _same_kind(was: pl.Series, now: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Return columns of two outputs so that they can be compared: 2 and 2.0 are one number, whatever form wrote them."""
    if was.dtype == now.dtype and was.dtype != pl.String:
        return was, now
    numbers = [one.cast(pl.Float64, strict=False) for one in (was, now) if not _is_words(one)]
    if len(numbers) == 2 and [one.null_count() for one in numbers] == [
        was.null_count(),
        now.null_count(),
    ]:
        return numbers[0], numbers[1]
    return was.cast(pl.String), now.cast(pl.String)


def _is_words(column: pl.Series) -> bool:
    """Tell at a glance whether a column holds no numbers, so that not all of it is tried."""
    if isinstance(column.dtype, pl.Enum | pl.Categorical) or column.dtype.is_temporal():
        return True
    some = column.drop_nulls().head(1)
    return bool(len(some)) and some.cast(pl.Float64, strict=False).null_count() > 0


def _tell_towns(
    decision: str,
    names: pl.Series,
    was: pl.Series,
    now: pl.Series,
    differs: pl.Series,
    changes: OutputChanges,
) -> None:
    for row in differs.arg_true().head(MOST_TOWNS - len(changes.towns)):
        moved = (was[row] or NO_RECOMMENDATION, now[row] or NO_RECOMMENDATION)
        changes.towns.append((one_line(str(names[row]), 60), decision, *moved))


def _count(
    name: str, pairs: pl.DataFrame, decisions: Sequence[str], changes: OutputChanges
) -> None:
    """Count the cases in which a column differs: what it 'was' and what it is 'now'."""
    decision = name.removesuffix(" status")
    if name not in (RULES, MISFITS) and decision not in decisions:
        changes.inputs[name] += pairs.height
        return
    for was, now, count in pairs.group_by("was", "now").len().iter_rows():
        if name in (RULES, MISFITS):
            old, new = set((was or "").split()), set((now or "").split())
            changes.rules.update({(rule, "no longer fires"): count for rule in old - new})
            changes.rules.update({(rule, "fires now"): count for rule in new - old})
        else:
            kinds = changes.moves if name in decisions else changes.statuses
            kinds[decision, was or NO_RECOMMENDATION, now or NO_RECOMMENDATION] += count


def lines(changes: OutputChanges, limit: int = 30) -> Iterator[str]:
    """Yield the changes as a person reads them, the most frequent first."""
    by = f", paired by {changes.paired_by}" if changes.paired_by and changes.cases else ""
    yield f"{_cases(changes.cases)} in both{by}; {changes.changed:,} get other advice."
    for count, where in zip(changes.missing, ("before", "after"), strict=True):
        if count:
            yield f"{_cases(count)} only in the output {where}."
    yield from (f"Note: {note}." for note in changes.notes)
    if all(changes.rule_bases) and changes.rule_bases[0] != changes.rule_bases[1]:
        yield f"The rule bases differ: {changes.rule_bases[0]} and {changes.rule_bases[1]}."
    for old, new in changes.renamed.items():
        yield f"'{old}' is called '{new}' today, and compared by that."
    blocks: tuple[tuple[str, Mapping[Any, int]], ...] = (
        ("Decisions", {f"{d}: {was} → {now}": n for (d, was, now), n in changes.moves.items()}),
        ("Statuses", {f"{d}: {was} → {now}": n for (d, was, now), n in changes.statuses.items()}),
        ("Rules", {f"{rule} {how}": n for (rule, how), n in changes.rules.items()}),
        ("Facts and other columns", dict(changes.inputs)),
    )
    for title, counts in blocks:
        if counts:
            yield ""
            yield title
        ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        for text, count in ranked[:limit]:
            yield f"  {count:>9,}  {text}"
        if len(ranked) > limit:
            yield f"  and {len(ranked) - limit} more kinds of change"
    if changes.towns:
        yield ""
        yield "Governments whose advice changed"
        yield from (f"  {town}: {item}: {was} → {now}" for town, item, was, now in changes.towns)
        moves = sum(changes.moves.values())
        if moves > len(changes.towns):
            yield f"  and {moves - len(changes.towns):,} more changes"


def _cases(count: int) -> str:
    return "1 case is" if count == 1 else f"{count:,} cases are"


def _unsaid(name: str, decisions: Sequence[str], fired_in: str) -> bool:
    """Tell whether a column follows from others that are told, or only says where a case stood."""
    if name in (RULE_BASE, "file", "row") or (name in (MISFITS, RULES) and name != fired_in):
        return True
    return any(
        name.startswith((f"{decision} status basis", f"{decision} score "))
        for decision in decisions
    )
