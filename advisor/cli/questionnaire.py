"""`advisor questionnaire`: all questions, to be answered without the program."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from advisor.cli.extras import needs_extra
from advisor.cli.options import rules_option

if TYPE_CHECKING:
    from advisor.report.questionnaire.model import Questionnaire

FORMS = (".html", ".docx", ".xlsx")


@click.command()
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    required=True,
    help="Where to write: .xlsx to fill in and read back, .html to fill in in a browser or to print, "
    ".docx for paper. A file that is there is never replaced, since it may be filled in.",
)
@click.option(
    "--case",
    "case_file",
    metavar="CASE",
    help="Begin with the answers of this case, so that only the rest is to be filled in.",
)
@rules_option
def questionnaire(output: str, case_file: str | None, rules_folder: str | None) -> None:
    """Write all questions with what their answers mean, for people who answer without the program.

    The workbook (.xlsx), filled in, is read as a case wherever a case file is: advise, explain, ask,
    case. The page (.html) saves its answers as a case file (.json); without JavaScript it can
    be printed. Several answers, 'nobody knows', remarks and who answered have their place.
    """
    from advisor.cases.read.case_file import read_case
    from advisor.cli.output import print_text, write_files
    from advisor.cli.read_places import check_output
    from advisor.errors import OutputError, Place, Problem, suggestion
    from advisor.knowledge.library import load_rules
    from advisor.report.questionnaire.model import questionnaire_of

    path = Path(output)
    ending = path.suffix.casefold()
    if ending not in FORMS:
        mend = suggestion(ending or "no ending", FORMS)
        message = "the name does not tell how the questionnaire is to be written"
        raise OutputError(Problem(Place(output), message, mend))
    if path.exists():
        hint = "name another file, or remove this one first"
        raise OutputError(
            Problem(Place(output), "this file is there already and may be filled in", hint)
        )
    check_output(path, books=[rules_folder], cases=[case_file])
    rules = load_rules(rules_folder)
    case = read_case(case_file, rules) if case_file else None
    made = questionnaire_of(rules, case)
    write_files({path: _written(made, ending)})
    lines = [f"Written: {output}, {len(made.items)} questions"]
    if case and (case.chosen or case.outcome or case.expect):
        lines.append(
            "What was chosen, how it ended and what is expected is not asked; keep the case file."
        )
    print_text("\n".join(lines))


def _written(made: Questionnaire, ending: str) -> str | bytes:
    if ending == ".html":
        from advisor.report.questionnaire.page import as_html

        return as_html(made)
    if ending == ".docx":
        with needs_extra("documents"):
            from advisor.report.questionnaire.word import as_word

            return as_word(made)
    with needs_extra("batch"):
        from advisor.report.questionnaire.workbook import as_workbook

        return as_workbook(made)
