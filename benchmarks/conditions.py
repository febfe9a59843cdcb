"""Conditions as the rival engines can say them: each item has one state, and a test is a set of states.

In a complete case a fact has one value, and an assessment or decision has one value or is open.
So a term either holds or doesn't, and so does 'unless'; what is left of a clause is a conjunction
of sets of states, and of lines that several items can satisfy.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from advisor.inference.program import AssessmentStep, Clause, CompiledRules, Test


class NotSayableError(ValueError):
    """A rule base needs what no engine with one value an item can say: several values at once."""


@dataclass(frozen=True)
class Condition:
    """What must hold: `every` item in one of its states, and of each of `either` some item.

    States are bits: a value's code, and one beyond the last code for open.
    """

    every: Mapping[str, int]
    either: tuple[Mapping[str, int], ...]


class Reading:
    """What a translation must know of a rule base. Raises NotSayableError where values could be several."""

    def __init__(self, rules: CompiledRules) -> None:
        self.sizes = dict(rules.facts) | {step.name: step.size for step in rules.steps}
        self.levels = {name: 0 for name, _ in rules.facts}
        """The stratum of each item: facts 0, and the others one above the highest that they read."""
        for step in rules.steps:
            clauses: list[Clause]
            if isinstance(step, AssessmentStep):
                clauses = [hit.clause for hit in (*step.concluding, *step.rows)]
                clauses += [one.clause for one in step.adding]
            else:
                clauses = [voice.clause for voice in step.voices]
            self.levels[step.name] = 1 + max(map(self.level, clauses), default=0)
        self._check(rules)

    def level(self, clause: Clause) -> int:
        """Return the stratum after which a clause can be read."""
        return max((self.levels[item] for item in clause.reads), default=0)

    def condition(self, clause: Clause) -> Condition:
        """Return a clause as sets of states."""
        every: dict[str, int] = {}
        either: list[dict[str, int]] = []
        for line in clause.when:
            states: dict[str, int] = {}
            for test in line:
                states[test.item] = states.get(test.item, 0) | self._holds(test)
            if len(states) > 1:
                either.append(states)
            else:
                self._narrow(every, states)
        for line in clause.unless:
            for test in line:
                self._narrow(every, {test.item: self._fails(test)})
        return Condition(every, tuple(either))

    def codes(self, item: str, states: int) -> Iterable[int]:
        """Return the codes among states."""
        return (code for code in range(self.sizes[item]) if states >> code & 1)

    def is_open(self, item: str, states: int) -> bool:
        """Whether an open item is in one of the states."""
        return bool(states >> self.sizes[item] & 1)

    def is_everything(self, item: str, states: int) -> bool:
        """Whether an item is always in one of the states."""
        return states == (2 << self.sizes[item]) - 1

    def _narrow(self, every: dict[str, int], states: Mapping[str, int]) -> None:
        for item, some in states.items():
            every[item] = every.get(item, (2 << self.sizes[item]) - 1) & some

    def _holds(self, test: Test) -> int:
        size = self.sizes[test.item]
        valued = (1 << size) - 1
        if test.asks == "value":
            # A term that every value satisfies holds while the item is open, too.
            return test.mask if test.mask != valued else (2 << size) - 1
        return valued if test.asks == "known" else 1 << size

    def _fails(self, test: Test) -> int:
        size = self.sizes[test.item]
        valued = (1 << size) - 1
        if test.asks == "value":
            return valued & ~test.mask if test.mask else (2 << size) - 1
        return 1 << size if test.asks == "known" else valued

    def _check(self, rules: CompiledRules) -> None:
        settled = {name for name, _ in rules.facts}
        for step in rules.steps:
            if not isinstance(step, AssessmentStep):
                continue
            if step.total:
                settled.add(step.name)
            for hit in (*step.concluding, *step.rows):
                for item in hit.clause.reads:
                    if item not in settled:
                        message = f"'{step.name}' could have several values while '{item}' is open"
                        raise NotSayableError(message)


def identifiers(names: Iterable[str], joint: str) -> dict[str, str]:
    """Return for each name one without blanks or signs, different for each."""
    found: dict[str, str] = {}
    for name in names:
        plain = re.sub(r"\W+", joint, name).strip(joint)
        if plain in found.values() or not plain:
            plain = f"{plain}{joint}{len(found)}"
        found[name] = plain
    return found
