"""Which question comes next: the one expected to settle most, with the cost of changing the topic counted."""

from __future__ import annotations

from collections.abc import Sequence

from advisor.inference.one.matter import Matter
from advisor.inference.one.worth import Worth
from advisor.knowledge.model import RuleBase

TOPIC_COST = 0.003
"""What a question of another topic must tell more, in bits, so that it still feels like a conversation."""

LITTLE = 0.05
"""Where the best question settles less than this share of what is uncertain, two are looked ahead."""

BEST = 5
"""Among how many of the best questions two are looked ahead."""

_TRIED = 0.05
"""What the change counts that was seen in trials, so that rare answers count where likely ones agree."""


def best_question(
    rules: RuleBase, matter: Matter, undecided: Sequence[str], worth: Worth | None, topic: str
) -> str:
    """Return the question to ask of those that matter.

    While questions on undecided main decisions are left, `worth` tells what each is expected to settle.
    After that the topics follow the books, those first that bear on a decision. Of equals the one
    that stands first in the books wins.
    """
    topics = {fact.name: fact.topic for fact in rules.facts}
    effects = matter.effects.weight
    waiting = [one for one in matter.pending.waiting if one.name in undecided]
    named = {fact for one in waiting for fact in one.facts}
    left = [name for name in matter.questions if name in named]
    if worth is None or not left:
        rest = matter.deciding or matter.questions
        here = [name for name in rest if topics[name] == topic]
        here = here or [name for name in rest if topics[name] == topics[rest[0]]]
        return max(here, key=lambda name: effects[name])
    gains = worth.gains(left, undecided)
    _look_ahead(gains, worth, undecided)
    most = max(1e-9, *effects.values())
    return max(
        left,
        key=lambda name: (
            gains[name]
            + _TRIED * effects[name] / most
            - (TOPIC_COST if topic and topics[name] != topic else 0)
        ),
    )


def _look_ahead(gains: dict[str, float], worth: Worth, undecided: Sequence[str]) -> None:
    """Raise what questions are worth that tell little alone and much together with another one."""
    best = sorted(gains, key=lambda name: -gains[name])[:BEST]
    if not best or gains[best[0]] >= LITTLE * worth.uncertainty(undecided):
        return
    for place, one in enumerate(best):
        for other in best[place + 1 :]:
            each = worth.gain_of_two(one, other, undecided) / 2
            gains[one] = max(gains[one], each)
            gains[other] = max(gains[other], each)
