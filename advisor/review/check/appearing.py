"""Findings about rules that say too much: they always speak, or leave nothing to be recommended."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.inference.experta.engine import SoFar
from advisor.inference.planes.circuit import Wire
from advisor.inference.planes.so_far import Sweep
from advisor.inference.program import DecisionStep
from advisor.knowledge.effects import RuleOut
from advisor.knowledge.model import Rule
from advisor.knowledge.words import Phase
from advisor.review.check.findings import RuleFinding
from advisor.review.check.review import Review
from advisor.text import all_of


def check_appearing(review: Review) -> Iterator[RuleFinding]:
    """Yield misfits and actions of every case, and rules after which no option is left."""
    yield from _always_appearing(review)
    yield from _nothing_left(review)


def _always_appearing(review: Review) -> Iterator[RuleFinding]:
    """Yield misfits and actions that every case gets in which everything is answered.

    An action of the checklist without any condition is meant for everybody.
    """
    for rule in review.rules.rules:
        told = "misfit" if rule.warning else "action" if rule.advice is not None else ""
        if not told or (rule.advice and rule.advice.phase is Phase.CHECKLIST and not rule.reads):
            continue
        space = review.any if review.asks_what_is_known(rule) else review.complete
        never = space.negated(space.state.holds[rule.id])
        where, proof = "", "z3 has proved that no case goes without it."
        if not review.proved_impossible(never, f"is there a case without {rule.id}?", space):
            # An assessment or a decision may not come out; an 'or' of all its values says nothing all the same.
            if rule.unless or not all(review.covered(line) for line in rule.when):
                continue
            named = [name for name in rule.reads if name not in review.rules.fact_names]
            where = f" in which {all_of(named)} came out"
            proof = "its conditions name every value of what they read."
        elif space is review.complete and not review.proved_impossible(
            review.any.negated(review.any.state.holds[rule.id]),
            f"does {rule.id} wait for an answer?",
        ):
            where = " in which everything is answered"
            proof = "z3 has proved that no case goes without it once everything is answered."
        yield RuleFinding(
            "always appears",
            rule.id,
            f"The {told} {rule.id} · {rule.title} appears in every case{where}, so it tells no "
            f"government apart from another{_exhaustive(rule)}.",
            "say in which cases it is meant"
            + ("" if rule.warning else ", or put it into the checklist without any condition"),
            proof,
            review.shown(
                lambda shower, name=rule.id: shower.state.holds[name],  # type: ignore[misc]
                lambda so_far, name=rule.id: name in so_far.fired,  # type: ignore[misc]
            ),
            place=rule.place,
        )


def _exhaustive(rule: Rule) -> str:
    if not rule.reads:
        return ": it has no condition"
    several = len(rule.when) + len(rule.unless) > 1
    return f": all of them meet its condition{'s' if several else ''}"


def _nothing_left(review: Review) -> Iterator[RuleFinding]:
    """Yield rules that only hold where every option of a decision is ruled out."""
    for step in review.compiled.steps:
        if not isinstance(step, DecisionStep) or not step.preference:
            continue
        for voice in step.voices:
            if not voice.rules_out:
                continue
            rule = review.rules.rules_by_id[voice.id]
            if not review.can_hold(rule):
                continue
            left = review.any.state.holds[rule.id] & _some_left(step, review.any.state)
            question = f"does {voice.id} leave an option of {step.name}?"
            if review.proved_impossible(left, question):
                yield _left_without(review, rule, step)


def _some_left(step: DecisionStep, state: Sweep[Wire]) -> Wire:
    left = state.zero
    for code in step.preference:
        left = left | (state.ones ^ state.ruled_out[step.name][code])
    return left


def _left_without(review: Review, rule: Rule, step: DecisionStep) -> RuleFinding:
    own = {
        effect.option
        for effect in rule.effects
        if isinstance(effect, RuleOut) and effect.decision == step.name
    }
    options = review.rules.items[step.name].domain.values
    others = [options[code] for code in step.preference if options[code] not in own]
    told = f"rules out every option of {step.name}"
    if others:
        told = (
            f"only holds where every option of {step.name} is ruled out, by it and by other rules"
        )

    def nothing(so_far: SoFar) -> bool:
        verdict = so_far.verdicts[step.name]
        return rule.id in so_far.fired and set(step.preference) <= verdict.ruled_out

    return RuleFinding(
        "rules out all",
        rule.id,
        f"{rule.id} · {rule.title} {told}, so nothing can be recommended where it holds.",
        "leave at least one option, or warn instead of ruling out",
        f"z3 has proved that no option that some rule favours is left wherever {rule.id} holds.",
        review.shown(lambda shower: shower.state.holds[rule.id], nothing, (step.name,)),
        place=rule.place,
    )
