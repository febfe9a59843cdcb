"""What cases exercise, and what they leave out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from advisor.cases.read.case_file import read_case
from advisor.review.change.coverage import Coverage, coverage
from advisor.review.change.covering import covering_proposals
from advisor.review.change.judging import HANDFUL
from tests.conftest import Run
from tests.review.made import folder, rule_base


def case(path: Path, name: str, text: str) -> Path:
    target = path / f"{name}.yaml"
    target.write_text(f"place: {name}\nfacts:\n{text}", "utf-8")
    return target


@pytest.fixture
def cases(tmp_path: Path) -> list[Path]:
    """A poor village and a rich city."""
    place = tmp_path / "cases"
    place.mkdir()
    return [
        case(place, "village", "  budget: none\n  skill: low\n  population: 300\n"),
        case(place, "city", "  budget: large\n  skill: high\n  population: 100000\n"),
    ]


def covered(found: Coverage, kind: str) -> dict[tuple[str, str], bool]:
    return {(one.about, one.text): one.covered for one in found.things if one.kind == kind}


def test_rules_conditions_rows_options_and_statuses_are_counted(
    tmp_path: Path, cases: list[Path]
) -> None:
    rules = rule_base(tmp_path / "rules")
    found = coverage(rules, [read_case(path, rules) for path in cases])
    fired = {about: done for (about, _), done in covered(found, "rule").items()}
    assert fired == {"C01": True, "C02": True, "S01": True, "S02": True, "W01": False, "A01": True}
    rows = {about: done for (about, _), done in covered(found, "row").items()}
    assert rows == {"capacity, row 1": True, "capacity, row 2": False, "capacity, row 3": True}
    conditions = covered(found, "condition")
    assert conditions["S01", "capacity is low"]
    assert not conditions["W01", "population is at least 500,000"]
    [big] = [one for one in found.things if one.text == "population is at least 500,000"]
    assert big.seen == "never met"
    assert all(covered(found, "option").values())
    assert covered(found, "status")["structure", "firm"]
    assert not covered(found, "status")["structure", "insufficient"]


def test_one_case_alone_covers_less(tmp_path: Path, cases: list[Path]) -> None:
    rules = rule_base(tmp_path / "rules")
    read = [read_case(path, rules) for path in cases]
    assert coverage(rules, read[:1]).percent < coverage(rules, read).percent
    assert coverage(rules, []).percent == 0


def test_the_cases_that_are_proposed_exercise_what_was_missing(
    tmp_path: Path, cases: list[Path]
) -> None:
    rules = rule_base(tmp_path / "rules")
    read = [read_case(path, rules) for path in cases]
    before = coverage(rules, read)
    made = covering_proposals(rules, before)
    after = coverage(rules, [*read, *(one.case for one in made)])
    assert all(one.covered for one in after.things if one.kind in ("rule", "row", "option"))
    assert covered(after, "status")["structure", "insufficient"]
    missing = [one for one in before.things if not one.covered]
    assert len(made) <= len(missing)
    looked: list[tuple[int, int]] = []
    [first] = covering_proposals(rules, before, 1, lambda done, total: looked.append((done, total)))
    assert first == made[0]
    assert looked == [(0, len(missing)), (len(missing), len(missing))]
    for one in made:
        assert one.shows
        assert len(one.asks) <= HANDFUL
        for answer in one.case.answers:
            fewer = coverage(rules, [one.case.without(answer.fact)])
            there = {f"{x.kind} {x.about}: {x.text}" for x in fewer.things if x.covered}
            assert not there.issuperset(one.shows)


def test_the_command_writes_the_cases_that_it_proposes(
    tmp_path: Path, cases: list[Path], run: Run
) -> None:
    books, new = folder(tmp_path / "rules"), tmp_path / "new"
    done = run("rules", "coverage", *cases, "--rules", books, "--propose", new)
    assert done.returncode == 0, done.stderr
    assert "Cases that would exercise more" in done.stdout
    assert run("case", "test", new, "--rules", books).returncode == 0
    assert "to be confirmed by a person" in next(new.iterdir()).read_text("utf-8")


def test_the_command_takes_folders_and_a_floor(tmp_path: Path, cases: list[Path], run: Run) -> None:
    books = folder(tmp_path / "rules")
    done = run("rules", "coverage", cases[0].parent, "--rules", books, "--format", "json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["cases"] == 2
    assert found["shares"]["rule"] == {"covered": 5, "of": 6}
    floor = found["percent"]
    for under, code in ((floor - 1, 0), (floor + 1, 1)):
        done = run("rules", "coverage", *cases, "--rules", books, "--fail-under", str(under))
        assert done.returncode == code
        assert "Rules that never fire" in done.stdout
    assert run("rules", "coverage", *cases, "--rules", books, "--format", "html").returncode == 0
