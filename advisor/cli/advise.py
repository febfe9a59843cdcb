"""`advisor advise`: from case files to explained recommendations."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from advisor.cli.options import rules_option, templates_option

if TYPE_CHECKING:
    from advisor.cases.model import Case
    from advisor.explanation.peers import Peers
    from advisor.inference.advice import Advice

ENDINGS = {
    "text": ".txt",
    "markdown": ".md",
    "html": ".html",
    "json": ".json",
    "docx": ".docx",
    "pdf": ".pdf",
}
_BINARY = ("docx", "pdf")


@click.command()
@click.argument("cases", metavar="CASE...", nargs=-1, required=True)
@click.option(
    "--format",
    "form",
    type=click.Choice(list(ENDINGS)),
    help="How to write the advice. By default what the ending of -o says (.md, .html, .json, "
    ".docx, .pdf; .txt is text), else text; an ending that stands for no form is refused.",
)
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    help="Write to this file, which is replaced whole or not at all. A folder (or a name ending in "
    "/) takes one file for each case, named by the case's id. - is the standard output.",
)
@click.option(
    "--full",
    is_flag=True,
    help="Print everything as text: every argument, the whole plan, the sources. Without it text is "
    "the brief, one screen. The other forms always hold both.",
)
@click.option(
    "--also",
    metavar="SCENARIO",
    multiple=True,
    help="Add an annex that compares the advice with a scenario: another case file, or the case with "
    'other answers ("FACT = ANSWER"). May be given several times.',
)
@click.option(
    "--beside",
    "beside_folder",
    metavar="FOLDER",
    help="Show the assessments beside those of the cases in this folder that the books count to the "
    "same group, such as those of the same size, where at least five tell.",
)
@rules_option
@templates_option
def advise(  # noqa: PLR0913 - click hands every option over by name
    *,
    cases: tuple[str, ...],
    form: str | None,
    output: str | None,
    full: bool,
    also: tuple[str, ...],
    beside_folder: str | None,
    rules_folder: str | None,
    templates_folder: str | None,
) -> None:
    """Advise on each CASE, a YAML or JSON file, and say why.

    Several cases: text and Markdown follow one another, JSON becomes a list, the other forms need a
    folder (-o FOLDER/). Word (docx) and PDF need the extra 'documents'. Nothing is written unless
    every case can be read; what is wrong with any of them is told together. Case files are only
    read, never changed, and the standard input is not a case.
    """
    from advisor.cases.read.collection import read_cases
    from advisor.cli.output import (
        is_terminal,
        print_text,
        text_width,
        wants_colour,
        write_files,
    )
    from advisor.cli.read_places import check_output
    from advisor.files.refusals import is_file
    from advisor.inference.advise import advise as advise_on
    from advisor.knowledge.library import load_rules
    from advisor.report.render import render

    form = _format_of(form, output)
    into_folder = _is_folder(output)
    _check_form(form, output, several=len(cases) > 1 and not into_folder)
    checked = partial(
        check_output,
        books=[rules_folder],
        cases=[*cases, *(one for one in also if is_file(one)), beside_folder],
        templates=templates_folder,
        makes_folder=into_folder,
    )
    if not into_folder:
        checked(output)
    rules = load_rules(rules_folder)
    read = read_cases(cases, rules, folders=False)
    paths = [Path(str(output))]
    if into_folder:
        paths = [paths[0] / name for name in file_names(read, ENDINGS[form], str(output))]
        checked(*paths)
    others = read_cases([beside_folder], rules) if beside_folder else []
    to_terminal = output in (None, "-") and is_terminal()

    def like(advice: Advice) -> Peers | None:
        if not beside_folder:
            return None
        from advisor.explanation.peers import peers

        return peers(rules, advice.case, others)

    def beside(advice: Advice) -> Sequence[tuple[str, Advice]]:
        if not also:
            return ()
        from advisor.cli.scenarios import with_others

        return with_others(advice.case, also, rules)

    everything = [*_words("--also", also), *_words("--beside", (beside_folder,))]
    everything += [*_words("--rules", (rules_folder,)), *_words("--templates", (templates_folder,))]

    def rendered(advice: Advice) -> str:
        return render(
            advice,
            rules,
            form,
            width=text_width(to_terminal=to_terminal),
            colour=wants_colour(to_terminal=to_terminal),
            full=full,
            templates=templates_folder,
            scenarios=beside(advice),
            peers=like(advice),
            command=full_command(advice.case.file, everything),
        )

    if form in _BINARY:
        from advisor.report.binary import render_binary

        written: list[str | bytes] = [
            render_binary(
                advice,
                rules,
                form,
                templates=templates_folder,
                scenarios=beside(advice),
                peers=like(advice),
            )
            for advice in (advise_on(rules, case) for case in read)
        ]
    else:
        texts = [rendered(advise_on(rules, case)) for case in read]
        written = [*texts] if into_folder else [joined(texts, form)]
        if output in (None, "-"):
            print_text(joined(texts, form), form)
            return
    if into_folder:
        _make(Path(str(output)))
    write_files(dict(zip(paths, written, strict=True)))


def joined(texts: Sequence[str], form: str) -> str:
    """Return the advice on all cases as one text; JSON for several cases is a list."""
    if len(texts) == 1:
        return texts[0]
    ends = [text.rstrip("\n") for text in texts]
    if form == "json":
        return "[\n" + ",\n".join(ends) + "\n]\n"
    rule = "\n\n---\n\n" if form == "markdown" else "\n\n\n"
    return rule.join(ends) + "\n"


def file_names(cases: Iterable[Case], ending: str, folder: str) -> list[str]:
    """Return a file's name for each case. Raises OutputError when two would be the same."""
    from advisor.errors import OutputError, Place, Problem

    names: dict[str, Case] = {}
    for case in cases:
        name = (re.sub(r"[^\w.-]+", "-", case.id).strip(".-") or "case") + ending
        # Some systems take capitals for small letters.
        clash = next((old for old in names if old.casefold() == name.casefold()), None)
        if clash:
            message = f"{names[clash].file} and {case.file} would both become '{name}'"
            raise OutputError(Problem(Place(folder), message, "give each case an id of its own"))
        names[name] = case
    return list(names)


