"""`When equal keep FACT`: among options with equal points the one that is there today goes first."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from advisor.cases.model import Answer, Case
from advisor.inference.advice import Status
from advisor.inference.advise import advise
from advisor.knowledge.links import facts_below, links_of
from advisor.knowledge.model import Decision, RuleBase
from tests.support.examples import examples
from tests.support.generate import SOURCES_BOOK, Sketch, cases, load_books, load_sketch, sketches

BOOK = """### today

- **Ask** What is there today?
- **Answers** none | left | right | middle
  - *none*: nothing
  - *left*: the left one
  - *right*: the right one
  - *middle*: the middle one
- **Why** What works is kept.
- **Can change** no
- **Source** [deck]

### wish

- **Ask** Is it wished?
- **Answers** yes | no
  - *yes*: it is
  - *no*: it isn't
- **Why** Wishes count.
- **Can change** no
- **Source** [deck]

### Decision: side

- **Question** Which side?
- **Options** left | right | middle
  - *left*: the left one
  - *right*: the right one
  - *middle*: the middle one
- **When equal** keep today, then prefer right
- **Close call** within 1 point
- **Source** [deck]

### S01 · Both sides are good

- **When** wish is known or wish is unknown
- **Then** favour left strongly, favour right strongly, favour middle weakly
- **Because** both are.
- **Evidence** guidance
- **Source** [deck]

### S02 · A wish is for the right

- **When** wish is yes
- **Then** favour right weakly
- **Because** it is wished.
- **Evidence** guidance
- **Source** [deck]
"""


@pytest.fixture(scope="module")
def rules() -> RuleBase:
    return load_books({"sources.md": SOURCES_BOOK, "x.md": BOOK})


def _advised(rules: RuleBase, today: tuple[str, ...] = (), wish: str = "no") -> tuple[str, Status]:
    answers = (Answer("wish", (wish,)), *([Answer("today", today)] if today else []))
    found = advise(rules, Case("x", answers)).by_decision["side"]
    return found.recommended or "", found.status


@pytest.mark.parametrize(
    ("today", "advised"),
    [
        (("left",), ("left", Status.CONTESTED)),
        (("right",), ("right", Status.CONTESTED)),
        (("none",), ("right", Status.CONTESTED)),
        (("middle",), ("right", Status.CONTESTED)),
        (("none", "right"), ("right", Status.CONTESTED)),
        (("left", "right"), ("right", Status.PROVISIONAL)),
        ((), ("right", Status.PROVISIONAL)),
    ],
)
def test_what_is_there_goes_first_at_equal_points_if_it_is_sure(
    rules: RuleBase, today: tuple[str, ...], advised: tuple[str, Status]
) -> None:
    assert _advised(rules, today) == advised


def test_an_open_answer_that_breaks_a_tie_is_named(rules: RuleBase) -> None:
    found = advise(rules, Case("x", (Answer("wish", ("no",)),))).by_decision["side"]
    assert [(one.fact, one.value, one.to) for one in found.overturned_by] == [
        ("today", "left", "left")
    ]
    assert found.possible == ("left", "right")
    assert found.open_facts == ("today",)


def test_a_misjudged_answer_that_breaks_a_tie_is_counted(rules: RuleBase) -> None:
    answers = (Answer("wish", ("no",)), Answer("today", ("left",)))
    survives = advise(rules, Case("x", answers)).by_decision["side"].survives
    moved = {(one.fact, one.value, one.to) for one in survives.overturned_by}
    assert {("today", value, "right") for value in ("none", "right", "middle")} <= moved


def test_points_go_before_what_is_there(rules: RuleBase) -> None:
    assert _advised(rules, ("left",), wish="yes") == ("right", Status.CONTESTED)


def test_the_decision_reads_the_fact(rules: RuleBase) -> None:
    assert "today" in facts_below("side", rules)
    assert links_of(rules).read_by["today"] == ("side",)


@examples(80)
@given(drawn=sketches(), data=st.data())
def test_among_the_best_stands_what_is_there_and_else_it_changes_nothing(
    drawn: Sketch, data: st.DataObject
) -> None:
    assume(any(decision.keep for decision in drawn.decisions))
    rules = load_sketch(drawn)
    bare = load_sketch(
        replace(drawn, decisions=tuple(replace(one, keep="") for one in drawn.decisions))
    )
    case = data.draw(cases(rules, most=1))
    with_keep, without = advise(rules, case), advise(bare, case)
    for name in rules.order:
        item = rules.items[name]
        if not isinstance(item, Decision):
            continue
        one, two = with_keep.by_decision[name], without.by_decision[name]
        if one.scores != two.scores or one.ruled_out != two.ruled_out:
            break  # what it reads was kept otherwise
        if one.recommended == two.recommended:
            continue
        assert one.recommended == case.by_fact[item.keep].values[0]
        assert one.score(str(one.recommended)) == one.score(str(two.recommended))
