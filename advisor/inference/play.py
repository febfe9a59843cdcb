"""Playing a case again on the reference engine, before anybody is told of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from advisor.cases.model import Case
from advisor.inference.experta.engine import ReferenceEngine, SoFar
from advisor.inference.experta.settle import DecisionSoFar
from advisor.inference.one.firmness import Foresight
from advisor.inference.program import Clause, CompiledRules, Test, cone
from advisor.knowledge.model import RuleBase


class ReplayError(Exception):
    """Proof and engine disagree: a fault of the program, which must never become a finding."""


@dataclass(frozen=True)
class Witness:
    """A case that shows something: its answers by fact, and what the engine made of it.

    `shows` are pairs of a name and what it came to. Facts that are not named are unknown. `case`
    shows the same, and can be written as a case file; None where no file may hold such a case.
    """

    answers: tuple[tuple[str, tuple[str, ...]], ...]
    shows: tuple[tuple[str, str], ...] = ()
    case: Case | None = field(default=None, compare=False)

    def __str__(self) -> str:
        given = "; ".join(f"{name}: {' or '.join(values)}" for name, values in self.answers)
        shown = "; ".join(f"{name}: {value}" for name, value in self.shows)
        return f"{given or 'no answer at all'}{f' -> {shown}' if shown else ''}"


@lru_cache(maxsize=4)
def reference_engine(rules: CompiledRules) -> ReferenceEngine:
    """Return the engine of a rule base, which is built once."""
    return ReferenceEngine(rules)


def played(rules: CompiledRules, case: Mapping[str, int]) -> SoFar:
    """Run a case on the reference engine; facts that are not named are unknown.

    What a decision comes to is the option that leads by its points so far, which laws speak of.
    """
    return reference_engine(rules).run(_answers(rules, case))


def played_as_advised(rules: CompiledRules, case: Mapping[str, int]) -> SoFar:
    """Run a case as `advise` does: an option that can't come out is set aside."""
    answers = _answers(rules, case)
    if all(mask.bit_count() == 1 for mask in answers.values()):
        return reference_engine(rules).run(answers)
    return reference_engine(rules).run(answers, Foresight(rules, answers).possible)


def recommended_option(
    rules: CompiledRules, answers: Mapping[str, int], decision: str
) -> int | None:
    """Return the option (a code) that `advise` recommends; `answers` are the masks of all facts."""
    return verdict(rules, answers, decision).winner


def verdict(rules: CompiledRules, answers: Mapping[str, int], decision: str) -> DecisionSoFar:
    """Return how `advise` settles a decision; `answers` are the masks of all facts.

    Only what the decision rests on is foreseen, so that it takes a fraction of the whole advice.
    """
    foreseen = Foresight(rules, answers, only=cone(rules.by_name, [decision]))
    return reference_engine(rules).run(answers, foreseen.possible).verdicts[decision]


def _answers(rules: CompiledRules, case: Mapping[str, int]) -> dict[str, int]:
    return {name: case.get(name, (1 << size) - 1) for name, size in rules.facts}


def holds(so_far: SoFar, line: Iterable[Test]) -> bool:
    """Whether some term of a line holds."""
    return any(test.holds(so_far.values[test.item]) for test in line)


def fails(so_far: SoFar, line: Iterable[Test]) -> bool:
    """Whether every term of a line fails."""
    return all(test.fails(so_far.values[test.item]) for test in line)


def clause_holds(so_far: SoFar, clause: Clause) -> bool:
    """Whether the conditions of a rule or row hold."""
    return all(holds(so_far, line) for line in clause.when) and all(
        fails(so_far, line) for line in clause.unless
    )


def witness(
    rules: RuleBase, case: Mapping[str, int], so_far: SoFar, show: Iterable[str] = ()
) -> Witness:
    """Return a case in the words of the books, with what came of the items that are to be shown."""
    shown: list[tuple[str, str]] = []
    for name in dict.fromkeys(show):
        item = rules.items[name]
        settled = so_far.findings.get(name)
        verdict = so_far.verdicts.get(name)
        values = item.domain.names(so_far.values[name])
        if verdict is not None:
            shown.append((name, "no recommendation" if verdict.winner is None else values[0]))
        elif settled is not None:
            shown.append((name, "undetermined" if settled.value is None else " or ".join(values)))
        elif name not in case:
            shown.append((name, "unknown" if len(values) > 1 else values[0]))
    order = {name: number for number, name in enumerate(rules.items)}
    answers = tuple(
        (name, rules.items[name].domain.names(mask))
        for name, mask in sorted(case.items(), key=lambda pair: order[pair[0]])
    )
    return Witness(answers, tuple(shown))
