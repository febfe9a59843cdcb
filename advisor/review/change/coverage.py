"""What a set of cases exercises: rules that fire, conditions seen both ways, options, statuses."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from advisor.cases.model import Case
from advisor.inference.advice import Status
from advisor.inference.advise import advise
from advisor.inference.compile import compile_rules
from advisor.inference.experta.engine import SoFar
from advisor.inference.play import played_as_advised
from advisor.inference.program import AssessmentStep, CompiledRules, Test
from advisor.knowledge.conditions import Term
from advisor.knowledge.model import RuleBase
from advisor.knowledge.writer import term_text

Runs = Sequence[tuple[str, SoFar]]
"""What the engine made of each case."""


@dataclass(frozen=True)
class Covered:
    """One thing that cases can exercise. `by` are the cases that do; for a condition see `seen`.

    `kind` is rule, row, condition, option or status. A condition is covered when some case meets
    it and some case fails it; `seen` then tells which of the two is missing.
    """

    kind: str
    about: str
    text: str
    by: tuple[str, ...]
    covered: bool
    seen: str = ""


@dataclass(frozen=True)
class Coverage:
    """Everything that could be exercised."""

    things: tuple[Covered, ...]
    cases: int

    def share(self, kind: str | None = None) -> tuple[int, int]:
        """Return how many things are covered, and how many there are: of one kind, or of all."""
        wanted = [one for one in self.things if kind in (None, one.kind)]
        return sum(one.covered for one in wanted), len(wanted)

    @property
    def percent(self) -> float:
        """The share of everything that is covered, in percent."""
        covered, total = self.share()
        return 100 * covered / total if total else 100.0


KINDS = ("rule", "row", "condition", "option", "status")


def coverage(
    rules: RuleBase,
    cases: Sequence[Case],
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> Coverage:
    """Return what the cases exercise of a rule base; `progress` is told how many cases of how many are played."""
    compiled = compile_rules(rules)
    runs: list[tuple[str, SoFar]] = []
    options: dict[tuple[str, str], list[str]] = {}
    statuses: dict[tuple[str, str], list[str]] = {}
    for number, case in enumerate(cases):
        progress(number, len(cases))
        answers = case.masks(rules)
        runs.append((case.id, played_as_advised(compiled, answers)))
        for decision in advise(rules, case).decisions:
            statuses.setdefault((decision.name, decision.status.value), []).append(case.id)
            if decision.recommended is not None:
                options.setdefault((decision.name, decision.recommended), []).append(case.id)
    progress(len(cases), len(cases))
    things = [*_rules(rules, compiled, runs), *_conditions(rules, compiled, runs)]
    for item in rules.decisions:
        for option in item.options:
            by = tuple(options.get((item.name, option), ()))
            things.append(Covered("option", item.name, option, by, bool(by)))
        for status in Status:
            by = tuple(statuses.get((item.name, status.value), ()))
            things.append(Covered("status", item.name, status.value, by, bool(by)))
    return Coverage(tuple(things), len(cases))


def _rules(rules: RuleBase, compiled: CompiledRules, runs: Runs) -> Iterator[Covered]:
    for rule in rules.rules:
        by = tuple(name for name, run in runs if rule.id in run.fired)
        yield Covered("rule", rule.id, rule.title, by, bool(by))
    for step in compiled.steps:
        if isinstance(step, AssessmentStep):
            for row in step.rows:
                by = tuple(name for name, run in runs if row.id in run.findings[step.name].by)
                yield Covered("row", row.id, "counts", by, bool(by))


def _conditions(rules: RuleBase, compiled: CompiledRules, runs: Runs) -> Iterator[Covered]:
    clauses = dict(compiled.clauses)
    for rule in rules.rules:
        seen: set[Term] = set()
        for term, test in zip(rule.terms, clauses[rule.id].tests, strict=True):
            if term not in seen:
                yield _condition(rule.id, term, test, runs)
            seen.add(term)


def _condition(rule: str, term: Term, test: Test, runs: Runs) -> Covered:
    met = tuple(name for name, run in runs if test.holds(run.values[test.item]))
    failed = [name for name, run in runs if test.fails(run.values[test.item])]
    missing = [word for word, some in (("met", met), ("failed", failed)) if not some]
    seen = f"never {' and never '.join(missing)}" if missing else ""
    return Covered("condition", rule, term_text(term), met, not missing, seen)
