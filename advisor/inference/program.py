"""The rule base in codes: every term a set of codes as a bit mask, everything in the order of evaluation.

All engines start from this form, so that they can differ only in how they reckon. An item is a
fact, an assessment or a decision; its value is the mask of its possible codes, with all bits set
while it is unknown or undetermined.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import permutations
from types import MappingProxyType

from advisor.knowledge.model import RuleBase


@dataclass(frozen=True)
class Test:
    """A term in codes. `asks` is 'value', 'known' or 'unknown'; the mask counts for 'value' only.

    `sure` are the masks of several codes that are known all the same: those of a single figure near
    to thresholds. They count for the other two only.
    """

    item: str
    mask: int
    asks: str = "value"
    sure: tuple[int, ...] = ()

    def known(self, possible: int) -> bool:
        """Whether the answer is one value, or one figure."""
        return possible.bit_count() == 1 or possible in self.sure

    def holds(self, possible: int) -> bool:
        """Whether every possible value satisfies the term."""
        if self.asks == "value":
            return not possible & ~self.mask
        return self.known(possible) is (self.asks == "known")

    def fails(self, possible: int) -> bool:
        """Whether no possible value satisfies the term."""
        if self.asks == "value":
            return not possible & self.mask
        return self.known(possible) is not (self.asks == "known")


@dataclass(frozen=True)
class Clause:
    """The conditions of a rule or of a table's row: `when` lines and negated `unless` lines."""

    when: tuple[tuple[Test, ...], ...]
    unless: tuple[tuple[Test, ...], ...] = ()

    @property
    def tests(self) -> Iterator[Test]:
        """All tests, in the order of the book."""
        for line in (*self.when, *self.unless):
            yield from line

    @cached_property
    def reads(self) -> tuple[str, ...]:
        """The items that are read, each once."""
        return tuple(dict.fromkeys(test.item for test in self.tests))


@dataclass(frozen=True)
class Hit:
    """A rule or row that gives an assessment a value, or an answer that names an option to be kept."""

    id: str
    clause: Clause
    code: int


@dataclass(frozen=True)
class Points:
    """A rule that raises or lowers an assessment."""

    id: str
    clause: Clause
    points: int


@dataclass(frozen=True)
class Voice:
    """A rule that argues on a decision: points by option's code, and the codes that it rules out."""

    id: str
    clause: Clause
    points: tuple[tuple[int, int], ...]
    rules_out: tuple[int, ...]


@dataclass(frozen=True)
class AssessmentStep:
    """An assessment, ready to be reckoned.

    `concluding` rules dominate; then `rows` (`first`: only up to the first that holds) or
    `adding` rules with `levels`, the least sums of the codes from 1 on. `total` tells that the
    rows leave no combination of their inputs out.
    """

    name: str
    size: int
    concluding: tuple[Hit, ...]
    rows: tuple[Hit, ...]
    first: bool
    total: bool
    adding: tuple[Points, ...]
    levels: tuple[int, ...]

    def level(self, total: int) -> int:
        """Return the code of a sum of points."""
        return sum(1 for least in self.levels if total >= least)


@dataclass(frozen=True)
class DecisionStep:
    """A decision, ready to be reckoned.

    `preference` holds the codes of the options that some rule favours, best first: an option that
    no rule of the rule base argues for is never recommended, however little speaks for the others.
    `keeps` are the answers to the fact that the decision keeps, each with the option of `preference`
    that it names: where it is the sure answer, that option goes before all others of equal points.
    """

    name: str
    size: int
    voices: tuple[Voice, ...]
    preference: tuple[int, ...]
    close_call: int
    keeps: tuple[Hit, ...] = ()

    @cached_property
    def leads(self) -> Mapping[tuple[int, int], tuple[tuple[str, int], ...]]:
        """For each two options of `preference` the voices, by id, that part them, and by how much.

        A lead is the points that a voice gives the first option above those that it gives the other.
        """
        given = [(voice.id, dict(voice.points)) for voice in self.voices]
        return {
            (one, other): tuple(
                (identifier, lead)
                for identifier, points in given
                if (lead := points.get(one, 0) - points.get(other, 0))
            )
            for one, other in permutations(self.preference, 2)
        }

    def kept(self, values: Mapping[str, int]) -> int | None:
        """Return the option that the sure answer names, None without one; `values` are masks."""
        for hit in self.keeps:
            if all(test.holds(values[test.item]) for test in hit.clause.tests):
                return hit.code
        return None