def _format_of(form: str | None, output: str | None) -> str:
    """Return the form that was asked for, or that the ending says; in a folder files end as their form does."""
    if output is None or _is_folder(output):
        return form or "text"
    from advisor.cli.pages import form_of

    return form_of(form, output, forms=tuple(ENDINGS))


def _check_form(form: str, output: str | None, *, several: bool) -> None:
    """Refuse a form that can't stand where it is to be written. Raises UsageError."""
    if form in ("html", *_BINARY) and several:
        name = "HTML" if form == "html" else "Word" if form == "docx" else "PDF"
        message = f"several cases in {name} need a folder: -o FOLDER/"
        raise click.UsageError(message)
    if form in _BINARY and output in (None, "-"):
        message = f"no terminal can show {form}: name a file, such as -o advice.{form}"
        raise click.UsageError(message)


def full_command(case: str, options: Iterable[str] = ()) -> str:
    """Return what a shell takes to print everything about a case; `options` are those it was advised on with."""
    from advisor.cli.ask_file import shell_word

    words = ("advisor", "advise", case, *options, "--full")
    return " ".join(shell_word(word) for word in words)


def _words(option: str, values: Iterable[str | None]) -> list[str]:
    return [word for value in values if value is not None for word in (option, value)]


def _is_folder(output: str | None) -> bool:
    if output is None or output == "-":
        return False
    from advisor.files.refusals import is_folder

    return output.endswith("/") or is_folder(output)


def _make(folder: Path) -> None:
    from advisor.files.refusals import explained

    with explained(folder, "made"):
        folder.mkdir(parents=True, exist_ok=True)
