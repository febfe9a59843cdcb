"""`advisor rules coverage`: what the cases at hand exercise of the rules."""

from __future__ import annotations

from pathlib import Path

import click

from advisor.cli.options import form_option, output_option, rules_option


@click.command("coverage")
@click.argument("cases", metavar="CASES...", nargs=-1, required=True)
@click.option(
    "--fail-under",
    type=click.FloatRange(0, 100),
    default=0.0,
    metavar="PERCENT",
    help="End with exit code 1 if less than this share of everything is exercised.",
)
@form_option
@output_option
@rules_option
def coverage(
    cases: tuple[str, ...],
    fail_under: float,
    form: str | None,
    output: str | None,
    rules_folder: str | None,
) -> None:
    """Show which rules, rows, conditions, options and statuses CASES (files or folders) exercise.

    A rule counts when it fires in some case; a condition when some case meets it and some case fails
    it. Exit code: 0 done, 1 less than --fail-under.
    """
    from advisor.cases.read.collection import read_cases
    from advisor.cli.pages import emit, form_of
    from advisor.knowledge.library import load_rules
    from advisor.report.review_pages.coverage import coverage_data, coverage_page
    from advisor.review.change.coverage import coverage as covered_by

    form = form_of(form, output)
    rules = load_rules(rules_folder)
    found = covered_by(rules, read_cases(cases, rules))
    keep = [Path(case) for case in cases if Path(case).is_file()]
    emit(coverage_page(rules, found, fail_under), coverage_data(rules, found), form, output, keep)
    if found.percent < fail_under:
        raise SystemExit(1)
