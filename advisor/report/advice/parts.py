"""Small pieces that several parts of a report show: what a rule read, and what it rests on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from advisor.inference.advice import Readings
from advisor.knowledge.conditions import Citation
from advisor.knowledge.domains import Domain, Kind, with_cuts
from advisor.knowledge.model import RuleBase
from advisor.report.cleaning import plain
from advisor.text import any_of, capital


class Read(NamedTuple):
    """A name that a rule read, with its value in words; `known` is false while all is possible."""

    name: str
    value: str
    known: bool


class Cited(NamedTuple):
    """A work that something rests on, and the place in it."""

    key: str
    where: str


class Grounds(NamedTuple):
    """Why a rule says what it says: its reason, what it read, how well it is backed and by what."""

    rule: str
    title: str
    because: str
    read: tuple[Read, ...]
    evidence: str
    cited: tuple[Cited, ...]


def grounds(
    rule_id: str, because: str, read: Readings, sources: Iterable[str], rules: RuleBase
) -> Grounds:
    """Gather the grounds of a rule that holds; `sources` count where the books lack the rule."""
    rule = rules.rules_by_id.get(rule_id)
    return Grounds(
        rule=rule_id,
        title=rule.title if rule else "",
        because=sentence(because),
        read=tuple(reading(name, values, rules) for name, values in read),
        evidence=rule.evidence.value if rule else "",
        cited=cited(rule.sources) if rule else tuple(Cited(key, "") for key in sources),
    )


def cited(citations: Iterable[Citation]) -> tuple[Cited, ...]:
    """Return the citations as the report shows them."""
    return tuple(Cited(citation.key, citation.where) for citation in citations)


def reading(name: str, values: tuple[str, ...], rules: RuleBase) -> Read:
    """Put what was read of a name into words; all values together mean that it is unknown."""
    item = rules.items.get(name)
    if item is None:
        return Read(name, any_of(values), known=bool(values))
    if not values or (len(values) > 1 and len(values) == len(item.domain.values)):
        return Read(name, "unknown", known=False)
    return Read(name, in_words(values, item.domain), known=True)


def in_words(values: Iterable[str], domain: Domain) -> str:
    """Join the values of a domain in its order; cells of a number that touch become one."""
    listed = tuple(values)
    codes = sorted(code for value in listed if (code := domain.code(value)) is not None)
    if len(codes) < len(listed):  # a number as it was told, not as a cell
        return with_unit(any_of(listed), domain)
    if domain.kind is not Kind.NUMBER:
        return any_of(domain.values[code] for code in codes)
    runs: list[list[int]] = []
    for code in codes:
        if runs and runs[-1][-1] == code - 1:
            runs[-1].append(code)
        else:
            runs.append([code])
    return with_unit(any_of(_span(run[0], run[-1], domain) for run in runs), domain)


def _span(first: int, last: int, domain: Domain) -> str:
    """Name the cells of a number from one to another, by their outer cuts."""
    ends = set(domain.cuts[max(first - 1, 0) : first]) | set(domain.cuts[last : last + 1])
    return with_cuts(domain, ends).values[1 if first else 0]


def with_unit(text: str, domain: Domain) -> str:
    """Add the unit of a number."""
    unit = domain.unit if domain.kind is Kind.NUMBER else ""
    return text if not unit or text.endswith(unit) else f"{text} {unit}"


def sentence(text: str) -> str:
    """Return a text as a sentence: the first letter large, a full stop at the end."""
    shown = plain(text)
    if not shown:
        return shown
    return capital(stopped(shown))


def stopped(text: str) -> str:
    """Return a text with a full stop, unless it ends with a mark already."""
    return text if text.endswith((".", "!", "?")) else f"{text}."


def area(name: str, group: str) -> str:
    """Return the name without the word that it shares with its group: 'data' of 'data rights'."""
    return name.removesuffix(f" {group.rsplit(maxsplit=1)[-1]}") if group else name
