"""The HTML page: well formed, closed in itself, and usable by keyboard, screen reader and printer."""

import re
import shutil
import subprocess
from base64 import b64encode
from hashlib import sha256
from importlib.resources import files
from itertools import pairwise

import pytest

from advisor import advise, load_rules, read_case, render
from tests.report import made
from tests.report.pages import read_page


@pytest.fixture(scope="module")
def real(root):
    """The page of a real case."""
    rules = load_rules()
    case = read_case(root / "cases" / "examples" / "fictional-port-meridian.yaml", rules)
    return render(advise(rules, case), rules, "html")


@pytest.fixture(scope="module", params=["made", "real"])
def html(request, real):
    return real if request.param == "real" else render(made.ADVICE, made.RULES, "html")


def test_the_page_is_well_formed_and_has_language_and_title(html):
    page = read_page(html)
    assert html.startswith("<!DOCTYPE html>\n<html lang=")
    assert next(page.every("html")).attributes["lang"] == "en"
    assert next(page.every("title")).text.startswith("Advice on the digital organization of ")


def test_headings_go_down_one_level_at_a_time_from_a_single_first_one(html):
    levels = [int(found.tag[1]) for found in read_page(html).every("h1", "h2", "h3", "h4")]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert levels.count(2) == 9


def test_every_heading_says_something(html):
    assert all(found.text for found in read_page(html).every("h1", "h2", "h3", "h4", "caption"))


def test_there_are_landmarks_and_a_way_past_the_contents(html):
    page = read_page(html)
    for landmark in ("header", "nav", "main", "footer"):
        assert len(list(page.every(landmark))) == 1
    skip = next(page.every("a"))
    assert skip.attributes["href"] == "#" + next(page.every("main")).attributes["id"]


def test_every_id_is_there_once_and_every_inner_link_leads_somewhere(html):
    page = read_page(html)
    ids = [found.attributes["id"] for found in page.every() if "id" in found.attributes]
    assert len(ids) == len(set(ids))
    wanted = [
        link.attributes["href"][1:]
        for link in page.every("a")
        if link.attributes["href"].startswith("#")
    ]
    for found in page.every():
        wanted += found.attributes.get("aria-labelledby", "").split()
    assert wanted
    assert set(wanted) <= set(ids)


def test_every_table_has_a_caption_and_every_heading_cell_a_scope(html):
    for table in read_page(html).every("table"):
        assert next(table.every("caption")).text
        assert next(table.every("thead"))
        assert all("scope" in cell.attributes for cell in table.every("th"))


def test_every_row_of_a_table_has_as_many_cells_as_its_head(html):
    for table in read_page(html).every("table"):
        columns = len(list(next(table.every("thead")).every("th")))
        for row in table.every("tr"):
            cells = list(row.every("th", "td"))
            assert sum(int(cell.attributes.get("colspan", 1)) for cell in cells) == columns


def test_tables_that_become_cards_on_a_phone_keep_their_roles(html):
    for table in read_page(html).every("table"):
        if "cards" in table.attributes.get("class", ""):
            assert table.attributes["role"] == "table"
            assert all(row.attributes.get("role") == "row" for row in table.every("tr"))
            assert all(cell.attributes.get("role") == "cell" for cell in table.every("td"))


def test_the_picture_is_described_for_those_who_do_not_see_it(real):
    for picture in read_page(real).every("svg"):
        assert picture.attributes["role"] == "img"
        title, description = picture.every("title", "desc")
        assert picture.attributes["aria-labelledby"].split() == [
            title.attributes["id"],
            description.attributes["id"],
        ]
        assert len(title.text) > 10
        assert len(description.text) > 60


def test_nothing_is_fetched_and_nothing_is_run(html):
    page = read_page(html)
    assert not list(page.every("script", "link", "img", "iframe", "object", "embed", "form"))
    assert not [found for found in page.every() if "style" in found.attributes]
    assert "url(" not in html
    assert "@import" not in html


def test_the_policy_allows_this_style_sheet_and_no_other(html):
    page = read_page(html)
    policy = next(
        meta.attributes["content"]
        for meta in page.every("meta")
        if meta.attributes.get("http-equiv") == "Content-Security-Policy"
    )
    css = html[html.index("<style>") + 7 : html.index("</style>")]
    digest = b64encode(sha256(css.encode()).digest()).decode()
    assert policy.split("; ") == [
        "default-src 'none'",
        f"style-src 'sha256-{digest}'",
        "base-uri 'none'",
        "form-action 'none'",
    ]


def contrast(one, other):
    """The contrast of two colours as the web's accessibility guidelines reckon it."""

    def light(colour):
        parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_all_text_has_enough_contrast_in_the_light_and_in_the_dark():
    css = files("advisor.templates").joinpath("advice.css").read_text(encoding="utf-8")
    schemes = re.findall(r":root \{([^}]*--paper: #[0-9a-f]{6}[^}]*)\}", css)
    assert len(schemes) == 2
    for scheme in schemes:
        colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", scheme))
        for ground in ("paper", "wash"):
            for text in ("ink", "soft", "deep", "for", "against"):
                assert contrast(colours[text], colours[ground]) >= 4.5, (text, ground)
        assert contrast(colours["on-deep"], colours["deep"]) >= 4.5


def chromium(*arguments, home):
    """Run the browser once."""
    program = shutil.which("chromium")
    assert program, "chromium is not installed"
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
             "--disable-background-networking", "--disable-component-update", "--disable-sync",
             "--enable-logging=stderr"]  # fmt: skip
    return subprocess.run(
        [program, *flags, f"--user-data-dir={home}", *arguments],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )


def complaints(stderr):
    return [line for line in stderr.splitlines() if "CONSOLE" in line]


@pytest.mark.chromium
def test_a_browser_shows_the_page_without_a_complaint(real, tmp_path):
    good, bad = tmp_path / "good.html", tmp_path / "bad.html"
    good.write_text(real, encoding="utf-8")
    # The same page with a letter of its style sheet changed shows that a complaint would be seen.
    bad.write_text(real.replace("--paper: #ffffff", "--paper: #fffffe"), encoding="utf-8")
    shown = chromium("--dump-dom", good.as_uri(), home=tmp_path / "home")
    assert complaints(shown.stderr) == []
    assert "8. Sources cited" in shown.stdout
    spoilt = chromium("--dump-dom", bad.as_uri(), home=tmp_path / "home")
    assert complaints(spoilt.stderr)


@pytest.mark.chromium
def test_the_page_prints_on_several_sheets_with_all_competencies(real, tmp_path):
    page, printed = tmp_path / "page.html", tmp_path / "page.pdf"
    page.write_text(real, encoding="utf-8")
    chromium(
        f"--print-to-pdf={printed}", "--no-pdf-header-footer", page.as_uri(), home=tmp_path / "home"
    )
    content = printed.read_bytes()
    sheets = len(re.findall(rb"/Type\s*/Page\b(?!s)", content))
    assert sheets > 5
    boxes = set(re.findall(rb"/MediaBox \[([^\]]*)\]", content))
    widths = {round(float(box.split()[2])) for box in boxes}
    assert widths == {595}, "not A4"
