"""Names of before in a case file: the answers and options that today's rules call otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterator

from advisor.cases.read.tree import Mapping, Node, Scalar
from advisor.cases.read.tree import Sequence as NodeList
from advisor.knowledge.model import Decision, Fact, RuleBase

_BETWEEN = re.compile(r"\s+or\s+|\s+to\s+|^\s*at\s+(?:least|most)\s+", re.IGNORECASE)

RenamedPair = tuple[str, str]
"""What a case file calls something, and what it is called today."""


def former_answers(fact: Fact, answer: Node | None) -> Iterator[RenamedPair]:
    """Yield the answers to a fact that stand there by the names of before, with those of today."""
    for node in answer.items if isinstance(answer, NodeList) else (answer,):
        if isinstance(node, Scalar):
            for part in _BETWEEN.split(node.text):
                yield from _former(fact, part)


def former_choices(block: Mapping, rules: RuleBase) -> Iterator[RenamedPair]:
    """Yield the decisions and options that a block of choices calls by the names of before."""
    for name, entry in block.pairs:
        if not isinstance(name, Scalar):
            continue
        written = " ".join(name.text.split())
        decision = _decision(written, rules)
        if decision is None:
            continue
        if written.casefold() != decision.name.casefold():
            yield written, decision.name
        option = entry
        if isinstance(entry, Mapping):
            named = {_folded(key): value for key, value in entry.pairs}
            option = named.get("recommended", name)
        if isinstance(option, Scalar) and option is not name:
            yield from _former(decision, option.text)


def _decision(name: str, rules: RuleBase) -> Decision | None:
    """Return the decision of a name, or of one that it had before."""
    called = [one for one in rules.decisions if one.is_called(name)]
    exact = [one for one in called if one.name.casefold() == name.casefold()]
    return next(iter((*exact, *called)), None)


def _former(item: Fact | Decision, written: str) -> Iterator[RenamedPair]:
    """Yield the pair of a value that has another name today."""
    text = " ".join(written.split())
    if item.domain.code(text) is None:
        for old, today in item.former_values:
            if old.casefold() == text.casefold():
                yield f"{item.name} is {old}", f"{item.name} is {today}"


def _folded(node: Node) -> str:
    return " ".join(node.text.split()).casefold() if isinstance(node, Scalar) else ""
