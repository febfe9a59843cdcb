"""The smallest cases that exercise what no case exercises yet, to be confirmed by a person."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from advisor.cases.from_codes import case_from_codes
from advisor.cases.model import Case
from advisor.inference.advice import Status
from advisor.inference.advise import advise
from advisor.inference.compile import term_test
from advisor.inference.one.firmness import Foresight, status_of
from advisor.inference.planes.again import EvaluatedCases
from advisor.inference.planes.circuit import Wire
from advisor.inference.planes.so_far import close_call
from advisor.inference.planes.sums import PlaneT
from advisor.inference.play import verdict
from advisor.inference.program import AssessmentStep, CompiledRules, DecisionStep, cone
from advisor.knowledge.model import RuleBase
from advisor.knowledge.writer import term_text
from advisor.review.change.candidates import MOST_ANSWERS, fewest
from advisor.review.change.coverage import Coverage, Covered, coverage
from advisor.review.change.covering_expectations import CoveredExpectations
from advisor.review.change.judging import HANDFUL, asked_of
from advisor.review.change.mutant_effect import CasePool
from advisor.review.change.plausible import likelier_cells, plausible_figures
from advisor.review.change.proposals import Proposal, confirmed_proposal
from advisor.review.change.trial import MutantSubject, bits, facts_of
from advisor.review.proof.situations import Scope, Situations
from advisor.review.proof.solver import Solver, UndecidedError

SECONDS = 5.0
"""How long, in its own steps, the solver may look for a case that no random case was."""


def covering_proposals(
    rules: RuleBase,
    found: Coverage,
    most: int | None = None,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> tuple[Proposal, ...]:
    """Return cases that exercise between them what no case exercises, as far as any can be found.

    The case that exercises most for its answers comes first; after `most` of them no further one is
    sought. Each is as small as may be: without any of its answers it would not exercise what it is
    proposed for. `progress` is told how many of the missing things have been looked at.
    """
    cover = _Cover(rules)
    made: list[Proposal] = []
    missing = [one for one in found.things if not one.covered]
    left = missing
    while left and (most is None or len(made) < most):
        progress(len(missing) - len(left), len(missing))
        case, wanted = cover.next(left)
        shown: list[Covered] = []
        if case is not None:
            alone = coverage(rules, [case])
            by = {(one.kind, one.about, one.text): one for one in alone.things}
            shown = [one for one in wanted if _shows(by, one)]
            shown += [one for one in left if one not in shown and _shows(by, one)] if shown else []
        if case is None or not shown:
            left = [one for one in left if one is not wanted[0]]
            continue
        left = [one for one in left if one not in shown]
        made.append(cover.proposal(case, shown, len(made) + 1))
    progress(len(missing), len(missing))
    return tuple(made)


Thing = tuple[str, str, str]


def _shows(by: Mapping[Thing, Covered], wanted: Covered) -> bool:
    """Whether a case exercises what was missing; of a condition, the side that was never seen."""
    now = by[wanted.kind, wanted.about, wanted.text]
    if wanted.kind != "condition":
        return now.covered
    missing = [word for word in ("met", "failed") if f"never {word}" in wanted.seen]
    return all(f"never {word}" not in now.seen for word in missing)


class _Cover:
    def __init__(self, rules: RuleBase) -> None:
        self._rules = rules
        self._subject = MutantSubject(rules)
        self._pool = CasePool(self._subject, seed=26, likely=True)
        self._cost = np.array([_COST + len(case) for case in self._pool.cases])
        self._planes: dict[Covered, int] = {}
        names = [item.name for item in rules.decisions]
        self._cones = {name: cone(self._subject.compiled.by_name, [name]) for name in names}

    def next(self, left: Sequence[Covered]) -> tuple[Case | None, Sequence[Covered]]:
        """Return a small case and what it is to exercise of what is left; None where none was found.

        What random cases exercise is sought first, then what only the solver finds, then statuses.
        """
        plain = [one for one in left if one.kind != "status"]
        if not plain:
            return self._case(self._of_status(left[0])), left[:1]
        masks, wanted = self._best(plain)
        if masks is None:
            wanted = plain[:1]
            solved = self._solved(plain[0])
            masks = None if solved is None else self._fewest(solved, wanted)
        return self._case(masks), wanted

    def _case(self, masks: Mapping[str, int] | None) -> Case | None:
        case = None if masks is None else case_from_codes(self._rules, masks, "proposed")
        return None if case is None else plausible_figures(self._rules, case)

    def _best(self, left: Sequence[Covered]) -> tuple[Mapping[str, int] | None, Sequence[Covered]]:
        """Return a random case that exercises much for the answers that it has, and what of it a small one may keep."""
        size = len(self._pool.cases)
        counts = np.zeros(size, np.int32)
        for one in left:
            data = np.frombuffer(self._pooled(one).to_bytes(size // 8, "little"), np.uint8)
            counts += np.unpackbits(data, bitorder="little")
        if not counts.any():
            return None, ()
        likely = slice(0, self._pool.likely)
        worth = counts / self._cost
        at = int((worth[likely] if counts[likely].any() else worth).argmax())
        wanted = [one for one in left if self._pooled(one) >> at & 1]
        masks = self._fewest(self._pool.cases[at], wanted)
        while len(masks) > MOST_ANSWERS and len(wanted) > 1:
            wanted = wanted[: -(-len(wanted) // 2)]
            masks = self._fewest(masks, wanted)
        return masks, wanted

    def _pooled(self, wanted: Covered) -> int:
        """Return the random cases that exercise something, one bit each."""
        if wanted not in self._planes:
            self._planes[wanted] = self._plane(self._pool.evaluated, wanted)
        return self._planes[wanted]

    def _fewest(self, masks: Mapping[str, int], wanted: Sequence[Covered]) -> Mapping[str, int]:
        """Leave out every answer without which a case exercises the same."""
        compiled = self._subject.compiled

        def showing(cases: Sequence[Mapping[str, int]]) -> int:
            found = (1 << len(cases)) - 1
            evaluated = EvaluatedCases(compiled, facts_of(compiled, cases), found)
            for one in wanted:
                found &= self._plane(evaluated, one)
            return found

        return likelier_cells(self._rules, fewest(masks, showing), showing)

    def _solved(self, wanted: Covered) -> Mapping[str, int] | None:
        situations = Situations(Scope.PARTIAL)
        compiled = self._subject.compiled
        facts = {name: situations.ask(name, size) for name, size in compiled.facts}
        wires: EvaluatedCases[Wire] = EvaluatedCases(compiled, facts, situations.circuit.ones)
        try:
            return Solver(situations, SECONDS).smallest(self._plane(wires, wanted))
        except UndecidedError:
            return None

    def _plane(self, cases: EvaluatedCases[PlaneT], wanted: Covered) -> PlaneT:
        """Return where cases exercise something, by what holds so far."""
        state = cases.state
        if wanted.kind == "rule":
            return state.holds[wanted.about]
        if wanted.kind == "option":
            code = self._rules.items[wanted.about].domain.values.index(wanted.text)
            return state.values[wanted.about][code] & state.determined[wanted.about]
        if wanted.kind == "condition":
            rule = self._rules.rules_by_id[wanted.about]
            term = next(one for one in rule.terms if term_text(one) == wanted.text)
            met, failed = cases.term(term_test(term, self._rules))
            return failed if "never failed" in wanted.seen else met
        return self._row(cases, wanted.about)

    def _row(self, cases: EvaluatedCases[PlaneT], identifier: str) -> PlaneT:
        state = cases.state
        step = next(
            one
            for one in self._subject.compiled.steps
            if isinstance(one, AssessmentStep) and any(row.id == identifier for row in one.rows)
        )
        found = state.holds[identifier]
        for hit in step.concluding:
            found = found & (state.ones ^ state.holds[hit.id])
        for row in step.rows:
            if row.id == identifier:
                return found
            if step.first:
                found = found & (state.ones ^ state.holds[row.id])
        return found

    def _of_status(self, wanted: Covered) -> Mapping[str, int] | None:
        compiled = self._subject.compiled
        step = compiled.by_name[wanted.about]
        assert isinstance(step, DecisionStep)  # noqa: S101 - only decisions have a status

        def showing(cases: Sequence[Mapping[str, int]]) -> int:
            told = (_status(compiled, step, one) == wanted.text for one in cases)
            return sum(yes << at for at, yes in enumerate(told))

        state = self._pool.evaluated.state
        likely = self._pool.complete & state.argued[step.name]
        close = close_call(step, state) | (state.ones ^ state.determined[step.name])
        if wanted.text == Status.CONTESTED:
            likely &= close
        elif wanted.text == Status.FIRM:
            likely &= state.ones ^ close
        elif wanted.text == Status.INSUFFICIENT:
            likely = state.ones ^ state.argued[step.name]
        else:
            likely = state.determined[step.name] & ~self._pool.complete
        for _, at in zip(range(_TRIED), bits(likely), strict=False):
            masks = self._pool.cases[at]
            if showing([masks]):
                return fewest(masks, showing)
        return None

    def proposal(self, case: Case, shown: Sequence[Covered], number: int) -> Proposal:
        """Return the case with what the advice says of it today of a handful of what it exercises."""
        advice = advise(self._rules, case)
        expected = CoveredExpectations(self._rules, advice, self._cones)
        told, expect = list(shown[:1]), expected.of(shown[:1])
        for one in shown[1:]:
            wider = expected.of([*told, one])
            if wider is not None and asked_of(wider) <= HANDFUL:
                told, expect = [*told, one], wider
        # What a person is asked about stands first.
        shown = [*told, *(one for one in shown if one not in told)]
        about = tuple(dict.fromkeys(one.about for one in shown))
        shows = tuple(f"{one.kind} {one.about}: {one.text}" for one in shown)
        case = replace(case, id=f"covers {number} {shown[0].kind} {shown[0].about}", expect=expect)
        return confirmed_proposal(self._rules, Proposal(case, about, shows), advice)


_TRIED = 40
"""So many random cases are tried for a status, since each needs all ways of filling in."""

_COST = 6
"""A case with so many more answers has to exercise twice as much as one with none."""


def _status(rules: CompiledRules, step: DecisionStep, case: Mapping[str, int]) -> str:
    """Return the status that the advice on a case gives a decision."""
    answers = {name: case.get(name, (1 << size) - 1) for name, size in rules.facts}
    foreseen = Foresight(rules, answers, only=cone(rules.by_name, [step.name]))
    outlook = foreseen.outcomes[step.name].outlook
    return status_of(verdict(rules, answers, step.name), outlook, step.close_call).value
