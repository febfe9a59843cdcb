"""What would have to change for another option: the smallest changes of answers, by whom and how fast."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from advisor.cases.model import Answer, Case, Value
from advisor.inference.advice import Advice
from advisor.inference.compile import compile_rules
from advisor.inference.one.changes import Change, Changes
from advisor.inference.one.firmness import Foresight
from advisor.inference.play import verdict
from advisor.knowledge.domains import Kind, Range
from advisor.knowledge.model import Decision, Fact, RuleBase

MOST_SHOWN = 6
"""How many smallest changes are told; each one is played on the reference engine first."""


@dataclass(frozen=True)
class ChangedAnswer:
    """One answer to change: from what it is now ('' while unknown) to what; by whom and how fast.

    `open` tells that nothing has to change where it turns out so: what was told leaves it possible.
    """

    fact: str
    now: str
    to: str
    can_change: str
    open: bool = False


@dataclass(frozen=True)
class Remedy:
    """Answers that together make an option the recommendation.

    `lead` are the points by which it is ahead of the next option then (None where there is no other,
    or the points don't decide); `close` tells that the decision's book calls such a lead close, as it
    does equal points.
    """

    answers: tuple[ChangedAnswer, ...]
    lead: int | None = None
    close: bool = False


@dataclass(frozen=True)
class Remedies:
    """The smallest changes that lead to an option.

    `found` are the first of `count` changes of the least size. `certain` is the number of answers
    up to which every change was tried. `impossible` means proved: however the answers that can be
    changed are changed, the option isn't recommended.
    """

    decision: str
    option: str
    found: tuple[Remedy, ...]
    count: int
    certain: int
    impossible: bool


def can_change(fact: Fact) -> bool:
    """Whether the books say that somebody can change what a fact tells."""
    return fact.can_change.split(",")[0].strip().casefold() not in ("no", "")


def remedies(
    rules: RuleBase, advice: Advice, decision: str, option: str, *, most: int = 4
) -> Remedies:
    """Return the smallest changes of answers that make `option` the recommendation.

    Only facts that somebody can change are changed; what is unknown may turn out either way and
    counts as open to change. `most` bounds the size of the changes that are looked for. Every
    change that is told was played on the reference engine.
    """
    compiled = compile_rules(rules)
    item = rules.items[decision]
    assert isinstance(item, Decision)  # noqa: S101 - callers name decisions
    answers = advice.case.masks(rules)
    trial = Changes(compiled, answers, decision)
    open_to_change = {
        fact.name
        for fact in rules.facts
        if fact.name in trial.facts and (can_change(fact) or fact.name not in advice.case.by_fact)
    }
    target = item.options.index(option)
    found, certain = trial.smallest(open_to_change, target, most=most)
    confirmed = _confirmed(rules, advice.case, decision, target, found)
    impossible = False
    if not confirmed and most > 1:
        opened = {
            fact.name: fact.domain.everything if fact.name in open_to_change else answers[fact.name]
            for fact in rules.facts
        }
        foresight = Foresight(compiled, opened)
        impossible = not foresight.outcomes[decision].mask >> target & 1
        if not impossible:
            larger = trial.sampled(open_to_change, target)
            confirmed = _confirmed(rules, advice.case, decision, target, larger)
            found = larger[: len(confirmed)]
    return Remedies(decision, option, confirmed, len(found), certain, impossible)


def changed(rules: RuleBase, case: Case, change: Change) -> Case:
    """Return the case with some answers changed to the values of these codes."""
    for name, code in change:
        domain = rules.items[name].domain
        value: Value = domain.values[code]
        if domain.kind is Kind.NUMBER:
            number = domain.number_in(code)
            value = Range(number, number)
        case = case.with_answer(Answer(name, (value,)))
    return case


def _confirmed(
    rules: RuleBase, case: Case, decision: str, target: int, found: Iterable[Change]
) -> tuple[Remedy, ...]:
    """Return those of the first changes that the reference engine confirms."""
    compiled = compile_rules(rules)
    item = rules.items[decision]
    assert isinstance(item, Decision)  # noqa: S101 - callers name decisions
    kept: list[Remedy] = []
    for change in found:
        if len(kept) == MOST_SHOWN:
            break
        masks = changed(rules, case, change).masks(rules)
        settled = verdict(compiled, masks, decision)
        if settled.winner == target:
            answers = tuple(changed_answer(rules, case, fact, code) for fact, code in change)
            close = settled.margin is not None and settled.margin <= item.close_call
            kept.append(Remedy(answers, settled.margin, close))
    return tuple(kept)


def changed_answer(rules: RuleBase, case: Case, name: str, code: int) -> ChangedAnswer:
    """Return the change of one answer to the value of a code, in words."""
    fact = rules.items[name]
    assert isinstance(fact, Fact)  # noqa: S101 - only facts are answered
    answer = case.by_fact.get(name)
    now = " or ".join(str(value) for value in answer.values) if answer else ""
    still_open = bool(case.possible(name, fact.domain) >> code & 1)
    return ChangedAnswer(name, now, fact.domain.values[code], fact.can_change, still_open)
