"""Why one option rather than another: what speaks for each, what decides, and where it turns."""

from __future__ import annotations

from dataclasses import dataclass

from advisor.explanation.ahead import tie_with
from advisor.explanation.reach import Remedy, remedies
from advisor.explanation.why_not import WhyNot
from advisor.explanation.why_not_option import other_option, silent_rules
from advisor.inference.advice import Advice, Argument, DecisionAdvice
from advisor.knowledge.model import Decision, RuleBase


@dataclass(frozen=True)
class Balance:
    """What one rule does to the distance of two options: `points` are for the first, against the second."""

    rule: str
    points: int
    because: str
    arguments: tuple[Argument, ...]


@dataclass(frozen=True)
class Contrast:
    """Two options of a decision held against each other, the one that is advised first.

    `lead` is by how many points the first is ahead (below 0 where the other has more points and is
    ruled out). `speaks_for` and `speaks_against` are the rules that widen and narrow the lead, the
    weightiest first. `decisive` are those without any one of which the lead would be gone.
    `ruled_out_by` are rules that exclude the other option. `turns` are single answers at which the
    other would be advised. `silent` are rules that favour the other and do not hold, with why.
    `tie` tells what decides where both have equal points, '' elsewhere.
    """

    decision: str
    option: str | None
    other: str
    lead: int
    speaks_for: tuple[Balance, ...]
    speaks_against: tuple[Balance, ...]
    decisive: tuple[str, ...]
    ruled_out_by: tuple[str, ...]
    turns: tuple[Remedy, ...]
    silent: tuple[WhyNot, ...]
    tie: str


def contrast(rules: RuleBase, advice: Advice, decision: str, other: str) -> Contrast:
    """Hold the recommended option of a decision against another one.

    Where nothing is recommended, the other option stands alone. Raises UnknownNameError for an
    option that the decision doesn't have, or that is the recommended one itself.
    """
    found = advice.by_decision[decision]
    item = rules.items[decision]
    assert isinstance(item, Decision)  # noqa: S101 - the advice names decisions only
    other_option(item, other, found.recommended)
    balances = _balances(found, other)
    lead = sum(one.points for one in balances)
    widening = sorted((one for one in balances if one.points > 0), key=lambda one: -one.points)
    narrowing = sorted((one for one in balances if one.points < 0), key=lambda one: one.points)
    order = item.when_equal(advice.case.sure(item.keep))
    behind = order.index(other) < order.index(found.recommended or other)
    needed = lead if not behind else lead - 1
    return Contrast(
        decision,
        found.recommended,
        other,
        lead,
        tuple(widening),
        tuple(narrowing),
        tuple(one.rule for one in widening if one.points > needed),
        tuple(one.rule for one in found.arguments if one.rules_out and one.option == other),
        tuple(one for one in remedies(rules, advice, decision, other, most=1).found),
        silent_rules(rules, advice, decision, other),
        str(tie_with(found, other, advice, rules) or ""),
    )


def _balances(found: DecisionAdvice, other: str) -> list[Balance]:
    by_rule: dict[str, list[Argument]] = {}
    for argument in found.arguments:
        if not argument.rules_out and argument.option in (found.recommended, other):
            by_rule.setdefault(argument.rule, []).append(argument)
    return [
        Balance(
            rule,
            sum(-one.points if one.option == other else one.points for one in arguments),
            arguments[0].because,
            tuple(arguments),
        )
        for rule, arguments in by_rule.items()
    ]
