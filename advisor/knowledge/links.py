"""Who reads, writes, serves, carries or cites what in a rule base: asked once, kept for all who show it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from advisor.knowledge.effects import Adjust, Conclude
from advisor.knowledge.model import Rule, RuleBase


@dataclass(frozen=True)
class BookLinks:
    """The links of a rule base by name, each in the order of the books; what has none is missing.

    `read_by` holds ids of rules, names of assessments whose table reads it and of decisions that
    keep it, and ids of laws;
    `written_by` the rules that conclude an assessment or argue on a decision; `reads` what an
    assessment or decision reads directly, with the number of rules (1 for a table); `served_by` the
    rules whose action serves a goal; `carries` the statements that something carries; `cited_by`
    all that cites a work: rules, laws, items, goals and statements.
    """

    read_by: Mapping[str, tuple[str, ...]]
    written_by: Mapping[str, tuple[str, ...]]
    reads: Mapping[str, Mapping[str, int]]
    served_by: Mapping[str, tuple[str, ...]]
    carries: Mapping[str, tuple[str, ...]]
    cited_by: Mapping[str, tuple[str, ...]]


@lru_cache(maxsize=4)
def links_of(rules: RuleBase) -> BookLinks:
    """Return the links of a rule base."""
    reads: dict[str, dict[str, int]] = {
        item.name: dict.fromkeys(item.inputs, 1) for item in rules.assessments
    }
    reads |= {item.name: {item.keep: 1} if item.keep else {} for item in rules.decisions}
    for rule in rules.rules:
        for name in {effect.target for effect in rule.effects}:
            for read in rule.reads:
                reads[name][read] = reads[name].get(read, 0) + 1
    return BookLinks(
        _turned(
            (
                *((rule.id, rule.reads) for rule in rules.rules),
                *((item.name, item.inputs) for item in rules.assessments),
                *((item.name, (item.keep,)) for item in rules.decisions if item.keep),
                *((law.id, law.reads) for law in rules.laws),
            )
        ),
        _turned((rule.id, [effect.target for effect in rule.effects]) for rule in rules.rules),
        reads,
        _turned((rule.id, rule.advice.serves if rule.advice else ()) for rule in rules.rules),
        _turned((statement.key, statement.carried_by) for statement in rules.statements),
        _turned(
            (name, [citation.key for citation in sources])
            for name, sources in (
                *((rule.id, rule.sources) for rule in rules.rules),
                *((law.id, law.sources) for law in rules.laws),
                *((item.name, item.sources) for item in rules.items.values()),
                *((goal.key, goal.sources) for goal in rules.goals),
                *((statement.key, statement.sources) for statement in rules.statements),
            )
        ),
    )


def _turned(pairs: Iterable[tuple[str, Iterable[str]]]) -> dict[str, tuple[str, ...]]:
    """Return for each name those that point to it, each once, in their order."""
    found: dict[str, dict[str, None]] = {}
    for one, names in pairs:
        for name in names:
            found.setdefault(name, {})[one] = None
    return {name: tuple(ones) for name, ones in found.items()}


def givers(assessment: str, rules: RuleBase) -> Iterator[tuple[Rule, str]]:
    """Yield each rule that speaks on an assessment, with its points or the value that it gives."""
    for rule in rules.rules:
        for effect in rule.effects:
            if isinstance(effect, Adjust) and effect.assessment == assessment:
                yield rule, f"{effect.points:+d}"
            elif isinstance(effect, Conclude) and effect.assessment == assessment:
                yield rule, f"is {effect.value}"


def speakers(decision: str, option: str, rules: RuleBase) -> list[str]:
    """Return the rules that argue on an option, with their points: 'S01(+3)', 'S04(out)'."""
    found: list[str] = []
    for rule in rules.rules:
        for effect in rule.effects:
            if isinstance(effect, Adjust | Conclude):
                continue
            if (effect.decision, effect.option) == (decision, option):
                points = getattr(effect, "points", None)
                found.append(f"{rule.id}({points:+d})" if points else f"{rule.id}(out)")
    return found


def facts_below(name: str, rules: RuleBase) -> list[str]:
    """Return the asked facts that an assessment or decision rests on, in the order of the books."""
    reads = links_of(rules).reads
    seen: set[str] = set()
    waiting = [name]
    while waiting:
        item = waiting.pop()
        if item not in seen:
            seen.add(item)
            waiting += reads.get(item, ())
    return [fact for fact in rules.fact_names if fact in seen and fact != name]
