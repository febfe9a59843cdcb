"""What could overturn the advice, in words: by decision, by question, and only with several answers together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from advisor.inference.advice import Advice, DecisionAdvice, Overturn
from advisor.knowledge.model import RuleBase
from advisor.report.advice.parts import area, in_words
from advisor.text import any_of


class AnswerGiven(NamedTuple):
    """An answer that a fact would need to have."""

    fact: str
    value: str


class OverturningView(NamedTuple):
    """What would move the recommendation to `to`: single answers, and sets that do it together."""

    to: str
    answers: tuple[AnswerGiven, ...]
    together: tuple[tuple[AnswerGiven, ...], ...]


class DecisionMove(NamedTuple):
    """A decision and the option that it would move to.

    For small decisions of a group, `decision` names the group and `areas` tells which of them.
    """

    decision: str
    to: str
    areas: tuple[str, ...] = ()


class Change(NamedTuple):
    """What an answer would change: by itself, or with any one of its `partners`."""

    answer: str
    partners: tuple[AnswerGiven, ...]
    moves: tuple[DecisionMove, ...]


class Jointly(NamedTuple):
    """What three or more answers would change that have to come together."""

    conditions: tuple[AnswerGiven, ...]
    moves: tuple[DecisionMove, ...]


Answers = tuple[str, ...]
Pair = tuple[str, str]
"""Two words that belong together: a fact and its answer, or a decision and its option."""


def overturnings(decision: DecisionAdvice, rules: RuleBase) -> tuple[OverturningView, ...]:
    """Return what would move one decision; answers to one fact that lead to the same are one."""
    merged: dict[tuple[str, str, tuple[Pair, ...]], list[str]] = {}
    for one in decision.overturned_by:
        merged.setdefault((one.to, one.fact, one.together_with), []).append(one.value)
    found: dict[str, list[tuple[AnswerGiven, ...]]] = {}
    for (to, fact, others), values in merged.items():
        first = _condition(fact, values, rules)
        rest = (_condition(name, [value], rules) for name, value in others)
        found.setdefault(to, []).append((first, *rest))
    return tuple(
        OverturningView(
            to,
            tuple(one[0] for one in sets if len(one) == 1),
            tuple(one for one in sets if len(one) > 1),
        )
        for to, sets in found.items()
    )


def changes(advice: Advice, rules: RuleBase) -> dict[str, tuple[Change, ...]]:
    """Return by fact what its answers could change, alone first, then with one other answer.

    A pair of answers stands with the first of its facts.
    """
    merged: dict[tuple[str, Pair | None, Pair], list[str]] = {}
    for name, one in _overturns(advice):
        if len(one.together_with) < 2:
            partner = one.together_with[0] if one.together_with else None
            merged.setdefault((one.fact, partner, (name, one.to)), []).append(one.value)
    moved: dict[tuple[str, Answers, Pair | None], list[Pair]] = {}
    for (fact, partner, move), values in merged.items():
        moved.setdefault((fact, tuple(values), partner), []).append(move)
    alike: dict[tuple[str, Answers, bool, tuple[DecisionMove, ...]], dict[str, list[str]]] = {}
    for (fact, answers, partner), pairs in moved.items():
        key = (fact, answers, partner is not None, _moves(pairs, rules))
        partners = alike.setdefault(key, {})
        if partner is not None:
            partners.setdefault(partner[0], []).append(partner[1])
    found: dict[str, list[Change]] = {}
    for (fact, answers, _, moves), others in sorted(alike.items(), key=lambda one: one[0][2]):
        words = _condition(fact, answers, rules).value
        with_one = tuple(_condition(name, values, rules) for name, values in others.items())
        found.setdefault(fact, []).append(Change(words, with_one, moves))
    return {fact: tuple(listed) for fact, listed in found.items()}


def jointly(advice: Advice, rules: RuleBase) -> tuple[Jointly, ...]:
    """Return what only three or more answers together could change."""
    moved: dict[tuple[Pair, ...], list[Pair]] = {}
    for name, one in _overturns(advice):
        if len(one.together_with) > 1:
            answers = ((one.fact, one.value), *one.together_with)
            moved.setdefault(answers, []).append((name, one.to))
    return tuple(
        Jointly(
            tuple(_condition(fact, [value], rules) for fact, value in answers),
            _moves(pairs, rules),
        )
        for answers, pairs in moved.items()
    )


def _overturns(advice: Advice) -> Iterable[tuple[str, Overturn]]:
    return ((decision.name, one) for decision in advice.decisions for one in decision.overturned_by)


def _condition(fact: str, values: Sequence[str], rules: RuleBase) -> AnswerGiven:
    item = rules.items.get(fact)
    return AnswerGiven(fact, in_words(values, item.domain) if item else any_of(values))


def _moves(pairs: Iterable[Pair], rules: RuleBase) -> tuple[DecisionMove, ...]:
    """Gather the small decisions of a group that move to the same option."""
    groups: Mapping[str, str] = {decision.name: decision.group for decision in rules.decisions}
    gathered: dict[Pair, list[str]] = {}
    for name, to in pairs:
        group = groups.get(name, "")
        areas = gathered.setdefault((group or name, to), [])
        if group:
            areas.append(area(name, group))
    return tuple(DecisionMove(name, to, tuple(areas)) for (name, to), areas in gathered.items())
