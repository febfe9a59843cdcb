"""What a command reads is never written over, and a page never becomes a book."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from advisor.cli.main import cli
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


@pytest.mark.parametrize(
    ("command", "message"),
    [
        ("advise cases/town.yaml -o cases/town.yaml --format text", "is none for the form"),
        ("advise cases/town.yaml -o link.txt", "link.txt: is read and never written to"),
        ("advise cases/town.yaml -o old/advice.md", "would be read as a book of old"),
        ("advise cases/town.yaml --format markdown -o old/", "old/town.md: would be read as a book"),
        ("advise cases/town.yaml --also other.json -o other.json", "other.json: is read and never"),
        ("advise cases/town.yaml --beside cases --format json -o cases/", "cases/town.json: is read and never"),
        ("advise cases/town.yaml --templates t -o t/x.txt", "would stand among the templates in t"),
        ("advise cases/town.yaml -o none/x.txt", "the folder is missing"),
        ("case merge cases/town.yaml other.json -o other.json", "other.json: is read and never"),
        ("case update cases/town.yaml -o cases/town.yaml", "cases/town.yaml: is read and never"),
        ("questionnaire --case cases/town.yaml -o none/x.html", "the folder is missing"),
        ("batch towns.csv -o map.csv --map map.csv --force", "map.csv: is read and never"),
        ("batch towns.csv -o places.jsonl --overview o.html --geojson places.jsonl --force", "places.jsonl: is read and never"),
        ("batch towns.csv -o out.csv --overview r/index.html --reports r", "two results would be"),
        ("batch --suggest-map towns.csv -o old/map.md", "would be read as a book of old"),
        ("batch --suggest-map towns.csv -o towns.csv --force", "towns.csv: is read and never"),
        ("batch --compare towns.csv map.csv -o map.csv --force", "map.csv: is read and never"),
        ("simulate --set budget=low towns.csv -o towns.json --map towns.json", "is read and never"),
        ("simulate --set budget=low tables -o tables/towns.xlsx", "is read and never written to"),
        ("workforce towns.csv -o x.html --answers x.html", "two results would be written to"),
        ("workforce towns.csv --matrix m.md -o m.md", "m.md: is read and never written to"),
        ("rules mutate cases --propose cases --force", "is read from here, and could be written"),
        ("rules mutate cases --propose cases/new --force", "is read from here, and could be"),
    ],
)  # fmt: skip
def test_each_command_looks_before_it_works(
    home: Path, monkeypatch: pytest.MonkeyPatch, command: str, message: str
) -> None:
    for name in ("other.json", "map.csv", "places.jsonl", "towns.csv", "towns.json", "m.md"):
        (home / name).write_text("kept")
    (home / "link.txt").symlink_to(home / "cases" / "town.yaml")
    (home / "tables").mkdir()
    (home / "r").mkdir()
    before = {path: path.read_bytes() for path in home.rglob("*") if path.is_file()}
    monkeypatch.chdir(home)
    words = command.split()
    rules = ["--today" if words[0] == "simulate" else "--rules", "old"]
    result = CliRunner().invoke(cli, [*words, *rules])
    assert result.exit_code == 2
    assert message in result.output
    assert {path: path.read_bytes() for path in home.rglob("*") if path.is_file()} == before


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
