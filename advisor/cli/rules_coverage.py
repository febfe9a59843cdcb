"""`advisor rules coverage`: what the cases at hand exercise of the rules."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from advisor.cli.options import form_option, output_option, rules_option

if TYPE_CHECKING:
    from advisor.knowledge.model import RuleBase
    from advisor.report.page import Part, ReviewPage
    from advisor.review.change.coverage import Coverage


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
    from advisor.cli.case import _cases as read_cases
    from advisor.cli.pages import emit, form_of
    from advisor.knowledge.library import load_rules
    from advisor.review.change.coverage import coverage as covered_by

    rules = load_rules(rules_folder)
    found = covered_by(rules, read_cases(cases, rules))
    keep = [Path(case) for case in cases if Path(case).is_file()]
    emit(_page(rules, found, fail_under), _data(rules, found), form_of(form, output), output, keep)
    if found.percent < fail_under:
        raise SystemExit(1)


def _data(rules: RuleBase, found: Coverage) -> dict[str, Any]:
    from advisor.review.change.coverage import KINDS

    return {
        "rule_base": {"version": rules.version, "hash": rules.hash},
        "cases": found.cases,
        "percent": round(found.percent, 2),
        "shares": {
            kind: dict(zip(("covered", "of"), found.share(kind), strict=True)) for kind in KINDS
        },
        "things": [
            {
                "kind": one.kind,
                "about": one.about,
                "text": one.text,
                "covered": one.covered,
                "by": list(one.by),
                "seen": one.seen or None,
            }
            for one in found.things
        ],
    }


def _page(rules: RuleBase, found: Coverage, fail_under: float) -> ReviewPage:
    from advisor.report.page import Heading, Listing, ReviewPage, Table
    from advisor.review.change.coverage import KINDS
    from advisor.text import counted

    shares = {kind: found.share(kind) for kind in KINDS}
    parts: list[Part] = [
        Table(
            "What the cases exercise",
            ("Kind", "Exercised", "Share"),
            tuple(
                (
                    f"{kind}s".replace("statuss", "statuses"),
                    f"{done} of {total}",
                    f"{100 * done / max(1, total):.1f}%",
                )
                for kind, (done, total) in shares.items()
            ),
        )
    ]
    titles = {
        "rule": "Rules that never fire",
        "row": "Rows that never count",
        "condition": "Conditions not seen both ways",
        "option": "Options never recommended",
        "status": "Statuses never given",
    }
    for kind in KINDS:
        missing = [one for one in found.things if one.kind == kind and not one.covered]
        if missing:
            parts.append(Heading(titles[kind]))
            parts.append(
                Listing(
                    tuple(
                        f"{one.about}: {one.text}{f' ({one.seen})' if one.seen else ''}"
                        for one in missing
                    )
                )
            )
    summary = f"{counted(found.cases, 'case')} exercise {found.percent:.1f}% of the rule base"
    summary += f"; {fail_under:g}% are asked for" if fail_under else ""
    foot = f"Rule base {rules.version}, {rules.hash}"
    return ReviewPage("What the cases exercise", f"{summary}.", tuple(parts), foot)
