"""Checking the laws on generated cases: random complete and incomplete ones, run by the bit engine.

This tries and does not prove. A law that fails comes with a smallest case that breaks it: no
answer can be left out without the law holding again.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from advisor.inference.one.completions import cone
from advisor.inference.one.given import with_given
from advisor.inference.planes.so_far import Sweep, sweep
from advisor.inference.planes.sums import beats
from advisor.inference.program import CompiledRules, Test, compile_rules
from advisor.knowledge.meaning import meaning
from advisor.knowledge.model import AlwaysLaw, Law, Line, MonotoneLaw, RuleBase

Masks = Mapping[str, int]


@dataclass(frozen=True)
class Breach:
    """A law with a smallest case that breaks it: answers by fact, and what came of them.

    For a monotone law `step` names the two values of its subject.
    """

    law: Law
    answers: tuple[tuple[str, tuple[str, ...]], ...]
    step: tuple[str, str] = ("", "")

    def __str__(self) -> str:
        given = "".join(f"\n  {name}: {' or '.join(values)}" for name, values in self.answers)
        moved = f"\n  from {' to '.join(self.step)}" if self.step[0] else ""
        return f"{self.law.id} · {self.law.title} fails for{given or ' an empty case'}{moved}"


def check_law(rules: RuleBase, law: Law, *, count: int = 1 << 13, seed: int = 1) -> Breach | None:
    """Try a law on `count` complete and as many incomplete random cases; return a breach, or None."""
    for unknown in (0.0, 0.6):
        check = _Always(rules, law) if isinstance(law, AlwaysLaw) else _Monotone(rules, law)
        inputs = _random_planes(check.compiled, count, unknown, seed)
        found = check.first_breach(inputs, (1 << count) - 1)
        if found is not None:
            return _smallest(check, found, rules)
    return None


class _Always:
    """Whenever the conditions hold, the conclusion does not fail."""

    def __init__(self, rules: RuleBase, law: AlwaysLaw) -> None:
        self.law: Law = law
        self.compiled = compile_rules(rules)
        self._when = [_tests(line, rules) for line in law.when]
        self._then = _tests(law.then, rules)
        tests = [test for line in (*self._when, self._then) for test in line]
        self._cone = cone(self.compiled.by_name, {test.item for test in tests})

    def first_breach(
        self, inputs: Mapping[str, list[int]], ones: int
    ) -> tuple[Masks, tuple[int, int] | None] | None:
        """Return the inputs of the first case that breaks the law."""
        state = sweep(self.compiled, inputs, ones, only=self._cone)
        bad = ones
        for line in self._when:
            holds = 0
            for test in line:
                holds |= _holds(state, test)
            bad &= holds
        for test in self._then:
            bad &= _fails(state, test)
        return (_case_at(inputs, bad), None) if bad else None


class _Monotone:
    """Of two cases that differ only in the subject, the higher one gives the target no less."""

    def __init__(self, rules: RuleBase, law: MonotoneLaw) -> None:
        self.law: Law = law
        self._law = law
        compiled = compile_rules(rules)
        facts = {name for name, _ in compiled.facts}
        self.compiled = compiled if law.subject in facts else with_given(compiled, [law.subject])
        self._size = dict(self.compiled.facts)[law.subject]
        self._cone = cone(self.compiled.by_name, {law.decision or law.target})
        if law.decision:
            self._code = rules.items[law.decision].domain.values.index(law.target)

    def first_breach(
        self, inputs: Mapping[str, list[int]], ones: int
    ) -> tuple[Masks, tuple[int, int] | None] | None:
        """Return the other inputs of the first pair that breaks the law, and the pair's codes."""
        states = [self._at(inputs, ones, code) for code in range(self._size)]
        for code, (less, more) in enumerate(pairwise(states)):
            grows = self._law.raising == self._law.never_lowers
            low, high = (less, more) if grows else (more, less)
            bad = self._falls(low, high, ones)
            if bad:
                return _case_at(inputs, bad), (code, code + 1)
        return None

    def _at(self, inputs: Mapping[str, list[int]], ones: int, code: int) -> Sweep[int]:
        planes = [ones if other == code else 0 for other in range(self._size)]
        return sweep(self.compiled, {**inputs, self._law.subject: planes}, ones, only=self._cone)

    def _falls(self, before: Sweep[int], after: Sweep[int], ones: int) -> int:
        """Return where the target has less after than before."""
        name = self._law.decision
        if name:
            fewer = beats(
                before.scores[name][self._code],
                after.scores[name][self._code],
                ones,
                wins_ties=False,
            )
            out = after.ruled_out[name][self._code] & ~before.ruled_out[name][self._code]
            return fewer | out
        fallen = 0
        target = self._law.target
        both = before.determined[target] & after.determined[target]
        values = list(zip(before.values[target], after.values[target], strict=True))
        # What was possible at best is no longer, or what is possible at least has sunk.
        for code in range(1, len(values)):
            reach = [0, 0]
            sure = [ones, ones]
            for other, pair in enumerate(values):
                for side in (0, 1):
                    if other >= code:
                        reach[side] |= pair[side]
                    else:
                        sure[side] &= ~pair[side]
            fallen |= (reach[0] & ~reach[1]) | (sure[0] & ~sure[1])
        return fallen & both & ones


