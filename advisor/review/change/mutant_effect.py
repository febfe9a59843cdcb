"""Mutants that change nothing that is told: proved for every case, first where they are, then as a whole.

A random sample of cases shows of most mutants that they do change something. Of the others the solver
is asked whether the changed conditions ever come out otherwise, then whether what they give does, then
whether anything that is told does. A no to any of these proves the mutant equivalent. The solver's
steps are limited, not its time; where it gives up, the mutant doesn't count as equivalent.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from advisor.inference.many.likely import likely_codes
from advisor.inference.planes.again import EvaluatedCases
from advisor.inference.planes.circuit import Wire
from advisor.inference.program import CompiledRules, Patch
from advisor.review.change.mutants import Mutant
from advisor.review.change.trial import MutantSubject, bits, packed
from advisor.review.proof.situations import Scope, Situations
from advisor.review.proof.solver import Solver, UndecidedError

SECONDS = 1.0
"""How long, in its own steps, the solver may take over a single question."""

SAMPLE = 1 << 13
"""The random cases that are looked at first."""


class MutantEffect(StrEnum):
    """What is known of a mutant's effect on all cases."""

    NONE = "proved to change nothing that is told"
    SOME = "changes what some case is told"
    UNDECIDED = "can't tell whether it changes anything"


@dataclass(frozen=True)
class EffectFound:
    """What is known of a mutant, and a case (masks by fact) that is told otherwise, if one is known."""

    effect: MutantEffect
    case: Mapping[str, int] | None = None


_WORD = 64
"""How many codes a fact has to have for its masks to go into no number of a processor."""


class CasePool:
    """Random cases, from those with a few answers to complete ones.

    Where the books tell how answers go together, `likely` takes the first half of them from that, so
    that they look like governments.
    """

    def __init__(
        self, subject: MutantSubject, count: int = SAMPLE, seed: int = 6, *, likely: bool = False
    ) -> None:
        self._subject = subject
        chance = random.Random(seed)  # noqa: S311 - a fixed sample, not a secret
        self.likely = count // 2 if likely and subject.rules.population else 0
        """How many of the first cases are drawn as the books tell it."""
        drawn = [*_likely(subject, self.likely, chance, seed)]
        drawn += _drawn(subject.compiled, count - self.likely, chance)
        self.cases: tuple[dict[str, int], ...] = tuple(drawn)
        ones = (1 << count) - 1
        facts: dict[str, list[int]] = {}
        for name, size in subject.compiled.facts:
            masks = [one.get(name, -1) for one in self.cases]
            if size < _WORD:
                column = np.array(masks, np.int64)
                rows = ((column >> code & 1).astype(np.uint8).tobytes() for code in range(size))
            else:
                rows = (bytes(mask >> code & 1 for mask in masks) for code in range(size))
            facts[name] = [packed(bytearray(row)) for row in rows]
        self.evaluated = EvaluatedCases(subject.compiled, facts, ones)

        self.complete = sum(
            (len(one) == len(subject.compiled.facts)) << at for at, one in enumerate(self.cases)
        )

    def noticing(self, patch: Patch, close_in: int | None = None) -> int:
        """Return the cases that are told otherwise under a change, one bit each.

        `close_in` tells in which of them close calls count, if not in all.
        """
        return self._subject.differs(self.evaluated, self.evaluated.under(patch), close_in)


def _drawn(rules: CompiledRules, count: int, chance: random.Random) -> Iterator[dict[str, int]]:
    names = list(rules.facts)
    for at in range(count):
        known = len(names) if at % 4 == 0 else chance.randint(1, len(names))
        yield {name: 1 << chance.randrange(size) for name, size in chance.sample(names, known)}


def _likely(
    subject: MutantSubject, count: int, chance: random.Random, seed: int
) -> Iterator[dict[str, int]]:
    if not count:
        return
    rules = subject.rules
    unknown = np.zeros((len(rules.facts), count), np.uint64)
    masks = likely_codes(rules, unknown, {}, [seed]).masks(rules, np.dtype(np.uint64))
    names = [fact.name for fact in rules.facts]
    for at, case in enumerate(masks.T.tolist()):
        known = len(names) if at % 4 == 0 else chance.randint(1, len(names))
        kept = set(chance.sample(names, known))
        yield {name: mask for name, mask in zip(names, case, strict=True) if mask and name in kept}


class EffectSearch:
    """Tells of mutants whether they change what any case is told."""

    def __init__(self, subject: MutantSubject, count: int = SAMPLE) -> None:
        """`count` is the number of random cases that are looked at before the solver is asked."""
        self._subject = subject
        self._pool = CasePool(subject, count)
        self._clauses = dict(subject.compiled.clauses)
        self._assessments = frozenset(item.name for item in subject.rules.assessments)
        self._wires: EvaluatedCases[Wire] | None = None
        self._solver: Solver | None = None

    def of(self, mutant: Mutant, patch: Patch) -> EffectFound:
        """Return what is known of a mutant."""
        noticing = self._pool.noticing(patch)
        if noticing:
            return EffectFound(MutantEffect.SOME, self._pool.cases[next(bits(noticing))])
        try:
            return self._asked(mutant, patch)
        except UndecidedError:
            return EffectFound(MutantEffect.UNDECIDED)

    def _asked(self, mutant: Mutant, patch: Patch) -> EffectFound:
        if self._wires is None or self._solver is None:
            situations = Situations(Scope.ANY)
            facts = {
                name: situations.ask(name, size) for name, size in self._subject.compiled.facts
            }
            self._wires = EvaluatedCases(self._subject.compiled, facts, situations.circuit.ones)
            self._solver = Solver(situations, SECONDS)
        case: Mapping[str, int] | None = None
        for question in self._questions(self._wires, mutant, patch):
            case = self._solver.case(question)
            if case is None:
                return EffectFound(MutantEffect.NONE)
        return EffectFound(MutantEffect.SOME, case)

    def _questions(
        self, wires: EvaluatedCases[Wire], mutant: Mutant, patch: Patch
    ) -> Iterator[Wire]:
        """Yield where conditions come out otherwise, where what they give does, where what is told does."""
        differ = wires.state.zero
        for name, clause in patch.clauses.items():
            before = wires.conditions(self._clauses[name])
            for was, now in zip(before, wires.conditions(clause), strict=True):
                differ = differ | (was ^ now)
            yield differ
        moved = wires.under(patch)
        given = mutant.touches
        if given <= self._assessments and not (given and mutant.about in self._subject.telling):
            differ = wires.state.zero
            for name in given:
                pairs = [*zip(wires.state.values[name], moved.state.values[name], strict=True)]
                pairs.append((wires.state.determined[name], moved.state.determined[name]))
                for one, two in pairs:
                    differ = differ | (one ^ two)
            if given:
                yield differ
        yield self._subject.differs(wires, moved)
