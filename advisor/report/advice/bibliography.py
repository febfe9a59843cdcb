"""The works that an advice cites, as entries of a bibliography."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from advisor.inference.advice import Action, Advice, Argument, Misfit
from advisor.knowledge.model import RuleBase
from advisor.report.cleaning import is_address


class Work(NamedTuple):
    """An entry; `address` is empty where there is none, `link` tells whether it can be followed."""

    key: str
    author: str
    year: str
    title: str
    venue: str
    address: str
    link: bool
    note: str


def works(advice: Advice, rules: RuleBase) -> tuple[Work, ...]:
    """Return the cited works by key; a key that the books lack stands by itself."""
    found = []
    for key in sorted(set(_cited_keys(advice, rules)), key=str.casefold):
        source = rules.sources_by_key.get(key)
        if source is None:
            found.append(Work(key, "", "", key, "", "", link=False, note=""))
            continue
        address = "" if source.address.casefold() == "none" else source.address
        found.append(
            Work(
                key=key,
                author=source.author,
                year=source.year,
                title=source.title,
                venue="" if source.venue.casefold() == "none" else source.venue,
                address=address,
                link=is_address(address),
                note=source.note,
            )
        )
    return tuple(found)


def _cited_keys(advice: Advice, rules: RuleBase) -> Iterable[str]:
    """The keys behind everything that the report shows with its grounds."""
    shown: list[Argument | Misfit | Action] = [
        *(argument for decision in advice.decisions for argument in decision.arguments),
        *advice.misfits,
        *advice.actions,
    ]
    for one in shown:
        rule = rules.rules_by_id.get(one.rule)
        if rule:
            yield from (citation.key for citation in rule.sources)
        else:
            yield from one.sources
