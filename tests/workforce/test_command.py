"""`advisor workforce` as a user runs it."""

from __future__ import annotations

import stat
from pathlib import Path

import xlsxwriter

from tests.conftest import Run
from tests.workforce.made import KEYS, STAFF_HEAD, write

ROWS = [(f"P{at}", "Finance", "Clerk", "experts", "met" if at % 2 else "not") for at in range(9)]


def staff(folder: Path) -> Path:
    return write(folder / "staff.csv", [(*STAFF_HEAD, "CB01"), *ROWS])


def test_a_report_is_written_for_its_owner_only(run: Run, tmp_path: Path) -> None:
    report, answers = tmp_path / "report.html", tmp_path / "answers.yaml"
    report.write_text("old")
    report.chmod(0o644)
    result = run("workforce", staff(tmp_path), "-o", report, "--answers", answers, "--seconds", "0")
    assert result.returncode == 0, result.stderr
    assert "9 people against 41 competencies" in result.stderr
    assert "</html>" in report.read_text("utf-8")
    for path in (report, answers):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_case_is_not_changed(run: Run, tmp_path: Path) -> None:
    case = tmp_path / "case.yaml"
    case.write_text("facts:\n  staff digital skill: low\n")
    arguments = ("workforce", staff(tmp_path), "--case", case, "--seconds", "0")
    assert run(*arguments, "-o", tmp_path / "report.md").returncode == 0
    assert case.read_text() == "facts:\n  staff digital skill: low\n"
    refused = run(*arguments, "-o", tmp_path / "report.md", "--answers", case)
    assert refused.returncode == 2
    assert "is read and never written to" in refused.stderr
    assert case.read_text() == "facts:\n  staff digital skill: low\n"


def test_what_is_wrong_is_told_and_nothing_written(run: Run, tmp_path: Path) -> None:
    bad = write(tmp_path / "staff.csv", [STAFF_HEAD, ("Anna Smith", "", "x", "chief")])
    result = run("workforce", bad, "-o", tmp_path / "report.html")
    assert result.returncode == 2
    assert result.stderr.count("error: ") == 3
    assert "Traceback" not in result.stderr
    assert not (tmp_path / "report.html").exists()


def test_what_is_wrong_in_all_files_is_told_at_once(run: Run, tmp_path: Path) -> None:
    bad = write(tmp_path / "bad.csv", [(*STAFF_HEAD, "CB01"), ("P1", "D", "x", "experts", "mett")])
    old = write(tmp_path / "old.csv", [(*STAFF_HEAD, "CB01"), ("P1", "D", "x", "expert", "met")])
    case = tmp_path / "case.yaml"
    case.write_text("facts:\n  staff digital skil: low\n")
    result = run("workforce", bad, "--before", old, "--case", case, "-o", tmp_path / "report.md")
    assert result.returncode == 2
    assert result.stderr.count("error: ") == 3
    for word in ("mett", "expert", "skil"):
        assert word in result.stderr


def test_without_an_output_it_says_what_is_missing(run: Run, tmp_path: Path) -> None:
    result = run("workforce", staff(tmp_path))
    assert result.returncode == 2
    assert "the output with -o" in result.stderr


def test_a_wrong_ending_is_told_before_anything_is_read(run: Run, tmp_path: Path) -> None:
    result = run("workforce", tmp_path / "none.csv", "-o", tmp_path / "report.pdf")
    assert result.returncode == 2
    assert "can't tell how to write the report" in result.stderr


def test_the_template_is_read_as_it_is_filled_in(run: Run, tmp_path: Path) -> None:
    template = tmp_path / "template.xlsx"
    assert run("workforce", "--template", template).returncode == 0
    again = run("workforce", "--template", template)
    assert again.returncode == 2
    assert "this file is there already" in again.stderr
    empty = run("workforce", template, "-o", tmp_path / "report.md")
    assert empty.returncode == 2
    assert "the staff list is empty" in empty.stderr
    filled = tmp_path / "filled.xlsx"
    with xlsxwriter.Workbook(filled) as book:
        people = book.add_worksheet("staff")
        for row, cells in enumerate([(*STAFF_HEAD, "CB01"), *ROWS]):
            people.write_row(row, 0, cells)
        courses = book.add_worksheet("courses")
        courses.write_row(0, 0, ["course", "competencies", "hours", "seats", "fee"])
        courses.write_row(1, 0, ["Everyday tools", KEYS[0], 8, 12, 10.5])
        parameters = book.add_worksheet("parameters")
        parameters.write_row(0, 0, ["parameter", "value"])
        parameters.write_row(1, 0, ["training budget", 40])
    report = tmp_path / "report.md"
    result = run("workforce", filled, "-o", report, "--seconds", "0")
    assert result.returncode == 0, result.stderr
    assert "3 places planned in" in result.stderr
    assert "31.50" in report.read_text("utf-8")


def test_for_publication_nobody_is_named(run: Run, tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    result = run(
        "workforce", staff(tmp_path), "-o", report, "--for", "publication", "--seconds", "0"
    )
    assert result.returncode == 0, result.stderr
    assert '"P1"' not in report.read_text("utf-8")
