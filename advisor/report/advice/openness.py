"""What is not known yet: what was told, what was assumed, what is unknown, and what it could change."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from advisor.cases.answers import value_text
from advisor.explanation.contradiction import contradicted
from advisor.inference.advice import Advice
from advisor.knowledge.domains import number_text
from advisor.knowledge.model import Fact, RuleBase
from advisor.report.advice.overturning import Change, changes
from advisor.report.cleaning import plain
from advisor.text import any_of, capital


class Told(NamedTuple):
    """An answer and the statement that it rests on."""

    fact: str
    value: str
    note: str


class OpenFact(NamedTuple):
    """A fact that is not sure. `possible` is empty when nothing at all is known about it."""

    fact: str
    title: str
    question: str
    why: str
    possible: str
    note: str
    changes: tuple[Change, ...]


class BorderView(NamedTuple):
    """A figure and the thresholds that it lies so near to that both sides were reckoned with."""

    fact: str
    figure: str
    thresholds: tuple[str, ...]


class Concluded(NamedTuple):
    """An assessment so far; `value` is empty while nothing argues for any of its values.

    `open` tells that answers could still change it, `contradicted` that rules which hold give it
    different values, whatever the answers.
    """

    name: str
    title: str
    value: str
    open: bool
    contradicted: bool
    rules: tuple[str, ...]


def told(advice: Advice, rules: RuleBase) -> tuple[Told, ...]:
    """Return the facts that have one sure answer, in the order of the books."""
    shown = []
    for fact in rules.facts:
        answer = advice.case.by_fact.get(fact.name)
        if answer and not is_open(fact, advice):
            shown.append(Told(fact.name, _answer(fact, advice), plain(answer.note)))
    return tuple(shown)


def border_views(advice: Advice) -> tuple[BorderView, ...]:
    """Return the borders at which the government stands, in the order of the books."""
    return tuple(
        BorderView(
            border.fact,
            number_text(border.number),
            tuple(number_text(at) for at in border.thresholds),
        )
        for border in advice.borders
    )


def open_facts(advice: Advice, rules: RuleBase) -> tuple[OpenFact, ...]:
    """Return the facts that are assumed or unknown; those that could change most come first."""
    could_change = changes(advice, rules)
    notes = dict(advice.case.notes)
    found = []
    for fact in rules.facts:
        answer = advice.case.by_fact.get(fact.name)
        if not is_open(fact, advice):
            continue
        found.append(
            OpenFact(
                fact=fact.name,
                title=capital(fact.name),
                question=fact.question,
                why=fact.why,
                possible=_answer(fact, advice) if answer else "",
                note=plain(answer.note if answer else notes.get(fact.name, "")),
                changes=could_change.get(fact.name, ()),
            )
        )
    return tuple(sorted(found, key=_reach))


def remarks(advice: Advice, rules: RuleBase) -> tuple[tuple[str, str], ...]:
    """Return what was noted of each fact, in the order of the books, and of the case as a whole."""
    found = [(fact.name, advice.case.note_on(fact.name)) for fact in rules.facts]
    found.append(("the case", dict(advice.case.notes).get("", "")))
    return tuple((name, plain(note)) for name, note in found if note)


def _reach(fact: OpenFact) -> tuple[int, int]:
    """Sort by the number of decisions that a fact could move, the most first; groups count last."""
    moves = {(move.decision, move.areas) for change in fact.changes for move in change.moves}
    return -sum(not areas for _, areas in moves), -len(moves)


def is_open(fact: Fact, advice: Advice) -> bool:
    """Tell whether more than one answer to a fact is possible."""
    mask = advice.case.possible(fact.name, fact.domain)
    # A range of numbers in which the rules see no difference is as good as a single number.
    sure = mask.bit_count() == 1
    return not sure or fact.name in advice.unknown


def _answer(fact: Fact, advice: Advice) -> str:
    answer = advice.case.by_fact[fact.name]
    unit = f" {fact.domain.unit}" if fact.domain.unit else ""
    return plain(any_of(f"{value_text(value, fact.domain)}{unit}" for value in answer.values))


def concluded(advice: Advice, rules: RuleBase) -> tuple[Concluded, ...]:
    """Return the assessments in the order in which they were drawn."""
    shown = []
    for finding in advice.assessments:
        item = rules.items.get(finding.name)
        everything = len(item.domain.values) if item else 0
        torn = contradicted(finding, rules)
        known = torn or (finding.determined and 0 < len(finding.values) < max(everything, 2))
        shown.append(
            Concluded(
                name=finding.name,
                title=capital(finding.name),
                value=any_of(finding.values) if known else "",
                open=len(finding.possible) > 1,
                contradicted=torn,
                rules=finding.rules,
            )
        )
    return tuple(shown)


def open_facts_behind(waiting: Sequence[str], advice: Advice, rules: RuleBase) -> tuple[str, ...]:
    """Return the open facts that waiting rules read, directly or behind what they read.

    The facts that most rules wait for come first; equal ones in the order of the books.
    """
    open_names = [fact.name for fact in rules.facts if is_open(fact, advice)]
    if not waiting or not open_names:
        return ()
    inputs = _inputs(rules)
    counts = dict.fromkeys(open_names, 0)
    for rule_id in waiting:
        rule = rules.rules_by_id.get(rule_id)
        if rule is None:
            continue
        for fact in _facts_below(rule.reads, inputs) & counts.keys():
            counts[fact] += 1
    return tuple(sorted((name for name in open_names if counts[name]), key=lambda n: -counts[n]))


def _inputs(rules: RuleBase) -> dict[str, set[str]]:
    """Return what each assessment or decision is drawn from."""
    inputs: dict[str, set[str]] = {}
    for item in rules.assessments:
        inputs[item.name] = set(item.inputs)
    for rule in rules.rules:
        for effect in rule.effects:
            inputs.setdefault(effect.target, set()).update(rule.reads)
    return inputs


def _facts_below(names: Iterable[str], inputs: dict[str, set[str]]) -> set[str]:
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting.extend(inputs.get(name, ()))
    return found
