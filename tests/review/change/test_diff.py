"""The change of meaning between two rule bases: sentences, given cases, the smallest case."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given

from advisor.cases.keep.made_up import made_up_text
from advisor.cases.model import Answer, Case
from advisor.cases.read.case_file import parse_case
from advisor.cli.rules_diff import diff
from advisor.errors import CaseError, RuleBaseError
from advisor.knowledge.library import read_books
from advisor.review.change.books import BookChange, changes
from advisor.review.change.difference import Comparison, OtherAdvice
from advisor.review.change.shown import shifted
from tests.conftest import Run
from tests.review.made import folder, rule_base
from tests.support.examples import examples
from tests.support.generate import Sketch, load_sketch, sketches


def compared(path: Path, *edits: tuple[str, str]) -> dict[str, OtherAdvice]:
    both = Comparison(rule_base(path / "old"), rule_base(path / "new", *edits))
    return {one.about: one for one in both.all()}


def listed(path: Path, *edits: tuple[str, str]) -> tuple[BookChange, ...]:
    sides = (folder(path / "old"), folder(path / "new", *edits))
    old, new = (read_books(side)[1] for side in sides)
    return changes(old, new)


STRONGER = (
    "### S01 · Scarce means are pooled\n\n- **When** capacity is low",
    "### S01 · Scarce means are pooled\n\n- **When** pull is weak",
)


def test_the_same_rules_are_proved_to_advise_the_same(tmp_path: Path) -> None:
    assert listed(tmp_path) == ()
    assert all(one.witness is None for one in compared(tmp_path).values())


def test_other_words_are_told_apart_from_another_meaning(tmp_path: Path) -> None:
    edits = [
        ("what is scarce does more in one place", "few people do more in one room"),
        ("raise pull moderately", "raise pull strongly"),
    ]
    found = listed(tmp_path, *edits)
    assert [(one.how, one.name) for one in found] == [("changed", "C02"), ("reworded", "S01")]
    assert found[0].before == (("Then", "raise pull moderately"),)
    assert found[0].after == (("Then", "raise pull strongly"),)


def test_a_change_that_moves_no_advice_is_proved_to_move_none(tmp_path: Path) -> None:
    """Two points are enough for a strong pull, so a third one changes nothing."""
    found = compared(tmp_path, ("raise pull moderately", "raise pull strongly"))
    assert found["recommendations"].witness is None
    assert found["misfits and actions"].witness is None


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


WRITTEN = [
    ("- **Close call** within 0 points", "- **Close call** within 2 points", "Close call"),
    (
        "- **Close call** within 0 points",
        "- **Close call** within 0 points\n- **Judge by** main",
        "Judge by",
    ),
    ("**Owner** head of personnel", "**Owner** head of personnel\n- **Effort** large", "Effort"),
    ("**Owner** head of personnel", "**Owner** head of personnel\n- **Needs** a room", "Needs"),
    ("- **Warn** One office will", "- **Weight** grave\n- **Warn** One office will", "Weight"),
    ("- **Answers** number of", "- **Near** a tenth\n- **Answers** number of", "Near"),
    ("- **Answers** number of", "- **Formerly** people\n- **Answers** number of", "Formerly"),
    ("- **Answers** number of", "- **Group by** yes\n- **Answers** number of", "Group by"),
    ("- **When equal** prefer one", "- **When equal** keep today, then prefer one", "When equal"),
]
TODAY = """### today

- **Ask** What is there today?
- **Answers** nothing | one office
  - *nothing*: no office
  - *one office*: one
- **Why** It counts.
- **Can change** no
- **Source** [book] 1

