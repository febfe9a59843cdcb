"""Which answers of case files one rule base reads and another one doesn't: of such cases nothing is compared."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from advisor.knowledge.domains import Domain, Kind, number_text
from advisor.knowledge.model import Decision, Fact, RuleBase

_Items = Sequence[Fact | Decision]


def only_read_by(rules: RuleBase, other: RuleBase) -> tuple[str, ...]:
    """Return in words what case files for one rule base may hold and the other one refuses.

    Names that facts, answers, decisions and options had before count, since old files bear them.
    """
    return tuple(_names(rules, other)) + tuple(_answers(rules, other))


def _names(rules: RuleBase, other: RuleBase) -> Iterator[str]:
    kinds: tuple[tuple[str, _Items, _Items], ...] = (
        ("fact", rules.facts, other.facts),
        ("decision", rules.decisions, other.decisions),
    )
    for kind, mine, theirs in kinds:
        known = {name.casefold() for item in theirs for name in (item.name, *item.formerly)}
        for item in mine:
            if item.name.casefold() not in known:
                yield f"the {kind} '{item.name}'"
            for name in item.formerly:
                if name.casefold() not in known:
                    yield f"the {kind} '{item.name}' by its former name '{name}'"


def _answers(rules: RuleBase, other: RuleBase) -> Iterator[str]:
    theirs: dict[str, Fact | Decision] = {}
    known_there: _Items = (*other.facts, *other.decisions)
    for one in known_there:
        theirs |= {name.casefold(): one for name in (*one.formerly, one.name)}
    items: _Items = (*rules.facts, *rules.decisions)
    for item in items:
        same = theirs.get(item.name.casefold())
        if same is None or isinstance(same, Fact) != isinstance(item, Fact):
            continue
        if item.domain.kind is Kind.NUMBER and same.domain.kind is Kind.NUMBER:
            yield from _figures(item.name, item.domain, same.domain)
        else:
            known = {value.casefold() for value in _values(same)}
            lost = [value for value in _values(item) if value.casefold() not in known]
            yield from (f"{item.name}: {value}" for value in lost)


def _values(item: Fact | Decision) -> tuple[str, ...]:
    """Return the values of an item by all their names; a number has none that can be listed."""
    if item.domain.kind is Kind.NUMBER:
        return ("a number",)
    return (*item.domain.values, *(old for old, _ in item.former_values))


def _figures(name: str, mine: Domain, theirs: Domain) -> Iterator[str]:
    if theirs.whole and not mine.whole:
        yield f"{name}: numbers that are not whole"
    if theirs.minimum > mine.minimum:
        yield f"{name}: numbers below {number_text(theirs.minimum)}"
    if theirs.maximum < mine.maximum:
        yield f"{name}: numbers above {number_text(theirs.maximum)}"
