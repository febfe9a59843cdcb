"""The whole way in a real browser, from the start to the signed report: wide and in the light, narrow and in the dark, without a script, by keyboard.

Set PICTURES to a folder to look at each page as it was.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from advisor import load_rules
from tests.web.live import listening
from tests.web.support import server

pytestmark = [
    pytest.mark.services,
    pytest.mark.chromium,
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]

SIZES = {"desktop": (1280, 900), "phone": (390, 844)}
STEPS = 7
"""How many questions are answered; the report says what it can after any number."""


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """Debian's chromium without a screen."""
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server on the real rule base."""
    app, database = server(tmp_path_factory.mktemp("live"), load_rules())
    with listening(app) as found:
        yield found
    database.close()


class Visitor:
    """A person at a browser: looks at each page for what axe finds and for what is cut off."""

    def __init__(self, page: Any, size: str, *, axe: bool) -> None:
        self.page = page
        self.size = size
        self.looked: set[str] = set()
        self.messages: list[str] = []
        page.on("console", lambda message: self.hear(message.text))
        page.on("request", lambda request: self.see(request.url))
        module = pytest.importorskip("axe_playwright_python.sync_playwright") if axe else None
        self.axe = module.Axe() if module else None

    def hear(self, text: str) -> None:
        """Keep what the browser complains of, but for the statuses of refusals."""
        if not text.startswith("Failed to load resource"):
            self.messages.append(text)

    def see(self, address: str) -> None:
        """Keep what is asked of any other host."""
        if not address.startswith(("http://127.0.0.1:", "data:")):
            self.messages.append(address)

    def look(self, name: str) -> None:
        """Look at the page that is open: axe, sideways scrolling, what the browser complains of."""
        if name in self.looked:
            return
        self.looked.add(name)
        folder = os.environ.get("PICTURES")
        if folder:
            self.page.screenshot(
                path=Path(folder) / f"{name}-{self.size}.png", full_page="handbook" not in name
            )
        if self.axe is not None:
            found = self.axe.run(self.page)
            assert found.violations_count == 0, f"{name}: {found.generate_report()}"
            wide = self.page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
            assert not wide, f"{name} scrolls sideways"
        assert self.page.locator("h1").count() == 1, name
        assert self.messages == [], f"{name}: {self.messages}"

    def open(self, path: str, name: str) -> None:
        self.page.goto(path)
        self.look(name)

    def press(self, text: str) -> None:
        """Press a button or follow a link."""
        found = self.page.get_by_role("button", name=text).or_(
            self.page.get_by_role("link", name=text)
        )
        found.first.click()


def answer_all(visitor: Visitor) -> int:
    """Answer each question that comes, the second answer of each; return how many came."""
    page = visitor.page
    for step in range(STEPS):
        if not page.url.endswith("/question"):
            return step
        visitor.look("question-number" if page.locator("#typed").count() else "question")
        if page.locator("#typed").count():
            page.fill("#typed", "25,000" if "people live" in page.inner_text("h1") else "3")
        else:
            page.locator("input[name=answer]").nth(1).check()
        if step == 1:
            page.fill("#remark", "The clerk said so, in spring.")
        visitor.press("Keep and go on")
        assert page.locator(".problem").count() == 0, page.inner_text("main")
    return STEPS


def the_whole_way(visitor: Visitor, address: str, other: Visitor) -> None:
    """From the start to the signed report, with every page on the way."""
    page = visitor.page
    visitor.open(address, "start")
    visitor.press("Begin")
    visitor.look("start-problem")
    page.fill("#place", "Fictional Ford")
    page.fill("#name", "Ana")
    visitor.press("Begin")
    visitor.look("begun")
    visitor.press("Go to the first question")
    visitor.press("Keep and go on")
    visitor.look("question-problem")
    visitor.press("Why is this asked?")
    visitor.look("why")
    visitor.press("Back to the question")
    visitor.press("Questions")
    assert answer_all(visitor) > 3
    visitor.press("Answers")
    visitor.look("check")
    case = re.sub(r"/check$", "", page.url)
    assert re.search(r"/case/\w+$", case)
    for name in ("", "so-far", "people", "history", "explain?question=how", "erase"):
        visitor.open(f"{case}/{name}".rstrip("/"), f"case-{name.partition('?')[0] or 'overview'}")
    visitor.open(f"{case}/scenarios", "scenarios")
    page.fill("#scenario-1", "digital budget = comfortable")
    visitor.press("Compare")
    visitor.look("scenarios-compared")
    several_people(visitor, other, case)
    signing(visitor, case)
    visitor.open(f"{address}/api/v1", "interface")
    visitor.open(f"{address}/nothing-there", "not-found")


def several_people(visitor: Visitor, other: Visitor, case: str) -> None:
    """Invite somebody, who answers otherwise; decide between the two."""
    page = visitor.page
    page.goto(f"{case}/people")
    page.fill("#name", "Ben")
    visitor.press("Make a link")
    visitor.look("people-link")
    other.open(page.inner_text("code.link"), "link")
    other.press("Open it in this browser")
    other.look("respondent")
    other.page.goto(f"{case}/question/digital budget")
    other.page.locator("input[name=answer]").nth(3).check()
    other.press("Keep and go on")
    visitor.open(f"{case}/differences", "differences")
    if page.get_by_role("button", name="Decide").count():
        page.locator("input[name=answer]").first.check()
        page.locator("input[name=reason]").first.fill("The accounts say so.")
        visitor.press("Decide")
        visitor.look("differences-decided")


def signing(visitor: Visitor, case: str) -> None:
    """Sign the first version, open the second one, and compare them."""
    page = visitor.page
    visitor.open(f"{case}/versions", "versions")
    visitor.press("Sign and freeze")
    visitor.look("signed")
    visitor.open(f"{case}/report", "report")
    assert "Ana, 20" in page.inner_text("body")
    visitor.press("Back to the case")
    visitor.look("case-signed")
    page.goto(f"{case}/versions")
    visitor.press("Open version 2")
    visitor.open(f"{case}/compare?one=1&other=2", "compare")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_from_the_start_to_the_signed_report(
    chromium: Any, address: str, size: str, script: bool
) -> None:
    width, height = SIZES[size]
    contexts = [
        chromium.new_context(
            viewport={"width": width, "height": height},
            java_script_enabled=script,
            color_scheme="dark" if size == "phone" else "light",
        )
        for _ in range(2)
    ]
    # axe is a script itself, and put in by the browser's own door, past the page's policy.
    owner, other = (Visitor(context.new_page(), size, axe=script) for context in contexts)
    the_whole_way(owner, address, other)
    for context in contexts:
        context.close()


def test_the_handbook_with_the_case_laid_over_it(chromium: Any, address: str) -> None:
    context = chromium.new_context(viewport={"width": 390, "height": 844})
    visitor = Visitor(context.new_page(), "phone", axe=True)
    visitor.axe = None  # a page of a megabyte; the handbook's own test lets axe read it
    visitor.open(f"{address}/handbook", "handbook")
    visitor.open(f"{address}/table", "table")
    context.close()


def test_a_question_is_answered_by_the_keyboard_alone(chromium: Any, address: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Skip to the page"
    page.fill("#place", "Keyton")
    page.locator("#name").focus()
    page.keyboard.type("Kim")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Go to the first question").press("Enter")
    case = page.url.removesuffix("/question")
    page.goto(f"{case}/question/digital budget")
    page.locator("#answer-1").focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.locator(".notice").inner_text().startswith("Kept: digital budget: small")
    context.close()
