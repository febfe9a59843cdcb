"""How many answers it takes at least to settle the main decisions of a government, for one who knows them all.

An interview can't ask less than the smallest set of answers that settles everything: its *certificate*.
Finding the smallest one is hard, so it is caught between two numbers. From below: every change of a few
answers that leads to another recommendation has to be excluded by an answer among those it
changes, so a set of answers that settles must hit all of these sets. From above: one set of answers that
does settle, and from which none can be left out.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from advisor.cases.answers import parse_answer
from advisor.cases.model import Answer, Case
from advisor.inference.one.worth import main_outcomes
from advisor.interview import session as moves
from advisor.knowledge.model import RuleBase

_TRIES = 3_000
_MOST_CHANGED = 6
_STEPS = 20_000

Outcome = tuple[int, ...]


@dataclass(frozen=True)
class Certificate:
    """How many answers settle the main decisions: no fewer than `least`; `most` are enough."""

    least: int
    most: int


def certificate(rules: RuleBase, answers: Mapping[str, str], seed: int = 0) -> Certificate:
    """Return how many of a government's answers settle its main decisions at least, and at most."""
    truth = {}
    for fact in rules.facts:
        given = parse_answer(fact, answers[fact.name])
        assert isinstance(given, Answer)
        mask = given.mask(fact.domain)
        truth[fact.name] = (mask & -mask).bit_length() - 1
    return Certificate(
        _hitting(_changing_sets(rules, truth, random.Random(seed))),
        len(_irredundant(rules, answers)),
    )


def _outcomes(rules: RuleBase, cases: Sequence[Mapping[str, int]]) -> list[Outcome]:
    """Return what is recommended in complete cases."""
    planes = {}
    for fact in rules.facts:
        found = [0] * len(fact.domain.values)
        for place, case in enumerate(cases):
            found[case[fact.name]] |= 1 << place
        planes[fact.name] = found
    run = main_outcomes(rules, planes, (1 << len(cases)) - 1)
    outcomes = [[-1] * len(cases) for _ in rules.main_names]
    for row, name in zip(outcomes, rules.main_names, strict=True):
        for code, plane in enumerate(run[name]):
            for place in range(len(cases)):
                if plane >> place & 1:
                    row[place] = code
    return list(zip(*outcomes, strict=True))


def _changing_sets(
    rules: RuleBase, truth: Mapping[str, int], chance: random.Random
) -> list[frozenset[str]]:
    """Return sets of facts of which other answers lead elsewhere: all of one fact, and many of more."""
    sizes = {fact.name: len(fact.domain.values) for fact in rules.facts}
    names = list(sizes)
    (wanted,) = _outcomes(rules, [truth])
    single = [
        {**truth, name: code}
        for name in names
        for code in range(sizes[name])
        if code != truth[name]
    ]
    alone = {
        next(name for name in names if case[name] != truth[name])
        for case, outcome in zip(single, _outcomes(rules, single), strict=True)
        if outcome != wanted
    }
    found = {frozenset([name]) for name in alone}
    # What one answer turns has to be asked, so the others are looked for among the rest.
    rest = [name for name in names if name not in alone and sizes[name] > 1]
    tried = []
    for one, other in combinations(rest, 2):
        tried.append(
            {
                **truth,
                one: _other(one, truth, sizes, chance),
                other: _other(other, truth, sizes, chance),
            }
        )
    for _ in range(_TRIES):
        some = chance.sample(rest, min(len(rest), chance.randint(2, _MOST_CHANGED)))
        tried.append({**truth, **{name: _other(name, truth, sizes, chance) for name in some}})
    turned = [
        case
        for case, outcome in zip(tried, _outcomes(rules, tried), strict=True)
        if outcome != wanted
    ]
    while turned:
        # Take changes back, one at a time, for as long as what is left still leads elsewhere.
        shorter: list[dict[str, int]] = []
        fewer: list[list[dict[str, int]]] = []
        for case in turned:
            changed = [name for name in rest if case[name] != truth[name]]
            chance.shuffle(changed)
            fewer.append([{**case, name: truth[name]} for name in changed])
        flat = [case for cases in fewer for case in cases]
        outcomes = iter(_outcomes(rules, flat))
        for case, cases in zip(turned, fewer, strict=True):
            still = [one for one in cases if next(outcomes) != wanted]
            if still:
                shorter.append(still[0])
            else:
                found.add(frozenset(name for name in rest if case[name] != truth[name]))
        turned = shorter
    return sorted(found, key=lambda one: (len(one), sorted(one)))


def _other(
    name: str, truth: Mapping[str, int], sizes: Mapping[str, int], chance: random.Random
) -> int:
    code = chance.randrange(sizes[name] - 1)
    return code + (code >= truth[name])


def _hitting(sets: Sequence[frozenset[str]]) -> int:
    """Return a number of facts below which no set of facts meets all these sets.

    It is the smallest such number unless the search is broken off; then it is still no more than that.
    """
    must = {name for one in sets if len(one) == 1 for name in one}
    left = [one for one in sets if not one & must]
    best = len(_greedy(left))
    steps = 0

    def search(sets: list[frozenset[str]], taken: int, out: frozenset[str]) -> None:
        nonlocal best, steps
        steps += 1
        if not sets:
            best = min(best, taken)
            return
        if steps > _STEPS or taken + _disjoint(sets) >= best:
            return
        branch = min(sets, key=lambda one: len(one - out))
        excluded = out
        for name in sorted(branch - out, key=lambda name: -sum(name in one for one in sets)):
            search([one for one in sets if name not in one], taken + 1, excluded)
            excluded |= {name}

    search(left, 0, frozenset())
    return len(must) + (best if steps <= _STEPS else _disjoint(left))


def _greedy(sets: Sequence[frozenset[str]]) -> set[str]:
    taken: set[str] = set()
    left = list(sets)
    while left:
        names = {name for one in left for name in one}
        most = max(sorted(names), key=lambda name: sum(name in one for one in left))
        taken.add(most)
        left = [one for one in left if most not in one]
    return taken


def _disjoint(sets: Sequence[frozenset[str]]) -> int:
    """Return how many of the sets have nothing in common, taken as they come: each needs a fact of its own."""
    seen: set[str] = set()
    count = 0
    for one in sets:
        if seen.isdisjoint(one):
            seen |= one
            count += 1
    return count


def _irredundant(rules: RuleBase, answers: Mapping[str, str]) -> list[str]:
    """Return answers that settle the main decisions, as the interview sees it, each of which is needed."""
    session = moves.start(rules, Case("whole", ()))
    for fact in rules.facts:
        session = moves.answer(session, fact.name, answers[fact.name])
    kept = []
    for fact in rules.facts:
        without = moves.forget(session, fact.name)
        if without.undecided:
            kept.append(fact.name)
        else:
            session = without
    return kept
