"""`advisor batch`: many cases at once, into a table."""

from __future__ import annotations

import sys
from dataclasses import replace

import click

from advisor.cli.batch_other import compare_outputs, suggest_columns, write_template
from advisor.cli.batch_pages import check_needs, check_places, drawing, town_reports
from advisor.cli.batch_progress import counts_told, watched, where_told
from advisor.cli.extras import needs_extra
from advisor.cli.options import rules_option

EXIT_SOME_FAILED = 1
EXIT_NOTHING_DONE = 2


@click.command()
@click.argument("inputs", metavar="INPUT...", nargs=-1)
@click.option(
    "-o",
    "--output",
    metavar="OUTPUT",
    help="Where to write: .jsonl, .csv, .parquet or .xlsx. It appears whole, at the end; cells that "
    "can't be read and cases that can't be evaluated are told of in OUTPUT.errors.jsonl.",
)
@click.option(
    "--full",
    is_flag=True,
    help="Write the whole advice on each case, as 'advise --format json' does (.jsonl only; slow).",
)
@click.option("--resume", is_flag=True, help="Go on with a run that was interrupted or killed.")
@click.option(
    "--force",
    is_flag=True,
    help="Replace a finished output, its errors and its overview, or begin a run anew.",
)
@click.option(
    "--overview",
    metavar="FILE",
    help="Write a page (.html) on how many governments get which advice, and how firm it is.",
)
@click.option(
    "--reports",
    metavar="FOLDER",
    help="Write a report on each government into a folder, and index.html that leads to them (slow).",
)
@click.option(
    "--format",
    "report_form",
    type=click.Choice(["html", "docx", "pdf"]),
    default=None,
    help="The form of the reports: html unless another is named; docx and pdf need the extra 'documents'.",
)
@click.option(
    "--geojson",
    metavar="FILE",
    help="Where the governments lie, for a map in the overview. Without it the map has those whose "
    "row tells latitude and longitude.",
)
@click.option(
    "--by",
    "groups",
    metavar="COLUMN",
    multiple=True,
    help="Count by this column, fact or assessment in the overview; can be given several times. "
    "By default 'country', where there is such a column, and what the books say with **Group by**.",
)
@click.option(
    "--encoding",
    metavar="NAME",
    callback=lambda _context, _option, name: known_encoding(name),
    help="How CSV and JSON Lines are encoded, such as cp1250 or shift_jis. By default UTF-8, UTF-16, "
    "or else Windows-1252, which is told.",
)
@click.option(
    "--map",
    "column_map",
    metavar="FILE",
    help="A file (YAML) that says which columns hold which facts, and what their values mean.",
)
@click.option(
    "--suggest-map",
    "suggest",
    is_flag=True,
    help="Instead, write a first file for --map: --suggest-map TABLE [-o FILE.yaml].",
)
@click.option(
    "--sheet",
    metavar="NAME",
    default="",
    help="Which sheet of a workbook is read. By default the first that names facts and isn't hidden.",
)
@click.option(
    "--header-row",
    metavar="N",
    type=click.IntRange(min=1, max=100),
    default=None,
    help="Which row of a table names the columns, counted from 1. By default the one that names the most facts.",
)
@click.option(
    "--strict",
    is_flag=True,
    help="Let a cell that can't be read cost its row. By default it counts as unknown, and is told.",
)
@click.option(
    "--jobs",
    metavar="N",
    type=click.IntRange(min=1, max=256),
    default=1,
    show_default=True,
    help="How many processes evaluate at the same time; the output is the same.",
)
@click.option(
    "--cluster",
    metavar="ADDRESS",
    default="",
    help="Let the workers of a Dask cluster evaluate, such as tcp://host:8786 (extra 'cluster'). They "
    "read Parquet and case files and write into the folder of the output, which must have the same "
    "names for them.",
)
@click.option(
    "--trace",
    is_flag=True,
    help="Tell of each rule where it fired, and not of misfits alone: a column of truth values for each "
    "in Parquet, else the column 'rules' with ids.",
)
@click.option(
    "--compare",
    is_flag=True,
    help="Instead, tell what changed between two outputs: --compare BEFORE AFTER.",
)
@click.option(
    "--template",
    metavar="FILE.xlsx",
    help="Instead, write a workbook to fill in: a row for each government, answers to choose from.",
)
@rules_option
def batch(  # noqa: PLR0913, PLR0917 - one for each option
    inputs: tuple[str, ...],
    output: str | None,
    full: bool,  # noqa: FBT001 - click hands over flags
    resume: bool,  # noqa: FBT001
    force: bool,  # noqa: FBT001
    overview: str | None,
    reports: str | None,
    report_form: str | None,
    geojson: str | None,
    groups: tuple[str, ...],
    encoding: str,
    column_map: str | None,
    suggest: bool,  # noqa: FBT001
    sheet: str,
    header_row: int | None,
    strict: bool,  # noqa: FBT001
    jobs: int,
    cluster: str,
    trace: bool,  # noqa: FBT001
    compare: bool,  # noqa: FBT001
    template: str | None,
    rules_folder: str | None,
) -> None:
    """Evaluate every case of the INPUTs: files and folders of YAML, JSON, CSV, JSON Lines, Parquet, Excel.

    Columns carry the facts' names and the same answers as case files; any other column is carried
    along. - is the standard input (CSV or JSON Lines). Tables are streamed, but for Excel.

    Exit codes: 0 all were evaluated, 1 some were not, 2 nothing could be done, 130 interrupted.
    """
    with needs_extra("batch"):
        from advisor.batch.read.column_map import read_column_map
        from advisor.batch.read.headers import TableChoice
        from advisor.batch.run import Order, run_batch
    other = compare or suggest or template is not None
    if not other and (not inputs or output is None):
        raise click.UsageError(_missing(inputs, output))
    check_needs(
        overview is not None or reports is not None,
        "give --overview or --reports too",
        {"--by says how the overview counts": groups, "--geojson is for its map": geojson},
    )
    check_needs(
        reports is not None, "give --reports too", {"--format is that of reports": report_form}
    )
    if cluster:
        with needs_extra("cluster"):
            import distributed  # noqa: F401
    from advisor.knowledge.library import load_rules

    rules = load_rules(rules_folder)
    if compare:
        compare_outputs(inputs, output, rules, rules_folder, force=force)
        return
    if suggest:
        choice = TableChoice(sheet, header_row or 0)
        suggest_columns(inputs, output, rules, rules_folder, choice, encoding, force=force)
        return
    if template is not None:
        write_template(inputs, template, rules, rules_folder, force=force)
        return
    assert output is not None  # noqa: S101 - checked above
    from advisor.report.advice.document import advice_document

    order = Order(
        inputs,
        output,
        resume=resume,
        force=force,
        overview=overview,
        groups=groups,
        encoding=encoding,
        strict=strict,
        trace=trace,
        jobs=jobs,
        cluster=cluster,
        choice=TableChoice(sheet, header_row or 0),
        reports=reports,
    )
    check_places(order, rules_folder, (column_map, geojson))
    if column_map:
        order = replace(order, columns=read_column_map(column_map, rules))
    write_reports = None
    if reports is not None:
        write_reports = town_reports(order, report_form or "html", rules)
    draw = drawing(order, rules, geojson)
    from advisor.cli.output import tell

    with watched(order) as tally:
        result = run_batch(
            rules, order, tally.tell, advice_document if full else None, draw, write_reports
        )
    for line in result.columns:
        tell(line)
    for note in result.notes:
        tell(f"note: {note}")
    tell(counts_told(result.summary, output))
    if result.errors is not None:
        tell(where_told(result.errors, output))
    if result.summary.failed:
        nothing = not result.summary.evaluated
        sys.exit(EXIT_NOTHING_DONE if nothing else EXIT_SOME_FAILED)


def known_encoding(name: str | None) -> str:
    """Return the usual name of an encoding of texts, '' where none is named."""
    import codecs

    if not name:
        return ""
    try:
        found = codecs.lookup(name)
        "".encode(found.name)
    except LookupError:
        message = f"there is no encoding '{name}'; usual ones are utf-8, utf-16, cp1252, cp1250, shift_jis"
        raise click.BadParameter(message) from None
    return "utf-8-sig" if found.name == "utf-8" else found.name


def _missing(inputs: tuple[str, ...], output: str | None) -> str:
    """Return which of the things that every run needs is not named."""
    missing = [] if inputs else ["at least one INPUT"]
    missing += ["the output with -o"] if output is None else []
    return f"name {' and '.join(missing)}"
