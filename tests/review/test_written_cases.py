"""What shows a finding, a broken law or a difference can be read again, and shows the same then."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor.cases.model import Case
from advisor.cases.read.case_file import read_case
from advisor.inference.compile import compile_rules
from advisor.inference.experta.engine import SoFar
from advisor.inference.play import played
from advisor.knowledge.library import load_rules
from advisor.knowledge.model import RuleBase
from tests.conftest import Run
from tests.review.made import folder
from tests.support.books import facts_and_decision

BEFORE = "### W01 · One office"
L02 = "**Raising** budget **never lowers** offices apart"


def rule(identifier: str, *lines: str) -> tuple[str, str]:
    """Return the change that adds a rule."""
    entries = "\n".join(f"- {line}" for line in lines)
    ending = "- **Because** it was added.\n- **Evidence** moderate\n- **Source** [book] 8\n"
    return BEFORE, f"### {identifier} · Added\n\n{entries}\n{ending}\n{BEFORE}"


def so_far(rules: RuleBase, case: Case) -> SoFar:
    return played(compile_rules(rules), case.masks(rules))


def points(rules: RuleBase, case: Case, option: str = "offices apart") -> int:
    code = rules.items["structure"].domain.code(option)
    assert code is not None
    return so_far(rules, case).verdicts["structure"].scores[code]


def written(path: Path, rules: RuleBase) -> dict[str, Case]:
    """Read all case files of a folder; each has to say that it is made up, and what it shows."""
    found = {}
    for file in sorted(path.iterdir()):
        assert file.read_text("utf-8").startswith("# ")
        found[file.stem] = read_case(file, rules)
        assert found[file.stem].fictional
    return found


def needed(case: Case) -> set[str]:
    return {answer.fact for answer in case.answers}


def test_a_gap_is_written_with_the_answers_that_fall_into_it(tmp_path: Path, run: Run) -> None:
    books = folder(tmp_path / "books", ("| | | high |", "| large | high | high |"))
    done = run("rules", "check", "--rules", books, "--write-cases", tmp_path / "cases")
    assert done.returncode == 1
    assert done.stderr == f"1 case file written to {tmp_path / 'cases'}\n"
    rules = load_rules(books)
    [(name, case)] = written(tmp_path / "cases", rules).items()
    assert name == "gap-capacity"
    assert needed(case) == {"budget", "skill"}
    assert so_far(rules, case).findings["capacity"].value is None
    assert run("advise", tmp_path / "cases" / "gap-capacity.yaml", "--rules", books).returncode == 0


def test_a_law_that_a_case_breaks_is_written_with_the_answers_that_break_it(
    tmp_path: Path, run: Run
) -> None:
    broken = (
        "when capacity is low, structure is one",
        "when population is at least 20,000, pull is weak or structure is one",
    )
    books = folder(tmp_path / "books", broken)
    cases = tmp_path / "cases"
    assert run("rules", "prove", "L01", "--rules", books, "--write-cases", cases).returncode == 1
    rules = load_rules(books)
    [(name, case)] = written(cases, rules).items()
    assert name == "l01-broken"
    found = so_far(rules, case)
    option = found.verdicts["structure"].winner
    assert option is not None
    assert rules.decisions[0].options[option] == "offices apart"
    for fact in needed(case):
        fewer = so_far(rules, case.without(fact))
        still = fewer.verdicts["structure"].winner == option and fewer.values["pull"] == 0b10
        assert not (still and fewer.values["population"] == found.values["population"])


def test_a_law_about_a_fact_is_written_as_two_cases_that_differ_in_it(
    tmp_path: Path, run: Run
) -> None:
    against = rule("S03", "**When** budget is large", "**Then** oppose offices apart weakly")
    books, cases = folder(tmp_path / "books", against), tmp_path / "cases"
    assert run("rules", "prove", "L02", "--rules", books, "--write-cases", cases).returncode == 1
    rules = load_rules(books)
    both = written(cases, rules)
    before, after = both["l02-broken-before"], both["l02-broken-after"]
    assert before.without("budget").answers == after.without("budget").answers
    assert (before.sure("budget"), after.sure("budget")) == ("small", "large")
    assert points(rules, after) < points(rules, before)


def test_a_law_about_an_assessment_is_written_in_answers_that_give_it_its_values(
    tmp_path: Path, run: Run
) -> None:
    """No file can answer an assessment: the facts of one case give it one value, those of the other the other."""
    law = (L02, "**Raising** capacity **never lowers** offices apart")
    against = rule(
        "S03",
        "**When** capacity is high",
        "**When** population is below 10,000",
        "**Then** oppose offices apart",
    )
    books, cases = folder(tmp_path / "books", law, against), tmp_path / "cases"
    assert run("rules", "prove", "L02", "--rules", books, "--write-cases", cases).returncode == 1
    rules = load_rules(books)
    both = written(cases, rules)
    assert set(both) == {"l02-broken-before", "l02-broken-after"}
    before, after = both["l02-broken-before"], both["l02-broken-after"]
    values = [so_far(rules, case).values["capacity"] for case in (before, after)]
    assert values == [0b01, 0b10]
    assert needed(before) <= {"budget", "skill", "population"}
    assert points(rules, after) < points(rules, before)
    assert before.masks(rules)["population"] == after.masks(rules)["population"]


def test_a_difference_is_written_so_that_both_rule_bases_read_it(tmp_path: Path, run: Run) -> None:
    old = folder(tmp_path / "old")
    new = folder(tmp_path / "new", ("at least 20,000", "at least 30,000"))
    cases = tmp_path / "cases"
    assert run("rules", "diff", old, new, "--write-cases", cases).returncode == 1
    sides = [load_rules(old), load_rules(new)]
    assert set(written(cases, sides[0])) == set(written(cases, sides[1]))
    runs = [so_far(rules, written(cases, rules)["other-assessments"]) for rules in sides]
    assert runs[0].values["pull"] != runs[1].values["pull"]
    assert needed(written(cases, sides[0])["other-assessments"]) == {"population"}
    runs = [so_far(rules, written(cases, rules)["change-of-c02"]) for rules in sides]
    assert runs[0].values["pull"] != runs[1].values["pull"]


def test_a_fact_that_only_one_side_asks_for_is_told(tmp_path: Path, run: Run) -> None:
    fact = (
        "### weather\n\n- **Ask** How is it?\n- **Answers** bad < good\n  - *bad*: rain\n  - *good*: sun\n"
        "- **Why** Nobody knows.\n- **Can change** daily\n- **Source** [book] 1\n\n### capacity\n"
    )
    storm = rule("W02", "**When** weather is bad", "**Warn** Take a coat with you.")
    old, new = folder(tmp_path / "old"), folder(tmp_path / "new", ("### capacity\n", fact), storm)
    cases = tmp_path / "cases"
    assert run("rules", "diff", old, new, "--write-cases", cases).returncode == 1
    both = written(cases, load_rules(new))
    assert set(both) == {"other-misfits-and-actions", "change-of-w02"}
    assert [case.sure("weather") for case in both.values()] == ["bad", "bad"]
    name = "other-misfits-and-actions"
    told = " ".join((cases / f"{name}.yaml").read_text("utf-8").replace("#", "").split())
    assert "Only the new rules ask for weather. So this file is read by the new rules" in told
    assert run("rules", "diff", new, old, "--write-cases", tmp_path / "back").returncode == 1
    told = " ".join(
        (tmp_path / "back" / f"{name}.yaml").read_text("utf-8").replace("#", "").split()
    )
    assert "Only the old rules ask for weather. So this file is read by the old rules" in told


def test_the_one_figure_near_to_its_own_threshold_is_written_as_a_range(
    tmp_path: Path, run: Run
) -> None:
    """As a figure it could be less, and would not break the law; a range is taken as it is given."""
    books = tmp_path / "books"
    books.mkdir()
    ending = "- **Because** it is so.\n- **Evidence** strong\n- **Source** [deck] I\n\n"
    number = (
        "### size\n\n- **Ask** How many?\n- **Answers** number of people from 1 to 100\n- **Near** a tenth\n"
        "- **Why** It counts.\n- **Can change** no\n- **Source** [deck] I\n"
    )
    texts = facts_and_decision() | {
        "size.md": number,
        "rules.md": f"### S1 · A claim\n\n- **When** size is 50\n- **Then** favour left strongly\n{ending}"
        f"### S2 · A claim\n\n- **Then** favour right weakly\n{ending}",
        "laws.md": "### L1 · Right\n\n- **Always** when size is 50, side is not left\n- **Source** [deck] I\n",
    }
    for name, text in texts.items():
        (books / name).write_text(text, "utf-8")
    cases = tmp_path / "cases"
    done = run("rules", "prove", "L1", "--rules", books, "--write-cases", cases)
    assert done.returncode == 1
    assert "size: 50 to 50" in (cases / "l1-broken.yaml").read_text("utf-8")
    rules = load_rules(books)
    assert so_far(rules, written(cases, rules)["l1-broken"]).verdicts["side"].winner == 0


@pytest.mark.parametrize("command", ["check", "prove", "diff"])
def test_a_folder_that_holds_something_is_refused_before_anything_is_done(
    tmp_path: Path, run: Run, command: str
) -> None:
    books = folder(tmp_path / "books")
    cases = tmp_path / "cases"
    cases.mkdir()
    (cases / "mine.yaml").write_text("mine", "utf-8")
    given = (
        ("rules", command, books, books)
        if command == "diff"
        else ("rules", command, "--rules", books)
    )
    done = run(*given, "--write-cases", cases)
    assert (done.returncode, done.stdout) == (2, "")
    assert "the folder for the cases is not empty" in done.stderr
    assert "--force" in done.stderr
    done = run(*given, "--write-cases", cases, "--force")
    assert (done.returncode, done.stderr) == (0, "no case to write\n")
    assert (cases / "mine.yaml").read_text("utf-8") == "mine"
    assert run(*given, "--force").returncode == 2


def test_the_page_may_be_written_into_the_same_folder(tmp_path: Path, run: Run) -> None:
    books = folder(tmp_path / "books", ("| | | high |", "| large | high | high |"))
    cases = tmp_path / "cases"
    cases.mkdir()
    page = ("-o", cases / "found.html")
    done = run("rules", "check", "--rules", books, "--write-cases", cases, *page)
    assert done.returncode == 1, done.stderr
    assert {one.name for one in cases.iterdir()} == {"found.html", "gap-capacity.yaml"}
