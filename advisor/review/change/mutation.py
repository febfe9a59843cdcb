"""Which wrong changes of the rules would be noticed: by expectations, by laws, or by nobody."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from advisor.cases.model import Case
from advisor.inference.compile import compile_rules
from advisor.inference.planes.so_far import close_call, sweep
from advisor.inference.program import DecisionStep
from advisor.knowledge.model import RuleBase
from advisor.review.change.mutants import Mutant, mutants
from advisor.review.proof.laws import LawCheck, LawVerdict, law_check, prove
from advisor.review.proof.situations import Scope
from advisor.review.proof.solver import UndecidedError

SAMPLE = 512
"""The random complete cases on which each law is tried before the solver is asked."""


SECONDS = 5.0
"""The longest that the solver may take to tell whether a random breach can really come about."""


class Notice(StrEnum):
    """How a mutant is noticed. 'seen' is an advice that changes though no expectation speaks of it."""

    EXPECTED = "an expectation fails"
    LAW = "a law breaks"
    SEEN = "the advice on a given case changes"
    NOBODY = "nobody notices"


@dataclass(frozen=True)
class Tried:
    """A mutant and what noticed it: the case or the law. `proved` says that no law can break."""

    about: str
    text: str
    notice: Notice
    by: str = ""
    proved: bool = False


@dataclass(frozen=True)
class Mutation:
    """All mutants that were tried, and how many there are."""

    tried: tuple[Tried, ...]
    total: int

    def of(self, notice: Notice) -> tuple[Tried, ...]:
        """Return the mutants that were noticed in this way."""
        return tuple(one for one in self.tried if one.notice is notice)


def mutate(
    rules: RuleBase,
    cases: Sequence[Case],
    *,
    seconds: float = 60.0,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> Mutation:
    """Try the mutants of a rule base, spread evenly over the books, until the time is up.

    The last third of the time belongs to the solver, which proves of the mutants that nobody noticed
    that no law can break, or finds the law that does.
    """
    started = time.monotonic()
    every = list(mutants(rules))
    # A fixed shuffle, so that a run that ends early has looked everywhere.
    random.Random(6).shuffle(every)  # noqa: S311 - an order, not a secret
    trial = _Trial(rules, cases)
    tried: list[tuple[Mutant, Tried]] = []
    for number, mutant in enumerate(every):
        if tried and time.monotonic() - started > seconds * 2 / 3:
            break
        tried.append((mutant, trial.verdict(mutant)))
        progress(number + 1, len(every))
    done: list[Tried] = []
    for mutant, verdict in tried:
        left = seconds - (time.monotonic() - started)
        if verdict.notice is Notice.NOBODY and left > 0:
            done.append(trial.proved(mutant, verdict, left))
        else:
            done.append(verdict)
    order = {identifier: at for at, identifier in enumerate((*rules.rules_by_id, *rules.items))}
    done.sort(key=lambda one: (order[one.about], one.text))
    return Mutation(tuple(done), len(every))


class _Trial:
    def __init__(self, rules: RuleBase, cases: Sequence[Case]) -> None:
        self._rules = rules
        self._cases = cases
        self._before = self._told(rules)
        self._meant = [
            self._meets(case, told) for case, told in zip(cases, self._before, strict=True)
        ]
        self._chance = random.Random(6)  # noqa: S311 - fixed cases, not a secret
        self._drawn: dict[tuple[str, int], list[int]] = {}
        self._rests_on = {law.id: law_check(rules, law).rests_on for law in rules.laws}

    def verdict(self, mutant: Mutant) -> Tried:
        """Try a mutant on the cases, then on the laws."""
        after = self._told(mutant.rules)
        seen = ""
        for case, meant, was, now in zip(
            self._cases, self._meant, self._before, after, strict=True
        ):
            if was == now:
                continue
            seen = seen or case.id
            if meant and not self._meets(case, now):
                return Tried(mutant.about, mutant.text, Notice.EXPECTED, case.id)
        law = self._broken_law(mutant)
        if law:
            return Tried(mutant.about, mutant.text, Notice.LAW, law)
        notice = Notice.SEEN if seen else Notice.NOBODY
        return Tried(mutant.about, mutant.text, notice, seen)

    def proved(self, mutant: Mutant, verdict: Tried, seconds: float) -> Tried:
        """Ask the solver whether a law breaks after all."""
        ends = time.monotonic() + seconds
        for law in mutant.rules.laws:
            if self._rests_on[law.id] & mutant.touches:
                left = ends - time.monotonic()
                proof = prove(mutant.rules, law, seconds=left) if left > 0 else None
                if proof is None or proof.verdict is LawVerdict.UNDECIDED:
                    return verdict
                if proof.verdict in (LawVerdict.REFUTED, LawVerdict.COMPLETE_ONLY):
                    return Tried(mutant.about, mutant.text, Notice.LAW, law.id)
        return Tried(mutant.about, mutant.text, Notice.NOBODY, proved=True)

    def _broken_law(self, mutant: Mutant) -> str:
        """Return the first law that some random case breaks, or nothing."""
        ones = (1 << SAMPLE) - 1
        for law in mutant.rules.laws:
            if self._rests_on[law.id] & mutant.touches:
                check = law_check(mutant.rules, law)
                facts = {name: self._draw(name, size) for name, size in check.compiled.facts}
                if not check.broken_in(facts, ones):
                    continue
                # An assessment was varied freely: the solver tells whether it can come about.
                if not check.varies_freely or self._really_broken(check):
                    return law.id
        return ""

    @staticmethod
    def _really_broken(check: LawCheck) -> bool:
        try:
            return check.breach(Scope.COMPLETE, SECONDS) is not None
        except UndecidedError:
            return False

    def _draw(self, name: str, size: int) -> list[int]:
        """Return the planes of an input over the random cases, drawn once for each number of codes."""
        if (name, size) not in self._drawn:
            planes = [0] * size
            for at in range(SAMPLE):
                planes[self._chance.randrange(size)] |= 1 << at
            self._drawn[name, size] = planes
        return self._drawn[name, size]

    def _told(self, rules: RuleBase) -> list[frozenset[tuple[str, str]]]:
        """Return what each case is told: recommendations, close calls, misfits and actions."""
        if not self._cases:
            return []
        facts: dict[str, list[int]] = {}
        for fact in rules.facts:
            planes = [0] * len(fact.domain.values)
            for at, case in enumerate(self._cases):
                mask = case.possible(fact.name, fact.domain)
                for code in range(len(planes)):
                    planes[code] |= (mask >> code & 1) << at
            facts[fact.name] = planes
        compiled = compile_rules(rules)
        state = sweep(compiled, facts, (1 << len(self._cases)) - 1)
        told: list[set[tuple[str, str]]] = [set() for _ in self._cases]
        for step in compiled.steps:
            if isinstance(step, DecisionStep):
                names = rules.items[step.name].domain.values
                for option, plane in zip(names, state.values[step.name], strict=True):
                    _note(told, (step.name, option), plane & state.determined[step.name])
                _note(told, (step.name, "a close call"), close_call(step, state))
        for rule in rules.rules:
            if rule.warning or rule.advice:
                _note(told, ("told", rule.id), state.holds[rule.id])
        return [frozenset(one) for one in told]

    @staticmethod
    def _meets(case: Case, told: frozenset[tuple[str, str]]) -> bool:
        """Whether what a case is told is what its `expect:` block asks (statuses apart)."""
        expect = case.expect
        if expect is None:
            return False
        return (
            all(not option or (name, option) in told for name, option, _ in expect.decisions)
            and all(("told", rule) in told for rule in expect.misfits)
            and not any(("told", rule) in told for rule in expect.no_misfits)
        )


def _note(told: list[set[tuple[str, str]]], what: tuple[str, str], plane: int) -> None:
    for at, one in enumerate(told):
        if plane >> at & 1:
            one.add(what)
