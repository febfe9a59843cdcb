"""Where two rule bases advise differently: on the smallest case there is, or proved on none.

Both are written into one circuit over the same answers, so a part that did not change falls
together, and the solver only looks at what did. Answers that only one of them knows can't be compared.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from advisor.cases.from_codes import answer_from_codes, answerable
from advisor.cases.model import Answer, Case
from advisor.inference.compile import compile_rules
from advisor.inference.experta.engine import SoFar
from advisor.inference.planes.circuit import Wire
from advisor.inference.planes.so_far import Sweep, close_call, sweep
from advisor.inference.planes.sums import at_least, natural_offset, weighted_sum
from advisor.inference.play import ReplayError, Witness, played
from advisor.inference.program import CompiledRules, DecisionStep
from advisor.knowledge.domains import Domain, Kind, Range, with_cuts
from advisor.knowledge.model import Assessment, Decision, Fact, Rule, RuleBase
from advisor.review.change.shown import (
    Moves,
    moves,
    order_moves,
    orders,
    rule_text,
    through,
)
from advisor.review.proof.replay import fewest_needed
from advisor.review.proof.situations import Scope, Situations
from advisor.review.proof.solver import Solver, UndecidedError

RECOMMENDATIONS = "recommendations"
POINTS = "points and close calls"
ASSESSMENTS = "assessments"
TOLD = "misfits and actions"
COMPARED = (RECOMMENDATIONS, POINTS, ASSESSMENTS, TOLD)
"""What is compared for every case; statuses follow from the first two where they are exact."""


@dataclass(frozen=True)
class OtherAdvice:
    """A case that gets other advice in one respect, or the proof that there is none.

    Without a witness none exists, unless it is not `decided`. `smallest` tells that no case with
    fewer answers differs.
    """

    about: str
    witness: Witness | None = None
    moved: Moves = ()
    through: tuple[str, ...] = ()
    decided: bool = True
    smallest: bool = False


class Comparison:
    """Two rule bases over the same answers."""

    def __init__(self, old: RuleBase, new: RuleBase, *, seconds: float = 30.0) -> None:
        self._rules = (old, new)
        self._compiled = (compile_rules(old), compile_rules(new))
        self._seconds = seconds
        self._domains: dict[str, Domain] = {}
        self._maps: tuple[dict[str, list[int]], dict[str, list[int]]] = ({}, {})
        for name in dict.fromkeys(fact.name for rules in self._rules for fact in rules.facts):
            self._share(name)

    def _share(self, name: str) -> None:
        """Find the answers that both sides know, and which code each has on each side.

        A fact that only one side knows keeps its answers; where they have none in common it stays
        unknown.
        """
        known = [
            (side, fact.domain)
            for side, rules in enumerate(self._rules)
            for fact in rules.facts
            if fact.name == name
        ]
        domains = [domain for _, domain in known]
        self._domains[name] = shared = _in_common(domains)
        for side, own in known:
            if shared.kind is Kind.NUMBER and shared.values:
                first = own.cells(Range(shared.minimum, shared.minimum)).bit_length() - 1
                codes = [first, *(bisect_right(own.cuts, cut) for cut in shared.cuts)]
            else:
                codes = [own.values.index(value) for value in shared.values]
            self._maps[side][name] = codes

    def _evaluate(self, situations: Situations, side: int) -> Sweep[Wire]:
        rules: CompiledRules = self._compiled[side]
        ones = situations.circuit.ones
        facts: dict[str, list[Wire]] = {}
        for name, size in rules.facts:
            codes = self._maps[side][name]
            if not codes:
                facts[name] = [ones] * size
                continue
            shared = situations.ask(name, len(codes))
            answered = situations.questions[name].answered
            unknown = ones ^ (Wire(situations.circuit, answered) if answered is not None else ones)
            planes = [unknown] * size
            for plane, code in zip(shared, codes, strict=True):
                planes[code] = planes[code] | plane
            facts[name] = planes
        return sweep(rules, facts, ones)

    def one_sided(self) -> tuple[str, ...]:
        """Return the decisions and assessments that only one side knows, and so are not compared."""
        kinds = (Decision, Assessment)
        sides = [
            {name for name, item in rules.items.items() if isinstance(item, kinds)}
            for rules in self._rules
        ]
        both = {*self._both(Decision), *self._both(Assessment)}
        return tuple(sorted((sides[0] | sides[1]) - both))

    def all(self) -> tuple[OtherAdvice, ...]:
        """Return a case with other advice in each respect of COMPARED, or that there is none."""
        return tuple(self.about(about) for about in COMPARED)

    def about(self, about: str) -> OtherAdvice:
        """Return a case with other advice in one respect, the smallest if there was time for it."""
        try:
            situations = Situations(Scope.PARTIAL)
            fewest = Solver(situations, self._seconds).fewest(self._differ(situations, about))
            if fewest is not None:
                return self._played(fewest[0], about, smallest=fewest[1])
            situations = Situations(Scope.ANY)
            case = Solver(situations, self._seconds).case(self._differ(situations, about))
        except UndecidedError:
            return OtherAdvice(about, decided=False)
        return OtherAdvice(about) if case is None else self._played(case, about)

    def _differ(self, situations: Situations, about: str) -> Wire:
        states = [self._evaluate(situations, side) for side in (0, 1)]
        ways = {
            RECOMMENDATIONS: self._winners,
            POINTS: self._points,
            ASSESSMENTS: self._values,
            TOLD: self._told,
        }
        found = states[0].zero
        for wire in ways[about](*states):
            found = found | wire
        return found

    def _both(self, kind: type[Decision | Assessment]) -> Iterator[str]:
        """Yield the names that are a decision, or an assessment, on both sides."""
        for name, item in self._rules[0].items.items():
            if isinstance(item, kind) and isinstance(self._rules[1].items.get(name), kind):
                yield name

    def _planes(self, states: Sequence[Sweep[Wire]], name: str) -> Iterator[tuple[Wire, Wire]]:
        """Yield where each value comes out on either side; one that a side doesn't know never does."""
        items = [rules.items[name] for rules in self._rules]
        for value in dict.fromkeys((*items[0].domain.values, *items[1].domain.values)):
            codes = [item.domain.code(value) for item in items]
            one, two = (
                state.zero if code is None else state.values[name][code] & state.determined[name]
                for state, code in zip(states, codes, strict=True)
            )
            yield one, two

    def _winners(self, one: Sweep[Wire], two: Sweep[Wire]) -> Iterator[Wire]:
        for name in self._both(Decision):
            for first, second in self._planes((one, two), name):
                yield first ^ second

    def _values(self, one: Sweep[Wire], two: Sweep[Wire]) -> Iterator[Wire]:
        for name in self._both(Assessment):
            yield one.determined[name] ^ two.determined[name]
            for first, second in self._planes((one, two), name):
                yield first ^ second

    def _points(self, one: Sweep[Wire], two: Sweep[Wire]) -> Iterator[Wire]:
        for name in self._both(Decision):
            steps = [compiled.by_name[name] for compiled in self._compiled]
            first, second = steps
            assert isinstance(first, DecisionStep)  # noqa: S101 - the name is a decision's
            assert isinstance(second, DecisionStep)  # noqa: S101
            yield close_call(first, one) ^ close_call(second, two)
            for codes in self._options(name):
                yield one.ruled_out[name][codes[0]] ^ two.ruled_out[name][codes[1]]
                yield _other_sum(
                    [*_terms(second, two, codes[1], 1), *_terms(first, one, codes[0], -1)], one.ones
                )

    def _options(self, decision: str) -> Iterator[tuple[int, int]]:
        """Yield the codes of each option that both sides know."""
        one, two = (rules.items[decision].domain.values for rules in self._rules)
        for option in one:
            if option in two:
                yield one.index(option), two.index(option)

    def _told(self, one: Sweep[Wire], two: Sweep[Wire]) -> Iterator[Wire]:
        texts = [
            {rule.id: text for rule in rules.rules if (text := rule_text(rule))}
            for rules in self._rules
        ]
        for name in dict.fromkeys((*texts[0], *texts[1])):
            first, second = (
                state.holds[name] if name in told else state.zero
                for state, told in zip((one, two), texts, strict=True)
            )
            same = texts[0].get(name) == texts[1].get(name)
            yield (first ^ second) if same else (first | second)
        places = [
            {
                (group, name): at
                for group, names in orders(rules.rules).items()
                for at, name in enumerate(names)
            }
            for rules in self._rules
        ]
        common = [key for key in places[0] if key in places[1]]
        for left, right in combinations(common, 2):
            turned = (places[0][left] < places[0][right]) != (places[1][left] < places[1][right])
            if left[0] == right[0] and turned:
                yield (
                    one.holds[left[1]]
                    & one.holds[right[1]]
                    & two.holds[left[1]]
                    & two.holds[right[1]]
                )

    def _played(
        self, case: Mapping[str, int], about: str, *, smallest: bool = False
    ) -> OtherAdvice:
        """Play the case on both engines; they must differ in what was asked.

        Where no time was left to find the fewest answers, those that are not needed are left out.
        """
        if not smallest:
            case = fewest_needed(case, lambda rest: bool(self._moved(self._runs(rest), about)))
        runs = self._runs(case)
        moved = self._moved(runs, about)
        if not moved:
            message = f"the engine doesn't confirm that {case} differs"
            raise ReplayError(message)
        answers = tuple((name, self._domains[name].names(mask)) for name, mask in case.items())
        fired = [set(run.fired) for run in runs]
        behind = through(*self._rules, fired[0], fired[1])
        witness = Witness(answers, case=self._in_file(case, about))
        return OtherAdvice(about, witness, moved, behind, smallest=smallest)

    def _in_file(self, case: Mapping[str, int], about: str) -> Case | None:
        """Return a case as a file may hold it, if both engines, as their sides read it, differ too.

        A fact that only one side knows is answered as that side reads it.
        """
        answers: list[Answer] = []
        for name, mask in case.items():
            sides = [rules.items.get(name) for rules in self._rules]
            fact = next(one for one in sides if isinstance(one, Fact))
            domain = self._domains[name]
            answer = answer_from_codes(replace(fact, domain=domain), answerable(domain, mask))
            if answer is None:
                return None
            answers.append(answer)
        found = Case("", tuple(answers))
        runs = [
            played(compiled, found.masks(rules))
            for compiled, rules in zip(self._compiled, self._rules, strict=True)
        ]
        return found if self._moved(runs, about) else None

    def _runs(self, case: Mapping[str, int]) -> list[SoFar]:
        """Play a case, in the codes that both sides share, on both engines."""
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
        return runs

    def _moved(self, runs: Sequence[SoFar], about: str) -> Moves:
        """Return what comes out otherwise on the two sides, in one respect."""
        moved = moves(*(self._shown(side, run, about) for side, run in enumerate(runs)))
        if about == TOLD:
            moved += order_moves(*(orders(self._speaking(side, runs[side])) for side in (0, 1)))
        return moved

    def _speaking(self, side: int, run: SoFar) -> list[Rule]:
        """Return the rules that have the report say something in a case."""
        return [one for one in self._rules[side].rules if one.id in run.fired and rule_text(one)]

    def _shown(self, side: int, run: SoFar, about: str) -> dict[str, str]:
        """Return in words what comes out of a case on one side, in one respect."""
        rules = self._rules[side]
        if about == TOLD:
            return {rule.id: rule_text(rule) for rule in self._speaking(side, run)}
        shown = {}
        if about == ASSESSMENTS:
            for name in self._both(Assessment):
                values = rules.items[name].domain.names(run.values[name])
                known = run.findings[name].value is not None
                shown[name] = " or ".join(values) if known else "undetermined"
            return shown
        for name in self._both(Decision):
            verdict, options = run.verdicts[name], rules.items[name].domain.values
            if about == RECOMMENDATIONS:
                shown[name] = "nothing" if verdict.winner is None else options[verdict.winner]
                continue
            step = self._compiled[side].by_name[name]
            margin = step.close_call if isinstance(step, DecisionStep) else 0
            close = verdict.margin is not None and verdict.margin <= margin
            told_of = [
                f"{options[codes[side]]} {verdict.scores[codes[side]]}"
                + (", ruled out" if codes[side] in verdict.ruled_out else "")
                for codes in self._options(name)
            ]
            shown[name] = "; ".join([*told_of, *(["a close call"] if close else [])])
        return shown


