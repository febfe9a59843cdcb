"""Runs put into words, so that results of different evaluators can be compared and read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from advisor.cases.model import Case
from advisor.inference.advice import Advice
from advisor.inference.compile import compile_rules
from advisor.inference.experta.engine import SoFar
from advisor.inference.planes.so_far import Sweep, read_number
from advisor.inference.program import AssessmentStep
from advisor.knowledge.model import Assessment, Decision, RuleBase
from tests.support.naive import Result


@dataclass(frozen=True)
class Account:
    """What holds so far, in the words of the books; an undetermined value is None."""

    rules: frozenset[str]
    rows: Mapping[str, frozenset[str]]
    assessments: Mapping[str, frozenset[str] | None]
    recommended: Mapping[str, str | None]
    scores: Mapping[str, Mapping[str, int]]
    ruled_out: Mapping[str, frozenset[str]]


def masks(rules: RuleBase, case: Case) -> dict[str, int]:
    """Return the possible codes of all facts, as the engines take them."""
    return {fact.name: case.possible(fact.name, fact.domain) for fact in rules.facts}


def of_naive(rules: RuleBase, result: Result) -> Account:
    """Tell what the naive evaluator found."""
    values = {item.name: result.values[item.name] for item in rules.assessments}
    ids = set(rules.rules_by_id)
    return Account(
        frozenset(name for name in ids if result.holds[name]),
        {name: frozenset(by) - ids for name, by in result.by.items()},
        {
            name: None if value is None else frozenset(str(one) for one in value)
            for name, value in values.items()
        },
        {item.name: result.winner(item.name) for item in rules.decisions},
        {name: dict(points) for name, points in result.scores.items()},
        dict(result.ruled_out),
    )


def of_reference(rules: RuleBase, so_far: SoFar) -> Account:
    """Tell what the reference engine found."""
    ids = set(rules.rules_by_id)
    return Account(
        frozenset(so_far.fired) & ids,
        {name: frozenset(found.by) - ids for name, found in so_far.findings.items()},
        {
            item.name: None
            if so_far.findings[item.name].value is None
            else frozenset(item.domain.names(so_far.findings[item.name].value or 0))
            for item in rules.assessments
        },
        {
            item.name: None
            if (winner := so_far.verdicts[item.name].winner) is None
            else item.options[winner]
            for item in rules.decisions
        },
        {
            item.name: dict(zip(item.options, so_far.verdicts[item.name].scores, strict=True))
            for item in rules.decisions
        },
        {
            item.name: frozenset(
                item.options[code] for code in so_far.verdicts[item.name].ruled_out
            )
            for item in rules.decisions
        },
    )


def of_advice(rules: RuleBase, advice: Advice) -> Account:
    """Tell what the advice says."""
    ids = set(rules.rules_by_id)
    return Account(
        frozenset(firing.rule for firing in advice.trace) & ids,
        {found.name: frozenset(found.rules) - ids for found in advice.assessments},
        {
            found.name: frozenset(found.values) if found.determined else None
            for found in advice.assessments
        },
        {decision.name: decision.recommended for decision in advice.decisions},
        {decision.name: dict(decision.scores) for decision in advice.decisions},
        {decision.name: frozenset(decision.ruled_out) for decision in advice.decisions},
    )


def of_planes(rules: RuleBase, run: Sweep[int], index: int) -> Account:
    """Tell what the planes hold of one case."""

    def bit(plane: int) -> bool:
        return bool(plane >> index & 1)

    values: dict[str, frozenset[str] | None] = {}
    winners: dict[str, str | None] = {}
    derived: tuple[Assessment | Decision, ...] = (*rules.assessments, *rules.decisions)
    for item in derived:
        here = [
            name
            for name, plane in zip(item.domain.values, run.values[item.name], strict=True)
            if bit(plane)
        ]
        if not bit(run.determined[item.name]):
            # An undetermined value must read as everything possible.
            assert here == list(item.domain.values)
            values[item.name] = winners[item.name] = None
        else:
            values[item.name] = frozenset(here)
            winners[item.name] = here[0]
    for decision in rules.decisions:
        found = values.pop(decision.name)
        assert found is None or len(found) == 1, "a decision has two winners"
    return Account(
        frozenset(name for name in rules.rules_by_id if bit(run.holds[name])),
        _rows(rules, {name for name in run.holds if bit(run.holds[name])}, run, index),
        values,
        {item.name: winners[item.name] for item in rules.decisions},
        {
            item.name: {
                option: read_number(total, run.offsets[item.name], index)
                for option, total in zip(item.options, run.scores[item.name], strict=True)
            }
            for item in rules.decisions
        },
        {
            item.name: frozenset(
                option
                for option, plane in zip(item.options, run.ruled_out[item.name], strict=True)
                if bit(plane)
            )
            for item in rules.decisions
        },
    )


def _rows(
    rules: RuleBase, held: set[str], run: Sweep[int], index: int
) -> dict[str, frozenset[str]]:
    """Return the rows that counted: those that hold, up to the first where the table says so."""
    found: dict[str, frozenset[str]] = {}
    for step in compile_rules(rules).steps:
        if isinstance(step, AssessmentStep):
            rows = [row.id for row in step.rows if row.id in held]
            concluded = any(hit.id in held for hit in step.concluding)
            found[step.name] = frozenset(() if concluded else rows[:1] if step.first else rows)
    return found
