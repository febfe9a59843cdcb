"""All cases at once: the rule base written down as a circuit whose inputs are the answers of a case.

The bit program of the engine is run on wires, which only note what is done, so the formula that is
proved is made by the very code that evaluates cases. `Situations` says which cases are meant.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from advisor.inference.planes.circuit import Circuit, Wire
from advisor.inference.planes.so_far import Sweep, sweep
from advisor.inference.program import CompiledRules, clauses_of, cone


class Scope(StrEnum):
    """Which cases are meant: every fact answered, answered or unknown, or any set of answers."""

    COMPLETE = "complete"
    PARTIAL = "partial"
    ANY = "any"


@dataclass(frozen=True)
class FactInputs:
    """The inputs of one fact: a wire for each code, and in partial cases one for 'is answered'."""

    picks: tuple[int, ...]
    answered: int | None = None


_TWIN = "the other case: "
"""What stands before the facts of the second of two cases; no fact's name holds a colon."""


@dataclass
class Situations:
    """Every case of a scope, as planes of wires.

    `questions` tells for each fact the nodes of its inputs; a solver has to respect that exactly
    one pick is true (at least one in the scope 'any').
    """

    scope: Scope
    circuit: Circuit = field(default_factory=Circuit)
    planes: dict[str, list[Wire]] = field(default_factory=dict)
    questions: dict[str, FactInputs] = field(default_factory=dict)
    mark: str = ""

    def twin(self) -> Situations:
        """Return every pair of cases: the same circuit, with second answers to the same facts."""
        return Situations(self.scope, self.circuit, self.planes, self.questions, _TWIN)

    def own(self, case: Mapping[str, int]) -> dict[str, int]:
        """Return the first case of a pair."""
        return {name: mask for name, mask in case.items() if not name.startswith(_TWIN)}

    def other(self, case: Mapping[str, int]) -> dict[str, int]:
        """Return the second case of a pair."""
        length = len(_TWIN)
        return {name[length:]: mask for name, mask in case.items() if name.startswith(_TWIN)}

    def ask(self, fact: str, size: int) -> list[Wire]:
        """Return the planes of a fact, made when it is first asked for."""
        name = self.mark + fact
        if name not in self.planes:
            picks = [self.circuit.input() for _ in range(size)]
            if self.scope is Scope.PARTIAL:
                answered = self.circuit.input()
                unknown = self.circuit.ones ^ answered
                self.planes[name] = [pick | unknown for pick in picks]
                question = FactInputs(tuple(pick.node for pick in picks), answered.node)
            else:
                self.planes[name] = picks
                question = FactInputs(tuple(pick.node for pick in picks))
            self.questions[name] = question
        return self.planes[name]

    def evaluate(
        self,
        rules: CompiledRules,
        only: Container[str] | None = None,
        given: Mapping[str, int] | None = None,
        *,
        completed: bool = False,
    ) -> Sweep[Wire]:
        """Write down the evaluation of all cases; `given` fixes some facts to one code each.

        `completed` means the same cases with every unknown fact filled in, as the picks say.
        """
        given = given or {}
        ones = self.circuit.ones
        zero = ones ^ ones
        facts = {
            name: [ones if code == given[name] else zero for code in range(size)]
            if name in given
            else self.ask(name, size)
            for name, size in rules.facts
        }
        if completed:
            for name in facts.keys() - given.keys():
                facts[name] = [
                    Wire(self.circuit, node) for node in self.questions[self.mark + name].picks
                ]
        complete = completed or self.scope is Scope.COMPLETE
        single = set(facts) if complete else set(given)
        return sweep(rules, facts, ones, only=only, single=single)


def facts_of_cone(rules: CompiledRules, names: Iterable[str]) -> tuple[str, ...]:
    """Return the facts on which items rest, in the order of the books."""
    wanted = set(names)
    steps = {step.name: step for step in rules.steps}
    for name in cone(rules.by_name, wanted):
        for _, clause in clauses_of(steps[name]):
            wanted.update(clause.reads)
    return tuple(name for name, _ in rules.facts if name in wanted)
