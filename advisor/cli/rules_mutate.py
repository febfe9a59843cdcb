"""`advisor rules mutate`: which wrong changes of the rules nobody would notice."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import click

from advisor.cli.options import form_option, output_option, rules_option


@click.command("mutate")
@click.argument("cases", metavar="[CASES]...", nargs=-1)
@click.option(
    "--seconds",
    type=click.FloatRange(min=0.1),
    default=120.0,
    show_default=True,
    help="How long to try; the mutants are spread over all books.",
)
@click.option(
    "--fail-under",
    type=click.FloatRange(0, 100),
    default=0.0,
    metavar="PERCENT",
    help="End with exit code 1 if less than this share of the tried mutants is noticed.",
)
@form_option
@output_option
@rules_option
def mutate(
    cases: tuple[str, ...],
    seconds: float,
    fail_under: float,
    form: str | None,
    output: str | None,
    rules_folder: str | None,
) -> None:
    """Make small wrong changes of the rules, and list those that no case and no law notices.

    CASES are case files or folders, whose `expect:` blocks and advice may notice a change. Exit
    code: 0 done, 1 less than --fail-under.
    """
    from advisor.cases.read.collection import read_cases
    from advisor.cli.output import show_progress
    from advisor.cli.pages import emit, form_of
    from advisor.knowledge.library import load_rules
    from advisor.report.review_pages.mutation import mutation_data, mutation_page
    from advisor.review.change.mutation import Notice
    from advisor.review.change.mutation import mutate as tried

    form = form_of(form, output)
    rules = load_rules(rules_folder)
    read = read_cases(cases, rules) if cases else []
    found = tried(rules, read, seconds=seconds, progress=_progress())
    if sys.stderr.isatty():
        show_progress("")
    keep = [Path(case) for case in cases if Path(case).is_file()]
    emit(mutation_page(rules, found, len(read)), mutation_data(rules, found), form, output, keep)
    noticed = len(found.tried) - len(found.of(Notice.NOBODY))
    if 100 * noticed < fail_under * len(found.tried):
        raise SystemExit(1)


def _progress() -> Callable[[int, int], None]:
    """Return what tells the progress on a terminal, and nothing elsewhere."""
    if not sys.stderr.isatty():
        return lambda _done, _total: None

    from advisor.cli.output import show_progress

    def tell(done: int, total: int) -> None:
        if done % 10 == 0 or done == total:
            show_progress(f"{done} of {total} mutants tried")

    return tell
