"""The handbook in short, with what changed, by templates of one's own, and as PDF with pages of links."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from itertools import pairwise
from pathlib import Path

import pytest
from click.testing import CliRunner

from advisor.cli.rules_book import book
from advisor.errors import RuleBaseError, TemplateError
from advisor.knowledge.library import load_rules, read_books
from advisor.report.book.graph import BETWEEN, decision_graph
from advisor.report.book.handbook import handbook
from advisor.report.book.model import Handbook
from advisor.report.book.shortened import shortened
from advisor.report.book.since import with_changes
from advisor.report.environment import render_template
from advisor.review.change.books import changes
from tests.report.book.test_book import Page
from tests.review.made import folder, rule_base

EDITS = (
    ("raise pull weakly", "raise pull strongly"),
    ("- **Warn** One office will", "- **Warn** A single office <i>will</i>"),
    ("### L03 · Money", "### L03 · More money"),
)


def changed(path: Path) -> Handbook:
    old, new = folder(path / "old"), folder(path / "new", *EDITS)
    listed = changes(read_books(old)[1], read_books(new)[1])
    return with_changes(handbook(load_rules(new), {}), "HEAD~1", listed)


def page_of(made: Handbook) -> tuple[str, Page]:
    text = render_template("book.html.j2", None, {"book": made})
    page = Page()
    page.feed(text)
    return text, page


@pytest.mark.parametrize("short", [False, True])
def test_what_changed_stands_first_and_leads_to_its_entries(tmp_path: Path, short: bool) -> None:
    made = changed(tmp_path)
    text, page = page_of(shortened(made) if short else made)
    assert page.faults == []
    assert page.links - set(page.ids) == set()
    assert all(two <= one + 1 for one, two in pairwise(page.headings))
    assert page.ids.index("changes") < page.ids.index("chapter-book")
    chapter = text.partition('id="changes"')[2].partition('<section class="chapter"')[0]
    assert re.findall('href="#([^"]+)"', chapter) == ["rule-c01", "rule-w01", "law-l03"]
    assert "<ins>strongly</ins>" in chapter
    assert "<i>" not in chapter
    marked = re.findall(r'id="([^"]+)" data-entry data-state="">\s*<h\d>[^\n]*class="tag"', text)
    assert marked == ["rule-c01", "rule-w01"]
    assert len(json.dumps(asdict(made))) > 0


def test_the_short_handbook_says_the_rules_without_what_lies_behind_them(tmp_path: Path) -> None:
    rules = rule_base(tmp_path)
    whole = handbook(rules, {})
    text, page = page_of(shortened(whole))
    assert page.links - set(page.ids) == set()
    assert not {"graphs", "waivers", "bibliography"} & set(page.ids)
    shown = text.replace("&#39;", "'")
    for rule in rules.rules:
        assert rule.title in shown
        assert rule.because in shown
    for fact in rules.facts:
        assert fact.question in shown
    assert "<dt>Source</dt>" not in text
    assert "<dt>Source</dt>" in page_of(whole)[0]
    markdown = render_template("book.md.j2", None, {"book": shortened(whole)})
    assert "**Source**" not in markdown
    assert set(re.findall(r"\]\(#([^)]*)\)", markdown)) <= set(
        re.findall(r'<a id="([^"]+)"></a>', markdown)
    )


def test_no_label_of_a_picture_is_cut_and_no_box_covers_another() -> None:
    rules = load_rules()
    for decision in rules.decisions:
        graph = decision_graph(rules, decision)
        for _, nodes in graph.stages:
            for node in nodes:
                assert " ".join(node.lines) == node.full
                assert node.y + node.height <= graph.height
            for one, two in pairwise(nodes):
                assert one.y + one.height + BETWEEN <= two.y + 0.01
        assert {node for _, nodes in graph.stages for node in nodes} == set(graph.nodes)


def test_templates_of_ones_own_are_used_and_their_mistakes_told(tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "book.md.j2").write_text("Ours: {{ book.version }}\n", "utf-8")
    sound = str(folder(tmp_path / "sound"))
    words = ["--rules", sound, "--no-proofs", "--templates", str(own)]
    done = CliRunner().invoke(book, words)
    assert done.output == "Ours: sound 1\n"
    wrong = tmp_path / "wrong"
    wrong.mkdir()
    (wrong / "book.md.j2").write_text("{{ book.version | shout }}\n", "utf-8")
    done = CliRunner().invoke(book, [*words[:-1], str(wrong)])
    assert isinstance(done.exception, TemplateError)
    assert "book.md.j2" in str(done.exception)


def test_a_revision_that_is_none_is_told_before_anything_is_written(tmp_path: Path) -> None:
    words = [
        "--rules",
        str(folder(tmp_path / "sound")),
        "--no-proofs",
        "-o",
        str(tmp_path / "b.md"),
    ]
    done = CliRunner().invoke(book, [*words, "--since", "nowhere"])
    assert "neither a folder nor a git revision" in str(done.exception)
    assert not (tmp_path / "b.md").exists()
    done = CliRunner().invoke(book, ["--format", "pdf"])
    assert done.exit_code == 2
    assert "name a file" in done.output


def test_books_without_facts_are_no_earlier_rules(tmp_path: Path) -> None:
    other = tmp_path / "docs"
    other.mkdir()
    (other / "guide.md").write_text("# A guide\n\n## How to\n\nRead on.\n", "utf-8")
    words = ["--rules", str(folder(tmp_path / "sound")), "--no-proofs", "--since"]
    with pytest.raises(RuleBaseError, match="holds no books with facts"):
        CliRunner().invoke(book, [*words, str(other)], catch_exceptions=False)
    with pytest.raises(RuleBaseError, match="neither a folder nor a git revision"):
        CliRunner().invoke(book, [*words, ""], catch_exceptions=False)


def test_signs_that_are_obeyed_and_not_shown_are_written_out(tmp_path: Path) -> None:
    text = "what is scarce does more in one place"
    rules = folder(tmp_path / "sound", (text, text.replace("scarce", "\u202escarce\u200b")))
    for form in ("html", "markdown"):
        done = CliRunner().invoke(book, ["--rules", str(rules), "--no-proofs", "--format", form])
        assert "u202e" in done.output
        assert not set("\u202e\u200b") & set(done.output)


def test_the_pdf_tells_the_pages_of_its_links(tmp_path: Path) -> None:
    pytest.importorskip("weasyprint")
    pypdf = pytest.importorskip("pypdf")
    out = tmp_path / "book.pdf"
    words = ["--rules", str(folder(tmp_path / "sound")), "--no-proofs", "--short", "-o", str(out)]
    done = CliRunner().invoke(book, words)
    assert done.exit_code == 0, done.output
    pages = pypdf.PdfReader(out).pages
    texts = [" ".join(page.extract_text().split()) for page in pages]
    told = re.search(r"structure \(p\. ?(\d+)\) is one office", " ".join(texts))
    assert told
    assert "Which structure fits?" in texts[int(told[1]) - 1]
    assert re.search(r"Laws ?\.* ?\d+", texts[0])


def test_a_long_label_of_the_printed_handbook_stands_beside_its_own_value(tmp_path: Path) -> None:
    pytest.importorskip("weasyprint")
    pypdf = pytest.importorskip("pypdf")
    out = tmp_path / "book.pdf"
    asked = "number of inhabitants from 1 to 1,000,000"
    rules = folder(tmp_path / "sound", (asked, f"{asked}\n- **Near** a tenth"))
    words = ["--rules", str(rules), "--no-proofs", "--short", "-o", str(out)]
    done = CliRunner().invoke(book, words)
    assert done.exit_code == 0, done.output
    heights: dict[str, float] = {}

    def seen(text: str, page: list[float], line: list[float], *_font: object) -> None:
        heights[text.strip()] = line[5] * page[3] + page[5]

    pypdf.PdfReader(out).pages[0].extract_text(visitor_text=seen)
    for label, value in (
        ("Counts", "within a tenth of it"),
        ("The", "below 20,000"),
        ("Why it is", "Size decides what one team can do."),
    ):
        [beside] = [height for text, height in heights.items() if text.startswith(value)]
        assert abs(heights[label] - beside) < 4, label
