"""Findings about laws that say nothing: no case could break them, however the rules are mended."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.knowledge.writer import ambiguous_options, law_text
from advisor.review.check.findings import RuleFinding
from advisor.review.check.review import Review
from advisor.review.proof.laws import law_check
from advisor.review.proof.solver import UndecidedError


def check_laws(review: Review) -> Iterator[RuleFinding]:
    """Yield the laws that say nothing."""
    ambiguous = ambiguous_options(decision.options for decision in review.rules.decisions)
    for law in review.rules.laws:
        review.before_each()
        try:
            why = law_check(review.rules, law).says_nothing(review.seconds)
        except UndecidedError:
            review.undecided.append(f"does the law {law.id} say anything?")
            continue
        if why:
            yield RuleFinding(
                "says nothing",
                law.id,
                f"The law {law.id} · {law.title} ({law_text(law, ambiguous=ambiguous)}) says nothing: {why}.",
                "mend the law, or take it out",
                "it is told by its values alone, or z3 has proved that no case shows otherwise.",
                place=law.place,
            )
