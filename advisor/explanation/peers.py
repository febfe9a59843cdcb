"""Governments like one another: where others of the same group stand on each assessment.

The books decide what makes governments comparable: the facts and assessments with **Group by**.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from advisor.cases.model import Case
from advisor.inference.compile import compile_rules
from advisor.inference.experta.engine import SoFar
from advisor.inference.play import reference_engine
from advisor.knowledge.domains import Kind
from advisor.knowledge.model import Assessment, RuleBase

LEAST = 5
"""How many others of the same group must be known for a comparison: fewer say nothing of the group."""


@dataclass(frozen=True)
class Peers:
    """Other cases of the same group as one case.

    `group` pairs what the books group by with the value of the case, and is empty where that isn't
    sure. `count` is how many others have the same. `levels` give for each assessment on a scale of
    which at least LEAST of them tell the value how many stand on each level, from the lowest.
    """

    group: tuple[tuple[str, str], ...]
    count: int
    levels: tuple[tuple[str, tuple[int, ...]], ...]

    def on(self, assessment: str) -> tuple[int, ...]:
        """Return how many others stand on each level of an assessment; nothing where too few do."""
        return dict(self.levels).get(assessment, ())


def peers(rules: RuleBase, case: Case, others: Iterable[Case]) -> Peers:
    """Return where others of the case's group stand; a case of the same id is the case itself."""
    compiled = compile_rules(rules)
    mine = reference_engine(compiled).run(case.masks(rules))
    group = _group(rules, mine)
    if not group:
        return Peers((), 0, ())
    runs = [
        run
        for other in others
        if other.id != case.id
        for run in (reference_engine(compiled).run(other.masks(rules)),)
        if _group(rules, run) == group
    ]
    levels = []
    for item in rules.assessments:
        if item.domain.kind is Kind.SCALE and item.name not in dict(group):
            counts = _counts(item, runs)
            if sum(counts) >= LEAST:
                levels.append((item.name, counts))
    return Peers(group, len(runs), tuple(levels))


def _group(rules: RuleBase, run: SoFar) -> tuple[tuple[str, str], ...]:
    """Return what the books group by with the sure values of a case; nothing where one isn't sure."""
    found = []
    for name in rules.groupings:
        item, mask = rules.items[name], run.values[name]
        if mask.bit_count() != 1:
            return ()
        found.append((name, item.domain.names(mask)[0]))
    return tuple(found)


def _counts(item: Assessment, runs: Iterable[SoFar]) -> tuple[int, ...]:
    counts = [0] * len(item.domain.values)
    for run in runs:
        mask = run.values[item.name]
        if mask.bit_count() == 1:
            counts[mask.bit_length() - 1] += 1
    return tuple(counts)
