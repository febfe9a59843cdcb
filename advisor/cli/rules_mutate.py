"""`advisor rules mutate`: which wrong changes of the rules nobody would notice."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from advisor.cli.options import form_option, output_option, rules_option

if TYPE_CHECKING:
    from advisor.knowledge.model import RuleBase
    from advisor.report.page import Part, ReviewPage
    from advisor.review.change.mutation import Mutation


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
    from advisor.cli.case import _cases as read_cases
    from advisor.cli.pages import emit, form_of
    from advisor.knowledge.library import load_rules
    from advisor.review.change.mutation import Notice
    from advisor.review.change.mutation import mutate as tried

    rules = load_rules(rules_folder)
    read = read_cases(cases, rules) if cases else []
    found = tried(rules, read, seconds=seconds, progress=_progress())
    if sys.stderr.isatty():
        click.echo(err=True)
    keep = [Path(case) for case in cases if Path(case).is_file()]
    emit(_page(rules, found, len(read)), _data(rules, found), form_of(form, output), output, keep)
    noticed = len(found.tried) - len(found.of(Notice.NOBODY))
    if 100 * noticed < fail_under * len(found.tried):
        raise SystemExit(1)


def _progress() -> Callable[[int, int], None]:
    """Return what tells the progress on a terminal, and nothing elsewhere."""
    if not sys.stderr.isatty():
        return lambda _done, _total: None

    def tell(done: int, total: int) -> None:
        if done % 10 == 0 or done == total:
            click.echo(f"\r{done} of {total} mutants tried", nl=False, err=True)

    return tell


def _data(rules: RuleBase, found: Mutation) -> dict[str, Any]:
    from advisor.review.change.mutation import Notice

    return {
        "rule_base": {"version": rules.version, "hash": rules.hash},
        "total": found.total,
        "tried": len(found.tried),
        "noticed": {notice.name.lower(): len(found.of(notice)) for notice in Notice},
        "mutants": [
            {
                "about": one.about,
                "text": one.text,
                "notice": one.notice.name.lower(),
                "by": one.by or None,
                "proved": one.proved,
            }
            for one in found.tried
        ],
    }


def _page(rules: RuleBase, found: Mutation, cases: int) -> ReviewPage:
    from advisor.report.page import Heading, Listing, Paragraph, ReviewPage, Table
    from advisor.review.change.mutation import Notice
    from advisor.text import counted

    count = len(found.tried)
    rows = tuple(
        (
            notice.value,
            f"{len(found.of(notice))}",
            f"{100 * len(found.of(notice)) / max(1, count):.1f}%",
        )
        for notice in Notice
    )
    parts: list[Part] = [Table("How mutants are noticed", ("Notice", "Mutants", "Share"), rows)]
    survivors = found.of(Notice.NOBODY)
    parts.append(Heading("Nobody notices"))
    parts.append(
        Paragraph(
            "Of those marked * the solver has proved that no law can break; of the others it is only "
            "known that random cases break none."
        )
    )
    told = [f"{one.about}: {one.text}{' *' if one.proved else ''}" for one in survivors]
    parts.append(Listing(tuple(told) or ("None.",)))
    seen = found.of(Notice.SEEN)
    if seen:
        parts.append(Heading("Seen only in the advice on a given case"))
        parts.append(Listing(tuple(f"{one.about}: {one.text} (in {one.by})" for one in seen)))
    summary = f"{count:,} of {counted(found.total, 'mutant')} tried"
    summary += f" on {counted(cases, 'case')}" if cases else " on the laws alone"
    summary += f"; {len(survivors)} noticed by nobody"
    foot = f"Rule base {rules.version}, {rules.hash}"
    return ReviewPage("Wrong changes that would slip through", f"{summary}.", tuple(parts), foot)
