"""A figure close to a threshold counts as either side of it, in a case as in a column of a table."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from advisor.batch.read.columns import ColumnReader
from advisor.cases.borders import Border, borders
from advisor.cases.document import case_document, case_text
from advisor.cases.model import Answer, Case
from advisor.cases.read.case_file import parse_case
from advisor.explanation.conditions import ConditionReader, Met
from advisor.inference.advise import advise
from advisor.inference.many.engine import bit_engine
from advisor.knowledge.domains import Range
from advisor.knowledge.model import Fact, RuleBase
from tests.knowledge.read.mistakes import NUMBER, rule
from tests.support.books import facts_and_decision
from tests.support.generate import load_books

SIZE = NUMBER.replace("to 100", "to 1,000,000")
CONDITIONS = rule("- **When** size is at least 50,000", "- **Then** favour left") + rule(
    "- **When** size is below 5,000 or size is unknown", "- **Then** favour right"
).replace("S01", "S02")


@pytest.fixture(scope="module")
def rules() -> RuleBase:
    books = {"size.md": SIZE + "- **Near** a tenth\n", "x.md": CONDITIONS}
    return load_books(facts_and_decision() | books)


def _mask(rules: RuleBase, low: float, high: float | None = None) -> int:
    answer = Answer("size", (Range(low, high if high is not None else low),))
    return answer.mask(rules.items["size"].domain)


NUMBERS = {
    1: 0b010,
    4_499: 0b010,
    4_500: 0b110,
    5_000: 0b110,
    5_500: 0b110,
    5_501: 0b100,
    40_000: 0b0100,
    44_999: 0b0100,
    45_000: 0b1100,
    49_999: 0b1100,
    50_000: 0b1100,
    55_000: 0b1100,
    55_001: 0b1000,
    60_000: 0b1000,
}


@pytest.mark.parametrize(("number", "shifted"), NUMBERS.items())
def test_within_a_tenth_both_sides_are_possible(rules: RuleBase, number: int, shifted: int) -> None:
    """The cell of the least number, which only tells known from unknown, is no side of a border."""
    expected = 0b1 if number == 1 else shifted
    assert _mask(rules, number) == expected


def test_a_range_is_taken_as_it_is_given(rules: RuleBase) -> None:
    assert _mask(rules, 50_000, 60_000) == 0b1000
    assert _mask(rules, 49_000, 49_999) == 0b0100


@pytest.mark.parametrize("text", ["50000 to 50000", "between 50000 and 50000"])
def test_a_range_of_equal_ends_is_taken_as_it_is_given_and_written_so_again(
    rules: RuleBase, text: str
) -> None:
    """In a case, in a column, and in the case that is written and read again; it stands at no border."""
    fact = rules.items["size"]
    assert isinstance(fact, Fact)
    case = parse_case(f"facts:\n  size: {text}\n", "x.yaml", rules)
    assert case.possible("size", fact.domain) == 0b1000
    assert borders(rules, case) == ()
    masks, troubles = ColumnReader(fact, np.dtype(np.uint8)).column(pl.Series("size", [text]))
    assert (masks.tolist(), troubles) == ([0b1000], {})
    assert case_document(case)["facts"] == {"size": "50,000 to 50,000"}
    assert parse_case(case_text(case), "x.yaml", rules).answers == case.answers


def test_without_the_entry_a_threshold_is_a_cliff() -> None:
    rules = load_books(facts_and_decision() | {"size.md": SIZE, "x.md": CONDITIONS})
    assert _mask(rules, 49_999) == 0b0100
    assert _mask(rules, 50_000) == 0b1000


def test_a_column_of_numbers_is_read_alike(rules: RuleBase) -> None:
    fact = rules.items["size"]
    assert isinstance(fact, Fact)
    numbers = [*NUMBERS, 4_500.5, 54_999.9]
    masks, troubles = ColumnReader(fact, np.dtype(np.uint8)).column(
        pl.Series("size", numbers, pl.Float64)
    )
    assert not troubles
    assert masks.tolist() == [_mask(rules, number) for number in numbers]


KNOWN = rule("- **When** size is known", "- **Then** favour left") + rule(
    "- **When** size is unknown", "- **Then** favour right"
).replace("S01", "S02")
SIDES = rule("- **When** size is at least 50,000", "- **Warn** It is large.").replace("S01", "S03")


@pytest.mark.parametrize(
    ("answer", "recommended"),
    [
        ((Range(49_999, 49_999),), "left"),
        ((Range(50_000, 50_000),), "left"),
        ((Range(45_000, 55_000),), "left"),
        ((Range(30_000, 30_000),), "left"),
        ((Range(1, 60_000),), "right"),
        ((), "right"),
    ],
)
def test_a_figure_at_a_border_is_known(answer: tuple[Range, ...], recommended: str) -> None:
    """The reference engine, the bit engine and the explanation say the same."""
    books = {"size.md": SIZE + "- **Near** a tenth\n", "x.md": KNOWN + SIDES}
    rules = load_books(facts_and_decision() | books)
    case = Case("x", (Answer("size", answer),) if answer else ())
    advice = advise(rules, case)
    assert {one.option for one in advice.by_decision["side"].arguments} == {recommended}
    engine = bit_engine(rules)
    masks = np.array([[mask] for mask in case.masks(rules).values()], engine.dtype)
    fired = [bool(plane[0] & np.uint64(1)) for plane in engine.evaluate(masks).fired]
    held = {"left": "S01", "right": "S02"}[recommended]
    assert {"S01", "S02"} & {
        name for (name, _), on in zip(engine.compiled.clauses, fired, strict=True) if on
    } == {held}
    (condition,) = ConditionReader(rules, advice).conditions(rules.rules_by_id[held])
    assert condition.met is Met.MET


def test_the_border_is_told(rules: RuleBase) -> None:
    def told(number: int) -> tuple[Border, ...]:
        return borders(rules, Case("x", (Answer("size", (Range(number, number),)),)))

    assert told(49_000) == (Border("size", 49_000, (50_000,)),)
    assert told(40_000) == ()
    assert borders(rules, Case("x", ())) == ()


def test_a_border_makes_the_advice_provisional_and_a_fifth_away_does_not(rules: RuleBase) -> None:
    def advised(number: str) -> tuple[str | None, str]:
        case = parse_case(f"facts:\n  size: {number}\n", "x.yaml", rules)
        found = advise(rules, case).by_decision["side"]
        return found.recommended, found.status.value

    assert advised("60,000") == ("left", "firm")
    assert advised("40,000") == (None, "insufficient")
    assert advised("52,000")[1] != "firm"
