"""The page in a real browser: axe finds nothing, and nothing scrolls sideways on a phone."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from advisor import advise, load_rules, read_case, render
from advisor.cases.model import Attestation

ROOT = Path(__file__).parents[3]
CASES = (
    ROOT / "cases" / "real" / "saka-hiroshima-2021.yaml",
    ROOT / "cases" / "examples" / "fictional-port-meridian.yaml",
)
UNFOLD = "document.querySelectorAll('details').forEach(one => one.open = true)"


@pytest.fixture(scope="module")
def browser():
    """Debian's chromium."""
    program = shutil.which("chromium")
    assert program, "chromium is not installed"
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture(scope="module", params=CASES, ids=lambda path: path.stem)
def address(request, tmp_path_factory):
    rules = load_rules()
    page = tmp_path_factory.mktemp("page") / "advice.html"
    case = read_case(request.param, rules)
    told = Attestation("Ada Bo, treasurer of the municipality", "2026-05-03", "Cy Dahl", "2026-05")
    advice = advise(rules, case.with_attestation(case.answers[0].fact, told))
    page.write_text(render(advice, rules, "html"), "utf-8")
    return page.as_uri()


@pytest.mark.chromium
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(browser, address, scheme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    # The policy of the page allows no script; the test has to bring its own.
    context = browser.new_context(bypass_csp=True, color_scheme=scheme)
    page = context.new_page()
    page.goto(address)
    page.evaluate(UNFOLD)
    found = axe.run(page)
    context.close()
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.chromium
@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_nothing_scrolls_sideways(browser, address, width):
    context = browser.new_context(viewport={"width": width, "height": 844})
    page = context.new_page()
    page.goto(address)
    page.evaluate(UNFOLD)
    wide, shown = page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    context.close()
    assert wide <= shown


@pytest.mark.chromium
def test_annexes_are_folded_on_screen_and_open_on_paper(browser, address):
    page = browser.new_page()
    page.goto(address)
    table = page.locator("table.arguments").first
    assert not table.is_visible()
    page.emulate_media(media="print")
    assert table.is_visible()
    page.close()
