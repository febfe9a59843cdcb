"""Each form of a condition and of an effect means what the language says."""

from __future__ import annotations

import pytest

from advisor.knowledge.conditions import Line, Term
from advisor.knowledge.effects import Adjust, Argue, Conclude, Effect, RuleOut
from advisor.knowledge.model import Rule
from advisor.knowledge.words import Relation, Strength
from tests.support.books import SIDE, SPEED, facts_and_decision
from tests.support.generate import load_books

RULE = """### S01 · A claim

{lines}
- **Because** it is so.
- **Evidence** strong
- **Source** [deck] I
"""
LOAD = """### load

- **Scale** light < heavy
- **Cut points** heavy from -1
- **Source** [deck] I
"""
NUMBER = """### size

- **Ask** How many?
- **Answers** number of full-time posts
- **Why** w
- **Can change** no
- **Source** [deck] I
"""
OTHER = SIDE.replace("side", "other side").replace("left", "top")


def rule_of(*lines: str) -> Rule:
    """Read one rule of these lines."""
    texts = facts_and_decision() | {"more.md": f"{LOAD}\n{NUMBER}\n{OTHER}"}
    (rule,) = load_books(texts | {"rule.md": RULE.format(lines="\n".join(lines))}).rules
    return rule


def is_(subject: str, relation: Relation, *values: str) -> Term:
    """Make a term that isn't negated."""
    return Term(subject, relation, values)


PREDICATES = (
    ("speed is slow", is_("speed", Relation.IS, "slow")),
    ("Speed IS Slow", is_("speed", Relation.IS, "slow")),
    ("speed is\n  slow", is_("speed", Relation.IS, "slow")),
    ("speed is not slow", Term("speed", Relation.IS, ("slow",), negated=True)),
    ("speed is one of slow, fast", is_("speed", Relation.IS, "slow", "fast")),
    ("speed is slow or fast", is_("speed", Relation.IS, "slow", "fast")),
    ("speed is not one of slow, fast", Term("speed", Relation.IS, ("slow", "fast"), negated=True)),
    ("speed is at least fast", is_("speed", Relation.AT_LEAST, "fast")),
    ("speed is at most slow", is_("speed", Relation.AT_MOST, "slow")),
    ("speed is below fast", is_("speed", Relation.BELOW, "fast")),
    ("speed is above slow", is_("speed", Relation.ABOVE, "slow")),
    ("speed is between slow and fast", is_("speed", Relation.BETWEEN, "slow", "fast")),
    ("speed is known", is_("speed", Relation.KNOWN)),
    ("speed is unknown", is_("speed", Relation.UNKNOWN)),
    ("load is heavy", is_("load", Relation.IS, "heavy")),
    ("other side is right", is_("other side", Relation.IS, "right")),
    ("size is at least 20,000", is_("size", Relation.AT_LEAST, "20,000")),
    ("size is at least 20000", is_("size", Relation.AT_LEAST, "20,000")),
    ("size is below 2.5 full-time posts", is_("size", Relation.BELOW, "2.5")),
    ("size is between 5 and 1,000", is_("size", Relation.BETWEEN, "5", "1,000")),
    ("size is one of 5, 1,000", is_("size", Relation.IS, "5", "1,000")),
)


@pytest.mark.parametrize(("sentence", "term"), PREDICATES)
def test_a_comparison_is_read(sentence: str, term: Term) -> None:
    """Each form, in any capitals, over a line's end, with numbers as they are written."""
    rule = rule_of(f"- **When** {sentence}", "- **Warn** w")
    assert rule.when == (Line((term,)),)


def test_a_line_joins_comparisons_with_or() -> None:
    """Also where one of them has several values of its own."""
    rule = rule_of(
        "- **When** speed is slow or fast or price is not low or load is known",
        "- **Unless** speed is slow",
        "- **Unless** price is low or load is heavy",
        "- **Warn** w",
    )
    assert rule.when == (
        Line(
            (
                is_("speed", Relation.IS, "slow", "fast"),
                Term("price", Relation.IS, ("low",), negated=True),
                is_("load", Relation.KNOWN),
            )
        ),
    )
    assert len(rule.unless) == 2
    assert rule.reads == ("speed", "price", "load")


EFFECTS = (
    ("favour left", Argue("side", "left", Strength.MODERATELY, favours=True)),
    ("favour Left moderately", Argue("side", "left", Strength.MODERATELY, favours=True)),
    ("favour left weakly", Argue("side", "left", Strength.WEAKLY, favours=True)),
    ("oppose left strongly", Argue("side", "left", Strength.STRONGLY, favours=False)),
    ("favour right for side", Argue("side", "right", Strength.MODERATELY, favours=True)),
    ("oppose right for other side", Argue("other side", "right", Strength.MODERATELY, False)),
    ("favour right weakly for other side", Argue("other side", "right", Strength.WEAKLY, True)),
    ("rule out top", RuleOut("other side", "top")),
    ("rule out right for side", RuleOut("side", "right")),
    ("raise load", Adjust("load", Strength.MODERATELY, raises=True)),
    ("lower load strongly", Adjust("load", Strength.STRONGLY, raises=False)),
    ("load is heavy", Conclude("load", "heavy")),
)


@pytest.mark.parametrize(("sentence", "effect"), EFFECTS)
def test_an_effect_is_read(sentence: str, effect: Effect) -> None:
    """Each form, alone and beside another one."""
    assert rule_of(f"- **Then** {sentence}").effects == (effect,)
    beside = (
        rule_of(f"- **Then** oppose top for other side,\n  {sentence}")
        if ("top" not in sentence)
        else rule_of(f"- **Then** {sentence}, lower load")
    )
    assert effect in beside.effects


def test_an_entry_may_stand_in_any_order_and_prose_between_blocks() -> None:
    """The keys tell what is what; commentary is passed over, and so is a fenced example."""
    text = f"""# A book

Some words, *with emphasis*, and a list:

1. one
2. two

```markdown
### X99 · an example that isn't a rule

- **Then** favour nothing
```

## Topic

Words on the topic.

### S01 · A claim, with a dot · in it

Words on the rule.

- **Source** [deck] I
- **Evidence** strong
- **Because** it is so,
  and goes on here.
- **Then** favour left

More words.

{SPEED.replace("speed", "haste")}
"""
    rules = load_books(facts_and_decision() | {"book.md": text})
    (rule,) = rules.rules
    assert (rule.id, rule.title) == ("S01", "A claim, with a dot · in it")
    assert rule.because == "it is so, and goes on here."
    assert rule.topic == "Topic"
    assert "haste" in rules.items
