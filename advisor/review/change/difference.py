"""Where two rule bases advise differently: on the smallest case there is, or proved on none.

What means the same is made one first (`lockstep`), so that the solver only looks at what is left.
It is given so many steps for each question and then gives up: the comparison always ends, and
tells what it could not decide.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from advisor.inference.compile import compile_rules
from advisor.inference.planes.circuit import ZERO, Wire
from advisor.inference.play import Witness
from advisor.knowledge.model import RuleBase
from advisor.review.change.alone import alone
from advisor.review.change.answers import shared_facts
from advisor.review.change.equivalence import Equivalence
from advisor.review.change.lockstep import laid_out
from advisor.review.change.replayed import Replayed
from advisor.review.change.respects import COMPARED, Respects, known_to_one
from advisor.review.change.roots import roots, speaks_apart, targets, unchanged
from advisor.review.change.settled import any_of_them
from advisor.review.change.shown import Moves
from advisor.review.proof.situations import Scope, Situations
from advisor.review.proof.solver import Solver, UndecidedError

SECONDS = 4.0
"""How long a question to the solver may take if nobody says otherwise, in the solver's steps."""

MOST_ROOTS = 40
"""For how many changes a case of their own is looked for."""


@dataclass(frozen=True)
class OtherAdvice:
    """A case that gets other advice in one respect, or the proof that there is none.

    Without a witness none exists, unless it is not `decided`; then `undecided` names the items that
    are left open. `smallest` tells that no case with fewer answers differs, `solved` that the solver
    was asked and that it was not enough to compare part with part, `open_only` that it is proved that
    no case differs in which every question has one answer, `alone` that what differs is one change by
    itself, and not all of them together.
    """

    about: str
    witness: Witness | None = None
    moved: Moves = ()
    through: tuple[str, ...] = ()
    decided: bool = True
    smallest: bool = False
    undecided: tuple[str, ...] = ()
    solved: bool = True
    open_only: bool = False
    alone: bool = False


@dataclass
class _Laid:
    """Both rule bases over the cases of one scope."""

    situations: Situations
    respects: Respects
    wanted: dict[str, dict[str, Wire]] = field(default_factory=dict)

    def differ(self, about: str) -> dict[str, Wire]:
        if about not in self.wanted:
            self.wanted[about] = self.respects.differ(about)
        return self.wanted[about]

    def any(self, wires: Iterable[Wire]) -> Wire:
        return any_of_them(list(wires), self.respects.states[0].zero)


