"""What is said when several people's answers are put together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from advisor.cases.merge import FactSaid, MergedCase
from advisor.explanation.disagreement import Disagreement
from advisor.knowledge.model import RuleBase
from advisor.text import all_of, counted, wrapped


def merged_lines(
    merged: MergedCase, found: Sequence[Disagreement], rules: RuleBase, width: int
) -> list[str]:
    """Write where people agree, and where they differ, first what matters most for the advice."""
    agreed, single = len(merged.agreed), len(merged.single)
    alike = f"{counted(agreed, 'question')} answered alike"
    lines = [f"{alike}, {single} by one person only, {len(found)} differently."]
    matters = [one for one in found if one.decisions or one.rules]
    rest = [one for one in found if not (one.decisions or one.rules)]
    if matters:
        lines += ["", "Differences that matter for the advice, most first:"]
    for number, one in enumerate(matters, start=1):
        lines += wrapped(f"{_said(one.told)} {_changes(one, rules)}", width, f"{number}  ", "   ")
    if rest:
        lines += ["", "Differences that don't matter, whoever is right:"]
    for one in rest:
        lines += wrapped(_said(one.told), width, "-  ", "   ")
    if merged.single:
        names = all_of([one.fact for one in merged.single])
        lines += ["", *wrapped(f"Told by one person only: {names}.", width, "", "")]
    lines += _besides(merged, width)
    return lines


def _besides(merged: MergedCase, width: int) -> Iterator[str]:
    """Write what is told of the case besides its answers, and is not whole in the merged one."""
    lines = [f"{_said(said)} The first is kept." for said in merged.told_apart]
    for who, blocks in merged.left_out:
        names = all_of([f"{name}:" for name in blocks])
        lines.append(f"{names} of {who} is not taken over: a merged case holds answers alone.")
    if lines:
        yield ""
    for text in lines:
        yield from wrapped(text, width, "-  ", "   ")


def _said(told: FactSaid) -> str:
    answers = "; ".join(f"{who} says {text}" for who, text in told.answers)
    return f"{told.fact}: {answers}."


def _changes(one: Disagreement, rules: RuleBase) -> str:
    parts = list(_parts(one, rules))
    return f"It can change {all_of(parts)}."


def _parts(one: Disagreement, rules: RuleBase) -> Iterator[str]:
    groups = {decision.name: decision.group for decision in rules.decisions}
    yield from dict.fromkeys(groups[name] or name for name in one.decisions)
    warnings = sum(1 for name in one.rules if rules.rules_by_id[name].warning)
    if warnings:
        yield counted(warnings, "warning")
    if len(one.rules) > warnings:
        yield counted(len(one.rules) - warnings, "action")
