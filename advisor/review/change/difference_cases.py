"""What gets other advice after a change of the rules, as case files that `advise` reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from advisor.cases.keep.made_up import MadeUpCase
from advisor.inference.play import Witness
from advisor.knowledge.model import RuleBase
from advisor.review.change.difference import OtherAdvice
from advisor.text import all_of


def difference_cases(
    rules: tuple[RuleBase, RuleBase], others: Iterable[OtherAdvice]
) -> Iterator[MadeUpCase | str]:
    """Yield the cases that two rule bases, the old and the new one, advise on differently.

    The name of each that no case file may hold is yielded instead.
    """
    for one in others:
        if one.witness is None:
            continue
        name = f"other {one.about}"
        if one.witness.case is None:
            yield name
        else:
            case = replace(one.witness.case, id=name)
            yield MadeUpCase(case, _comment(rules, one, one.witness))


def _comment(rules: tuple[RuleBase, RuleBase], one: OtherAdvice, witness: Witness) -> str:
    lines = [f"The old and the new rules give this case other {one.about}, by what holds so far:"]
    lines += [f"{name}: {was} -> {now}" for name, was, now in one.moved]
    if one.through:
        lines.append(f"Through {', '.join(one.through)}.")
    for side, other in (("old", 1), ("new", 0)):
        unread = [name for name, _ in witness.answers if name not in rules[other].fact_names]
        if unread:
            lines.append(
                f"Only the {side} rules ask for {all_of(unread)}, so only they can read it."
            )
    lines.append("Only the answers that are needed are given.")
    lines.append(f"Old rule base {rules[0].label}, new {rules[1].label}.")
    return "\n".join(lines)
