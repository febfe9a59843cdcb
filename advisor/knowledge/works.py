"""What the rules rest on and serve: works with what they state, goals, and the competencies of civil servants."""

from __future__ import annotations

from dataclasses import dataclass, field

from advisor.errors import NOWHERE, Place
from advisor.knowledge.conditions import Citation


@dataclass(frozen=True)
class Source:
    """A work that rules cite."""

    key: str
    author: str
    year: str
    title: str
    venue: str
    address: str
    note: str = ""
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True)
class Goal:
    """A target of the Sustainable Development Goals that actions serve."""

    key: str
    target: str
    sources: tuple[Citation, ...]
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True)
class Statement:
    """What a source says as a whole, and the rules, laws, facts, decisions and goals that carry it."""

    key: str
    title: str
    text: str
    carried_by: tuple[str, ...]
    sources: tuple[Citation, ...]
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True)
class Competency:
    """A row of the competencies matrix: which job categories need it."""

    key: str
    text: str
    level: str
    nature: str
    job_categories: tuple[str, ...]
    place: Place = field(default=NOWHERE, compare=False)
