"""The order of evaluation: it follows from who reads what, and nobody writes a priority."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import pairwise

from advisor.errors import Place, ProblemKind
from advisor.knowledge.model import Argue, Assessment, Decision, Rule, RuleOut
from advisor.knowledge.read.entries import Problems

DEEPEST = 100
"""How long a chain of assessments and decisions may be, of which each reads the next."""


class _TooDeepError(Exception):
    """A chain is longer than DEEPEST, from the item at `place` on."""

    def __init__(self, place: Place) -> None:
        super().__init__(str(place))
        self.place = place


def writes(rule: Rule) -> tuple[str, ...]:
    """Return the assessments and decisions that a rule's effects speak about, each once."""
    names = (
        effect.decision if isinstance(effect, Argue | RuleOut) else effect.assessment
        for effect in rule.effects
    )
    return tuple(dict.fromkeys(names))


def evaluation_order(
    assessments: Iterable[Assessment],
    decisions: Iterable[Decision],
    rules: Iterable[Rule],
    problems: Problems,
) -> tuple[tuple[str, ...], dict[str, int]]:
    """Return assessments and decisions, each after what it reads, and the stratum of all that is read or fires.

    A circle is a problem that names its rules; the order is then not complete.
    """
    reads: dict[str, dict[str, str]] = {}
    for assessment in assessments:
        through = dict.fromkeys(assessment.inputs, f"the table of '{assessment.name}'")
        reads[assessment.name] = through
    for decision in decisions:
        reads[decision.name] = {}
    _add_reads_of_rules(rules, reads)
    order: list[str] = []
    state: dict[str, int] = {}

    def visit(name: str, path: list[str]) -> None:
        if len(path) > DEEPEST:
            raise _TooDeepError(places[path[0]].place)
        if name not in reads or state.get(name) == 2:
            return
        if state.get(name) == 1:
            circle = [*path[path.index(name) :], name]
            _report(circle, reads, places, problems)
            return
        state[name] = 1
        for read in reads[name]:
            visit(read, [*path, name])
        state[name] = 2
        order.append(name)

    places: dict[str, Assessment | Decision] = {item.name: item for item in assessments}
    places |= {item.name: item for item in decisions}
    try:
        for name in reads:
            visit(name, [])
    except _TooDeepError as error:
        message = f"more than {DEEPEST} assessments and decisions rest on one another"
        problems.add(error.place, message, "let them read the facts more directly")
        return (), {}
    strata: dict[str, int] = {}
    for name in order:
        strata[name] = 1 + max((strata.get(read, 0) for read in reads[name]), default=0)
    for rule in rules:
        strata[rule.id] = 1 + max((strata.get(read, 0) for read in rule.reads), default=0)
    return tuple(sorted(order, key=lambda name: strata[name])), strata


def _add_reads_of_rules(rules: Iterable[Rule], reads: Mapping[str, dict[str, str]]) -> None:
    for rule in rules:
        for target in writes(rule):
            for name in rule.reads:
                reads.get(target, {}).setdefault(name, rule.id)


def _report(
    circle: list[str],
    reads: Mapping[str, Mapping[str, str]],
    items: Mapping[str, Assessment | Decision],
    problems: Problems,
) -> None:
    steps = [f"{target} reads {read} ({reads[target][read]})" for target, read in pairwise(circle)]
    told = ", ".join(steps)
    problems.add(
        items[circle[0]].place,
        f"the rules lead in a circle: {told}",
        "let one of these rules read something else",
        kind=ProblemKind.CIRCLE,
        about=circle[0],
        read=told,
    )
