"""Another name: in all books and cases, with the same advice as before, and refused where it can't be."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from advisor.cases.document import case_text
from advisor.cases.read.case_file import parse_case
from advisor.cli.rules_copy import copy
from advisor.cli.rules_rename import rename
from advisor.errors import AdvisorError, ChangeError, RuleBaseError, UnknownNameError
from advisor.inference.advise import advise
from advisor.knowledge.domains import Kind
from advisor.knowledge.library import load_rules
from advisor.knowledge.model import Decision, Fact, RuleBase
from advisor.knowledge.read.books import read_rule_base
from advisor.report.render import render
from advisor.review.change.books import changes
from advisor.review.change.renamed import under_todays_names
from advisor.review.writing.naming import renamings
from advisor.review.writing.own_books import OwnText, copy_books
from advisor.review.writing.rename import PlannedRename, plan_rename
from advisor.review.writing.renamed_books import renamed_books
from tests.docs.test_rule_language import book
from tests.support.examples import examples
from tests.support.generate import Sketch, books, cases, sketches

NEW = "zz new name"

CASE = """\
# What the mayor told us.
id: little-ford
place: Little Ford  # a town
facts:
  digital budget: small or moderate   # from the budget
  "population": 4,200
  Current Structure:
    answer: 'federal'
    note: the digital budget is federal in name
  primary goal: [cost efficiency, service innovation]
notes:
  election within a year: nobody knows the digital budget
chosen:
  structure: federal
expect:
  structure:
    recommended: federal
    status: provisional
