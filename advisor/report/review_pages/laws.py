"""What became of the laws, as a page and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from advisor.knowledge.model import RuleBase
from advisor.knowledge.writer import ambiguous_options, law_text
from advisor.report.page import Heading, Paragraph, Part, ReviewPage
from advisor.report.review_pages.witnesses import rule_base_data, rule_base_foot, witness_data
from advisor.review.proof.laws import LawProof, LawVerdict
from advisor.schemas import schema_id
from advisor.text import counted

_COUNTED = {
    LawVerdict.COMPLETE_ONLY: "proved for complete cases only",
    LawVerdict.REFUTED: "refuted",
    LawVerdict.UNDECIDED: "not decided in the time given",
}


def laws_data(rules: RuleBase, proofs: Sequence[LawProof]) -> dict[str, Any]:
    """Return the JSON form."""
    ambiguous = ambiguous_options(decision.options for decision in rules.decisions)
    return {
        "schema": schema_id("prove"),
        "rule_base": rule_base_data(rules),
        "laws": [
            {
                "law": proof.law.id,
                "title": proof.law.title,
                "says": law_text(proof.law, ambiguous=ambiguous),
                "verdict": proof.verdict.value,
                "vacuous": proof.vacuous,
                "rests_on": list(proof.facts),
                "cases": proof.cases,
                "seconds": round(proof.seconds, 3),
                "counterexample": [witness_data(one) for one in proof.witnesses],
            }
            for proof in proofs
        ],
    }


def laws_page(rules: RuleBase, proofs: Sequence[LawProof]) -> ReviewPage:
    """Return the page, with what isn't sound first."""
    ambiguous = ambiguous_options(decision.options for decision in rules.decisions)
    parts: list[Part] = []
    for proof in sorted(proofs, key=lambda one: one.sound):
        mark = "says nothing" if proof.vacuous else proof.verdict.value
        text = law_text(proof.law, ambiguous=ambiguous)
        parts.append(Heading(f"{proof.law.id} · {proof.law.title}", 3, mark))
        parts.append(Paragraph(f"{text[:1].upper()}{text[1:]}."))
        parts += _became(proof)
    number = sum(proof.sound for proof in proofs)
    summary = f"{counted(len(proofs), 'law')}: {number} proved for every possible case"
    for verdict, text in _COUNTED.items():
        count = sum(proof.verdict is verdict for proof in proofs)
        summary += f", {count} {text}" if count else ""
    hollow = sum(proof.vacuous and not proof.waived for proof in proofs)
    summary += f", {hollow} that {'says' if hollow == 1 else 'say'} nothing" if hollow else ""
    seconds = sum(proof.seconds for proof in proofs)
    return ReviewPage(
        "The laws of the rule base",
        f"{summary}. It took {seconds:.1f} seconds.",
        tuple(parts),
        rule_base_foot(rules),
    )


def _became(proof: LawProof) -> list[Part]:
    told = f"{counted(len(proof.facts), 'fact')}, {_cases(proof.cases)} and every set of answers"
    parts: list[Part] = []
    if proof.verdict is LawVerdict.PROVED:
        parts.append(Paragraph(f"{told}.", "Holds for all answers to"))
    elif proof.verdict is LawVerdict.UNDECIDED:
        parts.append(Paragraph(f"it rests on {told}; give it more --seconds.", "Not decided"))
    elif proof.verdict is LawVerdict.COMPLETE_ONLY:
        holds = f"{_cases(proof.cases)} in which every fact is answered, but not while answers lack"
        parts.append(Paragraph(f"{holds}.", "Holds for"))
    if proof.says_nothing:
        told = f"{proof.says_nothing}. Mend the law, or take it out."
        parts.append(Paragraph(told, "It says nothing"))
        parts += [Paragraph(proof.waived, "Waived")] if proof.waived else []
    for number, witness in enumerate(proof.witnesses):
        first = "The smallest case that breaks it" if proof.smallest else "A case that breaks it"
        label = (first, "With the other value")[number]
        parts.append(Paragraph(f"{witness}.", label))
    return parts


def _cases(count: int) -> str:
    """Write a number of cases as people read large numbers."""
    if count < 10_000_000:
        return f"{count:,} cases" if count != 1 else "1 case"
    return f"about {count:.0e} cases".replace("e+", " x 10^").replace("^0", "^")
