"""Every way of filling in the unknowns that matters to one item, evaluated at once by the bit engine.

Facts whose terms are all decided by the bounds don't matter, and values that no undecided term
tells apart count as one; what is left is often small enough to be evaluated whole.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from advisor.inference.planes.bounds import Bounds
from advisor.inference.planes.so_far import Sweep, sweep
from advisor.inference.program import CompiledRules, Test, clauses_of, cone

LIMIT = 1 << 20
"""The most combinations of open facts that are all evaluated for a decision."""


@dataclass(frozen=True)
class Dimension:
    """An open fact that matters: each group holds values that no undecided term tells apart."""

    fact: str
    groups: tuple[tuple[int, ...], ...]


class Dependence:
    """Which steps and open facts an item still depends on, by the bounds of a case."""

    def __init__(
        self, rules: CompiledRules, bounds: Bounds[int], answers: Mapping[str, int]
    ) -> None:
        self._steps = {step.name: step for step in rules.steps}
        self._facts = [name for name, _ in rules.facts]
        self._bounds = bounds
        self._answers = answers
        self._cones: dict[str, set[str]] = {}

    def dimensions(self, name: str) -> tuple[Dimension, ...]:
        """Return the open facts that matter to an item, in the order of the books, with their groups of values."""
        tests: dict[str, set[Test]] = {}
        seen: set[str] = set()

        def visit(item: str) -> None:
            if item in seen or item not in self._steps:
                return
            seen.add(item)
            for identifier, clause in clauses_of(self._steps[item]):
                prospect = self._bounds.prospect(identifier, clause)
                if prospect.always or prospect.never:
                    continue
                for test in clause.tests:
                    found = self._bounds.test(test)
                    if found.always or found.never:
                        continue
                    if test.item in self._answers:
                        tests.setdefault(test.item, set()).add(test)
                    else:
                        visit(test.item)

        visit(name)
        return tuple(
            Dimension(fact, _groups(self._answers[fact], tests[fact]))
            for fact in self._facts
            if fact in tests
        )

    def open_facts(self, name: str, *, asked_about: bool = False) -> tuple[str, ...]:
        """Return the open facts that an item reads, directly or through others.

        With `asked_about` only those of which some rule asks whether they are known at all.
        """
        found = {
            test.item
            for step in self.cone(name)
            for _, clause in clauses_of(self._steps[step])
            for test in clause.tests
            if (test.asks != "value" or not asked_about)
            and self._answers.get(test.item, 0).bit_count() > 1
        }
        return tuple(fact for fact in self._facts if fact in found)

    def cone(self, name: str) -> set[str]:
        """Return the steps that an item reads, directly or through others, and itself."""
        found = self._cones.get(name)
        if found is None:
            found = self._cones[name] = cone(self._steps, [name])
        return found


def _groups(possible: int, tests: set[Test]) -> tuple[tuple[int, ...], ...]:
    masks = sorted(test.mask for test in tests)
    groups: dict[tuple[int, ...], list[int]] = {}
    for code in range(possible.bit_length()):
        if possible >> code & 1:
            signature = tuple(mask >> code & 1 for mask in masks)
            groups.setdefault(signature, []).append(code)
    return tuple(tuple(codes) for codes in groups.values())


def combinations(dimensions: tuple[Dimension, ...]) -> int:
    """Return how many combinations the dimensions have."""
    count = 1
    for dimension in dimensions:
        count *= len(dimension.groups)
    return count


def repeated(block: int, period: int, length: int) -> int:
    """Return `block` repeated every `period` bits, cut to `length` bits."""
    while period < length:
        block |= block << period
        period *= 2
    return block & ((1 << length) - 1)


def every_completion(
    rules: CompiledRules,
    answers: Mapping[str, int],
    dimensions: tuple[Dimension, ...],
    only: set[str],
) -> Sweep[int]:
    """Evaluate every combination; the first dimension varies fastest."""
    count = combinations(dimensions)
    facts = _settled_planes(rules, answers, count)
    stride = 1
    for dimension in dimensions:
        size = len(dimension.groups)
        planes = [0] * len(facts[dimension.fact])
        for index, group in enumerate(dimension.groups):
            block = ((1 << stride) - 1) << (index * stride)
            planes[group[0]] = repeated(block, stride * size, count)
        facts[dimension.fact] = planes
        stride *= size
    return sweep(rules, facts, (1 << count) - 1, only=only, single=facts)


def sample_of_completions(
    rules: CompiledRules,
    answers: Mapping[str, int],
    dimensions: tuple[Dimension, ...],
    only: set[str],
    count: int = 4096,
) -> tuple[Sweep[int], dict[str, list[int]]]:
    """Evaluate a fixed random sample of completions; return it with the sampled planes of the facts."""
    chance = random.Random(20)  # noqa: S311 - a fixed sample, not a secret
    facts = _settled_planes(rules, answers, count)
    ones = (1 << count) - 1
    for dimension in dimensions:
        possible = [0] * len(facts[dimension.fact])
        for group in dimension.groups:
            possible[group[0]] = ones
        facts[dimension.fact] = drawn(chance, possible, ones)
    return sweep(rules, facts, ones, only=only, single=facts), facts


def drawn(chance: random.Random, possible: Sequence[int], ones: int) -> list[int]:
    """Return planes that give each case one of the codes that are possible for it, at random."""
    planes = [0] * len(possible)
    left = ones
    open_codes = [code for code, plane in enumerate(possible) if plane]
    for index, code in enumerate(open_codes):
        rest = len(open_codes) - index
        coin = ones if rest == 1 else _biased(chance, ones.bit_length(), rest)
        planes[code] = left & possible[code] & coin
        left ^= planes[code]
    for code in open_codes:
        # Whoever has fewer codes to choose from than others may be left over.
        taken = left & possible[code]
        planes[code] |= taken
        left ^= taken
    return planes


def _biased(chance: random.Random, count: int, one_in: int) -> int:
    """Return a plane in which about one bit of `one_in` is set: random bytes below a threshold."""
    threshold = 256 // one_in
    below = 0
    for bit in range(8):
        plane = chance.getrandbits(count)
        flipped = plane ^ ((1 << count) - 1)
        # From the least bit up: below if this bit is smaller, or equal and below so far.
        below = flipped | below if threshold >> bit & 1 else flipped & below
    return below


def _settled_planes(
    rules: CompiledRules, answers: Mapping[str, int], count: int
) -> dict[str, list[int]]:
    """Give every fact its first possible value in all completions."""
    ones = (1 << count) - 1
    return {
        name: [
            ones if code == (answers[name] & -answers[name]).bit_length() - 1 else 0
            for code in range(size)
        ]
        for name, size in rules.facts
    }


def combination_at(dimensions: tuple[Dimension, ...], index: int) -> dict[str, int]:
    """Return the value of each dimension's fact in one combination of `every_completion`."""
    values: dict[str, int] = {}
    for dimension in dimensions:
        index, group = divmod(index, len(dimension.groups))
        values[dimension.fact] = dimension.groups[group][0]
    return values
