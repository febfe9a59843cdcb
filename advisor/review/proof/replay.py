"""Cases that a proof found, as cases that the program advises on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from advisor.cases.model import Answer, Case, Value
from advisor.inference.advise import advise
from advisor.knowledge.domains import Domain, Kind, Range
from advisor.knowledge.model import RuleBase


def as_case(rules: RuleBase, masks: Mapping[str, int], name: str = "found by the proof") -> Case:
    """Return a case with these answers, given as masks of codes; other facts are unknown."""
    answers = [
        Answer(fact.name, _values(fact.domain, masks[fact.name]))
        for fact in rules.facts
        if masks.get(fact.name, fact.domain.everything) != fact.domain.everything
    ]
    return Case(name, tuple(answers))


def advised(rules: RuleBase, masks: Mapping[str, int]) -> dict[str, str]:
    """Return what the advice on such a case recommends, by decision; '' where it is nothing."""
    advice = advise(rules, as_case(rules, masks))
    return {name: one.recommended or "" for name, one in advice.by_decision.items()}


def _values(domain: Domain, mask: int) -> tuple[Value, ...]:
    if domain.kind is not Kind.NUMBER:
        return domain.names(mask)
    return tuple(_ranges(domain, mask))


def _ranges(domain: Domain, mask: int) -> Iterator[Range]:
    """Yield a range for each run of cells; it goes from the least number of its first to that of its last."""
    codes = [code for code in range(len(domain.values)) if mask >> code & 1]
    first = 0
    for at, code in enumerate(codes):
        if at + 1 == len(codes) or codes[at + 1] != code + 1:
            yield Range(_least(domain, codes[first]), _least(domain, code))
            first = at + 1


def _least(domain: Domain, code: int) -> float:
    """Return a number in a cell: the least whole one where there is one."""
    if code == 0:
        return domain.minimum
    cut = domain.cuts[code - 1]
    if not cut.after:
        return cut.at
    end = domain.cuts[code].at if code < len(domain.cuts) else domain.maximum
    whole = float(int(cut.at)) + 1
    inside = whole < end or (whole == end and code < len(domain.cuts) and domain.cuts[code].after)
    return whole if inside or end == domain.maximum else (cut.at + end) / 2
