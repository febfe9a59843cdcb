"""The matrix, coverage and gaps: the sums of the deck, and unknown apart from missing."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given

from advisor.workforce.coverage import coverage, gap_tables, gaps_of
from advisor.workforce.matrix import required_matrix
from advisor.workforce.model import CompetencyStanding, Person
from advisor.workforce.read.tables import StaffError
from tests.conftest import ROOT
from tests.support.examples import examples
from tests.workforce.made import KEYS, MATRIX, RULES, people, person


def test_the_required_sums_are_those_of_the_matrix() -> None:
    sums = {name: len(MATRIX.required(name)) for name in MATRIX.categories}
    assert sums == {
        "managers": 41,
        "assistants": 41,
        "experts": 26,
        "supporting specialists": 10,
    }


def test_with_experts_the_special_level_counts_for_experts_too() -> None:
    wide = required_matrix(RULES, reading="with experts")
    assert len(wide.required("experts")) == 26 + 12
    assert wide.reading == "with experts"
    assert len(wide.required("supporting specialists")) == 10


def test_an_unknown_reading_is_told_with_the_nearest() -> None:
    with pytest.raises(StaffError) as caught:
        required_matrix(RULES, reading="with expert")
    assert caught.value.problems[0].nearest == "with experts"


def test_a_matrix_of_ones_own(tmp_path: Path) -> None:
    own = tmp_path / "own.md"
    own.write_text(
        "# Own\n\n| competency | level | nature | chiefs | clerks |\n| --- | --- | --- | --- | --- |\n"
        "| X1 to plan | basic | technical | yes | |\n| X2 to write | basic | technical | yes | yes |\n"
    )
    matrix = required_matrix(RULES, own)
    assert matrix.categories == ("chiefs", "clerks")
    assert matrix.required("clerks") == ("X2",)
    assert len(required_matrix(RULES, ROOT / "rules" / "competencies.md").competencies) == 41


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("# Nothing\n", "holds no competencies matrix"),
        ("| competency | x |\n| --- | --- |\n", "other columns"),
    ],
)
def test_a_matrix_that_is_none(tmp_path: Path, content: str, told: str) -> None:
    own = tmp_path / "own.md"
    own.write_text(content)
    with pytest.raises(StaffError, match=told):
        required_matrix(RULES, own)


def test_unknown_is_never_missing() -> None:
    nobody_knows = [person(1, {}), person(2, {"CB01": "unknown"})]
    assert all(cell.missing == cell.partly == 0 for cell in coverage(nobody_knows, MATRIX))
    assert not any(list(gaps_of(one, MATRIX)) for one in nobody_knows)
    assert all(group.with_gaps == 0 for group in gap_tables(nobody_knows, MATRIX).by_level)
    assert gap_tables(nobody_knows, MATRIX).by_category[0].open == 2


@given(people())
@examples(40)
def test_the_counts_add_up(some: list[Person]) -> None:
    for cell in coverage(some, MATRIX):
        assert cell.required == cell.met + cell.partly + cell.missing + cell.unknown
        if not cell.demanded:
            assert cell.required == 0
    tables = gap_tables(some, MATRIX)
    gaps = sum(len(list(gaps_of(one, MATRIX))) for one in some)
    for groups in (tables.by_level, tables.by_nature, tables.by_category, tables.by_department):
        assert sum(group.gaps for group in groups) == gaps


@given(people(), people(most=1))
@examples(40)
def test_a_person_added_never_lowers_coverage(some: list[Person], more: list[Person]) -> None:
    before, after = coverage(some, MATRIX), coverage([*some, *more], MATRIX)
    for earlier, later in zip(before, after, strict=True):
        assert later.met >= earlier.met
        assert later.required >= earlier.required


def test_a_person_who_meets_all_never_lowers_a_share() -> None:
    some = [person(1, {"CB01": "not"}), person(2, {"CB01": "met"})]
    able = person(3, dict.fromkeys(KEYS, CompetencyStanding.MET.value))
    before, after = coverage(some, MATRIX), coverage([*some, able], MATRIX)
    for earlier, later in zip(before, after, strict=True):
        if earlier.share_met is not None:
            assert later.share_met is not None
            assert later.share_met >= earlier.share_met
