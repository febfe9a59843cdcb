"""The advice as frozen data: what is recommended, how firm it is, and all that led to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType

from advisor.cases.borders import Border
from advisor.cases.model import Case
from advisor.knowledge.words import Effort, Phase, Weight


class Status(StrEnum):
    """How firm a recommendation is."""

    FIRM = "firm"
    PROVISIONAL = "provisional"
    CONTESTED = "contested"
    INSUFFICIENT = "insufficient"


class Basis(StrEnum):
    """How a status was found: by every way of filling in the unknowns, or by sound bounds."""

    EXACT = "exact"
    BOUNDS = "bounds"


Readings = tuple[tuple[str, tuple[str, ...]], ...]
"""What was read: pairs of a name and its possible values, in the order of the rule's conditions."""


@dataclass(frozen=True)
class Finding:
    """The value of an assessment so far: several values while it is open, all when it is unknown.

    `determined` is false while nothing at all argues for any value. `rules` are the rules (and
    rows of the table) that gave the value; `possible` is what it can still become.
    """

    name: str
    values: tuple[str, ...]
    determined: bool
    rules: tuple[str, ...]
    possible: tuple[str, ...]


@dataclass(frozen=True)
class Argument:
    """One rule's word on one option: signed points, or that it rules the option out."""

    rule: str
    option: str
    points: int
    rules_out: bool
    because: str
    read: Readings
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Overturn:
    """An answer that would move the recommendation to `to`, or bring one where there is none.

    `together_with` holds further answers that it takes, when no single one does it.
    """

    fact: str
    value: str
    to: str
    together_with: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Survival:
    """How sturdy a recommendation is: of `changes` other answers to what is known, `same` leave it.

    A change gives one known fact another of its values. `overturned_by` are those of the others
    that are nearest to what was answered, each with what it would lead to ('' for no option).
    """

    changes: int
    same: int
    overturned_by: tuple[Overturn, ...]


@dataclass(frozen=True)
class DecisionAdvice:
    """What is advised on one decision. `recommended` is None when no rule argues or all is ruled out.

    `scores` and `ruled_out` are so far; `possible` are the options that can still win. What is
    recommended is always one of those; `set_aside` are the options that stand before it by their
    points so far and can't come out, whatever the open answers are.
    `waiting` are the rules that could still argue, `open_facts` the facts that still matter.
    The status tells what open answers can do to it, `survives` what misjudged ones could.
    """

    name: str
    recommended: str | None
    status: Status
    basis: Basis
    possible: tuple[str, ...]
    scores: tuple[tuple[str, int], ...]
    ruled_out: tuple[str, ...]
    overturned_by: tuple[Overturn, ...]
    survives: Survival
    arguments: tuple[Argument, ...]
    waiting: tuple[str, ...]
    open_facts: tuple[str, ...]
    set_aside: tuple[str, ...] = ()

    def score(self, option: str) -> int:
        """The points of an option so far."""
        return dict(self.scores)[option]


@dataclass(frozen=True)
class Misfit:
    """A warning. `provisional` when an answer that is still open could take it away.

    `weight` tells how grave it is, where the books say so.
    """

    rule: str
    text: str
    because: str
    provisional: bool
    read: Readings
    sources: tuple[str, ...]
    weight: Weight | None = None


@dataclass(frozen=True)
class Action:
    """Something to do. `provisional` when an answer that is still open could take it away.

    `after` are the rules of those advised actions that come before it; `effort` and `needs` tell how
    much work it is and whom or what it takes, where the books say so.
    """

    rule: str
    phase: Phase
    owner: str
    part: str
    text: str
    because: str
    serves: tuple[str, ...]
    provisional: bool
    read: Readings
    sources: tuple[str, ...]
    after: tuple[str, ...] = ()
    effort: Effort | None = None
    needs: str = ""


@dataclass(frozen=True)
class Firing:
    """One step of the trace: what a rule (or a row of a table) read, and what it concluded."""

    rule: str
    stratum: int
    read: Readings
    concluded: Readings


@dataclass(frozen=True)
class Advice:
    """Everything that follows from a rule base and a case. Its order is that of the books.

    `borders` are the thresholds at which the government stands, so that both sides were reckoned with.
    """

    version: str
    hash: str
    case: Case
    facts: Readings
    assessments: tuple[Finding, ...]
    decisions: tuple[DecisionAdvice, ...]
    misfits: tuple[Misfit, ...]
    actions: tuple[Action, ...]
    unknown: tuple[str, ...]
    trace: tuple[Firing, ...]
    borders: tuple[Border, ...] = ()

    @cached_property
    def by_decision(self) -> Mapping[str, DecisionAdvice]:
        """The decisions by name."""
        return MappingProxyType({decision.name: decision for decision in self.decisions})

    @cached_property
    def by_assessment(self) -> Mapping[str, Finding]:
        """The assessments by name."""
        return MappingProxyType({finding.name: finding for finding in self.assessments})
