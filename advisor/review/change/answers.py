"""The answers that two rule bases share, so that one case can be laid before both.

Answers that only one of the two knows can't be compared, and no case gives them. An exact figure near to
a threshold leaves both sides of it possible; where the two rule bases draw such a border otherwise, the
figure is an answer of its own.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from advisor.inference.planes.circuit import Wire
from advisor.inference.program import codes_of
from advisor.knowledge.domains import Domain, Kind, Range, number_text, with_cuts
from advisor.knowledge.model import RuleBase
from advisor.review.proof.situations import Situations

SIDES = (0, 1)
"""The old rule base and the new one."""


@dataclass(frozen=True)
class SharedFact:
    """The answers that both sides know, and for each side the mask of codes that each leaves possible there.

    The answers are the values of `domain`, then `figures`: one for each way in which an exact figure can
    be near to thresholds. The first `apart` of these leave on the two sides what no set of values
    does, as the two draw their borders otherwise; the others are what some set of values is too. A
    side that doesn't know the fact has no masks; where the two have no answer in common both have none.
    """

    domain: Domain
    masks: tuple[tuple[int, ...], tuple[int, ...]]
    sizes: tuple[int, int]
    figures: tuple[float, ...] = ()
    apart: int = 0

    def planes(self, name: str, situations: Situations, side: int, *, complete: bool) -> list[Wire]:
        """Return the planes of the fact on one side; where nothing is shared it stays unknown.

        In `complete` cases every figure is an answer of its own; else sets of values stand for those
        that are not apart.
        """
        ones = situations.circuit.ones
        masks, size = self.masks[side], self.sizes[side]
        if not masks:
            return [ones] * size
        asked = len(masks) if complete else len(self.domain.values) + self.apart
        shared = situations.ask(name, asked)
        answered = situations.questions[name].answered
        unknown = ones ^ (Wire(situations.circuit, answered) if answered is not None else ones)
        planes = [unknown] * size
        for plane, mask in zip(shared, masks[:asked], strict=True):
            for code in codes_of(mask):
                planes[code] = planes[code] | plane
        return planes

    def mask(self, case: int, side: int) -> int:
        """Return what a mask of the shared answers is on one side."""
        found = 0
        for at, mask in enumerate(self.masks[side]):
            found |= mask if case >> at & 1 else 0
        return found

    def figures_of(self, case: int) -> tuple[float, ...]:
        """Return the exact figures of a mask of the shared answers."""
        first = len(self.domain.values)
        return tuple(one for at, one in enumerate(self.figures, first) if case >> at & 1)

    def names(self, case: int) -> tuple[str, ...]:
        """Return a mask of the shared answers in words."""
        figures = (f"exactly {number_text(one)}" for one in self.figures_of(case))
        return (*self.domain.names(case), *figures)


def shared_facts(rules: tuple[RuleBase, RuleBase]) -> Mapping[str, SharedFact]:
    """Return what two rule bases share of each fact that one of them knows, by name.

    A fact that only one side knows keeps its answers.
    """
    domains = [{fact.name: fact.domain for fact in one.facts} for one in rules]
    return {
        name: shared_fact(domains[0].get(name), domains[1].get(name))
        for name in dict.fromkeys((*domains[0], *domains[1]))
    }


def shared_fact(before: Domain | None, after: Domain | None) -> SharedFact:
    """Return what two rule bases share of a fact, by its domains; None for one that doesn't know it."""
    own = (before, after)
    known = [one for one in own if one is not None]
    shared = _in_common(known)
    values = [() if one is None else tuple(1 << at for at in _codes(one, shared)) for one in own]
    figures: dict[tuple[int, ...], float] = {}
    for figure in _figures(shared, known):
        masks = tuple(0 if one is None else one.around(Range(figure, figure)) for one in own)
        if any(mask.bit_count() > 1 for mask in masks):
            figures.setdefault(masks, figure)
    apart = [masks for masks in figures if not _is_set(masks, values)]
    order = [*apart, *(masks for masks in figures if masks not in apart)]
    one, two = (
        (*values[side], *(masks[side] for masks in order)) if own[side] is not None else ()
        for side in SIDES
    )
    sizes = [0 if domain is None else len(domain.values) for domain in own]
    return SharedFact(
        shared,
        (one, two),
        (sizes[0], sizes[1]),
        tuple(figures[masks] for masks in order),
        len(apart),
    )


def _is_set(masks: Sequence[int], values: Sequence[Sequence[int]]) -> bool:
    """Whether some set of values leaves just these masks possible on the sides that know the fact."""
    sides = [side for side in SIDES if values[side]]
    size = len(values[sides[0]])
    inside = [at for at in range(size) if all(values[side][at] & masks[side] for side in sides)]
    for side in sides:
        found = 0
        for at in inside:
            found |= values[side][at]
        if found != masks[side]:
            return False
    return True


def _figures(shared: Domain, known: Sequence[Domain]) -> Iterator[float]:
    """Yield a figure for each way to be near to the thresholds of two domains, the plainest that there is."""
    if shared.kind is not Kind.NUMBER:
        return
    ends: set[float] = set()
    for domain in known:
        for cut in domain.cuts:
            border = domain.border(cut)
            # A threshold without a border of its own may lie in one of the other side.
            ends |= {cut.at} if border is None else {border.low, cut.at, border.high}
            if _may_be(cut.at, shared):
                yield cut.at
    for low, high in pairwise(sorted(ends)):
        yield from _inside(shared, low, high)


def _inside(shared: Domain, low: float, high: float) -> Iterator[float]:
    """Yield the number between two with the fewest digits, neither of them, if one may be answered."""
    for digits in range(-12, 13):
        number = round((low + high) / 2, digits)
        if low < number < high and _may_be(number, shared):
            yield number
            return


def _may_be(number: float, shared: Domain) -> bool:
    fits = shared.minimum <= number <= shared.maximum
    return fits and not (shared.whole and number != int(number))


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
            whole = replace(
                own,
                minimum=lowest,
                maximum=highest,
                cuts=(),
                values=own.values[:1],
                near=max(one.near for one in domains),
                whole=any(one.whole for one in domains),
            )
            return with_cuts(whole, {cut for one in domains for cut in one.cuts})
    elif all(one.kind is not Kind.NUMBER for one in domains):
        kept = tuple(value for value in own.values if all(value in one.values for one in domains))
        return own if kept == own.values else Domain(own.kind, kept)
    return Domain(Kind.CHOICE, ())
