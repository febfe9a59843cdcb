"""The pages of `advisor batch`: the overview of a run, and a report on each government."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import click

from advisor.cli.read_places import check_output

if TYPE_CHECKING:
    from advisor.batch.run import Draw, Order
    from advisor.batch.summary import Summary
    from advisor.batch.tasks import Reports
    from advisor.knowledge.model import RuleBase


def check_needs(there: bool, hint: str, options: Mapping[str, object]) -> None:  # noqa: FBT001
    """Refuse options that say nothing without another. Raises UsageError."""
    for message, value in options.items():
        if value and not there:
            raise click.UsageError(f"{message}: {hint}")


def check_places(order: Order, rules_folder: str | None, read: Iterable[str | None]) -> None:
    """Refuse what couldn't be written, or is read, before anything is done. Raises OutputError.

    `read` are the files besides the inputs; which of these are outputs of ours is seen to where
    folders are looked through.
    """
    if order.overview is not None:
        _check_overview(Path(order.overview))
    errors = f"{order.output}.errors.jsonl"
    check_output(
        order.output, errors, *order.pages, books=[rules_folder], cases=read, makes_folder=True
    )


def _check_overview(path: Path) -> None:
    from advisor.errors import OutputError, Place, Problem

    message = hint = ""
    if path.suffix.casefold() not in (".html", ".htm"):
        message, hint = "the overview is a page", "let its name end in .html"
    elif path.is_dir():
        message, hint = "can't be written: this is a folder", "name a file in it"
    elif not path.parent.is_dir():
        message, hint = "can't be written", f"there is no folder '{path.parent}'; make it first"
    if message:
        raise OutputError(Problem(Place(str(path)), message, hint))


def drawing(order: Order, rules: RuleBase, geojson: str | None) -> Draw:
    """Return what makes a page on a run; outlines are read now, so that a bad file costs no run. Raises CaseError."""
    from advisor.report.overview.geojson import read_shapes

    shapes = read_shapes(geojson) if geojson else ()

    def draw(summary: Summary, path: Path) -> str:
        from advisor.report.environment import render_template
        from advisor.report.overview.page import page

        links = ""
        if order.reports:
            way = os.path.relpath(order.reports, path.parent)
            links = "" if way == "." else quote(f"{Path(way).as_posix()}/")
        told = page(summary, rules, links=links, shapes=shapes)
        return render_template("overview.html.j2", None, told)

    return draw


def town_reports(order: Order, form: str, rules: RuleBase) -> Reports:
    """Return what writes the reports; make their folder. Raises OutputError and, without the extra, AdvisorError."""
    from advisor.cli.extras import needs_extra
    from advisor.errors import OutputError, Place, Problem
    from advisor.files.refusals import explained
    from advisor.report.overview.reports import TownReports

    if form == "pdf":
        with needs_extra("documents"):
            import weasyprint  # noqa: F401
    if form == "docx":
        with needs_extra("documents"):
            import docxtpl  # noqa: F401
    folder = Path(str(order.reports))
    with explained(folder, "made"):
        folder.mkdir(parents=True, exist_ok=True)
        full = any(folder.iterdir())
    if full and not (order.force or order.resume):
        hint = "give --force to write into it, or another name"
        raise OutputError(
            Problem(Place(str(folder)), "the folder of the reports is not empty", hint)
        )
    return TownReports(folder, form, replace(rules), None).write
