"""`advisor rules`: the rule base for its reviewers."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module

import click

from advisor.cli.options import output_option, rules_option

REVIEWS: Mapping[str, str] = {
    "book": "advisor.cli.rules_book:book",
    "check": "advisor.cli.rules_check:check",
    "copy": "advisor.cli.rules_copy:copy",
    "coverage": "advisor.cli.rules_coverage:coverage",
    "diff": "advisor.cli.rules_diff:diff",
    "export": "advisor.cli.rules_export:export",
    "import": "advisor.cli.rules_import:import_workbook",
    "mutate": "advisor.cli.rules_mutate:mutate",
    "new": "advisor.cli.rules_new:new",
    "prove": "advisor.cli.rules_prove:prove",
    "rename": "advisor.cli.rules_rename:rename",
    "trace-to-source": "advisor.cli.rules_trace:trace_to_source",
    "watch": "advisor.cli.rules_watch:watch",
}
"""Each review with its module and name there; a new one needs one line here."""


class ReviewGroup(click.Group):
    """A group that imports a review when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands: to look things up first, then the reviews."""
        return [*super().list_commands(ctx), *REVIEWS]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command of that name, or None."""
        if cmd_name not in REVIEWS:
            return super().get_command(ctx, cmd_name)
        module, _, attribute = REVIEWS[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command


_form_option = click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    help="How to write it. By default what the ending of -o says (.txt, .json), else text.",
)


@click.group(cls=ReviewGroup, invoke_without_command=False)
def rules() -> None:
    """Read the rules that the advice follows from."""


@rules.command("list")
@_form_option
@output_option
@rules_option
def list_rules(form: str | None, output: str | None, rules_folder: str | None) -> None:
    """List the rules and laws, book by book, with their conclusions."""
    from advisor.cli.pages import send_text_or_data
    from advisor.knowledge.library import load_rules
    from advisor.report.book.listing import listing
    from advisor.report.rules_export.shown import listed_data

    rules = load_rules(rules_folder)
    send_text_or_data(
        lambda width: listing(rules, width),
        lambda: listed_data(rules),
        form,
        output,
        rules_folder,
    )


@rules.command("show")
@click.argument("names", metavar="ID...", nargs=-1, required=True)
@_form_option
@output_option
@rules_option
def show_rules(
    names: tuple[str, ...], form: str | None, output: str | None, rules_folder: str | None
) -> None:
    """Show rules, laws, facts, decisions or sources in full.

    An ID is the id of a rule or law, the name of a fact, an assessment or a decision, or the key of
    a source, a goal, a competency or a statement of the deck. A rule comes as the sentence that the
    program runs, with its reason, its evidence, its sources, and where each fact is used.
    """
    from advisor.cli.pages import send_text_or_data
    from advisor.knowledge.library import load_rules
    from advisor.report.book.showing import show
    from advisor.report.rules_export.shown import shown_data

    rules = load_rules(rules_folder)
    send_text_or_data(
        lambda width: show(rules, names, width),
        lambda: shown_data(rules, names),
        form,
        output,
        rules_folder,
    )
