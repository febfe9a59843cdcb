"""What conditions are made of, and what a statement cites."""

from __future__ import annotations

from dataclasses import dataclass, field

from advisor.errors import NOWHERE, Place
from advisor.knowledge.words import Relation


@dataclass(frozen=True)
class Citation:
    """A key of the sources and the place in that work."""

    key: str
    where: str = ""
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True)
class Term:
    """One comparison: a fact, assessment or decision with one or more values.

    Numbers stand in `values` as the books write them, for example '20,000'.
    """

    subject: str
    relation: Relation
    values: tuple[str, ...] = ()
    negated: bool = False
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True)
class Line:
    """Terms joined by 'or'."""

    terms: tuple[Term, ...]
