"""Cases that a proof found, as cases that the program advises on."""

from __future__ import annotations

from collections.abc import Mapping

from advisor.cases.from_codes import case_from_codes
from advisor.inference.advise import advise
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
