"""Books that nobody would write on purpose are told as books, and never end in a traceback or a long wait."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from advisor.cases.read.case_file import parse_case
from advisor.errors import RuleBaseError
from advisor.inference.advise import advise
from advisor.knowledge.library import MOST_BOOKS, load_rules
from advisor.knowledge.read.kept import keep, kept
from tests.knowledge.read.mistakes import FAVOUR, MATRIX, NUMBER, rule
from tests.support.books import facts_and_decision
from tests.support.generate import load_books

NINES = "9" * 400


def told(**books: str) -> str:
    """Read the sound books with these beside them, which must fail, and return what is told."""
    with pytest.raises(RuleBaseError) as caught:
        load_books({**facts_and_decision(), **books})
    return str(caught.value)


def scale(name: str, *values: str) -> str:
    """Return the block of a fact on a scale."""
    anchors = "".join(f"  - *{value}*: so\n" for value in values)
    return (
        f"### {name}\n\n- **Ask** q\n- **Answers** {' < '.join(values)}\n{anchors}"
        "- **Why** w\n- **Can change** no\n- **Source** [deck]\n\n"
    )


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_line_ends_of_every_system_give_the_same_rules(tmp_path: Path, end: str) -> None:
    """A book that an old editor saved says the same as ours, down to its hash."""
    books = {**facts_and_decision(), "x": rule(FAVOUR)}
    loaded = []
    for folder, line_end in (("ours", "\n"), ("theirs", end)):
        (tmp_path / folder).mkdir()
        for name, text in books.items():
            content = text.replace("\n", line_end).encode()
            (tmp_path / folder / f"{name}.md").write_bytes(content)
        loaded.append(load_rules(tmp_path / folder))
    assert loaded[0] == loaded[1]


def test_numbers_too_long_to_count_are_no_numbers() -> None:
    """As a condition, as the end of a range, as a cut point and as a margin."""
    condition = told(size=NUMBER, x=rule(f"- **When** size is above {NINES}", FAVOUR))
    assert f"'{NINES}' is no number in rule S01" in condition
    assert "can't read the range" in told(size=NUMBER.replace("100", NINES))
    cut = f"### load\n\n- **Scale** light < heavy\n- **Cut points** heavy from {NINES}\n"
    assert "is not a whole number" in told(load=f"{cut}- **Source** [deck]\n")
    margin = (
        "### Decision: way\n\n- **Question** q\n- **Options** this | that\n"
        f"- **Close call** within {'9' * 5000} points\n- **Source** [deck]\n"
    )
    assert "can't read 'within 9" in told(way=margin)


def test_a_row_of_the_matrix_with_a_cell_too_many_is_told() -> None:
    """It is not passed over, and the competency is known all the same."""
    row = "| B01 to write | basic | technical | x | x | x | x | y |\n"
    assert "a cell too many in the competencies matrix" in told(matrix=f"# M\n\n{MATRIX}{row}")


def test_a_scale_has_at_most_a_hundred_values() -> None:
    """More are no scale that an adviser could answer on."""
    message = told(long=scale("long", *(f"v{number}" for number in range(101))))
    assert "101 values are more than 100" in message


def test_a_chain_of_assessments_has_an_end() -> None:
    """A thousand assessments that rest on one another are told, not recursed into."""
    blocks = [
        f"### a{number}\n\n- **Scale** low < high\n- **Source** [deck]\n\n"
        + rule(f"- **When** a{number + 1} is low", f"- **Then** a{number} is high").replace(
            "S01", f"R{number}"
        )
        for number in range(2000)
    ]
    last = "### a2000\n\n- **Scale** low < high\n- **Source** [deck]\n"
    assert "more than 100 assessments" in told(chain="\n".join([*blocks, last]))


def test_a_table_with_ten_million_combinations_is_looked_at_at_once() -> None:
    """Whether it leaves a gap is found by its rows and not by counting through."""
    values = [f"v{number}" for number in range(10)]
    inputs = [f"f{letter}" for letter in "abcdefg"]
    table = (
        "### thing\n\n- **Scale** low < high\n- **Source** [deck]\n\n"
        f"| {' | '.join(inputs)} | thing |\n{'| --- ' * 8}|\n"
        "| v1 | | | v3 | | | | low |\n| not v1 | | | | | | | high |\n"
    )
    facts = "".join(scale(name, *values) for name in inputs)
    full = table + "| v1 | | | not v3 | | | | high |\n"
    for text, values_left in ((table, ()), (full, ("low", "high"))):
        rules = load_books({**facts_and_decision(), "t": facts + text})
        finding = advise(rules, parse_case("facts: {}\n", "x.yaml", rules)).by_assessment["thing"]
        assert finding.determined is bool(values_left)


def test_without_a_home_nothing_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """A user that the system doesn't know has no cache folder and needs none."""

    def nowhere(self: Path) -> Path:
        message = "Could not determine home directory."
        raise RuntimeError(message)

    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setattr(Path, "expanduser", nowhere)
    rules = load_books(facts_and_decision())
    keep(rules, "rules")
    assert kept(rules.hash, "rules") is None


