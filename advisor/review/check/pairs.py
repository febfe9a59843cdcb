"""Findings about two rules: the same said twice, one contained in the other, one against the other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator
from itertools import combinations, permutations

from advisor.knowledge.effects import Adjust, Argue, Conclude, RuleOut
from advisor.knowledge.model import Rule
from advisor.review.check.findings import RuleFinding
from advisor.review.check.review import Review


def check_pairs(review: Review) -> Iterator[RuleFinding]:
    """Yield the findings about pairs of rules."""
    pairs = _Pairs(review)
    yield from pairs.doubles()
    yield from pairs.favoured_and_ruled_out()
    yield from pairs.favoured_and_opposed()
    yield from pairs.conclusions_at_odds()


def says(rule: Rule) -> Hashable:
    """What a rule concludes, whatever the order in which it is written."""
    advice = rule.advice.text.casefold() if rule.advice else ""
    return frozenset(rule.effects), rule.warning.casefold(), advice


class _Pairs:
    def __init__(self, review: Review) -> None:
        self._review = review
        self._live = [rule for rule in review.rules.rules if review.can_hold(rule)]
        self._favoured = {rule.id: _favours(rule) for rule in self._live}
        self._opposed = {rule.id: _opposes(rule) for rule in self._live}
        self._excluded = {rule.id: _ruled_out(rule) for rule in self._live}

    def _together(self, one: Rule, two: Rule) -> RuleFinding:
        """Return the beginnings of a finding: a case in which both rules hold."""
        ids = (one.id, two.id)
        shown = self._review.shown(
            lambda shower: shower.state.holds[one.id] & shower.state.holds[two.id],
            lambda so_far: set(ids) <= set(so_far.fired),
            tuple(dict.fromkeys((*one.reads, *two.reads))),
        )
        return RuleFinding("", one.id, "", "", shown_by=shown, place=one.place)

    def doubles(self) -> Iterator[RuleFinding]:
        """Yield rules that say the same as another, or that another one contains."""
        groups: dict[Hashable, list[Rule]] = defaultdict(list)
        for rule in self._live:
            groups[says(rule)].append(rule)
        for group in groups.values():
            for one, two in combinations(group, 2):
                forth, back = self._review.implies(one, two), self._review.implies(two, one)
                if forth and back:
                    yield self._same(one, two)
                elif forth and not by_degrees(one, two):
                    yield self._contained(one, two)
                elif back and not by_degrees(one, two):
                    yield self._contained(two, one)

    def _same(self, one: Rule, two: Rule) -> RuleFinding:
        start = self._together(one, two)
        return RuleFinding(
            "says the same",
            two.id,
            f"{two.id} · {two.title} says the same as {one.id} · {one.title}: they hold for the same cases "
            f"and conclude the same{', so it counts twice' if _adds(one) else ''}.",
            "keep one of them",
            "z3 has proved that neither holds without the other.",
            start.shown_by,
            place=two.place,
        )

    def _contained(self, inner: Rule, outer: Rule) -> RuleFinding:
        start = self._together(inner, outer)
        return RuleFinding(
            "contained",
            inner.id,
            f"{inner.id} · {inner.title} is contained in {outer.id} · {outer.title}: wherever it holds, the "
            f"other holds too and concludes the same{', so it counts twice' if _adds(inner) else ''}.",
            "keep one of them, or let the narrower one say more",
            f"z3 has proved that {inner.id} never holds without {outer.id}.",
            start.shown_by,
            place=inner.place,
        )

    def favoured_and_ruled_out(self) -> Iterator[RuleFinding]:
        """Yield rules that favour an option by facts that rule it out."""
        for one, two in permutations(self._live, 2):
            options = self._favoured[one.id] & self._excluded[two.id]
            if not options:
                continue
            same_facts = set(one.reads) == set(two.reads)
            if not (
                self._review.implies(one, two) or (same_facts and self._review.implies(two, one))
            ):
                continue
            (decision, option), *_ = sorted(options)
            yield self._against(one, two, f"favours '{option}' of {decision}", "rules it out")

    def favoured_and_opposed(self) -> Iterator[RuleFinding]:
        """Yield pairs of rules with the same conditions, one for an option and one against it."""
        for one, two in permutations(self._live, 2):
            options = self._favoured[one.id] & self._opposed[two.id]
            if options and self._review.implies(one, two) and self._review.implies(two, one):
                (decision, option), *_ = sorted(options)
                yield self._against(one, two, f"favours '{option}' of {decision}", "opposes it")

    def conclusions_at_odds(self) -> Iterator[RuleFinding]:
        """Yield pairs of rules that give an assessment different values in the same case."""
        for one, two in combinations(self._live, 2):
            for first in one.effects:
                for second in two.effects:
                    if (
                        isinstance(first, Conclude)
                        and isinstance(second, Conclude)
                        and first.assessment == second.assessment
                        and first.value != second.value
                        and self._meet(one, two)
                    ):
                        said = f"says that {first.assessment} is {first.value}"
                        yield self._against(one, two, said, f"that it is {second.value}")

    def _meet(self, one: Rule, two: Rule) -> bool:
        holds = self._review.complete.state.holds
        both = holds[one.id] & holds[two.id]
        question = f"can {one.id} and {two.id} hold at once?"
        return self._review.case(self._review.complete, both, question) is not None

    def _against(self, one: Rule, two: Rule, says: str, replies: str) -> RuleFinding:
        start = self._together(one, two)
        return RuleFinding(
            "contradiction",
            one.id,
            f"{one.id} · {one.title} {says}, while {two.id} · {two.title} {replies}, by the same facts.",
            "decide which of them is right, or tell their conditions apart",
            shown_by=start.shown_by,
            place=one.place,
        )


def _adds(rule: Rule) -> bool:
    return any(isinstance(effect, Argue | Adjust) for effect in rule.effects)


def by_degrees(one: Rule, two: Rule) -> bool:
    """Whether two rules add points by degrees of the same things, which is how sums are meant."""
    only_points = all(isinstance(effect, Argue | Adjust) for effect in one.effects)
    return only_points and not one.warning and not one.advice and set(one.reads) == set(two.reads)


def _favours(rule: Rule) -> set[tuple[str, str]]:
    return {
        (effect.decision, effect.option)
        for effect in rule.effects
        if isinstance(effect, Argue) and effect.favours
    }


def _opposes(rule: Rule) -> set[tuple[str, str]]:
    return {
        (effect.decision, effect.option)
        for effect in rule.effects
        if isinstance(effect, Argue) and not effect.favours
    }


def _ruled_out(rule: Rule) -> set[tuple[str, str]]:
    return {
        (effect.decision, effect.option) for effect in rule.effects if isinstance(effect, RuleOut)
    }
