"""A questionnaire as data: what is told of the government, and the questions topic by topic, blank or with what a case holds."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from advisor.cases.answers import UNKNOWN, allowed_answers, answer_text
from advisor.cases.document import case_document
from advisor.cases.model import Case, Knowledge
from advisor.cases.questionnaire import HEAD, SOURCE
from advisor.knowledge.domains import Kind, Range
from advisor.knowledge.model import Fact, RuleBase
from advisor.text import capital

NOBODY_KNOWS = "nobody knows"

RARE = ("group", "fictional", "id")
"""What only a collection of cases tells of each; a page and paper leave it out where it is empty."""

HOW = (
    "Tick or choose the answer that fits. Where two fit, give both; where nobody knows, say so: that is an "
    "answer too. What you leave empty counts as not asked yet."
)


@dataclass(frozen=True)
class PossibleAnswer:
    """One of the answers to a question, what it looks like, and whether it was given."""

    value: str
    anchor: str
    given: bool


@dataclass(frozen=True)
class QuestionnaireItem:
    """A question. `answers` are empty where a number is asked; then `limits` tell which.

    `given` is the answer in the words of a case file, '' for none; `number` the one number that it is.
    """

    number_of: int
    fact: Fact
    answers: tuple[PossibleAnswer, ...]
    limits: str
    given: str
    number: float | None
    unknown: bool
    note: str
    person: str

    @property
    def name(self) -> str:
        """The fact's name as a heading."""
        return capital(self.fact.name)


@dataclass(frozen=True)
class HeadField:
    """What is told of the government: its key in a case file, the question, and what the case holds.

    What is `rare` need not be asked where nothing is told of it.
    """

    key: str
    question: str
    given: str

    @property
    def rare(self) -> bool:
        """Whether most cases have nothing to tell of it."""
        return not self.given and self.key in RARE


@dataclass(frozen=True)
class Questionnaire:
    """All questions of a rule base. `stem` begins the name of a file of answers."""

    title: str
    how: str
    head: tuple[HeadField, ...]
    topics: tuple[tuple[str, tuple[QuestionnaireItem, ...]], ...]
    rules: str

    @property
    def items(self) -> tuple[QuestionnaireItem, ...]:
        """All questions in the order of the books."""
        return tuple(item for _, items in self.topics for item in items)


def questionnaire_of(rules: RuleBase, case: Case | None = None) -> Questionnaire:
    """Return the questionnaire of a rule base, with the answers of a case where one is given.

    What was chosen, how it ended and what a case expects of its advice are not asked, and left out.
    """
    items = [_item(number, fact, case) for number, fact in enumerate(rules.facts, start=1)]
    topics = tuple(
        (topic, tuple(members)) for topic, members in groupby(items, lambda one: one.fact.topic)
    )
    place = case.place or case.id if case else ""
    title = f"Questionnaire: {place}" if place else "Questionnaire"
    return Questionnaire(
        title,
        HOW,
        tuple(_head(rules, case)),
        topics,
        f"Rule base {rules.version}, {rules.hash[:12]}; {len(rules.facts)} questions",
    )


def _head(rules: RuleBase, case: Case | None) -> list[HeadField]:
    told = case_document(case) if case else {}
    fields = []
    for key, question in HEAD.items():
        if key == SOURCE:
            fields += [HeadField(key, question, source) for source in case.sources] if case else []
            fields.append(HeadField(key, question, ""))
        elif key == "rules":
            fields.append(HeadField(key, question, (case.rules if case else "") or rules.label))
        elif key == "fictional":
            fields.append(HeadField(key, question, "yes" if told.get(key) else ""))
        else:
            fields.append(HeadField(key, question, str(told.get(key, ""))))
    return fields


def _item(number: int, fact: Fact, case: Case | None) -> QuestionnaireItem:
    answer = case.by_fact.get(fact.name) if case else None
    unknown = bool(case and case.knowledge(fact.name) is Knowledge.UNKNOWN)
    anchors = dict(fact.anchors)
    counts = fact.domain.kind is Kind.NUMBER
    only = answer.values[0] if answer and len(answer.values) == 1 else None
    return QuestionnaireItem(
        number,
        fact,
        ()
        if counts
        else tuple(
            PossibleAnswer(value, anchors.get(value, ""), bool(answer and value in answer.values))
            for value in fact.domain.values
        ),
        capital(allowed_answers(fact)) if counts else "",
        UNKNOWN if unknown else answer_text(answer) if answer else "",
        only.low if isinstance(only, Range) and only.exact else None,
        unknown,
        case.note_on(fact.name) if case else "",
        case.attestation(fact.name).answered_by if case else "",
    )
