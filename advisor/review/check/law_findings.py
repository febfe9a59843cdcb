"""Findings about laws that say nothing: no case could break them, however the rules are mended."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from advisor.inference.play import Witness, played
from advisor.knowledge.writer import ambiguous_options, law_text
from advisor.review.check.findings import RuleFinding
from advisor.review.check.review import Review
from advisor.review.proof.laws import law_check
from advisor.review.proof.monotone import MonotoneCheck
from advisor.review.proof.replay import as_case
from advisor.review.proof.solver import UndecidedError


def check_laws(review: Review) -> Iterator[RuleFinding]:
    """Yield the laws that say nothing."""
    ambiguous = ambiguous_options(decision.options for decision in review.rules.decisions)
    for law in review.rules.laws:
        review.before_each()
        check = law_check(review.rules, law)
        try:
            why = check.says_nothing(review.seconds)
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
                _unmoved(review, check) if isinstance(check, MonotoneCheck) else (),
                place=law.place,
            )


def _unmoved(review: Review, check: MonotoneCheck) -> tuple[Witness, ...]:
    """Return the cases of the lowest and the highest answer, in which the target is the same.

    No file can answer an assessment, so for a law about one there are none.
    """
    if check.varies_freely:
        return ()
    size = dict(check.whole.facts)[check.subject]
    told: list[Witness] = []
    for code in (0, size - 1):
        case = {check.subject: 1 << code}
        witness = check.told(case, played(check.whole, case))
        told.append(replace(witness, case=as_case(review.rules, case, "")))
    return tuple(told) if told[0].shows[-1] == told[1].shows[-1] else ()
