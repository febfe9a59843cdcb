"""`advisor rules coverage`: what the cases at hand exercise of the rules."""

from __future__ import annotations

import click

from advisor.cli.options import FiniteRange, form_option, output_option, rules_option
from advisor.cli.proposing import ProposalFolder, progress_of, proposal_options


@click.command("coverage")
@click.argument("cases", metavar="CASES...", nargs=-1, required=True)
@click.option(
    "--fail-under",
    type=FiniteRange(0, 100),
    default=0.0,
    metavar="PERCENT",
    help="End with exit code 1 if less than this share of everything is exercised.",
)
@proposal_options
@form_option
@output_option
@rules_option
def coverage(
    cases: tuple[str, ...],
    fail_under: float,
    *,
    proposals: ProposalFolder,
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
    from advisor.cli.read_places import check_output
    from advisor.knowledge.library import load_rules
    from advisor.report.review_pages.coverage import EXERCISES, coverage_data, coverage_page
    from advisor.review.change.coverage import coverage as covered_by
    from advisor.review.change.covering import covering_proposals

    form = form_of(form, output)
    check_output(output, books=[rules_folder], cases=cases)
    proposals.check(cases)
    rules = load_rules(rules_folder)
    found = covered_by(rules, read_cases(cases, rules), progress_of("cases played"))
    proposed = None
    if proposals.folder:
        progress = progress_of("missing things looked at")
        proposed = covering_proposals(rules, found, proposals.most, progress)
    page = coverage_page(rules, found, fail_under, proposed)
    emit(page, coverage_data(rules, found, proposed or ()), form, output)
    proposals.write(rules, proposed or (), EXERCISES)
    if found.percent < fail_under:
        raise SystemExit(1)
