"""A rename between two rule bases is told once, and all else is compared by the names of today."""

from __future__ import annotations

import json
from itertools import product
from pathlib import Path

import pytest
from click.testing import CliRunner

from advisor.cases.read.case_file import read_case
from advisor.cli.main import cli
from advisor.cli.rules_diff import diff
from advisor.knowledge.library import load_rules, read_books
from advisor.review.change.books import BookChange, changes
from advisor.review.change.renamed import RenamedName, in_new_words, under_todays_names
from advisor.review.writing.rename import plan_rename
from tests.review.made import folder

RENAMES = (
    ("budget", "money"),
    ("money", "funds"),
    ("funds is none", "nothing"),
    ("capacity", "ability"),
    ("ability is low", "scarce"),
    ("structure", "shape"),
    ("shape is one office", "one house"),
)


@pytest.fixture
def old(tmp_path: Path) -> Path:
    return folder(tmp_path / "old")


@pytest.fixture
def new(tmp_path: Path) -> Path:
    path = folder(tmp_path / "new")
    for before, after in RENAMES:
        plan_rename(str(path), before, after).files.write(str(path))
    return path


def edit(path: Path, before: str, after: str) -> None:
    texts = {book: book.read_text("utf-8") for book in path.glob("*.md")}
    assert any(before in text for text in texts.values())
    for book, text in texts.items():
        book.write_text(text.replace(before, after), "utf-8")


def listed(old: Path, new: Path) -> tuple[BookChange, ...]:
    sides = [read_books(side)[1] for side in (old, new)]
    found = under_todays_names(sides[0], load_rules(old), load_rules(new))
    return changes(found.books, sides[1], found.names)


def compared(*words: object) -> tuple[int, str]:
    done = CliRunner().invoke(diff, [str(word) for word in words])
    return done.exit_code, done.output


def test_a_pure_rename_yields_the_names_and_a_proof(old: Path, new: Path) -> None:
    code, text = compared(old, new)
    text = " ".join(text.split())
    assert code == 0
    assert "3 renamed; what is compared is the same for every case" in text
    assert "Renamed: budget is now funds (formerly budget)" in text
    assert "Renamed: none is now nothing (formerly none)" in text
    assert "Renamed: one office is now one house (formerly one office)" in text
    assert text.count("proved to mean the same.") == 4
    assert "was:" not in text
    assert {one.how for one in listed(old, new)} == {"renamed"}


def test_it_is_told_in_every_form(old: Path, new: Path, tmp_path: Path) -> None:
    docx = pytest.importorskip("docx")
    for ending in (".html", ".md", ".docx", ".json"):
        assert compared(old, new, "-o", tmp_path / f"page{ending}")[0] == 0
    for ending in (".html", ".md"):
        text = (tmp_path / f"page{ending}").read_text("utf-8")
        assert "capacity is now ability (formerly capacity)" in text
    document = docx.Document(str(tmp_path / "page.docx"))
    texts = [one.text for one in document.paragraphs]
    assert any("capacity is now ability (formerly capacity)" in text for text in texts)
    data = json.loads((tmp_path / "page.json").read_text("utf-8"))
    assert [one["how"] for one in data["changes"]] == ["renamed"] * 3
    assert {"label": "Value", "before": "low", "after": "scarce"} in data["changes"][1]["lines"]


def test_a_real_change_is_told_by_the_new_names_and_nothing_else_is(
    old: Path, new: Path, tmp_path: Path
) -> None:
    edit(new, "- **When** ability is scarce", "- **When** ability is high")
    code, text = compared(old, new, "--write-cases", tmp_path / "cases")
    text = " ".join(text.split())
    assert code == 1
    assert "was: ability is *scarce* now: ability is *high*" in text
    assert "1 changed" in text
    rules = load_rules(new)
    written = sorted((tmp_path / "cases").iterdir())
    assert written
    for path in written:
        case = read_case(path, rules)
        told = " ".join(path.read_text("utf-8").replace("# ", "").split())
        assert ("The old rules call 'funds' 'budget'." in told) == ("funds" in case.by_fact)
        assert ("So this file is read by the new rules" in told) == ("funds" in case.by_fact)


