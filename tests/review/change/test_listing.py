"""What a change of the books says: by book and block, with the changed words marked, in every form."""

from __future__ import annotations

import io
import time
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from advisor.cli.rules_diff import diff
from advisor.errors import OutputError
from advisor.knowledge.library import read_books
from advisor.report.page import as_html, as_markdown, as_text
from advisor.report.review_pages.difference import Compared, difference_page
from advisor.review.change.books import BookChange, changes
from advisor.review.change.difference import Comparison
from advisor.review.change.words import marked
from tests.report.pages import read_page
from tests.review.made import folder, rule_base

Edit = tuple[str, str]


def listed(path: Path, *edits: Edit) -> tuple[BookChange, ...]:
    old, new = (read_books(folder(path / name, *own))[1] for name, own in (("a", ()), ("b", edits)))
    return changes(old, new)


def lines(change: BookChange) -> list[tuple[str, str, str]]:
    return [(one.label, one.before, one.after) for one in change.lines]


EDITS = [
    ("The place", "The town", "moved", "fact", ("Under", "The place", "The town")),
    (
        "Skill can't be",
        "Skill cannot be",
        "reworded",
        "fact",
        ("Why", "Skill can't be bought in a day.", "Skill cannot be bought in a day."),
    ),
    (
        "*low*: few can\n",
        "*low*: hardly any can\n",
        "reworded",
        "fact",
        ("Anchor", "low: few can", "low: hardly any can"),
    ),
    (
        "strong from 2",
        "strong from 3",
        "changed",
        "assessment",
        ("Cut points", "strong from 2", "strong from 3"),
    ),
    (
        "raise pull weakly",
        "raise pull strongly",
        "changed",
        "rule",
        ("Then", "raise pull weakly", "raise pull strongly"),
    ),
    (
        "**Phase** first year",
        "**Phase** later",
        "changed",
        "rule",
        ("Phase", "first year", "later"),
    ),
    (
        "**Owner** head of",
        "**After** W01\n- **Owner** head of",
        "changed",
        "rule",
        ("After", "", "W01"),
    ),
    (
        "Low capacity keeps",
        "Low capacity holds",
        "reworded",
        "law",
        ("Title", "Low capacity keeps one office", "Low capacity holds one office"),
    ),
    (
        "**Raising** budget **never lowers** pull",
        "**Raising** skill **never lowers** pull",
        "changed",
        "law",
        ("Raising", "budget never lowers pull", "skill never lowers pull"),
    ),
    (
        "one office | offices apart",
        "one office | offices apart | none",
        "changed",
        "decision",
        ("Options", "one office | offices apart", "one office | offices apart | none"),
    ),
    ("**Year** 2020", "**Year** 2021", "reworded", "source", ("Year", "2020", "2021")),
    (
        "# A sound rule base\n",
        "# A sound rule base\n\nMade for tests.\n",
        "reworded",
        "preface",
        ("Text", "", "Made for tests."),
    ),
]


@pytest.mark.parametrize(("old", "new", "how", "kind", "line"), EDITS)
def test_whatever_is_written_otherwise_is_listed(
    tmp_path: Path, old: str, new: str, how: str, kind: str, line: tuple[str, str, str]
) -> None:
    change = next(one for one in listed(tmp_path, (old, new)) if line in lines(one))
    assert (change.how, change.kind, change.book) == (how, kind, "book")


def test_rows_that_moved_are_told_from_rows_that_changed(tmp_path: Path) -> None:
    rows = "| none | | low |\n| | low | low |\n"
    said = ("budget: none; capacity: low", "budget: at most none; capacity: low")
    [moved] = listed(tmp_path / "moved", (rows, "| | low | low |\n| none | | low |\n"))
    assert lines(moved) == [("Row 2, now row 1", *["skill: low; capacity: low"] * 2)]
    [both] = listed(tmp_path / "both", (rows, "| | low | low |\n| at most none | | low |\n"))
    assert lines(both) == [("Row 1, now row 2", *said)]


def test_a_block_that_moved_or_was_renumbered_is_no_new_one(tmp_path: Path) -> None:
    text = (folder(tmp_path / "a") / "book.md").read_text("utf-8")
    start, end = text.index("### W01"), text.index("### A01")
    (tmp_path / "b").mkdir()
    block = text[start:end]
    moved = (text[:start] + text[end:]).replace("## Laws", f"{block}## Laws")
    (tmp_path / "b" / "book.md").write_text(moved.replace("### C02 ·", "### C03 ·"), "utf-8")
    found = changes(read_books(tmp_path / "a")[1], read_books(tmp_path / "b")[1])
    assert [(one.how, one.name) for one in found] == [("changed", "C03"), ("moved", "A01")]
    assert lines(found[0]) == [("Name", "C02", "C03")]
    assert lines(found[1]) == [("Place", "after W01", "after S02")]


