"""One mechanism, one voice: a cause that speaks for or against an option in several rules.

A rule speaks again for what another has said already if each of the other's conditions is among
its own causes: what it reads itself, or what moves an assessment that it reads the same way.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from advisor.knowledge.conditions import Line, Term
from advisor.knowledge.effects import Adjust, Argue, Conclude
from advisor.knowledge.meaning import meaning
from advisor.knowledge.model import Assessment, Rule, RuleBase
from advisor.review.check.contents import parts_of_others
from advisor.review.check.findings import RuleFinding
from advisor.review.check.pairs import by_degrees, says
from advisor.review.check.review import Review


@dataclass(frozen=True)
class VoiceCause:
    """An item with the set of values that speak, and the assessments through which they do."""

    item: str
    mask: int
    through: tuple[str, ...] = ()


Side = tuple[str, str, bool]
"""A decision, an option, and whether it is favoured or opposed."""


def check_voices(review: Review) -> Iterator[RuleFinding]:
    """Yield a finding for each rule whose causes all speak again in other rules for the same option."""
    rules = review.rules
    told = {frozenset((one.id, other.id)) for one, other, _ in parts_of_others(review)}
    causes = {rule.id: tuple(_causes(rule.when, rules)) for rule in rules.rules}
    sides: dict[Side, list[Rule]] = defaultdict(list)
    for rule in rules.rules:
        for side in dict.fromkeys(_sides(rule)):
            sides[side].append(rule)
    again: dict[str, dict[str, tuple[Side, tuple[VoiceCause, ...]]]] = defaultdict(dict)
    for side, speakers in sides.items():
        for one in speakers:
            for other in speakers:
                if one is other or other.id in again[one.id] or one.id in again[other.id]:
                    continue
                if {one.id, other.id} in told:
                    continue
                shared = _shared(one, causes[other.id], rules)
                if shared and not _meant_or_told(review, one, other):
                    again[one.id][other.id] = side, shared
    for rule in rules.rules:
        if again[rule.id]:
            yield from _finding(review, rule, again[rule.id])


def _sides(rule: Rule) -> Iterator[Side]:
    for effect in rule.effects:
        if isinstance(effect, Argue):
            yield effect.decision, effect.option, effect.favours


def _causes(
    lines: Iterable[Line], rules: RuleBase, through: tuple[str, ...] = ()
) -> Iterator[VoiceCause]:
    """Yield what speaks for the lines to hold, down to the facts."""
    for line in lines:
        for term in line.terms:
            mask = _mask(term, rules)
            if mask in (0, rules.items[term.subject].domain.everything):
                continue
            yield VoiceCause(term.subject, mask, through)
            item = rules.items[term.subject]
            if isinstance(item, Assessment):
                yield from _causes(_moving(item, mask, rules), rules, (*through, item.name))


def _mask(term: Term, rules: RuleBase) -> int:
    return meaning(term, rules.items[term.subject].domain)


def _moving(item: Assessment, mask: int, rules: RuleBase) -> Iterator[Line]:
    """Yield the conditions of what moves an assessment towards some of its values."""
    highest = len(item.domain.values) - 1
    upwards = bool(mask >> highest & 1) and not mask & 1
    downwards = bool(mask & 1) and not mask >> highest & 1
    for rule in rules.rules:
        for effect in rule.effects:
            if isinstance(effect, Adjust) and effect.assessment == item.name:
                if upwards if effect.raises else downwards:
                    yield from rule.when
            elif (
                isinstance(effect, Conclude)
                and effect.assessment == item.name
                and mask >> item.domain.values.index(effect.value) & 1
            ):
                yield from rule.when
    for row in item.rows:
        if mask >> item.domain.values.index(row.value) & 1:
            yield from (Line((term,)) for term in row.terms)


def _shared(one: Rule, others: tuple[VoiceCause, ...], rules: RuleBase) -> tuple[VoiceCause, ...]:
    """Return the causes in another rule of every condition of this one, or nothing."""
    found: list[VoiceCause] = []
    for line in one.when:
        wanted = {term.subject: _mask(term, rules) for term in line.terms}
        direct = [
            cause for cause in others if cause.item in wanted and cause.mask & wanted[cause.item]
        ]
        if not direct:
            return ()
        found.append(min(direct, key=lambda cause: len(cause.through)))
    return tuple(dict.fromkeys(found))


def _meant_or_told(review: Review, one: Rule, other: Rule) -> bool:
    """Whether two rules are degrees of one thing, never hold at once, or are another finding already."""
    if by_degrees(one, other) and len(one.reads) == 1:
        return True
    holds = review.any.state.holds
    question = f"can {one.id} and {other.id} hold at once?"
    if review.case(review.any, holds[one.id] & holds[other.id], question) is None:
        return True
    if says(one) != says(other) or by_degrees(one, other):
        return False
    return any(
        review.proved_impossible(holds[a.id] & review.any.negated(holds[b.id]), question)
        for a, b in ((one, other), (other, one))
    )


def _finding(
    review: Review, rule: Rule, again: dict[str, tuple[Side, tuple[VoiceCause, ...]]]
) -> Iterator[RuleFinding]:
    told = []
    for other, ((decision, option, favours), shared) in again.items():
        verb = "for" if favours else "against"
        where = ", ".join(_told(cause) for cause in shared)
        told.append(f"{other} ({verb} '{option}' of {decision}, from {where})")
    first = next(iter(again))
    shown = review.shown(
        lambda shower: shower.state.holds[rule.id] & shower.state.holds[first],
        lambda so_far: {rule.id, first} <= set(so_far.fired),
        rule.reads,
    )
    yield RuleFinding(
        "counted twice",
        rule.id,
        f"What {rule.id} · {rule.title} argues from speaks the same way again in {'; '.join(told)}.",
        "let one of them say it, or waive it with the reason why they are two mechanisms",
        shown_by=shown,
        place=rule.place,
    )


def _told(cause: VoiceCause) -> str:
    return f"{cause.item} through {' and '.join(cause.through)}" if cause.through else cause.item
