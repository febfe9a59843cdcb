"""What a term says, as a set of codes."""

from __future__ import annotations

from collections.abc import Iterable

from advisor.knowledge.conditions import Term
from advisor.knowledge.domains import Cut, Domain, Kind, Range, as_number, with_cuts
from advisor.knowledge.model import Fact
from advisor.knowledge.words import Relation


def meaning(term: Term, domain: Domain) -> int:
    """Return the mask of the codes for which the term is true.

    'is known' and 'is unknown' speak about the answer and not about its value; for them the
    mask is empty, and the engines look at how many values are possible.
    """
    if term.relation in (Relation.KNOWN, Relation.UNKNOWN):
        return 0
    read = _number_mask if domain.kind is Kind.NUMBER else _value_mask
    mask = read(term, domain)
    return domain.everything & ~mask if term.negated else mask


def _value_mask(term: Term, domain: Domain) -> int:
    codes = [code for value in term.values if (code := domain.code(value)) is not None]
    everything = domain.everything
    first = codes[0]
    match term.relation:
        case Relation.AT_LEAST:
            return everything & ~((1 << first) - 1)
        case Relation.ABOVE:
            return everything & ~((1 << first + 1) - 1)
        case Relation.AT_MOST:
            return (1 << first + 1) - 1
        case Relation.BELOW:
            return (1 << first) - 1
        case Relation.BETWEEN:
            return ((1 << codes[1] + 1) - 1) & ~((1 << first) - 1)
    mask = 0
    for code in codes:
        mask |= 1 << code
    return mask


def _number_mask(term: Term, domain: Domain) -> int:
    numbers = [as_number(value) for value in term.values]
    first = numbers[0]
    match term.relation:
        case Relation.AT_LEAST:
            return domain.above(Cut(first))
        case Relation.ABOVE:
            return domain.above(Cut(first, after=True))
        case Relation.AT_MOST:
            return domain.everything & ~domain.above(Cut(first, after=True))
        case Relation.BELOW:
            return domain.everything & ~domain.above(Cut(first))
        case Relation.BETWEEN:
            return domain.above(Cut(first)) & ~domain.above(Cut(numbers[1], after=True))
    mask = 0
    for number in numbers:
        mask |= domain.cells(Range(number, number))
    return mask


def cuts_of(term: Term, minimum: float) -> Iterable[Cut]:
    """Return the thresholds at which a term about a number cuts it into cells."""
    numbers = [as_number(value) for value in term.values]
    match term.relation:
        case Relation.AT_LEAST | Relation.BELOW:
            return (Cut(numbers[0]),)
        case Relation.ABOVE | Relation.AT_MOST:
            return (Cut(numbers[0], after=True),)
        case Relation.BETWEEN:
            return (Cut(numbers[0]), Cut(numbers[1], after=True))
        case Relation.KNOWN | Relation.UNKNOWN:
            # One cell would always be known; a cut at the least number makes 'unknown' visible.
            return (Cut(minimum, after=True),)
    return (Cut(number, after) for number in numbers for after in (False, True))


def cut_by(terms: Iterable[Term], fact: Fact) -> Domain:
    """Return a fact's values as these terms tell them apart: a number by their thresholds only."""
    if fact.domain.kind is not Kind.NUMBER:
        return fact.domain
    cuts = {
        cut
        for term in terms
        if term.subject == fact.name
        for cut in cuts_of(term, fact.domain.minimum)
    }
    return with_cuts(fact.domain, cuts)
