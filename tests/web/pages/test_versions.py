"""Signing: who answered, who checked, under which rules; frozen versions, new ones, and their comparison."""

from __future__ import annotations

from starlette.applications import Starlette

from advisor.knowledge.model import RuleBase
from advisor.web.database.connection import Database
from tests.web.pages.test_people import invited
from tests.web.support import Browser


def test_a_signed_version_is_frozen_and_the_next_one_compared(
    site: tuple[Starlette, Database], browser: Browser, small: RuleBase
) -> None:
    case = browser.begin()
    browser.get(f"{case}/question/budget").answer("none")
    question = browser.get(f"{case}/question/budget").form("/question/budget")
    checker = invited(site, browser, case, "Eva", part="checker")
    checker.get(f"{case}/versions").send("/checked")
    assert "has checked them" in checker.text
    browser.get(f"{case}/versions").send("/sign", name="Mayor Ana")
    assert "Version 1, signed on" in browser.text
    assert small.hash in browser.text
    report = browser.get(f"{case}/report").text
    assert "Mayor Ana, " in report
    assert "Eva, " in report
    data = [*question.fields, ("answer", "large")]
    refused = browser.client.post(question.action, data=dict(data))
    assert refused.status_code == 409
    assert "open a new version" in refused.text.casefold()
    assert browser.get(f"{case}/question").path == case
    browser.get(f"{case}/versions").send("/versions")
    browser.get(f"{case}/question/budget").answer("large")
    browser.get(f"{case}/question/staff").answer("200")
    assert browser.get(f"{case}/versions/1/report").text == report
    text = browser.get(f"{case}/compare?one=1&other=2").text
    assert "centre becomes units" in text
    assert "not signed" in text


def test_a_check_of_other_answers_does_not_count(
    site: tuple[Starlette, Database], browser: Browser
) -> None:
    case = browser.begin()
    browser.get(f"{case}/question/budget").answer("none")
    checker = invited(site, browser, case, "Eva", part="checker")
    checker.get(f"{case}/versions")
    stale = checker.response
    checker.send("/checked")
    browser.get(f"{case}/question/budget").answer("large")
    assert "no longer counts" in browser.get(f"{case}/versions").text
    checker.response = stale
    checker.send("/checked")
    assert checker.status == 409
    browser.get(f"{case}/versions").send("/sign")
    assert "checked by" not in browser.get(f"{case}/case.yaml").text


def test_signing_needs_a_name_and_happens_once(browser: Browser) -> None:
    case = browser.begin()
    page = browser.get(f"{case}/versions").response
    browser.send("/sign", name=" ")
    assert browser.status == 422
    browser.response = page
    browser.send("/sign")
    browser.response = page
    browser.send("/sign")
    assert browser.status == 409
    assert browser.get(f"{case}/versions").text.count("stands for the answers") == 1


def test_versions_that_are_none_are_not_found(browser: Browser) -> None:
    case = browser.begin()
    for path in (
        "compare?one=1&other=2",
        "compare?one=x&other=1",
        "versions/1/report",
        "versions/x/report",
    ):
        assert browser.get(f"{case}/{path}").status == 404
    assert browser.get(f"{case}/versions").form("/sign")
