"""Proofs that a table, a condition or a group of arguments means the same as what stands in its place.

Each is proved over what it reads and nothing else, taken as free inputs: what holds for every input
holds for those that the items below can really bring forth. That is combinational equivalence with
cut points (Kuehlmann and Krohm 1997).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

from advisor.inference.planes.circuit import Wire
from advisor.inference.planes.so_far import Run, Sweep
from advisor.inference.program import AssessmentStep, Clause, CompiledRules, clauses_of
from advisor.review.change.answers import SIDES, SharedFact
from advisor.review.change.settled import Arguments, any_of_them, reckon, unequal
from advisor.review.proof.situations import Scope, Situations
from advisor.review.proof.solver import Solver, UndecidedError

LOCAL_SECONDS = 1.0
"""How long one local proof may take, in the solver's steps; most take a hundredth of it."""
OUTCOME_SECONDS = 4.0
"""How long the proof may take that a decision comes out the same although its points do not."""


class Equivalence:
    """Proofs that parts of two rule bases mean the same, whatever comes in; each is sought once.

    While `complete` is set every fact has one value.
    """

    def __init__(
        self, compiled: tuple[CompiledRules, CompiledRules], shared: Mapping[str, SharedFact]
    ) -> None:
        self.compiled = compiled
        self.shared = shared
        self._verdicts: dict[object, bool] = {}
        self.complete = False

    def same_clauses(self, before: Sequence[Clause], after: Sequence[Clause]) -> bool:
        """Whether one of some conditions holds just where one of others does, whatever the items may be."""
        key = (self.complete, before, after)
        if key not in self._verdicts:
            sides = (before, after)
            local = _Local(self, {name for side in sides for one in side for name in one.reads})
            differ = local.situations.circuit.ones
            differ = differ ^ differ
            for run, side in zip(local.runs, sides, strict=True):
                held = [run.rule(str(number), clause) for number, clause in enumerate(side)]
                differ = differ ^ any_of_them(held, differ ^ differ)
            self._verdicts[key] = local.never(differ)
        return self._verdicts[key]

    def same_assessments(
        self, before: AssessmentStep, after: AssessmentStep, twins: Mapping[str, str]
    ) -> bool:
        """Whether two assessments give the same values; `twins` pairs rules that hold together."""
        key = (self.complete, before, after, tuple(sorted(twins.items())))
        if key not in self._verdicts:
            clauses = [dict(clauses_of(step)) for step in (before, after)]
            reads = {name for side in clauses for clause in side.values() for name in clause.reads}
            local = _Local(self, reads)
            for mine, theirs in twins.items():
                local.runs[1].state.holds[mine] = local.runs[0].rule(theirs, clauses[0][theirs])
            for run, step in zip(local.runs, (before, after), strict=True):
                reckon(run, step)
            one, two = (run.state for run in local.runs)
            differ = one.determined[after.name] ^ two.determined[after.name]
            pairs = zip(one.values[after.name], two.values[after.name], strict=True)
            for first, second in pairs:
                differ = differ | (first ^ second)
            self._verdicts[key] = local.never(differ)
        return self._verdicts[key]

    def same_outcome(self, name: str, situations: Situations, differ: Wire) -> bool:
        """Whether a decision never comes out otherwise. What holds for any answers is not asked twice."""
        key = (self.complete, name)
        if key not in self._verdicts:
            found = self._verdicts.get((False, name), False)
            try:
                found = found or Solver(situations, OUTCOME_SECONDS).case(differ) is None
            except UndecidedError:
                found = False
            self._verdicts[key] = found
        return self._verdicts[key]

    def same_arguments(self, before: Arguments, after: Arguments) -> bool:
        """Whether two groups of rules always give the same points and rule out the same options."""
        key = (self.complete, before.voices, after.voices)
        if key not in self._verdicts:
            reads = {name for side in key[1:] for voice in side for name in voice.clause.reads}
            local = _Local(self, reads)
            self._verdicts[key] = local.never(
                unequal(
                    [
                        [(run.rule(voice.id, voice.clause), voice) for voice in side]
                        for run, side in zip(local.runs, key[1:], strict=True)
                    ],
                    local.situations.circuit.ones,
                )
            )
        return self._verdicts[key]


class _Local:
    """A circuit of its own, whose inputs are the items that something reads: any sets of their values.

    Where all cases are complete a fact has one value only.
    """

    def __init__(self, parts: Equivalence, names: Iterable[str]) -> None:
        self.situations = Situations(Scope.ANY)
        planes: list[dict[str, list[Wire]]] = [{}, {}]
        sizes = {step.name: step.size for step in parts.compiled[0].steps}
        for name in sorted(names):
            for side in SIDES:
                fact = parts.shared.get(name)
                planes[side][name] = (
                    fact.planes(name, self.situations, side, complete=parts.complete)
                    if fact is not None
                    else self.situations.ask(name, sizes[name])
                )
        self.runs = [Run(Sweep(self.situations.circuit.ones, planes[side])) for side in SIDES]
        self._given = self.situations.circuit.ones
        for name in self.situations.planes if parts.complete else ():
            if name in parts.shared:
                for one, two in combinations(self.situations.planes[name], 2):
                    self._given = self._given & (self.runs[0].ones ^ (one & two))

    def never(self, wire: Wire) -> bool:
        """Whether a wire is proved to be false for all inputs."""
        try:
            return Solver(self.situations, LOCAL_SECONDS).case(wire & self._given) is None
        except UndecidedError:
            return False
