"""One thing of the rule base in full, be it a rule, a fact or a source, for a reviewer at the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from advisor.errors import NOWHERE, Problem, UnknownNameError, nearest
from advisor.knowledge.conditions import Citation
from advisor.knowledge.laws import AlwaysLaw, Law, MonotoneLaw
from advisor.knowledge.links import facts_below, links_of
from advisor.knowledge.model import Fact, Item, Rule, RuleBase
from advisor.knowledge.works import Competency, Goal, Source, Statement
from advisor.knowledge.writer import ambiguous_options, law_text, rule_entries
from advisor.report.book.items import item_entries, readers
from advisor.report.cleaning import plain
from advisor.text import wrapped

Thing = Rule | Law | Item | Source | Goal | Competency | Statement
Entries = Iterator[tuple[str, str]]
"""Pairs of a label and a text. Without a label the text continues the entry before."""

_COLUMN = 12


def show(rules: RuleBase, names: Sequence[str], width: int) -> str:
    """Return everything about the things of these names, one after the other.

    Capitals don't matter. Raises UnknownNameError for all names that the rule base doesn't hold.
    """
    shown = [_shown(thing, rules, width) for thing in things_named(rules, names)]
    return f"\n\n{'-' * width}\n\n".join(shown)


def things_named(rules: RuleBase, names: Sequence[str]) -> list[Thing]:
    """Return the things of these names, or that had them before.

    Raises UnknownNameError for all that the rule base doesn't hold.
    """
    known = _by_name(rules)
    folded = {old: known[name] for old, name in rules.former_names.items()}
    folded |= {name.casefold(): thing for name, thing in known.items()}
    missing = [name for name in names if name.casefold() not in folded]
    if missing:
        raise UnknownNameError([_unknown(name, known) for name in missing])
    return [folded[name.casefold()] for name in names]


def _by_name(rules: RuleBase) -> Mapping[str, Thing]:
    things: dict[str, Thing] = {one.key: one for one in rules.competencies}
    things |= {statement.key: statement for statement in rules.statements}
    things |= {goal.key: goal for goal in rules.goals}
    things |= rules.sources_by_key
    things |= {law.id: law for law in rules.laws}
    things |= rules.items
    things |= rules.rules_by_id
    return things


def _unknown(name: str, known: Iterable[str]) -> Problem:
    near = nearest(name, known)
    hint = f"did you mean '{near}'?" if near else "'advisor rules list' lists the rules and laws"
    return Problem(NOWHERE, f"the rule base holds nothing by the name '{name}'", hint)


def _shown(thing: Thing, rules: RuleBase, width: int) -> str:
    lines = [*wrapped(plain(_title(thing)), width), str(thing.place), ""]
    for label, text in _entries(thing, rules):
        start = f"{label:<{_COLUMN}}"
        if len(label) >= _COLUMN:
            lines += [label]
            start = " " * _COLUMN
        if text.startswith("http"):
            lines.append(start + plain(text))  # an address that is cut can't be followed
        else:
            lines += wrapped(plain(text), width, start, " " * _COLUMN)
    return "\n".join(lines)


def _title(thing: Thing) -> str:
    if isinstance(thing, Rule | AlwaysLaw | MonotoneLaw):
        return f"{thing.id} · {thing.title}"
    if isinstance(thing, Statement):
        return f"{thing.key} · {thing.title}"
    if isinstance(thing, Source | Goal | Competency):
        return thing.key
    return f"{type(thing).__name__}: {thing.name}"


def _entries(thing: Thing, rules: RuleBase) -> Entries:
    if isinstance(thing, Rule):
        yield from _rule(thing, rules)
    elif isinstance(thing, AlwaysLaw | MonotoneLaw):
        yield from _law(thing, rules)
    elif isinstance(thing, Source):
        yield from _source(thing, rules)
    elif isinstance(thing, Goal):
        yield from _goal(thing, rules)
    elif isinstance(thing, Competency):
        yield "Competency", thing.text
        yield "Level", f"{thing.level}, {thing.nature}"
        yield "Needed by", ", ".join(thing.job_categories) or "nobody"
    elif isinstance(thing, Statement):
        yield "Statement", thing.text
        yield "Carried by", ", ".join(thing.carried_by)
        yield from _sources(thing.sources, rules)
    else:
        yield from item_entries(thing, rules)
        yield from _sources(thing.sources, rules)


def _rule(rule: Rule, rules: RuleBase) -> Entries:
    ambiguous = ambiguous_options(decision.options for decision in rules.decisions)
    for label, text in rule_entries(rule, ambiguous=ambiguous):
        if label != "Source":
            yield label, text
    yield from _sources(rule.sources, rules)
    yield from _read(rule.reads, rule.id, rules)


def _law(law: Law, rules: RuleBase) -> Entries:
    ambiguous = ambiguous_options(decision.options for decision in rules.decisions)
    yield "Law", law_text(law, ambiguous=ambiguous)
    yield from _sources(law.sources, rules)
    yield from _read(law.reads, law.id, rules)


def _read(names: Iterable[str], own: str, rules: RuleBase) -> Entries:
    """Where each thing that is read comes from, and who else reads it."""
    for number, name in enumerate(names):
        others = [reader for reader in readers(name, rules) if reader != own]
        use = f"also read by {', '.join(others)}" if others else "read by nothing else"
        below = facts_below(name, rules)
        item = rules.items[name]
        kind = "asked" if isinstance(item, Fact) else type(item).__name__.lower()
        kind += f" that rests on {_some(below)}" if below else ""
        yield ("" if number else "Reads"), f"{name} ({kind}); {use}"


def _some(names: Sequence[str], limit: int = 4) -> str:
    more = f" and {len(names) - limit} more facts" if len(names) > limit else ""
    return ", ".join(names[:limit]) + more


def _source(source: Source, rules: RuleBase) -> Entries:
    for label in ("author", "year", "title", "venue", "address", "note"):
        text = getattr(source, label)
        if text and text != "none":
            yield label.capitalize(), text
    cited = links_of(rules).cited_by.get(source.key, ())
    yield "Cited by", ", ".join(cited) or "nothing"


def _goal(goal: Goal, rules: RuleBase) -> Entries:
    yield "Target", goal.target
    serving = links_of(rules).served_by.get(goal.key, ())
    yield "Served by", ", ".join(serving) or "nothing"
    yield from _sources(goal.sources, rules)


def _sources(citations: Iterable[Citation], rules: RuleBase) -> Entries:
    for number, citation in enumerate(citations):
        work = rules.sources_by_key[citation.key]
        where = f", {citation.where}" if citation.where else ""
        venue = "" if work.venue in ("", "none") else f" {work.venue}."
        written = f"{work.author} ({work.year}) {work.title}.{venue}"
        yield ("" if number else "Source"), f"[{citation.key}]{where}: {written}"
        if work.address not in ("", "none"):
            yield "", work.address
