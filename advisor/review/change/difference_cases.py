"""What gets other advice after a change of the rules, as case files that `advise` reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from advisor.cases.keep.made_up import MadeUpCase
from advisor.inference.play import Witness
from advisor.knowledge.model import RuleBase
from advisor.review.change.difference import OtherAdvice
from advisor.review.change.renamed import RenamedName
from advisor.text import all_of


def difference_cases(
    rules: tuple[RuleBase, RuleBase],
    others: Iterable[OtherAdvice],
    by_change: Iterable[OtherAdvice],
    renamed: Sequence[RenamedName] = (),
) -> Iterator[MadeUpCase | str]:
    """Yield the cases that two rule bases, the old and the new one, advise on differently.

    `others` differ in one respect, `by_change` show one change of a rule, a table or another item.
    The name of each that no case file may hold is yielded instead. What is `renamed` stands in them by
    its new name.
    """
    for one in others:
        told = f"The old and the new rules give this case other {one.about}"
        yield from _case(rules, one, f"other {one.about}", told, renamed)
    for one in by_change:
        told = f"This case shows the change of {one.about}"
        if one.alone:
            told += " by itself, all else being as in the same rules"
        yield from _case(rules, one, f"change of {one.about}", told, renamed)


def _case(
    rules: tuple[RuleBase, RuleBase],
    one: OtherAdvice,
    name: str,
    told: str,
    renamed: Sequence[RenamedName],
) -> Iterator[MadeUpCase | str]:
    if one.witness is not None and one.witness.case is not None:
        case = replace(one.witness.case, id=name)
        yield MadeUpCase(case, _comment(rules, one, one.witness, told, renamed))
    elif one.witness is not None:
        yield name


def _read_by(
    rules: tuple[RuleBase, RuleBase], witness: Witness, renamed: Sequence[RenamedName]
) -> Iterator[str]:
    """Yield which of the two rule bases can read the case, where not both can, and why."""
    answers = dict(witness.answers)
    own = [[name for name in answers if name not in other.fact_names] for other in reversed(rules)]
    called = [
        name
        for name in renamed
        if (given := answers.get(name.item)) and (not name.of_value or name.new in given)
    ]
    for side, names in zip(("old", "new"), own, strict=True):
        if names:
            yield f"Only the {side} rules ask for {all_of(names)}."
    for name in called:
        yield f"The old rules call '{name.new}' '{name.old}'."
    if own[0] and (own[1] or called):
        yield "So neither reads this file as it stands: leave out what the other one doesn't know."
    elif own[0]:
        yield "So this file is read by the old rules: advise with --rules and their folder."
    elif own[1] or called:
        yield "So this file is read by the new rules: advise with --rules and their folder."
    else:
        yield "Both the old and the new rules read this file."


def _comment(
    rules: tuple[RuleBase, RuleBase],
    one: OtherAdvice,
    witness: Witness,
    told: str,
    renamed: Sequence[RenamedName],
) -> str:
    lines = [f"{told}, by what holds so far:"]
    lines += [f"{name}: {was} -> {now}" for name, was, now in one.moved]
    if one.through:
        lines.append(f"Through {', '.join(one.through)}.")
    lines += _read_by(rules, witness, renamed)
    lines.append("Only the answers that are needed are given.")
    lines.append(f"Old rule base {rules[0].label}, new {rules[1].label}.")
    return "\n".join(lines)
