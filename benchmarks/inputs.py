"""What the whole programs are timed on: tables of random cases, and case files like the real ones."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import yaml

from advisor.knowledge.model import Fact, RuleBase
from benchmarks.measure import ROOT


def write_table(rules: RuleBase, rows: int, path: Path) -> None:
    """Write a Parquet table of random complete cases; a million of them, again and again."""
    chance = np.random.default_rng(3)
    size = min(rows, 1_000_000)
    columns: dict[str, pl.Series] = {"id": pl.Series([f"G{number}" for number in range(size)])}
    for fact in rules.facts:
        if fact.domain.unit:
            columns[fact.name] = pl.Series(chance.integers(1, 50_000, size))
        else:
            codes = pl.Series(chance.integers(0, len(fact.domain.values), size).astype(np.uint8))
            columns[fact.name] = codes.cat.to(pl.Enum(fact.domain.values)).cast(pl.String)
    one = pl.DataFrame(columns)
    pl.concat([one] * (rows // size)).write_parquet(path)


def write_cases(rules: RuleBase, count: int, folder: Path) -> None:
    """Write case files, each from a real one with some answers changed, added or taken away.

    No two say the same of all facts: equal cases are evaluated once, which would flatter us.
    """
    chance = random.Random(5)
    real = [
        yaml.load(path.read_text("utf-8"), yaml.CBaseLoader)
        for path in sorted((ROOT / "cases/real").glob("*.yaml"))
    ]
    seen: set[tuple[tuple[str, str], ...]] = set()
    while len(seen) < count:
        number = len(seen)
        case = real[number % len(real)]
        facts = _changed(case["facts"], rules, chance)
        said = tuple(sorted((name, str(_answer(entry))) for name, entry in facts.items()))
        if said in seen:
            continue
        seen.add(said)
        # What a case is expected to be advised is no longer so.
        made = {key: value for key, value in case.items() if key != "expect"}
        made |= {"id": f"{case['id']}-{number}", "facts": facts}
        text = yaml.dump(made, Dumper=yaml.CSafeDumper, sort_keys=False, allow_unicode=True)
        (folder / f"{number:04}.yaml").write_text(text, "utf-8")


def _changed(facts: dict[str, Any], rules: RuleBase, chance: random.Random) -> dict[str, Any]:
    made = dict(facts)
    for fact in chance.sample(rules.facts, chance.randint(3, 12)):
        if fact.name in made and chance.random() < 0.3:
            del made[fact.name]
            continue
        old = made.get(fact.name)
        note = old.get("note") if isinstance(old, dict) else None
        made[fact.name] = {"answer": _drawn(fact, chance), "note": note or "Drawn at random."}
    return made


def _drawn(fact: Fact, chance: random.Random) -> str:
    domain = fact.domain
    if domain.unit:
        marks = [domain.minimum, *(cut.at for cut in domain.cuts)]
        return f"{int(chance.choice(marks)) + chance.randint(1, 50)}"
    count = chance.choice((1, 1, 1, 2))
    return " or ".join(chance.sample(domain.values, min(count, len(domain.values))))


def _answer(entry: Any) -> object:
    return entry.get("answer") if isinstance(entry, dict) else entry
