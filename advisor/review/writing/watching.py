"""Watching a folder of books: at each save, what changes in the advice on some cases, and in the findings.

The advice is told first, since it takes a fraction of a second. The findings follow as they are
found; a save in between ends the search, and it begins anew with the new books.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from advisor.cases.model import Case
from advisor.cases.read.collection import read_cases
from advisor.errors import CaseError, RuleBaseError
from advisor.files.refusals import is_folder
from advisor.inference.advise import advise
from advisor.knowledge.library import read_anew, read_books
from advisor.knowledge.model import Book, RuleBase
from advisor.review.change.renamed import under_todays_names
from advisor.review.change.shown import shifted
from advisor.review.check.findings import RuleFinding, with_waivers
from advisor.review.writing.standing import (
    moved_lines,
    problem_lines,
    standing_lines,
    unmoved_lines,
)
from advisor.text import counted

PAUSE = 0.1
"""How many seconds pass between two looks at the files."""

_SETTLED = 0.03
"""How long files have to stay as they are before they are read: some editors write in two steps."""

_MOST_STEPS = 30
"""In how many steps a file is saved at most; after that it is read as it is."""

_SECONDS = 2.0
"""The longest that one question about findings may take."""

_BUDGET = 2.0
"""After how many seconds it is said that findings are still being looked for."""

Told = Callable[[str], None]
_Stamp = tuple[tuple[str, int, int, int], ...]


class SavedMeanwhileError(Exception):
    """A file was saved while findings were looked for, so that the search is of no more use."""


_Key = tuple[str, str, str]


@dataclass(frozen=True)
class _Found:
    """A finding with the number of the check that found it."""

    finding: RuleFinding
    check: int

    @property
    def key(self) -> _Key:
        """What makes it the same finding after a save."""
        return self.finding.kind, self.finding.about, self.finding.text


@dataclass
class _Seen:
    """What was read and told last."""

    rules: RuleBase | None = None
    books: Sequence[Book] = ()
    cases: dict[str, Case] = field(default_factory=dict)
    findings: dict[_Key, _Found] | None = None


class Watch:
    """Looks at the books of a folder and at case files, and tells what a save changes.

    `tell` takes the lines. `findings` is false where the solver is not installed, and then only the
    advice is watched. `ended` tells that it is to end, which is asked often. Raises RuleBaseError
    for a folder that holds no books at all.
    """

    def __init__(
        self,
        folder: str,
        cases: Sequence[str],
        tell: Told,
        *,
        findings: bool = True,
        ended: Callable[[], bool] = lambda: False,
    ) -> None:
        read_books(folder)
        self._folder = folder
        self._paths = tuple(cases)
        self._tell = tell
        self._ended = ended
        self._wants_findings = findings
        self._seen = _Seen()
        self._stamp: _Stamp = ()
        self._books: Sequence[Book] = ()

    def start(self) -> None:
        """Tell how the advice stands. Raises CaseError where a case can't be read at all."""
        self._stamp = self._stamp_now()
        started = time.monotonic()
        rules = self._rules()
        if rules is not None:
            self._begin(rules)
            self._look_for_findings(started)

    def _begin(self, rules: RuleBase) -> None:
        """Tell how the advice stands by the first books that can be read. Raises CaseError."""
        cases = {case.file: case for case in read_cases(self._paths, rules)}
        self._seen = _Seen(rules, self._books, cases)
        self._stamp = self._stamp_now()
        for case in cases.values():
            self._say(standing_lines(advise(rules, case)))

    def run(self) -> None:
        """Look again and again, until it is to end. Raises KeyboardInterrupt then."""
        while not self._ended():
            time.sleep(PAUSE)
            self.look()
        raise KeyboardInterrupt

    def look(self) -> None:
        """Look once; tell what a save since the last look changes."""
        stamp = self._stamp_now()
        while stamp != self._stamp:
            before, self._stamp = self._stamp, self._settled(stamp)
            self._saved(before)
            stamp = self._stamp_now()

    def _settled(self, stamp: _Stamp) -> _Stamp:
        """Return what the files are once they stay so for a moment, or are never left alone."""
        for _ in range(_MOST_STEPS):
            time.sleep(_SETTLED)
            again = self._stamp_now()
            if again == stamp:
                break
            stamp = again
        return stamp

    def _saved(self, before: _Stamp) -> None:
        started = time.monotonic()
        names = sorted({Path(one[0]).name for one in set(before) ^ set(self._stamp)})
        self._say([f"{time.strftime('%H:%M:%S')}  {', '.join(names)}"])
        rules = self._rules()
        if rules is None:
            return
        old = self._seen.rules
        if old is None:
            try:
                self._begin(rules)
            except CaseError as error:
                self._say(problem_lines(error, "a case can't be read"))
                return
        else:
            renamed = under_todays_names(self._seen.books, old, rules)
            self._seen.rules, self._seen.books = rules, self._books
            self._tell_advice(renamed.rules, rules, renamed=bool(renamed.names))
        if old is None or old.hash != rules.hash or self._seen.findings is None:
            self._look_for_findings(started)

    def _rules(self) -> RuleBase | None:
        """Read the books; where they can't be, tell why, and keep to those that could."""
        try:
            self._books, rules = read_anew(self._folder)
        except RuleBaseError as error:
            self._say(problem_lines(error, "the books can't be read"))
            return None
        return rules

    def _tell_advice(self, old: RuleBase, new: RuleBase, *, renamed: bool) -> None:
        """Tell what moves; after a rename a case is read again, by the names that it has in the old books now."""
        for file in self._files():
            before = self._seen.cases.get(file)
            try:
                (after,) = read_cases((file,), new, folders=False)
                if renamed and before is not None:
                    (before,) = read_cases((file,), old, folders=False)
            except CaseError as error:
                self._say(problem_lines(error, "the case can't be read"))
                continue
            self._seen.cases[file] = after
            if before is None:
                self._say(standing_lines(advise(new, after)))
                continue
            shift = shifted(old, new, before, after)
            self._say(moved_lines(after.id, shift, old, new))
            if shift is None:
                self._say(unmoved_lines(advise(new, after), old, new))

    def _files(self) -> Iterator[str]:
        """Yield the case files, also those that could not be read so far."""
        yield from list(self._seen.cases) or (one for one in self._paths if not is_folder(one))

    def _look_for_findings(self, started: float) -> None:
        """Tell the findings that are new and those that are gone, check by check."""
        rules = self._seen.rules
        if rules is None or not self._wants_findings:
            return
        from advisor.review.check.review import Review  # noqa: PLC0415 - z3 is large
        from advisor.review.check.rules import CHECKS  # noqa: PLC0415

        before = self._seen.findings or {}
        found: dict[_Key, _Found] = {}
        try:
            waits = self._interruption(started)
            review = Review(rules, seconds=_SECONDS, before_each=waits, cases=False)
            for number, checks in enumerate(CHECKS):
                undecided = len(review.undecided)
                for one in checks(review):
                    self._note(_Found(one, number), rules, before, found)
                if len(review.undecided) == undecided:
                    self._tell_gone(number, before, found)
                else:  # what could not be decided may still be there
                    kept = {key: old for key, old in before.items() if old.check == number}
                    found = {**kept, **found}
        except SavedMeanwhileError:
            return
        self._seen.findings = found
        count = counted(len(found), "finding") if found else "no findings"
        open_questions = len(set(review.undecided))
        left = f"; {counted(open_questions, 'question')} not decided" if open_questions else ""
        self._say([f"  {count}{left} ({time.monotonic() - started:.1f} s)"])

    def _note(
        self, one: _Found, rules: RuleBase, before: Mapping[_Key, _Found], found: dict[_Key, _Found]
    ) -> None:
        """Keep a finding that is not waived, and tell it if it is new."""
        (shown,) = with_waivers((one.finding,), rules, complete=False)
        if not shown.waived:
            found[one.key] = one
            if one.key not in before:
                self._say([f"  + {shown.kind}, {shown.about} ({shown.place}): {shown.text}"])

    def _tell_gone(
        self, check: int, before: Mapping[_Key, _Found], found: Mapping[_Key, _Found]
    ) -> None:
        gone = (one for key, one in before.items() if one.check == check and key not in found)
        self._say(
            [f"  - {one.finding.kind}, {one.finding.about}: {one.finding.text}" for one in gone]
        )

    def _interruption(self, started: float) -> Callable[[], None]:
        """Return what is done before each question: a save ends the search, and a long one is told of."""
        looked = time.monotonic()
        announced = False

        def before_each() -> None:
            nonlocal looked, announced
            if self._ended():
                raise KeyboardInterrupt
            now = time.monotonic()
            if now - looked > PAUSE:
                looked = now
                if self._stamp_now() != self._stamp:
                    raise SavedMeanwhileError
            if now - started > _BUDGET and not announced:
                announced = True
                self._say(["  looking for findings ..."])

        return before_each

    def _stamp_now(self) -> _Stamp:
        """Return what tells one state of the files from another, whatever way they are saved."""
        files = sorted(Path(self._folder).glob("*.md"))
        stamp = []
        for path in (*files, *(Path(file) for file in self._files())):
            try:
                about = path.stat()
            except OSError:  # an editor is about to put a new file in its place
                continue
            stamp.append((str(path), about.st_mtime_ns, about.st_size, about.st_ino))
        return tuple(stamp)

    def _say(self, lines: Sequence[str]) -> None:
        if lines:
            self._tell("\n".join(lines))
