"""The list of rules for the terminal: book by book, with what each rule concludes."""

from __future__ import annotations

from advisor.knowledge.effects import Adjust, Argue, Conclude, Effect
from advisor.knowledge.laws import Law
from advisor.knowledge.model import Rule, RuleBase
from advisor.knowledge.writer import law_text
from advisor.text import cells, counted, wrapped


def listing(rules: RuleBase, width: int) -> str:
    """Return every rule and law with its id, title and conclusions, in the order of the books."""
    lines: list[str] = []
    book = topic = ""
    for thing in in_book_order(rules):
        if thing.place.file != book:
            book, topic = thing.place.file, ""
            lines += [*([""] if lines else []), book]
            lines += [""] if not getattr(thing, "topic", "") else []
        heading = thing.topic if isinstance(thing, Rule) else topic
        if heading != topic:
            topic = heading
            lines += ["", *wrapped(topic, width, "  "), ""]
        lines += _entry(thing, width)
    lines += ["", *wrapped(_count(rules), width)]
    return "\n".join(lines)


def in_book_order(rules: RuleBase) -> list[Rule | Law]:
    """Return the rules and laws, book by book by the books' names, as they stand there."""
    return sorted((*rules.rules, *rules.laws), key=lambda thing: thing.place)


def _entry(thing: Rule | Law, width: int) -> list[str]:
    start = f"  {thing.id:<4} "
    rest = " " * cells(start)
    lines = wrapped(thing.title, width, start)
    concluded = conclusions(thing) if isinstance(thing, Rule) else [f"law: {law_text(thing)}"]
    for text in concluded:
        lines += wrapped(text, width, f"{rest}-> ")
    return lines


def conclusions(rule: Rule) -> list[str]:
    """Return what a rule concludes: one text for each thing that it speaks on.

    Points carry their sign: 'structure: centralized +3, decentralized ruled out'.
    """
    by_target: dict[str, list[str]] = {}
    for effect in rule.effects:
        target, text = _effect(effect)
        by_target.setdefault(target, []).append(text)
    texts = [f"{target}: {', '.join(parts)}" for target, parts in by_target.items()]
    if rule.warning:
        texts.append("a warning")
    if rule.advice:
        texts.append(f"{rule.advice.part}, {rule.advice.phase}, {rule.advice.owner}")
    return texts


def _effect(effect: Effect) -> tuple[str, str]:
    if isinstance(effect, Argue):
        return effect.decision, f"{effect.option} {effect.points:+d}"
    if isinstance(effect, Adjust):
        return effect.assessment, f"{effect.points:+d}"
    if isinstance(effect, Conclude):
        return effect.assessment, effect.value
    return effect.decision, f"{effect.option} ruled out"


def _count(rules: RuleBase) -> str:
    books = {thing.place.file for thing in (*rules.rules, *rules.laws)}
    rule, law = counted(len(rules.rules), "rule"), counted(len(rules.laws), "law")
    where = counted(len(books), "book")
    return f"{rule} and {law} in {where}; 'advisor rules show ID' shows one in full."
