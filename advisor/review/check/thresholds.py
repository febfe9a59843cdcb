"""Findings about thresholds of a number that stand beside each other: 'above 10' and 'at least 10'."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

from advisor.errors import Place
from advisor.inference.compile import term_test
from advisor.inference.play import Witness
from advisor.knowledge.conditions import Term
from advisor.knowledge.domains import Cut, Domain, Kind, number_text
from advisor.knowledge.laws import AlwaysLaw
from advisor.knowledge.meaning import cuts_of
from advisor.knowledge.model import Fact
from advisor.knowledge.words import Relation
from advisor.knowledge.writer import term_text
from advisor.review.check.findings import RuleFinding
from advisor.review.check.review import Review
from advisor.text import all_of

_MOST_NAMED = 3
"""How many of the conditions with the usual threshold are named, and how many blocks of each."""

CLOSE = 0.02
"""How near to each other two thresholds are taken for one, as a part of the larger one."""


@dataclass(frozen=True)
class ThresholdUse:
    """A block that has a threshold, and the condition in which it does."""

    about: str
    term: Term
    place: Place


def check_thresholds(review: Review) -> Iterator[RuleFinding]:
    """Yield thresholds next to one that other rules use, so that one of the two is likely a slip."""
    for fact in review.rules.facts:
        if fact.domain.kind is not Kind.NUMBER:
            continue
        uses = _uses(review, fact)
        for lower, upper in pairwise(sorted(uses)):
            if _is_beside(lower, upper, fact.domain):
                yield from _beside(review, fact, lower, upper, uses)


def _uses(review: Review, fact: Fact) -> Mapping[Cut, list[ThresholdUse]]:
    """Return who uses each threshold that parts the numbers; a single number is meant as it is."""
    uses: dict[Cut, list[ThresholdUse]] = defaultdict(list)
    for about, term, place in _terms(review):
        asks = term.relation in (Relation.IS, Relation.KNOWN, Relation.UNKNOWN)
        if term.subject != fact.name or asks:
            continue
        for cut in set(cuts_of(term, fact.domain.minimum)) & set(fact.domain.cuts):
            uses[cut].append(ThresholdUse(about, term, place))
    return {cut: sorted(used, key=lambda use: use.place) for cut, used in uses.items()}


def _terms(review: Review) -> Iterator[tuple[str, Term, Place]]:
    """Yield all conditions of rules, tables and laws with the block in which they stand."""
    for rule in review.rules.rules:
        for term in rule.terms:
            yield rule.id, term, rule.place
    for law in review.rules.laws:
        if isinstance(law, AlwaysLaw):
            for line in (*law.when, law.then):
                for term in line.terms:
                    yield law.id, term, law.place
    for item in review.rules.assessments:
        for row in item.rows:
            for term in row.terms:
                yield item.name, term, row.place


def _is_beside(lower: Cut, upper: Cut, domain: Domain) -> bool:
    """Whether hardly a number lies between two thresholds."""
    if domain.whole and upper.at - lower.at <= 1:
        return True
    return upper.at - lower.at <= CLOSE * max(abs(lower.at), abs(upper.at))


def _beside(
    review: Review, fact: Fact, lower: Cut, upper: Cut, uses: Mapping[Cut, list[ThresholdUse]]
) -> Iterator[RuleFinding]:
    # The one that fewer use is likely the slip; of two alike the later one.
    by_place = sorted((lower, upper), key=lambda cut: uses[cut][0].place, reverse=True)
    odd, usual = sorted(by_place, key=lambda cut: len({use.about for use in uses[cut]}))
    if {use.about for use in uses[odd]} & {use.about for use in uses[usual]}:
        return  # whoever writes both in one block means what lies between
    first, usual_one = uses[odd][0], uses[usual][0]
    yield RuleFinding(
        "threshold beside",
        first.about,
        f"{first.about} asks '{term_text(first.term)}', with a threshold right beside that of "
        f"{_said(uses[usual])}: {_between(lower, upper, fact.domain)}.",
        "write the same threshold in all of them",
        shown_by=_shown(review, fact, (lower, upper), (first.term, usual_one.term)),
        place=first.place,
    )


def _said(uses: list[ThresholdUse]) -> str:
    """Return what asks for a threshold, each condition once and with the blocks that have it."""
    blocks: dict[str, dict[str, None]] = defaultdict(dict)
    for use in uses:
        blocks[term_text(use.term)][use.about] = None
    said = []
    for text, names in list(blocks.items())[:_MOST_NAMED]:
        named = list(names)
        if len(named) > _MOST_NAMED:
            named = [*named[:_MOST_NAMED], f"{len(named) - _MOST_NAMED} more"]
        said.append(f"'{text}' in {all_of(named)}")
    more = len(blocks) - _MOST_NAMED
    return all_of([*said, f"{more} more"] if more > 0 else said)


def _between(lower: Cut, upper: Cut, domain: Domain) -> str:
    first = lower.at + domain.whole if lower.after else lower.at
    last = upper.at if upper.after else upper.at - domain.whole
    if first == last:
        return f"only {number_text(first)} lies between them"
    return f"only what lies from {number_text(first)} to {number_text(last)} is between the two"


def _shown(
    review: Review, fact: Fact, cuts: tuple[Cut, Cut], terms: tuple[Term, Term]
) -> tuple[Witness, ...]:
    """Return the case of a number between the two, with what the two conditions make of it."""
    domain = fact.domain
    codes = range(domain.cuts.index(cuts[0]) + 1, domain.cuts.index(cuts[1]) + 1)
    between = sum(1 << code for code in codes)
    found = review.replayed(
        {fact.name: between}, lambda so_far: not so_far.values[fact.name] & ~between
    )
    shows = [
        (
            term_text(term),
            "met" if term_test(term, review.rules).holds(between) else "not met",
        )
        for term in terms
    ]
    return (replace(found, shows=tuple(shows)),)