class Comparison:
    """Two rule bases over the same answers; each question to the solver may take `seconds`."""

    def __init__(self, old: RuleBase, new: RuleBase, *, seconds: float = SECONDS) -> None:
        self._rules = (old, new)
        self._compiled = (compile_rules(old), compile_rules(new))
        self._seconds = seconds
        self._shared = shared_facts(self._rules)
        self._parts = Equivalence(self._compiled, self._shared)

    @cached_property
    def _any(self) -> _Laid:
        return self._lay(Scope.ANY)

    @cached_property
    def _partial(self) -> _Laid:
        _ = self._any  # what is proved for any answers holds for these
        return self._lay(Scope.PARTIAL)

    @cached_property
    def _complete(self) -> _Laid:
        _ = self._any
        return self._lay(Scope.COMPLETE)

    def _lay(self, scope: Scope) -> _Laid:
        situations = Situations(scope)
        laid = laid_out(self._parts, situations)
        return _Laid(situations, Respects(self._compiled, laid.states, laid.same_unions))

    def one_sided(self) -> tuple[str, ...]:
        """Return the decisions and assessments that only one side knows, and so are not compared."""
        return known_to_one(self._rules)

    def same(self) -> frozenset[str]:
        """Return the rules and assessments of both sides that are proved to mean the same.

        A rule holds in the same cases and says the same; an assessment comes out the same in all.
        """
        return frozenset(unchanged(self._compiled, self._any.respects.states))

    def all(self) -> tuple[OtherAdvice, ...]:
        """Return a case with other advice in each respect of COMPARED, or that there is none."""
        return tuple(self.about(about) for about in COMPARED)

    def about(self, about: str) -> OtherAdvice:
        """Return a case with other advice in one respect, the smallest if there were steps for it."""
        differ = self._any.differ(about)
        if not differ:
            return OtherAdvice(about, solved=False)
        case, decided = self._case(self._any, differ.values())
        if decided and case is None:
            return OtherAdvice(about)
        partial = self._partial.differ(about)
        fewest = self._fewest(partial.values())
        if fewest is not None:
            found = self._played(fewest, about)
        elif case is not None:
            found = self._played((case, False), about)
        else:
            found = self._one_by_one(about, differ, partial)
        return replace(found, open_only=self._only_while_open(about))

    def _only_while_open(self, about: str) -> bool:
        """Whether it is proved that no case differs in which every question has one answer."""
        case, decided = self._case(
            self._complete, self._complete.differ(about).values(), self._seconds / 2
        )
        return decided and case is None

    def _one_by_one(
        self, about: str, differ: Mapping[str, Wire], partial: Mapping[str, Wire]
    ) -> OtherAdvice:
        """Ask for each item by itself, having had no answer for all of them; tell which stay open."""
        share = self._seconds / len(differ)
        left: list[str] = []
        for name, wire in differ.items():
            fewest = self._fewest([partial[name]], share) if name in partial else None
            if fewest is not None:
                return self._played(fewest, about)
            case, decided = self._case(self._any, [wire], share)
            if case is not None:
                return self._played((case, False), about)
            left += [] if decided else [name]
        return OtherAdvice(about, decided=not left, undecided=tuple(left))

    def by_change(self) -> tuple[OtherAdvice, ...]:
        """Return for each rule or item that was changed a case in which that shows, or that none does.

        Each change is looked at by itself, as `alone` does. Where that can't be, as it speaks of what
        only one side knows, all changes are taken together; if it shows in nothing then, it has no
        entry. Nor has what only words were changed of.
        """
        wheres = roots(self._compiled, self._any.respects.states)
        if not wheres:
            return ()
        partial = roots(self._compiled, self._partial.respects.states)
        found = [
            self._by(name, wire, partial.get(name))
            for name, wire in list(wheres.items())[:MOST_ROOTS]
        ]
        left = tuple(list(wheres)[MOST_ROOTS:])
        found += [OtherAdvice(name, decided=False) for name in left]
        return tuple(
            one
            for one in found
            if one.alone or one.witness is not None or not speaks_apart(self._rules, one.about)
        )

    def _by(self, name: str, where: Wire, partial: Wire | None) -> OtherAdvice:
        """Look for a case in which one change shows."""
        sides = alone(self._rules, name)
        if sides is None:
            return self._together(name, where, partial)
        both = Comparison(*sides, seconds=self._seconds)
        return replace(both._by_itself(name), alone=True)

    def _by_itself(self, name: str) -> OtherAdvice:
        """Look for a case where both sides differ in one change only, first in what that speaks of.

        Whatever else it moves it nearly always moves through that.
        """
        share = self._seconds / 4
        own = targets(self._rules, name)
        for respects in (own, None):
            partial, wires = (
                [
                    wire
                    for about in COMPARED
                    for one, wire in laid.differ(about).items()
                    if respects is None or (about, one) in respects
                ]
                for laid in (self._partial, self._any)
            )
            fewest = self._fewest(partial, share)
            if fewest is not None:
                return self._played(fewest, name, *COMPARED)
            case, decided = self._case(self._any, wires, share)
            if case is not None:
                return self._played((case, False), name, *COMPARED)
            if not decided:
                return OtherAdvice(name, decided=False)
        return OtherAdvice(name)

    def _together(self, name: str, where: Wire, partial: Wire | None) -> OtherAdvice:
        """Look for a case in which one change has an effect and what it speaks of differs by all changes."""
        share = self._seconds / 4
        own = targets(self._rules, name)
        for laid, wire in ((self._partial, partial), (self._any, where)):
            if wire is None:
                continue
            shown = {about: laid.differ(about) for about in COMPARED}
            wanted = wire & laid.any(shown[about][one] for about, one in own if one in shown[about])
            if laid is self._partial:
                fewest = self._fewest([wanted], share)
                if fewest is not None:
                    return self._played(fewest, name, *COMPARED)
            else:
                case, decided = self._case(laid, [wanted], share)
                if case is not None:
                    return self._played((case, False), name, *COMPARED)
                if not decided:
                    return OtherAdvice(name, decided=False)
        return OtherAdvice(name)

    def _case(
        self, laid: _Laid, wires: Iterable[Wire], seconds: float | None = None
    ) -> tuple[Mapping[str, int] | None, bool]:
        """Return a case in which one of the wires is true, or None, and whether that was decided."""
        try:
            solver, wire = Solver(laid.situations, seconds or self._seconds), laid.any(wires)
            case = None if wire.node == ZERO else solver.case(wire)
            if case is not None and laid.situations.scope is not Scope.COMPLETE:
                case = solver.bare(case, wire)
        except UndecidedError:
            return None, False
        return case, True

    def _fewest(
        self, wires: Iterable[Wire], seconds: float | None = None
    ) -> tuple[Mapping[str, int], bool] | None:
        wire = self._partial.any(wires)
        try:
            solver = Solver(self._partial.situations, seconds or self._seconds)
            return None if wire.node == ZERO else solver.fewest(wire)
        except UndecidedError:
            return None

    def _played(self, found: tuple[Mapping[str, int], bool], name: str, *about: str) -> OtherAdvice:
        """Play a case on both engines; they must differ in what was asked."""
        case, smallest = found
        both = Replayed(self._rules, self._shared, case)
        moved = both.moved(*(about or (name,)))
        if about:  # of one change, so only what that speaks of
            own = {item for _, item in targets(self._rules, name)}
            moved = tuple(one for one in moved if one[0] in own) or moved
        return OtherAdvice(
            name, both.witness(*(about or (name,))), moved, both.through(moved), smallest=smallest
        )
