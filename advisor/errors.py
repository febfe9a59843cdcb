"""The errors a user can meet, as one tree; each says what, where, what is allowed and how to mend it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields, replace
from difflib import get_close_matches
from enum import StrEnum


@dataclass(frozen=True, order=True)
class Place:
    """A spot in a file: line and column count from 1; 0 means that it is not known.

    In a workbook `sheet` names the sheet, and the line is a row.
    """

    file: str
    line: int = 0
    column: int = 0
    sheet: str = ""

    def __str__(self) -> str:
        if self.sheet:
            return f"{self.file}, sheet '{self.sheet}'" + (f", {self.spot}" if self.column else "")
        parts = [self.file]
        if self.line:
            parts.append(str(self.line))
            if self.column:
                parts.append(str(self.column))
        return ":".join(parts)

    @property
    def spot(self) -> str:
        """Tell where in the file it is: 'line 3', or 'cell B3' of a workbook; '' where that isn't known."""
        if self.sheet and self.column:
            return f"cell {column_letters(self.column - 1)}{self.line}"
        return f"line {self.line}" if self.line else ""


NOWHERE = Place("")


def column_letters(number: int) -> str:
    """Return what a spreadsheet calls its column, counted from 0.

    >>> [column_letters(number) for number in (0, 25, 26, 701, 702)]
    ['A', 'Z', 'AA', 'ZZ', 'AAA']
    """
    letters = ""
    number += 1
    while number:
        number, letter = divmod(number - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters


class ProblemKind(StrEnum):
    """What sort of thing is wrong, for code that treats some problems in their own way."""

    WRONG = "wrong"
    """It can't be read as it stands; the message says why."""
    UNKNOWN = "unknown"
    """A word is not among those that are allowed."""
    MISSING = "missing"
    REPEATED = "repeated"
    CIRCLE = "circle"
    """Things lead back to themselves; `read` tells the steps."""
    AMBIGUOUS = "ambiguous"
    """What was read can mean two things."""
    OUT_OF_RANGE = "out of range"
    TOO_MUCH = "too much"
    """More, longer or deeper than is allowed."""


LONGEST_TEXT = 2_000
"""How many characters of a message are shown: more is cut in the middle, as it quotes something endless."""

MOST_TOLD = 200
"""How many problems the text of an error tells; `problems` holds all of them."""

LISTED = 12
"""How many of the allowed words a text lists."""


@dataclass(frozen=True)
class Suggestion:
    """A word that is not among those allowed, with the one that looks most like it ('' if none does).

    `defined` tells what the allowed words belong to and where that stands, or is empty.
    """

    read: str
    allowed: tuple[str, ...]
    nearest: str = ""
    listed: int = LISTED
    defined: str = ""

    def __str__(self) -> str:
        tail = f" ({self.defined})" if self.defined else ""
        cut = ", ..." if len(self.allowed) > self.listed else ""
        listed = ", ".join(self.allowed[: self.listed]) + cut
        if not self.nearest:
            return f"allowed: {listed}{tail}"
        asked = f"did you mean '{self.nearest}'?"
        return asked + tail if cut else f"{asked} Allowed: {listed}{tail}"


@dataclass(frozen=True, init=False)
class Problem:
    """One thing that is wrong: data, from which `str` makes the text that a user sees.

    `place` is where it was read, `message` what is wrong in one sentence, `mend` how to mend it.
    `about` names the fact, rule or other thing concerned, `read` is what stood there, `allowed` what
    may stand there, and `nearest` the allowed word that looks most like it; `meant` is what was
    probably meant, whole, once the reader itself has taken it. Each may be empty.
    No code looks into `message`, `mend` or `hint`: what code must know stands in the other fields.
    """

    place: Place
    message: str
    mend: str
    kind: ProblemKind
    about: str
    read: str
    allowed: tuple[str, ...]
    nearest: str
    meant: tuple[str, ...]

    def __init__(  # noqa: PLR0913 - a parameter for each field
        self,
        place: Place,
        message: str,
        mend: str | Suggestion = "",
        *,
        kind: ProblemKind | None = None,
        about: str = "",
        read: str = "",
        allowed: Sequence[str] = (),
        nearest: str = "",
        meant: Sequence[str] = (),
    ) -> None:
        """Make a problem; a Suggestion gives what was read, what is allowed and the nearest word."""
        if isinstance(mend, Suggestion):
            kind = kind or ProblemKind.UNKNOWN
            read, nearest = read or mend.read, nearest or mend.nearest
            allowed = allowed or mend.allowed
        for name, value in (
            ("place", place),
            ("message", _cut(message)),
            ("mend", _cut(str(mend))),
            ("kind", kind or ProblemKind.WRONG),
            ("about", about),
            ("read", _cut(read)),
            ("allowed", tuple(allowed)),
            ("nearest", nearest),
            ("meant", tuple(meant)),
        ):
            object.__setattr__(self, name, value)  # the way a frozen dataclass sets its own fields

    @property
    def hint(self) -> str:
        """How to mend it, in words."""
        return self.mend

    def renamed(self, path: str, name: str) -> Problem:
        """Return this problem with `name` wherever it names `path`, as for the sender of a file kept elsewhere."""
        texts = {
            one.name: value.replace(path, name)
            for one in fields(self)
            if isinstance(value := getattr(self, one.name), str) and one.name != "kind"
        }
        place = replace(self.place, file=self.place.file.replace(path, name))
        return Problem(place, kind=self.kind, allowed=self.allowed, meant=self.meant, **texts)

    def __str__(self) -> str:
        text = f"{self.place}: {self.message}" if self.place.file else self.message
        return f"{text}\n  {self.hint}" if self.hint else text


@dataclass
class Problems:
    """The problems found so far, where reading goes on after the first."""

    found: list[Problem] = field(default_factory=list)

    def add(
        self,
        place: Place,
        message: str,
        mend: str | Suggestion = "",
        *,
        kind: ProblemKind | None = None,
        about: str = "",
        read: str = "",
    ) -> None:
        """Note one problem."""
        self.keep(Problem(place, message, mend, kind=kind, about=about, read=read))

    def keep(self, problem: Problem) -> None:
        """Note a problem that was made elsewhere."""
        self.found.append(problem)


def _cut(text: str) -> str:
    """Return a text that is not too long to be read, its beginning and end whole."""
    if len(text) <= LONGEST_TEXT:
        return text
    half = LONGEST_TEXT // 2 - 1
    return f"{text[:half]} … {text[-half:]}"


class AdvisorError(Exception):
    """The parent of every error that a user can cause and mend."""

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        found = (problems,) if isinstance(problems, Problem) else tuple(problems)
        self.problems = tuple(sorted(dict.fromkeys(found), key=lambda problem: problem.place))
        told = [str(problem) for problem in self.problems[:MOST_TOLD]]
        if len(self.problems) > MOST_TOLD:
            told.append(f"and {len(self.problems) - MOST_TOLD:,} more problems: mend these first")
        super().__init__("\n".join(told))

    def __reduce__(self) -> tuple[type[AdvisorError], tuple[tuple[Problem, ...]]]:
        """Tell how it is made again in another process: from its problems."""
        return type(self), (self.problems,)


class RuleBaseError(AdvisorError):
    """The books of the rule base can't be read as they stand."""


class CaseError(AdvisorError):
    """A case file can't be read as it stands."""


class TemplateError(AdvisorError):
    """A template of a report is missing or broken."""


class WorkbookError(AdvisorError):
    """A workbook of the rule base can't be taken back into the books as it stands."""


class OutputError(AdvisorError):
    """A result can't be written where it was asked for."""


class ChangeError(AdvisorError):
    """A change of the books or cases can't be made as it was asked for; nothing was changed."""


class UnknownNameError(AdvisorError):
    """A rule, fact or decision was asked for that the rule base does not hold."""


def nearest(word: str, allowed: Iterable[str]) -> str | None:
    """Return the allowed word that looks most like `word`, or None if none is near.

    A word's contrary is not near to it: 'decentral' doesn't mean 'central'.
    """
    folded = word.casefold()
    by_folded = {
        name.casefold(): name for name in allowed if not _contrary(folded, name.casefold())
    }
    found = get_close_matches(folded, by_folded, n=1, cutoff=0.6)
    return by_folded[found[0]] if found else None


def _contrary(one: str, other: str) -> bool:
    longer, shorter = (one, other) if len(one) > len(other) else (other, one)
    return longer in (f"{prefix}{shorter}" for prefix in ("de", "un", "in", "dis", "non", "non-"))


def suggestion(
    word: str, allowed: Sequence[str], *, limit: int = LISTED, defined: str = ""
) -> Suggestion:
    """Return what is told of a word that is not among `allowed`: the nearest match, and the list."""
    return Suggestion(word, tuple(allowed), nearest(word, allowed) or "", limit, defined)
