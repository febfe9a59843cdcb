"""`advisor advise`: what it writes where, and what it never touches."""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path

import pexpect
import pytest

from tests.conftest import ROOT, Run, clean_environment

REAL = ROOT / "cases" / "real"
ESCAPE = "\x1b["


def tree(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder with its content."""
    return {str(path): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def widest(text: str) -> int:
    """Return the length of the longest line but for the command at the foot, which is never broken."""
    return max(len(line) for line in text.splitlines() if not line.startswith("  advisor advise "))


def test_it_advises_in_text_when_nothing_else_is_said(run: Run, poor: Path, books: Path) -> None:
    result = run("advise", poor, "--rules", books)
    assert (result.returncode, result.stderr) == (0, "")
    assert "Poorton" in result.stdout
    assert "centralized" in result.stdout
    assert ESCAPE not in result.stdout
    assert widest(result.stdout) <= 80


@pytest.mark.parametrize(
    ("form", "start"),
    [("text", "Advice"), ("markdown", "# "), ("html", "<!DOCTYPE html>"), ("json", "{")],
)
def test_each_format_begins_as_it_should(
    run: Run, poor: Path, books: Path, form: str, start: str
) -> None:
    text = run("advise", poor, "--rules", books, "--format", form).stdout
    assert text.casefold().startswith(start.casefold())
    assert text.endswith("\n")
    assert not text.endswith("\n\n")


@pytest.mark.parametrize(
    ("name", "start"),
    [("a.txt", "Advice"), ("a.md", "# "), ("a.HTML", "<!DOCTYPE html>"), ("a.json", "{")],
)
def test_the_ending_of_the_output_gives_the_format(
    run: Run, poor: Path, books: Path, tmp_path: Path, name: str, start: str
) -> None:
    result = run("advise", poor, "--rules", books, "-o", tmp_path / name)
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
    text = (tmp_path / name).read_text("utf-8")
    assert text.casefold().startswith(start.casefold())


def test_the_format_option_overrules_the_ending(
    run: Run, poor: Path, books: Path, tmp_path: Path
) -> None:
    run("advise", poor, "--rules", books, "--format", "json", "-o", tmp_path / "advice.md")
    assert json.loads((tmp_path / "advice.md").read_text("utf-8"))["case"]["id"] == "poor"


def test_a_hyphen_is_the_standard_output(run: Run, poor: Path, books: Path) -> None:
    plain = run("advise", poor, "--rules", books)
    hyphen = run("advise", poor, "--rules", books, "-o", "-")
    assert hyphen.stdout == plain.stdout


def test_a_hyphen_is_no_case(run: Run, books: Path) -> None:
    result = run("advise", "-", "--rules", books)
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.startswith("error: -: ")
    assert "the standard input is not read" in result.stderr


def test_json_is_one_object_for_one_case_and_a_list_for_several(
    run: Run, poor: Path, rich: Path, books: Path
) -> None:
    one = run("advise", poor, "--rules", books, "--format", "json").stdout
    both = run("advise", poor, rich, "--rules", books, "--format", "json").stdout
    assert json.loads(one)["decisions"]["structure"]["recommended"] == "centralized"
    assert [advice["case"]["id"] for advice in json.loads(both)] == ["poor", "rich"]
    assert json.loads(both)[0] == json.loads(one)
    # The object is the same text in both.
    assert one.rstrip("\n") in both


@pytest.mark.parametrize("form", ["text", "markdown"])
def test_several_cases_follow_one_another(
    run: Run, poor: Path, rich: Path, books: Path, form: str
) -> None:
    text = run("advise", poor, rich, "--rules", books, "--format", form).stdout
    first = run("advise", poor, "--rules", books, "--format", form).stdout
    second = run("advise", rich, "--rules", books, "--format", form).stdout
    assert text.startswith(first.rstrip("\n"))
    assert text.endswith(second)


def test_html_for_several_cases_needs_a_folder(
    run: Run, poor: Path, rich: Path, books: Path, tmp_path: Path
) -> None:
    for output in ((), ("-o", tmp_path / "both.html")):
        result = run("advise", poor, rich, "--rules", books, "--format", "html", *output)
        assert (result.returncode, result.stdout) == (2, "")
        assert "several cases in HTML need a folder: -o FOLDER/" in result.stderr
    assert not (tmp_path / "both.html").exists()


@pytest.mark.parametrize(("form", "ending"), [("html", "html"), ("text", "txt")])
def test_a_folder_takes_a_file_for_each_case(
    run: Run, poor: Path, rich: Path, books: Path, tmp_path: Path, form: str, ending: str
) -> None:
    folder = tmp_path / "new" / "advice"
    result = run("advise", poor, rich, "--rules", books, "--format", form, "-o", f"{folder}/")
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
    assert sorted(path.name for path in folder.iterdir()) == [f"poor.{ending}", f"rich.{ending}"]
    single = run("advise", rich, "--rules", books, "--format", form).stdout
    assert (folder / f"rich.{ending}").read_text("utf-8") == single


def test_two_cases_of_one_name_do_not_overwrite_each_other(
    run: Run, poor: Path, books: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other.yaml"
    other.write_text("id: POOR\nfacts:\n  population: 7\n")
    result = run("advise", poor, other, "--rules", books, "-o", f"{tmp_path}/out/")
    assert result.returncode == 2
    assert "would both become" in result.stderr
    assert not (tmp_path / "out").exists()


def test_an_id_never_leads_out_of_the_folder(run: Run, books: Path, tmp_path: Path) -> None:
    case = tmp_path / "case.yaml"
    case.write_text("id: ../../up and/away\nfacts:\n  population: 7\n")
    folder = tmp_path / "a" / "b"
    result = run("advise", case, "--rules", books, "-o", f"{folder}/")
    if result.returncode == 0:
        assert [path.parent for path in tmp_path.rglob("*.txt")] == [folder]
    else:
        assert result.returncode == 2
        assert not list(tmp_path.rglob("*.txt"))


def test_all_broken_cases_are_told_together_and_nothing_is_written(
    run: Run, poor: Path, books: Path, tmp_path: Path
) -> None:
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text("facts:\n  digital budgt: none\n  population: many\n")
    result = run(
        "advise", poor, tmp_path / "missing.yaml", wrong, "--rules", books, "-o", tmp_path / "a.txt"
    )
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.count("error: ") == 3
    assert f"{tmp_path}/missing.yaml: " in result.stderr
    assert f"error: {wrong}:2:3: " in result.stderr
    assert "did you mean 'digital budget'" in result.stderr
    assert f"error: {wrong}:3:" in result.stderr
    assert not (tmp_path / "a.txt").exists()


def test_a_case_is_never_written_to(run: Run, poor: Path, books: Path, tmp_path: Path) -> None:
    case = tmp_path / "poor.json"
    case.write_text('{"place": "Poorton", "facts": {"digital budget": "none"}}')
    before = tree(tmp_path)
    for output in (case, tmp_path / "." / "poor.json"):
        result = run("advise", case, "--rules", books, "-o", output)
        assert result.returncode == 2
        assert "is read and never written to" in result.stderr
    link = tmp_path / "link.txt"
    link.symlink_to(poor)
    assert run("advise", poor, "--rules", books, "-o", link).returncode == 2
    link.unlink()
    assert tree(tmp_path) == before


def test_a_book_is_never_written_to(run: Run, poor: Path, books: Path, tmp_path: Path) -> None:
    folder = tmp_path / "books"
    folder.mkdir()
    book = folder / "small.md"
    book.write_bytes((books / "small.md").read_bytes())
    assert run("advise", poor, "--rules", folder, "-o", book).returncode == 2
    assert book.read_bytes() == (books / "small.md").read_bytes()


def test_what_stood_there_stays_when_anything_fails(
    run: Run, poor: Path, books: Path, tmp_path: Path
) -> None:
    old = tmp_path / "advice.txt"
    old.write_text("old")
    templates = tmp_path / "templates"
    templates.mkdir()
    (templates / "brief.txt.j2").write_text("{{ nonsense.nowhere }}")
    result = run("advise", poor, "--rules", books, "--templates", templates, "-o", old)
    assert result.returncode == 2
    assert "Traceback" not in result.stderr
    assert old.read_text() == "old"


@pytest.mark.parametrize("form", ["json", "text", "html"])
def test_the_same_bytes_under_every_hash_seed(run: Run, form: str) -> None:
    case = min(REAL.glob("*.yaml"))
    texts = {
        run("advise", case, "--format", form, env={"PYTHONHASHSEED": seed}).stdout
        for seed in ("0", "12345")
    }
    assert len(texts) == 1


def test_columns_sets_the_width(run: Run, poor: Path, books: Path) -> None:
    wide = run("advise", poor, "--rules", books, env={"COLUMNS": "160"}).stdout
    narrow = run("advise", poor, "--rules", books, env={"COLUMNS": "50"}).stdout
    assert widest(wide) > 80
    assert widest(narrow) <= 50
    for nonsense in ("0", "-3", "many"):
        usual = run("advise", poor, "--rules", books, env={"COLUMNS": nonsense}).stdout
        assert usual == run("advise", poor, "--rules", books).stdout


def in_terminal(*arguments: str, columns: int = 100, **env: str) -> str:
    """Run the program in a terminal and return all that it wrote there."""
    output, status = pexpect.run(
        " ".join([sys.executable, "-m", "advisor", *arguments]),
        cwd=str(ROOT),
        env=clean_environment() | {"TERM": "xterm-256color"} | env,
        withexitstatus=True,
        encoding="utf-8",
        timeout=60,
        dimensions=(24, columns),
    )
    assert status == 0
    return str(output)


def test_a_terminal_has_colour_and_its_own_width(poor: Path, books: Path) -> None:
    text = in_terminal("advise", str(poor), "--rules", str(books))
    assert ESCAPE in text
    assert 80 < widest(re.sub(r"\x1b\[[0-9;]*m", "", text)) <= 100


@pytest.mark.parametrize("setting", [{"NO_COLOR": "1"}, {"TERM": "dumb"}], ids=str)
def test_colour_can_be_refused(poor: Path, books: Path, setting: dict[str, str]) -> None:
    with_colour = in_terminal("advise", str(poor), "--rules", str(books))
    without = in_terminal("advise", str(poor), "--rules", str(books), **setting)
    assert ESCAPE not in without
    # And the words say the same.
    assert re.sub(r"\x1b\[[0-9;]*m", "", with_colour) == without


def test_a_file_never_has_colour(poor: Path, books: Path, tmp_path: Path) -> None:
    in_terminal("advise", str(poor), "--rules", str(books), "-o", str(tmp_path / "advice.txt"))
    text = (tmp_path / "advice.txt").read_text("utf-8")
    assert ESCAPE not in text
    assert widest(text) <= 80


def test_letters_that_the_terminal_lacks_are_no_error(
    run: Run, books: Path, tmp_path: Path
) -> None:
    case = tmp_path / "case.yaml"
    case.write_text("place: Łódź 東京\nfacts:\n  population: 7\n", encoding="utf-8")
    ascii_only = {"PYTHONIOENCODING": "ascii"}
    text = run("advise", case, "--rules", books, env=ascii_only)
    assert (text.returncode, text.stderr) == (0, "")
    assert "?" in text.stdout
    # What other programs read is UTF-8 everywhere.
    document = run("advise", case, "--rules", books, "--format", "json", env=ascii_only).stdout
    assert "Łódź" in document or "\\u0141" in document


def test_it_works_from_any_folder(run: Run, tmp_path: Path) -> None:
    case = min(REAL.glob("*.yaml"))
    result = run("advise", os.path.relpath(case, tmp_path), cwd=tmp_path)
    assert result.returncode == 0
    assert "Structure" in result.stdout


@pytest.mark.parametrize(("form", "start"), [("docx", b"PK"), ("pdf", b"%PDF-")])
def test_word_and_pdf_go_to_files_and_several_to_a_folder(
    run: Run, poor: Path, books: Path, tmp_path: Path, form: str, start: bytes
) -> None:
    target = tmp_path / f"advice.{form}"
    result = run("advise", poor, "--rules", books, "-o", target)
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
    assert target.read_bytes().startswith(start)
    result = run("advise", poor, "--rules", books, "--format", form)
    assert result.returncode == 2
    assert f"no terminal can show {form}: name a file, such as -o advice.{form}" in result.stderr
    result = run("advise", poor, poor, "--rules", books, "-o", target)
    assert result.returncode == 2
    assert "need a folder: -o FOLDER/" in result.stderr
    result = run("advise", poor, "--rules", books, "--format", form, "-o", f"{tmp_path}/all/")
    assert result.returncode == 0
    (written,) = (tmp_path / "all").iterdir()
    assert written.suffix == f".{form}"
