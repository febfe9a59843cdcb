"""A case made under older rules, as `advisor case update` and `advisor ask` take it."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from advisor.cli.main import cli
from advisor.knowledge.library import load_rules


def run(*words: object, given: str = "") -> tuple[int, str]:
    result = CliRunner().invoke(cli, [str(word) for word in words], input=given)
    return result.exit_code, result.output


@pytest.fixture
def today(books: Path, tmp_path: Path) -> Path:
    """The small books after a year: one answer is gone, and a rule argues for another option."""
    folder = tmp_path / "today"
    folder.mkdir()
    for book in books.glob("*.md"):
        text = book.read_text("utf-8")
        text = text.replace("comfortable", "plentiful")
        (folder / book.name).write_text(text, "utf-8")
    return folder


def test_what_changed_is_told_with_the_rules_of_then(
    books: Path, today: Path, rich: Path, tmp_path: Path
) -> None:
    before, written = rich.read_bytes(), tmp_path / "new.yaml"
    code, said = run("case", "update", rich, "--since", books, "--rules", today, "-o", written)
    assert code == 0, said
    said = " ".join(said.split())
    assert "answered 'comfortable' under older rules; asked again as 'digital budget'" in said
    assert "of the advice changed:" in said
    assert "→" in said
    assert "Through these rules: - " in said
    assert rich.read_bytes() == before
    assert load_rules(today).hash in written.read_text()
    code, said = run("advise", written, "--rules", today)
    assert code == 0, said


def test_without_the_rules_of_then_it_says_what_cant_be_told(books: Path, rich: Path) -> None:
    code, said = run("case", "update", rich, "--rules", books)
    assert code == 0
    assert "can't be told without the rules of then" in " ".join(said.split())
    code, said = run("case", "update", rich, "--rules", books, "--since", books)
    assert "The advice is the same under both rule bases." in said


def test_the_case_itself_is_never_written_to(books: Path, rich: Path) -> None:
    before = rich.read_bytes()
    code, said = run("case", "update", rich, "--rules", books, "-o", rich)
    assert code == 2
    assert "is read and never written to" in said
    assert rich.read_bytes() == before


def test_ask_goes_on_in_a_new_file_where_rules_have_changed(today: Path, rich: Path) -> None:
    rich.write_text(f"rules: '0.9 sha256:abc'\n{rich.read_text()}")
    before = rich.read_bytes()
    code, said = run("ask", "--case", rich, "--rules", today, given="q\n")
    said = " ".join(said.split())
    assert "asked again as 'digital budget'" in said
    assert "stays as it is" in said
    new = rich.with_name("rich-2.yaml")
    assert load_rules(today).label in new.read_text()
    assert "note: answered 'comfortable' under older rules" in new.read_text()
    assert rich.read_bytes() == before
    code, said = run("ask", "--case", new, "--rules", today, given="q\n")
    assert code == 0
    assert "older rules; asked again" not in " ".join(said.split())


def test_a_slip_under_todays_rules_is_no_older_rule(books: Path, rich: Path) -> None:
    text = rich.read_text().replace("comfortable", "comfrtable")
    rich.write_text(f"rules: '{load_rules(books).label}'\n{text}")
    for words in (("case", "update", rich), ("ask", "--case", rich)):
        code, said = run(*words, "--rules", books, given="q\n")
        assert code == 2
        assert "did you mean 'comfortable'?" in said
        assert "older" not in said
        assert "case update" not in said


def test_a_new_file_replaces_none_and_comments_are_told(books: Path, rich: Path) -> None:
    other = rich.with_name("other.yaml")
    other.write_text("mine")
    code, said = run("case", "update", rich, "--rules", books, "-o", other)
    assert (code, other.read_text()) == (2, "mine")
    assert "this file is there already" in said
    code, said = run("case", "update", rich, "--rules", books, "-o", rich.with_name("new.yaml"))
    assert code == 0
    assert "comments (#)" not in said


def test_ask_takes_a_slip_for_a_slip_where_nothing_tells_of_other_rules(
    today: Path, rich: Path
) -> None:
    code, said = run("ask", "--case", rich, "--rules", today, given="q\n")
    assert code == 2
    assert "unknown value 'comfortable'" in said
    assert f"advisor case update {rich} -o NEW.yaml" in said
    assert not rich.with_name("rich-2.yaml").exists()


@pytest.mark.parametrize(
    ("line", "told"),
    [("# told in May", True), ("place: 'No # 4'", False), ("summary: |\n  Item # 4", False)],
)
def test_comments_are_told_to_stay_where_there_are_any(
    books: Path, tmp_path: Path, line: str, told: bool
) -> None:
    case = tmp_path / "old.yaml"
    case.write_text(f"{line}\nfacts:\n  digital budget: none\n")
    code, said = run("case", "update", case, "--rules", books, "-o", tmp_path / "new.yaml")
    assert code == 0, said
    assert (f"The comments (#) of {case} are not in it" in said) == told
