"""Whether something can be the case at all: a random sample first, then the solver.

Most questions of a review ('can this rule ever fire?') have an easy yes, which thousands of random
cases give at once. Only what no random case shows goes to z3. Both look at the same formula.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from functools import lru_cache

from advisor.inference.planes.circuit import Op, Wire
from advisor.inference.planes.so_far import Sweep
from advisor.inference.program import CompiledRules
from advisor.review.proof.situations import Scope, Situations
from advisor.review.proof.solver import Solver


@lru_cache(maxsize=4)
def _sample(
    facts: tuple[tuple[str, int], ...], scope: Scope, count: int
) -> Mapping[str, list[int]]:
    """Draw cases: half of them complete, in the others some facts unknown or half known.

    The same facts give the same cases, which are kept: books under work are looked at again and again.
    """
    chance = random.Random(6)  # noqa: S311 - a fixed sample, not a secret
    drawn: dict[str, list[int]] = {}
    complete = scope is Scope.COMPLETE
    for name, size in facts:
        planes = [0] * size
        for case in range(count):
            mask = 1 << chance.randrange(size)
            if not complete and case % 2 and chance.random() < 0.6:
                mask = (1 << size) - 1
                if chance.random() < 0.3:
                    mask = chance.randrange(1, 1 << size)
            for code in range(size):
                planes[code] |= (mask >> code & 1) << case
        drawn[name] = planes
    return drawn


def random_cases(rules: CompiledRules, count: int) -> dict[str, list[int]]:
    """Return complete cases, always the same ones, as planes of the facts' codes, one bit a case."""
    chance = random.Random(6)  # noqa: S311 - a fixed sample, not a secret
    drawn: dict[str, list[int]] = {}
    for name, size in rules.facts:
        planes = [0] * size
        for case in range(count):
            planes[chance.randrange(size)] |= 1 << case
        drawn[name] = planes
    return drawn


class Space:
    """All cases of a rule base in a scope: 'complete' or 'any' set of answers to each fact.

    `state` is the evaluation of them all; its wires can be joined to ask for what is wanted.
    `seconds` bounds each question to the solver; one that takes longer raises UndecidedError.
    """

    def __init__(
        self, rules: CompiledRules, scope: Scope, *, seconds: float = 10.0, count: int = 4096
    ) -> None:
        self.rules = rules
        self._situations = Situations(scope)
        self.state: Sweep[Wire] = self._situations.evaluate(rules)
        self._solver = Solver(self._situations, seconds)
        self._count = count
        self._everywhere = (1 << count) - 1
        self._drawn = _sample(tuple(rules.facts), scope, count)
        self._planes: dict[int, int] = {0: 0, 1: self._everywhere}
        for name, question in self._situations.questions.items():
            for node, plane in zip(question.picks, self._drawn[name], strict=True):
                self._planes[node] = plane

    @property
    def ones(self) -> Wire:
        """What is always the case."""
        return self.state.ones

    def negated(self, wire: Wire) -> Wire:
        """Return where something is not the case."""
        return self.state.ones ^ wire

    def plane(self, wire: Wire) -> int:
        """Return where in the sample a wire is true, one bit a case."""
        program, planes = self._situations.circuit.nodes, self._planes
        waiting = [wire.node]
        while waiting:
            node = waiting[-1]
            if node in planes:
                waiting.pop()
                continue
            op, one, two = program[node]
            missing = [
                part for part in ((one,) if op is Op.NOT else (one, two)) if part not in planes
            ]
            if missing:
                waiting += missing
            elif op is Op.NOT:
                planes[node] = planes[one] ^ self._everywhere
            elif op is Op.AND:
                planes[node] = planes[one] & planes[two]
            elif op is Op.OR:
                planes[node] = planes[one] | planes[two]
            else:
                planes[node] = planes[one] ^ planes[two]
        return planes[wire.node]

    def case(self, wire: Wire) -> Mapping[str, int] | None:
        """Return a case in which a wire is true, or None: then the solver has proved that none exists."""
        found = self.plane(wire)
        if not found:
            return self._solver.case(wire)
        at = (found & -found).bit_length() - 1
        return {
            name: sum((plane >> at & 1) << code for code, plane in enumerate(planes))
            for name, planes in self._drawn.items()
        }

    def impossible(self, wire: Wire) -> bool:
        """Whether it is proved that no case makes a wire true."""
        return not self.plane(wire) and self._solver.case(wire) is None


class Shower:
    """Finds the case with the fewest answers that shows something, for a reader to look at."""

    def __init__(self, rules: CompiledRules, *, seconds: float = 5.0) -> None:
        self._situations = Situations(Scope.PARTIAL)
        self.state: Sweep[Wire] = self._situations.evaluate(rules)
        self._solver = Solver(self._situations, seconds)

    def smallest(self, wire: Wire) -> Mapping[str, int] | None:
        """Return the case with the fewest answers in which a wire is true, or None."""
        return self._solver.smallest(wire)
