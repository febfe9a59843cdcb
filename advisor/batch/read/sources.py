"""What is read: files of every kind, in the order of the command, in portions that fit memory."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Protocol

from advisor.batch.places import WORKBOOK_ENDINGS, ending_of
from advisor.batch.portion import CASE_KEYS, TABLE_ROWS, Portion, failure
from advisor.batch.read.case_files import CaseFiles
from advisor.batch.read.encoder import Encoder
from advisor.batch.read.headers import FIND, Alignment, TableChoice, check_width, doubts, others
from advisor.batch.read.json_records import JsonArray, holds_array
from advisor.batch.read.record import Record
from advisor.batch.read.records import Rows
from advisor.batch.read.tables import TableFile
from advisor.batch.read.work import PortionWork, records_work
from advisor.cases.read.case_file import ENDINGS as CASE_ENDINGS
from advisor.errors import CaseError, Place, Problem
from advisor.text import one_line

_LONGEST_LIST = 600
"""How many characters of names of columns are told."""

_LONGEST_IGNORED = 100

Watch = Callable[[], None]
"""Is called before each portion and each row of a text; it stops the reading by raising an AdvisorError."""

UNREADABLE = (OSError, ValueError)


class InputSource(Protocol):
    """Something that holds cases.

    `columns` are the names in its head; `cases` is about how many cases it holds, None where that
    can't be known; `share` is how much of it has been read, from 0 to 1; `at_once` is how many of
    its cases make a good portion.
    """

    @property
    def at_once(self) -> int: ...  # noqa: D102 - told above

    @property
    def columns(self) -> Sequence[str]: ...  # noqa: D102

    @property
    def cases(self) -> float | None: ...  # noqa: D102

    @property
    def share(self) -> float: ...  # noqa: D102

    @property
    def notes(self) -> Sequence[str]: ...  # noqa: D102

    def works(self, alignment: Alignment, rows: int, /) -> Iterator[PortionWork]:
        """Yield what reads each portion, of at most so many cases."""


class Unreadable:
    """A file that can't be read, which is told like any bad case."""

    at_once = 1
    columns = ()
    notes = ()
    cases = 0.0
    share = 1.0

    def __init__(self, file: str, error: Exception) -> None:
        message = f"the file can't be read: {one_line(str(error), 200)}"
        self._record = Record(file, 0, {}, {}, (failure(file, 0, message),))

    def works(self, alignment: Alignment, _: int) -> Iterator[PortionWork]:
        """Yield a portion without cases that tells what is wrong."""
        yield records_work([self._record], alignment.columns)


def _is_array(file: str) -> bool:
    """Tell whether a file of cases is a table; what can't be opened is told as a case."""
    try:
        return ending_of(file) == ".json" and holds_array(file)
    except OSError:
        return False


