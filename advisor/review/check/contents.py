"""Findings about what rules say and other rules say too: parts of another, one rule split in several."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator
from itertools import combinations

from advisor.knowledge.effects import Adjust, Argue, Conclude, RuleOut
from advisor.knowledge.model import Rule
from advisor.review.check.findings import RuleFinding
from advisor.review.check.pairs import by_degrees, says
from advisor.review.check.review import Review, RuleCondition, conditions_of, met_by
from advisor.text import all_of


def check_contents(review: Review) -> Iterator[RuleFinding]:
    """Yield rules that are part of another one, and rules that are one rule split in several."""
    for one, other, same in parts_of_others(review):
        yield _part(review, one, other, same=same)
    yield from _split(review)


def parts_of_others(review: Review) -> Iterator[tuple[Rule, Rule, bool]]:
    """Yield pairs of rules of which the first says nothing that the second doesn't say as well.

    Both hold for the same cases (the third value tells so; then it is no matter how strongly they
    argue); or the second one holds wherever the first one does, and is no degree of it. Where it is
    the first one that always holds too, points are no repetition: another cause may add to them.
    """
    said = {rule.id: _said(rule) for rule in review.rules.rules}
    exactly = {rule.id: _said(rule, strength=True) for rule in review.rules.rules}
    by_content: dict[Hashable, list[Rule]] = defaultdict(list)
    for rule in review.rules.rules:
        for content in said[rule.id]:
            by_content[content].append(rule)
    for one in review.rules.rules:
        if not said[one.id] or not review.can_hold(one):
            continue
        rarest = min(said[one.id], key=lambda content: len(by_content[content]))
        for other in by_content[rarest]:
            if other is one or not said[one.id] <= said[other.id] or says(one) == says(other):
                continue
            if not review.can_hold(other):
                continue
            forth, back = review.implies(one, other), review.implies(other, one)
            if forth and back:
                if said[one.id] != said[other.id] or one.place > other.place:
                    yield one, other, True
                continue
            repeated = exactly[one.id] <= exactly[other.id] and not by_degrees(one, other)
            if repeated and (forth or (back and not adds_points(one))):
                yield one, other, False


def adds_points(rule: Rule) -> bool:
    """Whether a rule argues by points, or moves an assessment by them."""
    return any(isinstance(effect, Argue | Adjust) for effect in rule.effects)


def _said(rule: Rule, *, strength: bool = False) -> frozenset[Hashable]:
    """Return what a rule says, piece by piece; how strongly only if that is asked for."""
    said: set[Hashable] = set()
    for effect in rule.effects:
        points = effect.points if strength and isinstance(effect, Argue | Adjust) else 0
        match effect:
            case Argue(decision, option, _, favours):
                said.add(("argues", decision, option, favours, points))
            case RuleOut(decision, option):
                said.add(("rules out", decision, option))
            case Adjust(assessment, _, raises):
                said.add(("moves", assessment, raises, points))
            case Conclude(assessment, value):
                said.add(("concludes", assessment, value))
    if rule.warning:
        said.add(("warns", rule.warning.casefold()))
    if rule.advice is not None:
        said.add(("advises", rule.advice.text.casefold()))
    return frozenset(said)


def _part(review: Review, one: Rule, other: Rule, *, same: bool) -> RuleFinding:
    where = "they hold for the same cases"
    if not same:
        narrower, wider = (one, other) if review.implies(one, other) else (other, one)
        where = f"wherever {narrower.id} holds, {wider.id} holds too"
    ids = {one.id, other.id}
    return RuleFinding(
        "part of another",
        one.id,
        f"All that {one.id} · {one.title} says is said by {other.id} · {other.title} too: {where}"
        f"{', so it counts twice' if adds_points(one) else ''}.",
        "let one of them say it, or tell their conditions apart",
        f"z3 has proved that {where}.",
        review.shown(
            lambda shower: shower.state.holds[one.id] & shower.state.holds[other.id],
            lambda so_far: ids <= set(so_far.fired),
            tuple(dict.fromkeys((*one.reads, *other.reads))),
        ),
        place=one.place,
    )


def _split(review: Review) -> Iterator[RuleFinding]:
    """Yield rules that say the same and differ in one condition, of which one is always met."""
    groups: dict[Hashable, list[tuple[Rule, RuleCondition]]] = defaultdict(list)
    for rule in review.rules.rules:
        conditions = conditions_of(rule)
        if not _said(rule):
            continue
        for condition in conditions:
            rest = frozenset(other for other in conditions if other != condition)
            groups[says(rule), rest].append((rule, condition))
    told: set[str] = set()
    for parts in groups.values():
        ids = {rule.id for rule, _ in parts}
        if len(ids) == len(parts) > 1 and not ids <= told and _one_is_met(review, parts):
            told |= ids
            yield _split_rule(review, parts)


def _one_is_met(review: Review, parts: list[tuple[Rule, RuleCondition]]) -> bool:
    """Whether just one of the conditions is met in every case that meets the rest of the rules."""
    state = review.complete.state
    none = met_by(review.rules, state, conditions_of(parts[0][0]), but=parts[0][1])
    none = none & review.determined(condition.line for _, condition in parts)
    for _, condition in parts:
        none = none & (state.ones ^ met_by(review.rules, state, (condition,)))
    names = all_of(rule.id for rule, _ in parts)
    if not review.proved_impossible(none, f"can {names} all fail?", review.complete):
        return False
    holds = [state.holds[rule.id] for rule, _ in parts]
    return all(
        review.proved_impossible(one & other, f"can two of {names} hold at once?", review.complete)
        for one, other in combinations(holds, 2)
    )


def _split_rule(review: Review, parts: list[tuple[Rule, RuleCondition]]) -> RuleFinding:
    first, *others = [rule for rule, _ in parts]
    lines = " or ".join(f"'{condition.text}'" for _, condition in parts)
    shown = [
        review.shown(
            lambda shower, name=rule.id: shower.state.holds[name],  # type: ignore[misc]
            lambda so_far, name=rule.id: name in so_far.fired,  # type: ignore[misc]
            rule.reads,
        )
        for rule in (first, *others)
    ]
    return RuleFinding(
        "split rule",
        others[0].id,
        f"{all_of(rule.id for rule, _ in parts)} are one rule split in {len(parts)}: they say the same, "
        f"and {lines} is always met.",
        f"keep {first.id} without the condition, which then speaks before the answer too, and take out the rest",
        "z3 has proved that each case with everything answered meets just one of these conditions.",
        tuple(witness for witnesses in shown for witness in witnesses),
        place=others[0].place,
    )
