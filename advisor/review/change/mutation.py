"""Which wrong changes of the rules would be noticed: by expectations, by laws, by other advice, or by nobody."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from advisor.cases.model import Case
from advisor.knowledge.model import RuleBase
from advisor.review.change.law_trial import LawTrial
from advisor.review.change.mutant_effect import EffectSearch, MutantEffect
from advisor.review.change.mutants import Mutant, mutants, widened
from advisor.review.change.trial import CaseTrial, MutantSubject, bits


class Notice(StrEnum):
    """How a mutant is noticed. 'seen' is an advice that changes though no expectation speaks of it.

    What is proved to change nothing that is told in any case can't be noticed, and is left out of the
    count.
    """

    EXPECTED = "an expectation fails"
    LAW = "a law breaks"
    SEEN = "the advice on a given case changes"
    NOBODY = "nobody notices"
    EQUIVALENT = "nothing that is told changes in any case"


@dataclass(frozen=True)
class Tried:
    """A mutant and what noticed it: the case or the law.

    `decided` is false where nobody noticed it, and neither a case that it changes was found nor a proof
    that there is none. `case` holds the answers, as masks of the widened rules, of one that it changes.
    """

    mutant: Mutant
    notice: Notice
    by: str = ""
    decided: bool = True
    case: Mapping[str, int] | None = None

    @property
    def about(self) -> str:
        """The rule or table."""
        return self.mutant.about

    @property
    def text(self) -> str:
        """What was changed."""
        return self.mutant.text


@dataclass(frozen=True)
class Mutation:
    """All mutants that were tried, and how many there are."""

    tried: tuple[Tried, ...]
    total: int

    def of(self, notice: Notice) -> tuple[Tried, ...]:
        """Return the mutants that were noticed in this way."""
        return tuple(one for one in self.tried if one.notice is notice)

    @property
    def counted(self) -> int:
        """How many were tried that can be noticed at all, as far as is known."""
        return len(self.tried) - len(self.of(Notice.EQUIVALENT))

    @property
    def noticed(self) -> int:
        """How many of them were noticed."""
        return self.counted - len(self.of(Notice.NOBODY))

    @property
    def percent(self) -> float:
        """The share that was noticed, in percent."""
        return 100 * self.noticed / self.counted if self.counted else 100.0


def mutate(
    rules: RuleBase,
    cases: Sequence[Case],
    *,
    seconds: float = 240.0,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> Mutation:
    """Try the mutants of a rule base, spread evenly over the books, until the time is up.

    Of those that nobody noticed it is then looked up whether they can be noticed at all; where the time
    is up before, that stays open.
    """
    ends = time.monotonic() + seconds
    every = list(mutants(rules))
    subject = MutantSubject(widened(rules, every))
    # A fixed shuffle, so that a run that ends early has looked everywhere.
    shuffled = random.Random(6).sample(every, len(every))  # noqa: S311 - an order, not a secret
    trial, laws = CaseTrial(subject, cases), LawTrial(subject)
    tried: list[Tried] = []
    for number, mutant in enumerate(shuffled):
        if tried and time.monotonic() > ends:
            break
        tried.append(_tried(subject, mutant, trial, laws))
        progress(number + 1, len(every))
    order = {identifier: at for at, identifier in enumerate((*rules.rules_by_id, *rules.items))}
    tried.sort(key=lambda one: (order[one.about], one.text))
    return Mutation(tuple(_looked_up(subject, tried, ends)), len(every))


def _tried(subject: MutantSubject, mutant: Mutant, trial: CaseTrial, laws: LawTrial) -> Tried:
    """Try a mutant on the cases, then on the laws."""
    patch = subject.patch(mutant)
    seen, failing = trial.noticed(patch)
    for at in bits(failing):
        return Tried(mutant, Notice.EXPECTED, trial.cases[at].id)
    unsure: list[str] = []
    for law, sure in laws.broken(mutant, patch):
        if sure:
            return Tried(mutant, Notice.LAW, law)
        unsure.append(law)
    for at in bits(seen):
        return Tried(mutant, Notice.SEEN, trial.cases[at].id)
    for law in unsure:
        if laws.confirmed(mutant, law):
            return Tried(mutant, Notice.LAW, law)
    return Tried(mutant, Notice.NOBODY)


def _looked_up(subject: MutantSubject, tried: Sequence[Tried], ends: float) -> Iterator[Tried]:
    """Tell of the mutants that nobody noticed whether they can be noticed at all."""
    equivalence = EffectSearch(subject)
    for one in tried:
        if one.notice is not Notice.NOBODY:
            yield one
        elif time.monotonic() > ends:
            yield Tried(one.mutant, Notice.NOBODY, decided=False)
        else:
            found = equivalence.of(one.mutant, subject.patch(one.mutant))
            notice = Notice.EQUIVALENT if found.effect is MutantEffect.NONE else Notice.NOBODY
            yield Tried(
                one.mutant, notice, "", found.effect is not MutantEffect.UNDECIDED, found.case
            )
