"""Parts of two rule bases are proved equal one by one; each change has a case; limits are told."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.errors import RuleBaseError
from advisor.inference.play import ReplayError
from advisor.knowledge.domains import Cut, Domain, Kind, Range, with_cuts
from advisor.review.change.answers import SIDES, shared_fact, shared_facts
from advisor.review.change.difference import Comparison
from advisor.review.change.replayed import Replayed
from advisor.review.proof.situations import Scope
from advisor.review.proof.solver import Solver, UndecidedError
from tests.review.change.test_diff import STRONGER, rule_of
from tests.review.made import rule_base
from tests.support.examples import examples
from tests.support.generate import Sketch, load_sketch, sketches


def test_what_was_found_before_the_steps_were_spent_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A solver that finds a case and then gives up: the case is told, and not called smallest."""
    asked: list[int] = []
    model = Solver._model

    def once(self: Solver, solver: object) -> object:
        if self.situations.scope is Scope.PARTIAL:
            asked.append(1)
            if len(asked) > 1:
                raise UndecidedError
        return model(self, solver)

    monkeypatch.setattr(Solver, "_model", once)
    both = Comparison(rule_base(tmp_path / "old"), rule_base(tmp_path / "new", STRONGER))
    found = {one.about: one for one in both.all()}
    assert found["recommendations"].witness is not None
    assert found["points and close calls"].witness is not None
    assert not any(one.smallest for one in found.values())


def test_what_could_not_be_decided_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(self: Solver, solver: object) -> object:
        raise UndecidedError

    monkeypatch.setattr(Solver, "_model", never)
    both = Comparison(rule_base(tmp_path / "old"), rule_base(tmp_path / "new", STRONGER))
    found = {one.about: one for one in both.all()}
    assert found["assessments"].decided
    assert found["recommendations"].undecided == ("structure",)
    assert found["misfits and actions"].undecided == ("W01",)
    [change] = both.by_change()
    assert (change.about, change.decided, change.witness) == ("S01", False, None)


CAPACITY = "| none | | low |\n| | low | low |\n| | | high |"
MORE = "\n- **Because** so.\n- **Evidence** guidance\n- **Source** [book] 8\n\n"
POOLED = "- **When** capacity is low\n- **Then** favour one office strongly"
SAME = {
    "a table upside down": [(CAPACITY, "| not none | high | high |\n| | | low |")],
    "unless for when": [("- **When** pull is strong", "- **Unless** pull is weak")],
    "other words": [(POOLED, POOLED.replace("is low", "is not high"))],
    "effects parted": [
        ("favour one office strongly", "favour one office strongly, oppose offices apart"),
        (
            "favour one office strongly",
            "favour one office strongly" + MORE + "### S01b · Parted\n\n"
            "- **Unless** capacity is high\n- **Then** oppose offices apart",
        ),
    ],
    "a warning's or parted": [
        (
            "- **When** structure is one office\n- **When** population is at least 500,000",
            "- **When** structure is one office\n- **When** skill is low or budget is none",
        ),
        (
            "- **When** structure is one office\n- **When** population is at least 500,000\n",
            "- **When** structure is one office\n- **When** skill is low\n"
            "- **Warn** One office will be far from many residents."
            + MORE
            + "### W01b · Parted\n\n"
            "- **When** structure is one office\n- **When** budget is none\n",
        ),
    ],
}


@pytest.mark.parametrize("name", SAME)
def test_what_means_the_same_is_proved_part_by_part(tmp_path: Path, name: str) -> None:
    """Nothing is left for a search among all cases, so size and depth of the rule base are no matter."""
    first, *second = SAME[name]
    old = rule_base(tmp_path / "old", *([first] if second else []))
    new = rule_base(tmp_path / "new", *(second or [first]))
    both = Comparison(old, new)
    assert all(one.decided and one.witness is None and not one.solved for one in both.all())
    changes = both.by_change()
    parted = name.endswith("parted")
    assert all(one.decided and one.alone for one in changes)
    alone = any(one.witness is not None for one in changes)
    assert alone == parted, "a half does something by itself"
    back = Comparison(new, old)
    assert all(one.decided and one.witness is None and not one.solved for one in back.all())


