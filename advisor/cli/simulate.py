"""`advisor simulate`: what a measure or changed rules would do to many governments."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from advisor.cli.batch import known_encoding
from advisor.cli.extras import needs_extra
from advisor.cli.sweeping import sweep_scenarios

if TYPE_CHECKING:
    from advisor.batch.simulate.measure import TownMeasure
    from advisor.knowledge.model import RuleBase


@click.command()
@click.argument("tables", metavar="TABLE...", nargs=-1)
@click.option(
    "--set",
    "changes",
    metavar='"FACT = ANSWER"',
    multiple=True,
    help="The answer that the measure changes; may be given several times for one measure.",
)
@click.option(
    "--where",
    metavar="CONDITION",
    help="For whom, such as 'population < 20000 and structure = federal'. By default for all.",
)
@click.option(
    "--rules",
    "new_rules",
    metavar="NEW",
    help="The rules under the measure: a folder of books, or a git revision (REV, REV:FOLDER).",
)
@click.option(
    "--measure",
    "measures",
    metavar='"NAME: FACT = ANSWER where CONDITION"',
    multiple=True,
    help="A further measure, to see several side by side; several answers are parted by semicolons.",
)
@click.option(
    "--today",
    metavar="DIR",
    help="Take today's rules from the books in this folder instead of the program's own.",
)
@click.option(
    "--sample",
    "draws",
    metavar="N",
    type=click.IntRange(2, 1000),
    help="Draw unknown answers so often by the book of the population, and tell ranges.",
)
@click.option(
    "--all",
    "whole",
    is_flag=True,
    help="Instead, count what comes out in a whole space of scenarios: all answers that a case (TABLE) "
    "and --set leave open.",
)
@click.option(
    "--scenarios",
    metavar="N",
    type=click.IntRange(min=1, max=10**12),
    help="With --all: draw so many scenarios of a space that is too large to take each.",
)
@click.option(
    "--jobs",
    metavar="N",
    type=click.IntRange(min=1, max=256),
    help="With --all: how many processes count; by default as many as there are processors.",
)
@click.option("--seed", type=int, default=0, show_default=True, help="What the draws begin with.")
@click.option(
    "--by",
    "groups",
    metavar="COLUMN",
    multiple=True,
    help="Count by this column, fact or assessment; by default by 'country' and what the books say.",
)
@click.option(
    "--map",
    "column_map",
    metavar="FILE",
    help="A file (YAML) that says which columns hold which facts, as for 'advisor batch'.",
)
@click.option("--sheet", metavar="NAME", default="", help="Which sheet of a workbook is read.")
@click.option(
    "--header-row",
    metavar="N",
    type=click.IntRange(min=1, max=100),
    help="Which row of a table names the columns, counted from 1.",
)
@click.option(
    "--encoding",
    metavar="NAME",
    callback=lambda _context, _option, name: known_encoding(name),
    help="How CSV and JSON Lines are encoded; found by itself where it isn't named.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "markdown", "html", "json", "xlsx"]),
    help="How to write it. By default what the ending of -o says, else text.",
)
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    help="Write to this file (.txt, .md, .html, .json, .xlsx), which is replaced whole or not at all.",
)
def simulate(  # noqa: PLR0913, PLR0917 - one for each option
    tables: tuple[str, ...],
    changes: tuple[str, ...],
    where: str | None,
    new_rules: str | None,
    measures: tuple[str, ...],
    today: str | None,
    draws: int | None,
    whole: bool,  # noqa: FBT001 - click hands over flags
    scenarios: int | None,
    jobs: int | None,
    seed: int,
    groups: tuple[str, ...],
    column_map: str | None,
    sheet: str,
    header_row: int | None,
    encoding: str,
    form: str | None,
    output: str | None,
) -> None:
    """Tell what a measure, changed answers for some or changed rules, would do to the governments of TABLEs.

    How many get other advice, from what to what, which warnings come and go, by size and region, and
    which governments they are. Nothing is written into the tables.
    """
    with needs_extra("batch"):
        from advisor.batch.read.column_map import NO_MAP, read_column_map
        from advisor.batch.read.headers import TableChoice
        from advisor.batch.simulate.study import Inputs
        from advisor.batch.simulate.study import simulate as simulated
    from advisor.cli.read_places import check_output
    from advisor.knowledge.library import load_rules, read_books
    from advisor.knowledge.revision import rules_of
    from advisor.report.simulation import simulation_data, simulation_page
    from advisor.review.change.renamed import under_todays_names

    if whole:
        _check_whole(where, new_rules, measures, draws, groups)
        check_output(output, books=[today], cases=tables)
        sweep_scenarios(
            load_rules(today), tables, changes, scenarios=scenarios, seed=seed,
            jobs=jobs or os.cpu_count() or 1, form=_form(form, output), output=output,
        )  # fmt: skip
        return
    if scenarios or jobs:
        message = "--scenarios and --jobs are for --all"
        raise click.UsageError(message)
    if not tables:
        message = "name at least one TABLE"
        raise click.UsageError(message)
    if not (changes or new_rules or measures):
        message = "say what changes: --set FACT = ANSWER, --rules NEW, or --measure"
        raise click.UsageError(message)
    if where and not (changes or new_rules):
        message = "--where is for --set and --rules; a --measure has its own condition"
        raise click.UsageError(message)
    form = _form(form, output)
    books = [today, *([new_rules] if new_rules else [])]
    check_output(output, books=books, cases=[*tables, column_map])
    rules = load_rules(today)
    other = rules_of(new_rules) if new_rules else None
    if other is not None:
        # What the new rules call otherwise is compared by their name for it.
        rules = under_todays_names(read_books(today)[1], rules, other).rules

    def read(columns: Sequence[str]) -> list[TownMeasure]:
        return _measures(rules, columns, changes, where, other, measures)

    names = read_column_map(column_map, rules) if column_map else NO_MAP
    inputs = Inputs(tables, encoding, TableChoice(sheet, header_row or 0), names)
    found = simulated(rules, inputs, read, groups=groups, draws=draws or 0, seed=seed)
    if form == "xlsx":
        from advisor.batch.write.book import book_bytes
        from advisor.cli.output import write_files
        from advisor.report.simulation import simulation_sheets

        content = book_bytes(simulation_sheets(found), "Simulation")
        write_files({Path(str(output)): content})
        return
    from advisor.cli.pages import emit

    emit(simulation_page(found), simulation_data(found), form, output)


def _check_whole(*others: object) -> None:
    if any(others):
        message = "--all goes with --set, --scenarios, --jobs, --seed and --today only"
        raise click.UsageError(message)


def _form(form: str | None, output: str | None) -> str:
    """Return the form that was asked for, or what the ending says; a workbook needs a file. Raises OutputError."""
    from advisor.cli.pages import form_of

    if form is None and output and Path(output).suffix.casefold() == ".xlsx":
        form = "xlsx"
    if form == "xlsx" and output in (None, "-"):
        message = "no terminal can show a workbook: name a file with -o"
        raise click.UsageError(message)
    return form_of(form, output)


def _measures(
    rules: RuleBase,
    columns: Sequence[str],
    changes: Sequence[str],
    where: str | None,
    other: RuleBase | None,
    further: Sequence[str],
) -> list[TownMeasure]:
    from advisor.batch.simulate.condition import EVERYBODY, read_condition
    from advisor.batch.simulate.measure import TownMeasure, read_change, read_measure, told_briefly

    found = []
    if changes or other:
        set_ = tuple(read_change(one, rules, f"--set {one}") for one in changes)
        condition = EVERYBODY
        if where:
            condition = read_condition(where, rules, columns, f"--where {where}")
        name = told_briefly(set_, condition, new_rules=other is not None)
        found.append(TownMeasure(name, set_, condition, other))
    found += [read_measure(one, rules, columns) for one in further]
    return found
