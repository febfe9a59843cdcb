"""Who reads, gives or cites what in a rule base."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from advisor.knowledge.model import (
    Adjust,
    Assessment,
    Citation,
    Conclude,
    Fact,
    Rule,
    RuleBase,
)


def readers(name: str, rules: RuleBase) -> list[str]:
    """Return who reads a fact, assessment or decision: ids of rules, tables and laws."""
    return [
        *(rule.id for rule in rules.rules if name in rule.reads),
        *(f"the table of {one.name}" for one in rules.assessments if name in one.inputs),
        *(law.id for law in rules.laws if name in law.reads),
    ]


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
    seen: set[str] = set()
    waiting = [name]
    while waiting:
        item = waiting.pop()
        if item not in seen:
            seen.add(item)
            waiting += inputs(item, rules)
    return [fact for fact in rules.fact_names if fact in seen and fact != name]


def inputs(name: str, rules: RuleBase) -> list[str]:
    """Return what an assessment or decision is concluded from directly; nothing for a fact."""
    item = rules.items[name]
    if isinstance(item, Fact):
        return []
    own = item.inputs if isinstance(item, Assessment) else ()
    read = [
        subject
        for rule in rules.rules
        if any(name == effect.target for effect in rule.effects)
        for subject in rule.reads
    ]
    return list(dict.fromkeys([*own, *read]))


def citers(key: str, rules: RuleBase) -> list[str]:
    """Return who cites a source: rules, laws, facts, assessments, decisions, goals and statements."""
    cited: list[tuple[str, Iterable[Citation]]] = [
        *((rule.id, rule.sources) for rule in rules.rules),
        *((law.id, law.sources) for law in rules.laws),
        *((item.name, item.sources) for item in rules.items.values()),
        *((goal.key, goal.sources) for goal in rules.goals),
        *((statement.key, statement.sources) for statement in rules.statements),
    ]
    return [name for name, sources in cited if any(one.key == key for one in sources)]
