"""One run: read, evaluate, write, count; and what a second run needs to go on where one ended."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from hashlib import blake2b
from pathlib import Path
from typing import Any

from advisor.batch.places import STANDARD_INPUT
from advisor.batch.portion import TABLE_ROWS, Failure
from advisor.batch.read.column_map import NO_MAP, ColumnMap
from advisor.batch.read.encoder import Encoder
from advisor.batch.read.files import expand
from advisor.batch.read.headers import FIND, TableChoice
from advisor.batch.read.sources import Reader, Watch
from advisor.batch.read.work import records_work
from advisor.batch.summary import Summary, check_groups, groups_of
from advisor.batch.tasks import Document, PartSetup, PartTask, Reports
from advisor.batch.workers import results_of
from advisor.batch.write.parts import Parts
from advisor.errors import OutputError, Place, Problem
from advisor.inference.many.engine import bit_engine
from advisor.knowledge.model import RuleBase
from advisor.text import one_line

"""By what the overview counts beside the rule base's own groupings, where nothing else is asked for."""

FULL_AT_ONCE = 256
"""The cases of a part when each gets its whole advice, so that a kill costs seconds and not an hour."""

INDEX = "index.html"
"""The page that leads to the reports."""

MOST_BROKEN = 20
"""How many files that could not be read are told on the screen; the file of errors has all."""

Progress = Callable[[Summary, "float | None"], None]
"""Is told the counts so far, and how much of all cases has been read: 0 to 1, None if unknown."""

Draw = Callable[[Summary, Path], str]
"""Makes the page on a run, for the place where it will stand."""

MOST_TOWNS = 2_000
"""How many governments the overview lists one by one, unless each has a report."""

MOST_REPORTS = 50_000

_NOTES = 3
"""Which version of the notes on parts this is; a run that has others can't be gone on with."""


@dataclass(frozen=True)
class Order:
    """What is asked of a run. `overview` names the page on it; `groups` are columns, facts and assessments by which the overview counts.

    `encoding` is that of the tables in texts; '' lets each tell its own. With `strict` a cell that can't
    be read for sure costs its row. `choice` says which sheet and which row of tables are read,
    `columns` what other names columns of facts have. With `trace` the output tells of each rule where
    it fired, which takes most of the time and room. `reports` is the folder for a report on each case.
    `jobs` processes evaluate, or the workers of a Dask `cluster` at this address.
    """

    inputs: tuple[str, ...]
    output: str
    resume: bool = False
    force: bool = False
    overview: str | None = None
    groups: tuple[str, ...] = ()
    encoding: str = ""
    strict: bool = False
    choice: TableChoice = FIND
    columns: ColumnMap = NO_MAP
    trace: bool = False
    reports: str | None = None
    jobs: int = 1
    cluster: str = ""

    @property
    def pages(self) -> list[Path]:
        """The pages on the run: the overview, and the index of the reports."""
        names = [self.overview] if self.overview else []
        return [*map(Path, names), *([Path(self.reports) / INDEX] if self.reports else [])]


@dataclass(frozen=True)
class Result:
    """What came of a run: the counts, the file of errors if there is one, and notes to the user.

    `columns` tell of each table which of its columns are understood, and which are carried along.
    """

    summary: Summary
    errors: Path | None
    notes: tuple[str, ...]
    columns: tuple[str, ...]


