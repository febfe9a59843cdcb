"""The order of evaluation and of the plan: it follows from who reads what, and what comes before what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise

from advisor.errors import Problem, ProblemKind
from advisor.knowledge.effects import Argue, RuleOut
from advisor.knowledge.model import Assessment, Decision, Rule

DEEPEST = 100
"""How long a chain of assessments and decisions may be, of which each reads the next."""

MOST_CIRCLES = 20
"""How many circles are told at once; mending one often mends others."""


def writes(rule: Rule) -> tuple[str, ...]:
    """Return the assessments and decisions that a rule's effects speak about, each once."""
    names = (
        effect.decision if isinstance(effect, Argue | RuleOut) else effect.assessment
        for effect in rule.effects
    )
    return tuple(dict.fromkeys(names))


def in_order(waits: Mapping[str, Iterable[str]]) -> tuple[str, ...]:
    """Return the names, each after those that it waits for, and else in the order in which they stand.

    What is waited for and is no key itself counts as there already. Raises graphlib.CycleError.
    """
    sorter = TopologicalSorter(_among(waits))
    sorter.prepare()
    rank = {name: place for place, name in enumerate(waits)}
    order: list[str] = []
    ready: list[str] = []
    while sorter.is_active():
        ready = sorted((*ready, *sorter.get_ready()), key=rank.__getitem__, reverse=True)
        first = ready.pop()
        order.append(first)
        sorter.done(first)
    return tuple(order)


def circles(waits: Mapping[str, Iterable[str]]) -> Iterator[tuple[str, ...]]:
    """Yield circles: names of which each waits for the next, the first once more at the end.

    Each begins with the name that stands first, and is broken before the next one is looked for.
    """
    left = _among(waits)
    rank = {name: place for place, name in enumerate(left)}
    for _ in range(MOST_CIRCLES):
        try:
            TopologicalSorter(left).prepare()
        except CycleError as error:
            # There each is waited for by the next, and the first stands at both ends.
            found = list(reversed(error.args[1][1:]))
            start = found.index(min(found, key=rank.__getitem__))
            circle = (*found[start:], *found[:start], found[start])
            yield circle
            left[circle[-2]] = [name for name in left[circle[-2]] if name != circle[-1]]
        else:
            return


def _among(waits: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
    return {name: [one for one in waited if one in waits] for name, waited in waits.items()}


def evaluation_order(
    assessments: Iterable[Assessment],
    decisions: Iterable[Decision],
    rules: Sequence[Rule],
) -> tuple[tuple[str, ...], dict[str, int], list[Problem]]:
    """Return assessments and decisions, each after what it reads; the stratum of each of them and of each rule.

    What is wrong comes third: circles, which name their rules, and chains longer than DEEPEST. The
    order is empty then.
    """
    items: dict[str, Assessment | Decision] = {item.name: item for item in assessments}
    items |= {item.name: item for item in decisions}
    reads = _reads(items, rules)
    problems = [_told(circle, reads, items) for circle in circles(reads)]
    if problems:
        return (), {}, problems
    strata: dict[str, int] = {}
    for name in in_order(reads):
        strata[name] = 1 + max((strata.get(read, 0) for read in reads[name]), default=0)
        if strata[name] == DEEPEST + 1:
            message = f"more than {DEEPEST} assessments and decisions rest on one another"
            mend = "let them read the facts more directly"
            problem = Problem(items[name].place, message, mend, kind=ProblemKind.TOO_MUCH)
            return (), {}, [problem]
    order = tuple(sorted(strata, key=strata.__getitem__))
    for rule in rules:
        strata[rule.id] = 1 + max((strata.get(read, 0) for read in rule.reads), default=0)
    return order, strata, []


def _reads(
    items: Mapping[str, Assessment | Decision], rules: Iterable[Rule]
) -> dict[str, dict[str, str]]:
    """Return what each item reads, and through which table or rule."""
    reads: dict[str, dict[str, str]] = {}
    for name, item in items.items():
        inputs = item.inputs if isinstance(item, Assessment) else ()
        reads[name] = dict.fromkeys(inputs, f"the table of '{name}'")
    for rule in rules:
        for target in writes(rule):
            for name in rule.reads:
                reads.get(target, {}).setdefault(name, rule.id)
    return reads


def _told(
    circle: Sequence[str],
    reads: Mapping[str, Mapping[str, str]],
    items: Mapping[str, Assessment | Decision],
) -> Problem:
    steps = ", ".join(
        f"{target} reads {read} ({reads[target][read]})" for target, read in pairwise(circle)
    )
    return Problem(
        items[circle[0]].place,
        f"the rules lead in a circle: {steps}",
        "let one of these rules read something else",
        kind=ProblemKind.CIRCLE,
        about=circle[0],
        read=steps,
    )


def plan_waits(rules: Iterable[Rule]) -> dict[str, tuple[str, ...]]:
    """Return for each rule that advises an action the rules whose actions come before it."""
    return {rule.id: rule.advice.after for rule in rules if rule.advice is not None}
