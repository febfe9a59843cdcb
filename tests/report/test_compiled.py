"""Compiled templates are kept, so that a report does not wait for them; a stale copy does no harm."""

import sys

import pytest

from advisor.report import compiled, environment
from advisor.report.render import render
from tests.report import made


@pytest.fixture
def shelf(tmp_path, monkeypatch):
    """A copy of the program's templates, whose compiled forms can be looked at."""
    for source in environment.files("advisor.templates").iterdir():
        if source.is_file():
            (tmp_path / source.name).write_bytes(source.read_bytes())
    for module in (compiled, environment):
        monkeypatch.setattr(module, "files", lambda _: tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    environment._environment.cache_clear()
    yield tmp_path
    environment._environment.cache_clear()


def rendered():
    environment._environment.cache_clear()
    return render(made.ADVICE, made.RULES, "text")


def kept(shelf):
    return sorted(path.name for path in (shelf / "__pycache__").glob("*.bin"))


def test_a_copy_is_kept_and_gives_the_same_report(shelf):
    first = rendered()
    assert len(kept(shelf)) == 2  # the page and the wording
    assert rendered() == first


def test_a_changed_template_is_compiled_anew(shelf):
    rendered()
    page = shelf / "advice.txt.j2"
    page.write_text(page.read_text(encoding="utf-8") + "the end\n", encoding="utf-8")
    assert rendered().endswith("the end\n")


def test_the_formats_keep_apart_what_they_escape_differently(shelf):
    hostile = made.with_structure(made.replace(made.STRUCTURE, recommended="a < b", scores=(
        ("a < b", 1), ("centralized", 0), ("federal", 0), ("decentralized", 0))))  # fmt: skip
    for _ in range(2):
        environment._environment.cache_clear()
        assert "a < b" in render(hostile, made.RULES, "text")
        assert "a < b" not in render(hostile, made.RULES, "html")


@pytest.mark.parametrize("damage", [b"", b"j2", b"\x00" * 500])
def test_a_damaged_copy_is_passed_over(shelf, damage):
    first = rendered()
    for path in (shelf / "__pycache__").glob("*.bin"):
        path.write_bytes(damage)
    assert rendered() == first


def test_a_copy_cut_short_is_passed_over(shelf):
    first = rendered()
    for path in (shelf / "__pycache__").glob("*.bin"):
        path.write_bytes(path.read_bytes()[:-100])
    assert rendered() == first


def test_nothing_is_kept_where_python_keeps_nothing_either(shelf, monkeypatch):
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert rendered()
    assert not (shelf / "__pycache__").exists()


def test_a_report_needs_no_folder_that_can_be_written_to(shelf):
    (shelf / "__pycache__").write_text("in the way")
    assert rendered()
