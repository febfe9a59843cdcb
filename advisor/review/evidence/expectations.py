"""What reviewers expect of a case's advice, and where the advice differs: by rule and by fact."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from advisor.cases.form import NO_OPTION
from advisor.cases.model import Case
from advisor.explanation.conditions import ConditionReader, Met
from advisor.inference.advice import Advice, DecisionAdvice
from advisor.inference.advise import advise
from advisor.knowledge.model import Rule, RuleBase
from advisor.knowledge.writer import line_text


@dataclass(frozen=True)
class Unexpected:
    """One thing that came otherwise: what was expected and what came, and the rules and facts behind it."""

    expected: str
    came: str
    reasons: tuple[str, ...]


def differences(rules: RuleBase, case: Case) -> tuple[Unexpected, ...]:
    """Return where the advice on a case differs from its `expect:` block; empty without one."""
    if case.expect is None:
        return ()
    advice = advise(rules, case)
    found: list[Unexpected] = []
    for name, option, status in case.expect.decisions:
        advised = advice.by_decision[name]
        if option and (advised.recommended or NO_OPTION) != option:
            found.append(_option(name, option, advised))
        if status and advised.status.value != status:
            found.append(_status(name, status, advised))
    drawn = {misfit.rule for misfit in advice.misfits}
    reader = ConditionReader(rules, advice)
    found += [
        _missing(rules.rules_by_id[one], reader) for one in case.expect.misfits if one not in drawn
    ]
    found += [_unwanted("misfit", one, advice) for one in case.expect.no_misfits if one in drawn]
    advised_actions = {action.rule for action in advice.actions}
    found += [
        _missing(rules.rules_by_id[one], reader, "action")
        for one in case.expect.actions
        if one not in advised_actions
    ]
    found += [
        _unwanted("action", one, advice) for one in case.expect.no_actions if one in advised_actions
    ]
    return tuple(found)


def _option(name: str, option: str, advised: DecisionAdvice) -> Unexpected:
    came = advised.recommended
    scores = dict(advised.scores)
    if came is None:
        told = f"{name}: nothing is recommended ({advised.status.value})"
    else:
        told = f"{name}: {came} with {scores[came]} points ({advised.status.value})"
        told += f"; {option} has {scores[option]}" if option in scores else ""
    reasons = list(_arguments(option, came, advised))
    if option in advised.ruled_out:
        by = [one.rule for one in advised.arguments if one.option == option and one.rules_out]
        reasons.insert(0, f"{option} is ruled out by {', '.join(by)}")
    reasons += _open(advised)
    return Unexpected(f"{name}: {option}", told, tuple(reasons))


def _arguments(option: str, came: str | None, advised: DecisionAdvice) -> Iterator[str]:
    """Tell which rules would have to change: those that hold the expected option down or the other up."""
    for heading, wanted, sign in (
        (f"argued against {option}", option, -1),
        (f"argued for {option}", option, 1),
        (f"argued for {came}", came, 1),
    ):
        for one in advised.arguments:
            if one.option == wanted and one.points * sign > 0:
                read = "; ".join(f"{fact}: {' or '.join(values)}" for fact, values in one.read)
                yield f"{heading}: {one.rule} {one.points:+d}, because {read}"


def _open(advised: DecisionAdvice) -> list[str]:
    lines = []
    if advised.waiting:
        lines.append(f"rules that could still argue: {', '.join(advised.waiting)}")
    if advised.open_facts:
        lines.append(f"facts that are open: {', '.join(advised.open_facts)}")
    return lines


def _status(name: str, status: str, advised: DecisionAdvice) -> Unexpected:
    reasons = [
        f"{one.fact}: {one.value} would move it to {one.to}"
        + "".join(f", together with {fact}: {value}" for fact, value in one.together_with)
        for one in advised.overturned_by[:5]
    ]
    scores = ", ".join(f"{option} {points}" for option, points in advised.scores)
    return Unexpected(
        f"{name}: {status}",
        f"{name}: {advised.status.value} ({scores})",
        (*reasons, *_open(advised)),
    )


_COMES = {"misfit": "drawn", "action": "advised"}


def _missing(rule: Rule, reader: ConditionReader, what: str = "misfit") -> Unexpected:
    reasons = tuple(
        f"{'not when' if one.exception else 'asks that'} {line_text(one.line)}; {reader.read(one)}"
        for one in reader.conditions(rule)
        if one.met is not Met.MET
    )
    came = f"{what} {rule.id} is not {_COMES[what]}"
    return Unexpected(f"{what} {rule.id} · {rule.title}", came, reasons)


def _unwanted(what: str, identifier: str, advice: Advice) -> Unexpected:
    told = advice.misfits if what == "misfit" else advice.actions
    read = next(one.read for one in told if one.rule == identifier)
    reasons = tuple(f"{name} is {' or '.join(values)}" for name, values in read)
    came = f"{what} {identifier} is {_COMES[what]}"
    return Unexpected(f"no {what} {identifier}", came, reasons)
