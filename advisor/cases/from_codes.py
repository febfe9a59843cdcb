"""From a set of codes back to the answer that a case file may hold, read as just this set again."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from advisor.cases.model import Answer, Case, Value
from advisor.knowledge.domains import Domain, Kind, Range
from advisor.knowledge.model import Fact, RuleBase


def answer_from_codes(fact: Fact, mask: int) -> Answer | None:
    """Return the answer that leaves just these codes possible; None where no answer does.

    A number comes out as one figure where a cell holds one that is near to no threshold, else as
    ranges; one of equal ends ('5,000 to 5,000') where a cell holds no other number. No answer stands for no
    code, or for a cell without a number.
    """
    domain = fact.domain
    if not mask:
        return None
    if domain.kind is not Kind.NUMBER:
        return Answer(fact.name, domain.names(mask))
    values: list[Value] = []
    for first, last in _runs(mask):
        numbers = _numbers(domain, first, last)
        if numbers is None:
            return None
        values.append(numbers)
    return Answer(fact.name, tuple(values))


def case_from_codes(rules: RuleBase, masks: Mapping[str, int], name: str) -> Case | None:
    """Return the case with these sets of codes by fact; None where no case file may hold it.

    Facts that are not named, and those of which everything is possible, are left out: nobody has
    asked them. A name that is no fact's is none that a case file may hold.
    """
    facts = {fact.name: fact for fact in rules.facts}
    answers: list[Answer] = []
    if not masks.keys() <= facts.keys():
        return None
    for fact in rules.facts:
        if masks.get(fact.name, fact.domain.everything) == fact.domain.everything:
            continue
        answer = answer_from_codes(fact, masks[fact.name])
        if answer is None:
            return None
        answers.append(answer)
    return Case(name, tuple(answers))


def answerable(domain: Domain, mask: int) -> int:
    """Return the codes of a set that an answer can leave possible: those of cells that hold a number."""
    if domain.kind is not Kind.NUMBER:
        return mask
    return sum(
        1 << code
        for code in range(len(domain.values))
        if mask >> code & 1 and _inside(domain, code)
    )


def _runs(mask: int) -> Iterator[tuple[int, int]]:
    """Yield the first and the last code of each run of neighbours."""
    code = 0
    while mask >> code:
        if mask >> code & 1:
            first = code
            while mask >> code + 1 & 1:
                code += 1
            yield first, code
        code += 1


def _numbers(domain: Domain, first: int, last: int) -> Range | None:
    """Return a figure or a range that touches just these cells, or None."""
    wanted = (1 << last + 1) - (1 << first)
    only = _inside(domain, first)
    if first == last:
        for number in only:
            if domain.around(Range(number, number)) == wanted:
                return Range(number, number)
    for low in _inside(domain, first):
        for high in _inside(domain, last):
            if low < high and domain.cells(Range(low, high)) == wanted:
                return Range(low, high)
    return Range(only[0], only[0], as_given=True) if first == last and only else None


def _inside(domain: Domain, code: int) -> list[float]:
    """Return some numbers of a cell that may be answered, the plainest ones first."""
    low = domain.cuts[code - 1].at if code else domain.minimum
    open_end = code == len(domain.cuts) and math.isinf(domain.maximum)
    high = 2 * low + 2 if open_end else domain.maximum
    if code < len(domain.cuts):
        high = domain.cuts[code].at
    middle = (low + high) / 2
    tried = [_round(low, high), float(round(middle)), middle]
    tried += [math.floor(low) + 1.0, math.ceil(high) - 1.0, low, high]
    # Where a figure near to either threshold counts as both sides, what lies between them is left.
    tried += [low + (high - low) * share for share in (0.25, 0.75)]
    kept = dict.fromkeys(
        number
        for number in tried
        if domain.minimum <= number <= domain.maximum
        and domain.cells(Range(number, number)) == 1 << code
        and (not domain.whole or number == int(number))
    )
    return list(kept)


def _round(low: float, high: float) -> float:
    """Return a number near the middle of two with as few digits as lie between them."""
    digits = -math.floor(math.log10(high - low)) if high > low else 0
    return round((low + high) / 2, digits)
