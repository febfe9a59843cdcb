"""The handbook: everything is in it, every link leads somewhere, and it reads well at any width."""

from __future__ import annotations

import json
import re
import subprocess
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import pytest
from pypdf import PdfReader

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
        done = run("rules", "book", "-o", path, "--no-proofs", *extra)
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
def test_everything_that_the_books_define_is_in_it(books: dict[str, Path], name: str) -> None:
    rules = load_rules()
    text = books[name].read_text("utf-8")
    kinds = Counter(
        re.findall(r'id="(rule|law|item|source|goal|competency|statement)-[^"]+"', text)
    )
    assert kinds == {
        "rule": len(rules.rules),
        "law": len(rules.laws),
        "item": len(rules.items),
        "source": len(rules.sources),
        "goal": len(rules.goals),
        "competency": len(rules.competencies),
        "statement": len(rules.statements),
    }
    read = text.replace("&#39;", "'")
    assert all(one.text in read for one in (*rules.statements, *rules.competencies))
    assert all(goal.target in read for goal in rules.goals)
    assert all(waiver.reason.partition("'")[0] in read for waiver in rules.waivers)


def test_no_link_of_the_markdown_is_dead_and_its_contents_hold_every_chapter(
    books: dict[str, Path],
) -> None:
    text = books["book.md"].read_text("utf-8")
    anchors = re.findall(r'<a id="([^"]+)"></a>', text)
    assert [one for one, count in Counter(anchors).items() if count > 1] == []
    assert set(re.findall(r"\]\(#([^)]*)\)", text)) - set(anchors) == set()
    contents = re.findall(r"^- \[[^]]+\]\(#([^)]+)\)$", text.partition("<a id")[0], re.MULTILINE)
    assert len(contents) == text.count("\n## ")
    assert set(contents) <= set(anchors)


def links_of_entries(text: str) -> dict[str, set[str]]:
    """Return for the anchor of each entry of a page the anchors that stand in it."""
    marks = list(re.finditer(r'<(?:article|tr|li)[^>]* id="([^"]+)"', text))
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    return {
        mark[1]: set(
            re.findall('href="#([^"]+)"', text[mark.end() : end].partition("</section>")[0])
        )
        for mark, end in zip(marks, ends, strict=True)
    }


def test_a_statement_leads_to_what_carries_it_and_back(books: dict[str, Path]) -> None:
    rules = load_rules()
    links = links_of_entries(books["plain.html"].read_text("utf-8"))
    anchors = {item.name: f"item-{item.name.replace(' ', '-')}" for item in rules.items.values()}
    anchors |= {one.id: f"rule-{one.id.casefold()}" for one in rules.rules}
    anchors |= {one.id: f"law-{one.id.casefold()}" for one in rules.laws}
    anchors |= {one.key: f"competency-{one.key.casefold()}" for one in rules.competencies}
    anchors |= {
        one.key: "goal-" + one.key.casefold().replace(" ", "-").replace(".", "-")
        for one in rules.goals
    }
    back: dict[str, set[str]] = {anchor: set() for anchor in anchors.values()}
    for one in rules.statements:
        anchor = f"statement-{one.key.casefold()}"
        carriers = {anchors[name] for name in one.carried_by}
        sources = {f"source-{citation.key.casefold()}" for citation in one.sources}
        assert links[anchor] == carriers | sources
        assert all(anchor in links[source] for source in sources)
        for carrier in carriers:
            back[carrier].add(anchor)
    for carrier, statements in back.items():
        assert {one for one in links[carrier] if one.startswith("statement-")} == statements
    for rule in rules.rules:
        for goal in rule.advice.serves if rule.advice else ():
            assert anchors[goal] in links[anchors[rule.id]]
            assert anchors[rule.id] in links[anchors[goal]]


def test_a_rule_base_without_goals_competencies_and_statements_has_no_empty_chapters(
    tmp_path: Path, run: Run
) -> None:
    for form in ("html", "markdown"):
        done = run("rules", "book", "--rules", folder(tmp_path), "--no-proofs", "--format", form)
        assert done.returncode == 0, done.stderr
        assert not re.search(r"#(goals|competencies|statements)\b", done.stdout)


def test_laws_are_called_proved_only_when_they_were(
    books: dict[str, Path], run: Run, tmp_path: Path
) -> None:
    done = run("rules", "book", "--rules", folder(tmp_path), "--format", "html")
    assert done.returncode == 0, done.stderr
    assert done.stdout.count('<span class="tag state proved">') == done.stdout.count('id="law-') > 0
    unproved = books["case.html"].read_text("utf-8")
    assert unproved.count(">not proved in this run</span>") == len(load_rules().laws)
    # Colour is by class: none of a law that was not proved may be that of a proved one.
    assert not re.search(r'<span class="tag state[^"]*\bproved\b', unproved)


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
@pytest.mark.parametrize(
    ("width", "shown", "hidden"),
    [(500, "stages", "picture-wide"), (1280, "picture-wide", "stages")],
)
def test_a_picture_needs_no_scrolling_and_holds_its_labels(
    books: dict[str, Path], width: int, shown: str, hidden: str, tmp_path: Path
) -> None:
    script = (
        "(function () { var see = function (name) { return document.querySelector('.graph .' + name).clientHeight > 0; };"
        " var wide = Array.prototype.filter.call(document.querySelectorAll('.graph *'), function (one) {"
        " return one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).overflowX != 'visible'; }).length;"
        " var cut = Array.prototype.filter.call(document.querySelectorAll('.graph svg a'), function (one) {"
        " var box = one.querySelector('rect').getBBox(), text = one.querySelector('text').getBBox();"
        " return text.width && text.x + text.width > box.x + box.width; }).length;"
        f" return [see('{shown}'), see('{hidden}'), wide, cut].join(' '); }})()"
    )
    assert _in_chromium(books["plain.html"], width, script, tmp_path) == "true false 0 0"


@pytest.mark.chromium
def test_the_short_handbook_takes_less_than_sixty_pages(run: Run, tmp_path: Path) -> None:
    page, printed = tmp_path / "short.html", tmp_path / "short.pdf"
    done = run("rules", "book", "--short", "--no-proofs", "-o", page)
    assert done.returncode == 0, done.stderr
    command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
    command += [f"--user-data-dir={tmp_path / 'profile'}", f"--print-to-pdf={printed}"]
    subprocess.run([*command, page.as_uri()], check=True, capture_output=True, timeout=90)
    assert 30 < len(PdfReader(printed).pages) < 60


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