"""


@pytest.fixture
def case(tmp_path: Path) -> Path:
    path = tmp_path / "town.yaml"
    path.write_text(CASE, "utf-8")
    return path


def written(folder: Path, old: str, new: str, *cases: Path) -> PlannedRename:
    planned = plan_rename(str(folder), old, new, [str(one) for one in cases])
    planned.files.write(str(folder))
    return planned


def said(rules: RuleBase, content: str | bytes, name: str) -> str:
    """Return the advice on a case as JSON, without what names the text of the books."""
    text = render(advise(rules, parse_case(content, name, rules)), rules, "json")
    return text.replace(rules.hash, "")


RENAMED = {
    "digital budget": "",
    "Digital  Capacity": "",
    "pull to the centre": "",
    "structure": "",
    "Decision: security rights": "",
    "population": "",
    "digital budget is small": "small",
    "digital capacity: low": "low",
    "structure = federal": "federal",
    "current structure is none": "none",
    "security rights is centre": "centre",
    "cost efficiency": "cost efficiency",
}


@pytest.mark.parametrize(("old", "value"), RENAMED.items())
def test_the_advice_stays_the_same_on_the_old_and_on_the_changed_case(
    folder: Path, case: Path, old: str, value: str
) -> None:
    before = said(load_rules(folder), CASE, "town.yaml")
    planned = written(folder, old, NEW, case)
    goes = value or planned.renamings[0].item
    rules = load_rules(folder)
    for content in (CASE, case.read_text("utf-8")):
        assert said(rules, content, "town.yaml").replace(NEW, goes) == before


def test_comments_quotes_and_layout_of_a_case_stay(folder: Path, case: Path) -> None:
    written(folder, "digital budget", "digital money", case)
    written(folder, "structure is federal", "joined up", case)
    written(folder, "digital money is small", "slight", case)
    written(folder, "cost efficiency", "savings", case)
    assert case.read_text("utf-8") == (
        CASE.replace("  digital budget: small or", "  digital money: slight or")
        .replace("'federal'", "joined up")
        .replace("[cost efficiency,", "[savings,")
        .replace("  structure: federal", "  structure: joined up")
        .replace("recommended: federal", "recommended: joined up")
    )


def test_a_case_in_json_keeps_its_layout(folder: Path, tmp_path: Path) -> None:
    text = json.dumps(
        {"facts": {"digital budget": "small", "population": 9}, "chosen": {"structure": "federal"}},
        indent=3,
    )
    path = tmp_path / "town.json"
    path.write_text(text, "utf-8")
    written(folder, "digital budget", "digital 'money'", path)
    written(folder, "structure is federal", "joined", path)
    assert path.read_text("utf-8") == text.replace("digital budget", "digital 'money'").replace(
        "federal", "joined"
    )


def test_old_names_are_told_and_a_name_that_comes_back_is_told_no_more(folder: Path) -> None:
    start = book()
    written(folder, "digital budget", "digital money")
    written(folder, "digital money", "digital funds")
    written(folder, "current structure is federal", "joined")
    text = (folder / "book.md").read_text("utf-8")
    assert "- **Formerly** digital budget\n- **Formerly** digital money\n- **Why** Money" in text
    assert (
        "- **Formerly** mixed -> joined\n- **Formerly** federal -> joined\n- **Why** What" in text
    )
    structure = load_rules(folder).items["structure"]
    assert isinstance(structure, Decision)
    assert structure.former_values == (("federal", "joined"),)
    written(folder, "digital funds", "digital money")
    written(folder, "digital money", "digital budget")
    written(folder, "structure is joined", "federal")
    text = (folder / "book.md").read_text("utf-8")
    assert [line for line in text.split("\n") if line not in start.split("\n")] == [
        "- **Formerly** digital funds",
        "- **Formerly** digital money",
        "- **Formerly** joined -> federal",
        "- **Formerly** joined -> federal",
    ]


def test_what_a_decision_keeps_by_its_name_is_renamed_with_it(folder: Path) -> None:
    for old in ("structure is federal", "current structure is federal"):
        planned = plan_rename(str(folder), old, "joined")
        assert {(one.item, one.new) for one in planned.renamings} == {
            ("structure", "joined"),
            ("current structure", "joined"),
        }


def test_an_answer_that_a_decision_would_keep_from_then_on_is_refused(folder: Path) -> None:
    text = book().replace(
        "none | centralized | federal | decentralized\n  - *none*",
        "none | whole | federal | decentralized\n  - *none*",
    )
    text = text.replace("  - *centralized*: one digital office decides\n", "  - *whole*: one\n")
    (folder / "book.md").write_text(text, "utf-8")
    with pytest.raises(ChangeError) as caught:
        plan_rename(str(folder), "current structure is whole", "centralized")
    assert "a sentence would mean something else" in str(caught.value)


REFUSED = [
    ("digital budget", "population", "the name 'population' is taken"),
    ("digital budget", "Structure", "the name 'structure' is taken"),
    ("digital budget", "inhabitants", "was the name of 'population' before"),
    ("digital budget", "digital budget", "is what it is called already"),
    ("digital budget", "budget and staff", "contains 'and'"),
    ("digital budget", "is", "contains 'is'"),
    ("digital budget", "a, b", "contains ','"),
    ("digital budget", " ", "is empty"),
    ("digital budget", "*budget*", "can't be read as a name"),
    ("digital budget", "x" * 101, "has 101 characters"),
    ("digital budget", "S01", "'S01' can't be the id of a rule"),
    ("digital capacity", "raise money", "contains 'raise'"),
    ("digital budget is small", "moderate", "has a value 'moderate' already"),
    ("digital budget is small", "unknown", "leave it out: unknown is always a possible answer"),
    ("digital budget is small", "at least some", "contains 'at least'"),
    ("digital budget is small", "low or so", "contains 'or'"),
    ("election within a year is yes", "sure", "which keep their names"),
    (
        "current structure is centralized",
        "mixed",
        "was the name of 'federal' of 'current structure'",
    ),
]


@pytest.mark.parametrize(("old", "new", "message"), REFUSED)
def test_a_name_that_can_not_be_is_refused(folder: Path, old: str, new: str, message: str) -> None:
    with pytest.raises(ChangeError) as caught:
        plan_rename(str(folder), old, new)
    assert message in str(caught.value)
    assert all(problem.hint for problem in caught.value.problems)


def test_an_old_name_may_come_back(folder: Path) -> None:
    written(folder, "current structure is federal", "mixed")
    fact = load_rules(folder).items["current structure"]
    assert isinstance(fact, Fact)
    assert fact.former_values == (("federal", "mixed"),)


UNKNOWN = [
    ("digital bugdet", "did you mean 'digital budget'?"),
    ("digital budget is smal", "did you mean 'small'?"),
    ("federal", "'current structure is federal' or 'structure is federal'"),
    ("S01", "'S01' is the id of a rule or law, which keeps it"),
    ("population is 5,000", "is answered by a number, which has no name"),
    ("nothing is small", "write 'NAME', 'NAME is ANSWER' or 'DECISION is OPTION'"),
]


@pytest.mark.parametrize(("old", "message"), UNKNOWN)
def test_what_is_not_there_is_told_with_what_is(folder: Path, old: str, message: str) -> None:
    with pytest.raises(UnknownNameError) as caught:
        plan_rename(str(folder), old, NEW)
    assert message in str(caught.value)


def test_values_of_others_that_are_called_alike_are_told_and_stay(folder: Path) -> None:
    planned = plan_rename(str(folder), "digital budget is moderate", "fair")
    assert planned.same == ("digital capacity is moderate", "pull to the centre is moderate")
    assert not planned.prose
    assert planned.unsearched == ("moderate",)
    words = ["digital budget is moderate", "fair", "--rules", str(folder)]
    shown = CliRunner().invoke(rename, words, input="n\n").output
    assert "Running text was not looked through for 'moderate'" in shown


def test_names_between_back_ticks_change_and_other_prose_is_told(folder: Path) -> None:
    prose = (
        "\nRead `digital budget`, `digital budget is at least small` and `favour federal`; "
        "never `digital budget is green`.\nThe digital\nbudget counts: Digital budget.\n"
    )
    (folder / "prose.md").write_text(f"# Prose\n{prose}", "utf-8")
    planned = written(folder, "digital budget", "digital money")
    assert (folder / "prose.md").read_text("utf-8") == f"# Prose\n{prose}".replace(
        "`digital budget`", "`digital money`"
    ).replace("`digital budget is at", "`digital money is at")
    assert [(one.file.rpartition("/")[2], one.line) for one in planned.prose] == [
        ("prose.md", 3),
        ("prose.md", 5),
    ]
    (folder / "more.md").write_text("# More\n\nA federal structure is joined.\n", "utf-8")
    planned = written(folder, "structure is federal", "joined")
    assert ("more.md", 3) in [(one.file.rpartition("/")[2], one.line) for one in planned.prose]
    words = ["structure is joined", "federal", "--rules", str(folder)]
    shown = CliRunner().invoke(rename, words, input="n\n").output
    assert f"to look at:\n  {folder}/more.md: line 3\n" in shown
    assert "`favour joined`" in (folder / "prose.md").read_text("utf-8")


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_line_ends_and_the_mark_at_the_beginning_stay(folder: Path, end: str) -> None:
    content = ("\ufeff" + book().replace("\n", end)).encode()
    (folder / "book.md").write_bytes(content)
    written(folder, "digital budget", "digital money")
    added = f"- **Formerly** digital budget{end}- **Why** Money".encode()
    changed = (folder / "book.md").read_bytes()
    assert added in changed
    assert changed.replace(b"- **Formerly** digital budget" + end.encode(), b"") == content.replace(
        b"digital budget", b"digital money"
    )


def test_names_that_run_over_the_end_of_a_line_are_found(folder: Path) -> None:
    text = book().replace("**When** digital capacity is low", "**When** digital\n  capacity is low")
    (folder / "book.md").write_text(text, "utf-8")
    written(folder, "digital capacity", "capacity")
    assert "- **When** capacity is low" in (folder / "book.md").read_text("utf-8")


def test_nothing_is_written_where_a_file_was_changed_meanwhile(folder: Path, case: Path) -> None:
    planned = plan_rename(str(folder), "digital budget", "digital money", [str(case)])
    case.write_text(CASE + "# one more line\n", "utf-8")
    with pytest.raises(ChangeError) as caught:
        planned.files.write(str(folder))
    assert "was changed by somebody else meanwhile" in str(caught.value)
    assert (folder / "book.md").read_text("utf-8") == book()
    assert [path.name for path in folder.iterdir()] == ["book.md"]


@pytest.mark.parametrize("content", ["facts: {digital bugdet: small}", "facts: ["])
def test_a_case_that_can_not_be_read_stops_all(folder: Path, case: Path, content: str) -> None:
    case.write_text(content, "utf-8")
    with pytest.raises(AdvisorError):
        plan_rename(str(folder), "digital budget", "digital money", [str(case)])
    assert (folder / "book.md").read_text("utf-8") == book()


def test_broken_books_are_told_before_anything_else(folder: Path) -> None:
    (folder / "book.md").write_text(book().replace("is low", "is lwo", 1), "utf-8")
    with pytest.raises(RuleBaseError):
        plan_rename(str(folder), "digital budget", "digital money")


def test_every_name_of_the_programs_own_books_can_be_another(tmp_path: Path) -> None:
    """All of them at once are planned; sentences then say what they said, or the plan refuses."""
    copy_books(str(tmp_path / "own"))
    files = [
        OwnText(path, path.name, path.read_bytes()) for path in sorted((tmp_path / "own").iterdir())
    ]
    rules = read_rule_base([file.book for file in files], "own")
    wanted = {}
    for number, item in enumerate(rules.items.values()):
        for one in renamings(item.name, f"zz{number} name", rules):
            wanted[one.item, one.value] = one
        if item.domain.kind in (Kind.SCALE, Kind.CHOICE):
            for value in item.domain.values:
                for one in renamings(f"{item.name} is {value}", f"zz{number} {value}", rules):
                    wanted.setdefault((one.item, one.value), one)
    change = renamed_books(files, list(wanted.values()))
    after = read_rule_base([file.book for _, file in change.pairs], "new")
    assert len(after.rules) == len(rules.rules)
    assert all(name.startswith("zz") for name in after.items)
    found = under_todays_names([file.book for file in files], rules, after)
    assert len(found.names) == len(wanted)
    told = changes(found.books, [file.book for _, file in change.pairs], found.names)
    assert {one.how for one in told} == {"renamed"}
    assert all(item.formerly for item in after.items.values())
    assert all(one.former_values for one in (*after.assessments, *after.decisions))


@given(st.data())
@examples(25)
def test_generated_books_say_the_same_under_another_name(data: st.DataObject) -> None:
    sketch: Sketch = data.draw(sketches())
    files = [
        OwnText(Path(name), f"rules/{name}", text.encode()) for name, text in books(sketch).items()
    ]
    rules = read_rule_base([file.book for file in files], "sha256:1")
    item = data.draw(st.sampled_from(list(rules.items.values())))
    old = item.name
    if item.domain.kind in (Kind.SCALE, Kind.CHOICE) and data.draw(st.booleans()):
        old = f"{item.name} is {data.draw(st.sampled_from(item.domain.values))}"
    wanted = renamings(old, NEW, rules)
    change = renamed_books(files, wanted)
    after = read_rule_base([file.book for _, file in change.pairs], "sha256:1")
    content = case_text(data.draw(cases(rules)))
    changed = said(after, content, "case.yaml").replace(NEW, wanted[0].old)
    assert changed == said(rules, content, "case.yaml")
    found = under_todays_names([file.book for file in files], rules, after)
    assert len(found.names) == len(wanted)
    assert {(one.old, one.new) for one in found.names} == {(one.old, one.new) for one in wanted}
    told = changes(found.books, [file.book for _, file in change.pairs], found.names)
    assert {one.how for one in told} == {"renamed"}
    # The other way round the names come back, and only what told the old ones is gone.
    back = under_todays_names([file.book for _, file in change.pairs], after, rules)
    assert {(one.new, one.old) for one in back.names} == {(one.old, one.new) for one in wanted}


def test_the_command_shows_the_change_asks_and_writes(folder: Path, case: Path) -> None:
    words = ["digital budget", "digital money", str(case), "--rules", str(folder)]
    for answer in ("n\n", ""):
        refused = CliRunner().invoke(rename, words, input=answer)
        assert refused.exit_code == 1
        assert "-  digital budget: small or moderate" in refused.output
        assert "+  digital money: small or moderate" in refused.output
        assert refused.output.endswith("Nothing was changed.\n")
        assert case.read_text("utf-8") == CASE
    done = CliRunner().invoke(rename, words, input="y\n")
    assert done.exit_code == 0
    assert done.output.endswith("Changed 2 files.\n")
    assert isinstance(load_rules(folder).items["digital money"], Fact)
    again = CliRunner().invoke(rename, ["digital money", "digital funds", *words[2:], "--yes"])
    assert again.output.endswith("Changed 2 files.\n")


def test_the_programs_own_books_are_not_changed() -> None:
    result = CliRunner().invoke(rename, ["digital budget", "digital money"])
    assert isinstance(result.exception, ChangeError)
    assert "advisor rules copy my-rules" in str(result.exception)


def test_books_are_copied_into_an_empty_place_only(tmp_path: Path) -> None:
    target = tmp_path / "own" / "rules"
    result = CliRunner().invoke(copy, [str(target)])
    assert result.output.endswith(f"Use them with: --rules {target}\n")
    assert load_rules(target).hash == load_rules().hash
    again = CliRunner().invoke(copy, [str(target)])
    assert isinstance(again.exception, ChangeError)
    assert "nothing in it is replaced" in str(again.exception)
