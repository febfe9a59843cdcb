"""What of a rule base never changes while answers come in: who reads what, and the terms of each rule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from advisor.inference.compile import compile_rules
from advisor.inference.program import (
    Clause,
    CompiledRules,
    DecisionStep,
    Step,
    Test,
    clauses_of,
)
from advisor.knowledge.model import RuleBase


@dataclass(frozen=True)
class OpenLayout:
    """What of a rule base never changes: steps, and the rules that warn or advise."""

    compiled: CompiledRules
    steps: tuple[tuple[Step, tuple[str, ...]], ...]
    outcomes: tuple[tuple[str, Clause], ...]

    @cached_property
    def clauses(self) -> tuple[tuple[str, Clause], ...]:
        """All rules, rows and kept answers with what they ask for."""
        every = (one for step, _ in self.steps for one in clauses_of(step))
        return (*every, *self.outcomes)

    @cached_property
    def readers(self) -> Mapping[str, tuple[str, ...]]:
        """For each item the rules and rows that read it."""
        found: dict[str, list[str]] = {}
        for name, clause in self.clauses:
            for item in clause.reads:
                found.setdefault(item, []).append(name)
        return {item: tuple(names) for item, names in found.items()}

    @cached_property
    def tests(self) -> tuple[Test, ...]:
        """All different terms."""
        return tuple(dict.fromkeys(test for _, clause in self.clauses for test in clause.tests))

    @cached_property
    def tests_of(self) -> Mapping[str, tuple[int, ...]]:
        """For each rule and row its terms, by their numbers among `tests`."""
        numbers = {test: number for number, test in enumerate(self.tests)}
        return {
            name: tuple(dict.fromkeys(numbers[test] for test in clause.tests))
            for name, clause in self.clauses
        }

    @cached_property
    def lines_of(self) -> Mapping[str, tuple[tuple[int, ...], ...]]:
        """For each rule and row its conditions as terms by their numbers; of each one term is enough.

        Of an 'unless' every term has to fail, so each stands alone.
        """
        numbers = {test: number for number, test in enumerate(self.tests)}
        return {
            name: (
                *(tuple(numbers[test] for test in line) for line in clause.when),
                *((numbers[test],) for line in clause.unless for test in line),
            )
            for name, clause in self.clauses
        }

    @cached_property
    def knowledge(self) -> Mapping[str, tuple[str, ...]]:
        """For each step the items of which its conditions ask whether they are known; none for most."""
        return {
            step.name: tuple(
                dict.fromkeys(
                    test.item
                    for _, clause in clauses_of(step)
                    for test in clause.tests
                    if test.asks != "value"
                )
            )
            for step, _ in self.steps
        }

    @cached_property
    def masks_by_fact(self) -> Mapping[str, tuple[int, ...]]:
        """For each fact the different masks of values that conditions ask for."""
        found: dict[str, set[int]] = {name: set() for name, _ in self.compiled.facts}
        for test in self.tests:
            if test.item in found and test.asks == "value":
                found[test.item].add(test.mask)
        return {name: tuple(sorted(masks)) for name, masks in found.items()}

    @property
    def decisions(self) -> Iterator[DecisionStep]:
        """The decisions in the order of evaluation."""
        for step, _ in self.steps:
            if isinstance(step, DecisionStep):
                yield step


@lru_cache(maxsize=8)
def layout_of(rules: RuleBase) -> OpenLayout:
    """Return the layout of a rule base, with what each step reads."""
    compiled = compile_rules(rules)
    spoken = {rule.id for rule in rules.rules if rule.warning or rule.advice}
    return OpenLayout(
        compiled,
        tuple(
            (step, tuple(dict.fromkeys(name for _, one in clauses_of(step) for name in one.reads)))
            for step in compiled.steps
        ),
        tuple((name, clause) for name, clause in compiled.clauses if name in spoken),
    )
