"""From the rule base back to its sentences: what is read again gives the same rule."""

from __future__ import annotations

from collections.abc import Iterable

from advisor.knowledge.conditions import Citation, Line, Term
from advisor.knowledge.domains import Domain, Kind, number_text
from advisor.knowledge.effects import Adjust, Conclude, Effect, RuleOut
from advisor.knowledge.laws import AlwaysLaw, Law, MonotoneLaw
from advisor.knowledge.model import Decision, Rule
from advisor.knowledge.words import Judging, Part, Relation, Strength

_SHARES = {0.05: "a twentieth", 0.1: "a tenth", 0.2: "a fifth"}


def term_text(term: Term) -> str:
    """Write a term: 'digital capacity is at least moderate'."""
    return f"{term.subject} {predicate_text(term)}"


def predicate_text(term: Term) -> str:
    """Write what a term says of its subject: 'is at least moderate'."""
    if term.relation is Relation.IS:
        verb = "is not" if term.negated else "is"
        if len(term.values) == 1:
            return f"{verb} {term.values[0]}"
        return f"{verb} one of {', '.join(term.values)}"
    if term.relation is Relation.BETWEEN:
        return f"is between {term.values[0]} and {term.values[1]}"
    return " ".join((term.relation.value, *term.values))


def line_text(line: Line) -> str:
    """Write the terms of a line, joined by 'or'."""
    return " or ".join(term_text(term) for term in line.terms)


def effect_text(effect: Effect, *, ambiguous: Iterable[str] = ()) -> str:
    """Write an effect: 'favour federal strongly'.

    Options named in `ambiguous` belong to several decisions and are told apart by 'for'.
    """
    if isinstance(effect, Conclude):
        return f"{effect.assessment} is {effect.value}"
    if isinstance(effect, Adjust):
        verb = "raise" if effect.raises else "lower"
        return " ".join((verb, effect.assessment, *_strength(effect.strength)))
    tail = ["for", effect.decision] if effect.option in ambiguous else []
    if isinstance(effect, RuleOut):
        return " ".join(("rule out", effect.option, *tail))
    verb = "favour" if effect.favours else "oppose"
    return " ".join((verb, effect.option, *_strength(effect.strength), *tail))


def _strength(strength: Strength) -> list[str]:
    return [] if strength is Strength.MODERATELY else [strength.value]


def citations_text(citations: Iterable[Citation]) -> str:
    """Write sources: '[deck] IV, [mergel-2019]'."""
    return ", ".join(f"[{citation.key}] {citation.where}".rstrip() for citation in citations)


def rule_entries(rule: Rule, *, ambiguous: Iterable[str] = ()) -> list[tuple[str, str]]:
    """Return a rule's entries as pairs of key and sentence, in the order of the books."""
    ambiguous = tuple(ambiguous)
    entries = [("When", line_text(line)) for line in rule.when]
    entries += [("Unless", line_text(line)) for line in rule.unless]
    if rule.effects:
        sentence = ", ".join(effect_text(one, ambiguous=ambiguous) for one in rule.effects)
        entries.append(("Then", sentence))
    if rule.warning:
        entries.append(("Warn", rule.warning))
    if rule.weight is not None:
        entries.append(("Weight", rule.weight.value))
    if rule.advice is not None:
        entries.append(("Advise", rule.advice.text))
        entries.append(("Phase", rule.advice.phase.value))
        entries.append(("Owner", rule.advice.owner))
        if rule.advice.part is not Part.ACTION_PLAN:
            entries.append(("Part", rule.advice.part.value))
        if rule.advice.serves:
            entries.append(("Serves", ", ".join(rule.advice.serves)))
        if rule.advice.after:
            entries.append(("After", ", ".join(rule.advice.after)))
        if rule.advice.effort is not None:
            entries.append(("Effort", rule.advice.effort.value))
        if rule.advice.needs:
            entries.append(("Needs", rule.advice.needs))
    entries.append(("Because", rule.because))
    entries.append(("Evidence", rule.evidence.value))
    entries.append(("Source", citations_text(rule.sources)))
    return entries


