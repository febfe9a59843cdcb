"""What is not known yet: what was told, what was assumed, what is unknown, and what it could change."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from advisor.cases.answers import value_text
from advisor.inference.advice import Advice
from advisor.knowledge.model import Fact, RuleBase
from advisor.report.cleaning import plain
from advisor.report.parts import any_of, area, capital, in_words


class Condition(NamedTuple):
    """An answer that a fact would need to have."""

    fact: str
    value: str


class Move(NamedTuple):
    """A decision and the option that it would move to.

    For small decisions of a group, `decision` names the group and `areas` tells which of them.
    """

    decision: str
    to: str
    areas: tuple[str, ...] = ()


class Change(NamedTuple):
    """What an answer would change: by itself, or together with one of several sets of answers."""

    answer: str
    together_with: tuple[tuple[Condition, ...], ...]
    moves: tuple[Move, ...]


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


class Concluded(NamedTuple):
    """An assessment so far; `value` is empty while nothing argues for any of its values."""

    name: str
    title: str
    value: str
    open: bool
    rules: tuple[str, ...]


def conditions(
    fact: str, values: Sequence[str], together: Iterable[tuple[str, str]], rules: RuleBase
) -> tuple[Condition, ...]:
    """Return the answers that it takes together, in words; a fact's several values are joined."""
    wanted: dict[str, list[str]] = {fact: list(values)}
    for name, value in together:
        wanted.setdefault(name, []).append(value)
    return tuple(
        Condition(name, _in_words(name, answers, rules)) for name, answers in wanted.items()
    )


def _in_words(fact: str, values: Sequence[str], rules: RuleBase) -> str:
    item = rules.items.get(fact)
    return in_words(values, item.domain) if item else any_of(values)


def told(advice: Advice, rules: RuleBase) -> tuple[Told, ...]:
    """Return the facts that have one sure answer, in the order of the books."""
    shown = []
    for fact in rules.facts:
        answer = advice.case.by_fact.get(fact.name)
        if answer and not is_open(fact, advice):
            shown.append(Told(fact.name, _answer(fact, advice), plain(answer.note)))
    return tuple(shown)


def open_facts(advice: Advice, rules: RuleBase) -> tuple[OpenFact, ...]:
    """Return the facts that are assumed or unknown; those that could change most come first."""
    changes = _changes(advice, rules)
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
                changes=tuple(changes.get(fact.name, ())),
            )
        )
    return tuple(sorted(found, key=_reach))


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


def _changes(advice: Advice, rules: RuleBase) -> dict[str, list[Change]]:
    """Return by fact what its answers could change; a joint change stands with its first fact."""
    merged: dict[tuple[str, str, str, tuple[tuple[str, str], ...]], list[str]] = {}
    for decision in advice.decisions:
        for overturn in decision.overturned_by:
            key = (overturn.fact, decision.name, overturn.to, overturn.together_with)
            merged.setdefault(key, []).append(overturn.value)
    moves: dict[str, dict[tuple[Condition, ...], list[tuple[str, str]]]] = {}
    for (fact, name, to, together), values in merged.items():
        wanted = conditions(fact, values, together, rules)
        moves.setdefault(fact, {}).setdefault(wanted, []).append((name, to))
    return {fact: _by_outcome(by_answer, rules) for fact, by_answer in moves.items()}


def _by_outcome(
    by_answer: dict[tuple[Condition, ...], list[tuple[str, str]]], rules: RuleBase
) -> list[Change]:
    """Tell together what leads to the same: an answer with its partners, single answers first."""
    gathered: dict[tuple[bool, str, tuple[Move, ...]], list[tuple[Condition, ...]]] = {}
    for (answer, *others), pairs in by_answer.items():
        key = (bool(others), answer.value, _moves(pairs, rules))
        gathered.setdefault(key, []).append(tuple(others))
    return [
        Change(answer, tuple(partners) if joint else (), mine)
        for (joint, answer, mine), partners in sorted(gathered.items(), key=lambda one: one[0][0])
    ]


def _moves(pairs: Iterable[tuple[str, str]], rules: RuleBase) -> tuple[Move, ...]:
    """Gather the small decisions of a group that move to the same option."""
    groups = {decision.name: decision.group for decision in rules.decisions}
    gathered: dict[tuple[str, str], list[str]] = {}
    for name, to in pairs:
        group = groups.get(name, "")
        areas = gathered.setdefault((group or name, to), [])
        if group:
            areas.append(area(name, group))
    return tuple(Move(name, to, tuple(areas)) for (name, to), areas in gathered.items())


def concluded(advice: Advice, rules: RuleBase) -> tuple[Concluded, ...]:
    """Return the assessments in the order in which they were drawn."""
    shown = []
    for finding in advice.assessments:
        item = rules.items.get(finding.name)
        everything = len(item.domain.values) if item else 0
        known = finding.determined and 0 < len(finding.values) < max(everything, 2)
        shown.append(
            Concluded(
                name=finding.name,
                title=capital(finding.name),
                value=any_of(finding.values) if known else "",
                open=len(finding.possible) > 1,
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
            target = getattr(effect, "assessment", "") or getattr(effect, "decision", "")
            inputs.setdefault(target, set()).update(rule.reads)
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
