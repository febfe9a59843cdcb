"""Which open facts still matter to an item, for many cases at once: `Dependence` of completions.py in planes."""

from __future__ import annotations

from collections.abc import Mapping

from advisor.inference.compiled import CompiledRules
from advisor.inference.completions import clauses_of
from advisor.inference.prospects import Prospects
from advisor.inference.sums import PlaneT


def reach(
    rules: CompiledRules, bounds: Prospects[PlaneT], wanted: Mapping[str, PlaneT]
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
