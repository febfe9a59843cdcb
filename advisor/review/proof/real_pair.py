"""Two cases made of answers alone that break a law about an assessment.

The proof varies an assessment by itself. Here the facts of one case give it its lower value and
those of another its higher one, while all else that bears on the breach is alike in both.
"""

from __future__ import annotations

from collections.abc import Mapping

from advisor.inference.experta.engine import SoFar
from advisor.inference.play import played
from advisor.inference.program import clauses_of
from advisor.review.proof.monotone import MonotoneCheck
from advisor.review.proof.reading import Breach
from advisor.review.proof.situations import Scope, Situations

Pair = tuple[Mapping[str, int], Mapping[str, int]]
"""A case with the lower value of the subject, and one with the higher one."""


class RealPair:
    """Judges two cases by what the subject of a law moves between two of its values."""

    def __init__(self, check: MonotoneCheck, breach: Breach) -> None:
        assert breach.step is not None  # noqa: S101 - a monotone law is broken by a step
        self._check, self._breach = check, breach
        self._low, self._high = breach.step
        situations = Situations(Scope.ANY)
        low, high = (check.state_with(situations, code) for code in breach.step)
        self._around = check.surroundings(low, high)
        self._moved = frozenset(
            name
            for step in check.compiled.steps
            if step.name in check.rests_on
            for name, _ in clauses_of(step)
            if check.moves(low, high, name)
        )

    def cases(self) -> Pair | None:
        """Return the case with the lower value and that with the higher one, with the answers needed.

        None where the engine doesn't confirm that the two break the law.
        """
        pair: Pair = self._breach.case, self._breach.other
        if not self.confirmed(pair):
            pair = pair[::-1]
        if not self.confirmed(pair):
            return None
        for name in dict.fromkeys((*pair[0], *pair[1])):
            for sides in ((0, 1), (0,), (1,)):
                fewer = dict(pair[0]), dict(pair[1])
                for side in sides:
                    fewer[side].pop(name, None)
                if fewer != pair and self.confirmed(fewer):
                    pair = fewer
        return pair

    def confirmed(self, pair: Pair) -> bool:
        """Whether on the engine the two differ in the subject as they should, and the target falls."""
        runs = [played(self._check.whole, case) for case in pair]
        for run, code in zip(runs, (self._low, self._high), strict=True):
            settled = run.findings[self._check.subject].value
            if settled is None or run.values[self._check.subject] != 1 << code:
                return False
        one, two = runs
        if any(self._found(one, name) != self._found(two, name) for name in self._around):
            return False
        return self._check.falls_from(one, two, self._moved)

    @staticmethod
    def _found(run: SoFar, name: str) -> tuple[int, bool]:
        settled = run.findings.get(name)
        return run.values[name], settled is not None and settled.value is None
