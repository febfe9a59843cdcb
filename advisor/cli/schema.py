"""`advisor schema`: the JSON Schemas of what goes in and what comes out."""

from __future__ import annotations

import click

from advisor.cli.options import rules_option


@click.command()
@click.argument("kind", type=click.Choice(["advice", "case"]))
@rules_option
def schema(kind: str, rules_folder: str | None) -> None:
    """Print the JSON Schema of an advice or of a case.

    `advice` is what `advisor advise --format json` prints for one case. `case` is a case file, with
    the facts and answers of the rule base.
    """
    import json

    from advisor.cli.output import print_text

    if kind == "advice":
        from advisor.report.advice.schema import advice_schema

        document = advice_schema()
    else:
        from advisor.cases.document import case_schema
        from advisor.knowledge.library import load_rules

        document = case_schema(load_rules(rules_folder))
    print_text(json.dumps(document, indent=2, ensure_ascii=False), "json")
