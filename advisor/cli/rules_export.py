"""`advisor rules export`: the rule base for other programs, for spreadsheets, and as a graph."""

from __future__ import annotations

from pathlib import Path

import click

from advisor.cli.options import rules_option

_FORMS = ("json", "csv", "xlsx", "dot")


@click.command("export")
@click.option(
    "--format",
    "form",
    type=click.Choice(_FORMS),
    help="How to write it. By default what the ending of -o says (.json, .csv, .xlsx, .dot), else json.",
)
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    help="Write to this file, which is replaced whole or not at all. - is the standard output. "
    "For csv also a folder, which gets a table of each kind of thing.",
)
@rules_option
def export(form: str | None, output: str | None, rules_folder: str | None) -> None:
    """Write the rule base for other programs, for a spreadsheet, or as a graph.

    json holds everything, conditions as trees of and, or and not; 'advisor schema rules' describes
    it. csv holds the rules, or in a folder a table of each kind of thing. xlsx holds facts, answers,
    assessments, decision tables and rules; 'advisor rules import' takes its changed cells back into
    the books. dot is the graph of who reads and writes what, for Graphviz.
    """
    from advisor.cli.output import write_files
    from advisor.cli.pages import form_of, send
    from advisor.cli.read_places import check_output
    from advisor.errors import NOWHERE, OutputError, Problem
    from advisor.files.refusals import is_folder
    from advisor.knowledge.library import load_rules

    to_folder = output is not None and (output.endswith(("/", "\\")) or is_folder(output))
    if to_folder and form in (None, "csv"):
        write_files(_tables(str(output), rules_folder))
        return
    form = form_of(form, output, forms=_FORMS, otherwise="json")
    check_output(output, books=[rules_folder])
    if form == "xlsx":
        if output in (None, "-"):
            message = "a workbook is no text that could be printed"
            raise OutputError(Problem(NOWHERE, message, "name a file: -o rules.xlsx"))
        write_files({Path(str(output)): _workbook(rules_folder)})
        return
    rules = load_rules(rules_folder)
    if form == "csv":
        from advisor.cli.extras import needs_extra

        with needs_extra("batch"):
            from advisor.report.rules_export.csv_tables import as_csv
        from advisor.report.rules_export.tables import rules_table

        content = as_csv(rules_table(rules))
        if output in (None, "-"):
            send(content.decode("utf-8-sig"), form, output)
        else:
            write_files({Path(str(output)): content})
        return
    if form == "dot":
        from advisor.report.rules_export.graph import as_dot

        text = as_dot(rules)
    else:
        import json

        from advisor.report.rules_export.document import rules_document

        text = json.dumps(rules_document(rules), ensure_ascii=False, indent=2)
    send(text, form, output)


def _tables(folder: str, rules_folder: str | None) -> dict[Path, bytes]:
    """Return a table of each kind of thing, by its file in a folder, which is made if it isn't there."""
    from advisor.cli.extras import needs_extra
    from advisor.files.refusals import explained
    from advisor.knowledge.library import load_rules

    with needs_extra("batch"):
        from advisor.report.rules_export.csv_tables import as_csv
    from advisor.report.rules_export.tables import rules_tables

    tables = rules_tables(load_rules(rules_folder))
    with explained(folder):
        Path(folder).mkdir(exist_ok=True)
    return {Path(folder) / f"{one.name.replace(' ', '-')}.csv": as_csv(one) for one in tables}


def _workbook(rules_folder: str | None) -> bytes:
    from advisor.cli.extras import needs_extra
    from advisor.knowledge.sheets.taking_back import books_as_sheets

    with needs_extra("batch"):
        from advisor.report.rules_export.workbook import as_workbook

    return as_workbook(*books_as_sheets(rules_folder))
