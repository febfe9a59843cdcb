"""Where others of the same group stand beside a government, in sentences."""

from __future__ import annotations

from advisor.explanation.peers import LEAST, Peers
from advisor.inference.advice import Advice
from advisor.knowledge.model import RuleBase
from advisor.text import all_of, any_of, capital, counted


def beside(advice: Advice, rules: RuleBase, peers: Peers | None) -> tuple[str, ...]:
    """Return a sentence for each assessment of which enough others tell; else why there are none.

    Nothing where nobody asked for a comparison.
    """
    if peers is None:
        return ()
    if not peers.group:
        return (f"Others can't be compared with: {_names(rules)} is not sure.",)
    same = all_of([f"{name} {value}" for name, value in peers.group])
    if not peers.levels:
        told = counted(peers.count, "of the other cases has", "of the other cases have")
        few = f"{told} {same} too" if peers.count else f"None of the other cases has {same}"
        return (f"{few}; a comparison takes {LEAST} that tell the same assessment.",)
    return tuple(
        _sentence(name, counts, advice, rules, same if not place else "")
        for place, (name, counts) in enumerate(peers.levels)
    )


def _names(rules: RuleBase) -> str:
    return all_of(list(rules.groupings)) or "what makes governments comparable"


def _sentence(
    name: str, counts: tuple[int, ...], advice: Advice, rules: RuleBase, same: str
) -> str:
    finding = advice.by_assessment[name]
    levels = rules.items[name].domain.values
    known = finding.determined and len(finding.values) < len(levels)
    mine = any_of(finding.values) if known else "not known"
    others = all_of([f"{one} {level}" for one, level in zip(counts, levels, strict=True) if one])
    group = f" with {same}" if same else ""
    return f"{capital(name)}: {mine}; of {sum(counts)} others{group} {others}."
