"""`advisor rules trace-to-source`: what carries each statement of the deck and each source."""

from __future__ import annotations

import click

from advisor.cli.options import form_option, output_option, rules_option


@click.command("trace-to-source")
@form_option
@output_option
@rules_option
def trace_to_source(form: str | None, output: str | None, rules_folder: str | None) -> None:
    """Show which rules, facts and actions carry each statement of the deck and each source.

    Exit code: 0 everything is covered, 1 a statement that no rule carries, or a source that nothing
    cites and nobody has waived.
    """
    from advisor.cli.pages import emit, form_of
    from advisor.cli.read_places import check_output
    from advisor.knowledge.library import load_rules
    from advisor.report.review_pages.trace import tracing_data, tracing_page
    from advisor.review.evidence.trace import trace

    form = form_of(form, output)
    check_output(output, books=[rules_folder])
    rules = load_rules(rules_folder)
    tracing = trace(rules)
    emit(tracing_page(rules, tracing), tracing_data(rules, tracing), form, output)
    if tracing.gaps:
        raise SystemExit(1)
