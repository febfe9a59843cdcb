"""The overview of a table that was sent: read in portions by the batch, drawn, and forgotten."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from starlette.responses import Response

from advisor.batch.places import TABLE_ENDINGS, WORKBOOK_ENDINGS, ending_of
from advisor.batch.run import Order, run_batch
from advisor.batch.summary import Summary
from advisor.errors import NOWHERE, AdvisorError, CaseError, Place, Problem
from advisor.knowledge.model import RuleBase
from advisor.report.environment import render_template
from advisor.report.overview.page import page as overview_page
from advisor.web.pages.rendering import document, page
from advisor.web.refusals import RefusedError
from advisor.web.security.limits import WorkTime, check_workbook
from advisor.web.visit import Visit

SHOWN = 20
"""How many problems of a table are shown."""


def evaluated(visit: Visit) -> Response:
    """Evaluate the table that a form brings. Raises CaseError for one that can't be read."""
    upload = visit.upload("table")
    if upload is None:
        hint = f"choose a table ({', '.join(TABLE_ENDINGS)})"
        raise CaseError(Problem(NOWHERE, "no file was chosen", hint))
    name = Path(upload.filename or "").name
    ending = ending_of(name)
    if ending not in TABLE_ENDINGS:
        message = f"'{ending or name}' is no ending of a table"
        raise CaseError(Problem(NOWHERE, message, f"send one of {', '.join(TABLE_ENDINGS)}"))
    limits = visit.services.settings.limits
    work = WorkTime(limits.working, visit.left.is_set)

    with tempfile.TemporaryDirectory(prefix="advisor-table-") as folder:
        source = Path(folder) / f"table{ending}"
        with source.open("wb") as file:
            shutil.copyfileobj(upload.file, file)
        target = str(Path(folder) / "out.jsonl")
        order = Order((str(source),), target, overview=str(Path(folder) / "overview.html"))
        if ending in WORKBOOK_ENDINGS:
            check_workbook(source, name, limits.unpacked)
        try:
            result = run_batch(visit.rules, order, watch=work.check)
        except RefusedError:
            raise
        except AdvisorError as error:
            raise CaseError([one.renamed(str(source), name) for one in error.problems]) from None
        summary = result.summary
        told = []
        if result.errors is not None or not summary.evaluated:
            told = _failures(result.errors, str(source), name)
        if not summary.evaluated:
            return page(visit, "table", status=422, problems=told)
        read = {
            "cells": summary.cells - summary.mended,
            "mended": summary.mended,
            "problems": told,
            "more": summary.failures - len(told),
            "columns": [line.replace(str(source), name) for line in result.columns],
            "notes": [line.replace(str(source), name) for line in result.notes],
        }
    return document(_drawn(visit.rules, summary, read))


def _drawn(rules: RuleBase, summary: Summary, read: Mapping[str, Any]) -> str:
    """Return the page on the cases, with what was `read` for sure and what not."""
    told = overview_page(summary, rules, "advisor serve")
    return render_template("web/overview.html.j2", None, {**told, **read, "back": "/table"})


def _failures(errors: Path | None, source: str, name: str) -> list[Problem]:
    """Return the first problems of a table, with the name that it was sent under."""
    import json  # noqa: PLC0415 - only where something went wrong

    if errors is None:
        return [Problem(NOWHERE, "the table holds no case", "give it a row for each government")]
    with errors.open(encoding="utf-8") as lines:
        found = [json.loads(line) for _, line in zip(range(SHOWN), lines, strict=False)]
    return [
        Problem(
            Place(_spot(one, name)),
            one["message"].replace(source, name),
            one["hint"],
            about=one["fact"],
        )
        for one in found
    ]


def _spot(failure: Mapping[str, Any], name: str) -> str:
    """Say where in a table a problem is, by the cell where that is known."""
    parts = [name]
    if failure["sheet"]:
        parts.append(f"sheet '{failure['sheet']}'")
    if failure["cell"]:
        parts.append(f"cell {failure['cell']}")
    elif failure["row"]:
        parts.append(f"case {failure['row']:,}")
    if failure["town"]:
        parts.append(failure["town"])
    return ", ".join(parts)
