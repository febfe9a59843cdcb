"""The smallest cases that exercise what no case exercises yet, to be confirmed by a person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from advisor.cases.form import NO_OPTION
from advisor.cases.from_codes import case_from_codes
from advisor.cases.model import Case, Expectation
from advisor.inference.advice import Advice, Status
from advisor.inference.advise import advise
from advisor.inference.compile import term_test
from advisor.inference.one.firmness import Foresight, status_of
from advisor.inference.planes.again import EvaluatedCases
from advisor.inference.planes.circuit import Wire
from advisor.inference.planes.so_far import close_call
from advisor.inference.planes.sums import PlaneT
from advisor.inference.play import verdict
from advisor.inference.program import AssessmentStep, CompiledRules, DecisionStep, cone
from advisor.knowledge.model import Decision, Rule, RuleBase
from advisor.knowledge.writer import term_text
from advisor.review.change.candidates import fewest
from advisor.review.change.coverage import Coverage, Covered, coverage
from advisor.review.change.mutant_effect import CasePool
from advisor.review.change.proposals import Proposal, confirmed_proposal
from advisor.review.change.trial import MutantSubject, bits, facts_of
from advisor.review.proof.situations import Scope, Situations
from advisor.review.proof.solver import Solver, UndecidedError

SECONDS = 5.0
"""How long, in its own steps, the solver may look for a case that no random case was."""


def covering_proposals(
    rules: RuleBase, found: Coverage, most: int | None = None
) -> tuple[Proposal, ...]:
    """Return cases that exercise between them what no case exercises, as far as any can be found.

    `most` bounds their number to those that exercise most. Each is as small as may be: without any of its answers it would not exercise what it is proposed for.
    """
    cover = _Cover(rules)
    made: list[Proposal] = []
    left = [one for one in found.things if not one.covered]
    while left:
        wanted = left[0]
        case = cover.case(wanted)
        left = left[1:]
        if case is None:
            continue
        shown = coverage(rules, [case])
        by = {(one.kind, one.about, one.text): one for one in shown.things}
        if not _shows(by, wanted):
            continue
        also = [one for one in left if _shows(by, one)]
        left = [one for one in left if one not in also]
        made.append(cover.proposal(case, (wanted, *also), len(made) + 1))
    kept = sorted(made, key=lambda one: -len(one.shows))[:most]
    return tuple(one for one in made if one in kept)


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
        self._pool = CasePool(self._subject, seed=26)

    def case(self, wanted: Covered) -> Case | None:
        """Return the smallest case found that exercises something, or None."""
        masks = self._of_status(wanted) if wanted.kind == "status" else self._of_plane(wanted)
        if masks is None:
            return None
        return case_from_codes(self._rules, masks, f"{wanted.kind} {wanted.about}")

    def _of_plane(self, wanted: Covered) -> Mapping[str, int] | None:
        compiled = self._subject.compiled
        shown = self._plane(self._pool.evaluated, wanted)
        masks: Mapping[str, int] | None
        if shown:
            least = min(bits(shown), key=lambda at: len(self._pool.cases[at]))
            masks = self._pool.cases[least]
        else:
            masks = self._solved(wanted)
        if masks is None:
            return None

        def showing(cases: Sequence[Mapping[str, int]]) -> int:
            ones = (1 << len(cases)) - 1
            return self._plane(EvaluatedCases(compiled, facts_of(compiled, cases), ones), wanted)

        return fewest(masks, showing)

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
        """Return the case with what the advice says of it today of what it exercises."""
        advice = advise(self._rules, case)
        about = tuple(dict.fromkeys(one.about for one in shown))
        expect = _Expected(self._rules, advice, self._subject.compiled).of(shown)
        shows = tuple(f"{one.kind} {one.about}: {one.text}" for one in shown)
        case = replace(case, id=f"covers {number} {shown[0].kind} {shown[0].about}", expect=expect)
        return confirmed_proposal(self._rules, Proposal(case, about, shows))


_TRIED = 40


def _status(rules: CompiledRules, step: DecisionStep, case: Mapping[str, int]) -> str:
    """Return the status that the advice on a case gives a decision."""
    answers = {name: case.get(name, (1 << size) - 1) for name, size in rules.facts}
    foreseen = Foresight(rules, answers, only=cone(rules.by_name, [step.name]))
    outlook = foreseen.outcomes[step.name].outlook
    return status_of(verdict(rules, answers, step.name), outlook, step.close_call).value


class _Expected:
    """What a case is to expect of its advice, so that what it exercises is seen."""

    def __init__(self, rules: RuleBase, advice: Advice, compiled: CompiledRules) -> None:
        self._rules = rules
        self._advice = advice
        self._compiled = compiled

    def of(self, shown: Sequence[Covered]) -> Expectation | None:
        """Return what tells each thing: its decisions, and the warnings and actions of its rule."""
        decisions: dict[str, tuple[str, str, str]] = {}
        for one in shown:
            for name in self._decisions(one):
                advised = self._advice.by_decision[name]
                told = advised.recommended or NO_OPTION
                wanted = one.kind == "status" or advised.recommended is None
                before = decisions.get(name, ("", "", ""))[2]
                decisions[name] = (name, told, advised.status.value if wanted else before)
        about = {one.about for one in shown if one.kind in ("rule", "condition")}
        rules = [rule for rule in self._rules.rules if rule.id in about]
        warned = {one.rule for one in self._advice.misfits}
        advised_rules = {one.rule for one in self._advice.actions}
        warning = [rule.id for rule in rules if rule.warning]
        advising = [rule.id for rule in rules if rule.advice]
        expected = Expectation(
            tuple(decisions.values()),
            tuple(name for name in warning if name in warned),
            tuple(name for name in warning if name not in warned),
            tuple(name for name in advising if name in advised_rules),
            tuple(name for name in advising if name not in advised_rules),
        )
        return None if expected == Expectation() else expected

    def _decisions(self, one: Covered) -> Iterator[str]:
        """Yield the decisions that show it: its own, or the main ones that rest on what a rule concludes."""
        if one.kind in ("option", "status"):
            yield one.about
            return
        rule = self._rules.rules_by_id.get(one.about)
        targets = (
            {effect.target for effect in rule.effects}
            if isinstance(rule, Rule)
            else {one.about.rpartition(", row ")[0]}
        )
        for decision in self._advice.decisions:
            item = self._rules.items[decision.name]
            assert isinstance(item, Decision)  # noqa: S101 - advice is given on decisions
            rests_on = cone(self._compiled.by_name, [decision.name])
            main = not item.group or decision.name in targets
            if main and targets & rests_on and decision.recommended is not None:
                yield decision.name
