"""What a command reads is never written over, and a page never becomes a book."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.conftest import ROOT, Run
from tests.docs.test_rule_language import book

CASE = "place: Little Ford\nfacts:\n  digital budget: small\n"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    for name in ("old", "new"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "book.md").write_text(book(), "utf-8")
    (tmp_path / "elsewhere.md").write_text(book(), "utf-8")
    (tmp_path / "new" / "book.md").unlink()
    (tmp_path / "new" / "book.md").symlink_to(tmp_path / "elsewhere.md")
    (tmp_path / "cases").mkdir()
    (tmp_path / "cases" / "town.yaml").write_text(CASE)
    (tmp_path / "link.md").symlink_to(tmp_path / "old" / "book.md")
    shutil.copytree(ROOT / "templates", tmp_path / "t", ignore=shutil.ignore_patterns("__*"))
    return tmp_path


@pytest.mark.parametrize(
    ("command", "message"),
    [
        ("diff old new -o old/book.md", "old/book.md: is read and never written to"),
        ("diff old new -o link.md", "link.md: is read and never written to"),
        ("diff old new -o elsewhere.md", "elsewhere.md: is read and never written to"),
        ("diff old new --format html -o new/page.md", "new/page.md: would be read as a book of new"),
        ("diff old new --cases cases -o cases/x.json", "cases/x.json: is read and never"),
        ("check --rules old -o old/report.md", "old/report.md: would be read as a book of old"),
        ("check --rules old -o none/report.md", "the folder is missing"),
        ("prove --rules old -o old/book.md", "is read and never written to"),
        ("coverage cases --rules old -o old/book.md", "is read and never written to"),
        ("mutate cases/town.yaml --rules old -o cases/town.json", ""),
        ("trace-to-source --rules old -o old/book.md", "is read and never written to"),
        ("list --rules old --format json -o old/book.md", "is read and never written to"),
        ("export --rules old --format json -o old/x.md", "would be read as a book"),
        ("book --rules old --no-proofs --since new -o new/book.md", "is read and never written to"),
        ("book --rules old --no-proofs -o none/b.html", "the folder is missing"),
        ("book --rules old --no-proofs --templates t --format html -o t/book.css.j2", "would stand among the templates in t"),
    ],
)  # fmt: skip
def test_it_is_refused_before_anything_is_done(
    home: Path, run: Run, command: str, message: str
) -> None:
    before = {path: path.read_bytes() for path in home.rglob("*") if path.is_file()}
    done = run("rules", *command.split(), cwd=home)
    after = {path: path.read_bytes() for path in home.rglob("*") if path.is_file()}
    if not message:  # a name that nobody reads
        assert done.returncode in (0, 1)
        return
    assert done.returncode == 2
    assert message in done.stderr
    assert after == before


def test_the_books_of_the_program_are_no_output_either(run: Run) -> None:
    facts = ROOT / "rules" / "facts.md"
    before = facts.read_bytes()
    done = run("rules", "list", "--format", "json", "-o", "rules/facts.md")
    assert done.returncode == 2
    assert "is read and never written to" in done.stderr
    assert facts.read_bytes() == before


def test_cases_are_written_through_no_link_and_over_none_that_is_read(home: Path, run: Run) -> None:
    new = home / "new" / "book.md"
    new.unlink()
    new.write_text(book().replace("strongly", "weakly"))
    done = run("rules", "diff", "old", "new", "--write-cases", "shown", cwd=home)
    assert done.returncode == 1
    (first, *_) = sorted((home / "shown").iterdir())
    first.unlink()
    first.symlink_to(home / "elsewhere.md")
    before = (home / "elsewhere.md").read_bytes()
    done = run("rules", "diff", "old", "new", "--write-cases", "shown", "--force", cwd=home)
    assert done.returncode == 2
    assert "is a link, and no case is written through one" in done.stderr
    assert (home / "elsewhere.md").read_bytes() == before
    options = ("--cases", "cases", "--write-cases", "cases", "--force")
    done = run("rules", "diff", "old", "new", *options, cwd=home)
    assert done.returncode == 2
    assert "is read from here, and could be written over" in done.stderr
    assert [path.name for path in (home / "cases").iterdir()] == ["town.yaml"]