def test_an_argument_parted_by_an_or_differs_only_while_answers_are_open(tmp_path: Path) -> None:
    """Which of the two halves holds is not known, and so neither argues; the whole did."""
    whole = ("- **When** capacity is low\n", "- **When** skill is low or budget is none\n")
    halves = (
        "- **When** capacity is low\n- **Then** favour one office strongly\n",
        "- **When** skill is low\n- **Then** favour one office strongly"
        + MORE
        + "### S01b · Parted\n\n"
        "- **When** budget is none\n- **Unless** skill is low\n- **Then** favour one office strongly\n",
    )
    found = Comparison(rule_base(tmp_path / "old", whole), rule_base(tmp_path / "new", halves))
    told = found.about("recommendations")
    assert told.open_only
    assert told.witness is not None
    assert dict(told.witness.answers) == {"budget": ("none",)}


def test_a_rule_for_an_option_that_is_new_shows_where_it_comes_out(tmp_path: Path) -> None:
    edits = [
        ("one office | offices apart\n", "one office | offices apart | none\n"),
        ("each department decides\n", "each department decides\n  - *none*: nobody\n"),
        ("prefer one office\n", "prefer one office, then offices apart, then none\n"),
        ("## Laws", rule_of("S09", "skill is low", "favour none strongly") + "## Laws"),
    ]
    both = Comparison(rule_base(tmp_path / "old"), rule_base(tmp_path / "new", *edits))
    found = {one.about: one for one in both.by_change()}
    assert found["S09"].witness is not None
    assert "structure" in {name for name, _, _ in found["S09"].moved}


def test_each_change_has_a_case_of_its_own(tmp_path: Path) -> None:
    edits = [
        STRONGER,
        ("- **Warn** One office will", "- **Warn** A single office will"),
        ("| none | | low |", "| at most small | | low |"),
        ("raise pull moderately", "raise pull strongly"),
        ("- **Phase** first year", "- **Phase** later"),
    ]
    both = Comparison(rule_base(tmp_path / "old"), rule_base(tmp_path / "new", *edits))
    found = {one.about: one for one in both.by_change()}
    assert set(found) == {"S01", "W01", "capacity", "C02", "A01"}
    assert found["C02"].witness is None, "two points are enough, and a third changes nothing"
    assert found["W01"].witness is None, "with the new S01 no large place is told one office"
    assert found["capacity"].through[0] == "capacity"
    assert found["A01"].smallest


@examples(15)
@given(sketches(), st.integers(0, 2), st.randoms(use_true_random=False))
def test_no_case_differs_where_none_is_said_to(sketch: Sketch, drop: int, random: Random) -> None:
    """The reference engine plays random cases on both; what is proved equal part by part is equal."""
    old = load_sketch(sketch)
    fewer = replace(sketch, rules=sketch.rules[:drop] + sketch.rules[drop + 1 :])
    try:
        new = load_sketch(fewer)
    except RuleBaseError:
        return
    found = [one.about for one in Comparison(old, new).all() if one.decided and not one.witness]
    shared = shared_facts((old, new))
    for _ in range(8):
        masks = {name: random.randint(1, fact.domain.everything) for name, fact in shared.items()}
        both = Replayed((old, new), shared, masks)
        for about in found:
            with pytest.raises(ReplayError):
                both.moved(about)


CUTS = st.sets(st.builds(Cut, st.integers(1, 60).map(float), st.booleans()), max_size=4)


@given(
    st.tuples(CUTS, CUTS),
    st.tuples(*[st.sampled_from([0.0, 0.05, 0.1, 0.3])] * 2),
    st.tuples(st.booleans(), st.booleans()),
    st.lists(st.integers(0, 640), min_size=8, max_size=8),
)
def test_whatever_figure_is_answered_is_among_the_shared_answers(
    cuts: tuple[set[Cut], set[Cut]],
    near: tuple[float, float],
    whole: tuple[bool, bool],
    tenths: list[int],
) -> None:
    """What an exact figure leaves possible on both sides is what some set of the shared answers does."""
    own = [
        with_cuts(Domain(Kind.NUMBER, (), near=near[side], whole=whole[side]), cuts[side])
        for side in SIDES
    ]
    shared = shared_fact(own[0], own[1])
    asked = len(shared.domain.values) + shared.apart
    ends = [
        cut.at * (1 + sign * share)
        for side in cuts
        for cut in side
        for sign in (-1, 1)
        for share in near
    ]
    for number in (*(one / 10 for one in tenths), *ends):
        if any(whole) and number != int(number):
            continue
        wanted = [one.around(Range(number, number)) for one in own]
        fitting = [
            at
            for at in range(asked)
            if all(not shared.masks[side][at] & ~wanted[side] for side in SIDES)
        ]
        answer = sum(1 << at for at in fitting)
        assert [shared.mask(answer, side) for side in SIDES] == wanted, number
    if near[0] == near[1] and not any(whole):
        assert not shared.apart
