"""What is still open in a case, by sound bounds: which decisions, misfits and actions, and on which facts they hang.

The bounds are those of the engine. After an answer only what reads the changed fact, directly or
through assessments and decisions, is reckoned again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from advisor.inference.one.open_layout import OpenLayout, layout_of
from advisor.inference.planes.bounds import Bounds, bounds_of_case
from advisor.inference.program import (
    AssessmentStep,
    Clause,
    DecisionStep,
    Step,
    Test,
    clauses_of,
)
from advisor.knowledge.model import RuleBase


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
    old_masks = before.masks if before else {}
    old = before.bounds.outlooks if before else {}
    changed = {name for name, mask in masks.items() if mask != old_masks.get(name)}
    if before:
        bounds.prospects = dict(before.bounds.prospects)
    for item in changed:
        for name in layout.readers.get(item, ()):
            bounds.prospects.pop(name, None)
    for step, reads in layout.steps:
        outlook = old.get(step.name)
        if outlook is not None and changed.isdisjoint(reads):
            bounds.outlooks[step.name] = outlook
        elif bounds.step(step) != outlook:
            changed.add(step.name)
            for name in layout.readers.get(step.name, ()):
                bounds.prospects.pop(name, None)
    for name, clause in layout.outcomes:
        bounds.prospect(name, clause)
    return bounds


class _Hanging:
    """Finds the open facts on which things hang, each step looked at once; facts are bits of a set.

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
        for step, reads in layout.steps:
            asked = layout.knowledge[step.name]
            if not self._loose.isdisjoint(reads) or any(map(self._is_open, asked)):
                self._loose.add(step.name)
        self._bits = {name: 1 << place for place, name in enumerate(masks)}
        self._loose_tests = [
            test.item in self._loose or (test.asks != "value" and self._is_open(test.item))
            for test in layout.tests
        ]
        self._any_loose = any(self._loose_tests)
        sides = {
            name: (outlook.mask(), bool(outlook.undetermined), len(outlook.codes))
            for name, outlook in bounds.outlooks.items()
        }
        self._undecided = [
            loose or (test.asks == "value" and _can_turn(test.mask, *sides[test.item]))
            for test, loose in zip(layout.tests, self._loose_tests, strict=True)
        ]
        self._found: dict[str, int] = {}
        self._named: dict[int, tuple[str, ...]] = {}

    def _is_open(self, item: str) -> bool:
        """Whether an answer could still change what is known of an item."""
        if item in self._masks:
            return self._masks[item].bit_count() > 1
        return not self._bounds.outlooks[item].settled

    def _is_loose(self, identifier: str) -> bool:
        return self._any_loose and any(
            self._loose_tests[test] for test in self._layout.tests_of[identifier]
        )

    def waiting(self) -> Iterator[Waiting]:
        """Yield what can still change: decisions first, then rules, in the order of the books."""
        for step in self._layout.decisions:
            yield from self._open(step.name, self._of_item(step.name), decision=True)
        for name, clause in self._layout.outcomes:
            yield from self._open(name, self._of_clause(name, clause), decision=False)

    def _open(self, name: str, facts: int, *, decision: bool) -> Iterator[Waiting]:
        if facts:
            named = self._named.get(facts)
            if named is None:
                bits = self._bits.items()
                named = self._named[facts] = tuple(fact for fact, bit in bits if facts & bit)
            yield Waiting(name, decision, named)

    def _of_item(self, name: str) -> int:
        """Return the open facts on which an assessment or decision hangs."""
        found = self._found.get(name)
        if found is None:
            step = self._steps[name]
            found = 0
            if name in self._loose or not self._bounds.outlooks[name].settled:
                idle = self._idle(step) if isinstance(step, DecisionStep) else frozenset()
                for identifier, clause in clauses_of(step):
                    if identifier in idle:
                        continue
                    found |= self._of_clause(identifier, clause)
                    if self._closes(step, identifier):
                        break
            self._found[name] = found
        return found

    def _idle(self, step: DecisionStep) -> frozenset[str]:
        """Return the rules that can't change which option is recommended, whether they hold or not.

        They part none of the options that can still come out. Something has to argue already, as the
        first rule that does brings a recommendation.
        """
        codes = self._bounds.outlooks[step.name].codes
        possible = [code for code in step.preference if codes[code]]
        if not any(self._holds_already(voice.clause) for voice in step.voices):
            return frozenset()
        idle = {hit.id for hit in step.keeps if hit.code not in possible}
        for voice in step.voices:
            points = dict(voice.points)
            alike = len({points.get(code, 0) for code in possible}) < 2
            if alike and not any(code in possible for code in voice.rules_out):
                idle.add(voice.id)
        return frozenset(idle)

    def _holds_already(self, clause: Clause) -> bool:
        """Whether conditions hold by the answers alone, so that no further answer takes that back."""
        return all(any(map(self._is_true, line)) for line in clause.when) and all(
            self._is_false(test) for line in clause.unless for test in line
        )

    def _is_true(self, test: Test) -> bool:
        possible = self._masks.get(test.item)
        return test.asks == "value" and possible is not None and not possible & ~test.mask

    def _is_false(self, test: Test) -> bool:
        possible = self._masks.get(test.item)
        return test.asks == "value" and possible is not None and not possible & test.mask

    def _closes(self, step: Step, identifier: str) -> bool:
        """Whether no row behind this one of a decision table can count."""
        return (
            isinstance(step, AssessmentStep)
            and step.first
            and not step.concluding
            and any(row.id == identifier for row in step.rows)
            and bool(self._bounds.prospects[identifier].always)
            and not self._is_loose(identifier)
        )

    def _of_clause(self, identifier: str, clause: Clause) -> int:
        if self._bounds.prospect(identifier, clause).settled and not self._is_loose(identifier):
            return 0
        found = 0
        for line in self._layout.lines_of[identifier]:
            # Where one answer is enough and is given, the others say nothing any more.
            if len(line) > 1 and any(self._is_true(self._layout.tests[one]) for one in line):
                continue
            for number in line:
                if self._undecided[number]:
                    item = self._layout.tests[number].item
                    found |= self._bits[item] if item in self._bits else self._of_item(item)
        return found


def _can_turn(mask: int, possible: int, idle: bool, size: int) -> bool:  # noqa: FBT001 - a plane of one bit
    """Whether completions differ in what a term says, as the bounds have it (`Prospect.settled` of one case)."""
    always = not possible & ~mask and (not idle or mask == (1 << size) - 1)
    never = not possible & mask and (not idle or not mask)
    return not always and not never
