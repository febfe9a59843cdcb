"""Missing is never zero, never 'no', never a default."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.cases.model import Answer, Case, Value
from advisor.inference.advice import Status
from advisor.inference.advise import advise
from advisor.knowledge.domains import Range
from advisor.knowledge.words import Relation
from tests.support import naive
from tests.support.books import facts_and_decision
from tests.support.examples import examples
from tests.support.generate import Sketch, cases, load_books, load_sketch, sketches

SIZE = """
### size

- **Ask** How many live there?
- **Answers** number of inhabitants from 1 to 1,000
- **Why** It matters.
- **Can change** no
- **Source** [deck] I
"""

CONDITIONS: tuple[tuple[str, set[str]], ...] = (
    ("- **When** speed is slow", {"slow"}),
    ("- **When** speed is not slow", {"fast"}),
    ("- **When** speed is at least fast", {"fast"}),
    ("- **When** speed is at most slow", {"slow"}),
    ("- **When** speed is below fast", {"slow"}),
    ("- **When** speed is above slow", {"fast"}),
    ("- **When** speed is between fast and fast", {"fast"}),
    ("- **When** speed is not one of fast, fast", {"slow"}),
    ("- **Unless** speed is slow", {"fast"}),
    ("- **Unless** speed is not slow", {"slow"}),
    ("- **When** speed is slow or price is high", {"slow"}),
    ("- **Unless** speed is slow or price is high", set()),
    ("- **When** size is at least 10", set()),
    ("- **When** size is below 10", set()),
    ("- **Unless** size is 10", set()),
    ("- **When** speed is known", {"slow", "fast"}),
)


def rule_with(condition: str) -> dict[str, str]:
    """Return books with one rule that favours the left side."""
    rule = f"### S01 · One\n\n{condition}\n- **Then** favour left\n- **Because** it is.\n"
    rule += "- **Evidence** strong\n- **Source** [deck] I\n"
    return facts_and_decision() | {"size.md": SIZE, "rule.md": rule}


@pytest.mark.parametrize(("condition", "holds_for"), CONDITIONS)
def test_a_condition_on_an_unknown_fact_neither_holds_nor_fails(
    condition: str, holds_for: set[str]
) -> None:
    """It argues for nothing, it is not negative, and it waits for the answer."""
    rules = load_books(rule_with(condition))
    advice = advise(rules, Case("nothing is told", ()))
    side = advice.by_decision["side"]
    assert (advice.trace, side.arguments, side.recommended) == ((), (), None)
    assert side.status is Status.INSUFFICIENT
    assert side.waiting == ("S01",)
    assert advice.unknown == ("speed", "price", "size")
    for speed in ("slow", "fast"):
        answered = advise(rules, Case("told", (Answer("speed", (speed,)),)))
        fired = [firing.rule for firing in answered.trace]
        assert fired == (["S01"] if speed in holds_for else [])


NUMBERS: tuple[tuple[str, tuple[Value, ...], bool, bool], ...] = (
    ("is at least 10", (Range(10, 10),), True, False),
    ("is at least 10", (Range(9.5, 9.5),), False, False),
    ("is at least 10", (Range(10, 1000),), True, False),
    ("is at least 10", (Range(9, 10),), False, True),
    ("is at most 10", (Range(1, 10),), True, False),
    ("is at most 10", (Range(10, 11),), False, True),
    ("is above 10", (Range(10, 10),), False, False),
    ("is below 10", (Range(1, 9.999),), True, False),
    ("is between 10 and 20", (Range(10, 20),), True, False),
    ("is between 10 and 20", (Range(20, 21),), False, True),
    ("is between 10 and 20", (Range(12, 13), Range(15, 18)), True, False),
    ("is between 10 and 20", (Range(1, 2), Range(30, 40)), False, False),
    ("is 10", (Range(10, 10),), True, False),
    ("is not 10", (Range(10.5, 20),), True, False),
    ("is not 10", (Range(9, 11),), False, True),
    ("is one of 10, 20", (Range(10, 10), Range(20, 20)), True, False),
    ("is unknown", (Range(1, 1000),), True, False),
    ("is known", (Range(7, 7),), True, False),
)


@pytest.mark.parametrize(("predicate", "values", "holds", "waits"), NUMBERS)
def test_a_condition_on_a_number_holds_when_the_whole_range_satisfies_it(
    predicate: str, values: tuple[Value, ...], holds: bool, waits: bool
) -> None:
    """A range that is cut by the threshold leaves the condition open."""
    rules = load_books(rule_with(f"- **When** size {predicate}"))
    advice = advise(rules, Case("told", (Answer("size", values),)))
    assert bool(advice.trace) is holds
    assert advice.by_decision["side"].waiting == (("S01",) if waits else ())


@examples(60)
@given(sketches(), st.data())
def test_what_is_concluded_from_facts_alone_stays_when_more_is_known(
    sketch: Sketch, data: st.DataObject
) -> None:
    """A rule that fires on what is told about facts fires in every completion as well."""
    rules = load_sketch(sketch)
    case = data.draw(cases(rules))
    fired = {firing.rule for firing in advise(rules, case).trace}
    safe = [
        rule.id
        for rule in rules.rules
        if rule.id in fired
        and set(rule.reads) <= set(rules.fact_names)
        and all(term.relation not in (Relation.KNOWN, Relation.UNKNOWN) for term in rule.terms)
    ]
    for result in naive.completions(rules, case):
        assert all(result.holds[identifier] for identifier in safe)