def _in_common(domains: Sequence[Domain]) -> Domain:
    """Return the answers that all of one or two domains know; none if they are of unlike kinds."""
    own = domains[0]
    if all(one.kind is Kind.NUMBER for one in domains):
        lowest, highest = max(one.minimum for one in domains), min(one.maximum for one in domains)
        if lowest <= highest:
            whole = replace(own, minimum=lowest, maximum=highest, cuts=(), values=own.values[:1])
            return with_cuts(whole, {cut for one in domains for cut in one.cuts})
    elif all(one.kind is not Kind.NUMBER for one in domains):
        kept = tuple(value for value in own.values if all(value in one.values for one in domains))
        return own if kept == own.values else Domain(own.kind, kept)
    return Domain(Kind.CHOICE, ())


def _terms(
    step: DecisionStep, state: Sweep[Wire], option: int, sign: int
) -> Iterator[tuple[Wire, int]]:
    for voice in step.voices:
        points = dict(voice.points).get(option, 0)
        if points:
            yield state.holds[voice.id], sign * points


def _other_sum(terms: Sequence[tuple[Wire, int]], ones: Wire) -> Wire:
    """Return where the terms don't add up to nothing; equal wires are taken together first."""
    weights: dict[int, int] = {}
    wires: dict[int, Wire] = {}
    for wire, points in terms:
        wires[wire.node] = wire
        weights[wire.node] = weights.get(wire.node, 0) + points
    left = [(wires[node], points) for node, points in weights.items() if points]
    if not left:
        return ones ^ ones
    offset = natural_offset(left)
    total = weighted_sum(left, ones, offset)
    more = at_least(total, offset + 1, ones)
    return more | (ones ^ at_least(total, offset, ones))
