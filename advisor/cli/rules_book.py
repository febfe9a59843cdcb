"""`advisor rules book`: the handbook of the rules, as a page that can be searched and printed."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from advisor.cli.options import rules_option

if TYPE_CHECKING:
    from advisor.knowledge.model import RuleBase


@click.command("book")
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    help="Write to this file, which is replaced whole or not at all. - is the standard output.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["html", "markdown", "json"]),
    help="How to write it. By default what the ending of -o says (.html, .md, .json), else markdown.",
)
@click.option("--case", "case_file", metavar="FILE", help="Lay this case over the rules.")
@click.option(
    "--proofs/--no-proofs",
    default=True,
    show_default=True,
    help="Prove the laws, so that the handbook can say which hold.",
)
@rules_option
def book(
    output: str | None,
    form: str | None,
    case_file: str | None,
    proofs: bool,  # noqa: FBT001 - click's way of a switch
    rules_folder: str | None,
) -> None:
    """Write the handbook: every rule as its sentence, with reason, evidence, source and links.

    It holds the facts with their questions, where each is used, a picture of each decision, the
    laws with the state of their proofs, goals, competencies, the deck's statements with what
    carries them, waived findings and the bibliography. With --case it shows what a case makes of
    each rule: fired, failed at which condition, or not decided yet.
    """
    from advisor.cases.read.case_file import read_case
    from advisor.cli.pages import form_of, send
    from advisor.explanation.overlay import overlay
    from advisor.knowledge.library import load_rules
    from advisor.report.book.handbook import handbook
    from advisor.report.environment import render_template

    form = form_of(form, output, forms=("markdown", "html", "json"), otherwise="markdown")
    rules = load_rules(rules_folder)
    case = read_case(case_file, rules) if case_file else None
    made = handbook(rules, _proofs(rules) if proofs else {}, overlay(rules, case) if case else None)
    if form == "json":
        text = json.dumps(asdict(made), ensure_ascii=False, indent=2) + "\n"
    else:
        ending = "html" if form == "html" else "md"
        text = render_template(f"book.{ending}.j2", None, {"book": made})
    keep = list(Path(rules_folder).glob("*.md")) if rules_folder else []
    send(text, form, output, [*keep, *([Path(case_file)] if case_file else [])])


def _proofs(rules: RuleBase) -> dict[str, tuple[str, str]]:
    """Return the state of each law's proof; none is claimed where the solver is missing."""
    from advisor.review.proof.laws import prove_all
    from advisor.review.proof.solver import SolverError

    try:
        return {
            proof.law.id: (
                "says nothing" if proof.vacuous else proof.verdict.value,
                "; then ".join(str(one) for one in proof.witnesses),
            )
            for proof in prove_all(rules)
        }
    except SolverError as error:
        from advisor.cli.output import tell

        tell(f"note: the laws are not proved in this run: {error.problems[0]}")
        return {}
