"""The rule base as frozen data: what the books say, and nothing of how it is run or printed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

from advisor.errors import NOWHERE, Place
from advisor.knowledge.conditions import Citation, Line, Term
from advisor.knowledge.domains import Domain
from advisor.knowledge.drawing import Drawing
from advisor.knowledge.effects import Advise, Effect
from advisor.knowledge.laws import Law
from advisor.knowledge.population import FactPopulation
from advisor.knowledge.words import (
    Evidence,
    HitPolicy,
    Judging,
    Weight,
)
from advisor.knowledge.works import Competency, Goal, Source, Statement

if TYPE_CHECKING:
    from advisor.knowledge.workforce import WorkforceBook


@dataclass(frozen=True)
class Book:
    """A book as it stands on the shelf: its name with the folder's, and its text."""

    name: str
    text: str


@dataclass(frozen=True)
class Fact:
    """What is asked about a government. `anchors` tell for each value what an adviser would see.

    `formerly` are names that the fact had before, and `former_values` pairs of a value's old name and
    its name today (or the value that took its place), so that old case files can still be read.
    `grouped` asks an overview of many governments to count by it.
    """

    name: str
    question: str
    domain: Domain
    anchors: tuple[tuple[str, str], ...]
    why: str
    can_change: str
    sources: tuple[Citation, ...]
    topic: str = ""
    place: Place = field(default=NOWHERE, compare=False)
    grouped: bool = False
    formerly: tuple[str, ...] = ()
    former_values: tuple[tuple[str, str], ...] = ()

    def __hash__(self) -> int:
        """Return what tells facts apart nearly always; all of their words would take long."""
        return hash(self.name)


@dataclass(frozen=True)
class Row:
    """A row of a decision table; empty cells are left out of `terms`. Its number counts from 1."""

    number: int
    terms: tuple[Term, ...]
    value: str
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True)
class Assessment:
    """What is concluded from several facts: by a table (`rows`), by points (`cuts`), or by rules alone.

    `cuts` are pairs of a value and the least sum that gives it, in the order of the scale. `grouped`
    asks an overview of many governments to count by it. `formerly` are names that it had before, and
    `former_values` pairs of a value's old name and its name today, for old workbooks and earlier rules.
    """

    name: str
    domain: Domain
    why: str
    sources: tuple[Citation, ...]
    hit_policy: HitPolicy = HitPolicy.FIRST
    inputs: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    cuts: tuple[tuple[str, int], ...] = ()
    topic: str = ""
    place: Place = field(default=NOWHERE, compare=False)
    grouped: bool = False
    formerly: tuple[str, ...] = ()
    former_values: tuple[tuple[str, str], ...] = ()

    def row_id(self, row: Row) -> str:
        """The name by which traces and findings call a row."""
        return f"{self.name}, row {row.number}"


@dataclass(frozen=True)
class Decision:
    """A question with options. `preference` breaks ties, first best; it holds every option.

    `meanings` tell what each option means, or are empty. `keep` names a fact that tells what there is
    today, or is empty: among options with equal points the one that its sure answer names comes
    first. `judged` tells whether documented choices are held against the advice, `drawn` the part of
    the decision in the organization chart. `formerly` are names that the decision had before, and
    `former_values` pairs of an option's old name and its name today, for old case files.
    """

    name: str
    question: str
    domain: Domain
    meanings: tuple[tuple[str, str], ...]
    preference: tuple[str, ...]
    close_call: int
    sources: tuple[Citation, ...]
    group: str = ""
    topic: str = ""
    place: Place = field(default=NOWHERE, compare=False)
    keep: str = ""
    judged: Judging = Judging.NO
    drawn: Drawing | None = None
    formerly: tuple[str, ...] = ()
    former_values: tuple[tuple[str, str], ...] = ()

    @property
    def options(self) -> tuple[str, ...]:
        """The options in the order of the book."""
        return self.domain.values

    def option_called(self, name: str) -> str:
        """Return the option of a name, or of one that it had before; '' if there is none."""
        code = self.domain.code(name)
        if code is not None:
            return self.options[code]
        folded = name.casefold()
        return next((new for old, new in self.former_values if old.casefold() == folded), "")

    def is_called(self, name: str) -> bool:
        """Whether this is the decision's name, or one that it had before."""
        return name.casefold() in [one.casefold() for one in (self.name, *self.formerly)]

    def when_equal(self, today: str = "") -> tuple[str, ...]:
        """Return the order of options with equal points; `today` is the sure answer to `keep`, or ''."""
        code = self.domain.code(today) if self.keep and today else None
        if code is None:
            return self.preference
        kept = self.options[code]
        return (kept, *(option for option in self.preference if option != kept))


CONTRADICTIONS = "Answers that contradict each other"
"""The topic, in any book, of warnings about answers that can hardly be true together."""


