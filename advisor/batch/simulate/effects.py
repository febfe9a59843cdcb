"""What a measure does to cases: which advice moves, which warnings go and come, for whom; counts that add up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray

from advisor.batch.portion import Portion
from advisor.batch.simulate.measure import NewAnswer
from advisor.batch.summary import MOST_GROUPS, NOT_TOLD, REST, group_values
from advisor.batch.towns import towns_of
from advisor.batch.write.table import Evaluated
from advisor.inference.many.firmness import STATUSES
from advisor.knowledge.domains import Kind
from advisor.knowledge.model import Decision, Fact

Flags = NDArray[np.bool_]

NOTHING = "(none)"
MOST_MOVED = 50_000
"""How many governments that get other advice are named."""


@dataclass(frozen=True)
class MovedTown:
    """A government that gets other advice: triples of a decision, what was advised and what is then."""

    town: str
    moves: tuple[tuple[str, str, str], ...]


@dataclass
class MeasureEffects:
    """Counts of what a measure does, filled portion by portion.

    `meant` are the governments that its condition holds for, `unclear` those for which that is open,
    `changed` those of which a main decision moves, and `lost` those of them that get no advice any more on
    one. Of the meant ones `already` counts by fact those that have the new answer, and `lowered` those
    with one that is higher on its scale. `moves` and `statuses` count by decision, before
    and after; `warnings` by rule and whether it comes; `groups` by column and value how many there
    are, are meant and get other advice.
    """

    cases: int = 0
    meant: int = 0
    unclear: int = 0
    changed: int = 0
    lost: int = 0
    already: Counter[str] = field(default_factory=Counter)
    lowered: Counter[str] = field(default_factory=Counter)
    moves: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    statuses: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    warnings: Counter[tuple[str, bool]] = field(default_factory=Counter)
    groups: dict[tuple[str, str], list[int]] = field(default_factory=dict)
    towns: list[MovedTown] = field(default_factory=list)

    def add(
        self,
        before: Evaluated,
        after: Evaluated,
        meant: Flags,
        unclear: Flags,
        columns: Sequence[str],
    ) -> None:
        """Take in a portion, before and after; the cases are the same in the same order."""
        cases = before.portion.cases
        self.cases += cases
        self.meant += int(meant.sum())
        self.unclear += int(unclear.sum())
        main = set(before.engine.rules.main_names)
        names = [one for one in after.engine.rules.decisions if one.name in before.firmness]
        changed, lost = np.zeros(cases, bool), np.zeros(cases, bool)
        pairs: dict[str, tuple[pl.Series, pl.Series]] = {}
        for item in names:
            pair = _options(before, item.name), _options(after, item.name)
            differs = (pair[0] != pair[1]).to_numpy()
            self.moves.update(_counted(item.name, *pair, differs))
            kinds = _statuses(before, item.name), _statuses(after, item.name)
            self.statuses.update(_counted(item.name, *kinds, (kinds[0] != kinds[1]).to_numpy()))
            if item.name in main:
                changed |= differs
                lost |= differs & (pair[1] == NOTHING).to_numpy()
                pairs[item.name] = pair
        self.changed += int(changed.sum())
        self.lost += int(lost.sum())
        self._warn(before, after)
        self._group(before, meant, changed, columns)
        self._name(before, changed, pairs)

    def compare(
        self, portion: Portion, facts: Sequence[Fact], new: NewAnswer, meant: Flags
    ) -> None:
        """Count who of the meant ones has the new answer already, or a higher one."""
        row, fact = next((row, one) for row, one in enumerate(facts) if one.name == new.fact)
        numbers = portion.numbers.get(new.fact)
        if numbers is not None:
            if new.number is None:
                return
            same, higher = ((numbers == new.number), (numbers > new.number))
            self.already[new.fact] += int((same.fill_null(value=False).to_numpy() & meant).sum())
            self.lowered[new.fact] += int((higher.fill_null(value=False).to_numpy() & meant).sum())
            return
        masks = portion.masks[row].astype(np.int64)
        mask = new.mask(fact)
        self.already[new.fact] += int(((masks == mask) & (mask != 0) & meant).sum())
        if fact.domain.kind is Kind.SCALE and mask:
            lowest = masks & -masks
            self.lowered[new.fact] += int(((lowest > mask) & meant).sum())

    def _warn(self, before: Evaluated, after: Evaluated) -> None:
        were, are = _warned(before), _warned(after)
        none = np.zeros(before.portion.cases, np.uint8)
        for rule in dict.fromkeys((*were, *are)):
            was, now = were.get(rule, none), are.get(rule, none)
            come, gone = int((now > was).sum()), int((was > now).sum())
            self.warnings.update({(rule, True): come, (rule, False): gone})

    def _group(
        self, before: Evaluated, meant: Flags, changed: Flags, columns: Sequence[str]
    ) -> None:
        for column in columns:
            values = group_values(before, column)
            if values is None:
                continue
            table = pl.DataFrame({"value": values, "meant": meant, "changed": changed})
            counts = table.group_by("value", maintain_order=True).agg(
                pl.len(), pl.col("meant").sum(), pl.col("changed").sum()
            )
            for value, *some in counts.iter_rows():
                key = column, NOT_TOLD if value is None else value
                if key not in self.groups and len(self.groups) >= MOST_GROUPS:
                    key = column, REST
                so_far = self.groups.setdefault(key, [0, 0, 0])
                self.groups[key] = [one + two for one, two in zip(so_far, some, strict=True)]

    def _name(
        self, before: Evaluated, changed: Flags, pairs: dict[str, tuple[pl.Series, pl.Series]]
    ) -> None:
        rows = np.flatnonzero(changed)[: max(MOST_MOVED - len(self.towns), 0)]
        if not len(rows):
            return
        towns = towns_of(before.portion.carried)
        for row in rows.tolist():
            moves = tuple(
                (name, was[row], now[row])
                for name, (was, now) in pairs.items()
                if was[row] != now[row]
            )
            self.towns.append(MovedTown(towns[row], moves))


def _counted(
    name: str, was: pl.Series, now: pl.Series, differs: Flags
) -> Counter[tuple[str, str, str]]:
    pairs = pl.DataFrame({"was": was, "now": now}).filter(differs)
    counts = pairs.group_by("was", "now").len()
    return Counter({(name, one, two): count for one, two, count in counts.iter_rows()})


def _options(evaluated: Evaluated, decision: str) -> pl.Series:
    item = evaluated.engine.rules.items[decision]
    assert isinstance(item, Decision)  # noqa: S101 - only decisions have firmness
    names = np.array([NOTHING, *item.options], dtype=object)
    return pl.Series(names[evaluated.conclusions.recommended(decision)], dtype=pl.String)


def _statuses(evaluated: Evaluated, decision: str) -> pl.Series:
    names = np.array([str(one) for one in STATUSES], dtype=object)
    return pl.Series(names[evaluated.firmness[decision].status], dtype=pl.String)


def _warned(evaluated: Evaluated) -> dict[str, NDArray[np.uint8]]:
    rules = evaluated.engine.rules.rules
    return {rule.id: evaluated.conclusions.fired(rule.id) for rule in rules if rule.warning}
