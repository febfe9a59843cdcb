"""`advisor case`: testing what reviewers expect of cases, trying another choice, and the evidence of real cases."""

from __future__ import annotations

from pathlib import Path

import click

from advisor.cli.merging import merge
from advisor.cli.options import rules_option
from advisor.cli.scenarios import compare
from advisor.cli.updating import update

EXIT_DIFFERENT = 1


@click.group(invoke_without_command=False)
def case() -> None:
    """Hold the rules against cases: expectations, other choices, documented outcomes."""


case.add_command(compare)
case.add_command(merge)
case.add_command(update)


@case.command("test")
@click.argument("paths", metavar="PATH...", nargs=-1, required=True)
@rules_option
@click.pass_context
def test(ctx: click.Context, paths: tuple[str, ...], rules_folder: str | None) -> None:
    """Compare the advice on cases with what their `expect:` blocks ask for.

    Each PATH is a case file, or a folder whose case files are all taken. A difference is told with
    the rules that argued and would have to change, and the facts that were unknown.

    Exit codes: 0 all as expected, 1 differences, 2 something can't be read.
    """
    from advisor.cases.read.collection import read_cases
    from advisor.cli.output import print_text
    from advisor.knowledge.library import load_rules
    from advisor.report.case_text import difference_lines
    from advisor.review.evidence.expectations import differences

    rules = load_rules(rules_folder)
    cases = read_cases(paths, rules)
    expecting = [one for one in cases if one.expect is not None]
    lines: list[str] = []
    different = 0
    for one in expecting:
        found = differences(rules, one)
        different += bool(found)
        lines += difference_lines(one, found, _width())
    told = f"{len(expecting)} of {len(cases)} cases expect something of their advice; "
    lines += ["", told + (f"{different} came otherwise." if different else "all came as expected.")]
    print_text("\n".join(lines).lstrip("\n"))
    ctx.exit(EXIT_DIFFERENT if different else 0)


@case.command("what-if")
@click.argument("path", metavar="CASE")
@click.argument("choices", metavar="[DECISION=OPTION]...", nargs=-1)
@rules_option
def what_if(path: str, choices: tuple[str, ...], rules_folder: str | None) -> None:
    """Show what follows for CASE if something else is chosen than what is recommended.

    Name the choice as decision and option: "structure=federal". Without any, the choice that the
    case file tells under `chosen:` is taken. What speaks for and against it is told, the misfits
    that it draws, and what else would change.
    """
    from advisor.cases.choices import read_choices
    from advisor.cases.read.case_file import read_case
    from advisor.cli.output import print_text
    from advisor.inference.advise import advise
    from advisor.inference.one.given import if_chosen
    from advisor.knowledge.library import load_rules
    from advisor.report.case_text import what_if_lines

    rules = load_rules(rules_folder)
    one = read_case(path, rules)
    chosen = read_choices(choices, rules) or dict(one.chosen)
    if not chosen:
        message = f'{path} tells no choice; name one, for example "structure=federal"'
        raise click.UsageError(message)
    advice = advise(rules, one)
    lines = what_if_lines(advice, if_chosen(rules, one, chosen), rules, _width())
    print_text("\n".join(lines))


@case.command("evidence")
@click.argument("paths", metavar="[PATH]...", nargs=-1)
@click.option(
    "--vignettes",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="FOLDER",
    help="Also hold the advice on the invented cases of FOLDER against its judgement.md.",
)
@click.option(
    "--measure",
    type=click.IntRange(min=1),
    metavar="NUMBER",
    help="Also measure the advice on so many made-up complete cases.",
)
@rules_option
def evidence(
    paths: tuple[str, ...],
    vignettes: Path | None,
    measure: int | None,
    rules_folder: str | None,
) -> None:
    """Hold the rules against documented cases: choices that worked, and choices that failed.

    Each PATH is a case file or a folder of them, by default cases/real. Why choices failed is read
    from `causes.md` in the folder or the one above it. What an expert says of invented cases, and
    what the advice looks like over many made-up ones, is told apart from it.
    """
    from advisor.cli.output import print_text
    from advisor.knowledge.library import load_rules
    from advisor.review.evidence.whole import documented, judged_by_experts, made_up

    rules = load_rules(rules_folder)
    parts = [documented(paths or ("cases/real",), rules)]
    if vignettes is not None:
        parts.append(judged_by_experts(vignettes, rules))
    if measure is not None:
        parts += made_up(measure, rules)
    print_text("\n".join(parts))


def _width() -> int:
    from advisor.cli.output import is_terminal, text_width

    return text_width(to_terminal=is_terminal())
