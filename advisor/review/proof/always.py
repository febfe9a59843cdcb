"""An Always law: whenever its conditions hold, its conclusion does not fail."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from math import prod

from advisor.inference.compile import compile_rules, line_tests
from advisor.inference.planes.so_far import Sweep, sweep
from advisor.inference.planes.sums import PlaneT
from advisor.inference.play import Witness, fails, holds, played, witness
from advisor.inference.program import Patch, cone
from advisor.knowledge.laws import AlwaysLaw
from advisor.knowledge.model import RuleBase
from advisor.review.proof.reading import Breach, anywhere, test_wires
from advisor.review.proof.situations import Scope, Situations
from advisor.review.proof.solver import Solver

_MOST_TRIED = 50_000
"""How many values, taken together, are tried to see that a law follows by itself."""


class AlwaysCheck:
    """The law on all cases of a scope, on many given ones, or on one that the engine plays."""

    varies_freely = False

    def __init__(self, rules: RuleBase, law: AlwaysLaw) -> None:
        self._rules = rules
        self.compiled = compile_rules(rules)
        self._when = [line_tests(line, rules) for line in law.when]
        self._then = line_tests(law.then, rules)
        tests = [test for line in (*self._when, self._then) for test in line]
        self.names = tuple(dict.fromkeys(test.item for test in tests))
        self._cone = cone(self.compiled.by_name, self.names)
        self.rests_on = frozenset(self._cone)

    def breach(self, scope: Scope, seconds: float, *, completed: bool = False) -> Breach | None:
        """Return a case of the scope that breaks the law; in the scope 'partial' the smallest.

        `completed` asks that one way of filling in what is unknown breaks it too.
        """
        situations = Situations(scope)
        bad = self._bad(situations.evaluate(self.compiled, self._cone))
        if completed:
            bad = bad & self._bad(situations.evaluate(self.compiled, self._cone, completed=True))
        solver = Solver(situations, seconds)
        if scope is Scope.PARTIAL:
            fewest = solver.fewest(bad)
            return None if fewest is None else Breach(dict(fewest[0]), smallest=fewest[1])
        case = solver.case(bad)
        return None if case is None else Breach(dict(case))

    def broken_in(self, facts: Mapping[str, list[int]], ones: int) -> int:
        """Return the complete cases, one bit each, that break the law."""
        state = sweep(self.compiled, facts, ones, only=self._cone, single=set(facts))
        return self.broken([state])

    @property
    def givens(self) -> tuple[Mapping[str, int], ...]:
        """What has to be given, as codes of facts, in each of the evaluations that `broken` needs."""
        return ({},)

    def broken(self, states: Sequence[Sweep[PlaneT]], patch: Patch | None = None) -> PlaneT:  # noqa: ARG002 - as of the other kind of law
        """Return where evaluations break the law, one for each of `givens`, under a change of the rules."""
        return self._bad(states[0])

    def _bad(self, state: Sweep[PlaneT]) -> PlaneT:
        bad = self._condition(state)
        for test in self._then:
            bad = bad & test_wires(state, test)[1]
        return bad

    def _condition(self, state: Sweep[PlaneT]) -> PlaneT:
        met = state.ones
        for line in self._when:
            met = met & anywhere([test_wires(state, test)[0] for test in line], state.zero)
        return met

    def says_nothing(self, seconds: float) -> str:
        """Return why the law says nothing, '' where it does. Raises UndecidedError."""
        if self._follows_by_itself():
            return "its conclusion follows from its own condition, whatever the rules are"
        for scope in (Scope.COMPLETE, Scope.ANY):
            situations = Situations(scope)
            state = situations.evaluate(self.compiled, self._cone)
            if Solver(situations, seconds).case(self._condition(state)) is not None:
                return ""
        return "no case at all meets its condition"

    def _follows_by_itself(self) -> bool:
        """Whether all values of what the law speaks of satisfy it, even those that can't come together.

        Not looked into where it asks what is known, or where there are too many values.
        """
        tests = [test for line in (*self._when, self._then) for test in line]
        sizes = [len(self._rules.items[name].domain.values) for name in self.names]
        if prod(sizes) > _MOST_TRIED or any(test.asks != "value" for test in tests):
            return False
        for codes in product(*(range(size) for size in sizes)):
            at = dict(zip(self.names, codes, strict=True))
            met = [
                any(test.mask >> at[test.item] & 1 for test in line)
                for line in (*self._when, self._then)
            ]
            if all(met[:-1]) and not met[-1]:
                return False
        return True

    def confirmed(self, breach: Breach) -> bool:
        """Whether the reference engine breaks the law in this case too."""
        so_far = played(self.compiled, breach.case)
        return all(holds(so_far, line) for line in self._when) and fails(so_far, self._then)

    def witnesses(self, breach: Breach) -> tuple[Witness, ...]:
        """Return the case in the words of the books, with what the law speaks of."""
        so_far = played(self.compiled, breach.case)
        return (witness(self._rules, breach.case, so_far, self.names),)
