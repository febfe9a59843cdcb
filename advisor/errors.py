"""The errors a user can meet, as one tree; each says what, where, what is allowed and how to mend it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True, order=True)
class Place:
    """A spot in a file: line and column count from 1; 0 means that it is not known."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        parts = [self.file]
        if self.line:
            parts.append(str(self.line))
            if self.column:
                parts.append(str(self.column))
        return ":".join(parts)


NOWHERE = Place("")


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, with the place where it was read and the way to mend it."""

    place: Place
    message: str
    hint: str = ""

    def __str__(self) -> str:
        text = f"{self.place}: {self.message}" if self.place.file else self.message
        return f"{text}\n  {self.hint}" if self.hint else text


class AdvisorError(Exception):
    """The parent of every error that a user can cause and mend."""

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        found = (problems,) if isinstance(problems, Problem) else tuple(problems)
        self.problems = tuple(sorted(dict.fromkeys(found), key=lambda problem: problem.place))
        super().__init__("\n".join(str(problem) for problem in self.problems))


class RuleBaseError(AdvisorError):
    """The books of the rule base can't be read as they stand."""


class CaseError(AdvisorError):
    """A case file can't be read as it stands."""


class TemplateError(AdvisorError):
    """A template of a report is missing or broken."""


class OutputError(AdvisorError):
    """A result can't be written where it was asked for."""


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


def suggestion(word: str, allowed: Sequence[str], *, limit: int = 12) -> str:
    """Return the hint for a word that is not among `allowed`: the nearest match, or the list."""
    near = nearest(word, allowed)
    listed = ", ".join(allowed[:limit]) + (", ..." if len(allowed) > limit else "")
    if near and len(allowed) > limit:
        return f"did you mean '{near}'?"
    if near:
        return f"did you mean '{near}'? Allowed: {listed}"
    return f"allowed: {listed}"
