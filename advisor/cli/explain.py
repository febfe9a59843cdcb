"""`advisor explain`: how the advice follows, why not another, what would have to change, how sturdy it is."""

from __future__ import annotations

from dataclasses import asdict

import click

from advisor.cli.options import full_form_option, output_option, rules_option

_QUESTIONS = ("--why-not", "--rather-than", "--to-reach", "--sturdy")


@click.command()
@click.argument("case_file", metavar="CASE")
@click.argument("decision", required=False)
@click.option(
    "--why-not",
    metavar="OPTION|RULE",
    help="Why this option is not advised, or why this rule does not hold.",
)
@click.option(
    "--rather-than", metavar="OPTION", help="What decides between the advised option and this one."
)
@click.option(
    "--to-reach",
    metavar="OPTION",
    help="The smallest changes that would make this option the advised one, by whom and how fast.",
)
@click.option(
    "--sturdy",
    is_flag=True,
    help="How many changes of what was answered leave the advice, and the nearest that don't.",
)
@click.option("--full", is_flag=True, help="Unfold how it follows down to every answer.")
@full_form_option
@output_option
@rules_option
def explain(  # noqa: PLR0913, PLR0917 - a command takes what its options are
    case_file: str,
    decision: str | None,
    why_not: str | None,
    rather_than: str | None,
    to_reach: str | None,
    sturdy: bool,  # noqa: FBT001 - click hands flags over by name
    full: bool,  # noqa: FBT001
    form: str | None,
    output: str | None,
    rules_folder: str | None,
) -> None:
    """Explain the advice on a CASE: how it follows, or another question that people ask.

    Without DECISION all main decisions are explained. --why-not, --rather-than and --to-reach need
    none where only one main decision has the option. What is told of changed answers was played on the reference engine first.
    """
    from advisor.cases.read.case_file import read_case
    from advisor.cli.pages import emit, form_of
    from advisor.cli.read_places import check_output
    from advisor.inference.advise import advise
    from advisor.knowledge.library import load_rules
    from advisor.report.answering import ExplainQuestion
    from advisor.report.answering import explain as explain_advice
    from advisor.report.explained import explanation_page

    given = (why_not, rather_than, to_reach, sturdy or None)
    asked = [name for name, value in zip(_QUESTIONS, given, strict=True) if value]
    if len(asked) > 1:
        message = f"{asked[0]} and {asked[1]} are two questions; ask one at a time"
        raise click.UsageError(message)
    form = form_of(form, output)
    check_output(output, books=[rules_folder], cases=[case_file])
    rules = load_rules(rules_folder)
    advice = advise(rules, read_case(case_file, rules))
    question = ExplainQuestion(asked[0][2:].replace("-", " ") if asked else "how")
    name = why_not or rather_than or to_reach or ""
    told = explain_advice(rules, advice, question, decision=decision, name=name, folded=not full)
    page = explanation_page(rules, advice, told.title, told.parts)
    document = {
        "case": advice.case.id,
        "rules": {"version": rules.version, "hash": rules.hash},
        "question": told.title,
        "answers": [asdict(one) if one is not None else None for one in told.results],
    }
    emit(page, document, form, output)
