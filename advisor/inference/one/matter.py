"""What still matters: the questions that could change something, how much, and how many are left.

A question matters when the session can reach a state in which one of its answers changes a
recommended option, a misfit or an action. Facts that nobody knows stay open, and what they could
turn out to be counts as well, since the firmness of the advice hangs on it.

The bounds name every question that could matter. A sample of answers confirms most of them at
once; for the rest every combination is tried where there are few, and otherwise they stay.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from advisor.inference.one.completions import Dependence, repeated
from advisor.inference.one.open_layout import OpenLayout, layout_of
from advisor.inference.one.pending import Pending, Waiting, pending_in
from advisor.inference.one.trials import Effects, shown, try_answers
from advisor.inference.planes.so_far import Sweep, sweep
from advisor.inference.program import CompiledRules, DecisionStep, codes_of
from advisor.knowledge.model import RuleBase

LIMIT = 1 << 10
"""The most combinations that are all tried to show that a question doesn't matter."""

_MAIN, _GROUPED, _MISFIT, _ACTION = 10, 3, 2, 1


@dataclass(frozen=True)
class Progress:
    """How many questions are left, whatever the answers will be.

    `deciding` is the most that can still change a decision.
    """

    at_least: int
    at_most: int
    deciding: int


@dataclass(frozen=True)
class Matter:
    """What still matters in a case. `questions` are in the order of the books."""

    pending: Pending
    effects: Effects
    questions: tuple[str, ...]
    deciding: tuple[str, ...]
    progress: Progress
    undecided: Mapping[str, frozenset[str]]
    """For each decision that an answer can still change, questions that can do it."""

    @cached_property
    def waiting_for(self) -> Mapping[str, tuple[Waiting, ...]]:
        """For each question the decisions, misfits and actions that could change with it."""
        return {
            question: tuple(one for one in self.pending.waiting if question in one.facts)
            for question in self.questions
        }

    def leaving_out(self, names: frozenset[str]) -> Matter:
        """Return the same without some of the questions, which are not to be asked here."""
        if names.isdisjoint(self.questions):
            return self
        return replace(
            self,
            questions=tuple(name for name in self.questions if name not in names),
            deciding=tuple(name for name in self.deciding if name not in names),
        )


def matter_in(
    rules: RuleBase,
    masks: Mapping[str, int],
    askable: frozenset[str],
    before: Pending | None = None,
) -> Matter:
    """Return what still matters; only facts in `askable` can be asked, and not to find contradictions alone.

    `before` is what was open in any other case of the same rule base; it only saves work.
    """
    layout = layout_of(rules)
    pending = pending_in(rules, masks, before)
    waiting = [one for one in pending.waiting if not askable.isdisjoint(one.facts)]
    # A question that could do no more than contradict another answer is not worth asking.
    contradictions = {rule.id for rule in rules.rules if rule.contradiction}
    waiting = [one for one in waiting if one.name not in contradictions]
    named = {fact for one in waiting for fact in one.facts}
    asked = [fact for fact in masks if fact in named and fact in askable]
    effects = try_answers(
        layout, replace(pending, waiting=tuple(waiting)), asked, weights_of(rules)
    )
    confirmed = _confirmed(layout, pending, waiting, asked, effects)
    questions = tuple(fact for fact in asked if any(fact in found for found in confirmed.values()))
    decisions = {one.name for one in waiting if one.decision}
    deciding = tuple(
        fact
        for fact in questions
        if any(fact in found for name, found in confirmed.items() if name in decisions)
    )
    least = _at_least(waiting, questions, {name for _, name in effects.seen})
    undecided = {name: frozenset(found) for name, found in confirmed.items() if name in decisions}
    return Matter(
        pending,
        effects,
        questions,
        deciding,
        Progress(least, len(questions), len(deciding)),
        {name: facts for name, facts in undecided.items() if facts},
    )


def weights_of(rules: RuleBase) -> dict[str, int]:
    """Return how much a change counts: most for a decision that stands alone, least for an action."""
    weights = {rule.id: _MISFIT if rule.warning else _ACTION for rule in rules.rules}
    for decision in rules.decisions:
        weights[decision.name] = _GROUPED if decision.group else _MAIN
    return weights


def _confirmed(
    layout: OpenLayout,
    pending: Pending,
    waiting: Sequence[Waiting],
    asked: Sequence[str],
    effects: Effects,
) -> dict[str, set[str]]:
    """Return for each decision, misfit and action the questions that matter to it."""
    found: dict[str, set[str]] = {one.name: set() for one in waiting}
    for fact, name in effects.seen:
        found[name].add(fact)
    seen = {fact for fact, _ in effects.seen}
    deciding = {fact for one in waiting if one.decision for fact in found[one.name]}
    for one in waiting:
        # That a question matters to anything is enough to ask it, and to a decision to count it so.
        enough = deciding if one.decision else seen
        missing = {fact for fact in one.facts if fact in asked and fact not in enough}
        if one.decision and not found[one.name]:
            # Whether the decision itself is settled is told, so no other one's question is enough.
            missing = {fact for fact in one.facts if fact in asked}
        if missing:
            exact = _exact(layout, pending, one)
            proved = missing if exact is None else exact & missing
            found[one.name].update(proved)
            seen.update(proved)
            enough.update(proved)
    return found


