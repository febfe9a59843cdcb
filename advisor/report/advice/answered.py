"""Who answered which questions and who checked the answers, as a report shows it."""

from __future__ import annotations

from typing import NamedTuple

from advisor.cases.model import Attestation, Case
from advisor.knowledge.model import RuleBase
from advisor.report.cleaning import plain


class AnsweredBy(NamedTuple):
    """The questions that the same people answered and checked at the same times; '' is what is not told."""

    answered_by: str
    answered_on: str
    checked_by: str
    checked_on: str
    facts: tuple[str, ...]


def answered(case: Case, rules: RuleBase) -> tuple[AnsweredBy, ...]:
    """Return who answered what, in the order of the books; a question of which nobody is told is left out."""
    found: dict[Attestation, list[str]] = {}
    told = dict(case.attested)
    for name in rules.fact_names:
        if name in told:
            found.setdefault(told[name], []).append(name)
    return tuple(
        AnsweredBy(
            plain(one.answered_by),
            plain(one.answered_on),
            plain(one.checked_by),
            plain(one.checked_on),
            tuple(facts),
        )
        for one, facts in found.items()
    )
