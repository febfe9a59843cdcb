"""`advisor rules mutate`: which wrong changes of the rules nobody would notice."""

from __future__ import annotations

import click

from advisor.cli.options import FiniteRange, form_option, output_option, rules_option
from advisor.cli.proposing import ProposalFolder, progress_of, proposal_options


@click.command("mutate")
@click.argument("cases", metavar="[CASES]...", nargs=-1)
@click.option(
    "--seconds",
    type=FiniteRange(min=0.1),
    default=240.0,
    show_default=True,
    help="How long to try; the mutants are spread over all books. Proposing comes on top.",
)
@click.option(
    "--fail-under",
    type=FiniteRange(0, 100),
    default=0.0,
    metavar="PERCENT",
    help="End with exit code 1 if less than this share of the mutants that count is noticed.",
)
@proposal_options
@form_option
@output_option
@rules_option
def mutate(
    cases: tuple[str, ...],
    seconds: float,
    fail_under: float,
    *,
    proposals: ProposalFolder,
    form: str | None,
    output: str | None,
    rules_folder: str | None,
) -> None:
    """Make small wrong changes of the rules, and list those that no case and no law notices.

    CASES are case files or folders, whose `expect:` blocks and advice may notice a change. Mutants that
    are proved to change nothing that is told don't count. Exit code: 0 done, 1 less than --fail-under.
    """
    from advisor.cases.read.collection import read_cases
    from advisor.cli.pages import emit, form_of
    from advisor.cli.read_places import check_output
    from advisor.knowledge.library import load_rules
    from advisor.report.review_pages.mutation import NOTICES, mutation_data, mutation_page
    from advisor.review.change.mutation import mutate as tried
    from advisor.review.change.proposals import proposals as proposals_for

    form = form_of(form, output)
    check_output(output, books=[rules_folder], cases=cases)
    proposals.check(cases)
    rules = load_rules(rules_folder)
    read = read_cases(cases, rules) if cases else []
    found = tried(rules, read, seconds=seconds, progress=progress_of("mutants tried"))
    proposed = None
    if proposals.folder:
        proposed = proposals_for(rules, found, proposals.most, progress_of)
    page = mutation_page(rules, found, len(read), proposed)
    emit(page, mutation_data(rules, found, proposed or ()), form, output)
    proposals.write(rules, proposed or (), NOTICES)
    if found.percent < fail_under:
        raise SystemExit(1)
