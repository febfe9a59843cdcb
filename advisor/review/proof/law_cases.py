"""What breaks a law, as case files that `advise` reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from advisor.cases.keep.made_up import MadeUpCase
from advisor.inference.play import Witness, played
from advisor.knowledge.laws import Law, MonotoneLaw
from advisor.knowledge.model import RuleBase
from advisor.knowledge.writer import ambiguous_options, law_text
from advisor.review.proof.laws import LawProof, LawVerdict, law_check
from advisor.review.proof.monotone import MonotoneCheck


def law_cases(rules: RuleBase, proofs: Iterable[LawProof]) -> Iterator[MadeUpCase | str]:
    """Yield the cases that break laws, and the name of each that no case file may hold."""
    for proof in proofs:
        for number, witness in enumerate(proof.witnesses):
            name = f"{proof.law.id} broken"
            if len(proof.witnesses) > 1:
                name += " after" if number else " before"
            if witness.case is None:
                yield name
            else:
                yield MadeUpCase(replace(witness.case, id=name), _comment(rules, proof, number))


def _comment(rules: RuleBase, proof: LawProof, number: int) -> str:
    law = proof.law
    ambiguous = ambiguous_options(decision.options for decision in rules.decisions)
    lines = [
        f"This case breaks the law {law.id} · {law.title}: {law_text(law, ambiguous=ambiguous)}."
    ]
    if isinstance(law, MonotoneLaw):
        other = "before" if number else "after"
        lines[0] = lines[0].replace(
            "This case breaks", f"This case and the one called '{other}' break"
        )
    if proof.verdict is LawVerdict.COMPLETE_ONLY:
        lines.append("The law holds once every fact is answered, and is broken while answers lack.")
    shown = "; ".join(
        f"{name}: {value}" for name, value in _shows(rules, proof.witnesses[number], law)
    )
    lines.append(f"What comes of it so far: {shown}.")
    lines.append(f"Only the answers that are needed are given. Rule base {rules.label}.")
    return "\n".join(lines)


def _shows(rules: RuleBase, witness: Witness, law: Law) -> tuple[tuple[str, str], ...]:
    """Return what comes of the case as it is written; where an assessment is varied, not as it was then."""
    check = law_check(rules, law)
    if isinstance(check, MonotoneCheck) and check.varies_freely and witness.case:
        masks = witness.case.masks(rules)
        return check.told(masks, played(check.whole, masks)).shows
    return witness.shows
