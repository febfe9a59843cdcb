"""The change of meaning between two rule bases: sentences, given cases, the smallest case."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from advisor.review.change.books import changes
from advisor.review.change.difference import Comparison, Smallest
from tests.conftest import Run
from tests.review.made import folder, rule_base


def compared(path: Path, *edits: tuple[str, str]) -> dict[str, Smallest]:
    both = Comparison(rule_base(path / "old"), rule_base(path / "new", *edits))
    return {one.about: one for one in both.smallest()}


STRONGER = (
    "### S01 · Scarce means are pooled\n\n- **When** capacity is low",
    "### S01 · Scarce means are pooled\n\n- **When** pull is weak",
)


def test_the_same_rules_are_proved_to_advise_the_same(tmp_path: Path) -> None:
    assert changes(rule_base(tmp_path / "a"), rule_base(tmp_path / "b")) == ()
    assert all(one.witness is None for one in compared(tmp_path).values())


def test_other_words_are_told_apart_from_another_meaning(tmp_path: Path) -> None:
    edits = [
        ("what is scarce does more in one place", "few people do more in one room"),
        ("raise pull moderately", "raise pull strongly"),
    ]
    found = changes(rule_base(tmp_path / "old"), rule_base(tmp_path / "new", *edits))
    assert [(one.how, one.name) for one in found] == [("changed", "C02"), ("reworded", "S01")]
    assert found[0].before == (("Then", "raise pull"),)
    assert found[0].after == (("Then", "raise pull strongly"),)


def test_a_change_that_moves_no_advice_is_proved_to_move_none(tmp_path: Path) -> None:
    """Two points are enough for a strong pull, so a third one changes nothing."""
    found = compared(tmp_path, ("raise pull moderately", "raise pull strongly"))
    assert all(one.witness is None for one in found.values())


def test_the_smallest_case_names_the_answers_the_move_and_the_rule(tmp_path: Path) -> None:
    found = compared(tmp_path, STRONGER)["recommendations"]
    assert found.witness is not None
    assert len(found.witness.answers) == 1
    [(decision, was, now)] = found.moved
    assert decision == "structure"
    assert {was, now} == {"one office", "nothing"}
    assert "S01" in found.through


def test_thresholds_of_numbers_are_compared_where_they_differ(tmp_path: Path) -> None:
    found = compared(tmp_path, ("population is at least 20,000", "population is at least 10,000"))
    both = found["recommendations"].witness
    assert both is not None
    assert dict(both.answers)["population"] == ("at least 10,000, below 20,000",)
    assert "C02" in found["recommendations"].through


def test_a_new_misfit_and_a_removed_action_are_found(tmp_path: Path) -> None:
    found = compared(tmp_path, ("- **Warn** One office will", "- **Warn** A single office will"))
    misfits = found["misfits and actions"]
    assert found["recommendations"].witness is None
    assert [name for name, _, _ in misfits.moved] == ["W01"]


def test_an_answer_that_only_one_side_knows_does_not_disturb(tmp_path: Path) -> None:
    found = compared(
        tmp_path,
        ("none < small < large", "none < small < large < huge"),
        (
            "  - *large*: a funded programme\n",
            "  - *large*: a funded programme\n  - *huge*: more\n",
        ),
        ("When** budget is large", "When** budget is at least large"),
    )
    assert all(one.witness is None for one in found.values())


def test_the_command_compares_folders_and_cases(tmp_path: Path, run: Run) -> None:
    old, new = folder(tmp_path / "old"), folder(tmp_path / "new", STRONGER)
    case = tmp_path / "case.yaml"
    case.write_text("place: X\nfacts:\n  budget: none\n  population: 50000\n", "utf-8")
    done = run("rules", "diff", old, new, "--cases", case, "--format", "json")
    assert done.returncode == 1, done.stderr
    found = json.loads(done.stdout)
    assert [(one["how"], one["name"]) for one in found["changes"]] == [("changed", "S01")]
    [shift] = found["cases"]
    assert shift["through"][0] == "S01"
    done = run("rules", "diff", old, old, "--cases", case)
    assert done.returncode == 0
    assert "the advice is the same for every case" in " ".join(done.stdout.split())
    assert run("rules", "diff", old, new, "--format", "html").returncode == 1


def test_the_command_reads_git_revisions(tmp_path: Path, run: Run) -> None:
    def git(*words: str) -> None:
        who = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
        subprocess.run(["git", "-C", str(tmp_path), *who, *words], check=True, capture_output=True)

    git("init", "-q")
    folder(tmp_path / "rules")
    git("add", ".")
    git("commit", "-qm", "one")
    folder(tmp_path / "rules", STRONGER)
    done = run("rules", "diff", "HEAD", "rules", cwd=tmp_path, env={"PYTHONPATH": str(Path.cwd())})
    assert done.returncode == 1, done.stderr
    assert "S01" in done.stdout
    done = run(
        "rules", "diff", "nowhere", "rules", cwd=tmp_path, env={"PYTHONPATH": str(Path.cwd())}
    )
    assert done.returncode == 2
    assert "neither a folder nor a git revision" in done.stderr
