"""The parts of a sentence as it was read: words with their places, before anybody knows what they name."""

from __future__ import annotations

from dataclasses import dataclass

from advisor.errors import Place
from advisor.knowledge.read.markdown import Text
from advisor.knowledge.words import Relation, Strength


@dataclass(frozen=True)
class Word:
    """A name or value as written, on one line, with its offset in the sentence."""

    text: str
    line: int
    column: int


@dataclass(frozen=True)
class RawPredicate:
    """What a term says of its subject."""

    relation: Relation
    values: tuple[Word, ...] = ()
    negated: bool = False


@dataclass(frozen=True)
class RawTerm:
    """A subject with its predicate."""

    subject: Word
    predicate: RawPredicate


@dataclass(frozen=True)
class RawEffect:
    """An effect: `verb` is favour, oppose, rule out, raise, lower or is."""

    verb: str
    target: Word
    strength: Strength = Strength.MODERATELY
    decision: Word | None = None
    value: Word | None = None


@dataclass(frozen=True)
class RawMonotone:
    """The parts of a monotone law but for 'Raising' or 'Lowering'; `over` where it is about a lead."""

    subject: Word
    never_lowers: bool
    target: Word
    decision: Word | None
    over: Word | None = None


@dataclass(frozen=True)
class RawPreference:
    """How ties are broken: the fact whose answer is kept, if any, and the options, first best."""

    keep: Word | None
    options: tuple[Word, ...]


def place_of(word: Word, text: Text) -> Place:
    """Return the place in the book of a word of a sentence."""
    return text.at(word.line, word.column)
