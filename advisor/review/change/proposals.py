"""The smallest cases that would notice what nobody notices, to be confirmed by a person.

Of random cases the one is taken that notices most of what a topic of the books leaves unnoticed; every
answer is left out without which it notices as much. What the advice says of it today becomes what it
expects, as far as some mutant would change it: whether that is right is for a reader to say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from advisor.cases.form import NO_OPTION
from advisor.cases.from_codes import case_from_codes
from advisor.cases.model import Case, Expectation
from advisor.inference.advise import advise
from advisor.inference.planes.again import Evaluated
from advisor.inference.play import ReplayError
from advisor.inference.program import Patch
from advisor.knowledge.model import RuleBase
from advisor.review.change.equivalent import Pool
from advisor.review.change.mutants import Mutant, mutants, widened
from advisor.review.change.mutation import Mutation, Notice, Tried
from advisor.review.change.trial import CaseTrial, Subject, bits, facts_of
from advisor.review.evidence.expectations import differences

COUNT = 1 << 15
"""The random cases among which those to be proposed are sought."""

MOST_ANSWERS = 8
"""A proposed case has hardly more answers than that: a reader has to judge it."""


@dataclass(frozen=True)
class Proposal:
    """A case with what it expects, to be confirmed by a person.

    `shows` says of each thing what it would notice or exercise; `about` are the rules, tables and
    decisions of these.
    """

    case: Case
    about: tuple[str, ...]
    shows: tuple[str, ...]


def proposals(rules: RuleBase, found: Mutation, most: int | None = None) -> tuple[Proposal, ...]:
    """Return cases that would notice the mutants that nobody noticed, as few and as small as may be.

    `most` bounds their number, to those that notice most.
    """
    return those_that_do_most(_Proposer(rules).for_mutants(found), most)


def those_that_do_most(made: Sequence[Proposal], most: int | None) -> tuple[Proposal, ...]:
    """Return no more than `most` of the proposals, in their order: always the next that adds most."""
    if most is None or len(made) <= most:
        return tuple(made)
    kept: set[int] = set()
    seen: set[str] = set()
    while len(kept) < most:
        left = [at for at in range(len(made)) if at not in kept]
        best = max(left, key=lambda at: (len(set(made[at].shows) - seen), -at))
        kept.add(best)
        seen.update(made[best].shows)
    return tuple(one for at, one in enumerate(made) if at in kept)


@dataclass(frozen=True)
class _Unnoticed:
    """A mutant that nobody noticed: what it changes, and the cases of the pool that notice it."""

    mutant: Mutant
    patch: Patch
    pool: int
    case: Mapping[str, int] | None


class _Proposer:
    def __init__(self, rules: RuleBase) -> None:
        self._rules = rules
        self._subject = Subject(widened(rules, mutants(rules)))
        self._pool = Pool(self._subject, COUNT, seed=16, likely=True)
        self._cost = np.array([6 + len(case) for case in self._pool.cases])
        self._close = False
        self._made: list[Proposal] = []
        self._topics: list[tuple[str, str]] = []

    def for_mutants(self, found: Mutation) -> tuple[Proposal, ...]:
        """Return cases topic by topic, each counted on for what those before it left."""
        waiting = [self._unnoticed(one) for one in found.of(Notice.NOBODY)]
        # What only a close call of a complete case tells takes an answer to every fact, so it comes last.
        for self._close in (False, True):
            waiting = [replace(one, pool=self._pooled(one.patch)) for one in waiting]
            for topic in dict.fromkeys(self._topic(one.mutant) for one in waiting):
                waiting = self._of_topic(topic, waiting)
        return tuple(self._made)

    def _of_topic(self, topic: tuple[str, str], waiting: Sequence[_Unnoticed]) -> list[_Unnoticed]:
        """Make the cases of a topic, and return what is left unnoticed of all topics."""
        of_topic = [one for one in waiting if self._topic(one.mutant) == topic]
        cases = list(self._cases(of_topic))
        if not cases:
            return list(waiting)
        trial = CaseTrial(self._subject, cases)
        noticing = {id(one): self._noticed(trial, one) for one in waiting}
        taken: dict[int, list[_Unnoticed]] = {}
        for one in of_topic:
            for at in bits(noticing[id(one)]):
                taken.setdefault(at, []).append(one)
        kept = _cover(taken)
        number = sum(topic == one for one in self._topics)
        for at in kept:
            number += 1
            self._topics.append(topic)
            self._made.append(self._proposal(topic, number, trial, at, taken[at]))
        of_kept = sum(1 << at for at in kept)
        return [one for one in waiting if not noticing[id(one)] & of_kept]

    def _pooled(self, patch: Patch) -> int:
        """Return the cases of the pool that notice a change by what an expectation can speak of."""
        return self._pool.noticing(patch, self._pool.complete if self._close else 0)

    def _noticed(self, trial: CaseTrial, one: _Unnoticed) -> int:
        seen, _ = trial.noticed(one.patch, trial.complete if self._close else 0)
        return seen

    def _unnoticed(self, tried: Tried) -> _Unnoticed:
        patch = self._subject.patch(tried.mutant)
        return _Unnoticed(tried.mutant, patch, 0, tried.case)

    def _topic(self, mutant: Mutant) -> tuple[str, str]:
        """Return the book and the topic in which a mutant's rule or table stands."""
        item = self._rules.rules_by_id.get(mutant.about)
        if item is not None:
            return Path(item.place.file).stem, item.topic
        table = self._rules.items[mutant.about]
        return Path(table.place.file).stem, mutant.about

    def _cases(self, waiting: Sequence[_Unnoticed]) -> Iterator[Case]:
        """Yield small cases that notice between them all of these, as far as any can be found."""
        left = list(waiting)
        while left:
            masks, wanted = self._best(left)
            if not wanted:
                return
            masks = self._fewest(masks, wanted)
            while len(masks) > MOST_ANSWERS and len(wanted) > 1:
                wanted = wanted[: -(-len(wanted) // 2)]
                masks = self._fewest(masks, wanted)
            case = case_from_codes(self._subject.rules, masks, "proposed")
            noticed: set[int] = set()
            if case is not None:
                trial = CaseTrial(self._subject, [case])
                noticed = {id(one) for one in left if self._noticed(trial, one)}
            if noticed and case is not None:
                yield case
                left = [one for one in left if id(one) not in noticed]
            else:
                left = [one for one in left if one is not wanted[0]]

    def _best(self, left: Sequence[_Unnoticed]) -> tuple[Mapping[str, int], list[_Unnoticed]]:
        """Return a case of the pool that notices much for the answers that it has, with what it notices.

        Likely governments come first.
        """
        size = len(self._pool.cases)
        counts = np.zeros(size, np.int32)
        for one in left:
            data = np.frombuffer(one.pool.to_bytes(size // 8, "little"), np.uint8)
            counts += np.unpackbits(data, bitorder="little")
        worth = counts / self._cost
        for part in (slice(0, self._pool.likely), slice(self._pool.likely, size)):
            if counts[part].any():
                at = int(worth[part].argmax()) + part.start
                return self._pool.cases[at], [one for one in left if one.pool >> at & 1]
        for one in left:
            if one.case is not None:
                return one.case, [one]
        return {}, []

    def _fewest(self, masks: Mapping[str, int], wanted: Sequence[_Unnoticed]) -> dict[str, int]:
        """Leave out every answer without which a case notices as much."""
        return fewest(masks, lambda cases: self._noticing(cases, wanted))

    def _noticing(self, cases: Sequence[Mapping[str, int]], wanted: Iterable[_Unnoticed]) -> int:
        """Return which of some cases notice all of the mutants."""
        ones = (1 << len(cases)) - 1
        facts = facts_of(self._subject.compiled, cases)
        evaluated = Evaluated(self._subject.compiled, facts, ones)
        full = len(facts)
        complete = sum((len(one) == full) << at for at, one in enumerate(cases))
        close_in = complete if self._close else 0
        found = ones
        for one in wanted:
            if not found:
                break
            found &= self._subject.differs(evaluated, evaluated.under(one.patch), close_in)
        return found

    def _proposal(
        self,
        topic: tuple[str, str],
        number: int,
        trial: CaseTrial,
        at: int,
        noticed: Sequence[_Unnoticed],
    ) -> Proposal:
        """Return the case with what the advice says of it today, as far as a mutant would change it."""
        case = trial.cases[at]
        moved = [frozenset().union(*trial.told_otherwise(at, one.patch)) for one in noticed]
        told = _few(moved)
        decisions = told & {item.name for item in self._rules.decisions}
        name = f"{topic[0]} {topic[1]} {number}"
        case = replace(case, id=name, fictional=True, expect=self._expected(case, decisions, told))
        about = tuple(dict.fromkeys(one.mutant.about for one in noticed))
        shows = tuple(f"{one.mutant.about}: {one.mutant.text}" for one in noticed)
        return confirmed_proposal(self._rules, Proposal(case, about, shows))

    def _expected(self, case: Case, decisions: set[str], told: set[str]) -> Expectation:
        advice = advise(self._rules, case)
        complete = len(case.answers) == len(self._rules.facts)
        warned = {one.rule for one in advice.misfits}
        advised = {one.rule for one in advice.actions}
        rules = [rule for rule in self._rules.rules if rule.id in told]
        return Expectation(
            tuple(
                (
                    one.name,
                    one.recommended or NO_OPTION,
                    one.status.value if complete or one.recommended is None else "",
                )
                for one in advice.decisions
                if one.name in decisions
            ),
            tuple(rule.id for rule in rules if rule.id in warned),
            tuple(rule.id for rule in rules if rule.warning and rule.id not in warned),
            tuple(rule.id for rule in rules if rule.id in advised),
            tuple(rule.id for rule in rules if rule.advice and rule.id not in advised),
        )


def fewest(
    masks: Mapping[str, int], showing: Callable[[Sequence[Mapping[str, int]]], int]
) -> dict[str, int]:
    """Leave out every answer without which a case shows the same; `showing` tells which of some cases do."""
    needed = dict(masks)
    while needed:
        shown = showing([_without(needed, [name]) for name in needed])
        free = [name for at, name in enumerate(needed) if shown >> at & 1]
        if not free:
            break
        # As many at once as can be spared together; a single one always can.
        while not showing([_without(needed, free)]):
            free = free[: len(free) // 2]
        needed = _without(needed, free)
    return needed


def confirmed_proposal(rules: RuleBase, proposal: Proposal) -> Proposal:
    """Return the proposal if the engine tells of its case what it expects. Raises ReplayError."""
    if differences(rules, proposal.case):
        message = f"the engine doesn't confirm what {proposal.case.id} expects"
        raise ReplayError(message)
    return proposal


def _without(masks: Mapping[str, int], names: Iterable[str]) -> dict[str, int]:
    left = set(names)
    return {name: mask for name, mask in masks.items() if name not in left}


def _few(sets: Sequence[frozenset[str]]) -> set[str]:
    """Return few names of which each set that isn't empty has at least one."""
    left = [one for one in sets if one]
    found: set[str] = set()
    while left:
        counts = Counter(name for one in left for name in one)
        best = min(counts, key=lambda name: (-counts[name], name))
        found.add(best)
        left = [one for one in left if best not in one]
    return found


def _cover(taken: Mapping[int, Sequence[_Unnoticed]]) -> list[int]:
    """Return few of the cases that notice together what all of them notice, those that notice most first."""
    left = {id(one) for many in taken.values() for one in many}
    kept: list[int] = []
    while left:
        best = max(taken, key=lambda at: (len(left & {id(one) for one in taken[at]}), -at))
        kept.append(best)
        left -= {id(one) for one in taken[best]}
    return sorted(kept)
