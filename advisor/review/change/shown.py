"""What a reader is shown of an advice, and which of two advices on one case differs in it.

Not compared are reasons, sources and the grade of the evidence, which a change of the books tells.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from advisor.cases.model import Case
from advisor.inference.advice import Action, Advice, DecisionAdvice
from advisor.inference.advise import advise
from advisor.inference.compile import compile_rules
from advisor.inference.program import clauses_of, cone
from advisor.knowledge.effects import Advise
from advisor.knowledge.model import Rule, RuleBase
from advisor.review.change.books import same_meaning

Moves = tuple[tuple[str, str, str], ...]
"""Triples of what is shown, what it was, and what it is."""


MISFITS, ACTIONS = "order of the misfits", "order of the actions"
"""What an order is the order of; for actions the phase follows."""


_POINTS_OF = "points of "


@dataclass(frozen=True)
class Shift:
    """One case that gets other advice: what moved, and the rules behind it."""

    case: str
    moved: Moves
    through: tuple[str, ...]


def shifted(old: RuleBase, new: RuleBase, before: Case, after: Case) -> Shift | None:
    """Return how the advice on one case (as each rule base reads it) differs, or None."""
    advices = advise(old, before), advise(new, after)
    moved = moves(*(_shown(advice) for advice in advices))
    moved += order_moves(*(_orders(advice) for advice in advices))
    if not moved:
        return None
    fired = [{one.rule for one in advice.trace} for advice in advices]
    return Shift(before.id, moved, through(old, new, fired[0], fired[1], moved))


def moves(before: Mapping[str, str], after: Mapping[str, str]) -> Moves:
    """Return what is shown otherwise; what only one shows is 'not shown' in the other."""
    told = (
        (name, *(texts.get(name, "not shown") for texts in (before, after)))
        for name in dict.fromkeys((*before, *after))
    )
    return tuple((name, was, now) for name, was, now in told if was != now)


def _shown(advice: Advice) -> dict[str, str]:
    shown: dict[str, str] = {}
    for decision in advice.decisions:
        shown[decision.name] = f"{decision.recommended or 'nothing'} ({decision.status.value})"
        shown[f"{_POINTS_OF}{decision.name}"] = _points(decision)
    for finding in advice.assessments:
        values = " or ".join(finding.values)
        shown[finding.name] = values if finding.determined else "undetermined"
    for misfit in advice.misfits:
        told = "; ".join((misfit.text, *([misfit.weight.value] if misfit.weight else [])))
        shown[misfit.rule] = _open(told, provisional=misfit.provisional)
    for action in advice.actions:
        text = action_text(action.text, action.phase, action.owner, action.part, action.serves)
        text = "; ".join((text, *work_texts(action)))
        told = _open(text, provisional=action.provisional)
        shown[action.rule] = f"{shown[action.rule]}; {told}" if action.rule in shown else told
    return shown


def _points(decision: DecisionAdvice) -> str:
    return ", ".join(
        f"{option} {'ruled out' if option in decision.ruled_out else points}"
        for option, points in decision.scores
    )


def _open(text: str, *, provisional: bool) -> str:
    return f"{text} (provisional)" if provisional else text


def _orders(advice: Advice) -> dict[str, list[str]]:
    found = {MISFITS: [one.rule for one in advice.misfits]}
    for action in advice.actions:
        found.setdefault(f"{ACTIONS}: {action.phase.value}", []).append(action.rule)
    return found


def action_text(text: str, phase: str, owner: str, part: str, serves: Iterable[str]) -> str:
    """Write an action with all that the report says of it."""
    goals = ", ".join(serves)
    told = f"{text} [{phase}; {owner}; {part}]"
    return f"{told} serving {goals}" if goals else told


def work_texts(action: Action | Advise) -> list[str]:
    """Write what comes before an action, how much work it is, and whom or what it takes."""
    told = [f"after {', '.join(action.after)}"] if action.after else []
    told += [f"{action.effort.value} effort"] if action.effort is not None else []
    return told + ([f"needs {action.needs}"] if action.needs else [])


def told_texts(rule: Rule) -> list[str]:
    """Write what a rule has the report say: its warning with the weight, and its action with all of it."""
    advice = rule.advice
    told: list[str] = []
    if rule.warning:
        told.append("; ".join((rule.warning, *([rule.weight.value] if rule.weight else []))))
    if advice is not None:
        text = action_text(advice.text, advice.phase, advice.owner, advice.part, advice.serves)
        told.append("; ".join((text, *work_texts(advice))))
    return told


def orders(rules: Iterable[Rule]) -> dict[str, list[str]]:
    """Return in which order the misfits and the actions of each phase stand, if these rules hold."""
    found: dict[str, list[str]] = {}
    for rule in rules:
        if rule.warning:
            found.setdefault(MISFITS, []).append(rule.id)
        if rule.advice is not None:
            found.setdefault(f"{ACTIONS}: {rule.advice.phase.value}", []).append(rule.id)
    return found


def order_moves(before: Mapping[str, list[str]], after: Mapping[str, list[str]]) -> Moves:
    """Return where what both show stands in another order."""
    found: list[tuple[str, str, str]] = []
    for name in before.keys() & after.keys():
        was = [rule for rule in before[name] if rule in after[name]]
        now = [rule for rule in after[name] if rule in before[name]]
        if was != now:
            found.append((name, ", ".join(was), ", ".join(now)))
    return tuple(sorted(found))


def behind(rules: RuleBase, moved: Moves) -> set[str]:
    """Return the items, rules and rows on which what moved rests in a rule base, and what moved itself."""
    compiled = compile_rules(rules)
    clauses = dict(compiled.clauses)
    found = _named(moved)
    items = set(found)
    for name in found & clauses.keys():
        items.update(clauses[name].reads)
    for name in cone(compiled.by_name, items):
        found.add(name)
        found.update(identifier for identifier, _ in clauses_of(compiled.by_name[name]))
    return found


def _named(moved: Moves) -> set[str]:
    """Return the items and rules of which something moved; an order is one of rules."""
    names: set[str] = set()
    for name, was, now in moved:
        if name.startswith((MISFITS, ACTIONS)):
            names.update((*was.split(", "), *now.split(", ")))
        else:
            names.add(name.removeprefix(_POINTS_OF))
    return names


def through(
    old: RuleBase, new: RuleBase, before: set[str], after: set[str], moved: Moves
) -> tuple[str, ...]:
    """Return the rules and rows through which a case moved: those with another meaning come first.

    The others fire on one side only. All are such as what moved rests on; what only follows from it is
    none of them.
    """
    changed = {
        rule.id
        for rule in (*old.rules, *new.rules)
        if (one := old.rules_by_id.get(rule.id)) is None
        or (two := new.rules_by_id.get(rule.id)) is None
        or not same_meaning(one, two)
    }
    able = (behind(old, moved) | behind(new, moved)) & (before | after)
    rest = {name for name in able if (name in before) != (name in after)} - _named(moved)
    return tuple(dict.fromkeys((*sorted(changed & able), *sorted(rest))))