def _at_least(
    waiting: Iterable[Waiting], questions: Sequence[str], certain: Collection[str]
) -> int:
    """Return a number of questions that are asked in any case.

    Until one of the questions behind it is asked, nothing about a decision, misfit or action
    changes, so it stays open; those that share no question each take one.
    """
    groups = sorted(
        (
            [fact for fact in one.facts if fact in questions]
            for one in waiting
            if one.name in certain
        ),
        key=len,
    )
    taken: set[str] = set()
    count = 0
    for group in groups:
        if group and taken.isdisjoint(group):
            taken.update(group)
            count += 1
    return count


def _exact(layout: OpenLayout, pending: Pending, one: Waiting) -> set[str] | None:
    """Return the facts that really matter to one thing, or None when there are too many ways."""
    groups = {fact: _groups(layout, pending, fact) for fact in one.facts}
    count = 1
    for alternatives in groups.values():
        count *= len(alternatives) + 1
        if count > LIMIT:
            return None
    facts: dict[str, list[int]] = {}
    ones = (1 << count) - 1
    for fact, mask in pending.masks.items():
        first = (mask & -mask).bit_length() - 1
        facts[fact] = [0] * first + [ones] + [0] * (mask.bit_length() - first - 1)
    stride = 1
    strides = {}
    for fact, alternatives in groups.items():
        size = len(alternatives) + 1
        strides[fact] = (stride, size)
        planes = [0] * pending.masks[fact].bit_length()
        for index, possible in enumerate([(code,) for code in alternatives] + [()]):
            block = ((1 << stride) - 1) << index * stride
            plane = repeated(block, stride * size, count)
            for code in possible or codes_of(pending.masks[fact]):
                planes[code] |= plane
        facts[fact] = planes
        stride *= size
    rules = _only(layout, pending, one)
    run = sweep(rules, facts, ones)
    options = {
        step.name: _gathered(run, step.name, strides.values(), count)
        for step in rules.steps
        if isinstance(step, DecisionStep)
    }
    planes = shown(sweep(rules, facts, ones, possible=options), one)
    return {
        fact for fact, (stride, size) in strides.items() if _varies(planes, stride, size, count)
    }


def _gathered(
    run: Sweep[int], name: str, strides: Iterable[tuple[int, int]], count: int
) -> list[int]:
    """Return where each option can come out, from the combinations without an open fact.

    Along each dimension the last place leaves the fact open, so all that comes out at the others
    can come out there.
    """
    gathered = []
    for value in run.values[name]:
        plane = value & run.determined[name]
        for stride, size in strides:
            block = (1 << stride) - 1
            answered = plane & repeated((1 << stride * (size - 1)) - 1, stride * size, count)
            found = 0
            for index in range(size - 1):
                found |= answered >> index * stride & repeated(block, stride * size, count)
            plane = answered | found << (size - 1) * stride
        gathered.append(plane)
    return gathered


def _varies(planes: Sequence[int], stride: int, size: int, count: int) -> bool:
    """Whether some plane differs along one dimension of the combinations."""
    steps = repeated((1 << stride * (size - 1)) - 1, stride * size, count)
    return any((plane ^ plane >> stride) & steps for plane in planes)


def _groups(layout: OpenLayout, pending: Pending, fact: str) -> tuple[int, ...]:
    """Return one code for each group of a fact's values that no term tells apart."""
    masks = layout.masks_by_fact[fact]
    first: dict[tuple[int, ...], int] = {}
    for code in codes_of(pending.masks[fact]):
        first.setdefault(tuple(mask >> code & 1 for mask in masks), code)
    return tuple(first.values())


def _only(layout: OpenLayout, pending: Pending, one: Waiting) -> CompiledRules:
    """Return the rule base cut down to what one decision, misfit or action is reckoned from."""
    clauses = [] if one.decision else [(n, c) for n, c in layout.outcomes if n == one.name]
    roots = [one.name] if one.decision else [name for _, c in clauses for name in c.reads]
    dependence = Dependence(layout.compiled, pending.bounds, pending.masks)
    cone = {name for root in roots for name in dependence.cone(root)}
    steps = tuple(step for step in layout.compiled.steps if step.name in cone)
    return replace(layout.compiled, steps=steps, clauses=tuple(clauses))
