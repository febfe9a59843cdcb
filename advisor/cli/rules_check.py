"""`advisor rules check`: what is wrong with the rules themselves, each finding shown or proved."""

from __future__ import annotations

import click

from advisor.cli.options import (
    force_cases_option,
    form_option,
    output_option,
    question_seconds_option,
    rules_option,
    write_cases_option,
)


@click.command("check")
@question_seconds_option(10.0)
@write_cases_option
@force_cases_option
@form_option
@output_option
@rules_option
def check(
    seconds: float,
    *,
    cases_folder: str | None,
    force: bool,
    form: str | None,
    output: str | None,
    rules_folder: str | None,
) -> None:
    """Look for rules that can't fire, say the same or contradict each other, and for gaps.

    Each finding comes with a case that was played on the engine, or with the proof that no case
    exists. A finding that is meant can be waived in the books with a reason: '- **Waive** never
    fires: why'. Exit code: 0 nothing left, 1 findings, 2 rules that can't be read.
    """
    from advisor.cli.pages import emit, form_of
    from advisor.cli.read_places import check_output
    from advisor.cli.shown_cases import check_cases_folder, write_shown_cases
    from advisor.errors import RuleBaseError
    from advisor.knowledge.library import load_rules
    from advisor.report.review_pages.findings import findings_data, findings_page
    from advisor.review.check.finding_cases import finding_cases
    from advisor.review.check.findings import Checked, circles
    from advisor.review.check.rules import check as checked_rules

    form = form_of(form, output)
    check_output(output, books=[rules_folder])
    check_cases_folder(cases_folder, force=force)
    rules = None
    try:
        rules = load_rules(rules_folder)
        checked = checked_rules(rules, seconds=seconds)
    except RuleBaseError as error:
        found = circles(error)
        if not found:
            raise
        checked = Checked(found, ())
    emit(findings_page(rules, checked), findings_data(rules, checked), form, output)
    shown = finding_cases(rules, (*checked.open, *checked.hints)) if rules else ()
    write_shown_cases(cases_folder, shown)
    if checked.open:
        raise SystemExit(1)
