"""The reference engine: the rule base run by experta's matcher and agenda, one case at a time.

Working memory holds one `Situation` for the facts of the case and one more for each stratum
that is complete, its attributes being masks of possible values. A condition therefore only reads
what is settled, nothing is ever retracted, and the order of firing can't change a result; it is
fixed all the same, so that the same case gives the same trace in every process.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from threading import RLock
from typing import Any

from advisor.inference.experta.door import Fact, P, Rule
from advisor.inference.experta.matcher import RuleBaseEngine
from advisor.inference.experta.settle import (
    DecisionSoFar,
    Settled,
    settle_assessment,
    settle_decision,
)
from advisor.inference.program import (
    AssessmentStep,
    Clause,
    CompiledRules,
    DecisionStep,
    Hit,
    Test,
)

_GIVEN = -1
"""The level of the facts, below all strata."""

_ACTION = inspect.Signature([inspect.Parameter("engine", inspect.Parameter.POSITIONAL_OR_KEYWORD)])


class Situation(Fact):  # type: ignore[misc]  # experta is untyped
    """What is settled: masks of possible values by item. Each stratum has a class of its own."""


class Holds(Fact):  # type: ignore[misc]  # experta is untyped
    """A line of several terms that holds, whichever of them it was, so that a rule fires once."""


@dataclass(frozen=True)
class SoFar:
    """What follows from what is known: `fired` in order, the value of every item, how it was settled.

    `values` are masks of possible codes, all bits set while undetermined.
    """

    fired: tuple[str, ...]
    values: Mapping[str, int]
    findings: Mapping[str, Settled]
    verdicts: Mapping[str, DecisionSoFar]


@cache
def _situation(level: int) -> type[Situation]:
    """Return the class of what a stratum settles, so that only conditions on it are tried."""
    return type(f"Situation{level}", (Situation,), {})


@cache
def _predicate(test: Test, want: str) -> Callable[[int], bool]:
    """Return the check of an attribute; one object for one meaning, so that the matcher shares it."""
    if want == "holds":
        return test.holds
    if want == "fails":
        return test.fails
    if want == "not holds":
        return lambda possible: not test.holds(possible)
    return lambda possible: not test.fails(possible)


class ReferenceEngine:
    """A rule base built into an experta engine; build once, run for many cases.

    A run that ends by an exception, whatever it is and wherever it strikes, leaves nothing to the
    next one: an engine at work belongs to its run alone and is kept only when the run was whole.
    That also makes it safe to run from several threads at once; they take turns, and a run that
    begins within another of the same thread (in a signal handler) builds an engine of its own.
    """

    def __init__(self, rules: CompiledRules) -> None:
        self._rules = rules
        self._idle: list[_Built] = [_Built(rules)]
        self._turn = RLock()

    def run(self, answers: Mapping[str, int], possible: Mapping[str, int] | None = None) -> SoFar:
        """Run one case; `answers` are the masks of possible codes of all facts.

        `possible` gives for decisions the options that can come out, as masks; only those are
        recommended. In a complete case what is recommended is what comes out.
        """
        with self._turn:
            # Taking an engine and giving it back are one step each: an exception in between,
            # however timed, can only lose it.
            try:
                built = self._idle.pop()
            except IndexError:
                built = _Built(self._rules)
            so_far = built.run(answers, possible or {})
            self._idle[:] = [built]
        return so_far


class _Built:
    """An experta engine of a rule base: it holds the working memory of one run at a time."""

    def __init__(self, rules: CompiledRules) -> None:
        self._rules = rules
        strata = rules.source.stratum
        names = [name for name, _ in rules.facts] + [step.name for step in rules.steps]
        self._attributes = {name: f"item{index}" for index, name in enumerate(names)}
        self._situations = {name: _situation(_GIVEN) for name, _ in rules.facts} | {
            step.name: _situation(strata[step.name]) for step in rules.steps
        }
        self._everything = {
            **{name: (1 << size) - 1 for name, size in rules.facts},
            **{step.name: (1 << step.size) - 1 for step in rules.steps},
        }
        self._patterns: dict[tuple[Test, str], Any] = {}
        self._lines: dict[tuple[Any, ...], int] = {}
        self._experta_rules: list[Any] = []
        self._build()
        self._engine = RuleBaseEngine(self._experta_rules)

    def run(self, answers: Mapping[str, int], possible: Mapping[str, int]) -> SoFar:
        engine = self._engine
        engine.fired = []
        engine.could = set()
        engine.reset()
        values = dict(answers)
        findings: dict[str, Settled] = {}
        verdicts: dict[str, DecisionSoFar] = {}
        self._declare(values, answers, _GIVEN)
        strata = self._rules.source.stratum
        levels = sorted({strata[step.name] for step in self._rules.steps})
        for level in levels:
            engine.run()
            settled: list[str] = []
            holds = set(engine.fired)
            for step in self._rules.steps:
                if strata[step.name] != level:
                    continue
                if isinstance(step, AssessmentStep):
                    finding = settle_assessment(step, holds, engine.could)
                    findings[step.name] = finding
                    value = finding.value
                else:
                    verdict = settle_decision(
                        step, holds, possible.get(step.name), step.kept(values)
                    )
                    verdicts[step.name] = verdict
                    value = None if verdict.winner is None else 1 << verdict.winner
                values[step.name] = self._everything[step.name] if value is None else value
                settled.append(step.name)
            self._declare(values, settled, level)
        engine.run()
        return SoFar(tuple(engine.fired), values, findings, verdicts)

    def _declare(self, values: Mapping[str, int], names: Iterable[str], level: int) -> None:
        attributes = {self._attributes[name]: values[name] for name in names}
        self._engine.declare(_situation(level)(**attributes))

    def _build(self) -> None:
        for identifier, clause in self._rules.clauses:
            self._add(identifier, self._holding(clause), _fire(identifier))
        for step in self._rules.steps:
            if isinstance(step, DecisionStep):
                continue
            for row in step.rows:
                self._add(row.id, self._holding(row.clause), _fire(row.id))
            for hit in (*step.rows, *step.concluding):
                self._add_could(hit)

    def _add_could(self, hit: Hit) -> None:
        def note(engine: Any) -> None:
            engine.could.add(hit.id)

        self._add(f"could {hit.id}", self._not_failing(hit.clause), note)

    def _add(self, name: str, conditions: list[Any], action: Callable[[Any], None]) -> None:
        # experta inspects each action's parameters, which takes long unless they are told.
        action.__signature__ = _ACTION  # type: ignore[attr-defined]
        action.__name__ = name
        # The rule takes over what its action has. No two rules have the same rank: among equals
        # experta would fire in an order that differs between runs.
        action.rank = -len(self._experta_rules)  # type: ignore[attr-defined]
        self._experta_rules.append(Rule(*conditions)(action))

    def _holding(self, clause: Clause) -> list[Any]:
        conditions = [self._any(line, "holds") for line in clause.when]
        for line in clause.unless:
            conditions.extend(self._pattern(test, "fails") for test in line)
        return conditions

    def _not_failing(self, clause: Clause) -> list[Any]:
        conditions = [self._any(line, "not fails") for line in clause.when]
        for line in clause.unless:
            conditions.extend(self._pattern(test, "not holds") for test in line)
        return conditions

    def _pattern(self, test: Test, want: str) -> Any:
        found = self._patterns.get((test, want))
        if found is None:
            check = P(_predicate(replace(test, item=""), want))
            situation = self._situations[test.item]
            found = situation(**{self._attributes[test.item]: check})
            self._patterns[test, want] = found
        return found

    def _any(self, line: tuple[Test, ...], want: str) -> Any:
        """Return the condition that some term of a line does what is wanted."""
        if len(line) == 1:
            return self._pattern(line[0], want)
        key = (line, want)
        if key not in self._lines:
            number = len(self._lines)
            self._lines[key] = number

            def note(engine: Any) -> None:
                engine.declare(Holds(line=number))

            for test in line:
                self._add(f"line {number}", [self._pattern(test, want)], note)
        return Holds(line=self._lines[key])


def _fire(identifier: str) -> Callable[[Any], None]:
    def fire(engine: Any) -> None:
        engine.fired.append(identifier)

    return fire
