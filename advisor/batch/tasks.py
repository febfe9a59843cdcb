"""A run as independent tasks: each part is evaluated and written by one function, here, in another process or on another machine.

A task writes its part beside its name and renames it, so that it may be done twice and leaves the
same; only who gives out the tasks notes that a part is done.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from advisor.batch.portion import Portion
from advisor.batch.summary import Summary
from advisor.batch.town_lines import town_lines
from advisor.batch.write.formats import Format, format_for
from advisor.batch.write.parts import write_part
from advisor.batch.write.table import Evaluated
from advisor.cases.model import Case
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

    `about` is what a workbook tells of the run; with `overview` parts are counted for the page.
    """

    rules: RuleBase
    output: str
    groups: tuple[str, ...]
    overview: bool
    trace: bool
    about: tuple[tuple[str, str], ...]
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
    """One part: its number, its cases, how many came before, and how many of them are listed one by one."""

    number: int
    portion: Portion
    before: int
    listed: int


def make_part(setup: PartSetup, folder: Path, task: PartTask) -> dict[str, Any]:
    """Evaluate a part, write it and its errors into the folder, and return the note on its counts.

    It may be done twice, and by two at once: the last one that ends replaces the other. Raises
    OutputError and OSError when it can't be written.
    """
    portion = task.portion
    evaluated = Evaluated(bit_engine(setup.rules), portion)
    names = setup.report(portion, task.before) if setup.report else ()
    lines = town_lines(evaluated, task.listed, names) if task.listed > 0 else ()
    counts = Summary.of_portion(evaluated, setup.groups, overview=setup.overview, towns=lines)
    write = partial(_form_of(setup).write, evaluated, first=not task.number)
    write_part(folder, task.number, _lines(portion), write)
    return counts.note()


@lru_cache(maxsize=2)
def _form_of(setup: PartSetup) -> Format:
    return setup.form()


def sendable(setup: PartSetup, task: PartTask) -> PartTask:
    """Return a task that other processes can be sent: its cases stand in a list, or nowhere."""
    portion = task.portion
    cases: list[Case] = []
    if setup.whole_cases:
        cases = [portion.case(index) for index in range(portion.cases)]
    return replace(task, portion=replace(portion, case=cases.__getitem__))


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