def test_a_folder_that_cannot_be_read_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the reason of the system."""

    def refuse(self: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "iterdir", refuse)
    with pytest.raises(RuleBaseError, match="can't be read: permission is missing"):
        load_rules(tmp_path)


@pytest.mark.parametrize("line", ["**When** speed is slow\n", "1. **When** speed is slow"])
def test_a_condition_without_its_dash_is_told_and_not_passed_over(line: str) -> None:
    """A rule that lost a condition would hold too often."""
    message = told(x=rule(line, FAVOUR))
    column = 4 if line.startswith("1") else 1
    assert f"rules/x:3:{column}: **When** stands outside of a list, as prose" in message


def test_a_table_that_is_none_is_told_and_not_passed_over() -> None:
    """Its dashes don't match its head, so that Markdown takes it for prose."""
    thing = "### thing\n\n- **Scale** low < high\n- **Source** [deck]\n"
    table = "\n| speed | thing |\n| --- |\n| slow | low |\n"
    message = told(x=thing + table)
    assert message.count("this line is not part of a table") == 1
    assert "rules/x:6:1: this line is not part of a table" in message


def test_prose_may_be_bold_inside_and_before_the_first_block() -> None:
    """Commentary stays free, and examples in fences do too."""
    prose = "# A book\n\n**Note** well.\n\n"
    tail = "\nWhat is **When** here?\n\n```\n**When** x\n| a |\n```\n"
    assert load_books({**facts_and_decision(), "x": prose + rule(FAVOUR) + tail}).rules


def test_a_rule_needs_an_id_that_is_no_other_name() -> None:
    """Else nobody could ask for the one or the other."""
    for bad in ("", "speed"):
        message = told(x=rule(FAVOUR).replace("S01", bad))
        assert f"'{bad}' can't be the id of a rule or law" in message


@pytest.mark.parametrize(
    ("block", "message"),
    [
        (rule(FAVOUR).replace("[deck] I", "[x]" * 20_000), "the entry has 60,006 characters"),
        (
            rule("- **When** " + "x" * 300_000 + " is slow", FAVOUR),
            "the entry has 300,012 characters",
        ),
        (rule(FAVOUR, "- **" + "X" * 300_000 + "** a"), "the entry has 300,001 characters"),
        (rule(FAVOUR).replace("S01", "S" * 300_000), "the heading has 300,010 characters"),
        (rule(*["- **When** speed is slow"] * 1_500, FAVOUR), "the block has 1,504 entries"),
        (rule(*["- **When** speed is slow"] * 300, FAVOUR), "rule S01 has 304 lines"),
    ],
)
def test_what_nobody_could_read_is_told_in_a_few_words(block: str, message: str) -> None:
    """With its size and what can be read; the message quotes none of it."""
    text = told(x=block)
    assert message in text
    assert "can be read; " in text
    assert len(text) < 300


def test_a_rule_of_many_conditions_is_read_and_evaluated() -> None:
    """As many lines as are allowed, and hundreds of conditions in one of them."""
    lines = ["- **When** speed is slow"] * 195
    either = f"- **When** {' or '.join(['speed is slow', 'price is low'] * 300)}"
    for block in (rule(*lines, FAVOUR), rule(either, FAVOUR)):
        rules = load_books({**facts_and_decision(), "x": block})
        advice = advise(rules, parse_case("facts:\n  speed: slow\n", "x.yaml", rules))
        assert advice.by_decision["side"].recommended == "left"


def test_a_row_that_is_only_a_bar_is_an_empty_row() -> None:
    """It has no value, so it is told; it once was a traceback."""
    table = "\n| speed | thing |\n| --- | --- |\n|\n"
    message = told(x="### thing\n\n- **Scale** low < high\n- **Source** [deck]\n" + table)
    assert "rules/x:8:1: '' is no value of 'thing'" in message


def test_thousands_of_problems_are_counted_and_not_all_told() -> None:
    """The error holds them all; its text tells the first ones."""
    blocks = [rule("- **Then** favour lft").replace("S01", f"S{number}") for number in range(900)]
    with pytest.raises(RuleBaseError) as caught:
        load_books({**facts_and_decision(), "x": "\n".join(blocks)})
    assert len(caught.value.problems) == 900
    assert str(caught.value).endswith("and 700 more problems: mend these first")


def test_what_is_no_file_is_no_book(tmp_path: Path) -> None:
    """A pipe would be waited for, and a device never ends."""
    (tmp_path / "a.md").write_text(facts_and_decision()["facts.md"], "utf-8")
    (tmp_path / "folder.md").mkdir()
    os.mkfifo(tmp_path / "pipe.md")
    (tmp_path / "zero.md").symlink_to("/dev/zero")
    with pytest.raises(RuleBaseError) as caught:
        load_rules(tmp_path)
    assert [problem.place.file.rpartition("/")[2] for problem in caught.value.problems] == [
        "folder.md",
        "pipe.md",
        "zero.md",
    ]
    for problem in caught.value.problems:
        assert problem.hint


def test_a_book_has_an_end(tmp_path: Path) -> None:
    """A file of gigabytes is no book; only its beginning is read to know it."""
    with (tmp_path / "big.md").open("wb") as stream:
        stream.truncate(5 * 1024**3)
    with pytest.raises(RuleBaseError, match="is larger than 4 MiB, which no book is"):
        load_rules(tmp_path)


def test_a_folder_of_thousands_of_books_is_told(tmp_path: Path) -> None:
    """Somebody named the wrong folder."""
    for number in range(MOST_BOOKS + 1):
        (tmp_path / f"{number}.md").touch()
    with pytest.raises(RuleBaseError, match="holds 1,001 books, and 1,000 are the most"):
        load_rules(tmp_path)
