"""The handbook: everything is in it, every link leads somewhere, and it reads well at any width."""

from __future__ import annotations

import json
import re
import subprocess
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import pytest

from advisor.knowledge.library import load_rules
from tests.conftest import ROOT, Run
from tests.review.made import folder

VOID = {"meta", "input", "path", "rect", "br", "link"}
CASE = ROOT / "cases" / "real" / "andover-2010.yaml"


class Page(HTMLParser):
    """Reads a page, noting what is opened and not closed, ids and links."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: set[str] = set()
        self.outside: list[str] = []
        self.headings: list[int] = []
        self.faults: list[str] = []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if "id" in given:
            self.ids.append(given["id"])
        if given.get("href", "").startswith("#"):
            self.links.add(given["href"][1:])
        if given.get("src") or tag == "link":
            self.outside.append(tag)
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        pass

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"{tag} at {self.getpos()}")


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory, run: Run) -> dict[str, Path]:
    """The handbook of our rules in HTML, once plain and once with a case, and in Markdown."""
    place = tmp_path_factory.mktemp("book")
    paths = {name: place / name for name in ("plain.html", "case.html", "book.md")}
    for name, path in paths.items():
        extra = ["--case", CASE] if name == "case.html" else []
        proofs = [] if name == "plain.html" else ["--no-proofs"]
        done = run("rules", "book", "-o", path, *extra, *proofs)
        assert done.returncode == 0, done.stderr
    return paths


@pytest.mark.parametrize("name", ["plain.html", "case.html"])
def test_the_page_is_whole_and_every_link_leads_somewhere(
    books: dict[str, Path], name: str
) -> None:
    page = Page()
    page.feed(books[name].read_text("utf-8"))
    assert page.faults == []
    assert page.open == []
    assert page.outside == []
    assert [one for one, count in Counter(page.ids).items() if count > 1] == []
    assert page.links - set(page.ids) == set()


def test_headings_skip_no_level_and_the_page_has_its_landmarks(books: dict[str, Path]) -> None:
    text = books["plain.html"].read_text("utf-8")
    page = Page()
    page.feed(text)
    assert page.headings[0] == 1
    assert all(two <= one + 1 for one, two in zip(page.headings, page.headings[1:], strict=False))
    for mark in (
        '<html lang="en">',
        "<main",
        "<nav aria-label",
        'class="skip"',
        '<label for="find">',
    ):
        assert mark in text


@pytest.mark.parametrize("name", ["plain.html", "book.md"])
def test_every_rule_fact_law_and_source_is_in_it(books: dict[str, Path], name: str) -> None:
    rules = load_rules()
    text = books[name].read_text("utf-8")
    anchors = {*re.findall(r'id="((?:rule|law|item|source)-[^"]+)"', text)}
    assert len(anchors) == (
        len(rules.rules) + len(rules.laws) + len(rules.items) + len(rules.sources)
    )
    assert all(
        waiver.reason.partition("'")[0] in text.replace("&#39;", "'") for waiver in rules.waivers
    )


def test_laws_are_called_proved_only_when_they_were(books: dict[str, Path]) -> None:
    proved = books["plain.html"].read_text("utf-8")
    unproved = books["case.html"].read_text("utf-8")
    count = len(load_rules().laws)
    assert proved.count('<span class="tag state proved">') == count
    assert unproved.count(">not proved in this run</span>") == count
    assert '<span class="tag state proved">' not in unproved


def test_a_case_shows_what_fired_what_failed_where_and_what_is_open(
    books: dict[str, Path], run: Run, tmp_path: Path
) -> None:
    text = books["case.html"].read_text("utf-8")
    done = run("advise", CASE, "--format", "json")
    fired = {one["rule"] for one in json.loads(done.stdout)["trace"]} & set(
        load_rules().rules_by_id
    )
    shown = set(re.findall(r'id="rule-(\S+)" data-entry data-state="fires"', text))
    assert shown == {rule.casefold() for rule in fired}
    assert re.search(r"fails at &#39;when [^&]+&#39;: [a-z ]+ is [a-z ]+", text)
    assert re.search(r"not decided yet at &#39;when [^&]+&#39;: [a-z ]+ is unknown", text)


def test_the_graph_of_a_decision_holds_what_it_rests_on_and_leads_to(
    tmp_path: Path, run: Run
) -> None:
    done = run("rules", "book", "--rules", folder(tmp_path), "--no-proofs", "--format", "json")
    [graph] = json.loads(done.stdout)["graphs"]
    kinds = {node["full"]: node["kind"] for node in graph["nodes"]}
    assert kinds == {
        "budget": "fact",
        "skill": "fact",
        "population": "fact",
        "capacity": "assessment",
        "pull": "assessment",
        "structure": "decision",
        "W01 · One office for a metropolis": "misfit",
    }
    assert len(graph["edges"]) == 2 + 2 + 2 + 1
    assert all(
        node["x"] >= 0 and node["x"] + node["width"] <= graph["width"] for node in graph["nodes"]
    )
    assert all(node["y"] + 18 <= graph["height"] for node in graph["nodes"])


def _in_chromium(path: Path, width: int, script: str, tmp_path: Path) -> str:
    """Open a page and return what a script makes of it; the page's own scripts stay."""
    text = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", path.read_text("utf-8"))
    page = tmp_path / "page.html"
    page.write_text(
        text.replace("</body>", f"<script>document.title = {script}</script></body>"), "utf-8"
    )
    done = subprocess.run(
        [
            "chromium",
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--virtual-time-budget=10000",
            f"--user-data-dir={tmp_path / 'profile'}",
            f"--window-size={width},900",
            "--dump-dom",
            page.as_uri(),
        ],
        capture_output=True,
        text=True,
        check=True,
        timeout=90,
    )
    return re.search(r"<title>(.*?)</title>", done.stdout)[1]


@pytest.mark.chromium
@pytest.mark.parametrize("width", [500, 1280])
def test_the_page_is_never_wider_than_the_window(
    books: dict[str, Path], width: int, tmp_path: Path
) -> None:
    script = "document.documentElement.scrollWidth <= window.innerWidth ? 'fits' : 'too wide'"
    assert _in_chromium(books["case.html"], width, script, tmp_path) == "fits"


@pytest.mark.chromium
def test_the_search_finds_words_and_counts_them(books: dict[str, Path], tmp_path: Path) -> None:
    script = (
        "(function () { var b = document.getElementById('find'); b.value = 'scarce capacity';"
        " b.dispatchEvent(new Event('input')); return 'wait'; })();"
        " setTimeout(function () { document.title = document.getElementById('found').textContent + ', ' +"
        " document.querySelectorAll('article[data-entry]:not([hidden])').length; }, 400)"
    )
    found = _in_chromium(books["plain.html"], 1280, script, tmp_path)
    match = re.fullmatch(r"(\d+) entr(?:y|ies) found, (\d+)", found)
    assert match, found
    assert 0 < int(match[2]) <= int(match[1]) < 40
