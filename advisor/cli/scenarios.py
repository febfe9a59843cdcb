"""Reading scenarios: further case files, or the same case with answers changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from advisor.cli.options import full_form_option, output_option, rules_option

if TYPE_CHECKING:
    from advisor.cases.model import Case
    from advisor.inference.advice import Advice
    from advisor.knowledge.model import RuleBase


@click.command("compare")
@click.argument("case")
@click.argument("others", metavar="OTHER...", nargs=-1, required=True)
@full_form_option
@output_option
@rules_option
def compare(
    case: str,
    others: tuple[str, ...],
    form: str | None,
    output: str | None,
    rules_folder: str | None,
) -> None:
    """Show the advice on CASE and on each OTHER in columns, with what differs and why.

    OTHER is a case file, or CASE with other answers: "FACT = ANSWER", several parted
    by semicolons.
    """
    from advisor.cases.read.collection import read_cases
    from advisor.cli.pages import emit, form_of
    from advisor.cli.read_places import check_output
    from advisor.files.refusals import is_file
    from advisor.knowledge.library import load_rules
    from advisor.report.scenarios import scenarios_document, scenarios_page

    form = form_of(form, output)
    check_output(
        output, books=[rules_folder], cases=[one for one in (case, *others) if is_file(one)]
    )
    rules = load_rules(rules_folder)
    (first,) = read_cases([case], rules, folders=False)
    scenarios = with_others(first, others, rules)
    page = scenarios_page(scenarios, rules)
    emit(page, scenarios_document(scenarios, rules), form, output)


def with_others(case: Case, others: Sequence[str], rules: RuleBase) -> list[tuple[str, Advice]]:
    """Return the names and the advice of a case and of its scenarios. Raises UsageError."""
    from advisor.cases.read.collection import read_cases
    from advisor.files.refusals import is_file
    from advisor.inference.advise import advise

    scenarios = [(case.place or case.id, advise(rules, case))]
    for text in others:
        if "=" in text and not is_file(text):
            scenarios.append((" ".join(text.split()), advise(rules, changed(case, text, rules))))
        else:
            (other,) = read_cases([text], rules, folders=False)
            name = other.place or other.id
            taken = {name for name, _ in scenarios}
            scenarios.append((other.id if name in taken else name, advise(rules, other)))
    return scenarios


def changed(case: Case, text: str, rules: RuleBase) -> Case:
    """Return the case with answers such as `FACT = ANSWER; FACT = ANSWER`.

    Raises UsageError with what is allowed.
    """
    from advisor.cases.changes import with_changes
    from advisor.errors import CaseError

    try:
        return with_changes(case, text, rules)
    except CaseError as error:
        (problem,) = error.problems
        told = f"{problem.message}; {problem.mend}" if problem.mend else problem.message
        raise click.UsageError(told) from None
