"""`advisor rules prove`: the laws, proved for all cases or refuted by a case."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from advisor.cli.options import (
    force_cases_option,
    form_option,
    output_option,
    question_seconds_option,
    rules_option,
    write_cases_option,
)

if TYPE_CHECKING:
    from advisor.knowledge.laws import Law
    from advisor.knowledge.model import RuleBase


@click.command("prove")
@click.argument("laws", metavar="[LAW]...", nargs=-1)
@question_seconds_option(30.0)
@write_cases_option
@force_cases_option
@form_option
@output_option
@rules_option
def prove(
    laws: tuple[str, ...],
    seconds: float,
    *,
    cases_folder: str | None,
    force: bool,
    form: str | None,
    output: str | None,
    rules_folder: str | None,
) -> None:
    """Prove each law for all possible cases, or show the smallest case that breaks it.

    LAW is the id of a law; without one, all laws are taken. A case that breaks a law has been
    played on the engine. A law has to hold while answers lack, too; one that holds for complete
    cases only is told apart. Exit code: 0 all proved, 1 some law refuted, not decided, for
    complete cases only, or saying nothing.
    """
    from advisor.cli.pages import emit, form_of
    from advisor.cli.read_places import check_output
    from advisor.cli.shown_cases import check_cases_folder, write_shown_cases
    from advisor.knowledge.library import load_rules
    from advisor.report.review_pages.laws import laws_data, laws_page
    from advisor.review.proof.law_cases import law_cases
    from advisor.review.proof.laws import prove

    form = form_of(form, output)
    check_output(output, books=[rules_folder])
    check_cases_folder(cases_folder, force=force)
    rules = load_rules(rules_folder)
    proofs = [prove(rules, law, seconds=seconds) for law in _wanted(rules, laws)]
    emit(laws_page(rules, proofs), laws_data(rules, proofs), form, output)
    write_shown_cases(cases_folder, law_cases(rules, proofs))
    if not all(proof.sound for proof in proofs):
        raise SystemExit(1)


def _wanted(rules: RuleBase, names: Sequence[str]) -> list[Law]:
    from advisor.errors import NOWHERE, Problem, UnknownNameError, suggestion

    known = {law.id.casefold(): law for law in rules.laws}
    missing = [name for name in names if name.casefold() not in known]
    if missing:
        hints = {name: suggestion(name, [law.id for law in rules.laws]) for name in missing}
        raise UnknownNameError(
            [Problem(NOWHERE, f"there is no law '{name}'", hints[name]) for name in missing]
        )
    once = dict.fromkeys(name.casefold() for name in names)
    return [known[name] for name in once] if names else list(rules.laws)
