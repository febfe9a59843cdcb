"""A case told otherwise: `FACT = ANSWER; FACT = ANSWER`, as scenarios are written."""

from __future__ import annotations

from dataclasses import replace

from advisor.cases.answers import parse_answer
from advisor.cases.model import Case
from advisor.errors import NOWHERE, CaseError, Problem, suggestion
from advisor.knowledge.model import RuleBase


def with_changes(case: Case, text: str, rules: RuleBase) -> Case:
    """Return the case with answers such as `FACT = ANSWER; FACT = ANSWER`, and without what it expects.

    Raises CaseError with what is allowed.
    """
    told: set[str] = set()
    facts = {fact.name.casefold(): fact for fact in rules.facts}
    for part in filter(None, (part.strip() for part in text.split(";"))):
        name, _, given = (piece.strip() for piece in part.partition("="))
        fact = facts.get(" ".join(name.split()).casefold())
        if fact is None:
            hint = suggestion(name, [one.name for one in rules.facts])
            raise CaseError(Problem(NOWHERE, f"unknown fact '{name}' in '{text}'", hint))
        if fact.name in told:
            mend = "give one answer, or several with 'or' between them"
            raise CaseError(Problem(NOWHERE, f"'{fact.name}' is given twice in '{text}'", mend))
        told.add(fact.name)
        answer = parse_answer(fact, given)
        if isinstance(answer, Problem):
            raise CaseError(answer)
        case = case.with_unknown(fact.name) if answer is None else case.with_answer(answer)
    return replace(case, expect=None)
