"""Cases that the program makes up are read again as they were meant, and overwrite nothing."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.cases.from_codes import answer_from_codes, case_from_codes
from advisor.cases.keep.made_up import MadeUpCase, made_up_text, write_made_up
from advisor.cases.model import Case, Expectation
from advisor.cases.read.case_file import read_case
from advisor.errors import OutputError
from advisor.knowledge.domains import Cut, Domain, Kind, Range, with_cuts
from advisor.knowledge.library import load_rules
from advisor.knowledge.model import Fact
from tests.support.examples import examples


@examples(60)
@given(st.randoms(use_true_random=False))
def test_a_made_up_case_of_our_facts_is_read_again_with_the_same_sets(
    tmp_path_factory: pytest.TempPathFactory, chance: random.Random
) -> None:
    """Cells of numbers near to whose thresholds a figure counts as either side are among them."""
    rules = load_rules()
    masks = {
        fact.name: chance.randrange(1, 1 << len(fact.domain.values))
        for fact in rules.facts
        if chance.random() < 0.5
    }
    case = case_from_codes(rules, masks, "made up")
    assert case is not None
    comment = "What it shows:\nof two lines, the second one \x1b[2J # with * what: 'YAML' reads."
    path = tmp_path_factory.mktemp("made-up") / "case.yaml"
    path.write_text(made_up_text(case, comment), "utf-8")
    again = read_case(path, rules)
    assert again == replace(case, fictional=True)
    wanted = {fact.name: masks.get(fact.name, fact.domain.everything) for fact in rules.facts}
    assert again.masks(rules) == wanted


def _number(cuts: set[Cut], *, whole: bool, near: float = 0.0) -> Fact:
    domain = Domain(Kind.NUMBER, ("any posts",), "posts", 0, 100, near=near, whole=whole)
    return Fact("posts", "How many?", with_cuts(domain, cuts), (), "so", "no", ())


@pytest.mark.parametrize(
    ("cuts", "whole", "near", "code", "answer"),
    [
        ({Cut(5), Cut(6)}, True, 0.0, 1, Range(5, 5)),
        ({Cut(5), Cut(5, after=True)}, False, 0.0, 1, Range(5, 5)),
        # Each figure from 5 to 5.4 is near to 5, or to 5.4; a range of them is not.
        ({Cut(5), Cut(5.4)}, False, 0.1, 1, Range(5.2, 5.0)),
        ({Cut(5), Cut(5, after=True)}, False, 0.1, 1, Range(5, 5, as_given=True)),
        ({Cut(5, after=True), Cut(5.5)}, True, 0.0, 1, None),
        ({Cut(0.25)}, False, 0.0, 0, Range(0.1, 0.1)),
    ],
)
def test_a_cell_is_answered_by_a_figure_or_by_a_range_or_by_none_at_all(
    cuts: set[Cut], whole: bool, near: float, code: int, answer: Range | None
) -> None:
    fact = _number(cuts, whole=whole, near=near)
    found = answer_from_codes(fact, 1 << code)
    if answer is None:
        assert found is None
        return
    assert found is not None
    assert found.mask(fact.domain) == 1 << code
    if answer.low == answer.high:
        assert found.values == (answer,)


def test_no_answer_names_what_is_no_fact() -> None:
    assert case_from_codes(load_rules(), {"digital capacity": 1}, "made up") is None


def test_cases_are_named_after_what_they_show_and_each_has_a_file(tmp_path: Path) -> None:
    rules = load_rules()
    expect = Expectation((("structure", "federal", ""),), misfits=("W01",))
    cases = [
        MadeUpCase(Case("L01 is broken: a 'low' town", (), expect=expect), "One."),
        MadeUpCase(Case("L01 is broken; a low town", ()), "Two."),
        MadeUpCase(Case("規則", ()), ""),
    ]
    files = write_made_up(tmp_path / "new" / "folder", cases)
    names = ["l01-is-broken-a-low-town", "l01-is-broken-a-low-town-2", "case"]
    assert [one.stem for one in files] == names
    assert [read_case(one, rules).id for one in files] == names
    assert read_case(files[0], rules).expect == expect
    assert all(read_case(one, rules).fictional for one in files)
    assert files[0].read_text("utf-8").startswith("# One.\n")


def test_a_folder_with_something_in_it_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    old = tmp_path / "shown.yaml"
    old.write_text("mine", "utf-8")
    case = MadeUpCase(Case("shown", ()), "It shows nothing.")
    with pytest.raises(OutputError, match="not empty"):
        write_made_up(tmp_path, [case])
    with pytest.raises(OutputError, match="no folder"):
        write_made_up(old, [case], force=True)
    assert old.read_text("utf-8") == "mine"
    assert write_made_up(tmp_path, [case], force=True) == (old,)
    assert "It shows nothing." in old.read_text("utf-8")


def test_without_a_case_no_folder_is_made(tmp_path: Path) -> None:
    assert write_made_up(tmp_path / "new", []) == ()
    assert not (tmp_path / "new").exists()