Step = AssessmentStep | DecisionStep


@dataclass(frozen=True)
class CompiledRules:
    """The rule base in codes. `facts` pairs names with numbers of codes; `clauses` pairs rule ids with conditions."""

    source: RuleBase
    facts: tuple[tuple[str, int], ...]
    steps: tuple[Step, ...]
    clauses: tuple[tuple[str, Clause], ...]

    @cached_property
    def by_name(self) -> Mapping[str, Step]:
        """The steps by name."""
        return MappingProxyType({step.name: step for step in self.steps})

    @cached_property
    def clause_of(self) -> Mapping[str, Clause]:
        """The conditions of each rule, by its id."""
        return MappingProxyType(dict(self.clauses))

    @cached_property
    def apart(self) -> tuple[str, ...]:
        """The rules that no step combines, as they only warn or advise."""
        combined = {name for step in self.steps for name, _ in clauses_of(step)}
        return tuple(name for name in self.clause_of if name not in combined)

    @cached_property
    def read_by(self) -> Mapping[str, frozenset[str]]:
        """The items that each step reads, by the step's name."""
        return MappingProxyType(
            {
                step.name: frozenset(item for _, one in clauses_of(step) for item in one.reads)
                for step in self.steps
            }
        )

    @cached_property
    def readers(self) -> Mapping[str, tuple[str, ...]]:
        """The rules and rows that read each item, by its name."""
        clauses = {name: self.clause_of[name] for name in self.apart}
        clauses |= {name: one for step in self.steps for name, one in clauses_of(step)}
        found: dict[str, list[str]] = {}
        for name, clause in clauses.items():
            for item in clause.reads:
                found.setdefault(item, []).append(name)
        return MappingProxyType({item: tuple(names) for item, names in found.items()})


@dataclass(frozen=True)
class Patch:
    """A small change of a compiled rule base: clauses of rules by id, and steps by name, that replace others."""

    clauses: Mapping[str, Clause]
    steps: Mapping[str, Step]

    def put_in(self, rules: CompiledRules) -> CompiledRules:
        """Return the rule base in codes with the change; its source stays the one before."""
        return replace(
            rules,
            steps=tuple(self.steps.get(step.name, step) for step in rules.steps),
            clauses=tuple((name, self.clauses.get(name, one)) for name, one in rules.clauses),
        )


def clauses_of(step: Step) -> Iterator[tuple[str, Clause]]:
    """Yield id and conditions of every rule, row and kept answer that a step combines."""
    if isinstance(step, AssessmentStep):
        for hit in (*step.concluding, *step.rows):
            yield hit.id, hit.clause
        for rule in step.adding:
            yield rule.id, rule.clause
    else:
        for voice in step.voices:
            yield voice.id, voice.clause
        for hit in step.keeps:
            yield hit.id, hit.clause


def cone(steps: Mapping[str, Step], names: Iterable[str]) -> set[str]:
    """Return the steps that items rest on, directly or through others, and themselves."""
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name in steps and name not in found:
            found.add(name)
            for _, clause in clauses_of(steps[name]):
                waiting.extend(clause.reads)
    return found


def codes_of(mask: int) -> Iterator[int]:
    """Yield the codes of a mask."""
    return (code for code in range(mask.bit_length()) if mask >> code & 1)


def planes_of(
    masks: Mapping[str, int], sizes: Iterable[tuple[str, int]], ones: int = 1
) -> dict[str, list[int]]:
    """Return for each fact the planes of its codes: `ones` where the code is possible.

    `sizes` pair the facts with their numbers of codes.
    """
    return {
        name: [ones if masks[name] >> code & 1 else 0 for code in range(size)]
        for name, size in sizes
    }
