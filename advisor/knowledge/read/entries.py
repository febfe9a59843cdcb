"""Taking the entries of a block one by one, and noting every problem instead of stopping at the first."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from advisor.errors import Place, ProblemKind, Problems, Suggestion, suggestion
from advisor.knowledge.conditions import Citation
from advisor.knowledge.read.markdown import Block, Entry, Text
from advisor.knowledge.read.other_words import key_meant

_CITATION = re.compile(r"\[(?P<key>[^\]]*)\](?P<where>[^\[]*)")
_RESERVED = re.compile(
    r"\b(is|or|and|not|for|from|between|then|unless|never|strongly|moderately|weakly)\b|[,<>|:]",
    re.IGNORECASE,
)

_OPENING = {
    "the value": re.compile(
        r"(known|unknown|at\s+least|at\s+most|below|above|one\s+of|the\s+lead\s+of)\b",
        re.IGNORECASE,
    ),
    "the assessment's name": re.compile(r"(favour|oppose|rule\s+out|raise|lower)\b", re.IGNORECASE),
}
"""Words that may not come first: 'x is unknown' and 'raise x' mean something else."""


@dataclass(frozen=True)
class Mention:
    """A spot where a book names a fact, an assessment or a decision, or with `value` one of its values.

    `read` is the name as it was written, on one line; `former` tells that it stands beside an old name.
    """

    item: str
    value: str
    place: Place
    read: str
    former: bool = False


@dataclass
class BookProblems(Problems):
    """The problems found so far in all books; all that they cite, to be checked at the end, and all names they use.

    `uncited` are the **Source** entries that name no key, each with what it is about.
    """

    cited: list[Citation] = field(default_factory=list)
    uncited: list[tuple[Text, str]] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)

    def mention(self, item: str, value: str, text: Text, *, former: bool = False) -> None:
        """Note that a text is the name of an item, or of one of its values."""
        self.mentions.append(Mention(item, value, text.place, text.plain, former))


class Entries:
    """The entries of one block, by key; what nobody takes is reported by `finish`."""

    def __init__(self, block: Block, problems: BookProblems, what: str) -> None:
        self.block = block
        self.problems = problems
        self.what = what
        self._left = list(block.entries)
        self._asked: list[str] = []

    @property
    def place(self) -> Place:
        """The place of the heading."""
        return self.block.heading.place

    def all(self, key: str) -> list[Entry]:
        """Take every entry with this key."""
        self._asked.append(key)
        taken = [entry for entry in self._left if entry.key == key]
        self._left = [entry for entry in self._left if entry.key != key]
        return taken

    def optional(self, key: str) -> Entry | None:
        """Take the entry with this key, if there is one; a second one is a problem."""
        taken = self.all(key)
        for extra in taken[1:]:
            self.problems.add(extra.place, f"a second **{key}** in {self.what}", "keep one of them")
        return taken[0] if taken else None

    def required(self, key: str, such_as: str = "...") -> Entry | None:
        """Take the entry with this key; a missing or empty one is a problem.

        `such_as` tells what could stand there.
        """
        entry = self.optional(key)
        if entry is None:
            self.problems.add(
                self.place,
                f"{self.what} has no **{key}**",
                f"add a line '- **{key}** {such_as}'",
                kind=ProblemKind.MISSING,
            )
            return None
        if not entry.text.plain:
            self.problems.add(
                entry.place, f"**{key}** in {self.what} is empty", "write what it is after the key"
            )
            return None
        return entry

    def text(self, key: str) -> str:
        """Take a required entry as plain text; '' if it is missing, which is reported."""
        entry = self.required(key)
        return entry.text.plain if entry else ""

    def optional_text(self, key: str) -> str:
        """Take an optional entry as plain text."""
        entry = self.optional(key)
        return entry.text.plain if entry else ""

    def sources(self) -> tuple[Citation, ...]:
        """Take the required **Source** entry as citations: `[key] place, [key] place`."""
        entry = self.required("Source")
        return citations(entry.text, self.problems, self.what) if entry else ()

    def finish(self) -> None:
        """Report every entry that nobody took."""
        for entry in self._left:
            if not entry.key:
                self.problems.add(
                    entry.place,
                    f"a line of {self.what} has no key",
                    self._keyless(entry.text.plain),
                )
            else:
                hint: str | Suggestion = suggestion(entry.key, self._asked, limit=30)
                meant = key_meant(entry.key, self._asked)
                if meant:
                    hint = f"did you mean **{meant}**? Write: - **{meant}** {entry.text.plain}"
                self.problems.add(entry.place, f"unknown key '{entry.key}' in {self.what}", hint)

    def _keyless(self, line: str) -> str:
        """Return how a line is written that stands in the list without a key."""
        if re.match(r"\*[^*]+\*\s*:", line):
            return "indent it by two blanks, so that it belongs to the line above"
        bare = line.replace("*", "").strip()
        for mark in (":", " "):
            written, _, text = bare.partition(mark)
            meant = key_meant(written, self._asked)
            if meant:
                return f"write: - **{meant}** {text.strip()}"
        return "begin it with '- **Key** ...', or write it as prose without the bullet"


def citations(text: Text, problems: BookProblems, what: str) -> tuple[Citation, ...]:
    """Read `[key] place, [key] place`; what names no key is told once all works are known."""
    found = [
        Citation(
            match["key"].strip(),
            " ".join(match["where"].strip(" ,;\n\t").split()),
            text.part(match.start("key"), match.end("key")).place,
        )
        for match in _CITATION.finditer(text.raw)
    ]
    problems.cited.extend(found)
    if not found:
        problems.uncited.append((text, what))
    return tuple(found)


def checked_name(text: Text, problems: BookProblems, what: str) -> str:
    """Return a name on one line, having noted what would break a sentence."""
    name = text.plain
    match = _RESERVED.search(name) or (_OPENING[what].match(name) if what in _OPENING else None)
    if match:
        problems.add(
            text.part(match.start(), match.end()).place if text.raw == name else text.place,
            f"{what} '{name}' contains '{match.group()}', which the sentences need for themselves",
            "choose another word"
            if name.casefold() != "unknown"
            else "leave it out: unknown is always a possible answer",
        )
    elif not name:
        problems.add(text.place, f"{what} is empty", "write a name here")
    return name
