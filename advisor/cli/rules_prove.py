"""`advisor rules prove`: the laws, proved for all cases or refuted by a case."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from advisor.cli.options import form_option, output_option, rules_option

if TYPE_CHECKING:
    from advisor.inference.experta.play import Witness
    from advisor.knowledge.model import RuleBase
    from advisor.report.page import Part, ReviewPage
    from advisor.review.proof.prove import Proof


@click.command("prove")
@click.argument("laws", metavar="[LAW]...", nargs=-1)
@click.option(
    "--seconds",
    type=click.FloatRange(min=0.001),
    default=30.0,
    show_default=True,
    help='The longest that a single question may take; after that the answer is "can\'t tell".',
)
@form_option
@output_option
@rules_option
def prove(
    laws: tuple[str, ...],
    seconds: float,
    form: str | None,
    output: str | None,
    rules_folder: str | None,
) -> None:
    """Prove each law for all possible cases, or show the smallest case that breaks it.

    LAW is the id of a law; without one, all laws are taken. A case that breaks a law has been
    played on the engine. Exit code: 0 all proved, 1 some law refuted or not decided.
    """
    from advisor.cli.pages import emit, form_of
    from advisor.knowledge.library import load_rules
    from advisor.review.proof.prove import Verdict, prove

    rules = load_rules(rules_folder)
    proofs = [prove(rules, law, seconds=seconds) for law in _wanted(rules, laws)]
    keep = list(Path(rules_folder).glob("*.md")) if rules_folder else []
    emit(_page(rules, proofs), data(rules, proofs), form_of(form, output), output, keep)
    if any(proof.verdict is not Verdict.PROVED for proof in proofs):
        raise SystemExit(1)


def _wanted(rules: RuleBase, names: Sequence[str]) -> list[Any]:
    from advisor.errors import NOWHERE, Problem, UnknownNameError, suggestion

    known = {law.id.casefold(): law for law in rules.laws}
    missing = [name for name in names if name.casefold() not in known]
    if missing:
        hints = {name: suggestion(name, [law.id for law in rules.laws]) for name in missing}
        raise UnknownNameError(
            [Problem(NOWHERE, f"there is no law '{name}'", hints[name]) for name in missing]
        )
    return [known[name.casefold()] for name in names] if names else list(rules.laws)


def data(rules: RuleBase, proofs: Sequence[Proof]) -> dict[str, Any]:
    """Return the JSON form."""
    from advisor.knowledge.writer import law_text

    return {
        "rule_base": {"version": rules.version, "hash": rules.hash},
        "laws": [
            {
                "law": proof.law.id,
                "title": proof.law.title,
                "says": law_text(proof.law),
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


def witness_data(witness: Witness) -> dict[str, Any]:
    """Return a case that was played on the engine in JSON's terms."""
    return {
        "facts": {name: list(values) for name, values in witness.answers},
        "shows": dict(witness.shows),
        "replayed": True,
    }


def _page(rules: RuleBase, proofs: Sequence[Proof]) -> ReviewPage:
    from advisor.knowledge.writer import ambiguous_options, law_text
    from advisor.report.page import Heading, Paragraph, ReviewPage, counted
    from advisor.review.proof.prove import Verdict

    ambiguous = ambiguous_options(decision.options for decision in rules.decisions)
    parts: list[Part] = []
    for proof in sorted(proofs, key=lambda one: one.verdict is Verdict.PROVED):
        parts.append(Heading(f"{proof.law.id} · {proof.law.title}", 3, proof.verdict.value))
        parts.append(Paragraph(f"{law_text(proof.law, ambiguous=ambiguous)}.".capitalize()))
        told = f"{counted(len(proof.facts), 'fact')}, {_cases(proof.cases)}"
        if proof.verdict is Verdict.PROVED:
            parts.append(Paragraph(f"{told}.", "Holds for all answers to"))
        elif proof.verdict is Verdict.UNDECIDED:
            parts.append(Paragraph(f"it rests on {told}; give it more --seconds.", "Not decided"))
        if proof.vacuous:
            parts.append(Paragraph("no case at all meets its condition.", "It says nothing"))
        for number, witness in enumerate(proof.witnesses):
            label = ("The smallest case that breaks it", "With the other value")[number]
            parts.append(Paragraph(f"{witness}.", label))
    number = sum(proof.verdict is Verdict.PROVED for proof in proofs)
    refuted = sum(proof.verdict is Verdict.REFUTED for proof in proofs)
    undecided = len(proofs) - number - refuted
    summary = f"{counted(len(proofs), 'law')}: {number} proved for every possible case"
    summary += f", {refuted} refuted" if refuted else ""
    summary += f", {undecided} not decided in the time given" if undecided else ""
    seconds = sum(proof.seconds for proof in proofs)
    return ReviewPage(
        "The laws of the rule base",
        f"{summary}. It took {seconds:.1f} seconds.",
        tuple(parts),
        f"Rule base {rules.version}, {rules.hash}",
    )


def _cases(count: int) -> str:
    """Write a number of cases as people read large numbers."""
    if count < 10_000_000:
        return f"{count:,} cases" if count != 1 else "1 case"
    return f"about {count:.0e} cases".replace("e+", " x 10^").replace("^0", "^")
