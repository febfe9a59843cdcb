"""docs/knowledge.md tells of every proposition and every conflict, and names only what exists."""

from __future__ import annotations

import re
from pathlib import Path

from advisor import load_rules

RULES = load_rules()
PAGE = Path("docs/knowledge.md").read_text(encoding="utf-8")
NAMES = {
    *RULES.rules_by_id,
    *(law.id for law in RULES.laws),
    *RULES.items,
    *(one.key for one in RULES.competencies),
}


def rows(heading: str) -> list[tuple[str, list[str], str]]:
    """The rows of the table in a section: first cell, names in the second, third cell."""
    section = PAGE.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")][2:]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [(one, [name.strip() for name in two.split(",")], three) for one, two, three in cells]


def test_all_133_propositions_are_there_once() -> None:
    ids = [proposition for proposition, _, _ in rows("The propositions")]
    assert len(ids) == 133
    assert len(set(ids)) == 133


def test_a_proposition_is_used_or_says_why_it_is_left_out() -> None:
    for proposition, used, judged in rows("The propositions"):
        if used == ["left out"]:
            assert judged, f"{proposition} is left out without a reason"
        else:
            assert set(used) <= NAMES, f"{proposition}: {set(used) - NAMES}"


def test_all_40_conflicts_are_visible_somewhere() -> None:
    found = rows("Where propositions conflict")
    propositions = {proposition for proposition, _, _ in rows("The propositions")}
    assert len({pair for pair, _, _ in found}) == 40
    for pair, where, how in found:
        assert set(pair.split(" + ")) <= propositions, pair
        assert set(where) <= NAMES, f"{pair}: {set(where) - NAMES}"
        assert how


def test_every_id_in_the_text_exists() -> None:
    mentioned = set(re.findall(r"\b(?:C[ABS]\d\d|[ACLMPQRSTW]\d\d)\b", PAGE))
    assert mentioned <= NAMES, mentioned - NAMES


def test_every_key_of_a_source_exists() -> None:
    mentioned = set(re.findall(r"\[([a-z][a-z0-9-]+)\](?!\()", PAGE))
    assert mentioned <= set(RULES.sources_by_key), mentioned - set(RULES.sources_by_key)


ORDER = ("weak", "guidance", "moderate", "strong")


def test_every_source_has_a_place_in_the_standard_of_grades() -> None:
    keys = [key for _, works in grade_rows() for key in works]
    assert sorted(keys) == sorted(RULES.sources_by_key)


def test_no_rule_has_a_higher_grade_than_its_sources_carry() -> None:
    most = {key: ORDER.index(grade) for grade, works in grade_rows() for key in works}
    for rule in RULES.rules:
        carried = max(most[one.key] for one in rule.sources)
        assert ORDER.index(rule.evidence.value) <= carried, f"{rule.id} is {rule.evidence.value}"


def test_a_rule_on_the_documented_cases_alone_is_weak() -> None:
    for rule in RULES.rules:
        if {one.key for one in rule.sources} == {"real-cases"}:
            assert rule.evidence.value == "weak", rule.id


def grade_rows() -> list[tuple[str, list[str]]]:
    """The rows of the table of grades: the grade, and the works that carry no more."""
    section = PAGE.partition("## How evidence is graded\n")[2].partition("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")][2:]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [(grade, [key.strip() for key in works.split(",")]) for grade, works in cells]
