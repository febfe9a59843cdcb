"""The rule base as frozen data: what the books say, and nothing of how it is run or printed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

from advisor.errors import NOWHERE, Place
from advisor.knowledge.domains import Domain, Range
from advisor.knowledge.drawing import Drawing

if TYPE_CHECKING:
    from advisor.knowledge.workforce import WorkforceBook


@dataclass(frozen=True)
class Book:
    """A book as it stands on the shelf: its name with the folder's, and its text."""

    name: str
    text: str


class Relation(StrEnum):
    """How a term compares its subject with its values."""

    IS = "is"
    AT_LEAST = "is at least"
    AT_MOST = "is at most"
    BELOW = "is below"
    ABOVE = "is above"
    BETWEEN = "is between"
    KNOWN = "is known"
    UNKNOWN = "is unknown"


class Evidence(StrEnum):
    """How well a rule is backed, best first; `guidance` is advice of a body that knows the field."""

    STRONG = "strong"
    MODERATE = "moderate"
    WEAK = "weak"
    GUIDANCE = "guidance"


class Strength(StrEnum):
    """How much an argument weighs: 1, 2 or 3 points."""

    WEAKLY = "weakly"
    MODERATELY = "moderately"
    STRONGLY = "strongly"

    @property
    def points(self) -> int:
        """The weight as an integer, so that sums never depend on the order of the rules."""
        return {"weakly": 1, "moderately": 2, "strongly": 3}[self.value]


class HitPolicy(StrEnum):
    """Which rows of a decision table count: the first that matches, or all, which must then agree."""

    FIRST = "first"
    UNIQUE = "unique"


class Phase(StrEnum):
    """When an action is due."""

    FIRST_100_DAYS = "first 100 days"
    FIRST_YEAR = "first year"
    LATER = "later"
    CHECKLIST = "checklist"
    """At any time: what holds for most governments alike is no step of a plan, and not forgotten."""


class Part(StrEnum):
    """Where an action appears in the report."""

    ACTION_PLAN = "action plan"
    LEADERS_TASK = "leader's task"
    TRAINING_POINT = "training point"


class Effort(StrEnum):
    """How much work an action is."""

    SMALL = "small"
    MODERATE = "moderate"
    LARGE = "large"


class Weight(StrEnum):
    """How much a misfit weighs, the gravest first."""

    GRAVE = "grave"
    SERIOUS = "serious"
    MINOR = "minor"


class Judging(StrEnum):
    """Whether the documented choices of a decision are held against the advice."""

    NO = "no"
    YES = "yes"
    MAIN = "main"
    """They are, and another recommendation than a choice that failed counts as a warning of it."""


@dataclass(frozen=True)
class Citation:
    """A key of the sources and the place in that work."""

    key: str
    where: str = ""
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True)
class Term:
    """One comparison: a fact, assessment or decision with one or more values.

    Numbers stand in `values` as the books write them, for example '20,000'.
    """

    subject: str
    relation: Relation
    values: tuple[str, ...] = ()
    negated: bool = False
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True)
class Line:
    """Terms joined by 'or'."""

    terms: tuple[Term, ...]


@dataclass(frozen=True)
class Argue:
    """An argument for (favour) or against (oppose) an option of a decision."""

    decision: str
    option: str
    strength: Strength
    favours: bool

    @property
    def points(self) -> int:
        """The signed weight: 1 to 3 for, -1 to -3 against."""
        return self.strength.points if self.favours else -self.strength.points

    @property
    def target(self) -> str:
        """The name of the decision that it speaks about."""
        return self.decision


@dataclass(frozen=True)
class RuleOut:
    """The option can't be recommended, whatever its points."""

    decision: str
    option: str

    @property
    def target(self) -> str:
        """The name of the decision that it speaks about."""
        return self.decision


@dataclass(frozen=True)
class Adjust:
    """Points on an assessment: raise or lower."""

    assessment: str
    strength: Strength
    raises: bool

    @property
    def points(self) -> int:
        """The signed weight: 1 to 3 up, -1 to -3 down."""
        return self.strength.points if self.raises else -self.strength.points

    @property
    def target(self) -> str:
        """The name of the assessment that it speaks about."""
        return self.assessment


@dataclass(frozen=True)
class Conclude:
    """The assessment is this value; it dominates the assessment's table or points."""

    assessment: str
    value: str

    @property
    def target(self) -> str:
        """The name of the assessment that it speaks about."""
        return self.assessment


