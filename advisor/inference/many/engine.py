"""The bit engine on numpy: many cases in one go, with the same conclusions as the reference engine.

Cases come as masks, unsigned[facts, cases]: the set of possible codes of each fact of each case,
with 0 for unknown. `BitEngine.evaluate` gives what holds so far and, where answers are open, the
bounds of what is possible; `statuses.py` makes the statuses exact.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from advisor.errors import Problem, RuleBaseError
from advisor.inference.compile import compile_rules
from advisor.inference.many.machine import Masks, Runner, Words, bits_of, words_for
from advisor.inference.many.wires import open_facts, single_facts
from advisor.inference.planes.bounds import Bounds
from advisor.inference.planes.circuit import Circuit, Wire, lay_out
from advisor.inference.planes.so_far import Sweep, close_call, sweep
from advisor.inference.program import CompiledRules, DecisionStep, clauses_of
from advisor.knowledge.model import RuleBase

MOST_CODES = 64
"""How many codes a fact can have: a mask must fit a machine word."""

_COMPLETE_CHECK = 1 << 16
_BYTE = 8


@dataclass(frozen=True)
class Plan:
    """Where a program's outputs stand: for each name the first row and the number of rows.

    Names are pairs: what it is, and the rule's id or the item's name.
    """

    rows: Mapping[tuple[str, str], tuple[int, int]]
    offsets: Mapping[str, int]
    complete: bool


class BitEngine:
    """Evaluates many cases of one rule base; programs are compiled when they are first needed."""

    def __init__(self, rules: RuleBase) -> None:
        self.rules = rules
        self.compiled: CompiledRules = compile_rules(rules)
        self.facts = tuple(name for name, _ in self.compiled.facts)
        self.sizes = tuple(size for _, size in self.compiled.facts)
        widest = max(self.sizes, default=1)
        if widest > MOST_CODES:
            name = self.facts[self.sizes.index(widest)]
            message = (
                f"'{name}' is cut into {widest} cells, and many cases at once allow {MOST_CODES}"
            )
            raise RuleBaseError(Problem(rules.items[name].place, message, "use fewer thresholds"))
        self.dtype: np.dtype[np.unsignedinteger[Any]] = np.dtype(
            next(
                kind
                for kind in (np.uint8, np.uint16, np.uint32, np.uint64)
                if widest <= np.dtype(kind).itemsize * 8
            )
        )
        self.everything: Masks = np.array([(1 << size) - 1 for size in self.sizes], self.dtype)
        self.steps = {step.name: step for step in self.compiled.steps}
        self._cones: dict[str, tuple[int, ...]] = {}
        self.decisions = tuple(s for s in self.compiled.steps if isinstance(s, DecisionStep))

    def cone(self, name: str) -> tuple[int, ...]:
        """Return the rows of the facts that an item reads, directly or through others."""
        found = self._cones.get(name)
        if found is None:
            rows = {
                row
                for _, clause in clauses_of(self.steps[name])
                for item in clause.reads
                for row in ((self.facts.index(item),) if item in self.facts else self.cone(item))
            }
            found = self._cones[name] = tuple(sorted(rows))
        return found

    @cached_property
    def complete_program(self) -> tuple[Plan, Runner]:
        """The program for cases in which every fact has one value."""
        return self._compiled(self._complete, complete=True)

    @cached_property
    def open_program(self) -> tuple[Plan, Runner]:
        """The program for answers that are sets: what holds so far, and the bounds.

        It recommends what the bounds leave possible.
        """
        return self._compiled(self._open, complete=False)

    @cached_property
    def allowing_program(self) -> tuple[Plan, Runner]:
        """The same, told by further inputs what can come out: a plane for each option."""
        return self._compiled(self._allowing, complete=False)

    def evaluate(
        self, masks: Masks, *, complete: bool | None = None, out: Words | None = None
    ) -> Findings:
        """Return the conclusions of all cases.

        `masks` is unsigned[facts, cases] of `self.dtype`. `complete` promises that each fact of
        each case has exactly one value; None looks. `out` takes the planes, if it is given:
        uint64[rows, words].
        """
        if complete is None:
            complete = is_complete(masks)
        plan, runner = self.complete_program if complete else self.open_program
        return Findings(self, plan, runner.run(masks, out=out), masks.shape[1])

    def evaluate_allowing(self, masks: Masks, possible: Words) -> Findings:
        """Return the conclusions of cases of which it is known what can come out.

        `possible` is uint64[options, words]: a plane for each option of each of `decisions`.
        """
        plan, runner = self.allowing_program
        return Findings(self, plan, runner.run(masks, possible), masks.shape[1])

    def rows(self, *, complete: bool) -> int:
        """Return how many planes `evaluate` gives."""
        plan, _ = self.complete_program if complete else self.open_program
        return max(first + count for first, count in plan.rows.values())

    def _compiled(
        self, write: Callable[[Outputs], Sequence[tuple[int, int]]], *, complete: bool
    ) -> tuple[Plan, Runner]:
        outputs = Outputs(Circuit())
        inputs = write(outputs)
        layout = lay_out(outputs.circuit, outputs.wires)
        return Plan(outputs.rows, outputs.offsets, complete), Runner(layout, inputs)

    def _complete(self, outputs: Outputs) -> list[tuple[int, int]]:
        facts, inputs = single_facts(self.compiled, outputs.circuit)
        outputs.so_far(
            self.compiled, sweep(self.compiled, facts, outputs.circuit.ones, single=facts)
        )
        return inputs

    def _allowing(self, outputs: Outputs) -> list[tuple[int, int]]:
        return self._open(outputs, told=True)

    def _open(self, outputs: Outputs, *, told: bool = False) -> list[tuple[int, int]]:
        ones = outputs.circuit.ones
        facts, inputs = open_facts(self.compiled, outputs.circuit)
        bounds = Bounds(facts, ones)
        for step in self.compiled.steps:
            bounds.step(step)
        possible = {
            step.name: [outputs.circuit.input() for _ in range(step.size)]
            if told
            else bounds.outlooks[step.name].codes
            for step in self.decisions
        }
        state = sweep(self.compiled, facts, ones, possible=possible)
        outputs.so_far(self.compiled, state)
        for step in self.decisions:
            outputs.put("unsettled", step.name, [_unsettled(step, state, bounds)])
        return inputs


def _unsettled(step: DecisionStep, state: Sweep[Wire], bounds: Bounds[Wire]) -> Wire:
    """Return where there is a winner and the bounds leave another outcome possible."""
    outlook = bounds.outlooks[step.name]
    stable = bounds.zero
    for code, plane in enumerate(state.values[step.name]):
        others = bounds.some(p for other, p in enumerate(outlook.codes) if other != code)
        stable = stable | (plane & outlook.codes[code] & bounds.no(others))
    stable = stable & bounds.no(outlook.undetermined)
    return state.determined[step.name] & bounds.no(stable)


class Outputs:
    """The wires that a program gives, under their names."""

    def __init__(self, circuit: Circuit) -> None:
        self.circuit = circuit
        self.wires: list[Wire] = []
        self.rows: dict[tuple[str, str], tuple[int, int]] = {}
        self.offsets: dict[str, int] = {}

    def put(self, kind: str, name: str, wires: Sequence[Wire]) -> None:
        """Add planes under what they are and whose."""
        self.rows[kind, name] = (len(self.wires), len(wires))
        self.wires.extend(wires)

    def so_far(self, rules: CompiledRules, state: Sweep[Wire]) -> None:
        """Put what holds so far: rules first, in their order, so that they are one array."""
        for identifier, _ in rules.clauses:
            self.put("fired", identifier, [state.holds[identifier]])
        for step in rules.steps:
            determined = state.determined[step.name]
            if not isinstance(step, DecisionStep):
                self.put("values", step.name, state.values[step.name])
                self.put("determined", step.name, [determined])
                continue
            winners = [plane & determined for plane in state.values[step.name]]
            self.put("recommended", step.name, self._number(winners))
            self.put("argued", step.name, [state.argued[step.name]])
            self.put("close", step.name, [close_call(step, state)])
            self.offsets[step.name] = state.offsets[step.name]
            for code, total in enumerate(state.scores[step.name]):
                self.put(f"score {code}", step.name, total)
                self.put(f"ruled out {code}", step.name, [state.ruled_out[step.name][code]])

    def _number(self, winners: Sequence[Wire]) -> list[Wire]:
        """Return the winner as a number: 0 for none, else its code and one."""
        bits = [self.circuit.ones ^ self.circuit.ones] * len(winners).bit_length()
        for code, plane in enumerate(winners):
            for bit in range(len(bits)):
                if code + 1 >> bit & 1:
                    bits[bit] = bits[bit] | plane
        return bits


@dataclass(frozen=True)
class Findings:
    """What follows for many cases. `planes` is uint64[rows, words]; `plan` tells the rows.

    Bits beyond the last case are arbitrary.
    """

    engine: BitEngine
    plan: Plan
    planes: Words
    cases: int

    def of(self, kind: str, name: str) -> Words:
        """Return planes by what they are and whose: uint64[n, words]."""
        first, count = self.plan.rows[kind, name]
        return self.planes[first : first + count]

    def flags(self, kind: str, name: str) -> NDArray[np.uint8]:
        """Return a single plane as one byte a case."""
        return bits_of(self.of(kind, name)[0], self.cases)

    def number(self, kind: str, name: str) -> NDArray[np.uint8]:
        """Return bit-sliced numbers below 256 as one byte a case."""
        total = np.zeros(self.cases, np.uint8)
        for bit, plane in enumerate(self.of(kind, name)):
            bits = bits_of(plane, self.cases)
            if bit:
                np.left_shift(bits, bit, out=bits)
            np.bitwise_or(total, bits, out=total)
        return total

    @property
    def fired(self) -> Words:
        """The planes of the rules, in the order of the rule base: the trace, uint64[rules, words]."""
        return self.planes[: len(self.engine.compiled.clauses)]

    def recommended(self, decision: str) -> NDArray[np.uint8]:
        """Return for each case the code of the recommended option and one; 0 for none."""
        return self.number("recommended", decision)

    def score(self, decision: str, option: int) -> NDArray[np.int16]:
        """Return the points of an option so far."""
        kind, offset = f"score {option}", self.plan.offsets[decision]
        planes = self.of(kind, decision)
        if len(planes) <= _BYTE:  # which bytes hold, and those are cheaper
            return self.number(kind, decision) - np.int16(offset)
        total = np.full(self.cases, -offset, np.int16)
        for bit, plane in enumerate(planes):
            total += bits_of(plane, self.cases).astype(np.int16) << bit
        return total

    def mask(self, kind: str, name: str) -> NDArray[np.uint64]:
        """Return planes of codes as a mask for each case."""
        total = np.zeros(self.cases, np.uint64)
        for code, plane in enumerate(self.of(kind, name)):
            total |= bits_of(plane, self.cases).astype(np.uint64) << np.uint64(code)
        return total

    def unsettled(self, decision: str) -> Words:
        """Return the plane where the bounds leave another outcome than the winner possible."""
        if self.plan.complete:
            return np.zeros(words_for(self.cases), np.uint64)
        plane: Words = self.of("unsettled", decision)[0]
        return plane


def is_complete(masks: Masks) -> bool:
    """Tell whether each fact of each case has exactly one possible value."""
    for first in range(0, masks.shape[1], _COMPLETE_CHECK):
        counts = np.bitwise_count(masks[:, first : first + _COMPLETE_CHECK])
        if counts.size and (counts.min() != 1 or counts.max() != 1):
            return False
    return True


@lru_cache(maxsize=4)
def bit_engine(rules: RuleBase) -> BitEngine:
    """Return the engine of a rule base; engines are kept, since compiling takes a moment."""
    return BitEngine(rules)
