"""`advisor case update`: a case made under older rules, under those of today."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import click

from advisor.cli.options import rules_option


@click.command("update")
@click.argument("path", metavar="CASE")
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    help="Write the case as today's rules have it to this new file (.yaml, .yml or .json). CASE stays as it is.",
)
@click.option(
    "--since",
    metavar="RULES",
    help="The rules of then: a folder of books, or a git revision (REV, REV:FOLDER). What changes in "
    "the advice since, and through which rules, is told too.",
)
@rules_option
def update(path: str, output: str | None, since: str | None, rules_folder: str | None) -> None:
    """Carry a case over to today's rules, and tell what that changes.

    Facts and answers that the books call by another name today are carried over. What today's rules
    don't know is kept as a remark, and what they still ask is asked again by 'advisor ask'.
    """
    from advisor.cases.document import case_text
    from advisor.cases.read.case_file import ENDINGS, read_case
    from advisor.cases.read.older import read_older_case
    from advisor.cases.read.yaml import has_remarks
    from advisor.cli.output import is_terminal, print_text, text_width, write_files
    from advisor.cli.read_places import check_output
    from advisor.errors import OutputError, Place, Problem, suggestion
    from advisor.knowledge.library import load_rules, with_facts
    from advisor.knowledge.revision import books_of
    from advisor.report.older_text import carried_lines, shift_lines
    from advisor.review.change.renamed import under_todays_names
    from advisor.review.change.shown import shifted

    target = Path(output) if output else None
    if target and target.suffix.casefold() not in ENDINGS:
        message = "the name does not tell how the file is to be written"
        mend = suggestion(target.suffix or "no ending", ENDINGS)
        raise OutputError(Problem(Place(str(target)), message, mend))
    check_output(target, books=[rules_folder, *([since] if since else [])], cases=[path])
    if target and os.path.lexists(target):
        hint = "name another file, or remove this one first"
        raise OutputError(Problem(Place(str(target)), "this file is there already", hint))
    width = text_width(to_terminal=is_terminal())
    rules = load_rules(rules_folder)
    found = read_older_case(path, rules)
    if found.left and found.case.rules == rules.label:
        read_case(path, rules)  # these are slips under today's rules, told as they are elsewhere
    lines = carried_lines(found, rules, width)
    if since is not None:
        label, books = books_of(since)
        old = under_todays_names(books, with_facts(label, books), rules).rules
        shift = shifted(old, rules, read_case(path, old), found.case)
        if found.case.rules not in ("", old.label):
            lines += ["", f"Note: {since} are not the rules that the case names, but {old.label}."]
        lines += ["", *shift_lines(shift, old, rules, width)]
    else:
        lines += ["", *_without_old_rules(width)]
    if target:
        case = replace(found.case, rules=rules.label)
        text = case_text(case, as_json=target.suffix.casefold() == ".json")
        write_files({target: text})
        lines += ["", f"Written: {target}"]
        if Path(path).suffix.casefold() in (".yaml", ".yml") and has_remarks(_text(path)):
            lines.append(f"The comments (#) of {path} are not in it; they stay in {path}.")
    print_text("\n".join(lines))


def _text(path: str) -> str:
    from advisor.cases.read.files import decoded, read_bytes

    return decoded(read_bytes(Path(path)), path)


def _without_old_rules(width: int) -> list[str]:
    from advisor.text import wrapped

    text = (
        "What this changes in the advice can't be told without the rules of then: name them with "
        "--since, as a folder or a git revision."
    )
    return wrapped(text, width)
