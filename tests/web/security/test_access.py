"""No case is read without its link or its owner; forms come from our pages; cookies are locked up."""

from __future__ import annotations

import logging
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update
from starlette.applications import Starlette

from advisor.knowledge.model import RuleBase
from advisor.web.application import _GET, _POST, CASE
from advisor.web.database import tables
from advisor.web.database.connection import Database
from advisor.web.dossier.store import now
from tests.web.support import Browser, server

PATHS = [path for path in (*_GET, *_POST) if path.startswith(CASE)]


def filled(path: str, case: str, person: str) -> str:
    """A path of a page, with a case and what else it names."""
    path = path.replace(CASE, case).replace("{fact}", "budget").replace("{number}", "1")
    return path.replace("{person}", person).replace("{form}", "json")


@pytest.fixture(scope="module")
def owner(site: tuple[Starlette, Database]) -> Browser:
    """The browser of somebody who owns a case, signed once."""
    browser = Browser(site[0])
    case = browser.begin("Elsewhere", "Ana")
    browser.get(f"{case}/question/budget").answer("none")
    browser.get(f"{case}/versions").send("/sign")
    return browser.get(case)


@pytest.fixture(scope="module")
def owned(owner: Browser) -> str:
    """The path of that case."""
    return owner.path


@pytest.fixture(scope="module")
def stranger(site: tuple[Starlette, Database]) -> Browser:
    """A browser with a case of its own."""
    browser = Browser(site[0])
    browser.begin("My own", "Eve")
    return browser


@pytest.mark.parametrize("path", PATHS)
def test_a_stranger_reads_and_changes_nothing(
    owner: Browser, stranger: Browser, owned: str, path: str
) -> None:
    before = owner.get(f"{owned}/everything.json").response.json()
    where = filled(path, owned, before["people"][0]["id"])
    if path in _GET:
        stranger.get(where)
        assert stranger.status == 404
        assert "Elsewhere" not in stranger.text
    if path in _POST:
        token = stranger.get("/").form("/cases").fields[0][1]
        answer = stranger.client.post(where, data={"form": token, "sure": "yes", "name": "Eve"})
        assert answer.status_code == 404
        assert "Elsewhere" not in answer.text
    assert owner.get(f"{owned}/everything.json").response.json() == before


def test_what_is_not_there_and_what_is_for_others_look_the_same(
    site: tuple[Starlette, Database], owned: str
) -> None:
    stranger = Browser(site[0])
    there = stranger.get(owned).text
    assert there == stranger.get(f"/case/{'0' * 32}").text


@pytest.mark.parametrize("path", [one for one in _POST if one != CASE])
def test_a_form_of_another_page_is_refused(browser: Browser, owned: str, path: str) -> None:
    where = filled(path.replace("{token}", "x" * 43), owned, "p")
    for data in ({}, {"form": "x" * 43}, {"form": ["a", "b"]}):
        assert browser.client.post(where, data=data).status_code == 403
    assert browser.client.post(where, files={"form": ("form", b"x")}).status_code == 403


def test_forms_of_other_sites_and_other_names_are_refused(browser: Browser) -> None:
    token = browser.get("/").form("/cases").fields[0][1]
    data = {"form": token, "place": "A", "name": "B"}
    answer = browser.client.post("/cases", data=data, headers={"Origin": "https://evil.example"})
    assert answer.status_code == 403
    assert browser.client.get("/", headers={"Host": "evil.example"}).status_code == 400
    assert browser.client.get("/", headers={"Host": "localhost:8000"}).status_code == 200


def test_cookies_are_kept_from_scripts_and_other_sites(small: RuleBase, tmp_path: Path) -> None:
    app, database = server(tmp_path, small, public="https://advice.example")
    browser = Browser(app, "https://advice.example")
    cookie = browser.get("/").response.headers["set-cookie"]
    assert cookie.startswith("__Host-advisor=")
    for flag in ("HttpOnly", "SameSite=lax", "Secure", "Path=/"):
        assert flag in cookie
    assert "max-age=31536000" in browser.response.headers["strict-transport-security"]
    browser.begin()
    assert "https://advice.example/link/" in browser.text
    database.close()


