"""A private copy of the rule base as it was last read, so that the next start needn't read all books.

The copy is JSON in the user's cache folder: nothing in it can be run. It begins with a digest of all
that follows. What is damaged, of other books or another program, of another user, writable by others,
a link or no file at all is passed over, and the books are read. Nothing depends on it but the time
of a start.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from contextlib import suppress
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any

from advisor import errors
from advisor.files.reading import is_private_folder, read_regular
from advisor.knowledge import (
    conditions,
    domains,
    drawing,
    effects,
    laws,
    model,
    population,
    words,
    workforce,
    works,
)
from advisor.knowledge.model import RuleBase

_MOST = 8
"""How many copies are kept: the program's own books and a few folders under review."""

_LARGEST = 256 * 1024 * 1024
"""How many bytes of a copy are read; ours has one or two million."""

_TUPLE, _ENUM = -1, -2


def kept(digest: str, label: str) -> RuleBase | None:
    """Return the copy kept of these books, or None."""
    with suppress(
        OSError, ValueError, TypeError, KeyError, IndexError, RuntimeError, AttributeError
    ):
        path = _file(digest, label)
        if not is_private_folder(path.parent):
            return None
        seal, _, content = read_regular(path, _LARGEST, private=True).partition(b"\n")
        if seal != _seal(content):
            return None
        found = _decoded(json.loads(content))
        if isinstance(found, RuleBase) and found.hash == digest:
            return found
    return None


def _seal(content: bytes) -> bytes:
    """Identify what a copy holds, so that a flipped bit is noticed; who may write it is asked elsewhere."""
    return hashlib.sha256(content).hexdigest().encode()


def keep(rules: RuleBase, label: str) -> None:
    """Keep a copy, if the cache folder can be written to; the oldest copies give way."""
    # A user without a home (RuntimeError) has no cache folder either.
    with suppress(OSError, RuntimeError):
        target = _file(rules.hash, label)
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not is_private_folder(target.parent):
            return
        text = json.dumps(_encoded(rules), ensure_ascii=False, separators=(",", ":"))
        content = text.encode("utf-8", "surrogatepass")
        # mkstemp makes the file readable by its owner only.
        descriptor, name = tempfile.mkstemp(dir=target.parent)
        try:
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(_seal(content) + b"\n" + content)
            Path(name).replace(target)
        except OSError:
            Path(name).unlink(missing_ok=True)
            raise
        copies = sorted(target.parent.glob("*.json"), key=lambda path: path.stat().st_mtime)
        for old in copies[:-_MOST]:
            old.unlink(missing_ok=True)


def _file(digest: str, label: str) -> Path:
    root = os.environ.get("XDG_CACHE_HOME", "")
    if not Path(root).is_absolute():  # a relative one is to be ignored, says the specification
        root = str(Path("~/.cache").expanduser())
    name = hashlib.sha256(f"{digest}\n{label}\n{_program()}".encode()).hexdigest()
    return Path(root) / "organization-advisor" / f"{name}.json"


@cache
def _program() -> str:
    """Identify the code that reads the books: a copy is of no use to another version of it."""
    parts = []
    own = sorted(Path(model.__file__).parent.rglob("*"))
    for entry in (*own, Path(errors.__file__)):
        if entry.suffix in (".py", ".lark"):
            about = entry.stat()
            parts.append(f"{entry.name} {about.st_size} {about.st_mtime_ns}")
    # The fields of the classes by name too: file systems may tell two versions of a file alike.
    dataclasses, enumerations = _classes()
    parts += [
        f"{one.__name__} {' '.join(field.name for field in fields(one))}" for one in dataclasses
    ]
    parts += [f"{one.__name__} {' '.join(value.value for value in one)}" for one in enumerations]
    return "\n".join(parts)


@cache
def _classes() -> tuple[tuple[type[Any], ...], tuple[type[Enum], ...]]:
    """Return the dataclasses and the enumerations that a rule base is made of."""
    data = (conditions, domains, drawing, effects, laws, model, population, words, workforce, works)
    found = [
        value
        for module in (errors, *data)
        for _, value in sorted(vars(module).items())
        if isinstance(value, type) and value.__module__ == module.__name__
    ]
    return (
        tuple(value for value in found if is_dataclass(value)),
        tuple(value for value in found if issubclass(value, Enum)),
    )


def _encoded(value: Any) -> Any:
    """Return lists that begin with a number telling what follows; everything else as it is."""
    dataclasses, enumerations = _classes()
    if isinstance(value, tuple):
        return [_TUPLE, *(_encoded(part) for part in value)]
    if isinstance(value, Enum):
        return [_ENUM, enumerations.index(type(value)), value.value]
    if is_dataclass(value) and not isinstance(value, type):
        number = dataclasses.index(type(value))
        return [number, *(_encoded(getattr(value, field.name)) for field in fields(value))]
    return value


def _decoded(value: Any) -> Any:
    """Return what `_encoded` was given."""
    dataclasses, enumerations = _classes()

    # Most parts are no lists, and a call for each of them would take most of the time.
    def decode(part: list[Any]) -> Any:
        kind = part[0]
        if kind == _ENUM:
            return enumerations[part[1]](part[2])
        parts = [decode(one) if type(one) is list else one for one in part[1:]]
        return tuple(parts) if kind == _TUPLE else dataclasses[kind](*parts)

    return decode(value) if type(value) is list else value
