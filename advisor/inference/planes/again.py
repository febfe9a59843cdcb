"""Cases that were evaluated once, evaluated again under a small change of the rules.

Only what the change moves is reckoned again: the changed clause, and then, in the order of evaluation,
whatever reads an item that came out otherwise in some case. Where nothing differs any more it ends, so
that one of thousands of changes takes a fraction of the whole evaluation. It runs on any plane.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Generic

from advisor.inference.planes.so_far import Run, Sweep, close_call
from advisor.inference.planes.sums import PlaneT
from advisor.inference.program import (
    AssessmentStep,
    Clause,
    CompiledRules,
    DecisionStep,
    Patch,
    Test,
    clauses_of,
)


@dataclass(frozen=True)
class MovedCases(Generic[PlaneT]):
    """What a change of the rules moved: the state after it, and where it differs.

    `items` are the assessments and decisions whose value is another in some case, `rules` those that
    hold in another case, `decided` the decisions that were reckoned again, as steps of the changed
    rules.
    """

    state: Sweep[PlaneT]
    items: frozenset[str]
    rules: frozenset[str]
    decided: tuple[DecisionStep, ...]


class EvaluatedCases(Generic[PlaneT]):
    """Cases under a rule base, ready to be evaluated under changed ones.

    The arguments are those of `sweep`; `state` is what it would return.
    """

    def __init__(
        self,
        rules: CompiledRules,
        facts: Mapping[str, Sequence[PlaneT]],
        ones: PlaneT,
        *,
        only: Container[str] | None = None,
        single: Container[str] = (),
        possible: Mapping[str, Sequence[PlaneT]] | None = None,
    ) -> None:
        self.rules = rules
        self._possible = possible or {}
        self._single = single
        self._steps = [step for step in rules.steps if only is None or step.name in only]
        self._run = Run(Sweep(ones, {name: list(planes) for name, planes in facts.items()}), single)
        self.state = self._run.state
        for step in self._steps:
            _reckon(self._run, step, self._possible)
        for name in rules.apart if only is None else ():
            self._run.rule(name, rules.clause_of[name])

    @cached_property
    def close_calls(self) -> dict[str, PlaneT]:
        """Where each decision is a close call."""
        return {
            step.name: close_call(step, self.state)
            for step in self._steps
            if isinstance(step, DecisionStep)
        }

    def term(self, test: Test) -> tuple[PlaneT, PlaneT]:
        """Return where a term holds and where it fails, before any change."""
        return self._run.test(test)

    def conditions(self, clause: Clause) -> tuple[PlaneT, PlaneT]:
        """Return where conditions hold before the change, and where they don't fail."""
        holds = self.state.ones
        for line in clause.when:
            any_of = self.state.zero
            for test in line:
                any_of = any_of | self._run.test(test)[0]
            holds = holds & any_of
        for line in clause.unless:
            for test in line:
                holds = holds & self._run.test(test)[1]
        return holds, self._run.could(clause)

    def under(self, patch: Patch) -> MovedCases[PlaneT]:
        """Evaluate the cases under a change of the rules."""
        before = self.state
        state = replace(
            before,
            values=dict(before.values),
            holds=dict(before.holds),
            determined=dict(before.determined),
            scores=dict(before.scores),
            offsets=dict(before.offsets),
            ruled_out=dict(before.ruled_out),
            argued=dict(before.argued),
            set_aside=dict(before.set_aside),
        )
        run = _AgainRun(state, self._run, self._single)
        waiting = set(patch.clauses)
        for step in patch.steps.values():
            waiting.update(name for name, _ in clauses_of(step))
        for name in waiting:
            state.holds.pop(name, None)
        items: set[str] = set()
        decided: list[DecisionStep] = []
        for old in self._steps:
            if old.name not in patch.steps and not self.rules.read_by[old.name] & items:
                continue
            step = patch.steps.get(old.name, old)
            _reckon(run, step, self._possible)
            if isinstance(step, DecisionStep):
                decided.append(step)
            if (
                state.values[step.name] != before.values[step.name]
                or state.determined[step.name] != before.determined[step.name]
            ):
                items.add(step.name)
                run.moved.add(step.name)
                for name in self.rules.readers.get(step.name, ()):
                    waiting.add(name)
                    state.holds.pop(name, None)
        for name in waiting:
            # A rule that no longer argues may still warn.
            clause = self.rules.clause_of.get(name)
            if clause is not None and name in before.holds and name not in state.holds:
                run.rule(name, patch.clauses.get(name, clause))
        moved = {
            name
            for name in waiting
            if name in state.holds and state.holds[name] != before.holds.get(name)
        }
        return MovedCases(state, frozenset(items), frozenset(moved), tuple(decided))


class _AgainRun(Run[PlaneT]):
    """A run that remembers the terms of the one before, but for those on items that moved."""

    def __init__(self, state: Sweep[PlaneT], before: Run[PlaneT], single: Container[str]) -> None:
        super().__init__(state, single)
        self.moved: set[str] = set()
        self._before = before

    def test(self, test: Test) -> tuple[PlaneT, PlaneT]:
        """Return where a term holds and where it fails."""
        return super().test(test) if test.item in self.moved else self._before.test(test)


def _reckon(
    run: Run[PlaneT],
    step: AssessmentStep | DecisionStep,
    possible: Mapping[str, Sequence[PlaneT]],
) -> None:
    if isinstance(step, AssessmentStep):
        run.assessment(step)
    else:
        run.decision(step, possible.get(step.name))