def run_batch(
    rules: RuleBase,
    order: Order,
    progress: Progress | None = None,
    document: Document | None = None,
    draw: Draw | None = None,
    report: Reports | None = None,
    watch: Watch = lambda: None,
) -> Result:
    """Evaluate all cases of the inputs into the output.

    With `document`, which turns an advice into what is written of it, each case gets its whole
    advice from the reference engine. `draw` makes the page of the overview from the counts, and
    `report` a report on each case. `watch` is called again and again while inputs are read, and may
    stop the run by raising an AdvisorError.
    Raises CaseError when an input or a group isn't there, OutputError when the output can't be
    written.
    """
    parts = Parts(Path(order.output))
    files = expand(order.inputs, (parts.output, parts.errors, parts.folder))
    pages = order.pages
    setup = PartSetup(
        # A rule base that was used has views in it that no other process can be sent.
        replace(rules),
        order.output,
        groups_of(order.groups, rules),
        bool(pages),
        order.trace,
        tuple(_about(order).items()),
        order.strict,
        order.columns,
        document,
        report,
    )
    form = setup.form()
    at_most = FULL_AT_ONCE if setup.whole_cases else TABLE_ROWS
    encoder = Encoder(bit_engine(rules), strict=order.strict, columns=order.columns)
    reader = Reader(encoder, files, at_most, order.encoding, order.choice, watch)
    check_groups(order.groups, reader, rules)
    try:
        form.check(reader.carried, rules)
    except ValueError as error:
        hint = "let the output end in .parquet or .csv"
        raise OutputError(Problem(Place(order.output), str(error), hint)) from None
    most = MOST_REPORTS if order.reports else MOST_TOWNS if pages else 0
    with parts.held():
        parts.begin(
            _settings(rules, order, reader, full=document is not None),
            resume=order.resume,
            force=order.force,
            pages=pages,
        )
        summary = Summary.of_notes(note["counts"] for note in parts.notes)
        mark = parts.notes[-1]["mark"] if parts.notes else ""
        if progress is not None:
            progress(summary, None)
        marks: deque[str] = deque()

        def tasks() -> Iterator[PartTask]:
            number = parts.count
            for work in reader.works(number, mark):
                marks.append(reader.mark)
                yield PartTask(number, work, most - work.before)
                number += 1
            if not number:  # an output without cases has a header all the same
                marks.append(reader.mark)
                yield PartTask(0, records_work([], reader.carried), 0)

        with (
            results_of(order.jobs, order.cluster) as results,
            parts.growing(form.assemble),
            parts.explaining(),
        ):
            for _, note in results(setup, parts.folder, tasks()):
                parts.add({**note, "mark": marks.popleft()})
                summary = summary.plus(Summary.of_notes([note["counts"]]))
                if progress is not None:
                    progress(summary, reader.share)
            drawn = {page: draw(summary, page) for page in pages} if draw else {}
            parts.finish({page: text.encode("utf-8", "replace") for page, text in drawn.items()})
    errors = parts.errors if summary.failures else None
    broken = [one for note in parts.notes for one in note["broken"]]
    told = dict.fromkeys(one for note in parts.notes for one in note["notes"])
    empty = not summary.evaluated and not summary.failures
    bare = ("no row is filled in yet: the inputs hold no case",) if empty else ()
    notes = (*map(_told, broken[:MOST_BROKEN]), *reader.notes, *told, *form.notes, *bare)
    return Result(summary, errors, notes, reader.columns_told)


def _about(order: Order) -> dict[str, str]:
    """Return what a workbook tells of the run that made it."""
    choice = order.choice
    return {
        "read from": ", ".join(map(one_line, order.inputs))[:1_000],
        "cells that can't be read": "cost their row" if order.strict else "count as unknown",
        **({"encoding": order.encoding} if order.encoding else {}),
        **({"sheet": choice.sheet} if choice.sheet else {}),
        **({"row of the header": str(choice.header_row)} if choice.header_row else {}),
    }


def _told(failure: Failure) -> str:
    """Return what is told on the screen of a file that could not be read."""
    hint = f" ({failure['hint']})" if failure["hint"] else ""
    return f"{failure['file']}: {failure['message']}{hint}"


def _settings(rules: RuleBase, order: Order, reader: Reader, *, full: bool) -> dict[str, Any]:
    """Return what must be the same for a run to be gone on with."""
    return {
        "rule base": rules.hash,
        "notes on parts": _NOTES,
        "inputs": [_fingerprint(file) for file in reader.files],
        "columns": list(reader.carried),
        "format": Path(order.output).suffix,
        "full": full,
        "encoding": order.encoding,
        "strict": order.strict,
        "trace": order.trace,
        "map": blake2b(repr(order.columns).encode(), digest_size=16).hexdigest(),
        "table": [order.choice.sheet, order.choice.header_row],
        "overview": [bool(order.pages), *order.groups],
        "reports": order.reports or "",
    }


def _fingerprint(file: str) -> list[Any]:
    if file == STANDARD_INPUT:
        return [file]
    status = Path(file).stat()
    return [file, status.st_size, status.st_mtime_ns]
