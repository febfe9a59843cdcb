"""What asking is worth: how much an answer is expected to tell about the main decisions.

Over likely completions of a case the bit engine gives the outcome of each main decision. The
mutual information between a fact's answer and those outcomes, in bits, is what the question is
worth; and the weighted share of the completions in which a decision comes out so is how sure it is.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from advisor.cases.model import Case
from advisor.inference.compile import compile_rules
from advisor.inference.one.likely import COMPLETIONS, LikelyCompletions, likely_completions
from advisor.inference.planes.circuit import Circuit
from advisor.inference.planes.so_far import sweep
from advisor.inference.planes.written import WrittenProgram, WrittenResult, written
from advisor.inference.program import cone
from advisor.knowledge.model import RuleBase


@dataclass(frozen=True)
class Likelihood:
    """How a main decision comes out in the likely ways that the open answers could turn out.

    `shares` pairs options with their share, the likeliest first; what is missing to 1 is no
    recommendation at all.
    """

    decision: str
    shares: tuple[tuple[str, float], ...]

    @property
    def likeliest(self) -> tuple[str, float]:
        """The option that comes out most often, and its share; '' where none ever does."""
        return self.shares[0] if self.shares else ("", 0.0)


@dataclass(frozen=True)
class Worth:
    """Likely completions of a case and the outcomes of its main decisions in them.

    `outcomes` give for each decision the planes of its options that come out in some completion, by code.
    """

    rules: RuleBase
    completions: LikelyCompletions
    outcomes: Mapping[str, Mapping[int, int]]

    def likelihood(self, decision: str) -> Likelihood:
        """Return how a main decision is likely to come out."""
        total = self.completions.total
        names = self.rules.items[decision].domain.values
        shares = (
            (names[code], self.completions.weigh(plane) / total)
            for code, plane in self.outcomes[decision].items()
        )
        return Likelihood(decision, tuple(sorted(shares, key=lambda one: -one[1])))

    def gains(self, questions: Iterable[str], decisions: Iterable[str]) -> dict[str, float]:
        """Return for each question the mutual information with the outcomes, summed over decisions, in bits."""
        parts = self._parts(decisions)
        return {
            name: self._information([one for one in self.completions.planes[name] if one], parts)
            for name in questions
        }

    def gain_of_two(self, one: str, other: str, decisions: Iterable[str]) -> float:
        """Return what the answers to two questions tell together, in bits."""
        planes = self.completions.planes
        both = [first & second for first in planes[one] for second in planes[other]]
        return self._information([plane for plane in both if plane], self._parts(decisions))

    def uncertainty(self, decisions: Iterable[str]) -> float:
        """Return how uncertain the outcomes are: the sum of their entropies, in bits."""
        total = self.completions.total
        return sum(_entropy(outcomes.weights, total) for outcomes in self._parts(decisions))

    def _parts(self, decisions: Iterable[str]) -> list[_Outcomes]:
        """Return the outcomes of those decisions that have more than one."""
        parts = self._by_decision
        return [parts[name] for name in decisions if len(parts[name].options) > 1]

    @cached_property
    def _by_decision(self) -> Mapping[str, _Outcomes]:
        """For each decision and outcome its planes by weight; no recommendation is an outcome too."""
        found: dict[str, _Outcomes] = {}
        for name, outcomes in self.outcomes.items():
            none = -1
            for plane in outcomes.values():
                none &= ~plane
            parts = (
                [(weight, plane & one) for weight, one in self.completions.classes if plane & one]
                for plane in (*outcomes.values(), none)
            )
            options = [part for part in parts if part]
            weights = [sum(w * p.bit_count() for w, p in option) for option in options]
            found[name] = _Outcomes(options, weights, sum(map(_spread, weights)))
        return found

    def _information(self, answers: Sequence[int], decisions: Sequence[_Outcomes]) -> float:
        """Return the mutual information of the answers with each decision, added up, in bits.

        With N log N for each cell and margin of a table of weights, which needs no shares. What is
        left of a row or a column belongs to its last cell.
        """
        if len(answers) < 2:
            return 0.0
        total = self.completions.total
        margin = [self.completions.weigh(plane) for plane in answers]
        alone = sum(map(_spread, margin))
        counted = answers[:-1]
        found = 0.0
        for outcomes in decisions:
            joint = 0.0
            left = list(margin)
            for option, whole in zip(outcomes.options[:-1], outcomes.weights, strict=False):
                last = whole
                for row, plane in enumerate(counted):
                    weight = sum([one * (plane & part).bit_count() for one, part in option])
                    if weight:
                        joint += _spread(weight)
                        left[row] -= weight
                        last -= weight
                joint += _spread(last)
                left[-1] -= last
            joint += sum(map(_spread, left))
            found += _spread(total) + joint - alone - outcomes.spread
        # Rounded, so that what is equal but for the order of adding up is equal.
        return max(round(found / total, 12), 0.0)


@dataclass(frozen=True)
class _Outcomes:
    """The outcomes of a decision: of each its completions parted by weight, and what they weigh.

    `spread` is N log N of the weights, added up.
    """

    options: Sequence[Sequence[tuple[float, int]]]
    weights: Sequence[float]
    spread: float


def worth_in(rules: RuleBase, case: Case) -> Worth:
    """Draw likely completions of a case and evaluate its main decisions in them."""
    completions = likely_completions(rules, case)
    run = main_outcomes(rules, completions.planes, (1 << COMPLETIONS) - 1)
    outcomes = {
        name: {code: plane for code, plane in enumerate(run[name]) if plane}
        for name in rules.main_names
    }
    return Worth(rules, completions, outcomes)


def main_outcomes(rules: RuleBase, facts: Mapping[str, Sequence[int]], ones: int) -> WrittenResult:
    """Return for each main decision the planes of its options in complete cases, one bit a case.

    `facts` hold for each fact the planes of its codes; `ones` has every case's bit.
    """
    names, program = _main_program(rules)
    return program.run([plane for name in names for plane in facts[name]], ones)


@lru_cache(maxsize=8)
def _main_program(rules: RuleBase) -> tuple[tuple[str, ...], WrittenProgram]:
    """Write down how the main decisions come out of complete answers; the facts name the inputs."""
    compiled = compile_rules(rules)
    circuit = Circuit()
    facts = {name: [circuit.input() for _ in range(size)] for name, size in compiled.facts}
    steps = frozenset(cone(compiled.by_name, rules.main_names))
    run = sweep(compiled, facts, circuit.ones, only=steps, single=facts.keys())
    wanted = {
        name: [plane & run.determined[name] for plane in run.values[name]]
        for name in rules.main_names
    }
    return tuple(facts), written(circuit, wanted)


def _spread(weight: float) -> float:
    return weight * math.log2(weight) if weight > 1e-9 else 0.0


def _entropy(weights: Iterable[float], total: float) -> float:
    shares = (weight / total for weight in weights)
    return -sum(share * math.log2(share) for share in shares if share > 0)
