"""`advisor rules diff`: what a change of the rules means."""

from __future__ import annotations

import io
import subprocess
import tarfile
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import click

from advisor.cli.options import form_option, output_option

if TYPE_CHECKING:
    from advisor.knowledge.model import RuleBase
    from advisor.report.page import Part, ReviewPage
    from advisor.review.change.books import Change
    from advisor.review.change.difference import Shift, Smallest


@click.command("diff")
@click.argument("old")
@click.argument("new")
@click.option(
    "--cases",
    multiple=True,
    metavar="CASES",
    help="Case files or folders to compare the advice on.",
)
@click.option(
    "--seconds",
    type=click.FloatRange(min=0.001),
    default=30.0,
    show_default=True,
    help="The longest that a single question to the solver may take.",
)
@form_option
@output_option
def diff(
    old: str, new: str, cases: tuple[str, ...], seconds: float, form: str | None, output: str | None
) -> None:
    """Tell what changes from OLD to NEW: folders of books, or git revisions (REV, REV:FOLDER).

    Rules added, removed and changed as sentences; which cases get other advice and through which
    rules; and the smallest case of all whose advice differs, or the proof that none does. Exit
    code: 0 the same advice for every case, 1 something differs or could not be decided.
    """
    from advisor.cli.pages import emit, form_of
    from advisor.review.change.books import changes
    from advisor.review.change.difference import Comparison
    from advisor.review.proof.solver import UndecidedError

    before, after = _rules_of(old), _rules_of(new)
    said = changes(before, after)
    shifts, unread = _shifts(cases, before, after)
    try:
        smallest = Comparison(before, after, seconds=seconds).smallest()
    except UndecidedError:
        smallest = ()
    page = _page((old, new), (before, after), said, shifts, unread, smallest, bool(cases))
    data = _data((before, after), said, shifts, unread, smallest)
    emit(
        page,
        data,
        form_of(form, output),
        output,
        [Path(case) for case in cases if Path(case).is_file()],
    )
    if shifts or not smallest or any(one.witness for one in smallest):
        raise SystemExit(1)


