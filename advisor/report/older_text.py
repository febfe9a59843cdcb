"""What is told of a case made under older rules: what was carried over, what is asked again, and what that changes."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.cases.left_over import CarriedOver
from advisor.knowledge.model import RuleBase
from advisor.review.change.shown import Shift
from advisor.text import counted, wrapped


def carried_lines(found: CarriedOver, rules: RuleBase, width: int) -> list[str]:
    """Tell under which rules a case was begun, and what today's rules make of its answers."""
    case = found.case
    if not case.rules:
        begun = "The case doesn't tell under which rules it was begun."
    elif case.rules == rules.label:
        begun = "The case was begun under the rules of today."
    else:
        begun = (
            f"The case was begun under the rules {case.rules}; those of today are {rules.label}."
        )
    lines = wrapped(begun, width)
    kept = len(case.answers) + len(case.unknown)
    lines += wrapped(f"{counted(kept, 'answer')} carried over.", width)
    for old, new in found.renamed:
        lines += wrapped(f"'{old}' is '{new}' today", width, "- ", "  ")
    if found.left:
        told = counted(len(found.left), "entry", "entries")
        lines += ["", *wrapped(f"{told} can't be carried over, and stand as remarks:", width)]
        for one in found.left:
            place = f" ({one.place.spot})" if one.place.spot else ""
            again = f"; asked again as '{one.fact}'" if one.fact else ""
            lines += wrapped(f"{one.written}{place}: {one.remark}{again}", width, "- ", "  ")
    return lines


def shift_lines(shift: Shift | None, old: RuleBase, new: RuleBase, width: int) -> list[str]:
    """Tell what the change of the rules does to the advice on a case, and through which rules."""
    if shift is None:
        return wrapped("The advice is the same under both rule bases.", width)
    moved = counted(len(shift.moved), "thing")
    lines = wrapped(f"{moved} of the advice changed:", width)
    for name, was, now in shift.moved:
        lines += wrapped(f"{name}: {was} → {now}", width, "- ", "  ")
    lines += ["", "Through these rules:"]
    for line in _through(shift, old, new):
        lines += wrapped(line, width, "- ", "  ")
    return lines


def _through(shift: Shift, old: RuleBase, new: RuleBase) -> Iterator[str]:
    for name in shift.through:
        before, after = old.rules_by_id.get(name), new.rules_by_id.get(name)
        if before is None and after is None:
            yield name  # a row of a table
        elif before is None and after is not None:
            yield f"{name} · {after.title} (new)"
        elif after is None and before is not None:
            yield f"{name} · {before.title} (gone)"
        elif after is not None:
            yield f"{name} · {after.title}"
