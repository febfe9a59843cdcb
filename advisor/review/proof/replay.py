"""Cases that a proof found, as cases that the program advises on."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from advisor.cases.from_codes import answerable, case_from_codes
from advisor.cases.model import Case
from advisor.inference.advise import advise
from advisor.inference.play import Witness
from advisor.knowledge.model import RuleBase


def advised(rules: RuleBase, masks: Mapping[str, int]) -> dict[str, str]:
    """Return what the advice on such a case recommends, by decision; '' where it is nothing.

    Where no case file may hold the case, nothing is returned.
    """
    case = case_from_codes(rules, masks, "found by the proof")
    if case is None:
        return {}
    advice = advise(rules, case)
    return {name: one.recommended or "" for name, one in advice.by_decision.items()}


def fewest_needed(
    case: Mapping[str, int], confirmed: Callable[[Mapping[str, int]], bool]
) -> dict[str, int]:
    """Leave out, one by one, every answer without which the engine still confirms what a case shows."""
    needed = dict(case)
    for name in tuple(needed):
        rest = {other: mask for other, mask in needed.items() if other != name}
        if confirmed(rest):
            needed = rest
    return needed


def masks_of(rules: RuleBase, witness: Witness) -> dict[str, int]:
    """Return the answers of a witness as masks of codes."""
    return {name: rules.items[name].domain.mask(values) for name, values in witness.answers}


def as_case(rules: RuleBase, masks: Mapping[str, int], name: str) -> Case | None:
    """Return a case as a case file may hold it; None for what is asked of no fact, or where no number lies."""
    facts = {fact.name: fact for fact in rules.facts}
    if not masks.keys() <= facts.keys():
        return None
    held = {fact: answerable(facts[fact].domain, mask) for fact, mask in masks.items()}
    return case_from_codes(rules, held, name) if all(held.values()) else None
