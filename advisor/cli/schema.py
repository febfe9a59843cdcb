"""`advisor schema`: the JSON Schemas of what goes in and what comes out."""

from __future__ import annotations

import click

from advisor.cli.options import rules_option

SCHEMAS = (
    "advice",
    "case",
    "check",
    "coverage",
    "diff",
    "list",
    "mutate",
    "prove",
    "rules",
    "show",
)
"""What can be asked for; a test holds it against the schemas that are published."""


@click.command()
@click.argument("kind", metavar="NAME", type=click.Choice(SCHEMAS))
@rules_option
def schema(kind: str, rules_folder: str | None) -> None:
    """Print the JSON Schema of what the program reads or writes.

    NAME is `advice` (what `advisor advise --format json` prints for one case), `case` (a case file, with
    the facts and answers of the rule base), `rules` (what `advisor rules export` writes as JSON), or
    one of `list`, `show`, `check`, `prove`, `diff`, `mutate` and `coverage`: what `advisor rules` prints under
    that name with `--format json`. Each has an `$id` with its name and version.
    """
    import json

    from advisor.cli.output import print_text

    if kind == "case":
        from advisor.cases.schema import case_schema
        from advisor.knowledge.library import load_rules

        document = case_schema(load_rules(rules_folder))
    else:
        from advisor.report.published import published_schema

        document = published_schema(kind)
    print_text(json.dumps(document, indent=2, ensure_ascii=False), "json")
