"""Findings about the conditions of one rule: they can't be met, are always met, or add nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from advisor.inference.compile import line_tests
from advisor.inference.one.given import with_given
from advisor.inference.planes.circuit import Wire
from advisor.knowledge.model import Rule
from advisor.knowledge.writer import term_text
from advisor.review.check.findings import RuleFinding
from advisor.review.check.review import Review, RuleCondition, conditions_of, met_by
from advisor.review.proof.reading import all_planes, anywhere, test_wires
from advisor.review.proof.situations import Scope
from advisor.review.proof.space import Space

PROVED = "z3 has proved that no case meets them, whatever is answered or unknown."
NO_OTHER = "z3 has proved that no case shows otherwise, whatever is answered or unknown."
NO_OTHER_ANSWERED = (
    "z3 has proved that no case shows otherwise once everything is answered. Before that the condition keeps the "
    "rule waiting."
)


def check_conditions(review: Review) -> Iterator[RuleFinding]:
    """Yield the findings about the conditions of all rules."""
    yield from _rules_that_never_hold(review)
    yield from _conditions(review)


def _rules_that_never_hold(review: Review) -> Iterator[RuleFinding]:
    for rule in review.rules.rules:
        if not review.proved_impossible(review.any.state.holds[rule.id], f"can {rule.id} hold?"):
            continue
        kind, what = "never fires", "rule"
        if rule.warning:
            kind, what = "never appears", "misfit"
        elif rule.advice is not None:
            kind, what = "never appears", "action"
        yield RuleFinding(
            kind,
            rule.id,
            f"The {what} {rule.id} · {rule.title} can never {'appear' if kind[6] == 'a' else 'fire'}: "
            f"its conditions can't all be met.{_blocked(review, rule)}{_if_chosen(review, rule)}",
            "take out or loosen a condition, or take out the rule",
            PROVED,
            place=rule.place,
        )


def _blocked(review: Review, rule: Rule) -> str:
    """Name the single condition without which the rule could hold, if there is one."""
    parts = _parts(review, rule)
    for index, (line, _) in enumerate(parts):
        rest = review.any.ones
        for other, (_, wire) in enumerate(parts):
            if other != index:
                rest = rest & wire
        if review.case(review.any, rest, f"can {rule.id} hold otherwise?") is not None:
            return f" Without '{line}' they could."
    return ""


def _if_chosen(review: Review, rule: Rule) -> str:
    """Say so if the rule can hold once a decision is taken otherwise than advised."""
    decisions = {decision.name for decision in review.rules.decisions}
    read = [name for name in rule.reads if name in decisions]
    if not read:
        return ""
    chosen = Space(with_given(review.compiled, read), Scope.ANY, count=256)
    if review.case(chosen, chosen.state.holds[rule.id], f"can {rule.id} hold by choice?") is None:
        return ""
    return f" It can only where {' and '.join(read)} is chosen otherwise than the rules advise."


def _parts(review: Review, rule: Rule) -> list[tuple[str, Wire]]:
    """Return each condition of a rule as a text, with where it is met."""
    return [
        (condition.text, met_by(review.rules, review.any.state, (condition,)))
        for condition in conditions_of(rule)
    ]


def _conditions(review: Review) -> Iterator[RuleFinding]:
    """Yield conditions that are always met, never met, or already said by the rest of their rule."""
    for rule in review.rules.rules:
        if not review.can_hold(rule):
            continue
        yield from _terms(review, rule)
        if len(conditions_of(rule)) == 1 and (rule.warning or rule.advice is not None):
            continue  # a misfit or action of every case is a finding of its own
        said = said_by_the_rest(review, rule)
        for at, condition in enumerate(conditions_of(rule)):
            if at in said:
                yield _condition(review, rule, *_why(condition, always=said[at]))
            elif when := _met_when_answered(review, condition):
                yield _met_later(review, rule, condition, when)


def said_by_the_rest(review: Review, rule: Rule) -> Mapping[int, bool]:
    """Return where the conditions stand that can all be left out at once, as the rule holds for the same cases.

    The value tells whether every case meets the condition, and not only those that meet the rest.
    """
    space = review.any
    parts = _parts(review, rule)
    found = {
        at: True
        for at, (text, wire) in enumerate(parts)
        if review.proved_impossible(space.negated(wire), f"does '{text}' of {rule.id} matter?")
    }
    # What only waits for an answer is to be taken out, too.
    later = {
        at
        for at, one in enumerate(conditions_of(rule))
        if at not in found and _met_when_answered(review, one)
    }
    for at, (text, wire) in enumerate(parts):
        others = [met for other, (_, met) in enumerate(parts) if other not in {at, *found, *later}]
        if at in found or at in later or not others:
            continue
        rest = all_planes(others, space.ones) & space.negated(wire)
        if review.proved_impossible(rest, f"'{text}' of {rule.id}"):
            found[at] = False
    return found


def _why(condition: RuleCondition, *, always: bool) -> tuple[str, str]:
    """Return the kind of the finding about a condition that the rest of its rule says, and how it comes."""
    text = condition.text
    never = "never keeps the rule from holding"
    if always:
        told = f"'{text}' {never if condition.keeps_from else 'is met by every case'}."
        return "always true", told
    told = f"'{text}' is met whenever the other conditions are, so it adds nothing."
    if condition.keeps_from:
        told = f"'{text}' {never} where the other conditions are met, so it adds nothing."
    return "adds nothing", told


def _met_when_answered(review: Review, condition: RuleCondition) -> str:
    """Tell when every case meets a condition that some case with open answers doesn't; '' if not every one.

    What asks whether something is known is meant as it is.
    """
    if any(test.asks != "value" for test in line_tests(condition.line, review.rules)):
        return ""
    state = review.complete.state
    never = state.ones ^ met_by(review.rules, state, (condition,))
    if review.proved_impossible(never, f"does '{condition.text}' matter?", review.complete):
        return "everything is answered"
    # An assessment or a decision may not come out though everything is answered.
    named = "" if condition.keeps_from else review.covered(condition.line)
    return f"{named} comes out" if named else ""


def _met_later(review: Review, rule: Rule, condition: RuleCondition, when: str) -> RuleFinding:
    """Return the finding about a condition that only waits for answers, whichever they are."""
    always = "never keeps the rule from holding" if condition.keeps_from else "is met by every case"
    mend = "take the condition out, or write what was meant"
    if not condition.keeps_from and (named := review.covered(condition.line)):
        mend = f"if the rule is to wait for it, write '{named} is known'; else {mend}"
    found = _condition(review, rule, "always true", f"'{condition.text}' {always} once {when}.")
    return replace(found, mend=mend, proof=NO_OTHER_ANSWERED)


def _terms(review: Review, rule: Rule) -> Iterator[RuleFinding]:
    """Yield the terms of a rule's lines without which a line would say the same."""
    state = review.any.state
    for condition in conditions_of(rule):
        if len(condition.line.terms) == 1 and not condition.keeps_from:
            continue  # the rule itself could then never hold
        wires = [test_wires(state, test) for test in line_tests(condition.line, review.rules)]
        texts = [term_text(term) for term in condition.line.terms]
        idle = False
        for number, (text, (holds, fails)) in enumerate(zip(texts, wires, strict=True)):
            if review.proved_impossible(holds, f"can '{text}' of {rule.id} hold?"):
                yield _condition(review, rule, "always false", f"'{text}' is met by no case.")
            elif not idle:
                others = [pair for other, pair in enumerate(wires) if other != number]
                if condition.keeps_from:
                    alone = (state.ones ^ fails) & all_planes(
                        (one for _, one in others), state.ones
                    )
                else:
                    alone = holds & (state.ones ^ anywhere((one for one, _ in others), state.zero))
                idle = bool(others) and review.proved_impossible(alone, f"'{text}' in {rule.id}")
                if idle:
                    because = f"'{text}' is met only where another part of its 'or' is, so it adds nothing."
                    yield _condition(review, rule, "adds nothing", because)


def _condition(review: Review, rule: Rule, kind: str, text: str) -> RuleFinding:
    """Return a finding about a condition, with a case in which the rule holds."""
    shown = review.shown(
        lambda shower: shower.state.holds[rule.id],
        lambda so_far: rule.id in so_far.fired,
        rule.reads,
    )
    mend = "take the condition out, or write what was meant"
    return RuleFinding(
        kind,
        rule.id,
        f"In {rule.id} · {rule.title}: {text}",
        mend,
        NO_OTHER,
        shown,
        place=rule.place,
    )
