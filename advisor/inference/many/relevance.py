"""Which open facts still matter to an item, for many cases at once: `Dependence` of completions.py in planes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from advisor.inference.many.machine import Masks, Words, bits_of
from advisor.inference.planes.bounds import Bounds
from advisor.inference.planes.sums import PlaneT
from advisor.inference.program import CompiledRules, clauses_of


def told_apart(rules: CompiledRules, bounds: Bounds[Words], item: str, masks: Masks) -> Masks:
    """Return the possible values that matter to an item, of those that no open term tells apart one.

    `masks` is unsigned[facts, cases] without zeros; the item must have its bounds already.
    """
    kept = masks & (~masks + masks.dtype.type(1))
    rows = {name: row for row, (name, _) in enumerate(rules.facts)}
    for fact, by_mask in reach(rules, bounds, {item: bounds.ones}).items():
        codes = bounds.outlooks[fact].codes
        for code, first in enumerate(_firsts(bounds, codes, by_mask)):
            kept[rows[fact]] |= bits_of(first, masks.shape[1]).astype(masks.dtype) << code
    return kept


def _firsts(
    bounds: Bounds[Words], codes: Sequence[Words], by_mask: Mapping[int, Words]
) -> Iterator[Words]:
    """Yield for each code where it is possible and told apart from every possible one before it."""
    for code, plane in enumerate(codes):
        first = plane
        for other in range(code):
            apart = bounds.some(
                where for mask, where in by_mask.items() if (mask >> code ^ mask >> other) & 1
            )
            first = first & (bounds.no(codes[other]) | apart)
        yield first


def reach(
    rules: CompiledRules, bounds: Bounds[PlaneT], wanted: Mapping[str, PlaneT]
) -> dict[str, dict[int, PlaneT]]:
    """Return for each fact, and each of its masks that a term asks for, where that term matters.

    `wanted` tells for steps where they are looked at. A term matters where it can go either way
    in a condition that can go either way, of an item that matters. Every step that is reached
    must have its bounds already.
    """
    reached: dict[str, PlaneT] = dict(wanted)
    touched: dict[str, dict[int, PlaneT]] = {}
    facts = {name for name, _ in rules.facts}
    for step in reversed(rules.steps):
        here = reached.get(step.name)
        if here is None:
            continue
        for identifier, clause in clauses_of(step):
            prospect = bounds.prospect(identifier, clause)
            matters = here & bounds.no(prospect.always | prospect.never)
            for test in clause.tests:
                found = bounds.test(test)
                opened = matters & bounds.no(found.always | found.never)
                if test.item in facts:
                    by_mask = touched.setdefault(test.item, {})
                    old = by_mask.get(test.mask)
                    by_mask[test.mask] = opened if old is None else old | opened
                else:
                    old = reached.get(test.item)
                    reached[test.item] = opened if old is None else old | opened
    return touched
