"""Where a change has an effect of its own: the cases in which a changed rule, table or decision differs.

What differs only because something below it does is no root.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from advisor.inference.planes.circuit import Wire
from advisor.inference.program import AssessmentStep, CompiledRules, DecisionStep, Step
from advisor.knowledge.effects import Argue, RuleOut
from advisor.knowledge.model import Assessment, Decision
from advisor.review.change.books import same_meaning
from advisor.review.change.respects import (
    ASSESSMENTS,
    POINTS,
    RECOMMENDATIONS,
    TOLD,
    Sides,
    States,
    known_to_both,
)
from advisor.review.change.settled import any_of_them, nodes_of
from advisor.review.change.shown import told_texts


def roots(compiled: tuple[CompiledRules, CompiledRules], states: States) -> dict[str, Wire]:
    """Return by id or name where each change has an effect; it is the empty wire where that is nowhere."""
    found: dict[str, Wire] = dict(_rules(compiled, states))
    rules = (compiled[0].source, compiled[1].source)
    for kind in (Assessment, Decision):
        for name in known_to_both(rules, kind):
            steps = [_own(one.by_name[name]) for one in compiled]
            values = [one.items[name].domain.values for one in rules]
            if steps[0] == steps[1] and values[0] == values[1]:
                continue
            one, two = states
            differ = [one.determined[name] ^ two.determined[name]]
            differ += [
                first ^ second
                for first, second in zip(one.values[name], two.values[name], strict=False)
            ]
            # Another margin or set of options is an effect wherever the decision is taken.
            apart = values[0] != values[1] or kind is Decision
            differ += [one.determined[name], two.determined[name]] if apart else []
            found[name] = any_of_them(differ, one.zero)
    return found


def _rules(
    compiled: tuple[CompiledRules, CompiledRules], states: States
) -> Iterator[tuple[str, Wire]]:
    old, new = (one.source.rules_by_id for one in compiled)
    zero = states[0].zero
    for name in dict.fromkeys((*old, *new)):
        before, after = old.get(name), new.get(name)
        held = [state.holds.get(name, zero) for state in states]
        if before is None or after is None:
            yield name, held[0] | held[1]
        elif not same_meaning(before, after):
            same = same_meaning(before, replace(after, when=before.when, unless=before.unless))
            yield name, held[0] ^ held[1] if same else held[0] | held[1]


def unchanged(compiled: tuple[CompiledRules, CompiledRules], states: States) -> Iterator[str]:
    """Yield the rules and assessments of both sides that mean the same, however they are written."""
    old, new = (one.source for one in compiled)
    for name, before in old.rules_by_id.items():
        after = new.rules_by_id.get(name)
        if after is None or states[0].holds[name].node != states[1].holds[name].node:
            continue
        if same_meaning(before, replace(after, when=before.when, unless=before.unless)):
            yield name
    for name in known_to_both((old, new), Assessment):
        one, two = (
            [*nodes_of(state.values[name]), state.determined[name].node] for state in states
        )
        if one == two and old.items[name].domain == new.items[name].domain:
            yield name


def targets(rules: Sides, name: str) -> set[tuple[str, str]]:
    """Return in which respects, and of which items, a rule or item speaks itself: pairs of both."""
    found = {(TOLD, name), (ASSESSMENTS, name), (RECOMMENDATIONS, name), (POINTS, name)}
    for side in rules:
        rule = side.rules_by_id.get(name)
        for effect in rule.effects if rule else ():
            found |= {(one, effect.target) for one in (ASSESSMENTS, RECOMMENDATIONS, POINTS)}
        # A text that several rules say goes by the first of them.
        texts = set(told_texts(rule)) if rule else set()
        if texts:
            found |= {(TOLD, one.id) for one in side.rules if texts & set(told_texts(one))}
    return found


def speaks_apart(rules: Sides, name: str) -> bool:
    """Whether a rule speaks of a decision, assessment or option that only one side knows.

    What it does there is not compared.
    """
    known = [
        {(item.name, value) for item in side.items.values() for value in ("", *item.domain.values)}
        for side in rules
    ]
    apart = known[0] ^ known[1]
    for side in rules:
        rule = side.rules_by_id.get(name)
        for effect in rule.effects if rule else ():
            option = effect.option if isinstance(effect, Argue | RuleOut) else ""
            if {(effect.target, option), (effect.target, "")} & apart:
                return True
    return False


def _own(step: Step) -> object:
    """Return what an item's own block says of it, in codes: not its rules."""
    if isinstance(step, AssessmentStep):
        return (step.rows, step.first, step.levels)
    assert isinstance(step, DecisionStep)  # noqa: S101 - the other kind of step
    return (step.preference, step.close_call, step.keeps)
