"""What `advisor case` prints: differences from expectations, and what another choice would mean."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from advisor.cases.model import Case
from advisor.inference.advice import Advice, DecisionAdvice
from advisor.inference.one.given import Instead
from advisor.knowledge.model import Decision, Rule, RuleBase
from advisor.report.cleaning import plain
from advisor.review.evidence.expectations import Unexpected
from advisor.review.evidence.standing import standing
from advisor.text import counted, wrapped


def difference_lines(case: Case, found: Sequence[Unexpected], width: int) -> list[str]:
    """Return the lines on one case: its name alone where all came as expected."""
    name = plain(case.file or case.id)
    if not found:
        return wrapped(f"as expected: {name}", width)
    lines = wrapped(f"different: {name}", width)
    for one in found:
        lines += wrapped(one.expected, width, "  expected   ")
        lines += wrapped(one.came, width, "  came       ")
        for reason in one.reasons:
            lines += wrapped(reason, width, "             - ")
    return lines


def what_if_lines(advice: Advice, instead: Instead, rules: RuleBase, width: int) -> list[str]:
    """Return what follows if options are chosen instead of recommended."""
    lines = wrapped(plain(advice.case.place or advice.case.id), width)
    for name, option in instead.chosen:
        item = rules.items[name]
        if isinstance(item, Decision):
            lines += ["", *_choice(option, advice.by_decision[name], item, width)]
    before = {misfit.rule for misfit in advice.misfits}
    lines += ["", "Misfits of this choice"]
    lines += _misfits(instead.misfits, before, width)
    gone = [one for one in before if one not in {rule.id for rule in instead.misfits}]
    if gone:
        text = f"no longer drawn: {', '.join(sorted(gone))}"
        lines += wrapped(text, width, "  ")
    names = {name for name, _ in instead.chosen}
    waiting = [rule.id for rule in instead.open_misfits if names & set(rule.reads)]
    if waiting:
        text = f"could still be drawn, once more is known: {', '.join(waiting)}"
        lines += wrapped(text, width, "  ")
    lines += ["", "What else would change", *_changes(advice, instead, width)]
    return lines


def _choice(option: str, advised: DecisionAdvice, item: Decision, width: int) -> Iterator[str]:
    yield from wrapped(f"If {item.name} is {option}", width)
    place = standing(option, advised, item).value
    came = advised.recommended
    told = f"{place}: {counted(advised.score(option), 'point')}"
    if came is None:
        out = len(advised.ruled_out) == len(item.options)
        told += "; every option is ruled out so far" if out else "; no rule argues so far"
    elif came != option:
        told += f"; recommended is {came} with {advised.score(came)}"
    yield from wrapped(f"{told} ({advised.status.value})", width, "  ")
    for one in advised.arguments:
        if one.option == option:
            mark = "ruled out" if one.rules_out else f"{one.points:+d}"
            yield from wrapped(f"{one.rule} {mark}: {one.because}", width, "  - ", "    ")


def _misfits(misfits: Iterable[Rule], before: set[str], width: int) -> list[str]:
    lines: list[str] = []
    for rule in misfits:
        note = "" if rule.id in before else " (only with this choice)"
        lines += wrapped(f"{rule.id}{note}: {rule.warning}", width, "  - ", "    ")
    return lines or ["  none so far"]


def _changes(advice: Advice, instead: Instead, width: int) -> list[str]:
    lines: list[str] = []
    for name, option in instead.recommended:
        was = advice.by_decision[name].recommended or ""
        if option != was:
            text = f"{name}: {option or 'nothing is recommended'}, and not {was or 'open'}"
            lines += wrapped(text, width, "  - ", "    ")
    before = {action.rule for action in advice.actions}
    after = {rule.id for rule in instead.actions}
    for rule in instead.actions:
        if rule.id not in before and rule.advice:
            text = f"new, {rule.advice.phase}: {rule.advice.text} ({rule.id})"
            lines += wrapped(text, width, "  - ", "    ")
    for action in advice.actions:
        if action.rule not in after:
            text = f"falls away: {action.text} ({action.rule})"
            lines += wrapped(text, width, "  - ", "    ")
    return lines or ["  nothing"]
