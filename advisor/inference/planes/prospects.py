"""What conditions can do over all ways of filling in the unknowns: hold in each, in some, in none.

What an item can be is an `Outlook`, what a condition can do a `Prospect`; both are planes, one bit
a case. They err only on the side of 'possible': what they exclude never happens.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic

from advisor.inference.planes.sums import PlaneT
from advisor.inference.program import Clause, Test


@dataclass(frozen=True)
class Outlook(Generic[PlaneT]):
    """What an item can be: a plane for each code, and where it can stay undetermined.

    `several` tells where one completion may leave more than one code possible.
    """

    codes: tuple[PlaneT, ...]
    undetermined: PlaneT
    several: PlaneT

    @property
    def settled(self) -> PlaneT:
        """Where every completion gives the same single value, or the same lack of one."""
        none = self.undetermined ^ self.undetermined
        once = twice = none
        for plane in self.codes:
            twice = twice | (once & plane)
            once = once | plane
        single = once ^ twice
        return (single ^ (single & self.undetermined)) | (
            self.undetermined ^ (self.undetermined & once)
        )

    def mask(self: Outlook[int]) -> int:
        """Return the possible codes of the one case that the planes hold, as a mask."""
        return sum(1 << code for code, bit in enumerate(self.codes) if bit)


@dataclass(frozen=True)
class Prospect(Generic[PlaneT]):
    """Where a condition holds in every, in some completion; where it fails in every, in some."""

    always: PlaneT
    sometimes: PlaneT
    never: PlaneT
    can_fail: PlaneT

    @property
    def settled(self) -> PlaneT:
        """Where every completion gives the same."""
        return self.always | self.never


class Prospects(Generic[PlaneT]):
    """The prospects of terms, rules and rows, by the outlooks of the items that they read.

    `facts` hold for each fact the planes of its possible codes; `ones` has every case's bit. Whoever
    reckons an assessment or a decision puts its outlook beside those of the facts.
    """

    def __init__(self, facts: Mapping[str, Sequence[PlaneT]], ones: PlaneT) -> None:
        self.ones = ones
        self.zero = ones ^ ones
        self._facts = frozenset(facts)
        self.outlooks: dict[str, Outlook[PlaneT]] = {
            name: Outlook(tuple(planes), self.zero, self.zero) for name, planes in facts.items()
        }
        self.prospects: dict[str, Prospect[PlaneT]] = {}
        self._tests: dict[tuple[str, int, str], Prospect[PlaneT]] = {}

    def some(self, planes: Iterable[PlaneT]) -> PlaneT:
        """Return where any of the planes is set."""
        found = self.zero
        for plane in planes:
            found = found | plane
        return found

    def every(self, planes: Iterable[PlaneT]) -> PlaneT:
        """Return where all of the planes are set."""
        found = self.ones
        for plane in planes:
            found = found & plane
        return found

    def no(self, plane: PlaneT) -> PlaneT:
        """Return where a plane is not set."""
        return self.ones ^ plane

    def many(self, planes: Sequence[PlaneT]) -> PlaneT:
        """Return where more than one of the planes is set."""
        once = twice = self.zero
        for plane in planes:
            twice = twice | (once & plane)
            once = once | plane
        return twice

    def test(self, test: Test) -> Prospect[PlaneT]:
        """Return what a term can do; remembered, since rules share terms."""
        key = (test.item, test.mask, test.asks)
        found = self._tests.get(key)
        if found is None:
            found = self._tests[key] = self._test(test)
        return found

    def _test(self, test: Test) -> Prospect[PlaneT]:
        outlook = self.outlooks[test.item]
        if test.asks != "value":
            return self._knowledge_test(test, outlook)
        inside = self.some(p for code, p in enumerate(outlook.codes) if test.mask >> code & 1)
        outside = self.some(p for code, p in enumerate(outlook.codes) if not test.mask >> code & 1)
        idle = outlook.undetermined
        # While undetermined, a term holds only if it is true of everything.
        trivial = test.mask == (1 << len(outlook.codes)) - 1
        empty = not test.mask
        return Prospect(
            self.no(outside) & (self.ones if trivial else self.no(idle)),
            inside | idle if trivial else inside,
            self.no(inside) & (self.ones if empty else self.no(idle)),
            outside | idle if empty else outside,
        )

    def _knowledge_test(self, test: Test, outlook: Outlook[PlaneT]) -> Prospect[PlaneT]:
        """'is known' and 'is unknown': in a completion every fact is known."""
        if test.item in self._facts:
            always = sometimes = self.ones
        else:
            always = self.no(outlook.undetermined | outlook.several)
            sometimes = self.some(outlook.codes)
        known = Prospect(always, sometimes, self.no(sometimes), self.no(always))
        if test.asks == "known":
            return known
        return Prospect(known.never, known.can_fail, known.always, known.sometimes)

    def clause(self, clause: Clause) -> Prospect[PlaneT]:
        """Return what the conditions of a rule or row can do."""
        lines = [self._line(line) for line in clause.when]
        for line in clause.unless:
            one = self._line(line)
            lines.append(Prospect(one.never, one.can_fail, one.always, one.sometimes))
        if len(lines) == 1:
            return lines[0]
        return Prospect(
            self.every(one.always for one in lines),
            self.every(one.sometimes for one in lines),
            self.some(one.never for one in lines),
            self.some(one.can_fail for one in lines),
        )

    def _line(self, line: Sequence[Test]) -> Prospect[PlaneT]:
        """Return what a line can do, of which one term is enough."""
        tests = [self.test(test) for test in line]
        if len(tests) == 1:
            return tests[0]
        return Prospect(
            self.some(one.always for one in tests),
            self.some(one.sometimes for one in tests),
            self.every(one.never for one in tests),
            self.every(one.can_fail for one in tests),
        )

    def prospect(self, identifier: str, clause: Clause) -> Prospect[PlaneT]:
        """Return what a rule or row can do, and remember it."""
        found = self.prospects.get(identifier)
        if found is None:
            found = self.prospects[identifier] = self.clause(clause)
        return found
