"""What is written is what is read: generated rule bases, and every rule of our own."""

from __future__ import annotations

from dataclasses import replace
from itertools import cycle

import pytest
from hypothesis import given

from advisor import load_rules
from advisor.knowledge.model import Fact, RuleBase
from advisor.knowledge.words import Judging
from advisor.knowledge.writer import ambiguous_options, decision_block, law_text, rule_block
from tests.support.examples import examples
from tests.support.generate import Sketch, books, load_books, load_sketch, sketches


def uncut(facts: tuple[Fact, ...]) -> list[Fact]:
    """Return the facts as they stand in the book, before the rules cut the numbers."""
    return [
        replace(fact, domain=replace(fact.domain, values=(f"any {fact.domain.unit}",), cuts=()))
        if fact.domain.unit
        else fact
        for fact in facts
    ]


@examples(80)
@given(sketches())
def test_books_are_read_as_they_were_meant(sketch: Sketch) -> None:
    """Facts, assessments, decisions and rules come back whole, however they were worded."""
    rules = load_sketch(sketch)
    assert uncut(rules.facts) == list(sketch.facts)
    assert rules.assessments == sketch.assessments
    assert rules.decisions == sketch.decisions
    assert rules.rules == sketch.rules


@examples(80)
@given(sketches())
def test_a_rule_written_by_the_writer_is_read_as_the_same_rule(sketch: Sketch) -> None:
    """Every relation, effect and kind of rule survives being written and read again."""
    ambiguous = ambiguous_options(decision.options for decision in sketch.decisions)
    blocks = [rule_block(rule, ambiguous=ambiguous) for rule in sketch.rules]
    texts = books(sketch) | {"rules1.md": "", "rules2.md": "\n".join(["## Argued", "", *blocks])}
    assert load_books(texts).rules == sketch.rules


@examples(60)
@given(sketches())
def test_a_decision_written_by_the_writer_is_read_as_the_same_decision(sketch: Sketch) -> None:
    """What is kept, preferred, close, grouped and judged survives being written and read again."""
    judged = tuple(
        replace(decision, judged=how)
        for decision, how in zip(sketch.decisions, cycle(Judging), strict=False)
    )
    texts = books(sketch)
    others = texts["items.md"].partition("## Decided")[0]
    blocks = "\n".join(decision_block(decision) for decision in judged)
    again = load_books(texts | {"items.md": f"{others}## Decided\n\n{blocks}"})
    assert again.decisions == judged
    assert [decision_block(decision) for decision in again.decisions] == [
        decision_block(decision) for decision in judged
    ]


@examples(40)
@given(sketches())
def test_writing_twice_gives_the_same_text(sketch: Sketch) -> None:
    """What is read from the writer's text is written as the same text."""
    ambiguous = ambiguous_options(decision.options for decision in sketch.decisions)
    blocks = [rule_block(rule, ambiguous=ambiguous) for rule in sketch.rules]
    texts = books(sketch) | {"rules1.md": "", "rules2.md": "\n".join(blocks)}
    assert [rule_block(one, ambiguous=ambiguous) for one in load_books(texts).rules] == blocks


@pytest.fixture(name="ours", scope="module")
def _ours() -> RuleBase:
    return load_rules()


def rewritten(ours: RuleBase) -> RuleBase:
    """Write every rule and law of our own rule base anew, and read the books again."""
    ambiguous = ambiguous_options(decision.options for decision in ours.decisions)
    texts = {
        book.rpartition("/")[2]: text for book, text in read_books().items() if "README" not in book
    }
    texts = {name: without_rules(text, ours) for name, text in texts.items()}
    blocks = [f"## {rule.topic}\n\n{rule_block(rule, ambiguous=ambiguous)}" for rule in ours.rules]
    blocks += [f"## {one.topic}\n\n{decision_block(one)}" for one in ours.decisions]
    for law in ours.laws:
        sentence = law_text(law, ambiguous=ambiguous)
        first, _, rest = sentence.partition(" ")
        key, said = (
            (first.title(), rest) if first in ("raising", "lowering") else ("Always", sentence)
        )
        cited = ", ".join(f"[{one.key}] {one.where}".strip() for one in law.sources)
        blocks.append(f"### {law.id} · {law.title}\n\n- **{key}** {said}\n- **Source** {cited}\n")
    return load_books(texts | {"zz.md": "\n".join(blocks)})


def read_books() -> dict[str, str]:
    """Return the text of our own books by name."""
    from importlib.resources import files  # noqa: PLC0415

    folder = files("advisor.rules")
    return {
        entry.name: entry.read_text(encoding="utf-8")
        for entry in folder.iterdir()
        if entry.name.endswith(".md")
    }


def without_rules(text: str, ours: RuleBase) -> str:
    """Return a book less the blocks of its rules and laws."""
    ids = {thing.id for thing in (*ours.rules, *ours.laws)}
    ids |= {f"Decision: {decision.name}" for decision in ours.decisions}
    kept: list[str] = []
    keeping = True
    for line in text.splitlines():
        if line.startswith("#"):
            keeping = line.lstrip("# ").partition(" · ")[0] not in ids
        kept += [line] if keeping else []
    return "\n".join(kept) + "\n"


def test_every_rule_and_law_of_ours_is_read_again_as_it_is_written(ours: RuleBase) -> None:
    """All of them at once: text, conditions, effects, evidence, sources and topic."""
    again = rewritten(ours)
    assert {rule.id: rule for rule in again.rules} == {rule.id: rule for rule in ours.rules}
    assert {law.id: law for law in again.laws} == {law.id: law for law in ours.laws}
    assert {one.name: one for one in again.decisions} == {one.name: one for one in ours.decisions}
    assert {fact.name: fact for fact in again.facts} == {fact.name: fact for fact in ours.facts}
