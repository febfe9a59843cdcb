"""The plain tree of a case file, whatever it was written in: texts, lists and mappings with their places.

Values stay the text that was written. YAML would read `no` as false and `1_000` as 1000, and a
case must not change under the reader's hands; the checker decides what a text means for a fact.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from advisor.errors import CaseError, Place, Problem, ProblemKind, Problems

MAX_DEPTH = 20
"""How deep a case file may nest; a case needs four levels."""

MAX_NODES = 20_000
"""How many texts, lists and mappings a case file may hold; a full case has about two hundred."""

MAX_PROBLEMS = 100
"""How many problems are told at once; a file with more is no case file."""

# Control characters (they could steer a terminal), halves of surrogate pairs (no program could
# write them out again) and invisible line separators (YAML would break the line there).
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]"
)


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text; `plain` says that it stood without quotes, so that `null` may mean nothing."""

    text: str
    plain: bool
    place: Place


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list."""

    items: tuple[Node, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys and values in the order of the file; keys may repeat and need not be texts."""

    pairs: tuple[tuple[Node, Node], ...]
    place: Place


Node = Scalar | Sequence | Mapping


class TooManyProblemsError(Exception):
    """Enough has been found; the file is no case file."""


@dataclass
class CaseProblems(Problems):
    """What was found wrong so far in a case file, up to the number that can be of use."""

    def keep(self, problem: Problem) -> None:
        """Keep a problem. Raises TooManyProblemsError when there are more than can be of use."""
        super().keep(problem)
        if len(self.found) >= MAX_PROBLEMS:
            raise TooManyProblemsError

    def error(self) -> CaseError:
        """Return the error that tells all that was found."""
        if len(self.found) < MAX_PROBLEMS:
            return CaseError(self.found)
        last = max(self.found, key=lambda problem: problem.place)
        message = "the reader stops here: there may be more problems"
        more = Problem(last.place, message, "mend these first", kind=ProblemKind.TOO_MUCH)
        return CaseError([*self.found, more])


def too_deep(place: Place) -> Problem:
    """Tell that lists and mappings are nested deeper than in any case."""
    hint = "a case needs four levels: facts, a fact's name, answer, a list of answers"
    return Problem(place, f"nested more than {MAX_DEPTH} levels deep", hint)


class ReadingLimits:
    """Counts what a file holds while it is read, and stops at what no case can be."""

    def __init__(self) -> None:
        self._depth = 0
        self._nodes = 0

    def enter(self, place: Place) -> None:
        """Count a list or mapping that opens. Raises CaseError when it is nested too deep."""
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise CaseError(too_deep(place))
        self.node(place)

    def leave(self) -> None:
        """Count a list or mapping that closes."""
        self._depth -= 1

    def node(self, place: Place) -> None:
        """Count a node. Raises CaseError when there are more than a case can have."""
        self._nodes += 1
        if self._nodes > MAX_NODES:
            hint = "a case file describes one government"
            raise CaseError(Problem(place, f"holds more than {MAX_NODES:,} entries", hint))


def forbidden_character(text: str) -> str:
    """Return the name of the first character that no text of a case may hold, or ''."""
    found = _FORBIDDEN.search(text)
    return f"U+{ord(found[0]):04X}" if found else ""


def check_characters(text: str, file: str) -> None:
    """Look at a whole file's text. Raises CaseError at the first character that may not occur."""
    found = _FORBIDDEN.search(text)
    if found is None:
        return
    line = text.count("\n", 0, found.start()) + 1
    column = found.start() - text.rfind("\n", 0, found.start())
    hint = "take it out; a case file holds only text, line ends and tabs"
    name = "a NUL byte" if found[0] == "\0" else f"the invisible character U+{ord(found[0]):04X}"
    raise CaseError(Problem(Place(file, line, column), f"holds {name}", hint))


def kind_of(node: Node) -> str:
    """Return what a node is, in words."""
    if isinstance(node, Mapping):
        return "a mapping"
    return "a list" if isinstance(node, Sequence) else "a text"


def is_nothing(node: Node) -> bool:
    """Tell whether nothing is said: an empty text, or `null` without quotes."""
    if not isinstance(node, Scalar):
        return False
    text = node.text.strip()
    return not text or (node.plain and text in ("~", "null", "Null", "NULL"))
