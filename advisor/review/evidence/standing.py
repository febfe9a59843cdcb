"""How an option stands in an advice: recommended, close to it, another, ruled out, or nothing argued."""

from __future__ import annotations

from enum import StrEnum

from advisor.inference.advice import DecisionAdvice
from advisor.knowledge.model import Decision


class ChoiceStanding(StrEnum):
    """The place of one option among the others, so far as the answers go."""

    RECOMMENDED = "recommended"
    CLOSE = "close"
    BEHIND = "behind"
    RULED_OUT = "ruled out"
    INSUFFICIENT = "insufficient"


def standing(option: str, advised: DecisionAdvice, decision: Decision) -> ChoiceStanding:
    """Return how an option stands.

    An option is close when it lags behind the recommended one by no more than the decision's
    close-call margin; what is equal in points is close as well, though only one can be named.
    """
    if option in advised.ruled_out:
        return ChoiceStanding.RULED_OUT
    if advised.recommended is None:
        return ChoiceStanding.INSUFFICIENT
    if advised.recommended == option:
        return ChoiceStanding.RECOMMENDED
    lag = advised.score(advised.recommended) - advised.score(option)
    return ChoiceStanding.CLOSE if lag <= decision.close_call else ChoiceStanding.BEHIND