_Check = _Always | _Monotone


def _tests(line: Line, rules: RuleBase) -> list[Test]:
    return [
        Test(term.subject, meaning(term, rules.items[term.subject].domain)) for term in line.terms
    ]


def _holds(state: Sweep[int], test: Test) -> int:
    """Return where a term is true of every possible value."""
    holds = state.ones
    for code, plane in enumerate(state.values[test.item]):
        if not test.mask >> code & 1:
            holds &= ~plane
    return holds


def _fails(state: Sweep[int], test: Test) -> int:
    """Return where a term is true of no possible value."""
    return _holds(state, Test(test.item, ~test.mask))


def _random_planes(
    rules: CompiledRules, count: int, unknown: float, seed: int
) -> dict[str, list[int]]:
    """Draw cases: each input has one value, or with the chance `unknown` all of them."""
    chance = random.Random(seed)  # noqa: S311 - repeatable cases, not a secret
    inputs: dict[str, list[int]] = {}
    for name, size in rules.facts:
        codes = chance.choices(range(size), k=count)
        blank = _plane(one < unknown for one in (chance.random() for _ in codes))
        inputs[name] = [_plane(code == one for one in codes) | blank for code in range(size)]
    return inputs


def _plane(bits: Iterable[bool]) -> int:
    return int("".join("1" if bit else "0" for bit in bits), 2)


def _case_at(inputs: Mapping[str, list[int]], bad: int) -> dict[str, int]:
    at = (bad & -bad).bit_length() - 1
    return {
        name: sum((plane >> at & 1) << code for code, plane in enumerate(planes))
        for name, planes in inputs.items()
    }


def _smallest(
    check: _Check, found: tuple[Masks, tuple[int, int] | None], rules: RuleBase
) -> Breach:
    """Leave out every answer that the breach does not need."""
    masks, step = dict(found[0]), found[1]
    sizes = dict(check.compiled.facts)
    for name, size in sizes.items():
        tried = {**masks, name: (1 << size) - 1}
        planes = {
            one: [mask >> code & 1 for code in range(sizes[one])] for one, mask in tried.items()
        }
        again = check.first_breach(planes, 1)
        if again is not None:
            masks, step = tried, again[1]
    subject = check.law.subject if isinstance(check.law, MonotoneLaw) else ""
    answers = tuple(
        (name, rules.items[name].domain.names(mask))
        for name, mask in masks.items()
        if name != subject and mask != (1 << sizes[name]) - 1
    )
    if step is None:
        return Breach(check.law, answers)
    values = rules.items[subject].domain.values
    return Breach(check.law, answers, (values[step[0]], values[step[1]]))


def breaches(rules: RuleBase, *, count: int = 1 << 13, seed: int = 1) -> Iterator[Breach]:
    """Try every law of the rule base; yield the broken ones."""
    for law in rules.laws:
        found = check_law(rules, law, count=count, seed=seed)
        if found is not None:
            yield found