def test_words_that_people_read_may_follow_or_not(old: Path, new: Path) -> None:
    edit(new, "Skill and money", "Skill and funds")
    assert {one.how for one in listed(old, new)} == {"renamed", "reworded"}
    edit(new, "Money decides how many", "The budget decides how many")
    edit(old, "Money decides how many", "The budget decides how many")
    assert len(listed(old, new)) == 3
    edit(new, "The budget decides how many", "The funds decides how many")  # follows
    found = {one.name: one for one in listed(old, new)}
    assert found["funds"].how == "renamed"
    assert found["ability"].how == "reworded"


def test_given_cases_are_read_by_either_names(old: Path, new: Path, tmp_path: Path) -> None:
    for name, fact in (("before", "budget: none"), ("after", "funds: nothing")):
        (tmp_path / f"{name}.yaml").write_text(f"facts:\n  {fact}\n", "utf-8")
        assert compared(old, new, "--cases", tmp_path / f"{name}.yaml")[0] == 0
    done = CliRunner().invoke(
        cli, ["case", "update", str(tmp_path / "before.yaml"), "--since", str(old), "--rules", str(new)]
    )  # fmt: skip
    assert "The advice is the same under both rule bases." in done.output


def test_a_rename_that_is_undone_is_one_too_and_costs_old_files(old: Path, new: Path) -> None:
    code, text = compared(new, old)
    assert "Renamed: funds is now budget" in " ".join(text.split())
    assert "the fact 'budget' by its former name 'funds'" in " ".join(text.split())
    assert code == 1


def test_two_that_become_one_are_no_rename(old: Path, tmp_path: Path) -> None:
    new = folder(
        tmp_path / "one",
        ("- **Answers** none < small < large", "- **Answers** little < large"),
        ("  - *none*: nothing beyond running costs\n", ""),
        ("*small*: one", "*little*: one"),
        ("- **Why** Money", "- **Formerly** none -> little\n- **Formerly** small -> little\n- **Why** Money"),
        ("| none |", "| little |"),
    )  # fmt: skip
    assert {one.name: one.how for one in listed(old, new)}["budget"] == "changed"


def test_words_are_replaced_at_once_and_by_themselves() -> None:
    pairs = (RenamedName("x", "low", "small"), RenamedName("x", "small", "low"))
    assert in_new_words("Low, small and below", pairs) == "small, low and below"


def test_a_simulation_compares_what_other_rules_call_otherwise(old: Path, tmp_path: Path) -> None:
    """The same figures as without the rename; the measure may speak by the old names."""
    table = tmp_path / "towns.csv"
    rows = [
        f"{at},{budget},{skill}"
        for at, (budget, skill) in enumerate(product(("none", "small", "large"), ("low", "high")))
    ]
    table.write_text("\n".join(["id,budget,skill", *rows, ""]), "utf-8")
    other = folder(tmp_path / "other")
    edit(other, "- **When** capacity is low\n", "- **When** capacity is high\n")
    words = ["simulate", table, "--today", old, "--rules", other, "--set", "budget = none"]
    words += ["--where", "structure = one office and budget != none", "--format", "json"]

    def counts() -> list[int]:
        done = CliRunner().invoke(cli, [str(word) for word in words])
        assert done.exit_code == 0, done.output
        (measure,) = json.loads(done.stdout)["measures"]
        return [measure["meant"], measure["changed"]]

    before = counts()
    for one, two in (
        ("structure", "shape"),
        ("shape is one office", "one house"),
        ("budget", "funds"),
    ):
        plan_rename(str(other), one, two).files.write(str(other))
    assert counts() == before
    assert all(before)
