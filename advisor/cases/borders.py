"""Figures that lie so near to a threshold of the rules that the government counts as either side of it."""

from __future__ import annotations

from dataclasses import dataclass

from advisor.cases.model import Case
from advisor.knowledge.domains import Kind, Range
from advisor.knowledge.model import RuleBase


@dataclass(frozen=True)
class Border:
    """A fact whose exact figure is near to thresholds, the lowest first, each told once."""

    fact: str
    number: float
    thresholds: tuple[float, ...]


def borders(rules: RuleBase, case: Case) -> tuple[Border, ...]:
    """Return the borders at which a government stands, in the order of the books.

    Only exact figures stand at a border; a range says itself how unsure it is.
    """
    found: list[Border] = []
    for fact in rules.facts:
        answer = case.by_fact.get(fact.name)
        if answer is None or fact.domain.kind is not Kind.NUMBER:
            continue
        for value in answer.values:
            if not isinstance(value, Range) or not value.exact:
                continue
            near = dict.fromkeys(cut.at for cut in fact.domain.borders(value.low))
            if near:
                found.append(Border(fact.name, value.low, tuple(near)))
    return tuple(found)
