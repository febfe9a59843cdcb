"""What changed between two outputs: which decisions moved, and by which rules and which columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from advisor.errors import CaseError, Place, Problem, suggestion

ENDINGS = (".jsonl", ".ndjson", ".csv", ".parquet", ".xlsx")
_KEYS = ("id", "file", "row")


@dataclass
class Changes:
    """Counts of what changed. `moves` by decision, before and after; `rules` by id and whether it fires now.

    `inputs` counts the columns that were carried along and differ; `missing` are cases that only
    one output has, before and after.
    """

    cases: int = 0
    changed: int = 0
    missing: tuple[int, int] = (0, 0)
    rule_bases: tuple[str, str] = ("", "")
    moves: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    statuses: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    rules: Counter[tuple[str, str]] = field(default_factory=Counter)
    inputs: Counter[str] = field(default_factory=Counter)


def compare(before: str, after: str, decisions: Sequence[str]) -> Changes:
    """Return what changed. Cases are paired by id where each has its own, else by file and row.

    Raises CaseError when an output can't be read.
    """
    one, other = _table(before), _table(after)
    key = _key(one, other)
    changes = Changes(rule_bases=(_rule_base(one), _rule_base(other)))
    right = other.unique(key, keep="first", maintain_order=True)
    both = one.join(right, on=key, how="inner", suffix=" (after)", maintain_order="left")
    changes.cases = both.height
    changes.missing = (one.height - both.height, right.height - both.height)
    names = [name for name in one.columns if name not in key and f"{name} (after)" in both.columns]
    for name in names:
        differs = both[name].cast(pl.String).ne_missing(both[f"{name} (after)"].cast(pl.String))
        if not differs.any():
            continue
        part = both.filter(differs)
        was, now = part[name], part[f"{name} (after)"]
        if name in decisions:
            for pair in zip(was.cast(pl.String), now.cast(pl.String), strict=True):
                changes.moves[name, pair[0] or "none", pair[1] or "none"] += 1
        elif name.endswith(" status") and name.removesuffix(" status") in decisions:
            for pair in zip(was.cast(pl.String), now.cast(pl.String), strict=True):
                changes.statuses[name.removesuffix(" status"), *pair] += 1
        elif name == "rules":
            for old, new in zip(was.cast(pl.String), now.cast(pl.String), strict=True):
                left, right_ids = set((old or "").split()), set((new or "").split())
                changes.rules.update((rule, "no longer fires") for rule in left - right_ids)
                changes.rules.update((rule, "fires now") for rule in right_ids - left)
        elif not _ours(name, decisions):
            changes.inputs[name] += part.height
    decided = [name for name in decisions if name in names]
    moved = pl.lit(value=False)
    for name in decided:
        now_column = pl.col(f"{name} (after)").cast(pl.String)
        moved = moved | pl.col(name).cast(pl.String).ne_missing(now_column)
    changes.changed = both.select(moved.sum()).item() if decided else 0
    return changes


def lines(changes: Changes, limit: int = 30) -> Iterator[str]:
    """Yield the changes as a person reads them, the most frequent first."""
    yield f"{changes.cases:,} cases are in both; {changes.changed:,} get other advice."
    for count, where in zip(changes.missing, ("before", "after"), strict=True):
        if count:
            yield f"{count:,} cases are only in the output {where}."
    if changes.rule_bases[0] != changes.rule_bases[1]:
        yield f"The rule bases differ: {changes.rule_bases[0]} and {changes.rule_bases[1]}."
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


def _ours(name: str, decisions: Sequence[str]) -> bool:
    if name in ("rule base", "misfits", "file", "row"):
        return True
    return any(
        name.startswith((f"{decision} status", f"{decision} score ")) for decision in decisions
    )


def _rule_base(table: pl.DataFrame) -> str:
    return str(table["rule base"][0]) if "rule base" in table.columns and table.height else ""


def _key(one: pl.DataFrame, other: pl.DataFrame) -> list[str]:
    if all(
        "id" in t.columns and t["id"].null_count() == 0 and t["id"].is_unique().all()
        for t in (one, other)
    ):
        return ["id"]
    return ["file", "row"]


def _table(path: str) -> pl.DataFrame:
    ending = Path(path).suffix.casefold()
    if ending not in ENDINGS:
        message = "this is no output of a batch"
        raise CaseError(Problem(Place(path), message, suggestion(ending or "no ending", ENDINGS)))
    try:
        if ending == ".parquet":
            table = _listed(pl.read_parquet(path))
        elif ending == ".csv":
            table = pl.read_csv(path, infer_schema=False)
        elif ending == ".xlsx":
            table = pl.read_excel(path, engine="calamine", infer_schema_length=0)
        else:
            table = _flat(pl.read_ndjson(path, infer_schema_length=None))
    except (OSError, pl.exceptions.PolarsError) as error:
        raise CaseError(Problem(Place(path), f"can't be read: {error}")) from None
    if not {"file", "row"} <= set(table.columns):
        raise CaseError(
            Problem(Place(path), "this is no output of a batch: it has no file and row")
        )
    return table.with_columns(pl.col("file", "row").cast(pl.String))


def _listed(table: pl.DataFrame) -> pl.DataFrame:
    """Turn the columns of truth values into one of the ids of the rules that fired."""
    flags = [
        name
        for name, kind in table.schema.items()
        if kind == pl.Boolean and name.startswith(("rule ", "misfit "))
    ]
    ids = [pl.when(pl.col(name)).then(pl.lit(name.split(" ", 1)[1])) for name in flags]
    return table.with_columns(
        pl.concat_str(ids, separator=" ", ignore_nulls=True).alias("rules")
    ).drop(flags)


def _flat(table: pl.DataFrame) -> pl.DataFrame:
    """Turn the nested output into the columns of the table."""
    if not {"case", "decisions", "rules"} <= set(table.columns):
        return table
    columns = [
        pl.col("case").struct.unnest(),
        pl.col("facts").struct.unnest(),
        pl.col("rule_base").alias("rule base"),
    ]
    decisions = table.schema["decisions"]
    if isinstance(decisions, pl.Struct):
        for one in decisions.fields:
            nested = pl.col("decisions").struct.field(one.name)
            columns.append(nested.struct.field("recommended").alias(one.name))
            columns.append(nested.struct.field("status").alias(f"{one.name} status"))
    columns.append(pl.col("rules").list.join(" "))
    return table.select(columns)
