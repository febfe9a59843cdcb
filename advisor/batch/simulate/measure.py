"""Measures: answers that change for some governments, or rules that change for all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from advisor.batch.simulate.condition import EVERYBODY, TargetGroup, read_condition, split_name
from advisor.cases.answers import parse_answer
from advisor.cases.model import Answer
from advisor.errors import CaseError, Place, Problem, Suggestion, suggestion
from advisor.inference.many.machine import Masks
from advisor.knowledge.domains import Kind, Range
from advisor.knowledge.model import Fact, RuleBase
from advisor.text import one_line

_WHERE = re.compile(r"\s+where\s+", re.IGNORECASE)
_NAMED = re.compile(r"([^:=<>]{1,60}):\s*(.+)", re.DOTALL)


@dataclass(frozen=True)
class NewAnswer:
    """What a fact is answered under a measure; `answer` is None for unknown."""

    fact: str
    answer: Answer | None
    text: str

    def mask(self, fact: Fact) -> int:
        """Return the answer as a set of codes, 0 for unknown."""
        return self.answer.mask(fact.domain) if self.answer else 0

    @property
    def number(self) -> float | None:
        """The number that is answered exactly, None where it is none."""
        value = self.answer.values[0] if self.answer and self.answer.single else None
        return value.low if isinstance(value, Range) and value.exact else None


@dataclass(frozen=True)
class TownMeasure:
    """A measure by its name: the answers that change, for whom, and the rules under which; None for today's."""

    name: str
    changes: tuple[NewAnswer, ...] = ()
    where: TargetGroup = EVERYBODY
    rules: RuleBase | None = None

    def changed(self, masks: Masks, rules: RuleBase) -> Masks:
        """Return cases with the answers of the measure; the masks stay as they were."""
        found = masks.copy()
        facts = {fact.name: row for row, fact in enumerate(rules.facts)}
        for change in self.changes:
            row = facts[change.fact]
            found[row] = np.asarray(change.mask(rules.facts[row]), masks.dtype)
        return found


def read_change(text: str, rules: RuleBase, where: str) -> NewAnswer:
    """Read 'FACT = ANSWER'; `where` names the option that it came from. Raises CaseError."""
    former = {old: name for old, name in rules.former_names.items() if name in rules.fact_names}
    found = split_name(text, [*rules.fact_names, *former], ["=", ":"])
    if found is None:
        name = re.split("[=:]", text)[0].strip()
        hint: str | Suggestion = suggestion(name[:200], rules.fact_names)
        if name.casefold() in {one.casefold() for one in rules.fact_names}:
            hint = "write FACT = ANSWER"
        message = f"'{one_line(text)}' changes no fact"
        raise CaseError(Problem(Place(where), message, hint))
    fact = next(one for one in rules.facts if one.name == former.get(found[0], found[0]))
    answer = parse_answer(fact, found[2])
    if isinstance(answer, Problem):
        raise CaseError(Problem(Place(where), answer.message, answer.hint))
    return NewAnswer(fact.name, answer, found[2])


def read_measure(text: str, rules: RuleBase, columns: Sequence[str]) -> TownMeasure:
    """Read 'NAME: FACT = ANSWER; FACT = ANSWER where CONDITION'. Raises CaseError."""
    where = f"--measure {one_line(text)}"
    named = _NAMED.fullmatch(text.strip())
    name, rest = (named[1].strip(), named[2]) if named else ("", text)
    if name.casefold() in {one.casefold() for one in rules.fact_names}:
        name, rest = "", text
    told, *conditions = _WHERE.split(rest, maxsplit=1)
    changes = tuple(read_change(one, rules, where) for one in told.split(";") if one.strip())
    if not changes:
        message, hint = "the measure changes nothing", "write NAME: FACT = ANSWER where CONDITION"
        raise CaseError(Problem(Place(where), message, hint))
    condition = read_condition(conditions[0], rules, columns, where) if conditions else EVERYBODY
    return TownMeasure(name or told_briefly(changes, condition), changes, condition)


def told_briefly(
    changes: Sequence[NewAnswer], where: TargetGroup, *, new_rules: bool = False
) -> str:
    """Return a measure in a few words, as its name."""
    parts = [f"{one.fact} = {one.text}" for one in changes]
    parts += ["other rules"] if new_rules else []
    return ", ".join(parts) + (f" where {where.text}" if where.terms else "")


def check_fits(measure: TownMeasure, rules: RuleBase) -> None:
    """Refuse a measure whose answers the rules under it don't know. Raises CaseError."""
    for change in measure.changes:
        fact = rules.items.get(change.fact)
        place = Place(f"the measure '{one_line(measure.name)}'")
        if not isinstance(fact, Fact):
            message = f"the new rules have no fact '{change.fact}'"
            raise CaseError(Problem(place, message, suggestion(change.fact, rules.fact_names)))
        if change.answer and fact.domain.kind is not Kind.NUMBER and not change.mask(fact):
            message = (
                f"'{one_line(change.text)}' is no answer to '{change.fact}' under the new rules"
            )
            raise CaseError(Problem(place, message, f"allowed: {', '.join(fact.domain.values)}"))
