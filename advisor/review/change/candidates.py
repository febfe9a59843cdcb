"""Small cases that notice changes of the rules, sought among random ones.

Of random cases the one is taken that notices most of what a topic of the books leaves unnoticed; every
answer is left out without which it notices as much.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from pathlib import Path

import numpy as np

from advisor.cases.from_codes import case_from_codes
from advisor.cases.model import Case
from advisor.inference.planes.again import EvaluatedCases
from advisor.inference.program import Patch
from advisor.review.change.mutant_effect import CasePool
from advisor.review.change.mutants import Mutant
from advisor.review.change.plausible import likelier_cells
from advisor.review.change.trial import CaseTrial, MutantSubject, facts_of

COUNT = 1 << 15
"""The random cases among which small ones are sought."""

MOST_ANSWERS = 8
"""A case has hardly more answers than that: a reader has to judge it."""

_COST = 6
"""A case with so many more answers has to notice twice as much as one with none."""

_PASSES = (
    (False, "topics searched for small cases that notice more"),
    (True, "topics searched for complete cases that do"),
)
"""What is sought, one after the other: without close calls, and with those of complete cases."""

_BESIDE = 4
"""How many more cases of a topic are sought than are wanted: made small, a later one may notice more."""

Telling = Callable[[str], Callable[[int, int], None]]
"""Gives for a text what is told the progress: how many of all are done."""


def no_telling(_: str) -> Callable[[int, int], None]:
    """Return what tells nobody anything."""
    return lambda _done, _total: None


Topic = tuple[str, str]
"""The book and the topic in which a rule stands; for a table its name."""


@dataclass(frozen=True)
class Unnoticed:
    """A mutant that nobody noticed: what it replaces, and a case that is told otherwise, if one is known."""

    mutant: Mutant
    patch: Patch
    topic: Topic
    case: Mapping[str, int] | None = None
    pool: int = 0
    """The cases of a pool that notice it, one bit each."""


@dataclass(frozen=True)
class Candidate:
    """A small case, and the topic for which it was sought. `close` says that it took a close call."""

    case: Case
    topic: Topic
    close: bool


class CandidateSearch:
    """Looks for small cases that notice mutants.

    What only a close call of a complete case tells takes an answer to every fact, so it is sought last.
    """

    def __init__(self, subject: MutantSubject) -> None:
        self._subject = subject
        self._close = False

    @cached_property
    def _pool(self) -> CasePool:
        """The random cases, which take seconds to be drawn."""
        return CasePool(self._subject, COUNT, seed=16, likely=True)

    @cached_property
    def _cost(self) -> np.ndarray:
        return np.array([_COST + len(case) for case in self._pool.cases])

    def candidates(
        self, unnoticed: Iterable[Unnoticed], most: int | None = None, telling: Telling = no_telling
    ) -> Iterator[Candidate]:
        """Yield cases, topic by topic, that notice between them all of the mutants, as far as any was found.

        Of each topic the cases come first that notice most for their answers; after `most` of them and a
        few no further one is sought in it, and where there are so many already none that takes an
        answer to every fact. `telling` gives what is told how many topics have been looked through.
        """
        waiting = list(unnoticed)
        found = 0
        for self._close, what in _PASSES:
            if most is not None and found >= most:
                return
            tell = telling(what)
            topics = list(dict.fromkeys(one.topic for one in waiting))
            if topics:
                tell(0, len(topics))
            for number, topic in enumerate(topics, start=1):
                here = [one for one in waiting if one.topic == topic]
                pooled = [replace(one, pool=self._pooled(one.patch)) for one in here]
                cases = list(islice(self._cases(pooled), most and most + _BESIDE))
                found += len(cases)
                yield from (Candidate(case, topic, self._close) for case in cases)
                if cases:
                    trial = CaseTrial(self._subject, cases)
                    waiting = [
                        one for one in waiting if not noticing(trial, one.patch, close=self._close)
                    ]
                tell(number, len(topics))

    def fewest(
        self, masks: Mapping[str, int], wanted: Sequence[Unnoticed], *, close: bool
    ) -> dict[str, int]:
        """Leave out every answer without which a case notices as much, and take likely numbers."""
        self._close = close

        def noticing(cases: Sequence[Mapping[str, int]]) -> int:
            return self._noticing(cases, wanted)

        return likelier_cells(self._subject.rules, fewest(masks, noticing), noticing)

    def _pooled(self, patch: Patch) -> int:
        return self._pool.noticing(patch, self._pool.complete if self._close else 0)

    def _cases(self, waiting: Sequence[Unnoticed]) -> Iterator[Case]:
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
                noticed = {id(one) for one in left if noticing(trial, one.patch, close=self._close)}
            if noticed and case is not None:
                yield case
                left = [one for one in left if id(one) not in noticed]
            else:
                left = [one for one in left if one is not wanted[0]]

    def _best(self, left: Sequence[Unnoticed]) -> tuple[Mapping[str, int], list[Unnoticed]]:
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

    def _fewest(self, masks: Mapping[str, int], wanted: Sequence[Unnoticed]) -> dict[str, int]:
        """Leave out every answer without which a case notices as much."""
        return fewest(masks, lambda cases: self._noticing(cases, wanted))

    def _noticing(self, cases: Sequence[Mapping[str, int]], wanted: Iterable[Unnoticed]) -> int:
        """Return which of some cases notice all of the mutants."""
        ones = (1 << len(cases)) - 1
        facts = facts_of(self._subject.compiled, cases)
        evaluated = EvaluatedCases(self._subject.compiled, facts, ones)
        full = len(facts)
        complete = sum((len(one) == full) << at for at, one in enumerate(cases))
        close_in = complete if self._close else 0
        found = ones
        for one in wanted:
            if not found:
                break
            found &= self._subject.differs(evaluated, evaluated.under(one.patch), close_in)
        return found


def noticing(trial: CaseTrial, patch: Patch, *, close: bool) -> int:
    """Return the cases that notice a change by what an expectation can speak of, one bit each.

    With `close` a close call of a complete case counts, which its status tells.
    """
    seen, _ = trial.noticed(patch, trial.complete if close else 0)
    return seen


def topic_of(subject: MutantSubject, mutant: Mutant) -> Topic:
    """Return the book and the topic in which a mutant's rule stands; for a table its name."""
    rule = subject.rules.rules_by_id.get(mutant.about)
    if rule is not None:
        return Path(rule.place.file).stem, rule.topic
    return Path(subject.rules.items[mutant.about].place.file).stem, mutant.about


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


def _without(masks: Mapping[str, int], names: Iterable[str]) -> dict[str, int]:
    left = set(names)
    return {name: mask for name, mask in masks.items() if name not in left}
