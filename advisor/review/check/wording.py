"""Hints at warnings and actions that say the same in nearly the same words.

Texts are compared by the words that carry their meaning, each weighed by how rare it is among all
texts of the books: two that share the rare ones are likely to say the same.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import combinations
from math import log

from advisor.inference.experta.engine import SoFar
from advisor.knowledge.model import Rule
from advisor.review.check.findings import RuleFinding
from advisor.review.check.review import Review

ALIKE = 0.4
"""The weight that two texts share, as a part of the weight of both, from which on they are alike."""

_WORD = re.compile(r"[^\W\d_]{4,}|\d+")
_ANY_WORD = re.compile(r"\w+")
_ENDINGS = ("ations", "ation", "ings", "ing", "ies", "ed", "es", "s", "e", "y")
_LEAST_STEM = 4
_FEW = 3
"""With fewer words that carry the meaning, all words of a text count: 'Any staff.' is not 'Ten staff.'"""
_AS_IF_MORE = 20
"""Texts that are taken for granted besides, as a few don't tell which words are rare."""


def check_wording(review: Review) -> Iterator[RuleFinding]:
    """Yield a hint for each two texts of one kind that are nearly equal and can appear together."""
    for what in ("misfit", "action"):
        texts = {rule.id: text for rule in review.rules.rules if (text := _text(rule, what))}
        words = {name: _words(text) for name, text in texts.items()}
        every = {
            name: frozenset(_ANY_WORD.findall(text.casefold())) for name, text in texts.items()
        }
        weights, all_weights = _weights(words), _weights(every)
        for one, other in combinations(texts, 2):
            if min(len(words[one]), len(words[other])) < _FEW:
                alike = _alike(every[one], every[other], all_weights)
            else:
                alike = _alike(words[one], words[other], weights)
            if alike >= ALIKE:
                yield from _hint(review, what, (one, other), (texts[one], texts[other]))


def _text(rule: Rule, what: str) -> str:
    if what == "misfit":
        return rule.warning
    return rule.advice.text if rule.advice is not None else ""


def _words(text: str) -> frozenset[str]:
    """Return the words of a text without their endings; short ones mean little by themselves."""
    return frozenset(_stem(word) for word in _WORD.findall(text.casefold()))


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _LEAST_STEM:
            return word[: -len(ending)]
    return word


def _weights(texts: Mapping[str, frozenset[str]]) -> dict[str, float]:
    """Return how much each word tells: the more, the fewer texts have it."""
    counts = Counter(word for words in texts.values() for word in words)
    return {word: log((len(texts) + _AS_IF_MORE) / count) for word, count in counts.items()}


def _alike(one: frozenset[str], other: frozenset[str], weights: Mapping[str, float]) -> float:
    both = sum(weights[word] for word in one | other)
    return sum(weights[word] for word in one & other) / both if both else 0.0


def _hint(
    review: Review, what: str, names: tuple[str, str], texts: tuple[str, str]
) -> Iterator[RuleFinding]:
    one, other = (review.rules.rules_by_id[name] for name in names)
    holds = review.any.state.holds
    question = f"can {one.id} and {other.id} appear together?"
    together = review.case(review.any, holds[one.id] & holds[other.id], question)
    if together is None:
        return
    same = texts[0].casefold() == texts[1].casefold()
    if same and (review.implies(one, other) or review.implies(other, one)):
        return  # that is another finding already

    def both(so_far: SoFar) -> bool:
        return set(names) <= set(so_far.fired)

    smallest = review.shown(
        lambda shower: shower.state.holds[one.id] & shower.state.holds[other.id], both
    )
    yield RuleFinding(
        "similar wording",
        other.id,
        f"The {what}s {one.id} and {other.id} can appear together and say nearly the same: "
        f"'{texts[0]}' '{texts[1]}'",
        "say it once, or say what is different",
        shown_by=smallest or (review.replayed(together, both),),
        hint=True,
        place=other.place,
    )
