"""`advisor questionnaire` as a user runs it, and the filled workbook wherever a case is taken."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from advisor.cli.main import cli


def run(*words: object, given: str = "") -> tuple[int, str]:
    result = CliRunner().invoke(cli, [str(word) for word in words], input=given)
    return result.exit_code, result.output


def test_a_filled_workbook_is_taken_wherever_a_case_is(
    books: Path, rich: Path, tmp_path: Path
) -> None:
    filled, kept = tmp_path / "filled.xlsx", tmp_path / "filled.yaml"
    rules = ("--rules", books)
    assert run("questionnaire", "--case", rich, "-o", filled, *rules)[0] == 0
    code, said = run("advise", filled, "--format", "json", *rules)
    assert '"place": "Richville"' in said
    assert code == 0
    code, said = run("ask", "--case", filled, *rules, given="q\n")
    # A long path is broken where the line ends.
    assert f"arekeptin{kept}fromnowon" in "".join(said.split())
    assert "digital budget: comfortable" in kept.read_text()
    before = filled.read_bytes(), kept.read_bytes()
    code, said = run("ask", "--case", filled, *rules, given="q\n")
    assert code == 2
    assert "is there already" in said
    assert before == (filled.read_bytes(), kept.read_bytes())


def test_a_file_that_may_be_filled_in_is_never_replaced(books: Path, tmp_path: Path) -> None:
    for ending in ("html", "docx", "xlsx"):
        path = tmp_path / f"blank.{ending}"
        code, _ = run("questionnaire", "-o", path, "--rules", books)
        assert code == 0
        before = path.read_bytes()
        code, said = run("questionnaire", "-o", path, "--rules", books)
        assert code == 2
        assert "may be filled in" in said
        assert path.read_bytes() == before


def test_an_unknown_form_is_told_with_those_there_are(tmp_path: Path) -> None:
    code, said = run("questionnaire", "-o", tmp_path / "blank.pdf")
    assert code == 2
    assert ".html, .docx, .xlsx" in said
    assert not (tmp_path / "blank.pdf").exists()