@dataclass(frozen=True)
class Rule:
    """A rule: when all `when` lines hold and no `unless` line does, its effects follow.

    `weight` tells how grave its warning is, and is missing where it has none.
    """

    id: str
    title: str
    when: tuple[Line, ...]
    unless: tuple[Line, ...]
    effects: tuple[Effect, ...]
    warning: str
    advice: Advise | None
    because: str
    evidence: Evidence
    sources: tuple[Citation, ...]
    topic: str = ""
    place: Place = field(default=NOWHERE, compare=False)
    weight: Weight | None = None

    @property
    def contradiction(self) -> bool:
        """Whether its warning says that answers exclude each other, so that one of them is to be corrected."""
        return bool(self.warning) and self.topic.casefold() == CONTRADICTIONS.casefold()

    @property
    def terms(self) -> Iterator[Term]:
        """All terms of the rule's conditions, in the order of the book."""
        for line in (*self.when, *self.unless):
            yield from line.terms

    @property
    def reads(self) -> tuple[str, ...]:
        """The names that the conditions read, each once, in the order of the book."""
        return tuple(dict.fromkeys(term.subject for term in self.terms))


@dataclass(frozen=True)
class Waiver:
    """A finding of the review that is meant: its kind, the block that it is about, and why."""

    finding: str
    about: str
    reason: str
    place: Place = field(default=NOWHERE, compare=False)


Item = Fact | Assessment | Decision


@dataclass(frozen=True)
class RuleBase:
    """Everything that the books say. `order` holds assessments and decisions, each after what it reads.

    `population` holds what is said of facts, each after the facts that it is given by; it may be empty.
    `workforce` tells what is judged of a staff list, and may be missing.
    `strata` gives the stratum of each item and rule id: facts 0, and everything else one above
    the highest that it reads. `hash` identifies the text of the books.
    """

    version: str
    hash: str
    facts: tuple[Fact, ...]
    assessments: tuple[Assessment, ...]
    decisions: tuple[Decision, ...]
    rules: tuple[Rule, ...]
    laws: tuple[Law, ...]
    goals: tuple[Goal, ...]
    statements: tuple[Statement, ...]
    sources: tuple[Source, ...]
    competencies: tuple[Competency, ...]
    order: tuple[str, ...]
    strata: tuple[tuple[str, int], ...]
    waivers: tuple[Waiver, ...] = ()
    population: tuple[FactPopulation, ...] = ()
    workforce: WorkforceBook | None = None

    def __hash__(self) -> int:
        """Hash by the text of the books, which is what everything else was read from."""
        return hash(self.hash)

    @property
    def label(self) -> str:
        """What names the rule base in a case file: its version, and the hash of its books."""
        return f"{self.version} {self.hash}"

    @cached_property
    def items(self) -> Mapping[str, Item]:
        """Facts, assessments and decisions by name."""
        every: tuple[Item, ...] = (*self.facts, *self.assessments, *self.decisions)
        return MappingProxyType({item.name: item for item in every})

    @cached_property
    def former_names(self) -> Mapping[str, str]:
        """The names that items had before, in small letters, with the names of today."""
        today = [name.casefold() for name in self.items]
        former = ((old.casefold(), one.name) for one in self.items.values() for old in one.formerly)
        return MappingProxyType({old: name for old, name in former if old not in today})

    @cached_property
    def groupings(self) -> tuple[str, ...]:
        """The facts and assessments by which an overview counts, if nobody asks for others."""
        every: tuple[Fact | Assessment, ...] = (*self.facts, *self.assessments)
        return tuple(item.name for item in every if item.grouped)

    @cached_property
    def judged(self) -> tuple[Decision, ...]:
        """The decisions of which documented choices are held against the advice."""
        return tuple(one for one in self.decisions if one.judged is not Judging.NO)

    @cached_property
    def main_decisions(self) -> tuple[Decision, ...]:
        """The decisions that belong to no group, or all where every one does."""
        return tuple(one for one in self.decisions if not one.group) or self.decisions

    @cached_property
    def main_names(self) -> tuple[str, ...]:
        """The names of the main decisions."""
        return tuple(one.name for one in self.main_decisions)

    @cached_property
    def rules_by_id(self) -> Mapping[str, Rule]:
        """Rules by id."""
        return MappingProxyType({rule.id: rule for rule in self.rules})

    @cached_property
    def sources_by_key(self) -> Mapping[str, Source]:
        """Sources by key."""
        return MappingProxyType({source.key: source for source in self.sources})

    @cached_property
    def stratum(self) -> Mapping[str, int]:
        """The stratum of each item's name and each rule's id."""
        return MappingProxyType(dict(self.strata))

    @cached_property
    def fact_names(self) -> tuple[str, ...]:
        """The names of the facts in the order of the books."""
        return tuple(fact.name for fact in self.facts)
