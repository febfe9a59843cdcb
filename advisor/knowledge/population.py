"""The book of the population as frozen data: how often each answer is given."""

from __future__ import annotations

from dataclasses import dataclass, field

from advisor.errors import NOWHERE, Place
from advisor.knowledge.conditions import Citation, Term
from advisor.knowledge.domains import Range


@dataclass(frozen=True)
class Shares:
    """A row of a population table: how often each answer is given where the terms hold.

    `numbers` are the shares of the answers in per cent, in the order of `FactPopulation.answers`; or
    the median and the spread of a number.
    """

    terms: tuple[Term, ...]
    numbers: tuple[float, ...]
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True)
class FactPopulation:
    """How often each answer to a fact is given among the governments that the rule base is for.

    `given` are at most two other facts that this depends on; the first row whose terms hold counts.
    `answers` are the fact's values, or ranges of a number; they are empty where the rows give the
    median and spread of a log-normal number. `judgement` says why, where there is no source.
    """

    fact: str
    given: tuple[str, ...]
    answers: tuple[str | Range, ...]
    rows: tuple[Shares, ...]
    sources: tuple[Citation, ...]
    judgement: str = ""
    place: Place = field(default=NOWHERE, compare=False)
