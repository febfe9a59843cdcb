"""From statements and sources to what carries them, and what is left out."""

from __future__ import annotations

import json
from pathlib import Path

from advisor.knowledge.library import load_rules
from advisor.review.evidence.trace import trace
from tests.conftest import Run
from tests.review.made import folder, rule_base

STATEMENT = """## Statements

### D1 · Means are pooled

- **Statement** Scarce means are pooled.
- **Carried by** S01, capacity, L01, A01
- **Source** [book] 1

### D2 · Weather

- **Statement** It rains.
- **Carried by** skill
- **Source** [book] 2

## Sources
"""


def test_every_statement_of_the_deck_is_carried_and_every_source_cited_or_waived() -> None:
    tracing = trace(load_rules())
    assert [row.key for row in tracing.statements] == [f"D{number}" for number in range(1, 14)]
    assert tracing.gaps == ()


def test_what_carries_a_statement_is_told_by_kind_and_gaps_are_named(tmp_path: Path) -> None:
    tracing = trace(rule_base(tmp_path, ("## Sources\n", STATEMENT)))
    first, second = tracing.statements
    assert dict(first.carried.kinds) == {
        "rules": ("S01",),
        "actions": ("A01",),
        "assessments": ("capacity",),
        "laws": ("L01",),
    }
    assert not second.carried.speaks
    assert [gap.about for gap in tracing.gaps] == ["D2"]


def test_a_source_that_nothing_cites_is_a_gap_unless_it_is_waived(tmp_path: Path) -> None:
    other = "### other\n\n- **Author** A\n- **Year** 1\n- **Title** T\n- **Venue** V\n- **Address** none\n"
    assert [
        gap.about
        for gap in trace(rule_base(tmp_path / "1", ("### book\n", f"{other}\n### book\n"))).gaps
    ] == ["other"]
    waived = other + "- **Waive** never cited: read for the survey\n"
    assert trace(rule_base(tmp_path / "2", ("### book\n", f"{waived}\n### book\n"))).gaps == ()


def test_the_command_has_three_forms_and_ends_with_1_on_gaps(tmp_path: Path, run: Run) -> None:
    clean = folder(tmp_path / "clean")
    for form in ("text", "html", "json"):
        assert run("rules", "trace-to-source", "--rules", clean, "--format", form).returncode == 0
    gapped = folder(tmp_path / "gapped", ("## Sources\n", STATEMENT))
    done = run("rules", "trace-to-source", "--rules", gapped, "--format", "json")
    assert done.returncode == 1
    assert json.loads(done.stdout)["not_covered"][0]["about"] == "D2"
