"""What the session says of a decision so far."""

from __future__ import annotations

import pytest

from advisor.cases.model import Answer, Case
from advisor.interview import session as moves
from advisor.interview import views
from advisor.interview.leanings import so_far_lines
from tests.inference.one.test_open_ends import rule
from tests.support.books import facts_and_decision
from tests.support.generate import load_books

OUT = "rule out left, rule out right"
TOLD = {
    (f"- **Then** {OUT}",): "every option is ruled out",
    ("- **Then** favour left",): "left, firm",
    ("- **Then** favour left, favour right",): "right, a close call",
    ("- **When** speed is fast", "- **Then** favour left"): "nothing speaks for any option yet",
}


def said_of_side(rules_text: str, *answers: Answer) -> str:
    """Return what is said of the decision `side`."""
    rules = load_books(facts_and_decision() | {"rules.md": rules_text})
    session = moves.start(rules, Case("one", answers))
    lines = so_far_lines(views.so_far(session), rules, moves.progress(session), {})
    return next(line.text for line in lines if line.label == "side: ")


@pytest.mark.parametrize("lines", TOLD)
def test_each_status_is_told_in_a_few_words(lines: tuple[str, ...]) -> None:
    assert said_of_side(rule("R1", *lines)) == TOLD[lines]


def test_what_is_all_ruled_out_so_far_tells_what_could_still_come() -> None:
    text = rule("R1", "- **When** speed is unknown", f"- **Then** {OUT}")
    text += rule("R2", "- **Then** favour left")
    assert said_of_side(text) == "every option is ruled out so far; could still be left"


def test_a_provisional_option_is_told_with_the_others() -> None:
    text = rule("R1", "- **When** speed is fast", "- **Then** favour right strongly")
    text += rule("R2", "- **Then** favour left")
    assert said_of_side(text) == "left, provisional: could still be right"
