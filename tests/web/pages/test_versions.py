"""Signing: who answered, who checked, under which rules; frozen versions, new ones, and their comparison."""

from __future__ import annotations

import json

import yaml
from starlette.applications import Starlette

from advisor.knowledge.model import RuleBase
from advisor.web.database.connection import Database
from tests.web.pages.test_people import invited
from tests.web.support import Browser, FormReader


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


def test_nobody_signs_answers_that_came_after_the_page(
    site: tuple[Starlette, Database], browser: Browser
) -> None:
    case = browser.begin()
    ben = invited(site, browser, case, "Ben")
    browser.get(f"{case}/versions")
    seen = browser.response
    ben.get(f"{case}/question/budget").answer("none")
    browser.send("/sign")
    assert browser.status == 409
    assert "answers have changed" in browser.text.casefold()
    browser.response = seen
    form = browser.form("/sign")
    for name in ("case", "rules"):
        data = {key: value for key, value in form.fields if key != name}
        assert browser.client.post(form.action, data=data).status_code == 409
    assert "signed on" not in browser.get(f"{case}/versions").text
    assert browser.send("/sign").path == f"{case}/versions"
    assert "Version 1, signed on" in browser.text


def test_a_check_counts_once_and_an_outdated_one_never(
    site: tuple[Starlette, Database], browser: Browser
) -> None:
    case = browser.begin()
    browser.get(f"{case}/question/budget").answer("none")
    checker = invited(site, browser, case, "Eva", part="checker")
    checker.get(f"{case}/versions")
    page = checker.response
    checker.send("/checked")
    assert "/checked" not in checker.text
    assert "You have checked version 1" in checker.text
    checker.response = page
    assert checker.send("/checked").text.count("has checked them") == 1
    browser.get(f"{case}/question/budget").answer("large")
    assert "/checked" in checker.get(f"{case}/versions").text
    browser.get(f"{case}/versions").send("/sign")
    assert "changed before it was signed, so it does not count" in browser.text
    # What the next version says makes no check of the first one right or wrong.
    browser.send("/versions").get(f"{case}/question/budget").answer("none")
    assert "so it does not count" in browser.get(f"{case}/versions").text


def test_what_is_saved_of_a_signed_version_is_that_version(
    site: tuple[Starlette, Database], browser: Browser
) -> None:
    case = browser.begin()
    browser.get(f"{case}/question/budget").answer("none")
    browser.get(f"{case}/question/staff").answer("5")
    browser.get(f"{case}/versions").send("/sign", name="Mayor Ana").send("/versions")
    browser.get(f"{case}/question/budget").answer("large")
    links = FormReader(browser.get(f"{case}/versions/1/report").text).links
    saved = [one for one in links if "/advice." in one or "/case." in one]
    assert len(saved) == 5
    for link in saved:
        assert link.startswith(f"{case}/versions/1/")
        if not link.endswith("pdf"):  # printing is slow, and prints the same page
            assert browser.get(link).status == 200
    for form in ("yaml", "json"):
        told = browser.get(f"{case}/versions/1/case.{form}").text
        read = yaml.safe_load(told)
        assert read["facts"]["budget"]["answer"] == "none"
        assert read["prepared by"].startswith("Mayor Ana, ")
        assert "large" in browser.get(f"{case}/case.{form}").text
    advice = browser.get(f"{case}/versions/1/advice.json").response.json()
    assert "Mayor Ana, " in json.dumps(advice)
    assert "Mayor Ana, " not in browser.get(f"{case}/advice.json").text
    for path in ("2/advice.json", "2/case.yaml", "1/advice.exe", "1/case.exe", "x/case.yaml"):
        assert browser.get(f"{case}/versions/{path}").status == 404
