"""A run as independent tasks: each part is evaluated and written by one function, here, in another process or on another machine.

A task writes its part beside its name and renames it, so that it may be done twice and leaves the
same; only who gives out the tasks notes that a part is done.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from advisor.batch.portion import FailureKind, Portion
from advisor.batch.read.column_map import ColumnMap
from advisor.batch.read.encoder import Encoder
from advisor.batch.read.work import PortionWork
from advisor.batch.summary import Summary
from advisor.batch.town_lines import town_lines
from advisor.batch.towns import named_by
from advisor.batch.write.formats import Format, format_for
from advisor.batch.write.parts import write_part
from advisor.batch.write.table import Evaluated
from advisor.inference.many.engine import bit_engine
from advisor.knowledge.model import RuleBase

if TYPE_CHECKING:
    from advisor.inference.advice import Advice

Document = Callable[["Advice"], dict[str, Any]]

Reports = Callable[[Portion, int], Sequence[str]]
"""Writes a report for each case of a portion and returns their names; told how many cases came before."""


@dataclass(frozen=True)
class PartSetup:
    """What is the same for all parts of a run; see `Order`. It can be sent to other processes.

    `about` is what a workbook tells of the run; with `overview` parts are counted for the page. `strict`
    and `columns` say how the answers of tables are read.
    """

    rules: RuleBase
    output: str
    groups: tuple[str, ...]
    overview: bool
    trace: bool
    about: tuple[tuple[str, str], ...]
    strict: bool
    columns: ColumnMap = field(hash=False)
    document: Document | None = None
    report: Reports | None = None

    @property
    def whole_cases(self) -> bool:
        """Whether cases are needed in full, and not as masks alone."""
        return self.document is not None or self.report is not None

    def form(self) -> Format:
        """Return the format of the output. Raises OutputError."""
        full = _full(self.rules, self.document) if self.document else None
        return format_for(self.output, self.rules, full, dict(self.about), trace=self.trace)


@dataclass(frozen=True)
class PartTask:
    """One part: its number, what reads its cases, and how many of them are listed one by one."""

    number: int
    work: PortionWork
    listed: int


def make_part(setup: PartSetup, folder: Path, task: PartTask) -> dict[str, Any]:
    """Read a part, evaluate it, write it and its errors into the folder, and return a note on it.

    The note has its 'counts', its 'notes' to the user and the 'broken' files, and goes as JSON.

    It may be done twice, and by two at once: the last one that ends replaces the other. Raises
    OutputError and OSError when it can't be written, CaseError when its input went away.
    """
    portion = task.work.read(_encoder_of(setup))
    evaluated = Evaluated(bit_engine(setup.rules), portion)
    names = setup.report(portion, task.work.before) if setup.report else ()
    lines = town_lines(evaluated, task.listed, names) if task.listed > 0 else ()
    counts = Summary.of_portion(evaluated, setup.groups, overview=setup.overview, towns=lines)
    write = partial(_form_of(setup).write, evaluated, first=not task.number)
    write_part(folder, task.number, _lines(portion), write)
    broken = [one for one in portion.failures if one["kind"] == FailureKind.FILE]
    return {
        "counts": counts.note(),
        "notes": [*portion.notes, *named_by(portion.carried)],
        "broken": broken,
    }


@lru_cache(maxsize=2)
def _form_of(setup: PartSetup) -> Format:
    return setup.form()


@lru_cache(maxsize=2)
def _encoder_of(setup: PartSetup) -> Encoder:
    return Encoder(bit_engine(setup.rules), strict=setup.strict, columns=setup.columns)


def _lines(portion: Portion) -> bytes:
    return "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in portion.failures).encode(
        "utf-8", "backslashreplace"
    )


def _full(rules: RuleBase, document: Document) -> Callable[[Evaluated, int], dict[str, Any]]:
    """Return what gives the whole advice on one case, with 'source': the file, the row and what was carried."""
    from advisor.inference.advise import advise  # noqa: PLC0415 - few want it, and it brings experta

    def whole(evaluated: Evaluated, index: int) -> dict[str, Any]:
        told = evaluated.portion.carried.row(index, named=True)
        return {"source": told, **document(advise(rules, evaluated.portion.case(index)))}

    return whole
