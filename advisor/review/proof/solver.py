"""Asking z3 for a case in which something holds, or for the proof that there is none.

z3 is imported here and nowhere else, and only when a question is asked; it comes with the extra
`review` of the installation.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from advisor.errors import NOWHERE, AdvisorError, Problem
from advisor.inference.planes.circuit import Op, Wire, evaluated
from advisor.review.proof.situations import Scope, Situations

ONES = 1

STEPS_OF_A_SECOND = 2_000_000
"""How many of its own steps z3 makes in a second of a usual processor."""

_MOST_STEPS = (1 << 32) - 1
"""z3 counts its steps in 32 bits."""


class SolverError(AdvisorError):
    """The solver is not installed."""


class UndecidedError(Exception):
    """The solver gave up before it found a case or a proof; 'can't tell' is then the answer."""


def _z3() -> Any:
    try:
        import z3  # noqa: PLC0415 - takes longer to import than all the rest
    except ImportError:
        hint = "install it with: pip install 'organization-advisor[review]'"
        raise SolverError(Problem(NOWHERE, "proofs need the solver z3", hint)) from None
    return z3


class Solver:
    """Finds cases of a scope. Wires are turned into z3's formulas once, when a question needs them.

    `seconds` bounds each question; one that takes longer raises UndecidedError. They are counted in
    the solver's steps and not by the clock, so that no verdict depends on the machine and its load.
    """

    def __init__(self, situations: Situations, seconds: float = 30.0) -> None:
        self.situations = situations
        self._z3 = _z3()
        self._steps = int(min(max(1.0, seconds * STEPS_OF_A_SECOND), _MOST_STEPS))
        self._formulas: dict[int, Any] = {}
        self._question_of = {
            node: name
            for name, question in situations.questions.items()
            for node in (*question.picks, question.answered)
            if node is not None
        }

    def case(self, *wanted: Wire) -> Mapping[str, int] | None:
        """Return a case (masks of possible codes by fact) in which all wires are true, or None.

        Facts that don't matter to the wires are left out. Raises UndecidedError.
        """
        solver, names = self._solver(wanted)
        model = self._model(solver)
        return None if model is None else self._read(model, names)

    def smallest(self, *wanted: Wire) -> Mapping[str, int] | None:
        """Return such a case with the fewest answers; unknown facts are left out of it.

        The scope must be 'partial'. When the solver gives up on the way, the smallest so far counts.
        """
        found = self.fewest(*wanted)
        return None if found is None else found[0]

    def fewest(self, *wanted: Wire) -> tuple[Mapping[str, int], bool] | None:
        """Return such a case as `smallest` does, and whether it is proved that none has fewer answers.

        No answer of it can be left out, also where that is not proved.
        """
        solver, names = self._solver(wanted)
        answered = [self._formula(self._answered(name)) for name in names]
        model = self._model(solver)
        if model is None:
            return None
        best = self.bare(self._read(model, names), *wanted)
        while best:
            solver.add(self._z3.PbLe([(one, 1) for one in answered], len(best) - 1))
            try:
                model = self._model(solver)
            except UndecidedError:
                return best, False
            if model is None:
                break
            best = self.bare(self._read(model, names), *wanted)
        return best, True

    def bare(self, case: Mapping[str, int], *wanted: Wire) -> dict[str, int]:
        """Return a case in which all wires are true without the answers that it doesn't take.

        The scope must know unknown answers. All that could go are tried at once.
        """
        whole = self.situations.circuit.ones
        for wire in wanted:
            whole = whole & wire
        left = dict(case)
        while left:
            ones = (1 << len(left)) - 1
            inputs: dict[int, int] = {}
            for trial, (name, mask) in enumerate(left.items()):
                question, without = self.situations.questions[name], 1 << trial
                open_in = without if question.answered is None else 0
                for code, node in enumerate(question.picks):
                    inputs[node] = ones if mask >> code & 1 else open_in
                if question.answered is not None:
                    inputs[question.answered] = ones ^ without
            for name, question in self.situations.questions.items():
                if name not in left and question.answered is None:
                    inputs |= dict.fromkeys(question.picks, ones)
            held = evaluated(whole, inputs, ones)
            if not held:
                break
            del left[list(left)[(held & -held).bit_length() - 1]]
        return left

    def found(self, wanted: Wire, *, fewest: bool) -> tuple[Mapping[str, int], bool] | None:
        """Return such a case, the one with the fewest answers if that is asked for, as `fewest` does."""
        if fewest:
            return self.fewest(wanted)
        case = self.case(wanted)
        return None if case is None else (case, False)

    def _answered(self, name: str) -> int:
        node = self.situations.questions[name].answered
        assert node is not None  # noqa: S101 - asked for in partial cases only
        return node

    def _solver(self, wanted: Iterable[Wire]) -> tuple[Any, list[str]]:
        """Return a solver that holds the wires and the rules of answering, and the facts involved."""
        z3 = self._z3
        solver = z3.SolverFor("QF_FD")
        solver.set("rlimit", self._steps)
        nodes = [wire.node for wire in wanted]
        for node in nodes:
            solver.add(self._formula(node))
        names = self._facts_below(nodes)
        for name in names:
            question = self.situations.questions[name]
            picks = [self._formula(node) for node in question.picks]
            if self.situations.scope is Scope.ANY:
                solver.add(z3.Or(picks))
            else:
                solver.add(z3.PbEq([(pick, 1) for pick in picks], 1))
        return solver, names

    def _model(self, solver: Any) -> Any:
        answer = solver.check()
        if answer == self._z3.unknown:
            raise UndecidedError(solver.reason_unknown())
        return solver.model() if answer == self._z3.sat else None

    def _facts_below(self, nodes: Iterable[int]) -> list[str]:
        self._question_of |= {
            node: name
            for name, question in self.situations.questions.items()
            for node in (*question.picks, question.answered)
            if node is not None
        }
        program = self.situations.circuit.nodes
        seen: set[int] = set()
        waiting = list(nodes)
        found: set[str] = set()
        while waiting:
            node = waiting.pop()
            if node in seen or node <= ONES:
                continue
            seen.add(node)
            op, one, two = program[node]
            if op is Op.INPUT:
                found.add(self._question_of[node])
            else:
                waiting += [one] if op is Op.NOT else [one, two]
        return [name for name in self.situations.questions if name in found]

    def _formula(self, node: int) -> Any:
        """Return a node as a formula; its parts come first, so that depth is no matter."""
        z3, known, program = self._z3, self._formulas, self.situations.circuit.nodes
        waiting = [node]
        while waiting:
            top = waiting[-1]
            if top in known:
                waiting.pop()
                continue
            op, one, two = program[top]
            if op is Op.INPUT:
                known[top] = z3.BoolVal(top == ONES) if top <= ONES else z3.Bool(f"n{top}")
                continue
            parts = [one] if op is Op.NOT else [one, two]
            missing = [part for part in parts if part not in known]
            if missing:
                waiting += missing
            elif op is Op.NOT:
                known[top] = z3.Not(known[one])
            else:
                join = {Op.AND: z3.And, Op.OR: z3.Or, Op.XOR: z3.Xor}[op]
                known[top] = join(known[one], known[two])
        return known[node]

    def _read(self, model: Any, names: Iterable[str]) -> dict[str, int]:
        case: dict[str, int] = {}
        for name in names:
            question = self.situations.questions[name]
            if question.answered is not None and not self._true(model, question.answered):
                continue
            case[name] = sum(
                1 << code for code, node in enumerate(question.picks) if self._true(model, node)
            )
        return case

    def _true(self, model: Any, node: int) -> bool:
        return bool(model.eval(self._formula(node), model_completion=True))
