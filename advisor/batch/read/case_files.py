"""Case files, as records beside the rows of tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from advisor.batch.portion import CASE_KEYS, Failure, Portion, failure
from advisor.batch.read.encoder import Encoder
from advisor.batch.read.headers import Alignment
from advisor.batch.read.record import Record
from advisor.batch.read.work import PortionWork
from advisor.cases.answers import allowed_answers
from advisor.cases.read.case_file import read_case
from advisor.errors import CaseError, Problem


class CaseFiles:
    """Case files that follow each other."""

    columns = CASE_KEYS
    notes = ()
    at_once = 1_024  # takes as long as many rows

    def __init__(self, files: Sequence[str]) -> None:
        self._files = files
        self.cases = float(len(files))
        self.share = 0.0

    def works(self, alignment: Alignment, rows: int) -> Iterator[PortionWork]:
        """Yield what reads the next files."""
        for first in range(0, len(self._files), rows):
            some = self._files[first : first + rows]
            self.share = (first + len(some)) / len(self._files)
            yield PortionWork(partial(_portion, some, alignment.columns), len(some))


def _portion(files: Sequence[str], carried: Sequence[str], encoder: Encoder) -> Portion:
    return encoder.records(list(case_records(files, encoder)), carried)


def case_records(files: Iterable[str], encoder: Encoder) -> Iterator[Record]:
    """Yield the case of each file, or what is wrong with the file."""
    for file in files:
        try:
            case = read_case(file, encoder.engine.rules)
        except CaseError as error:
            failures = tuple(_of_problem(file, one, encoder) for one in error.problems)
            yield Record(file, 1, {}, {}, failures)
            continue
        told = {key: getattr(case, key) for key in CASE_KEYS if getattr(case, key)}
        yield Record(file, 1, told, {}, case=case)


def _of_problem(file: str, problem: Problem, encoder: Encoder) -> Failure:
    """Tell a case file's problem: the fact that it is about, what was read and what may be answered."""
    place = problem.place
    column = f", column {place.column}" if place.column else ""
    where = f"line {place.line}{column}: " if place.line else ""
    message = f"{where}{problem.message}"
    row = encoder.fact_row(problem.about)
    told = partial(
        failure, file, 1, message, read=problem.read, nearest=problem.nearest, hint=problem.hint
    )
    if row is None:
        return told(allowed=", ".join(problem.allowed))
    fact = encoder.facts[row]
    return told(fact=fact.name, allowed=allowed_answers(fact))
