"""A case as frozen data: the answers about one government, and what is told of it besides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType

from advisor.errors import NOWHERE, Place
from advisor.knowledge.domains import Domain, Range
from advisor.knowledge.model import RuleBase

Value = str | Range


class Knowledge(StrEnum):
    """What a case knows of one fact; only `NOT_ASKED` is still to be asked."""

    KNOWN = "known"
    SEVERAL = "several are possible"
    UNKNOWN = "asked, and nobody knows"
    NOT_ASKED = "not asked"


@dataclass(frozen=True)
class Answer:
    """What is possible for one fact: one value when it is sure, several when it is not.

    A fact that is unknown has no answer. `note` is the statement that the answer rests on.
    """

    fact: str
    values: tuple[Value, ...]
    note: str = ""
    place: Place = field(default=NOWHERE, compare=False)

    @property
    def single(self) -> bool:
        """Whether the answer is one value or one number, and no set or range of them."""
        only = self.values[0]
        return len(self.values) == 1 and (not isinstance(only, Range) or only.low == only.high)

    def mask(self, domain: Domain) -> int:
        """Return the set of possible codes as a bit mask."""
        mask = domain.mask(value for value in self.values if isinstance(value, str))
        for value in self.values:
            mask |= domain.around(value) if isinstance(value, Range) else 0
        return mask


@dataclass(frozen=True)
class Attestation:
    """Who answered a question, who checked the answer, and when; '' is what is not told.

    A time is written as the date of a case is: a year, a month, a day, or a span.
    """

    answered_by: str = ""
    answered_on: str = ""
    checked_by: str = ""
    checked_on: str = ""

    def __bool__(self) -> bool:
        return any((self.answered_by, self.answered_on, self.checked_by, self.checked_on))


NOT_TOLD = Attestation()
"""Where a case doesn't say who answered."""


@dataclass(frozen=True)
class Outcome:
    """How a documented choice ended: worked, mixed, failed, reversed or unknown."""

    verdict: str
    note: str = ""


@dataclass(frozen=True)
class Expectation:
    """What a case's `expect:` block asks of its advice.

    `decisions` are triples of decision, recommended option and status; either may be '', and the option
    `form.NO_OPTION` where nothing is to be recommended. `misfits` and `actions` are ids of rules that are
    to be told, `no_misfits` and `no_actions` of rules that are not.
    """

    decisions: tuple[tuple[str, str, str], ...] = ()
    misfits: tuple[str, ...] = ()
    no_misfits: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
    no_actions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Case:
    """One government. `chosen` pairs decisions with the options that were really taken.

    `unknown` are the facts that were asked and that nobody knows; they have no answer. `notes` are pairs of a fact without an answer and what was noted of it; a note on the case as
    a whole stands last, under ''. `attested` pairs facts that were asked with who answered and who
    checked the answer. `fictional` marks an invented government. `prepared_by`
    and `checked_by` tell who answered the questions, who checked the answers, and when. `rules` names
    the rule base under which the case was begun, as `RuleBase.label` does, or is empty.
    """

    id: str
    answers: tuple[Answer, ...]
    place: str = ""
    country: str = ""
    level: str = ""
    date: str = ""
    group: str = ""
    summary: str = ""
    fictional: bool = False
    sources: tuple[str, ...] = ()
    chosen: tuple[tuple[str, str], ...] = ()
    outcome: Outcome | None = None
    expect: Expectation | None = None
    notes: tuple[tuple[str, str], ...] = ()
    unknown: tuple[str, ...] = ()
    attested: tuple[tuple[str, Attestation], ...] = ()
    prepared_by: str = ""
    checked_by: str = ""
    rules: str = ""
    file: str = field(default="", compare=False)

    @cached_property
    def by_fact(self) -> Mapping[str, Answer]:
        """The answers by the fact's name."""
        return MappingProxyType({answer.fact: answer for answer in self.answers})

    def knowledge(self, fact: str) -> Knowledge:
        """Return what is known of a fact: its answer, several, that nobody knows, or nothing yet."""
        answer = self.by_fact.get(fact)
        if answer:
            return Knowledge.KNOWN if answer.single else Knowledge.SEVERAL
        return Knowledge.UNKNOWN if fact in self.unknown else Knowledge.NOT_ASKED

    def note_on(self, fact: str) -> str:
        """Return the note on a fact, answered or not; '' for none."""
        answer = self.by_fact.get(fact)
        return answer.note if answer else dict(self.notes).get(fact, "")

    def attestation(self, fact: str) -> Attestation:
        """Return who answered a question and who checked the answer; an empty one where it isn't told."""
        return dict(self.attested).get(fact, NOT_TOLD)

    def possible(self, fact: str, domain: Domain) -> int:
        """Return the set of codes that are possible for a fact: all of them while it is unknown."""
        answer = self.by_fact.get(fact)
        return answer.mask(domain) if answer else domain.everything

    def sure(self, fact: str) -> str:
        """Return the value that is the one answer to a fact; '' where it is a number, or not sure."""
        answer = self.by_fact.get(fact)
        value = answer.values[0] if answer is not None and answer.single else ""
        return value if isinstance(value, str) else ""

    def masks(self, rules: RuleBase) -> dict[str, int]:
        """Return the set of possible codes of each fact of the rule base, by the fact's name."""
        return {fact.name: self.possible(fact.name, fact.domain) for fact in rules.facts}

    def with_answer(self, answer: Answer) -> Case:
        """Return the case with one answer given or replaced; the answer brings its own note.

        Who answered and checked stays with an answer that is given again, and goes with another.
        """
        case = self.without(answer.fact)
        before = self.by_fact.get(answer.fact)
        same = before is not None and frozenset(before.values) == frozenset(answer.values)
        case = replace(case, answers=(*case.answers, answer))
        return case.with_attestation(answer.fact, self.attestation(answer.fact)) if same else case

    def with_unknown(self, fact: str, note: str = "") -> Case:
        """Return the case with one fact that was asked and that nobody knows."""
        case = self.without(fact, note)
        case = replace(case, unknown=(*case.unknown, fact))
        same = fact in self.unknown
        return case.with_attestation(fact, self.attestation(fact)) if same else case

    def with_attestation(self, fact: str, attestation: Attestation) -> Case:
        """Return the case with who answered a question, and who checked the answer."""
        others = tuple(pair for pair in self.attested if pair[0] != fact)
        return replace(self, attested=(*others, (fact, attestation)) if attestation else others)

    def without(self, fact: str, note: str = "") -> Case:
        """Return the case as if one fact had not been asked; a `note` may still tell of it."""
        notes = tuple(pair for pair in self.notes if pair[0] != fact)
        remark = ((fact, note),) if note else ()
        return replace(
            self,
            answers=tuple(old for old in self.answers if old.fact != fact),
            unknown=tuple(old for old in self.unknown if old != fact),
            notes=(*remark, *notes),
            attested=tuple(pair for pair in self.attested if pair[0] != fact),
        )