class Reader:
    """Reads all inputs portion by portion; `at_most` limits the cases of a portion.

    `encoding` is that of the texts; '' lets each tell its own. `choice` says which sheet and which row
    of tables are read. `watch` is called again and again, and may stop it all.
    """

    def __init__(
        self,
        encoder: Encoder,
        files: Sequence[str],
        at_most: int = TABLE_ROWS,
        encoding: str = "",
        choice: TableChoice = FIND,
        watch: Watch = lambda: None,
    ) -> None:
        self._watch = watch
        self.files = tuple(files)
        self._choice = choice
        self._encoding = encoding
        self._encoder = encoder
        self._at_most = at_most
        self._sources: list[tuple[str, InputSource]] = []
        for is_case, some in itertools.groupby(
            self.files, lambda one: ending_of(one) in CASE_ENDINGS and not _is_array(one)
        ):
            if is_case:
                group = tuple(some)
                self._sources.append((group[0], CaseFiles(group)))
            else:
                self._sources += [(file, self._source(file)) for file in some]
        # The columns of the output must be known before anything is written.
        heads: dict[str, None] = {}
        if any(isinstance(source, CaseFiles) for _, source in self._sources):
            heads.update(dict.fromkeys(CASE_KEYS))
        self._doubts: list[str] = []
        self._told: list[str] = []
        for file, source in self._sources:
            heads.update(dict.fromkeys(others(source.columns, encoder)))
            self._doubts += doubts(file, source.columns, encoder)
        if self.heads:
            self._doubts += encoder.map.absent(self.heads)
        only = self.files[0] if len(self.files) == 1 else ""
        sizes = [source.cases for _, source in self._sources]
        self._cases = None if None in sizes else sum(size for size in sizes if size)
        self._before = 0.0
        self._reading: InputSource | None = None
        self._alignment = Alignment(
            tuple(heads), ending_of(only) in (".parquet", *WORKBOOK_ENDINGS)
        )

    def _source(self, file: str) -> InputSource:
        try:
            source: InputSource
            if ending_of(file) == ".json":
                source = JsonArray(file, self._encoder)
            elif ending_of(file) in (".parquet", *WORKBOOK_ENDINGS):
                source = TableFile(file, self._encoder, self._choice)
            else:
                source = Rows(file, self._encoder, self._encoding, self._choice, self._watch)
            check_width(len(source.columns))
        except UNREADABLE as error:
            return Unreadable(file, error)
        return source

    @property
    def carried(self) -> tuple[str, ...]:
        """The columns that are carried into the output, in order."""
        return self._alignment.columns

    @property
    def notes(self) -> tuple[str, ...]:
        """What a user should know of the inputs, and of the portions that were read, though nothing failed."""
        told = [note for _, source in self._sources for note in source.notes]
        return (*self._doubts, *told, *self._told)

    @property
    def heads(self) -> tuple[str, ...]:
        """The names of all columns of the tables, in order."""
        return tuple(dict.fromkeys(name for _, one in self._sources for name in one.columns))

    @property
    def choice(self) -> TableChoice:
        """Which sheet and which row of the header of the first table are read."""
        source = self._sources[0][1]
        return source.choice if isinstance(source, TableFile | Rows) else FIND

    @property
    def columns_told(self) -> tuple[str, ...]:
        """For each table which columns are understood as facts, and which are carried along."""
        told = []
        for file, source in self._sources:
            if not source.columns or isinstance(source, CaseFiles):
                continue
            roles = self._encoder.roles(source.columns)
            facts = [
                name if name.casefold() == fact else f"{name} ({fact})"
                for name, row in roles.facts.items()
                for fact in [self._encoder.facts[row].name]
            ]
            understood = one_line(", ".join((*facts, *roles.classes)), _LONGEST_LIST) or "none"
            carried = one_line(", ".join(roles.carried), _LONGEST_LIST) or "none"
            line = f"{file}: columns of facts: {understood}; carried along: {carried}"
            if roles.ignored:
                ignored = one_line(", ".join(roles.ignored), _LONGEST_IGNORED)
                line += f"; ignored, since an earlier run concluded them: {ignored}"
            told.append(line)
        return tuple(told)

    @property
    def share(self) -> float | None:
        """How much of all cases has been read, from 0 to 1; None where that can't be known."""
        if not self._cases or self._reading is None:
            return None
        return (self._before + (self._reading.cases or 0) * self._reading.share) / self._cases

    @property
    def mark(self) -> str:
        """What was read of the standard input so far, in short."""
        return "".join(source.mark for _, source in self._sources if isinstance(source, Rows))

    def portions(self) -> Iterator[Portion]:
        """Yield all cases. What can't be read is in a portion's failures and stops nothing."""
        for work in self.works():
            portion = work.read(self._encoder)
            self._told += portion.notes
            yield portion

    def works(self, done: int = 0, mark: str = "") -> Iterator[PortionWork]:
        """Yield what reads each portion but the first `done` ones, which an earlier run has read.

        Raises CaseError when the standard input is another one than the earlier run had, by its mark.
        """
        works = self._works()
        for _ in itertools.islice(works, done):
            pass
        if done and self.mark != mark:
            hint = "give it the same input from its beginning, or begin anew with --force"
            message = "this is not what the earlier run has read"
            raise CaseError(Problem(Place("standard input"), message, hint))
        for work in works:
            self._watch()
            yield work

    def _works(self) -> Iterator[PortionWork]:
        before = 0
        for work in self._works_of_sources():
            yield replace(work, before=before)
            before += work.most

    def _works_of_sources(self) -> Iterator[PortionWork]:
        for file, source in self._sources:
            self._reading = source
            rows = min(source.at_once, self._at_most)
            try:
                yield from source.works(self._alignment, rows)
            except UNREADABLE as error:
                yield from Unreadable(file, error).works(self._alignment, 1)
            self._before += source.cases or 0
            self._reading = None
