"""What the answers of `advisor explain` say: never more than is known, and nothing twice."""

from __future__ import annotations

from itertools import product

import pytest

from advisor import advise, load_rules, read_case
from advisor.explanation.contrast import contrast
from advisor.explanation.reach import ChangedAnswer, Remedies, Remedy, remedies
from advisor.explanation.sturdy import Overturning, Sturdy
from advisor.report.explained import contrast_parts, reach_parts, sturdy_parts
from advisor.report.page import ReviewPage, as_text
from tests.conftest import ROOT

HAAN = ROOT / "cases" / "real" / "haan-2021.yaml"
BIRMINGHAM = ROOT / "cases" / "real" / "birmingham-2006-capita.yaml"
BUDGET = ChangedAnswer("digital budget", "small", "moderate", "within 2 years, by the council")
SIZE = ChangedAnswer("population", "", "at least 250,000", "no, short of a merger", open=True)


def said(parts) -> str:
    return " ".join(as_text(ReviewPage("", "", tuple(parts), ""), 200).split())


@pytest.mark.parametrize(("size", "certain"), list(product(range(1, 6), range(1, 5))))
def test_a_smaller_change_is_called_possible_only_where_one_was_left_untried(size, certain):
    found = Remedies("structure", "federal", (Remedy((BUDGET,) * size),), 1, certain, False)
    text = said(reach_parts(found))
    assert ("there may be a smaller one" in text) == (size > certain + 1)
    assert ("no smaller change exists" in text) == (size <= certain)
    assert ("none is smaller" in text) == (size == certain + 1)


@pytest.mark.parametrize(
    ("lead", "close", "words"),
    [(0, True, "only a tie"), (1, True, "only 1 point ahead"), (2, False, ""), (None, False, "")],
)
def test_a_way_that_reaches_no_more_than_a_close_call_says_so(lead, close, words):
    found = Remedies("structure", "federal", (Remedy((BUDGET,), lead, close),), 1, 4, False)
    text = said(reach_parts(found))
    assert (words in text) if words else ("Weigh the arguments" not in text)


def test_what_is_unknown_turns_out_and_what_is_known_changes():
    both = Remedies("structure", "federal", (Remedy((BUDGET, SIZE)),), 1, 4, False)
    text = said(reach_parts(both))
    assert "digital budget from small to moderate (within 2 years, by the council)" in text
    assert (
        "population, unknown so far, turns out to be at least 250,000 (it may be so already; nobody "
        "can change it, short of a merger)"
    ) in text
    known = Remedies("structure", "federal", (Remedy((BUDGET,)),), 1, 4, False)
    assert "turn out" not in said(reach_parts(known))


def test_an_answer_is_open_where_the_case_leaves_it_possible():
    rules = load_rules()
    advice = advise(rules, read_case(HAAN, rules))
    ways = remedies(rules, advice, "provision", "shared with neighbours", most=1)
    assert ways.found
    for one in (one for way in ways.found for one in way.answers):
        domain = rules.items[one.fact].domain
        possible = domain.names(advice.case.possible(one.fact, domain))
        assert one.open == (one.to in possible)


def test_where_nothing_is_advised_no_option_is_held_against_another():
    rules = load_rules()
    advice = advise(rules, read_case(BIRMINGHAM, rules))
    held = contrast(rules, advice, "structure", "federal")
    assert held.option is None
    text = said(contrast_parts(held))
    assert "No option is advised yet" in text
    for nonsense in ("rather than", "no option", "equal points.", "lead would be gone", "(no"):
        assert nonsense not in text


def test_a_sturdy_answer_lists_nothing_twice_and_writes_its_numbers_alike():
    number = Overturning(ChangedAnswer("population", "20,000", "below 5,000", "no"), "federal")
    word = Overturning(BUDGET, "federal")
    found = Sturdy(
        "structure", "centralized", 4_849, 4_377, 9_000, 8_111, (word, number), (number,)
    )
    text = said(sturdy_parts([found]))
    for figure in ("4,849", "4,377", "9,000", "8,111"):
        assert figure in text
    assert text.count("below 5,000 instead of") == text.count("moderate instead of") == 1
