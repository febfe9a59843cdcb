"""How an advice stands, and what moved in it, in a few lines for a terminal beside an editor."""

from __future__ import annotations

from advisor.errors import AdvisorError
from advisor.inference.advice import Advice
from advisor.knowledge.model import RuleBase
from advisor.review.change.books import same_meaning
from advisor.review.change.shown import Shift
from advisor.text import counted

_MOST_PROBLEMS = 5
_NOT_SHOWN = "not shown"


def standing_lines(advice: Advice) -> list[str]:
    """Return the recommendations with how firm they are, the misfits, and how many actions there are."""
    lines = [f"{advice.case.place or advice.case.id}"]
    for decision in advice.decisions:
        option = decision.recommended or "nothing"
        lines.append(f"  {decision.name}: {option} ({decision.status.value})")
    warned = ", ".join(misfit.rule for misfit in advice.misfits)
    lines.append(f"  {counted(len(advice.misfits), 'warning')}{': ' if warned else ''}{warned}")
    lines.append(f"  {counted(len(advice.actions), 'action')}")
    return lines


def moved_lines(case: str, shift: Shift | None, old: RuleBase, new: RuleBase) -> list[str]:
    """Return what moved in the advice on a case, a line each, and the rules behind it."""
    if shift is None:
        return [f"  {case}: the advice stays as it is"]
    lines = [f"  {case}:"]
    for name, was, now in shift.moved:
        what = _what(name, old, new)
        if was == _NOT_SHOWN:
            lines.append(f"    + {what}: {now}")
        elif now == _NOT_SHOWN:
            lines.append(f"    - {what}: {was}")
        else:
            lines.append(f"    {what}: {was} -> {now}")
    if shift.through:
        lines.append(f"    through {', '.join(shift.through)}")
    return lines


def unmoved_lines(advice: Advice, old: RuleBase, new: RuleBase) -> list[str]:
    """Return whether the rules that were changed hold in an advice that stays as it is, a line for those of each sort."""
    before = old.rules_by_id
    changed = [
        rule.id
        for rule in new.rules
        if rule.id not in before or not same_meaning(before[rule.id], rule)
    ]
    hold = {one.rule for one in advice.trace}
    there = [rule for rule in changed if rule in hold]
    lacking = [rule for rule in changed if rule not in hold]
    lines = (
        [f"    changed, and holds here without moving anything: {', '.join(there)}"]
        if there
        else []
    )
    if lacking:
        lines.append(f"    changed, and does not hold here by what is known: {', '.join(lacking)}")
    return lines


def _what(name: str, old: RuleBase, new: RuleBase) -> str:
    rule = new.rules_by_id.get(name) or old.rules_by_id.get(name)
    if rule is None:
        return name
    return f"{'warning' if rule.warning else 'action'} {name}"


def problem_lines(error: AdvisorError, what: str) -> list[str]:
    """Return the first problems of what can't be read, and that the last good state stays."""
    told = [
        f"    {line}" for one in error.problems[:_MOST_PROBLEMS] for line in str(one).split("\n")
    ]
    more = len(error.problems) - _MOST_PROBLEMS
    if more > 0:
        told.append(f"    and {counted(more, 'more problem')}")
    return [f"  {what}; what was told before stays until they can:", *told]
