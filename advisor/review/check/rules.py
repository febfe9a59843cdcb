"""Checking the rule base: what can't be, what is said twice, what is left open, what nobody reads.

Every finding is either shown by a case that was played on the engine, or says that something can
never be, which is then proved. What the solver can't decide in time is told as such and is no finding.
"""

from __future__ import annotations

from advisor.knowledge.model import RuleBase
from advisor.review.check.answers import check_answers
from advisor.review.check.appearing import check_appearing
from advisor.review.check.conditions import check_conditions
from advisor.review.check.contents import check_contents
from advisor.review.check.findings import Checked, with_waivers
from advisor.review.check.law_findings import check_laws
from advisor.review.check.matter import check_matter
from advisor.review.check.moving import check_moving
from advisor.review.check.pairs import check_pairs
from advisor.review.check.review import Review
from advisor.review.check.tables import check_tables
from advisor.review.check.thresholds import check_thresholds
from advisor.review.check.voices import check_voices
from advisor.review.check.wording import check_wording

CHECKS = (
    check_tables,
    check_answers,
    check_thresholds,
    check_appearing,
    check_contents,
    check_wording,
    check_moving,
    check_pairs,
    check_conditions,
    check_matter,
    check_voices,
    check_laws,
)
"""All checks: each yields its findings about a review as they are found, waived ones too; the quickest come first."""


def check(rules: RuleBase, *, seconds: float = 10.0) -> Checked:
    """Return all findings about a rule base, in the order of the books."""
    review = Review(rules, seconds=seconds)
    found = [finding for checks in CHECKS for finding in checks(review)]
    undecided = tuple(dict.fromkeys(review.undecided))
    return Checked(with_waivers(found, rules, complete=not undecided), undecided)
