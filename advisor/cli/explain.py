"""`advisor explain`: how the advice follows, why not another, what would have to change, how sturdy it is."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from advisor.cli.options import full_form_option, output_option, rules_option

if TYPE_CHECKING:
    from collections.abc import Iterable

    from advisor.inference.advice import Advice
    from advisor.knowledge.model import RuleBase
    from advisor.report.page import Part

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

    Without DECISION all main decisions are explained; the name of an option is enough where only
    one of them has it. What is told of changed answers was played on the reference engine first.
    """
    from pathlib import Path

    from advisor.cases.read.case_file import read_case
    from advisor.cli.pages import emit, form_of
    from advisor.inference.advise import advise
    from advisor.knowledge.library import load_rules
    from advisor.report.explained import explanation_page

    given = (why_not, rather_than, to_reach, sturdy or None)
    asked = [name for name, value in zip(_QUESTIONS, given, strict=True) if value]
    if len(asked) > 1:
        message = f"{asked[0]} and {asked[1]} are two questions; ask one at a time"
        raise click.UsageError(message)
    rules = load_rules(rules_folder)
    advice = advise(rules, read_case(case_file, rules))
    if asked and not sturdy:
        name = why_not or rather_than or to_reach or ""
        title, data, parts = _about(rules, advice, decision, asked[0], name)
    else:
        title, data, parts = _overall(rules, advice, decision, sturdy=sturdy, full=full)
    page = explanation_page(rules, advice, title, parts)
    document = {
        "case": advice.case.id,
        "rules": {"version": rules.version, "hash": rules.hash},
        "question": title,
        "answers": [asdict(one) if one is not None else None for one in data],
    }
    keep = [Path(case_file), *(Path(rules_folder).glob("*.md") if rules_folder else ())]
    emit(page, document, form_of(form, output), output, keep)


_Answer = tuple[str, "list[Any]", "Iterable[Part]"]


def _overall(
    rules: RuleBase, advice: Advice, decision: str | None, *, sturdy: bool, full: bool
) -> _Answer:
    """Answer what is asked of one decision or of all main ones."""
    from advisor.explanation.how import how
    from advisor.explanation.sturdy import sturdy as sturdiness
    from advisor.explanation.subject import decision_named
    from advisor.report.explained import how_parts, sturdy_parts

    if decision:
        names = [decision_named(rules, decision).name]
    else:
        names = [one.name for one in rules.decisions if not one.group]
    if sturdy:
        results = [sturdiness(rules, advice, name) for name in names]
        return "How sturdy the advice is", results, sturdy_parts(results)
    derived = [how(rules, advice, name) for name in names]
    return "How the advice follows", derived, how_parts(derived, folded=not full)


def _about(
    rules: RuleBase, advice: Advice, decision: str | None, question: str, name: str
) -> _Answer:
    """Answer what is asked about one option or rule."""
    from advisor.explanation.contrast import contrast
    from advisor.explanation.reach import remedies
    from advisor.explanation.subject import decision_of, rule_named
    from advisor.explanation.why_not import why_not
    from advisor.explanation.why_not_option import why_not_option
    from advisor.report import explained

    rule = rule_named(rules, name) if question == "--why-not" and not decision else None
    if rule is not None:
        missed = next((one for one in why_not(rules, advice) if one.rule == rule.id), None)
        parts = explained.why_not_rule_parts(rules, missed, rule.id)
        return "Why a rule does not hold", [missed], parts
    found, option = decision_of(rules, decision, name)
    if question == "--why-not":
        kept_out = why_not_option(rules, advice, found, option)
        return "Why not", [kept_out], explained.why_not_option_parts(rules, kept_out)
    if question == "--rather-than":
        held = contrast(rules, advice, found, option)
        return "Why rather", [held], explained.contrast_parts(held)
    ways = remedies(rules, advice, found, option)
    return "What it takes", [ways], explained.reach_parts(ways)
