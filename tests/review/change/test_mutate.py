"""Small wrong changes: which are made, and who notices them."""

from __future__ import annotations

import json
from pathlib import Path

from advisor.cases.read.case_file import read_case
from advisor.knowledge.writer import line_text
from advisor.review.change.mutants import mutants
from advisor.review.change.mutation import Mutation, Notice, mutate
from tests.conftest import Run
from tests.review.made import folder, rule_base


def notices(found: Mutation) -> dict[tuple[str, str], Notice]:
    return {(one.about, one.text): one.notice for one in found.tried}


def test_thresholds_conditions_and_conclusions_are_changed_one_at_a_time(tmp_path: Path) -> None:
    made = list(mutants(rule_base(tmp_path)))
    texts = {(one.about, one.text) for one in made}
    assert ("S01", "'when capacity is low' dropped") in texts
    assert ("S01", "'when capacity is low' becomes 'capacity is high'") in texts
    assert ("S01", "'favour one office strongly' becomes 'oppose one office strongly'") in texts
    assert ("S01", "'favour one office strongly' becomes 'favour offices apart strongly'") in texts
    assert ("S01", "'favour one office strongly' becomes 'favour one office'") in texts
    assert (
        "C02",
        "'when population is at least 20,000' becomes 'population is at least 40,000'",
    ) in texts
    assert ("pull", "'strong from 2' becomes 'from 3'") in texts
    assert ("capacity", "row 1: gives 'high' for 'low'") in texts
    assert ("capacity", "row 1: 'budget is none' dropped") in texts
    assert len(texts) == len(made)


def test_each_mutant_differs_in_one_rule_or_table_only(tmp_path: Path) -> None:
    rules = rule_base(tmp_path)
    for one in mutants(rules):
        assert one.rules.hash != rules.hash
        rules_changed = sum(a != b for a, b in zip(rules.rules, one.rules.rules, strict=True))
        tables = sum(a != b for a, b in zip(rules.assessments, one.rules.assessments, strict=True))
        assert rules_changed + tables == 1, one.text


def test_a_moved_threshold_of_a_number_cuts_anew(tmp_path: Path) -> None:
    [one] = [one for one in mutants(rule_base(tmp_path)) if "40,000" in one.text]
    population = one.rules.items["population"].domain
    assert any(cut.at == 40_000 for cut in population.cuts)
    assert line_text(one.rules.rules_by_id["C02"].when[0]) == "population is at least 40,000"


def test_laws_expectations_and_cases_notice_and_the_rest_is_listed(tmp_path: Path) -> None:
    rules = rule_base(tmp_path / "rules")
    village = tmp_path / "village.yaml"
    village.write_text(
        "place: V\nfacts:\n  budget: none\n  skill: low\n  population: 300\nexpect:\n  structure: one office\n",
        "utf-8",
    )
    found = mutate(rules, [read_case(village, rules)], seconds=60)
    assert len(found.tried) == found.total
    notice = notices(found)
    assert notice["S01", "'when capacity is low' becomes 'capacity is high'"] is Notice.EXPECTED
    assert notice["C01", "'raise pull weakly' becomes 'lower pull weakly'"] is Notice.LAW
    assert notice["A01", "'when skill is low' becomes 'skill is high'"] is Notice.SEEN
    big = "'when population is at least 500,000' becomes 'population is at least 1,000,000'"
    assert notice["W01", big] is Notice.NOBODY
    survivors = found.of(Notice.NOBODY)
    assert all(one.proved for one in survivors)


def test_without_cases_only_laws_notice(tmp_path: Path) -> None:
    found = mutate(rule_base(tmp_path), [], seconds=60)
    assert found.of(Notice.LAW)
    assert not found.of(Notice.SEEN)
    assert not found.of(Notice.EXPECTED)


def test_the_command_is_bounded_and_has_a_floor(tmp_path: Path, run: Run) -> None:
    books = folder(tmp_path)
    done = run("rules", "mutate", "--rules", books, "--format", "json", "--seconds", "30")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["tried"] == found["total"] == sum(found["noticed"].values())
    done = run("rules", "mutate", "--rules", books, "--fail-under", "100", "--seconds", "30")
    assert done.returncode == 1
    assert "Nobody notices" in done.stdout
    done = run("rules", "mutate", "--rules", books, "--seconds", "0.1", "--format", "html")
    assert done.returncode == 0