def test_line_breaks_and_spaces_are_no_change(tmp_path: Path) -> None:
    assert listed(tmp_path, ("does more in one place", "does more\n  in  one place")) == ()


@given(st.text("ab c.,-"), st.text("ab c.,-"))
def test_marked_pieces_are_the_sentence_and_equal_ones_are_common(one: str, two: str) -> None:
    before, after = marked(one, two)
    assert "".join(text for text, _ in before) == one
    assert "".join(text for text, _ in after) == two
    common = ["".join(text for text, mark in side if not mark) for side in (before, after)]
    assert common[0].replace(" ", "") == common[1].replace(" ", "")
    assert any(mark for _, mark in (*before, *after)) == (one != two)


def page_of(path: Path, *edits: Edit) -> Compared:
    both = (rule_base(path / "a"), rule_base(path / "b", *edits))
    comparison = Comparison(*both)
    return Compared(
        ("a", "b"),
        both,
        listed(path, *edits),
        None,
        (),
        comparison.all(),
        comparison.one_sided(),
        comparison.by_change(),
        comparison.same(),
    )


HOSTILE = ("what is scarce does", "what <b>is</b> {{ 7*7 }} ~~scarce~~ **does**")


def test_the_page_shows_both_sides_in_every_form(tmp_path: Path) -> None:
    upside = (
        "| none | | low |\n| | low | low |\n| | | high |",
        "| not none | high | high |\n| | | low |",
    )
    found = page_of(tmp_path, HOSTILE, upside, ("raise pull weakly", "raise pull moderately"))
    page = difference_page(found)
    text = as_text(page, 70)
    assert "was: raise pull *weakly*" in text
    assert "now: raise pull *moderately*" in text
    assert "Effect: it is proved to mean the same as before" in " ".join(text.split())
    assert "Shows in the case: budget: large" in " ".join(text.split())
    assert max(len(line) for line in text.split("\n")) <= 70
    root = read_page(as_html(page))
    assert not list(root.every("script"))
    assert [one.text for one in root.every("del")][:1]
    assert "{{ 7*7 }}" in root.text
    assert "<b>" in root.text
    assert "raise pull ~~weakly~~" in as_markdown(page)


def test_the_page_as_word_has_real_styles(tmp_path: Path) -> None:
    docx = pytest.importorskip("docx")
    from advisor.report.word_page import page_as_word  # noqa: PLC0415 - heavy

    page = difference_page(page_of(tmp_path, HOSTILE, ("strong from 2", "strong from 1")))
    document = docx.Document(io.BytesIO(page_as_word(page)))
    heads = [one.style.name for one in document.paragraphs if one.style.name.startswith("Heading")]
    assert set(heads) == {"Heading 1", "Heading 2", "Heading 3"}
    runs = [
        (run.text, run.style.name)
        for table in document.tables
        for row in table.rows
        for cell in row.cells
        for paragraph in cell.paragraphs
        for run in paragraph.runs
    ]
    assert ("2", "Words removed") in runs
    assert ("1", "Words added") in runs
    assert any("{{ 7*7 }}" in text for text, _ in runs)


def test_signs_that_are_obeyed_and_not_shown_are_written_out(tmp_path: Path) -> None:
    hidden = ("what is scarce does", "what is \u202escarce\u202c do\u200bes")
    page = difference_page(page_of(tmp_path, hidden))
    for text in (as_text(page, 300), as_markdown(page), as_html(page)):
        assert not set("\u202e\u202c\u200b") & set(text)
        assert "u202e" in text
        assert "u200b" in text
        assert "****" not in text


def test_the_same_page_as_word_is_the_same_to_the_byte(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("docx")
    from advisor.report.word_page import page_as_word  # noqa: PLC0415 - heavy

    page = difference_page(page_of(tmp_path, HOSTILE))
    first = page_as_word(page)
    later = time.localtime(time.time() + 86_400)
    monkeypatch.setattr(time, "localtime", lambda *_: later)
    assert page_as_word(page) == first


def test_the_command_writes_word_and_needs_a_file_for_it(tmp_path: Path) -> None:
    sides = [str(folder(tmp_path / "a")), str(folder(tmp_path / "b", HOSTILE))]
    done = CliRunner().invoke(diff, [*sides, "-o", str(tmp_path / "diff.docx")])
    assert done.exit_code == 0, done.output
    assert zipfile.is_zipfile(tmp_path / "diff.docx")
    done = CliRunner().invoke(diff, [*sides, "--format", "docx"])
    assert done.exit_code == 2
    assert "name a file" in done.output
    with pytest.raises(OutputError, match="stands for no form"):
        CliRunner().invoke(diff, [*sides, "-o", str(tmp_path / "x.pdf")], catch_exceptions=False)
