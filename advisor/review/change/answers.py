"""The answers that two rule bases share, so that one case can be laid before both.

Answers that only one of the two knows can't be compared, and no case gives them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from advisor.inference.planes.circuit import Wire
from advisor.knowledge.domains import Domain, Kind, Range, with_cuts
from advisor.knowledge.model import RuleBase
from advisor.review.proof.situations import Situations

SIDES = (0, 1)
"""The old rule base and the new one."""


@dataclass(frozen=True)
class SharedFact:
    """The answers that both sides know, and for each side the code that each answer has there.

    A side that doesn't know the fact has no codes; where the two have no answer in common both have none.
    """

    domain: Domain
    codes: tuple[tuple[int, ...], tuple[int, ...]]
    sizes: tuple[int, int]

    def planes(self, name: str, situations: Situations, side: int) -> list[Wire]:
        """Return the planes of the fact on one side; where nothing is shared it stays unknown."""
        ones = situations.circuit.ones
        codes, size = self.codes[side], self.sizes[side]
        if not codes:
            return [ones] * size
        shared = situations.ask(name, len(codes))
        answered = situations.questions[name].answered
        unknown = ones ^ (Wire(situations.circuit, answered) if answered is not None else ones)
        planes = [unknown] * size
        for plane, code in zip(shared, codes, strict=True):
            planes[code] = planes[code] | plane
        return planes

    def mask(self, case: int, side: int) -> int:
        """Return what a mask of the shared answers is on one side."""
        codes = self.codes[side]
        return sum({1 << codes[code] for code in range(len(codes)) if case >> code & 1})


def shared_facts(rules: tuple[RuleBase, RuleBase]) -> Mapping[str, SharedFact]:
    """Return what two rule bases share of each fact that one of them knows, by name.

    A fact that only one side knows keeps its answers.
    """
    domains = [{fact.name: fact.domain for fact in one.facts} for one in rules]
    found: dict[str, SharedFact] = {}
    for name in dict.fromkeys((*domains[0], *domains[1])):
        own = [side.get(name) for side in domains]
        shared = _in_common([one for one in own if one is not None])
        before, after = (() if one is None else _codes(one, shared) for one in own)
        sizes = [0 if one is None else len(one.values) for one in own]
        found[name] = SharedFact(shared, (before, after), (sizes[0], sizes[1]))
    return found


def _codes(own: Domain, shared: Domain) -> tuple[int, ...]:
    if shared.kind is Kind.NUMBER and shared.values:
        first = own.cells(Range(shared.minimum, shared.minimum)).bit_length() - 1
        return (first, *(bisect_right(own.cuts, cut) for cut in shared.cuts))
    return tuple(own.values.index(value) for value in shared.values)


def _in_common(domains: Sequence[Domain]) -> Domain:
    """Return the answers that all of one or two domains know; none if they are of unlike kinds."""
    own = domains[0]
    if all(one.kind is Kind.NUMBER for one in domains):
        lowest, highest = max(one.minimum for one in domains), min(one.maximum for one in domains)
        if lowest <= highest:
            whole = replace(own, minimum=lowest, maximum=highest, cuts=(), values=own.values[:1])
            return with_cuts(whole, {cut for one in domains for cut in one.cuts})
    elif all(one.kind is not Kind.NUMBER for one in domains):
        kept = tuple(value for value in own.values if all(value in one.values for one in domains))
        return own if kept == own.values else Domain(own.kind, kept)
    return Domain(Kind.CHOICE, ())
