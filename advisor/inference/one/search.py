"""Whether an option can come out of one case at all, where its completions are too many to try each.

Random completions show most of what is possible. What they don't show is searched for: the case
is split on one open fact after the other, and the bounds of each part tell whether the option can
still come out there. Parts in which it can't are dropped; when none is left, that is proved.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache, cached_property

from advisor.inference.one.completions import (
    Dependence,
    Dimension,
    sample_of_completions,
)
from advisor.inference.planes.bounds import Bounds, bounds_of_case
from advisor.inference.planes.so_far import Sweep
from advisor.inference.program import CompiledRules, clauses_of, codes_of, planes_of

_FEW, _MANY = 256, 4096
MOST_PARTS = 1 << 14
"""A case is split into so many parts at most; beyond that the search gives up."""


class Search:
    """Looks in one case for completions that recommend an option."""

    def __init__(self, rules: CompiledRules, answers: Mapping[str, int]) -> None:
        self._rules = rules
        self._answers = answers

    def never_comes_out(self, name: str, code: int) -> bool:
        """Whether it is proved that no completion recommends an option of a decision.

        False says that some completion does, or that the search gave up. The same case always
        gives the same answer.
        """
        if self._few.values[name][code] & self._few.determined[name]:
            return False
        if not self._bounds.outlooks[name].codes[code]:
            return True
        cone = self._dependence.cone(name)
        dimensions = self._dependence.dimensions(name)
        run, _ = sample_of_completions(self._rules, self._answers, dimensions, cone, _MANY)
        if run.values[name][code] & run.determined[name]:
            return False
        return self._none_left(name, code, dimensions)

    @cached_property
    def _few(self) -> Sweep[int]:
        """A few random completions of the whole case, which show most of what is possible."""
        dimensions = tuple(
            Dimension(fact, tuple((code,) for code in codes_of(mask)))
            for fact, mask in self._answers.items()
            if mask.bit_count() > 1
        )
        every_step = set(self._rules.by_name)
        return sample_of_completions(self._rules, self._answers, dimensions, every_step, _FEW)[0]

    @cached_property
    def _bounds(self) -> Bounds[int]:
        bounds = bounds_of_case(self._answers, self._rules.facts)
        for step in self._rules.steps:
            bounds.step(step)
        return bounds

    @cached_property
    def _dependence(self) -> Dependence:
        return Dependence(self._rules, self._bounds, self._answers)

    def _none_left(self, name: str, code: int, dimensions: Sequence[Dimension]) -> bool:
        """Split the case until no part is left in which the option can come out, if that goes."""
        cone = self._dependence.cone(name)
        steps = [step for step in self._rules.steps if step.name in cone]
        uses = Counter(
            test.item for step in steps for _, clause in clauses_of(step) for test in clause.tests
        )
        # The bounds gain most from the facts that most conditions read.
        ordered = sorted(dimensions, key=lambda one: -uses[one.fact])
        parts: list[tuple[int, ...]] = [()]
        for depth, dimension in enumerate(ordered, start=1):
            size = len(dimension.groups)
            if len(parts) * size > MOST_PARTS:
                return False
            parts = [(*part, group) for part in parts for group in range(size)]
            facts = _split(self._rules, self._answers, ordered[:depth], parts)
            split = Bounds(facts, (1 << len(parts)) - 1)
            for step in steps:
                split.step(step)
            left = f"{split.outlooks[name].codes[code]:0{len(parts)}b}"[::-1]
            parts = [part for part, bit in zip(parts, left, strict=True) if bit == "1"]
            if not parts:
                return True
        return False


def _split(
    rules: CompiledRules,
    answers: Mapping[str, int],
    dimensions: Sequence[Dimension],
    parts: Sequence[tuple[int, ...]],
) -> dict[str, list[int]]:
    """Return the planes of the facts, one bit for each part of the case."""
    facts = planes_of(answers, rules.facts, (1 << len(parts)) - 1)
    for place, dimension in enumerate(dimensions):
        planes = [0] * len(facts[dimension.fact])
        chosen = bytes([part[place] for part in reversed(parts)])
        for number, group in enumerate(dimension.groups):
            plane = int(chosen.translate(_ones_where(number)), 2)
            for code in group:
                planes[code] = plane
        facts[dimension.fact] = planes
    return facts


@cache
def _ones_where(number: int) -> bytes:
    """Return the table that turns a number into the digit 1, and every other into 0."""
    return bytes(ord("1") if other == number else ord("0") for other in range(256))
