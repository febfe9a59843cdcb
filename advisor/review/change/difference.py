"""Where two rule bases advise differently: on given cases, and on the smallest case there is.

Both are written into one circuit over the same answers, so a part that did not change falls
together, and the solver only looks at what did. Answers that only one of them knows can't be compared.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from advisor.cases.model import Case
from advisor.inference.advice import Advice
from advisor.inference.advise import advise
from advisor.inference.experta.engine import SoFar
from advisor.inference.experta.play import ReplayError, Witness, played
from advisor.inference.planes.circuit import Wire
from advisor.inference.planes.so_far import Sweep, sweep
from advisor.inference.program import CompiledRules, compile_rules
from advisor.knowledge.domains import Domain, Kind, with_cuts
from advisor.knowledge.model import RuleBase
from advisor.review.change.books import same_meaning
from advisor.review.proof.situations import Scope, Situations
from advisor.review.proof.solver import Solver


@dataclass(frozen=True)
class Shift:
    """One case that gets other advice: pairs of what it was and is, and the rules behind it."""

    case: str
    moved: tuple[tuple[str, str, str], ...]
    through: tuple[str, ...]


@dataclass(frozen=True)
class Smallest:
    """The smallest case whose advice differs, or None: then it is proved that there is none."""

    about: str
    witness: Witness | None
    moved: tuple[tuple[str, str, str], ...] = ()
    through: tuple[str, ...] = ()


def shifted(old: RuleBase, new: RuleBase, before: Case, after: Case) -> Shift | None:
    """Return how the advice on one case (as each rule base reads it) differs, or None."""
    advices = advise(old, before), advise(new, after)
    moved: list[tuple[str, str, str]] = []
    named = [advice.by_decision for advice in advices]
    for name in dict.fromkeys((*named[0], *named[1])):
        told = []
        for decisions in named:
            found = decisions.get(name)
            told.append(
                "not asked"
                if found is None
                else f"{found.recommended or 'nothing'} ({found.status.value})"
            )
        if told[0] != told[1]:
            moved.append((name, told[0], told[1]))
    texts = [_texts(advice) for advice in advices]
    for rule in dict.fromkeys((*texts[0], *texts[1])):
        was, now = (text.get(rule, "not told") for text in texts)
        if was != now:
            moved.append((rule, was, now))
    if not moved:
        return None
    fired = [{one.rule for one in advice.trace} for advice in advices]
    return Shift(before.id, tuple(moved), _through(old, new, fired[0], fired[1]))


def _texts(advice: Advice) -> dict[str, str]:
    """Return the texts of misfits and actions by rule."""
    texts = {one.rule: one.text for one in advice.misfits}
    return texts | {one.rule: one.text for one in advice.actions}


def _through(old: RuleBase, new: RuleBase, before: set[str], after: set[str]) -> tuple[str, ...]:
    """Return the rules and rows that fire on one side only, or on both with another meaning."""
    changed = {
        rule.id
        for rule in old.rules
        if rule.id in new.rules_by_id and not same_meaning(rule, new.rules_by_id[rule.id])
    }
    found = [name for name in sorted(before | after) if (name in before) != (name in after)]
    return tuple(dict.fromkeys((*sorted(changed & (before | after)), *found)))


class Comparison:
    """Two rule bases over the same answers."""

    def __init__(self, old: RuleBase, new: RuleBase, *, seconds: float = 30.0) -> None:
        self._rules = (old, new)
        self._compiled = (compile_rules(old), compile_rules(new))
        self._seconds = seconds
        self._domains: dict[str, Domain] = {}
        self._maps: tuple[dict[str, list[int]], dict[str, list[int]]] = ({}, {})
        for side, rules in enumerate(self._rules):
            for fact in rules.facts:
                self._share(fact.name, side)

    def _share(self, name: str, side: int) -> None:
        """Find the answers that both sides know, and which code each has on each side."""
        domains = [
            fact.domain for rules in self._rules for fact in rules.facts if fact.name == name
        ]
        own = next(fact.domain for fact in self._rules[side].facts if fact.name == name)
        if len(domains) == 2 and all(one.kind is Kind.NUMBER for one in domains):
            shared = with_cuts(own, {*domains[0].cuts, *domains[1].cuts})
            codes = [0, *(bisect_right(own.cuts, cut) for cut in shared.cuts)]
        else:
            kept = [
                value for value in domains[0].values if all(value in one.values for one in domains)
            ]
            shared = (
                own
                if len(kept) == len(own.values) == len(domains[0].values)
                else Domain(own.kind, tuple(kept))
            )
            codes = [own.values.index(value) for value in shared.values]
        self._domains[name] = shared
        self._maps[side][name] = codes

    def _evaluate(self, situations: Situations, side: int) -> Sweep[Wire]:
        rules: CompiledRules = self._compiled[side]
        ones = situations.circuit.ones
        facts: dict[str, list[Wire]] = {}
        for name, size in rules.facts:
            codes = self._maps[side][name]
            shared = situations.ask(name, len(codes))
            answered = situations.questions[name].answered
            unknown = ones ^ (Wire(situations.circuit, answered) if answered is not None else ones)
            planes = [unknown] * size
            for plane, code in zip(shared, codes, strict=True):
                planes[code] = planes[code] | plane
            facts[name] = planes
        return sweep(rules, facts, ones)

    def smallest(self) -> tuple[Smallest, ...]:
        """Return the smallest case with another recommendation, and with other misfits or actions."""
        return self._find("recommendations"), self._find("misfits and actions")

    def _find(self, about: str) -> Smallest:
        situations = Situations(Scope.PARTIAL)
        states = [self._evaluate(situations, side) for side in (0, 1)]
        differ = self._differ(states, about)
        case = Solver(situations, self._seconds).smallest(differ)
        if case is None:
            situations = Situations(Scope.ANY)
            states = [self._evaluate(situations, side) for side in (0, 1)]
            case = Solver(situations, self._seconds).case(self._differ(states, about))
        return Smallest(about, None) if case is None else self._played(case, about)

    def _differ(self, states: Sequence[Sweep[Wire]], about: str) -> Wire:
        found = states[0].zero
        if about == "recommendations":
            for decision in self._rules[0].decisions:
                if decision.name not in self._rules[1].items:
                    continue
                for option in decision.options:
                    one, two = (
                        self._wins(state, side, decision.name, option)
                        for side, state in enumerate(states)
                    )
                    found = found | (one ^ two)
            return found
        for rule in dict.fromkeys((*self._told(0), *self._told(1))):
            texts = [self._told(side).get(rule) for side in (0, 1)]
            one, two = (
                state.holds[rule] if text is not None else state.zero
                for state, text in zip(states, texts, strict=True)
            )
            found = found | ((one ^ two) if texts[0] == texts[1] else (one | two))
        return found

    def _told(self, side: int) -> dict[str, tuple[str, str]]:
        return {
            rule.id: (rule.warning, rule.advice.text if rule.advice else "")
            for rule in self._rules[side].rules
            if rule.warning or rule.advice
        }

    def _wins(self, state: Sweep[Wire], side: int, decision: str, option: str) -> Wire:
        code = self._rules[side].items[decision].domain.code(option)
        if code is None:
            return state.zero
        return state.values[decision][code] & state.determined[decision]

    def _played(self, case: Mapping[str, int], about: str) -> Smallest:
        """Play the case on both engines; they must differ in what was asked."""
        runs: list[SoFar] = []
        for side in (0, 1):
            masks = {
                name: sum(
                    {1 << codes[code] for code in range(len(codes)) if case[name] >> code & 1}
                )
                for name, codes in self._maps[side].items()
                if name in case
            }
            runs.append(played(self._compiled[side], masks))
        moved = self._moved(runs, about)
        if not moved:
            message = f"the engine doesn't confirm that {case} differs"
            raise ReplayError(message)
        answers = tuple((name, self._domains[name].names(mask)) for name, mask in case.items())
        fired = [set(run.fired) for run in runs]
        return Smallest(
            about, Witness(answers), tuple(moved), _through(*self._rules, fired[0], fired[1])
        )

    def _moved(self, runs: Sequence[SoFar], about: str) -> list[tuple[str, str, str]]:
        moved: list[tuple[str, str, str]] = []
        if about == "recommendations":
            for decision in self._rules[0].decisions:
                if decision.name in self._rules[1].items:
                    told = []
                    for rules, run in zip(self._rules, runs, strict=True):
                        winner = run.verdicts[decision.name].winner
                        values = rules.items[decision.name].domain.values
                        told.append("nothing" if winner is None else values[winner])
                    if told[0] != told[1]:
                        moved.append((decision.name, told[0], told[1]))
            return moved
        texts = [
            {
                name: " ".join(text).strip()
                for name, text in self._told(side).items()
                if name in run.fired
            }
            for side, run in enumerate(runs)
        ]
        for rule in dict.fromkeys((*texts[0], *texts[1])):
            was, now = (text.get(rule, "not told") for text in texts)
            if was != now:
                moved.append((rule, was, now))
        return moved
