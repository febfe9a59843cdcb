"""What notices a wrong change of the rules: the advice on given cases, and what they expect of it.

The cases are evaluated once. Of each change only what it moves is reckoned again, so that thousands of
changes take seconds.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

import numpy as np

from advisor.cases.form import NO_OPTION
from advisor.cases.model import Case, Expectation
from advisor.inference.advice import Status
from advisor.inference.compile import compile_rules, recompiled
from advisor.inference.planes.again import EvaluatedCases, MovedCases
from advisor.inference.planes.so_far import Sweep, close_call
from advisor.inference.planes.sums import PlaneT
from advisor.inference.program import CompiledRules, DecisionStep, Patch, codes_of
from advisor.knowledge.model import Rule, RuleBase
from advisor.review.change.mutants import Mutant, put_in

COMPLETIONS = 64
"""The random ways of filling in each given case."""


class MutantSubject:
    """The rule base that is changed, compiled so that its mutants can be put into it one by one."""

    def __init__(self, rules: RuleBase) -> None:
        """Take a rule base that `widened` made."""
        self.rules = rules
        self.compiled: CompiledRules = compile_rules(rules)
        self.telling = frozenset(rule.id for rule in rules.rules if rule.warning or rule.advice)

    def patch(self, mutant: Mutant) -> Patch:
        """Return what a mutant replaces in the compiled rules."""
        changed = mutant.changed
        rule: Rule | None = None
        if isinstance(changed, Rule):
            before = self.rules.rules_by_id[changed.id]
            same = (changed.when, changed.unless) == (before.when, before.unless)
            rule = None if same else changed
        return recompiled(self.compiled, put_in(self.rules, mutant), rule, mutant.touches)

    def differs(
        self,
        evaluated: EvaluatedCases[PlaneT],
        moved: MovedCases[PlaneT],
        close_in: PlaneT | None = None,
    ) -> PlaneT:
        """Return where the advice says something else: an option, a close call, a warning, an action.

        Whether any rule argues belongs to it, since that tells *insufficient* from the other statuses.
        `close_in` tells in which cases close calls count, if not in all.
        """
        before, after = evaluated.state, moved.state
        found = before.zero
        for step in moved.decided:
            found = found | (before.argued[step.name] ^ after.argued[step.name])
            close = evaluated.close_calls[step.name] ^ close_call(step, after)
            found = found | (close if close_in is None else close & close_in)
            for was, is_now in zip(before.values[step.name], after.values[step.name], strict=True):
                found = found | (was ^ is_now)
            found = found | (before.determined[step.name] ^ after.determined[step.name])
        for name in moved.rules & self.telling:
            found = found | (before.holds[name] ^ after.holds[name])
        return found


class CaseTrial:
    """Tells which of some cases get other advice under a change, and where expectations fail then.

    Of a case with open answers only that counts which some way of filling them in bears out: an option
    that leads by its points so far, and is known to come out at all. Of statuses only those of complete
    cases are told, which follow from the points.
    """

    def __init__(self, subject: MutantSubject, cases: Sequence[Case]) -> None:
        self._subject = subject
        self.cases = tuple(cases)
        answers = [case.masks(subject.rules) for case in cases]
        facts = facts_of(subject.compiled, answers)
        ones = (1 << len(cases)) - 1
        self.complete = sum(
            all(mask.bit_count() == 1 for mask in one.values()) << at
            for at, one in enumerate(answers)
        )
        self._evaluated = EvaluatedCases(subject.compiled, facts, ones)
        self._answers = answers
        self.meeting = sum(
            (case.expect is not None and self._meets(at, self._evaluated.state, {})) << at
            for at, case in enumerate(cases)
        )
        """The cases whose expectations are met before any change, one bit each."""

    @cached_property
    def _filled_in(self) -> EvaluatedCases[int]:
        """The random ways of filling in each case: few changes of cases with open answers need them."""
        completed = _completed(self._subject.compiled, self._answers)
        everywhere = (1 << COMPLETIONS * len(self.cases)) - 1
        return EvaluatedCases(self._subject.compiled, completed, everywhere, single=set(completed))

    @cached_property
    def _borne_out(self) -> int:
        steps = [one for one in self._subject.compiled.steps if isinstance(one, DecisionStep)]
        return self._shown(steps, self._evaluated.state, self._filled_in.state)

    def noticed(self, patch: Patch, close_in: int | None = None) -> tuple[int, int]:
        """Return the cases that get other advice under a change, and those of them whose expectation fails.

        `close_in` tells in which of them close calls count, if not in all.
        """
        moved = self._evaluated.under(patch)
        differs = self._subject.differs(self._evaluated, moved, close_in)
        if differs & ~self.complete and moved.decided:
            after = self._filled_in.under(patch).state
            differs &= self._borne_out & self._shown(moved.decided, moved.state, after)
        steps = {step.name: step for step in moved.decided}
        failing = sum(
            1 << at
            for at in bits(differs & self.meeting)
            if not self._meets(at, moved.state, steps)
        )
        return differs, failing

    def told_otherwise(self, at: int, patch: Patch) -> tuple[frozenset[str], frozenset[str]]:
        """Return the decisions and the rules that one case is told otherwise under a change.

        A decision counts with its option, its status in a complete case, and whether any rule argues.
        """
        moved = self._evaluated.under(patch)
        before, after = self._evaluated.state, moved.state
        decisions = set()
        for step in moved.decided:
            planes = [before.argued[step.name] ^ after.argued[step.name]]
            planes.append(before.determined[step.name] ^ after.determined[step.name])
            was, now = before.values[step.name], after.values[step.name]
            planes += [one ^ two for one, two in zip(was, now, strict=True)]
            close = self._evaluated.close_calls[step.name] ^ close_call(step, after)
            planes.append(close & self.complete)
            if any(plane >> at & 1 for plane in planes):
                decisions.add(step.name)
        told = moved.rules & self._subject.telling
        return frozenset(decisions), frozenset(
            name for name in told if (before.holds[name] ^ after.holds[name]) >> at & 1
        )

    def _shown(
        self, steps: Iterable[DecisionStep], so_far: Sweep[int], filled_in: Sweep[int]
    ) -> int:
        """Return the cases in which what leads so far comes out of some way of filling in."""
        shown = self._evaluated.state.ones
        for step in steps:
            borne = so_far.zero
            came = filled_in.determined[step.name]
            for leads, wins in zip(
                so_far.values[step.name], filled_in.values[step.name], strict=True
            ):
                borne |= leads & _any_of_each(wins & came, len(self.cases))
            shown &= self.complete | borne | (so_far.ones ^ so_far.determined[step.name])
        return shown

    def _meets(self, at: int, state: Sweep[int], steps: Mapping[str, DecisionStep]) -> bool:
        expect = self.cases[at].expect
        return expect is None or all(self._met(expect, at, state, steps))

    def _met(
        self, expect: Expectation, at: int, state: Sweep[int], steps: Mapping[str, DecisionStep]
    ) -> Iterator[bool]:
        for name, option, status in expect.decisions:
            step = steps.get(name) or self._subject.compiled.by_name[name]
            assert isinstance(step, DecisionStep)  # noqa: S101 - an expectation names decisions
            if option:
                yield option == self._option(step, state, at)
            if status and self.complete >> at & 1:
                yield status == _status(step, state, at)
        for name in (*expect.misfits, *expect.actions):
            yield bool(state.holds[name] >> at & 1)
        for name in (*expect.no_misfits, *expect.no_actions):
            yield not state.holds[name] >> at & 1

    def _option(self, step: DecisionStep, state: Sweep[int], at: int) -> str:
        if not state.determined[step.name] >> at & 1:
            return NO_OPTION
        options = self._subject.rules.items[step.name].domain.values
        planes = zip(options, state.values[step.name], strict=True)
        return next(option for option, plane in planes if plane >> at & 1)


def facts_of(rules: CompiledRules, answers: Sequence[Mapping[str, int]]) -> dict[str, list[int]]:
    """Return the planes of the facts of cases, which are masks by fact; what is left out is unknown."""
    return {
        name: [
            sum(
                (one.get(name, (1 << size) - 1) >> code & 1) << at for at, one in enumerate(answers)
            )
            for code in range(size)
        ]
        for name, size in rules.facts
    }


def bits(plane: int) -> Iterator[int]:
    """Yield the numbers of the bits that are set."""
    while plane:
        low = plane & -plane
        yield low.bit_length() - 1
        plane ^= low


def _completed(rules: CompiledRules, answers: Sequence[Mapping[str, int]]) -> dict[str, list[int]]:
    """Return planes of random ways of filling in each case, one after the other."""
    chance = random.Random(6)  # noqa: S311 - a fixed sample, not a secret
    drawn: dict[str, list[int]] = {}
    for name, size in rules.facts:
        planes = [bytearray(len(answers) * COMPLETIONS) for _ in range(size)]
        for at, one in enumerate(answers):
            codes = list(codes_of(one[name]))
            for place in range(at * COMPLETIONS, (at + 1) * COMPLETIONS):
                planes[codes[0] if len(codes) == 1 else chance.choice(codes)][place] = 1
        drawn[name] = [packed(plane) for plane in planes]
    return drawn


def packed(flags: bytearray) -> int:
    """Return a plane of flags, one byte each."""
    return int.from_bytes(np.packbits(np.frombuffer(flags, np.uint8), bitorder="little"), "little")


def _any_of_each(plane: int, cases: int) -> int:
    """Return the cases of which some way of filling in is in the plane."""
    words = np.frombuffer(plane.to_bytes(cases * COMPLETIONS // 8, "little"), np.uint64)
    return int.from_bytes(np.packbits(words != 0, bitorder="little"), "little")


def _status(step: DecisionStep, state: Sweep[int], at: int) -> str:
    """Return the status of a decision in a complete case."""
    if not state.argued[step.name] >> at & 1:
        return Status.INSUFFICIENT.value
    decided = state.determined[step.name] >> at & 1
    close = close_call(step, state) >> at & 1
    return (Status.CONTESTED if close or not decided else Status.FIRM).value
