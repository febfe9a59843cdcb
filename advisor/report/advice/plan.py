"""Misfits and actions as a report shows them: by phase, with their owner, and the goals they serve."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from advisor.inference.advice import Action, Advice
from advisor.knowledge.model import RuleBase
from advisor.knowledge.words import Part, Phase, Weight
from advisor.report.advice.parts import Grounds, grounds
from advisor.report.cleaning import plain
from advisor.text import capital


class Warned(NamedTuple):
    """A misfit. `provisional` when an open answer could take it away; `weight` is '' where none is told."""

    text: str
    weight: str
    provisional: bool
    grounds: Grounds


class Step(NamedTuple):
    """Something to do, with the keys of the goals that it serves.

    `effort` and `needs` are '' where nothing is told; `after` are the rules of the advised actions
    that come before it.
    """

    text: str
    phase: str
    owner: str
    provisional: bool
    serves: tuple[str, ...]
    grounds: Grounds
    effort: str
    needs: str
    after: tuple[str, ...]


class OwnerSteps(NamedTuple):
    """What one owner does in a phase."""

    owner: str
    steps: tuple[Step, ...]


class PhaseSteps(NamedTuple):
    """What is to be done in a phase, by owner."""

    phase: str
    title: str
    owners: tuple[OwnerSteps, ...]

    @property
    def rows(self) -> tuple[tuple[str, Step], ...]:
        """The steps one by one, each with its owner."""
        return tuple((one.owner, step) for one in self.owners for step in one.steps)


class Served(NamedTuple):
    """A goal with the steps that serve it."""

    key: str
    target: str
    steps: int


def warned(advice: Advice, rules: RuleBase) -> tuple[Warned, ...]:
    """Return the misfits, the gravest first, of equal ones those that no open answer can take away."""
    shown = [
        Warned(
            text=plain(misfit.text),
            weight=misfit.weight.value if misfit.weight else "",
            provisional=misfit.provisional,
            grounds=grounds(misfit.rule, misfit.because, misfit.read, misfit.sources, rules),
        )
        for misfit in advice.misfits
    ]
    order = ["", *reversed([weight.value for weight in Weight])]
    return tuple(sorted(shown, key=lambda one: (-order.index(one.weight), one.provisional)))


def steps(advice: Advice, part: Part, rules: RuleBase) -> tuple[Step, ...]:
    """Return the actions of a part of the report, the soonest first, each after what comes before it."""
    phases = list(Phase)
    mine = [action for action in advice.actions if action.part == part]
    mine.sort(key=lambda one: phases.index(one.phase))
    return tuple(_step(action, rules) for action in _one_after_another(mine))


def _one_after_another(actions: list[Action]) -> list[Action]:
    """Return the actions so that none stands before one that comes before it; else in their order."""
    here = {action.rule: action for action in actions}
    done: dict[str, Action] = {}

    def take(action: Action) -> None:
        for name in action.after:
            if name in here and name not in done:
                take(here[name])
        done[action.rule] = action

    for action in actions:
        if action.rule not in done:
            take(action)
    return list(done.values())


def _step(action: Action, rules: RuleBase) -> Step:
    return Step(
        text=plain(action.text),
        phase=action.phase.value,
        owner=action.owner,
        provisional=action.provisional,
        serves=action.serves,
        grounds=grounds(action.rule, action.because, action.read, action.sources, rules),
        effort=action.effort.value if action.effort else "",
        needs=plain(action.needs),
        after=action.after,
    )


def by_phase(every: Iterable[Step]) -> tuple[PhaseSteps, ...]:
    """Group steps by phase and, in it, by owner; phases without steps are left out."""
    grouped: dict[str, dict[str, list[Step]]] = {}
    for step in every:
        grouped.setdefault(step.phase, {}).setdefault(step.owner, []).append(step)
    return tuple(
        PhaseSteps(
            phase.value,
            _title(phase),
            tuple(OwnerSteps(owner, tuple(mine)) for owner, mine in grouped[phase.value].items()),
        )
        for phase in Phase
        if phase.value in grouped
    )


def _title(phase: Phase) -> str:
    if phase is Phase.CHECKLIST:
        return "Checklist: what most governments need, whatever else they do"
    return capital(phase.value)


def served(advice: Advice, rules: RuleBase) -> tuple[Served, ...]:
    """Return the goals that the advised actions serve, in the order of the book of goals."""
    counts: dict[str, int] = {}
    for action in advice.actions:
        for key in action.serves:
            counts[key] = counts.get(key, 0) + 1
    return tuple(
        Served(goal.key, goal.target, counts[goal.key])
        for goal in rules.goals
        if goal.key in counts
    )
