"""In which respects the advice of two rule bases differs, as wires: one for each item or text."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations

from advisor.inference.planes.circuit import ZERO, Wire
from advisor.inference.planes.so_far import Sweep, close_call
from advisor.inference.program import CompiledRules, DecisionStep
from advisor.knowledge.model import Assessment, Decision, RuleBase
from advisor.review.change.answers import SIDES
from advisor.review.change.settled import any_of_them, nodes_of, other_sum
from advisor.review.change.shown import orders, told_texts

RECOMMENDATIONS = "recommendations"
POINTS = "points and close calls"
ASSESSMENTS = "assessments"
TOLD = "misfits and actions"
COMPARED = (RECOMMENDATIONS, POINTS, ASSESSMENTS, TOLD)
"""What is compared for every case; statuses follow from the first two where they are exact."""

States = tuple[Sweep[Wire], Sweep[Wire]]
Sides = tuple[RuleBase, RuleBase]


def known_to_both(rules: Sides, kind: type[Decision | Assessment]) -> Iterator[str]:
    """Yield the names that are a decision, or an assessment, on both sides."""
    for name, item in rules[0].items.items():
        if isinstance(item, kind) and isinstance(rules[1].items.get(name), kind):
            yield name


def known_to_one(rules: Sides) -> tuple[str, ...]:
    """Return the decisions and assessments that only one side knows, and so are not compared."""
    kinds = (Decision, Assessment)
    sides = [{name for name, item in one.items.items() if isinstance(item, kinds)} for one in rules]
    both = {name for kind in kinds for name in known_to_both(rules, kind)}
    return tuple(sorted((sides[0] | sides[1]) - both))


def shared_options(rules: Sides, decision: str) -> Iterator[tuple[int, int]]:
    """Yield the codes of each option that both sides know."""
    one, two = (side.items[decision].domain.values for side in rules)
    for option in one:
        if option in two:
            yield one.index(option), two.index(option)


class Respects:
    """What both sides made of all cases, and where it differs."""

    def __init__(
        self,
        compiled: tuple[CompiledRules, CompiledRules],
        states: States,
        same_unions: Callable[[Sequence[str], Sequence[str]], bool],
    ) -> None:
        self._compiled, self._same_unions = compiled, same_unions
        self._rules = (compiled[0].source, compiled[1].source)
        self.states = states

    def differ(self, about: str) -> dict[str, Wire]:
        """Return by name where one respect differs; what is proved to be the same is left out."""
        ways = {
            RECOMMENDATIONS: self._winners,
            POINTS: self._points,
            ASSESSMENTS: self._values,
            TOLD: self._told,
        }
        found: dict[str, Wire] = {}
        for name, wire in ways[about]():
            if wire.node != ZERO:
                found[name] = found[name] | wire if name in found else wire
        return found

    def _planes(self, name: str) -> Iterator[tuple[Wire, Wire]]:
        """Yield where each value comes out on either side; one that a side doesn't know never does."""
        items = [rules.items[name] for rules in self._rules]
        for value in dict.fromkeys((*items[0].domain.values, *items[1].domain.values)):
            codes = [item.domain.code(value) for item in items]
            one, two = (
                state.zero if code is None else state.values[name][code] & state.determined[name]
                for state, code in zip(self.states, codes, strict=True)
            )
            yield one, two

    def _winners(self) -> Iterator[tuple[str, Wire]]:
        for name in known_to_both(self._rules, Decision):
            for first, second in self._planes(name):
                yield name, first ^ second

    def _values(self) -> Iterator[tuple[str, Wire]]:
        one, two = self.states
        for name in known_to_both(self._rules, Assessment):
            yield name, one.determined[name] ^ two.determined[name]
            for first, second in self._planes(name):
                yield name, first ^ second

    def _points(self) -> Iterator[tuple[str, Wire]]:
        one, two = self.states
        for name in known_to_both(self._rules, Decision):
            first, second = self._step(0, name), self._step(1, name)
            yield name, close_call(first, one) ^ close_call(second, two)
            for mine, theirs in shared_options(self._rules, name):
                yield name, one.ruled_out[name][mine] ^ two.ruled_out[name][theirs]
                same = nodes_of(one.scores[name][mine]) == nodes_of(two.scores[name][theirs])
                if not same or one.offsets[name] != two.offsets[name]:
                    terms = [*_terms(second, two, theirs, 1), *_terms(first, one, mine, -1)]
                    yield name, other_sum(terms, one.ones)

    def _step(self, side: int, name: str) -> DecisionStep:
        step = self._compiled[side].by_name[name]
        assert isinstance(step, DecisionStep)  # noqa: S101 - the name is a decision's
        return step

    def _told(self) -> Iterator[tuple[str, Wire]]:
        """Yield where a text is said on one side only, or two in another order.

        It is the text that counts, whichever rules say it, and how many.
        """
        saying: list[dict[str, list[str]]] = [{}, {}]
        for side in SIDES:
            for rule in self._rules[side].rules:
                for text in told_texts(rule):
                    saying[side].setdefault(text, []).append(rule.id)
        zero = self.states[0].zero
        for text in dict.fromkeys((*saying[0], *saying[1])):
            names = [side.get(text, []) for side in saying]
            one, two = (
                any_of_them([state.holds[name] for name in own], zero)
                for state, own in zip(self.states, names, strict=True)
            )
            # Where several rules say it, or other ones, they are compared as one.
            same = one.node == two.node or (
                names[0] != names[1] and self._same_unions(names[0], names[1])
            )
            yield (names[0] or names[1])[0], zero if same else one ^ two
        yield from self._turned()

    def _turned(self) -> Iterator[tuple[str, Wire]]:
        places = [
            {
                (group, name): at
                for group, names in orders(rules.rules).items()
                for at, name in enumerate(names)
            }
            for rules in self._rules
        ]
        one, two = self.states
        common = [key for key in places[0] if key in places[1]]
        for left, right in combinations(common, 2):
            turned = (places[0][left] < places[0][right]) != (places[1][left] < places[1][right])
            if left[0] == right[0] and turned:
                both = one.holds[left[1]] & one.holds[right[1]]
                yield left[0], both & two.holds[left[1]] & two.holds[right[1]]


def _terms(
    step: DecisionStep, state: Sweep[Wire], option: int, sign: int
) -> Iterator[tuple[Wire, int]]:
    for voice in step.voices:
        points = dict(voice.points).get(option, 0)
        if points:
            yield state.holds[voice.id], sign * points
