"""`advisor workforce`: a staff list against the competencies matrix."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from advisor.cli.extras import needs_extra
from advisor.cli.options import FiniteRange, rules_option

if TYPE_CHECKING:
    from advisor.knowledge.model import RuleBase
    from advisor.workforce.matrix import RequiredMatrix
    from advisor.workforce.study import StaffStudy

PUBLICATION = "publication"


@click.command()
@click.argument("staff", metavar="[STAFF]", required=False)
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    help="Where to write: .html, .xlsx, .docx, .md or .json. Only you can read the file.",
)
@click.option("--courses", metavar="FILE", help="The catalogue of courses (.csv or .xlsx).")
@click.option(
    "--plan",
    "parameters",
    metavar="FILE",
    help="Budget, deadline, largest absence and the like (.yaml, .csv or .xlsx).",
)
@click.option("--case", "case_file", metavar="CASE", help="The case of the government.")
@click.option(
    "--before", metavar="STAFF", help="An earlier staff list, to tell what has changed since."
)
@click.option(
    "--matrix",
    metavar="FILE",
    help="A matrix of your own instead of that of the books, in the form of rules/competencies.md.",
)
@click.option(
    "--reading",
    metavar="NAME",
    default="as read",
    show_default=True,
    help="A reading of the matrix that the books name, such as 'with experts'.",
)
@click.option(
    "--scale",
    metavar="NAME",
    default="",
    help="The scale of self-assessments, as the books name it: '1 to 5' or DigComp.",
)
@click.option(
    "--column",
    "spellings",
    metavar="YOURS=OURS",
    multiple=True,
    help="Read your column under our name, such as Abteilung=department; can be given several times.",
)
@click.option(
    "--for",
    "audience",
    type=click.Choice(["office", PUBLICATION]),
    default="office",
    help="Who reads it: 'publication' leaves out people and hides small groups.",
)
@click.option(
    "--answers",
    metavar="FILE",
    help="Also write what follows for the case, as facts of a case file (.yaml). No case is changed.",
)
@click.option(
    "--seconds",
    type=FiniteRange(0, 3_600),
    default=20.0,
    show_default=True,
    help="How long the solver may plan; 0 plans by a plain order of priority.",
)
@click.option(
    "--template", metavar="FILE", help="Instead, write a workbook to be filled in (.xlsx)."
)
@rules_option
def workforce(  # noqa: PLR0913, PLR0917 - one for each option
    staff: str | None,
    output: str | None,
    courses: str | None,
    parameters: str | None,
    case_file: str | None,
    before: str | None,
    matrix: str | None,
    reading: str,
    scale: str,
    spellings: tuple[str, ...],
    audience: str,
    answers: str | None,
    seconds: float,
    template: str | None,
    rules_folder: str | None,
) -> None:
    """Hold a STAFF list against the competencies matrix, and plan who learns what.

    STAFF is a table (.csv or .xlsx) of people by pseudonym; --template writes one. A workbook may
    hold sheets named staff, courses and parameters.
    """
    from advisor.cli.output import write_files
    from advisor.cli.read_places import check_output
    from advisor.knowledge.library import load_rules

    if template is None and (staff is None or output is None):
        message = "name the STAFF list, and the output with -o; or write a workbook with --template"
        raise click.UsageError(message)
    given = [staff, courses, parameters, before, case_file, matrix]
    check_output(template or output, answers, books=[rules_folder], cases=given)
    rules = load_rules(rules_folder)
    with needs_extra("workforce"):
        from advisor.workforce.matrix import required_matrix

        required = required_matrix(rules, matrix, reading)
        if template is not None:
            _write_template(template, required, rules)
            return
        assert staff is not None  # noqa: S101 - checked above
        assert output is not None  # noqa: S101
        from advisor.report.workforce.forms import staff_form

        form = staff_form(output)
        found = _study(
            (staff, courses, parameters, before, case_file),
            _spelled(spellings),
            scale,
            required,
            rules,
            seconds,
        )
        from advisor.workforce.privacy import Disclosure

        least = found.inputs.parameters.least_group if audience == PUBLICATION else 0
        contents: dict[Path, str | bytes] = {Path(output): form(found, rules, Disclosure(least))}
    if answers is not None:
        from advisor.workforce.following import answers_yaml

        contents[Path(answers)] = answers_yaml(found.answers, Path(staff).name).encode()
    write_files(contents, private=True)
    _tell(found, output)


def _study(
    files: tuple[str, str | None, str | None, str | None, str | None],
    spellings: dict[str, str],
    scale: str,
    matrix: RequiredMatrix,
    rules: RuleBase,
    seconds: float,
) -> StaffStudy:
    from datetime import UTC, datetime

    from advisor.cases.read.case_file import read_case
    from advisor.errors import CaseError, Problem
    from advisor.workforce.read.inputs import StaffFiles, read_inputs
    from advisor.workforce.read.tables import StaffError
    from advisor.workforce.study import study

    staff, courses, parameters, before, case_file = files
    today = datetime.now(UTC).date()
    # The parameters say on which scale both lists are.
    lists = [StaffFiles(staff, courses, parameters, spellings, scale)]
    lists += [StaffFiles(before, None, parameters, spellings, scale)] if before else []
    problems: list[Problem] = []
    read = []
    for one in lists:
        try:
            read.append(read_inputs(one, rules, matrix, today))
        except StaffError as error:
            problems += error.problems
    case = None
    try:
        case = read_case(case_file, rules) if case_file else None
    except CaseError as error:
        problems += error.problems
    if problems:
        raise StaffError(problems)
    earlier = read[1].people if before else None
    return study(read[0], matrix, rules, case, earlier, seconds)


def _spelled(spellings: tuple[str, ...]) -> dict[str, str]:
    found = {}
    for one in spellings:
        own, separator, ours = one.partition("=")
        if not separator or not own.strip() or not ours.strip():
            message = f"--column takes YOURS=OURS, such as Abteilung=department, and not '{one}'"
            raise click.UsageError(message)
        found[own.strip()] = ours.strip()
    return found


def _write_template(template: str, matrix: RequiredMatrix, rules: RuleBase) -> None:
    from advisor.cli.output import tell, write_files
    from advisor.errors import OutputError, Place, Problem
    from advisor.report.workforce.template import template_workbook

    path = Path(template)
    if path.suffix.casefold() != ".xlsx":
        message, hint = "the template is a workbook", "let its name end in .xlsx"
        raise OutputError(Problem(Place(template), message, hint))
    if path.exists():
        message, hint = "this file is there already", "name another, so that nothing is lost"
        raise OutputError(Problem(Place(template), message, hint))
    write_files({path: template_workbook(matrix, rules)}, private=True)
    tell(f"A workbook to be filled in stands in {template}.")


def _tell(study: StaffStudy, output: str) -> None:
    from advisor.cli.output import tell
    from advisor.text import counted

    for note in study.inputs.notes:
        tell(f"note: {note}")
    people, plan = len(study.inputs.people), study.plan
    held = (
        f"{counted(people, 'person', 'people')} against {len(study.matrix.competencies)} "
        f"competencies into {output}"
    )
    if not study.inputs.courses:
        tell(f"{held}. No courses were given (--courses), so nothing is planned.")
        return
    best = ""
    if plan.off_best is not None:
        best = f", at most {100 * plan.off_best:.1f} % from the best"
    tell(
        f"{held}: {counted(len(plan.taken), 'place')} planned in "
        f"{counted(len(plan.sessions), 'session')} by {plan.method}{best}."
    )
