"""`advisor rules book`: the handbook of the rules, as a page that can be searched and printed."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from advisor.cli.options import rules_option, templates_option

if TYPE_CHECKING:
    from advisor.knowledge.model import Book, RuleBase


@click.command("book")
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    help="Write to this file, which is replaced whole or not at all. - is the standard output.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["html", "markdown", "json", "pdf"]),
    help=(
        "How to write it. By default what the ending of -o says (.html, .md, .json, .pdf), else "
        "markdown. PDF needs the extra `documents`; its links tell their pages."
    ),
)
@click.option("--case", "case_file", metavar="FILE", help="Lay this case over the rules.")
@click.option(
    "--proofs/--no-proofs",
    default=True,
    show_default=True,
    help="Prove the laws, so that the handbook can say which hold.",
)
@click.option(
    "--short",
    is_flag=True,
    help="Leave out sources, links back, pictures and lists: the rules alone, for print.",
)
@click.option(
    "--since",
    metavar="REV",
    help="Begin with what changed since a git revision (REV, REV:FOLDER) or a folder of books.",
)
@templates_option
@rules_option
def book(  # noqa: PLR0913 - one for each option
    output: str | None,
    form: str | None,
    case_file: str | None,
    since: str | None,
    templates_folder: str | None,
    rules_folder: str | None,
    *,
    proofs: bool,
    short: bool,
) -> None:
    """Write the handbook: every rule as its sentence, with reason, evidence, source and links.

    It holds the facts with their questions, where each is used, a picture of each decision, the
    laws with the state of their proofs, goals, competencies, the deck's statements with what
    carries them, waived findings and the bibliography. With --case it shows what a case makes of
    each rule: fired, failed at which condition, or not decided yet. With --since it begins with
    what changed, old and new side by side.
    """
    from advisor.cases.read.case_file import read_case
    from advisor.cli.output import write_files
    from advisor.cli.pages import form_of, send
    from advisor.cli.read_places import check_output
    from advisor.explanation.overlay import overlay
    from advisor.knowledge.library import load_rules, read_books
    from advisor.report.book.handbook import handbook
    from advisor.report.book.shortened import shortened
    from advisor.report.book.since import with_changes
    from advisor.report.cleaning import with_visible_texts
    from advisor.report.environment import check_templates, render_template
    from advisor.review.change.books import changes
    from advisor.review.change.renamed import books_by_todays_names

    form = form_of(form, output, forms=("markdown", "html", "json", "pdf"), otherwise="markdown")
    if form == "pdf" and output in (None, "-"):
        raise click.UsageError("no terminal can show pdf: name a file, such as -o book.pdf")
    given = [case_file] if case_file else []
    read = [rules_folder, *([since] if since else [])]
    check_output(output, books=read, cases=given, templates=templates_folder)
    name = "book.md.j2" if form == "markdown" else "book.html.j2"
    folder = Path(templates_folder) if templates_folder else None
    if folder is not None:
        check_templates(folder, name)
    rules = load_rules(rules_folder)
    case = read_case(case_file, rules) if case_file else None
    before = _earlier(since) if since is not None else None
    made = handbook(rules, _proofs(rules) if proofs else {}, overlay(rules, case) if case else None)
    if before is not None:
        old, renamed = books_by_todays_names(before, rules)
        changed = changes(old, read_books(rules_folder)[1], renamed)
        made = with_changes(made, str(since), changed)
    made = shortened(made) if short else made
    if form == "json":
        send(json.dumps(asdict(made), ensure_ascii=False, indent=2) + "\n", form, output)
        return
    text = render_template(name, folder, {"book": with_visible_texts(made)})
    if form == "pdf":
        from advisor.report.binary import printed

        write_files({Path(str(output)): printed(text, name, pages_of_links=True)})
    else:
        send(text, form, output)


def _earlier(since: str) -> list[Book]:
    """Read the books of a revision or folder; raises RuleBaseError where they are none of a rule base.

    They are compared as they are written, so that books of an older rule language will do.
    """
    from advisor.errors import Place, Problem, RuleBaseError
    from advisor.knowledge.revision import books_of
    from advisor.review.change.blocks import written_blocks

    label, books = books_of(since)
    if not any(block.kind == "fact" for block in written_blocks(books)):
        hint = (
            "name a folder of books, or a revision with the folder seen from the top: HEAD~1:rules"
        )
        raise RuleBaseError(Problem(Place(label), "holds no books with facts", hint, about=since))
    return books


def _proofs(rules: RuleBase) -> dict[str, tuple[str, str]]:
    """Return the state of each law's proof; none is claimed where the solver is missing."""
    from advisor.review.proof.laws import prove_all
    from advisor.review.proof.solver import SolverError

    try:
        return {
            proof.law.id: (
                "says nothing" if proof.vacuous else proof.verdict.value,
                "; then ".join(str(one) for one in proof.witnesses),
            )
            for proof in prove_all(rules)
        }
    except SolverError as error:
        from advisor.cli.output import tell

        tell(f"note: the laws are not proved in this run: {error.problems[0]}")
        return {}