def test_a_key_that_was_planted_is_worth_nothing_after_the_first_case(
    site: tuple[Starlette, Database],
) -> None:
    planted = "p" * 43
    victim, attacker = Browser(site[0]), Browser(site[0])
    for one in (victim, attacker):
        one.client.cookies.set("advisor", planted, domain="127.0.0.1")
    victim.get("/")
    token = victim.form("/cases").fields[0][1]
    answer = victim.client.post("/cases", data={"form": token, "place": "A", "name": "B"})
    case = answer.text.split('href="/case/')[1].split('"')[0]
    assert attacker.get(f"/case/{case}").status == 404


def test_forms_in_other_tabs_live_on_when_the_browser_gets_a_new_key(browser: Browser) -> None:
    case = browser.begin()
    first = browser.get(f"{case}/question/budget").response
    key = browser.client.cookies["advisor"]
    browser.begin("Elsewhere")
    assert browser.client.cookies["advisor"] != key
    browser.response = first
    browser.answer("none", remark="a long remark")
    assert browser.status == 200
    assert "a long remark" in browser.get(f"{case}/check").text


def test_the_link_of_a_new_case_can_be_loaded_again_and_begins_no_second_case(
    site: tuple[Starlette, Database], browser: Browser
) -> None:
    case = browser.begin()
    link, path = browser.link_shown(), browser.path
    assert path == f"{case}/begun"
    assert str(date.today().year + 1) in browser.text  # noqa: DTZ011 - the owner's link ends after a year
    assert browser.get(path).link_shown() == link
    assert browser.get("/").text.count('href="/case/') == 1
    other = Browser(site[0])
    elsewhere = other.begin("Elsewhere")
    # Neither a stranger's link nor one that leads nowhere is shown as one's own.
    held = next(one for one in other.client.cookies.jar if one.name == "advisor-link")
    for planted in (link.rpartition("/")[2], "x" * 43, "nonsense"):
        held.value = planted
        assert other.get(f"{elsewhere}/begun").path == elsewhere


def test_links_and_browsers_expire(site: tuple[Starlette, Database], browser: Browser) -> None:
    case = browser.begin()
    browser.get(f"{case}/people").send("/people", name="Ben")
    link = browser.link_shown()
    ben = Browser(site[0])
    assert ben.get(link).send(link).path == case
    with site[1].writing() as connection:
        connection.execute(
            update(tables.people)
            .where(tables.people.c.name == "Ben")
            .values(expires_at=now(-timedelta(seconds=1)))
        )
    assert ben.get(case).status == 404
    assert Browser(site[0]).get(link).status == 404
    with site[1].writing() as connection:
        connection.execute(update(tables.sessions).values(expires_at=now(-timedelta(seconds=1))))
    assert browser.get(case).status == 404


def test_a_browser_forgets_its_cases(browser: Browser) -> None:
    case = browser.begin()
    browser.get("/").send("/leave")
    assert browser.get(case).status == 404


def test_neither_tokens_nor_cookies_stand_in_the_database(small: RuleBase, tmp_path: Path) -> None:
    app, database = server(tmp_path, small)
    browser = Browser(app)
    browser.begin()
    token = browser.link_shown().rpartition("/")[2]
    key = browser.client.cookies["advisor"]
    database.close()
    held = b"".join(one.read_bytes() for one in tmp_path.iterdir())
    assert token.encode() not in held
    assert key.encode() not in held


def test_nothing_of_a_case_is_logged(
    site: tuple[Starlette, Database], browser: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    case = browser.begin("Xylophonia", "Quibble")
    link = browser.link_shown()
    browser.get(f"{case}/question/budget").answer("none", remark="zephyr")
    browser.get(f"{case}/report")
    browser.get(link)
    told = "\n".join(
        record.getMessage() for record in caplog.records if record.name.startswith("advisor")
    )
    assert "give" in told
    for word in ("Xylophonia", "Quibble", "zephyr", "none", "budget", case, link):
        assert word not in told