## Arguments
"""


@pytest.mark.parametrize(("old", "new", "label"), WRITTEN)
def test_whatever_a_book_says_otherwise_is_told(
    tmp_path: Path, old: str, new: str, label: str
) -> None:
    today = ("## Arguments\n", TODAY)
    (change,) = changes(
        read_books(folder(tmp_path / "old", today))[1],
        read_books(folder(tmp_path / "new", today, (old, new)))[1],
    )
    assert change.how == "changed"
    assert label in {one for one, _ in (*change.before, *change.after)}


ACTION = "### A01 · Train first"
SECOND = """### A02 · Hire

- **When** skill is low
- **Advise** Hire somebody.
- **Phase** first year
- **Owner** mayor
- **Because** it helps.
- **Evidence** guidance
- **Source** [book] 10

"""
MARGIN = "- **Close call** within 0 points"
SHOWN = [
    (
        (MARGIN, MARGIN.replace("0 points", "3 points")),
        "points and close calls",
        "structure",
    ),
    (("favour one office strongly", "favour one office"), "points and close calls", "structure"),
    (("strong from 2", "strong from 1"), "assessments", "pull"),
    (("**Phase** first year", "**Phase** later"), "misfits and actions", "A01"),
    (("**Owner** head of personnel", "**Owner** mayor"), "misfits and actions", "A01"),
    (
        ("**Owner** head of personnel", "**Owner** head of personnel\n- **Part** leader's task"),
        "misfits and actions",
        "A01",
    ),
    (("- **Advise** Train the staff.", "- **Advise** Train all."), "misfits and actions", "A01"),
    (
        ("**Owner** head of personnel", "**Owner** head of personnel\n- **Effort** large"),
        "misfits and actions",
        "A01",
    ),
    (
        ("**Owner** head of personnel", "**Owner** head of personnel\n- **Needs** the mayor"),
        "misfits and actions",
        "A01",
    ),
]


@pytest.mark.parametrize(("edit", "about", "name"), SHOWN)
def test_all_that_a_reader_is_shown_is_compared(
    tmp_path: Path, edit: tuple[str, str], about: str, name: str
) -> None:
    found = compared(tmp_path, edit)
    assert found[about].witness is not None
    assert [moved[0] for moved in found[about].moved] == [name]
    assert found[about].smallest
    case = Case("x", ())
    old, new = rule_base(tmp_path / "old"), rule_base(tmp_path / "new", edit)
    for fact, values in found[about].witness.answers:
        if fact != "population":
            case = case.with_answer(Answer(fact, values))
    if "population" not in dict(found[about].witness.answers):
        shift = shifted(old, new, case, case)
        assert shift is not None
        assert any(name in moved for moved, _, _ in shift.moved)


def test_another_order_of_the_actions_is_seen(tmp_path: Path) -> None:
    old = rule_base(tmp_path / "old", (ACTION, SECOND + ACTION))
    new = rule_base(tmp_path / "new", ("## Laws", f"{SECOND}## Laws"))
    found = Comparison(old, new).about("misfits and actions")
    assert found.moved == (("order of the actions: first year", "A02, A01", "A01, A02"),)
    case = Case("x", (Answer("skill", ("low",)),))
    shift = shifted(old, new, case, case)
    assert shift is not None
    assert shift.moved == found.moved


def test_a_decision_that_only_one_side_knows_is_not_called_the_same(
    tmp_path: Path, run: Run
) -> None:
    other = (
        "### Decision: name\n\n- **Question** Which?\n- **Options** long | short\n"
        "- **Close call** within 0 points\n"
        "- **Source** [book] 1\n\n"
    )
    voice = rule_of("S09", "budget is large", "favour long")
    new = folder(tmp_path / "new", ("## Arguments\n", f"{other}## Arguments\n\n{voice}"))
    done = run("rules", "diff", folder(tmp_path / "old"), new)
    assert done.returncode == 1
    assert "name, which only one of the two knows" in " ".join(done.stdout.split())
    assert "the same for every case" not in done.stdout
    assert "S09" in done.stdout
    assert "no case is shown anything else" not in " ".join(done.stdout.split())


def rule_of(identifier: str, when: str, then: str) -> str:
    return (
        f"### {identifier} · Added\n\n- **When** {when}\n- **Then** {then}\n"
        "- **Because** so.\n- **Evidence** moderate\n- **Source** [book] 1\n\n"
    )


@examples(15)
@given(sketches(), sketches())
def test_what_is_found_between_any_two_rule_bases_is_confirmed_by_the_engine(
    one: Sketch, two: Sketch
) -> None:
    """It would raise an error if the engine showed no difference; none exists between a base and itself.

    What can be written as a case file is read by both as it was meant.
    """
    rules = [load_sketch(sketch) for sketch in (one, two)]
    for other in Comparison(*rules, seconds=5).all():
        case = other.witness.case if other.witness else None
        if case is None:
            continue
        for side in rules:
            if all(answer.fact in side.fact_names for answer in case.answers):
                again = parse_case(made_up_text(case, other.about), "case.yaml", side)
                assert again.masks(side) == case.masks(side)
    again = Comparison(rules[0], rules[0], seconds=5).all()
    assert all(found.witness is None for found in again)


NEAR = "- **Near** a tenth\n- **Answers** number of"


def near(path: Path, *edits: tuple[str, str]) -> dict[str, OtherAdvice]:
    """Compare the rules with a border at each threshold with changed ones."""
    plain = ("- **Answers** number of", NEAR)
    both = Comparison(rule_base(path / "old", plain), rule_base(path / "new", plain, *edits))
    return {one.about: one for one in both.all()}


@pytest.mark.parametrize("share", ["a fifth", "", "3 percent"])
def test_another_border_at_a_threshold_is_shown_by_an_exact_figure(
    tmp_path: Path, share: str, run: Run
) -> None:
    edit = (NEAR, NEAR.replace("a tenth", share) if share else "- **Answers** number of")
    told = near(tmp_path, edit)["recommendations"]
    assert told.witness is not None
    assert told.witness.case is not None
    [figure] = [str(one) for one in told.witness.case.by_fact["population"].values]
    assert f"exactly {figure}" in dict(told.witness.answers)["population"]
    sides = [rule_base(tmp_path / "old", ("- **Answers** number of", NEAR))]
    sides.append(rule_base(tmp_path / "new", ("- **Answers** number of", NEAR), edit))
    case = told.witness.case
    assert shifted(sides[0], sides[1], case, case) is not None
    done = run("rules", "diff", tmp_path / "old", tmp_path / "new")
    assert done.returncode == 1
    assert "the same for every case" not in " ".join(done.stdout.split())


def test_the_same_border_makes_no_difference(tmp_path: Path) -> None:
    assert all(one.witness is None for one in near(tmp_path).values())


def test_a_figure_at_a_border_is_one_answer(tmp_path: Path) -> None:
    """What shows only at both sides of a threshold shows in a complete case: that of an exact figure."""
    split = "- **When** population is at least 20,000 or population is below 20,000"
    told = near(tmp_path, ("- **When** population is at least 20,000", split))["assessments"]
    assert told.witness is not None
    either = ("- **When** skill is low", f"- **When** skill is low\n{split}")
    told = near(tmp_path / "either", either)["misfits and actions"]
    assert not told.open_only
    assert told.witness is not None


def test_what_undoes_each_other_is_shown_by_itself(tmp_path: Path, run: Run) -> None:
    """One rule gives what another takes: nothing differs, and still neither of them does nothing."""
    rules = rule_of("X01", "skill is low", "favour one office weakly")
    rules += rule_of("X02", "skill is low", "oppose one office weakly")
    new = folder(tmp_path / "new", ("## Laws", f"{rules}## Laws"))
    done = run("rules", "diff", folder(tmp_path / "old"), new, "--format", "json")
    found = json.loads(done.stdout)
    assert done.returncode == 0
    by = {one["about"]: one for one in found["by_change"]}
    assert all(one["by_itself"] for one in by.values())
    points = {name: [step[1:] for step in one["moved"]][-1] for name, one in by.items()}
    assert points["X01"] == ["one office 2; offices apart 0", "one office 3; offices apart 0"]
    assert points["X02"] == ["one office 4; offices apart 0", "one office 3; offices apart 0"]
    assert "which rules argue" in run("rules", "diff", tmp_path / "old", new).stdout


def test_a_rule_that_says_what_another_says_shows_where_only_it_holds(tmp_path: Path) -> None:
    again = (
        "### W00 · Again\n\n- **When** budget is none\n"
        "- **Warn** One office will be far from many residents.\n- **Because** so.\n"
        "- **Evidence** moderate\n- **Source** [book] 1\n\n"
    )
    both = Comparison(
        rule_base(tmp_path / "old"), rule_base(tmp_path / "new", ("## Laws", f"{again}## Laws"))
    )
    [change] = both.by_change()
    assert [name for name, _, _ in change.moved] == ["W00"]


def test_only_what_can_move_something_is_named_behind_it(tmp_path: Path) -> None:
    """W01 follows from the structure, so it is behind no points; a new warning is behind none either."""
    warn = (
        "### W09 · Poor\n\n- **When** skill is low\n- **Warn** Nobody can.\n- **Because** so.\n"
        "- **Evidence** moderate\n- **Source** [book] 1\n\n"
    )
    found = compared(
        tmp_path, ("favour one office strongly", "favour one office"), ("## Laws", f"{warn}## Laws")
    )
    assert found["points and close calls"].through == ("S01",)
    old = rule_base(tmp_path / "a")
    new = rule_base(tmp_path / "b", STRONGER, ("## Laws", f"{warn}## Laws"))
    case = Case("x", (Answer("skill", ("low",)),))
    shift = shifted(old, new, case, case)
    assert shift is not None
    assert shift.through == ("S01", "W09")


def test_cases_that_neither_side_can_read_are_an_error(tmp_path: Path) -> None:
    sides = [str(folder(tmp_path / "old")), str(folder(tmp_path / "new", STRONGER))]
    broken = tmp_path / "broken.yaml"
    broken.write_text("place: X\nfacts:\n  bugdet: none\n", "utf-8")
    (tmp_path / "empty").mkdir()
    for wrong in (tmp_path / "nosuch.yaml", broken, tmp_path / "empty"):
        with pytest.raises(CaseError):
            CliRunner().invoke(diff, [*sides, "--cases", str(wrong)], catch_exceptions=False)


UNREAD = [
    ("- **Formerly** people\n", "", "the fact 'population' by its former name 'people'"),
    (
        "number of inhabitants",
        "whole number of inhabitants",
        "population: numbers that are not whole",
    ),
    ("from 1 to", "from 100 to", "population: numbers below 100"),
    ("to 1,000,000", "to 900,000", "population: numbers above 900,000"),
]


@pytest.mark.parametrize(("old", "new", "told"), UNREAD)
def test_what_can_no_longer_be_read_is_told(tmp_path: Path, old: str, new: str, told: str) -> None:
    first = ("- **Answers** number of", "- **Formerly** people\n- **Answers** number of")
    sides = [str(folder(tmp_path / "old", first)), str(folder(tmp_path / "new", first, (old, new)))]
    done = CliRunner().invoke(diff, [*sides, "--format", "json"])
    assert json.loads(done.output)["no_longer_read"] == [told]
    assert done.exit_code == 1
    done = CliRunner().invoke(diff, sides[::-1])
    assert done.exit_code == 0
    assert told in " ".join(done.output.split())


def test_a_folder_has_a_name(tmp_path: Path) -> None:
    with pytest.raises(RuleBaseError, match="neither a folder nor a git revision"):
        CliRunner().invoke(diff, [str(folder(tmp_path / "old")), ""], catch_exceptions=False)


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
    assert "what is compared is the same for every case" in " ".join(done.stdout.split())
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
