"""Checking the rule base: what can't be, what is said twice, what is left open, what nobody reads.

Every finding is either shown by a case that was played on the engine, or says that something can
never be, which is then proved. What the solver can't decide in time is told as such and is no finding.
"""

from __future__ import annotations

from collections.abc import Iterator

from advisor.knowledge.model import RuleBase
from advisor.review.check.answers import check_answers
from advisor.review.check.appearing import check_appearing
from advisor.review.check.conditions import check_conditions
from advisor.review.check.contents import check_contents
from advisor.review.check.findings import Checked, RuleFinding, with_waivers
from advisor.review.check.law_findings import check_laws
from advisor.review.check.matter import check_matter
from advisor.review.check.moving import check_moving
from advisor.review.check.pairs import check_pairs
from advisor.review.check.review import Review
from advisor.review.check.tables import check_tables
from advisor.review.check.thresholds import check_thresholds
from advisor.review.check.voices import check_voices
from advisor.review.check.wording import check_wording


def findings_of(review: Review) -> Iterator[RuleFinding]:
    """Yield the findings about a rule base as they are found, waived ones too."""
    for checks in (
        check_tables,
        check_answers,
        check_conditions,
        check_voices,
        check_pairs,
        check_thresholds,
        check_appearing,
        check_contents,
        check_moving,
        check_laws,
        check_wording,
        check_matter,
    ):
        yield from checks(review)


def check(rules: RuleBase, *, seconds: float = 10.0) -> Checked:
    """Return all findings about a rule base, in the order of the books."""
    review = Review(rules, seconds=seconds)
    found = list(findings_of(review))
    undecided = tuple(dict.fromkeys(review.undecided))
    return Checked(with_waivers(found, rules, complete=not undecided), undecided)
