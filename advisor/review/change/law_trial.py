"""Which laws a wrong change of the rules breaks, as far as random complete cases show it."""

from __future__ import annotations

import random
from collections.abc import Iterator

from advisor.inference.planes.again import EvaluatedCases
from advisor.inference.planes.so_far import Sweep
from advisor.inference.program import CompiledRules, Patch
from advisor.review.change.mutants import Mutant, mutated
from advisor.review.change.trial import MutantSubject
from advisor.review.proof.laws import law_check
from advisor.review.proof.situations import Scope
from advisor.review.proof.solver import UndecidedError

SAMPLE = 512
"""The random complete cases on which each law is tried."""

SECONDS = 2.0
"""How long, in its own steps, the solver may look whether a random breach can really come about."""


class LawTrial:
    """Tells which laws a change breaks, as far as random complete cases show it."""

    def __init__(self, subject: MutantSubject) -> None:
        self._subject = subject
        self._checks = {law.id: law_check(subject.rules, law) for law in subject.rules.laws}
        self._evaluated: dict[tuple[tuple[str, int], ...], EvaluatedCases[int]] = {}
        ones = (1 << SAMPLE) - 1
        drawn = _drawn(subject.compiled)
        keys = {
            name: [tuple(one.items()) for one in check.givens]
            for name, check in self._checks.items()
        }
        # Each is evaluated as far as some law that needs it goes.
        needed: dict[tuple[tuple[str, int], ...], set[str]] = {}
        for name, check in self._checks.items():
            for key in keys[name]:
                needed.setdefault(key, set()).update(check.rests_on)
        for name, check in self._checks.items():
            for key in keys[name]:
                if key not in self._evaluated:
                    facts = {name: drawn.get(name, []) for name, _ in check.compiled.facts}
                    sizes = dict(check.compiled.facts)
                    for fact, code in key:
                        facts[fact] = [ones if one == code else 0 for one in range(sizes[fact])]
                    self._evaluated[key] = EvaluatedCases(
                        check.compiled, facts, ones, only=needed[key], single=set(facts)
                    )
        self._before = {
            name: check.broken([self._evaluated[tuple(one.items())].state for one in check.givens])
            for name, check in self._checks.items()
        }

    def broken(self, mutant: Mutant, patch: Patch) -> Iterator[tuple[str, bool]]:
        """Yield the laws that random cases break under a change, and whether that is sure.

        Where an assessment was varied by itself it is not known whether both values can come about.
        """
        after: dict[tuple[tuple[str, int], ...], Sweep[int]] = {}
        for name, check in self._checks.items():
            if not check.rests_on & mutant.touches:
                continue
            states = []
            for given in check.givens:
                key = tuple(given.items())
                if key not in after:
                    after[key] = self._evaluated[key].under(patch).state
                states.append(after[key])
            if check.broken(states, patch) & ~self._before[name]:
                yield name, not check.varies_freely

    def confirmed(self, mutant: Mutant, law: str) -> bool:
        """Whether the solver finds a complete case that breaks a law under a change; it may give up."""
        rules = mutated(self._subject.rules, mutant)
        try:
            check = law_check(rules, next(one for one in rules.laws if one.id == law))
            return check.breach(Scope.COMPLETE, SECONDS) is not None
        except UndecidedError:
            return False


def _drawn(rules: CompiledRules) -> dict[str, list[int]]:
    """Return the planes of random complete cases."""
    chance = random.Random(6)  # noqa: S311 - fixed cases, not a secret
    drawn: dict[str, list[int]] = {}
    for name, size in rules.facts:
        planes = [0] * size
        for at in range(SAMPLE):
            planes[chance.randrange(size)] |= 1 << at
        drawn[name] = planes
    return drawn
