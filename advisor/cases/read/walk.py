"""Walking over the plain tree of a case: entries of mappings by their names, and texts, with every slip told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from advisor.cases.read.tree import (
    CaseProblems,
    Mapping,
    Node,
    Scalar,
    Sequence,
    is_nothing,
    kind_of,
)
from advisor.errors import Place
from advisor.text import one_line


@dataclass(frozen=True, slots=True)
class CaseEntry:
    """A key of a mapping with its value; `name` is the key without capitals and spare blanks."""

    name: str
    written: str
    value: Node
    place: Place


_SHORT = 100
"""How many characters a key has that is remembered, so that memory stays bounded."""


@lru_cache(maxsize=4_096)
def _key(text: str) -> tuple[str, str]:
    """Return a key without spare blanks, and its name; the same ones stand in all case files."""
    written = " ".join(text.split())
    return written, written.casefold()


def entries(mapping: Mapping, where: str, problems: CaseProblems) -> Iterator[CaseEntry]:
    """Yield the entries of a mapping, each name once; tell keys that repeat or are no texts."""
    seen: dict[str, Place] = {}
    for key, value in mapping.pairs:
        if not isinstance(key, Scalar):
            hint = "write a name, a colon and the value"
            problems.add(key.place, f"{kind_of(key)} can't be a key in {where}", hint)
            continue
        written, name = _key(key.text) if len(key.text) <= _SHORT else _key.__wrapped__(key.text)
        if not name:
            problems.add(key.place, f"an empty key in {where}", "write a name before the colon")
        elif name in seen:
            hint = f"it stands at {seen[name].spot} already; keep one of them"
            problems.add(
                key.place, f"'{one_line(written)}' is given twice in {where}", hint, read=written
            )
        else:
            seen[name] = key.place
            yield CaseEntry(name, written, value, key.place)


def text_of(entry: CaseEntry, problems: CaseProblems) -> str:
    """Return the text of an entry, '' for nothing; tell what is no text."""
    if is_nothing(entry.value):
        return ""
    if isinstance(entry.value, Scalar):
        return entry.value.text.strip()
    hint = "write a text; put it in quotes if it holds ': ' or begins with '[' or '{'"
    message = f"'{one_line(entry.written)}:' holds {kind_of(entry.value)}, not a text"
    problems.add(entry.value.place, message, hint)
    return ""


def texts_of(entry: CaseEntry | None, problems: CaseProblems) -> tuple[str, ...]:
    """Return the texts of a list, or of one text alone; tell what is neither."""
    return tuple(scalar.text.strip() for scalar in scalars_of(entry, problems))


def scalars_of(entry: CaseEntry | None, problems: CaseProblems) -> Iterator[Scalar]:
    """Yield the texts of a list, or one text alone, with their places; tell what is neither."""
    if entry is None or is_nothing(entry.value):
        return
    items = entry.value.items if isinstance(entry.value, Sequence) else (entry.value,)
    for item in items:
        if isinstance(item, Scalar):
            if not is_nothing(item):
                yield item
        else:
            message = f"'{one_line(entry.written)}:' holds {kind_of(item)} where a text is expected"
            problems.add(item.place, message, "write each entry on a line of its own: '- text'")


def mapping_of(
    entry: CaseEntry | None, key: str, of: str, problems: CaseProblems
) -> Iterable[CaseEntry]:
    """Return the entries below a key; tell what is no mapping. `of` says what a line holds."""
    if entry is None or is_nothing(entry.value):
        return ()
    if isinstance(entry.value, Mapping):
        return entries(entry.value, f"'{key}:'", problems)
    hint = f"write a line for each, with {of}"
    problems.add(entry.value.place, f"'{key}:' holds {kind_of(entry.value)}, not a mapping", hint)
    return ()
