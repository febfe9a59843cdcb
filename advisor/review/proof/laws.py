"""Proving the laws: for all possible cases by z3, or refuted by a smallest case that the engine confirms.

A law has to hold for complete cases and, in the reading *so far*, for every set of answers to each
fact. Only what the law rests on is written down.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import StrEnum
from math import prod

from advisor.cases.model import Case
from advisor.inference.play import ReplayError, Witness, played
from advisor.knowledge.laws import AlwaysLaw, Law
from advisor.knowledge.model import RuleBase
from advisor.review.proof.always import AlwaysCheck
from advisor.review.proof.monotone import MonotoneCheck
from advisor.review.proof.reading import Breach
from advisor.review.proof.real_pair import RealPair
from advisor.review.proof.replay import advised, as_case, fewest_needed
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
    A law about raising or lowering has two: before and after. `says_nothing` tells why a law that no
    case breaks says nothing either, such as that no case meets its condition,
    and `waived` for what reason the books keep it. `smallest` tells
    that no case with fewer answers breaks it.
    """

    law: Law
    verdict: LawVerdict
    facts: tuple[str, ...]
    cases: int
    seconds: float
    witnesses: tuple[Witness, ...] = ()
    says_nothing: str = ""
    waived: str = ""
    smallest: bool = False

    @property
    def vacuous(self) -> bool:
        """Whether the law says nothing."""
        return bool(self.says_nothing)

    @property
    def sound(self) -> bool:
        """Whether the law is proved for every case and says something, or is kept with a reason."""
        return self.verdict is LawVerdict.PROVED and not (self.vacuous and not self.waived)


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
    says_nothing = ""
    breach: Breach | None = None
    try:
        verdict, breach = _judged(check, seconds)
    except UndecidedError:
        verdict = LawVerdict.UNDECIDED
    if verdict is LawVerdict.PROVED:
        with suppress(UndecidedError):
            says_nothing = check.says_nothing(seconds)
    witnesses: tuple[Witness, ...] = ()
    if breach is not None:
        if not check.confirmed(breach):
            message = f"the engine doesn't confirm that {breach} breaks {law.id}"
            raise ReplayError(message)
        told = check.witnesses(breach)
        replayed = advised(rules, breach.case) if isinstance(law, AlwaysLaw) else {}
        files = _in_files(rules, check, breach, seconds) or (None,) * len(told)
        witnesses = tuple(
            replace(_with_advice(one, replayed), case=case)
            for one, case in zip(told, files, strict=True)
        )
    smallest = breach is not None and breach.smallest
    waived = _reason(rules, law) if says_nothing else ""
    spent = time.monotonic() - started
    return LawProof(law, verdict, facts, cases, spent, witnesses, says_nothing, waived, smallest)


def _reason(rules: RuleBase, law: Law) -> str:
    """Return why the books keep a law that says nothing; '' where they don't tell."""
    about = law.id.casefold()
    return next(
        (
            waiver.reason
            for waiver in rules.waivers
            if waiver.finding == "says nothing" and waiver.about.casefold() == about
        ),
        "",
    )


def prove_all(rules: RuleBase, *, seconds: float = 30.0) -> Iterator[LawProof]:
    """Prove or refute every law, in the order of the books."""
    for law in rules.laws:
        yield prove(rules, law, seconds=seconds)


def _judged(check: LawCheck, seconds: float) -> tuple[LawVerdict, Breach | None]:
    """Ask for complete cases first, then for every set of answers."""
    complete = check.breach(Scope.COMPLETE, seconds)
    if complete is not None:
        smallest = _or_none(check, Scope.PARTIAL, seconds, completed=True)
        return LawVerdict.REFUTED, _shorter(check, smallest or complete)
    some = check.breach(Scope.ANY, seconds)
    if some is None:
        return LawVerdict.PROVED, None
    smallest = _or_none(check, Scope.PARTIAL, seconds)
    return LawVerdict.COMPLETE_ONLY, _shorter(check, smallest or some)


def _or_none(
    check: LawCheck, scope: Scope, seconds: float, *, completed: bool = False
) -> Breach | None:
    try:
        return check.breach(scope, seconds, completed=completed)
    except UndecidedError:
        return None


def _shorter(check: LawCheck, breach: Breach) -> Breach:
    """Leave out every answer without which the law is broken as well.

    What is left out of a complete case that breaks it can still be filled in as it was there. A
    breach that rests on a second case keeps its answers: they are what makes the two alike.
    """
    if breach.smallest or breach.other:
        return breach
    case = fewest_needed(
        breach.case, lambda rest: check.confirmed(replace(breach, case=dict(rest)))
    )
    return replace(breach, case=case)


def _in_files(rules: RuleBase, check: LawCheck, breach: Breach, seconds: float) -> tuple[Case, ...]:
    """Return the case that breaks a law, or both, as case files may hold them; the engine confirms it."""
    answers: Sequence[Mapping[str, int]] = (breach.case,)
    real: RealPair | None = None
    if isinstance(check, MonotoneCheck) and breach.step is not None:
        real = _real_pair(check, breach, breach.step, seconds) if check.varies_freely else None
        answers = tuple({**breach.case, check.subject: 1 << code} for code in breach.step)
        if real is not None:
            answers = real.cases() or ()
    cases = [case for masks in answers if (case := as_case(rules, masks, "")) is not None]
    if not cases or len(cases) < len(answers):
        return ()
    read = [case.masks(rules) for case in cases]
    if isinstance(check, AlwaysCheck):
        confirmed = check.confirmed(Breach(read[0]))
    elif real is not None:
        confirmed = real.confirmed((read[0], read[1]))
    else:
        low, high = (played(check.whole, masks) for masks in read)
        confirmed = check.falls_from(low, high)
    return tuple(cases) if confirmed else ()


def _real_pair(
    check: MonotoneCheck, breach: Breach, step: tuple[int, int], seconds: float
) -> RealPair:
    """Return the two cases in whose answers, and not only in what may be filled in, the subject differs."""
    try:
        answered = check.broken_step(Scope.PARTIAL, seconds, step)
    except UndecidedError:
        answered = None
    return RealPair(check, answered or breach)


def _with_advice(told: Witness, recommended: dict[str, str]) -> Witness:
    """Say so where the advice on the case differs from what its answers come to so far."""
    shows = tuple(
        (name, value)
        if recommended.get(name, value) == value
        else (name, f"{value} so far, and {recommended[name] or 'nothing'} is recommended")
        for name, value in told.shows
    )
    return Witness(told.answers, shows)
