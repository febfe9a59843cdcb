"""The smallest cases that would notice what nobody notices, to be confirmed by a person.

Of small cases that notice something, few are kept that do it between them. What the advice says of each
today becomes what it expects, as far as that takes to tell the mutants apart: whether it is right is for
a reader to say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from advisor.cases.form import NO_OPTION
from advisor.cases.from_codes import case_from_codes
from advisor.cases.model import Case, Expectation
from advisor.inference.advice import Advice
from advisor.inference.advise import advise
from advisor.inference.play import ReplayError
from advisor.knowledge.model import RuleBase
from advisor.review.change.candidates import (
    Candidate,
    CandidateSearch,
    Telling,
    Unnoticed,
    no_telling,
    noticing,
    topic_of,
)
from advisor.review.change.judging import HANDFUL, questions
from advisor.review.change.mutants import mutants, widened
from advisor.review.change.mutation import Mutation, Notice
from advisor.review.change.plausible import plausible_figures
from advisor.review.change.trial import CaseTrial, MutantSubject, bits
from advisor.review.evidence.expectations import differences

_COST = 4
"""A case with so many more answers has to notice twice as much as one with none to be kept."""


@dataclass(frozen=True)
class Proposal:
    """A case with what it expects, to be confirmed by a person.

    `shows` says of each thing what it would notice or exercise; `about` are the rules, tables and
    decisions of these. `asks` are the questions that the person has to answer.
    """

    case: Case
    about: tuple[str, ...]
    shows: tuple[str, ...]
    asks: tuple[str, ...] = ()


def proposals(
    rules: RuleBase, found: Mutation, most: int | None = None, telling: Telling = no_telling
) -> tuple[Proposal, ...]:
    """Return cases that would notice the mutants that nobody noticed, as few and as small as may be.

    `most` bounds their number: those are taken that notice most for their answers. The order is that
    of the books. `telling` gives for a text what is told the progress of what it says.
    """
    return _Proposer(rules).proposals(found, most, telling)


def confirmed_proposal(rules: RuleBase, proposal: Proposal, advice: Advice) -> Proposal:
    """Return the proposal with its questions, if the engine tells of its case what it expects.

    `advice` is that on the case. Raises ReplayError.
    """
    if differences(rules, proposal.case):
        message = f"the engine doesn't confirm what {proposal.case.id} expects"
        raise ReplayError(message)
    expect = proposal.case.expect
    return replace(proposal, asks=questions(rules, advice, expect) if expect else ())


class _Proposer:
    def __init__(self, rules: RuleBase) -> None:
        self._rules = rules
        self._subject = MutantSubject(widened(rules, mutants(rules)))
        self._search = CandidateSearch(self._subject)
        self._decisions = frozenset(item.name for item in rules.decisions)

    def proposals(
        self, found: Mutation, most: int | None, telling: Telling
    ) -> tuple[Proposal, ...]:
        """Return the cases, and each mutant that is noticed with just one of them."""
        unnoticed = [
            Unnoticed(
                one.mutant,
                self._subject.patch(one.mutant),
                topic_of(self._subject, one.mutant),
                one.case,
            )
            for one in found.of(Notice.NOBODY)
        ]
        candidates = list(self._search.candidates(unnoticed, most, telling))
        if not candidates:
            return ()
        trial = CaseTrial(self._subject, [one.case for one in candidates])
        taken: dict[int, list[Unnoticed]] = {at: [] for at in range(len(candidates))}
        close = sum(one.close << at for at, one in enumerate(candidates))
        for one in unnoticed:
            seen, _ = trial.noticed(one.patch, trial.complete & close)
            for at in bits(seen):
                taken[at].append(one)
        numbers: Counter[tuple[str, str]] = Counter()
        made: list[Proposal] = []

        def told(at: int, one: Unnoticed) -> frozenset[str]:
            return self._told(trial, at, one)

        shared = _shared_out(candidates, taken, told, most)
        tell = telling("cases made as small as may be")
        if shared:
            tell(0, len(shared))
        for number, (at, noticed) in enumerate(shared, start=1):
            topic = candidates[at].topic
            numbers[topic] += 1
            name = f"{topic[0]} {topic[1]} {numbers[topic]}"
            made.append(self._proposal(name, candidates[at], noticed))
            tell(number, len(shared))
        return tuple(made)

    def _proposal(self, name: str, candidate: Candidate, noticed: Sequence[Unnoticed]) -> Proposal:
        """Return the case, as small as these mutants allow, with what it expects."""
        masks = {
            name: mask
            for name, mask in candidate.case.masks(self._subject.rules).items()
            if name in candidate.case.by_fact
        }
        smaller = self._search.fewest(masks, noticed, close=candidate.close)
        case = case_from_codes(self._subject.rules, smaller, name)
        trial = CaseTrial(self._subject, [case or candidate.case])
        if case is None or not all(
            noticing(trial, one.patch, close=candidate.close) for one in noticed
        ):
            case = candidate.case
            trial = CaseTrial(self._subject, [case])
        case = plausible_figures(self._subject.rules, case)
        told = _few([self._told(trial, 0, one) for one in noticed])[:HANDFUL]
        advice = advise(self._rules, case)
        case = replace(case, id=name, fictional=True, expect=self._expected(advice, told))
        about = tuple(dict.fromkeys(one.mutant.about for one in noticed))
        shows = tuple(f"{one.mutant.about}: {one.mutant.text}" for one in noticed)
        return confirmed_proposal(self._rules, Proposal(case, about, shows), advice)

    def _told(self, trial: CaseTrial, at: int, one: Unnoticed) -> frozenset[str]:
        """Return what a case is told otherwise: by the changed rule itself and its decisions, if by these."""
        decisions, rules = trial.told_otherwise(at, one.patch)
        own = (decisions & one.mutant.touches) | (rules & {one.mutant.about})
        return own or decisions or rules

    def _expected(self, advice: Advice, told: Iterable[str]) -> Expectation:
        complete = len(advice.case.answers) == len(self._rules.facts)
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
                if one.name in told
            ),
            tuple(rule.id for rule in rules if rule.id in warned),
            tuple(rule.id for rule in rules if rule.warning and rule.id not in warned),
            tuple(rule.id for rule in rules if rule.id in advised),
            tuple(rule.id for rule in rules if rule.advice and rule.id not in advised),
        )


def _shared_out(
    candidates: Sequence[Candidate],
    taken: Mapping[int, Sequence[Unnoticed]],
    told: Callable[[int, Unnoticed], frozenset[str]],
    most: int | None,
) -> list[tuple[int, list[Unnoticed]]]:
    """Give each mutant to one of few candidates that notice it: always the next that adds most for its size.

    What a candidate is told otherwise under its mutants stays a handful; what is left over goes to the
    next one, which may be the same case with other questions. The order is that of the candidates.
    """
    left = {id(one) for many in taken.values() for one in many}
    kept: list[tuple[int, list[Unnoticed]]] = []

    def worth(at: int) -> float:
        new = sum(id(one) in left for one in taken[at])
        return new / (_COST + len(candidates[at].case.answers))

    while left and (most is None or len(kept) < most):
        best = max(taken, key=lambda at: (worth(at), -at))
        new = [(one, told(best, one)) for one in taken[best] if id(one) in left]
        few = set(_few([names for _, names in new])[:HANDFUL])
        mine = [one for one, names in new if not names or names & few]
        kept.append((best, mine))
        left -= {id(one) for one in mine}
    return sorted(kept, key=lambda one: one[0])


def _few(sets: Sequence[frozenset[str]]) -> list[str]:
    """Return few names of which each set that isn't empty has at least one, first those that most have."""
    left = [one for one in sets if one]
    found: list[str] = []
    while left:
        counts = Counter(name for one in left for name in one)
        best = min(counts, key=lambda name: (-counts[name], name))
        found.append(best)
        left = [one for one in left if best not in one]
    return found
