"""What `advisor batch` does besides evaluating: it compares outputs, and writes first files to fill in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from advisor.cli.read_places import check_output

if TYPE_CHECKING:
    from advisor.batch.read.headers import TableChoice
    from advisor.knowledge.model import RuleBase

_TEXTS = ("", ".txt", ".md", ".text")
"""How the name of a text may end."""


def compare_outputs(
    inputs: tuple[str, ...],
    output: str | None,
    rules: RuleBase,
    rules_folder: str | None,
    *,
    force: bool,
) -> None:
    """Tell what changed between two outputs."""
    from advisor.batch.compare import compare, lines
    from advisor.cli.output import print_text, write_files

    if len(inputs) != 2:
        message = "--compare takes two outputs: BEFORE and AFTER"
        raise click.UsageError(message)
    check_output(output, books=[rules_folder], cases=inputs)
    if output not in (None, "-"):
        _check_text(Path(str(output)))
        check_free(Path(str(output)), force=force)
    changes = compare(*inputs, [decision.name for decision in rules.decisions], rules)
    text = "\n".join(lines(changes))
    if output in (None, "-"):
        print_text(text)
    else:
        write_files({Path(str(output)): text})


def suggest_columns(
    inputs: tuple[str, ...],
    output: str | None,
    rules: RuleBase,
    rules_folder: str | None,
    choice: TableChoice,
    encoding: str,
    *,
    force: bool,
) -> None:
    """Write a first file of columns for a table."""
    from advisor.batch.suggest import suggest_map
    from advisor.cli.output import print_text, tell, write_files

    if len(inputs) != 1:
        message = "--suggest-map takes one table"
        raise click.UsageError(message)
    check_output(output, books=[rules_folder], cases=inputs)
    if output not in (None, "-"):
        check_free(Path(str(output)), force=force)
    proposal = suggest_map(rules, inputs[0], choice, encoding)
    if output in (None, "-"):
        print_text(proposal.text.rstrip("\n"))
    else:
        write_files({Path(str(output)): proposal.text})
        tell(f"{output}: {proposal.told}. Then: advisor batch {inputs[0]} --map {output} -o OUTPUT")


def write_template(
    inputs: tuple[str, ...], file: str, rules: RuleBase, rules_folder: str | None, *, force: bool
) -> None:
    """Write a workbook to fill in."""
    from advisor.batch.places import ending_of
    from advisor.batch.write.template import template_workbook
    from advisor.cli.output import tell, write_files
    from advisor.errors import OutputError, Place, Problem

    if inputs:
        message = "--template reads no table: it writes one to fill in"
        raise click.UsageError(message)
    if ending_of(file) != ".xlsx":
        hint = "let its name end in .xlsx"
        raise OutputError(Problem(Place(file), "the template is a workbook", hint))
    check_output(file, books=[rules_folder])
    check_free(Path(file), force=force)
    write_files({Path(file): template_workbook(rules)})
    tell(f"{file} is ready to be filled in; its sheet 'explanations' tells how.")


def _check_text(path: Path) -> None:
    """Refuse an ending that stands for something else than what is told."""
    from advisor.errors import OutputError, Place, Problem

    if path.suffix.casefold() not in _TEXTS:
        message = f"what changed is told as text, and '{path.suffix}' stands for something else"
        raise OutputError(Problem(Place(str(path)), message, "let its name end in .txt"))


def check_free(path: Path, *, force: bool) -> None:
    """Refuse to write over a file without --force."""
    from advisor.errors import OutputError, Place, Problem

    if path.is_file() and not force:
        hint = "give --force to replace it, or another name"
        raise OutputError(Problem(Place(str(path)), "this file is there already", hint))