Effect = Argue | RuleOut | Adjust | Conclude


@dataclass(frozen=True)
class Advise:
    """An action: what to do, when, by whom, and which goals it serves.

    `after` are the ids of the rules whose actions come before it; `effort` and `needs` tell how much
    work it is and whom or what it takes, and may be missing.
    """

    text: str
    phase: Phase
    owner: str
    part: Part = Part.ACTION_PLAN
    serves: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    effort: Effort | None = None
    needs: str = ""


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
    asks an overview of many governments to count by it.
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

    def row_id(self, row: Row) -> str:
        """The name by which traces and findings call a row."""
        return f"{self.name}, row {row.number}"


@dataclass(frozen=True)
class Decision:
    """A question with options. `preference` breaks ties, first best; it holds every option.

    `meanings` tell what each option means, or are empty. `keep` names a fact that tells what there is
    today, or is empty: among options with equal points the one that its sure answer names comes
    first. `judged` tells whether documented choices are held against the advice, `drawn` the part of
    the decision in the organization chart.
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

    @property
    def options(self) -> tuple[str, ...]:
        """The options in the order of the book."""
        return self.domain.values

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
class AlwaysLaw:
    """Whenever all `when` lines hold, `then` holds."""

    id: str
    title: str
    when: tuple[Line, ...]
    then: Line
    sources: tuple[Citation, ...]
    place: Place = field(default=NOWHERE, compare=False)

    @property
    def reads(self) -> tuple[str, ...]:
        """The facts, assessments and decisions that the law speaks of, each once."""
        terms = (term for line in (*self.when, self.then) for term in line.terms)
        return tuple(dict.fromkeys(term.subject for term in terms))


@dataclass(frozen=True)
class MonotoneLaw:
    """More (or less) of `subject` never lowers (or raises) an option's points or an assessment.

    `decision` is empty when `target` is an assessment. `over` names the option over which the
    lead of `target` is meant; it is empty when the law speaks of points.
    """

    id: str
    title: str
    subject: str
    raising: bool
    target: str
    decision: str
    never_lowers: bool
    sources: tuple[Citation, ...]
    over: str = ""
    place: Place = field(default=NOWHERE, compare=False)

    @property
    def reads(self) -> tuple[str, ...]:
        """The facts, assessments and decisions that the law speaks of, each once."""
        return tuple(dict.fromkeys((self.subject, self.decision or self.target)))


Law = AlwaysLaw | MonotoneLaw


@dataclass(frozen=True)
class Source:
    """A work that rules cite."""

    key: str
    author: str
    year: str
    title: str
    venue: str
    address: str
    note: str = ""
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True)
class Goal:
    """A target of the Sustainable Development Goals that actions serve."""

    key: str
    target: str
    sources: tuple[Citation, ...]
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True)
class Statement:
    """What a source says as a whole, and the rules, laws, facts, decisions and goals that carry it."""

    key: str
    title: str
    text: str
    carried_by: tuple[str, ...]
    sources: tuple[Citation, ...]
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True)
class Competency:
    """A row of the competencies matrix: which job categories need it."""

    key: str
    text: str
    level: str
    nature: str
    job_categories: tuple[str, ...]
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True)
class Shares:
    """A row of a population table: how often each answer is given where the terms hold.

    `numbers` are the shares of the answers in per cent, in the order of `FactPopulation.answers`; or
    the median and the spread of a number.
    """

    terms: tuple[Term, ...]
    numbers: tuple[float, ...]
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True)
class FactPopulation:
    """How often each answer to a fact is given among the governments that the rule base is for.

    `given` are at most two other facts that this depends on; the first row whose terms hold counts.
    `answers` are the fact's values, or ranges of a number; they are empty where the rows give the
    median and spread of a log-normal number. `judgement` says why, where there is no source.
    """

    fact: str
    given: tuple[str, ...]
    answers: tuple[str | Range, ...]
    rows: tuple[Shares, ...]
    sources: tuple[Citation, ...]
    judgement: str = ""
    place: Place = field(default=NOWHERE, compare=False)


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

    @cached_property
    def items(self) -> Mapping[str, Item]:
        """Facts, assessments and decisions by name."""
        every: tuple[Item, ...] = (*self.facts, *self.assessments, *self.decisions)
        return MappingProxyType({item.name: item for item in every})

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
