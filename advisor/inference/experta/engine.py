"""The reference engine: the rule base run by experta's matcher and agenda, one case at a time.

Working memory holds one `Situation` for the facts of the case and one more for each stratum
that is complete, its attributes being masks of possible values. A condition therefore only reads
what is settled, nothing is ever retracted, and the order of firing can't change a result; it is
fixed all the same, so that the same case gives the same trace in every process.
"""

from __future__ import annotations

import inspect
from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from threading import RLock
from typing import Any

from advisor.inference.experta.door import (
    Activation,
    Agenda,
    ConflictSetNode,
    DepthStrategy,
    Fact,
    InitialFact,
    KnowledgeEngine,
    OrdinaryMatchNode,
    P,
    ReteMatcher,
    Rule,
    SameContextCheck,
)
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

_ACTION = inspect.Signature([inspect.Parameter("engine", inspect.Parameter.POSITIONAL_OR_KEYWORD)])


class Situation(Fact):  # type: ignore[misc]  # experta is untyped
    """What is settled: masks of possible values by item."""


class Holds(Fact):  # type: ignore[misc]  # experta is untyped
    """A line of several terms that holds, whichever of them it was, so that a rule fires once."""


class SteadyStrategy(DepthStrategy):  # type: ignore[misc]  # experta is untyped
    """Depth first, with a total order, and removing just the activation that was retracted.

    experta's own strategy looks at three neighbours of equal key for the one to remove and can
    take a wrong one; and among equals it fires in an order that differs between runs.
    """

    def get_key(self, activation: Activation) -> tuple[Any, ...]:
        """Salience first, then the order of the books (earlier is better), then recency."""
        recency = sorted((fact["__factid__"] for fact in activation.facts), reverse=True)
        return (activation.rule.salience, getattr(activation.rule, "rank", 0), recency)

    def _update_agenda(
        self, agenda: Agenda, added: Iterable[Activation], removed: Iterable[Activation]
    ) -> None:
        activations = agenda.activations
        for activation in removed:
            activation.key = self.get_key(activation)
            index = bisect_left(activations, activation)
            while index < len(activations) and activations[index].key == activation.key:
                if activations[index] == activation:
                    del activations[index]
                    break
                index += 1
        for activation in added:
            activation.key = self.get_key(activation)
            insort(activations, activation)


class SteadyMatcher(ReteMatcher):  # type: ignore[misc]  # experta is untyped
    """experta's Rete matcher, spared work that is not needed here.

    The rules are compiled flat already, so they need no normal form and no general wiring; and as
    long as working memory has not changed there are no new activations to look for.
    """

    @staticmethod
    def prepare_ruleset(engine: Any) -> set[Any]:
        """Return the rules as they are; one without conditions waits for the initial fact."""
        return {rule.new_conditions(*(rule or (InitialFact(),))) for rule in engine.get_rules()}

    @staticmethod
    def build_beta_part(ruleset: set[Any], alpha_terminals: dict[Any, Any]) -> None:
        """Wire the rules up: all are flat conjunctions, so each is one chain of joins."""
        for rule in ruleset:
            node = alpha_terminals[rule[0]]
            for condition in rule[1:]:
                join = OrdinaryMatchNode(SameContextCheck())
                node.add_child(join, join.activate_left)
                alpha_terminals[condition].add_child(join, join.activate_right)
                node = join
            end = ConflictSetNode(rule)
            node.add_child(end, end.activate)

    def changes(self, adding: Any = None, deleting: Any = None) -> tuple[list[Any], list[Any]]:
        """Pass changes of working memory on, if there are any."""
        if not adding and not deleting:
            return [], []
        return super().changes(adding, deleting)  # type: ignore[no-any-return]


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
        names = [name for name, _ in rules.facts] + [step.name for step in rules.steps]
        self._attributes = {name: f"item{index}" for index, name in enumerate(names)}
        self._everything = {
            **{name: (1 << size) - 1 for name, size in rules.facts},
            **{step.name: (1 << step.size) - 1 for step in rules.steps},
        }
        self._lines: dict[tuple[Any, ...], int] = {}
        self._experta_rules: dict[str, Any] = {}
        self._build()
        self._engine = _engine(self._experta_rules)

    def run(self, answers: Mapping[str, int], possible: Mapping[str, int]) -> SoFar:
        engine = self._engine
        engine.fired = []
        engine.could = set()
        engine.reset()
        values = dict(answers)
        findings: dict[str, Settled] = {}
        verdicts: dict[str, DecisionSoFar] = {}
        self._declare(values, answers)
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
            self._declare(values, settled)
        engine.run()
        return SoFar(tuple(engine.fired), values, findings, verdicts)

    def _declare(self, values: Mapping[str, int], names: Iterable[str]) -> None:
        attributes = {self._attributes[name]: values[name] for name in names}
        self._engine.declare(Situation(**attributes))

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
        # experta inspects each action's parameters; telling them at once spares a third of the time.
        action.__signature__ = _ACTION  # type: ignore[attr-defined]
        action.__name__ = name
        # The rule takes over what its action has. No two rules have the same rank: among equals
        # experta would fire in an order that differs between runs.
        number = len(self._experta_rules)
        action.rank = -number  # type: ignore[attr-defined]
        self._experta_rules[f"rule{number:05}"] = Rule(*conditions)(action)

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
        check = P(_predicate(replace(test, item=""), want))
        return Situation(**{self._attributes[test.item]: check})

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


def _engine(rules: Mapping[str, Any]) -> Any:
    """Return an experta engine of a class of its own: rules belong to classes in experta."""
    body = {"__strategy__": SteadyStrategy, "__matcher__": SteadyMatcher, **rules}
    built = type("RuleBaseEngine", (KnowledgeEngine,), body)()
    # reset() looks through all members for initial facts each time; there is but one.
    initial = built.get_deffacts()
    built.get_deffacts = lambda: initial
    return built
