"""`advisor case`: testing what reviewers expect of cases, trying another choice, and the evidence of real cases."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from advisor.cli.merging import merge
from advisor.cli.options import rules_option
from advisor.cli.scenarios import compare
from advisor.cli.updating import update

if TYPE_CHECKING:
    from advisor.knowledge.model import RuleBase

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
    from advisor.cases.read.case_file import read_case
    from advisor.cli.output import print_text
    from advisor.inference.advise import advise
    from advisor.inference.one.given import if_chosen
    from advisor.knowledge.library import load_rules
    from advisor.report.case_text import what_if_lines

    rules = load_rules(rules_folder)
    one = read_case(path, rules)
    chosen = _choices(choices, rules) or dict(one.chosen)
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
    from advisor.cases.read.collection import read_cases
    from advisor.cli.output import print_text
    from advisor.files.refusals import is_folder
    from advisor.knowledge.library import load_rules
    from advisor.review.evidence.causes import Cause, read_causes
    from advisor.review.evidence.judge import judge, report

    paths = paths or ("cases/real",)
    rules = load_rules(rules_folder)
    causes: dict[str, Cause] = {}
    for path in paths:
        folder = Path(path) if is_folder(path) else Path(path).parent
        causes |= read_causes(folder, rules)
    cases = [one for one in read_cases(paths, rules) if one.chosen]
    parts = [report([judge(rules, one, causes) for one in cases], causes)]
    if vignettes is not None:
        parts.append(_vignettes(vignettes, rules))
    if measure is not None:
        parts += _measurements(measure, rules)
    print_text("\n".join(parts))


def _vignettes(folder: Path, rules: RuleBase) -> str:
    from advisor.cases.read.collection import read_cases
    from advisor.errors import CaseError, Place, Problem
    from advisor.inference.advise import advise
    from advisor.review.evidence.judgement import NAME, compare, read_judgements
    from advisor.review.evidence.tables import vignettes_report

    judgements = read_judgements(folder, rules)
    if not judgements:
        message = "holds no judgement of an expert"
        raise CaseError(Problem(Place(str(folder / NAME)), message, "see cases/vignettes for one"))
    cases = {one.id: one for one in read_cases((str(folder),), rules)}
    missing = [name for name in judgements if name not in cases]
    if missing:
        message = f"judges {', '.join(missing)}, and the folder holds no such case"
        raise CaseError(Problem(Place(str(folder / NAME)), message))
    return vignettes_report(
        [compare(advise(rules, cases[name]), one) for name, one in judgements.items()]
    )


def _measurements(count: int, rules: RuleBase) -> list[str]:
    from advisor.inference.many.engine import bit_engine
    from advisor.review.evidence.measures import likely_masks, measure, random_masks
    from advisor.review.evidence.tables import measurements_report

    engine = bit_engine(rules)
    names = [one.name for one in rules.judged or rules.decisions]
    kinds = {"each answer alike": random_masks(engine, count)}
    if rules.population:
        kinds["as likely as the population says"] = likely_masks(engine, count)
    return [
        measurements_report(kind, measure(engine, masks, names)) for kind, masks in kinds.items()
    ]


def _choices(texts: Sequence[str], rules: RuleBase) -> dict[str, str]:
    """Read choices, one for each decision. Raises UsageError when a decision is given twice."""
    chosen: dict[str, str] = {}
    for text in texts:
        decision, option = _choice(text, rules)
        if decision in chosen:
            message = (
                f"two options of '{decision}' are given, {chosen[decision]} and {option}; "
                "only one can be chosen"
            )
            raise click.UsageError(message)
        chosen[decision] = option
    return chosen


def _choice(text: str, rules: RuleBase) -> tuple[str, str]:
    """Read 'decision=option' (or 'decision: option'). Raises UsageError with what is allowed."""
    from advisor.errors import suggestion

    mark = "=" if "=" in text else ":"
    decision, _, option = (part.strip() for part in text.partition(mark))
    decisions = {one.name.casefold(): one for one in rules.decisions}
    item = decisions.get(decision.casefold())
    if item is None:
        hint = suggestion(decision, [one.name for one in rules.decisions])
        message = f"unknown decision '{decision}'; {hint}"
        raise click.UsageError(message)
    code = item.domain.code(option)
    if code is None:
        message = f"unknown option '{option}' of '{item.name}'; {suggestion(option, item.options)}"
        raise click.UsageError(message)
    return item.name, item.options[code]


def _width() -> int:
    from advisor.cli.output import is_terminal, text_width

    return text_width(to_terminal=is_terminal())
