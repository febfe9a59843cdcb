"""When the rules change, an open case goes on under the new ones, with a report; a signed one stays."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from starlette.applications import Starlette

from advisor.knowledge.model import RuleBase
from advisor.web.application import application
from advisor.web.database.connection import Database
from advisor.web.settings import ServerSettings
from tests.interview.support import SMALL
from tests.support.generate import SOURCES_BOOK, load_books
from tests.web.support import PLENTY, Browser, server

CHANGED = (
    SMALL.replace("### budget\n\n", "### funds\n\n- **Formerly** budget\n")
    .replace("budget is", "funds is")
    .replace("none | county | inapplicable", "none | shire | inapplicable")
    .replace("*county*: the county", "*shire*: the shire")
    .replace("partner is county", "partner is shire")
    .replace("favour centre strongly, rule out units", "favour units strongly, rule out centre")
)


def changed_rules() -> RuleBase:
    return load_books({"facts.md": CHANGED, "sources.md": SOURCES_BOOK})


def under_new_rules(database: Database) -> Starlette:
    return application(changed_rules(), database, ServerSettings(limits=PLENTY))


@pytest.fixture
def kept(small: RuleBase, tmp_path: Path) -> tuple[Browser, str, Database]:
    """A case with a poor place and a partner, and its report seen."""
    app, database = server(tmp_path, small)
    browser = Browser(app)
    case = browser.begin()
    for fact, value in (("budget", "none"), ("partner", "county")):
        browser.get(f"{case}/question/{fact}").answer(value)
    assert "centre" in browser.get(f"{case}/report").text.casefold()
    return browser, case, database


def test_an_open_case_is_carried_over_with_a_report(kept: tuple[Browser, str, Database]) -> None:
    browser, case, database = kept
    browser.client.app = under_new_rules(database)
    after = Browser(under_new_rules(database))
    after.client.cookies = browser.client.cookies
    text = after.get(case).text
    assert "The rules have changed" in text
    assert "partner: county" in text
    assert re.search(r"Structure:</b> centre \(\w+\) becomes units \(\w+\)", text)
    assert after.get(f"{case}/question/funds").status == 200
    assert 'value="none" checked' in after.text
    assert (
        "answered &#39;county&#39; under older rules" in after.get(f"{case}/question/partner").text
    )
    assert after.get(f"{case}/everything.json").response.json()["changes_of_rules"][0][
        "renamed"
    ] == {"budget": "funds"}


def test_advice_keeps_the_hash_that_it_was_made_with(
    kept: tuple[Browser, str, Database], small: RuleBase
) -> None:
    browser, case, database = kept
    after = Browser(under_new_rules(database))
    after.client.cookies = browser.client.cookies
    after.get(f"{case}/report")
    advices = after.get(f"{case}/everything.json").response.json()["advices"]
    assert [one["rules_hash"] for one in advices] == [small.hash, changed_rules().hash]
    assert [one["document"]["rule_base"]["hash"] for one in advices] == [
        small.hash,
        changed_rules().hash,
    ]


def test_a_signed_version_stays_under_its_rules(
    kept: tuple[Browser, str, Database], small: RuleBase
) -> None:
    browser, case, database = kept
    signed = browser.get(f"{case}/versions").send("/sign").get(f"{case}/report").text
    after = Browser(under_new_rules(database))
    after.client.cookies = browser.client.cookies
    assert after.get(f"{case}/report").text == signed
    assert after.get(f"{case}/advice.json").response.json()["rule_base"]["hash"] == small.hash
    assert after.get(f"{case}/advice.docx").status == 409
    assert "The rules have changed" not in after.get(case).text
    after.get(f"{case}/versions").send("/versions")
    assert "The rules have changed" in after.text
    compared = after.get(f"{case}/compare?one=1&other=2").text
    assert "signed under other rules" in compared
    assert small.hash in compared