def _rules_of(name: str) -> RuleBase:
    """Read the rules of a folder, or of a folder as it was in a git revision."""
    from advisor.errors import NOWHERE, Problem, RuleBaseError
    from advisor.knowledge.library import load_rules

    if Path(name).is_dir():
        return load_rules(name)
    revision, _, folder = name.partition(":")
    folder = folder or "rules"
    if revision.startswith("-"):
        raise RuleBaseError(Problem(NOWHERE, f"'{name}' is neither a folder nor a git revision"))
    try:
        top = subprocess.run(
            ["git", "rev-parse", "--show-toplevel"],  # noqa: S607 - whichever git the user has
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        packed = subprocess.run(  # noqa: S603 - a revision can't be taken for an option
            ["git", "-C", top, "archive", "--format=tar", revision, folder],  # noqa: S607
            capture_output=True,
            check=True,
        ).stdout
    except (OSError, subprocess.CalledProcessError):
        hint = "name a folder of books, or a revision of this repository: HEAD~1, HEAD~1:rules"
        message = f"'{name}' is neither a folder nor a git revision that holds '{folder}'"
        raise RuleBaseError(Problem(NOWHERE, message, hint)) from None
    with TemporaryDirectory() as place:
        with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
            archive.extractall(place, filter="data")
        return load_rules(Path(place) / folder)


def _shifts(paths: Sequence[str], old: RuleBase, new: RuleBase) -> tuple[list[Shift], list[str]]:
    """Compare the advice on cases; those that one side can't read are named with the reason."""
    from advisor.cases.read.case_file import read_case
    from advisor.cli.case import _cases as read_cases
    from advisor.errors import CaseError
    from advisor.review.change.difference import shifted

    shifts: list[Shift] = []
    unread: list[str] = []
    files: list[str] = []
    for path in paths:
        try:
            files += [case.file for case in read_cases((path,), new)]
        except CaseError:
            inside = sorted(Path(path).rglob("*.yaml")) if Path(path).is_dir() else [Path(path)]
            files += [str(one) for one in inside]
    for file in files:
        try:
            found = shifted(old, new, read_case(file, old), read_case(file, new))
        except CaseError as error:
            unread.append(str(error.problems[0]).replace("\n", " "))
            continue
        shifts += [found] if found else []
    return shifts, unread


def _data(
    rules: tuple[RuleBase, RuleBase],
    said: Sequence[Change],
    shifts: Sequence[Shift],
    unread: Sequence[str],
    smallest: Sequence[Smallest],
) -> dict[str, Any]:
    return {
        "old": {"version": rules[0].version, "hash": rules[0].hash},
        "new": {"version": rules[1].version, "hash": rules[1].hash},
        "changes": [
            {
                "how": one.how,
                "kind": one.kind,
                "name": one.name,
                "title": one.title,
                "before": [list(pair) for pair in one.before],
                "after": [list(pair) for pair in one.after],
            }
            for one in said
        ],
        "cases": [
            {
                "case": one.case,
                "moved": [list(step) for step in one.moved],
                "through": list(one.through),
            }
            for one in shifts
        ],
        "unread": list(unread),
        "smallest": [
            {
                "about": one.about,
                "none_exists": one.witness is None,
                "facts": {name: list(values) for name, values in one.witness.answers}
                if one.witness
                else None,
                "moved": [list(step) for step in one.moved],
                "through": list(one.through),
            }
            for one in smallest
        ],
    }


def _page(
    names: tuple[str, str],
    rules: tuple[RuleBase, RuleBase],
    said: Sequence[Change],
    shifts: Sequence[Shift],
    unread: Sequence[str],
    smallest: Sequence[Smallest],
    asked: bool,  # noqa: FBT001
) -> ReviewPage:
    from advisor.report.page import Heading, Listing, Paragraph, ReviewPage
    from advisor.text import counted

    parts: list[Part] = [Heading("What the books say otherwise")]
    for change in said:
        title = f" · {change.title}" if change.title else ""
        parts.append(Heading(f"{change.kind} {change.name}{title}", 3, change.how))
        parts += [Paragraph(f"{label}: {text}", "Before") for label, text in change.before]
        parts += [Paragraph(f"{label}: {text}", "After") for label, text in change.after]
    if not said:
        parts.append(Paragraph("Nothing."))
    if asked:
        parts.append(Heading("Given cases that get other advice"))
        for shift in shifts:
            parts.append(Heading(shift.case, 3))
            parts += _moved(shift.moved, shift.through)
        if not shifts:
            parts.append(Paragraph("None."))
    if unread:
        parts.append(Heading("Cases that only one of the two can read"))
        parts.append(Listing(tuple(unread)))
    parts.append(Heading("The smallest case that gets other advice"))
    for one in smallest:
        parts.append(Heading(one.about.capitalize(), 3))
        if one.witness is None:
            parts.append(
                Paragraph("z3 has proved that no case differs, whatever is answered or unknown.")
            )
        else:
            parts.append(Paragraph(f"{one.witness}; everything else unknown.", "Answers"))
            parts += _moved(one.moved, one.through)
    if not smallest:
        parts.append(Paragraph("Could not be decided in the time given.", "Can't tell"))
    kinds = [change.how for change in said]
    counts = [
        f"{kinds.count(how)} {how}"
        for how in ("added", "removed", "changed", "reworded")
        if how in kinds
    ]
    summary = f"{', '.join(counts) or 'no text changed'}"
    summary += f"; {counted(len(shifts), 'given case')} with other advice" if asked else ""
    if smallest:
        same = not any(one.witness for one in smallest)
        summary += (
            "; the advice is the same for every case" if same else "; some cases get other advice"
        )
    foot = f"Old: {names[0]}, {rules[0].hash}. New: {names[1]}, {rules[1].hash}"
    return ReviewPage(
        "What the change means", f"{summary[:1].upper()}{summary[1:]}.", tuple(parts), foot
    )


def _moved(moved: Sequence[tuple[str, str, str]], through: Sequence[str]) -> list[Part]:
    from advisor.report.page import Paragraph

    parts: list[Part] = [Paragraph(f"{was} -> {now}", name) for name, was, now in moved]
    return [*parts, Paragraph(", ".join(through) or "no rule of its own", "Through")]
