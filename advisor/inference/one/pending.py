"""What is still open in a case, by sound bounds: which decisions, misfits and actions, and on which facts they hang.

The bounds are those of the engine. After an answer only what reads the changed fact, directly or
through assessments and decisions, is reckoned again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from advisor.inference.compile import compile_rules
from advisor.inference.planes.bounds import Bounds, bounds_of_case
from advisor.inference.program import (
    AssessmentStep,
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
    def masks_by_fact(self) -> Mapping[str, tuple[int, ...]]:
        """For each fact the different masks of values that conditions ask for."""
        found: dict[str, set[int]] = {name: set() for name, _ in self.compiled.facts}
        every = [clause for step, _ in self.steps for _, clause in clauses_of(step)]
        for clause in (*every, *(clause for _, clause in self.outcomes)):
            for test in clause.tests:
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


@dataclass(frozen=True)
class Waiting:
    """A decision (by name), misfit or action (by its rule's id) that can still change.

    `facts` are the open facts on which that could hang, in the order of the books.
    """

    name: str
    decision: bool
    facts: tuple[str, ...]


@dataclass(frozen=True)
class Pending:
    """What is open in a case. `masks` are the possible codes of the facts."""

    masks: Mapping[str, int]
    bounds: Bounds[int]
    waiting: tuple[Waiting, ...]


def pending_in(rules: RuleBase, masks: Mapping[str, int], before: Pending | None = None) -> Pending:
    """Return what is open. `before` is any other picture of the same rule base, to save work."""
    layout = layout_of(rules)
    bounds = _bounds(layout, masks, before)
    return Pending(masks, bounds, tuple(_Hanging(layout, masks, bounds).waiting()))


def _bounds(layout: OpenLayout, masks: Mapping[str, int], before: Pending | None) -> Bounds[int]:
    """Reckon the bounds again where something that is read has changed; else take the old ones."""
    bounds = bounds_of_case(masks, layout.compiled.facts)
    old = before.bounds if before else bounds_of_case(masks, layout.compiled.facts)
    old_masks = before.masks if before else {}
    changed = {name for name, mask in masks.items() if mask != old_masks.get(name)}

    def keep(clauses: Iterable[tuple[str, Clause]]) -> None:
        for name, clause in clauses:
            if name in old.prospects and changed.isdisjoint(clause.reads):
                bounds.prospects[name] = old.prospects[name]

    for step, reads in layout.steps:
        keep(clauses_of(step))
        outlook = old.outlooks.get(step.name)
        if outlook is not None and changed.isdisjoint(reads):
            bounds.outlooks[step.name] = outlook
        elif bounds.step(step) != outlook:
            changed.add(step.name)
    keep(layout.outcomes)
    for name, clause in layout.outcomes:
        bounds.prospect(name, clause)
    return bounds


class _Hanging:
    """Finds the open facts on which things hang, each step looked at once.

    The bounds speak of completions, in which every fact is known, and hold for all that a session
    passes through on the way as well, except where 'is known' or 'is unknown' is asked. What
    reads such a term is *loose*: it counts as open, whatever the bounds say.
    """

    def __init__(self, layout: OpenLayout, masks: Mapping[str, int], bounds: Bounds[int]) -> None:
        self._layout = layout
        self._steps = {step.name: step for step, _ in layout.steps}
        self._masks = masks
        self._bounds = bounds
        self._loose: set[str] = set()
        for step, _ in layout.steps:
            if any(self._is_loose(clause) for _, clause in clauses_of(step)):
                self._loose.add(step.name)
        self._undecided: dict[Test, bool] = {}
        self._found: dict[str, frozenset[str]] = {}

    def _is_loose(self, clause: Clause) -> bool:
        for test in clause.tests:
            if test.item in self._loose:
                return True
            if test.asks != "value":
                if test.item in self._masks:
                    if self._masks[test.item].bit_count() > 1:
                        return True
                elif not self._bounds.outlooks[test.item].settled:
                    return True
        return False

    def waiting(self) -> Iterator[Waiting]:
        """Yield what can still change: decisions first, then rules, in the order of the books."""
        for step in self._layout.decisions:
            yield from self._open(step.name, self._of_item(step.name), decision=True)
        for name, clause in self._layout.outcomes:
            yield from self._open(name, self._of_clause(name, clause), decision=False)

    def _open(self, name: str, facts: frozenset[str], *, decision: bool) -> Iterator[Waiting]:
        if facts:
            yield Waiting(name, decision, tuple(fact for fact in self._masks if fact in facts))

    def _of_item(self, name: str) -> frozenset[str]:
        """Return the open facts on which an assessment or decision hangs."""
        found = self._found.get(name)
        if found is None:
            step = self._steps[name]
            gathered: set[str] = set()
            if name in self._loose or not self._bounds.outlooks[name].settled:
                for identifier, clause in clauses_of(step):
                    gathered |= self._of_clause(identifier, clause)
                    if self._closes(step, identifier, clause):
                        break
            found = self._found[name] = frozenset(gathered)
        return found

    def _closes(self, step: Step, identifier: str, clause: Clause) -> bool:
        """Whether no row behind this one of a decision table can count."""
        return (
            isinstance(step, AssessmentStep)
            and step.first
            and any(row.id == identifier for row in step.rows)
            and not step.concluding
            and bool(self._bounds.prospects[identifier].always)
            and not self._is_loose(clause)
        )

    def _of_clause(self, identifier: str, clause: Clause) -> frozenset[str]:
        if self._bounds.prospect(identifier, clause).settled and not self._is_loose(clause):
            return frozenset()
        found: set[str] = set()
        for test in clause.tests:
            if self._is_undecided(test):
                if test.item in self._masks:
                    found.add(test.item)
                else:
                    found |= self._of_item(test.item)
        return frozenset(found)

    def _is_undecided(self, test: Test) -> bool:
        """Whether an answer could still change what a term says."""
        found = self._undecided.get(test)
        if found is None:
            if test.item in self._loose:
                found = True
            elif test.asks != "value":
                if test.item in self._masks:
                    found = self._masks[test.item].bit_count() > 1
                else:
                    found = not self._bounds.outlooks[test.item].settled
            else:
                found = not self._bounds.test(test).settled
            self._undecided[test] = found
        return found