def rule_block(rule: Rule, *, ambiguous: Iterable[str] = ()) -> str:
    """Write a rule as the block of a book."""
    lines = [f"### {rule.id} · {rule.title}", ""]
    lines += [f"- **{key}** {text}" for key, text in rule_entries(rule, ambiguous=ambiguous)]
    return "\n".join(lines) + "\n"


def when_equal_text(decision: Decision) -> str:
    """Write what breaks ties: 'keep current structure, then prefer federal, then centralized'."""
    keep = f"keep {decision.keep}, then " if decision.keep else ""
    return f"{keep}prefer {', then '.join(decision.preference)}"


def close_call_text(decision: Decision) -> str:
    """Write how near the second option must be for the decision to be contested."""
    return f"within {decision.close_call} point{'' if decision.close_call == 1 else 's'}"


def near_text(domain: Domain) -> str:
    """Write how close to a threshold a number counts as either side, or nothing: 'a tenth'."""
    if not domain.near:
        return ""
    return _SHARES.get(domain.near) or f"{domain.near * 100:g} %"


def decision_entries(decision: Decision) -> list[tuple[str, str]]:
    """Return a decision's entries as pairs of key and sentence, in the order of the books.

    What an option means is an entry without a key.
    """
    entries = [("Question", decision.question), ("Options", " | ".join(decision.options))]
    entries += [("", f"*{option}*: {text}") for option, text in decision.meanings]
    entries.append(("When equal", when_equal_text(decision)))
    entries.append(("Close call", close_call_text(decision)))
    if decision.group:
        entries.append(("Group", decision.group))
    if decision.judged is not Judging.NO:
        entries.append(("Judge by", decision.judged.value))
    if decision.drawn is not None:
        shapes = "; ".join(f"{option} as {shape}" for option, shape in decision.drawn.shapes)
        entries.append(("Drawn as", f"{decision.drawn.role.value}: {shapes}"))
    entries.append(("Source", citations_text(decision.sources)))
    return entries


def decision_block(decision: Decision) -> str:
    """Write a decision as the block of a book."""
    lines = [f"### Decision: {decision.name}", ""]
    lines += [
        f"- **{key}** {text}" if key else f"  - {text}" for key, text in decision_entries(decision)
    ]
    return "\n".join(lines) + "\n"


def law_text(law: Law, *, ambiguous: Iterable[str] = ()) -> str:
    """Write what a law says, without its heading."""
    if isinstance(law, AlwaysLaw):
        when = " and ".join(line_text(line) for line in law.when)
        then = line_text(law.then)
        return f"when {when}, {then}" if when else then
    return _monotone_text(law, tuple(ambiguous))


def _monotone_text(law: MonotoneLaw, ambiguous: tuple[str, ...]) -> str:
    move = "raising" if law.raising else "lowering"
    never = "never lowers" if law.never_lowers else "never raises"
    tail = f" for {law.decision}" if law.target in ambiguous else ""
    if law.over:
        return f"{move} {law.subject} {never} the lead of {law.target} over {law.over}{tail}"
    return f"{move} {law.subject} {never} {law.target}{tail}"


def ambiguous_options(decisions: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    """Return the options that belong to more than one decision, given each decision's options."""
    seen: dict[str, int] = {}
    for options in decisions:
        for option in options:
            seen[option] = seen.get(option, 0) + 1
    return tuple(option for option, count in seen.items() if count > 1)


def domain_text(domain: Domain) -> str:
    """Write possible values as the books do."""
    if domain.kind is Kind.NUMBER:
        most = domain.maximum
        upto = "" if most == float("inf") else f" to {number_text(most)}"
        whole = "whole " if domain.whole else ""
        return f"{whole}number of {domain.unit} from {number_text(domain.minimum)}{upto}"
    return (" < " if domain.kind is Kind.SCALE else " | ").join(domain.values)
