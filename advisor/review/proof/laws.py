"""Proving the laws: for all possible cases by z3, or refuted by a smallest case that the engine confirms.

A law has to hold for complete cases and, in the reading *so far*, for every set of answers to each
fact. Only what the law rests on is written down.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from math import prod

from advisor.inference.play import ReplayError, Witness
from advisor.knowledge.laws import AlwaysLaw, Law
from advisor.knowledge.model import RuleBase
from advisor.review.proof.always import AlwaysCheck
from advisor.review.proof.monotone import MonotoneCheck
from advisor.review.proof.reading import Breach
from advisor.review.proof.replay import advised
from advisor.review.proof.situations import Scope, facts_of_cone
from advisor.review.proof.solver import UndecidedError


class LawVerdict(StrEnum):
    """What became of a law."""

    PROVED = "proved"
    COMPLETE_ONLY = "complete cases only"
    REFUTED = "refuted"
    UNDECIDED = "can't tell"


@dataclass(frozen=True)
class LawProof:
    """A law and what became of it. `facts` are those it rests on, `cases` the complete ones.

    The law is broken in `witnesses`: by a case in which what is unknown may be filled in so that
    it stays broken, or, if the law holds for complete cases only, by one that has open answers.
    A law about raising or lowering has two: before and after. `vacuous` tells that a law says
    nothing: no case meets its condition, or its target does not rest on its subject. `smallest` tells
    that no case with fewer answers breaks it.
    """

    law: Law
    verdict: LawVerdict
    facts: tuple[str, ...]
    cases: int
    seconds: float
    witnesses: tuple[Witness, ...] = ()
    vacuous: bool = False
    smallest: bool = False

    @property
    def sound(self) -> bool:
        """Whether the law is proved for every case and says something."""
        return self.verdict is LawVerdict.PROVED and not self.vacuous


LawCheck = AlwaysCheck | MonotoneCheck


def law_check(rules: RuleBase, law: Law) -> LawCheck:
    """Return the check of a law, which can also be tried on many complete cases at once."""
    return AlwaysCheck(rules, law) if isinstance(law, AlwaysLaw) else MonotoneCheck(rules, law)


def prove(rules: RuleBase, law: Law, *, seconds: float = 30.0) -> LawProof:
    """Prove a law for all cases or refute it; `seconds` bounds each question to the solver."""
    started = time.monotonic()
    check = law_check(rules, law)
    sizes = dict(check.compiled.facts)
    facts = facts_of_cone(check.compiled, check.names)
    cases = prod(sizes[name] for name in facts)
    vacuous = False
    breach: Breach | None = None
    try:
        verdict, breach = _judged(check, seconds)
        vacuous = verdict is LawVerdict.PROVED and check.vacuous(seconds)
    except UndecidedError:
        verdict = LawVerdict.UNDECIDED
    witnesses: tuple[Witness, ...] = ()
    if breach is not None:
        if not check.confirmed(breach):
            message = f"the engine doesn't confirm that {breach} breaks {law.id}"
            raise ReplayError(message)
        told = check.witnesses(breach)
        replayed = advised(rules, breach.case) if isinstance(law, AlwaysLaw) else {}
        witnesses = tuple(_with_advice(one, replayed) for one in told)
    smallest = breach is not None and breach.smallest
    spent = time.monotonic() - started
    return LawProof(law, verdict, facts, cases, spent, witnesses, vacuous, smallest)


def prove_all(rules: RuleBase, *, seconds: float = 30.0) -> Iterator[LawProof]:
    """Prove or refute every law, in the order of the books."""
    for law in rules.laws:
        yield prove(rules, law, seconds=seconds)


def _judged(check: LawCheck, seconds: float) -> tuple[LawVerdict, Breach | None]:
    """Ask for complete cases first, then for every set of answers."""
    complete = check.breach(Scope.COMPLETE, seconds)
    if complete is not None:
        smallest = _or_none(check, Scope.PARTIAL, seconds, completed=True)
        return LawVerdict.REFUTED, smallest or complete
    some = check.breach(Scope.ANY, seconds)
    if some is None:
        return LawVerdict.PROVED, None
    smallest = _or_none(check, Scope.PARTIAL, seconds) or _shorter(check, some)
    return LawVerdict.COMPLETE_ONLY, smallest


def _or_none(
    check: LawCheck, scope: Scope, seconds: float, *, completed: bool = False
) -> Breach | None:
    try:
        return check.breach(scope, seconds, completed=completed)
    except UndecidedError:
        return None


def _shorter(check: LawCheck, breach: Breach) -> Breach:
    """Leave out every answer without which the law is broken as well."""
    for name in tuple(breach.case):
        rest = {fact: mask for fact, mask in breach.case.items() if fact != name}
        fewer = Breach(rest, breach.step)
        if check.confirmed(fewer):
            breach = fewer
    return breach


def _with_advice(told: Witness, recommended: dict[str, str]) -> Witness:
    """Say so where the advice on the case differs from what its answers come to so far."""
    shows = tuple(
        (name, value)
        if recommended.get(name, value) == value
        else (name, f"{value} so far, and {recommended[name] or 'nothing'} is recommended")
        for name, value in told.shows
    )
    return Witness(told.answers, shows)
