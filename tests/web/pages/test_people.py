"""Several people: links for one's own part, answers apart, differences, and what the owner decides."""

from __future__ import annotations

from starlette.applications import Starlette

from advisor.web.database.connection import Database
from tests.web.support import Browser, FormReader


def invited(
    site: tuple[Starlette, Database], owner: Browser, case: str, name: str, **more: object
) -> Browser:
    """Invite somebody, who opens the link in a browser of their own."""
    owner.get(f"{case}/people").send("/people", name=name, **more)
    assert owner.status == 200, owner.text
    link = owner.link_shown()
    other = Browser(site[0])
    other.get(link).send(link)
    assert other.path == case
    return other


def test_each_answers_apart_and_the_owner_decides(
    site: tuple[Starlette, Database], browser: Browser
) -> None:
    case = browser.begin()
    ben = invited(site, browser, case, "Ben")
    eva = invited(site, browser, case, "Eva")
    ben.get(f"{case}/question/budget").answer("none")
    eva.get(f"{case}/question/budget").answer("large")
    eva.get(f"{case}/question/staff").answer("200")
    for other, word in ((ben, "large"), (eva, "none")):
        assert f"<dd>{word.title()}" not in other.get(f"{case}/check").text
        assert other.get(f"{case}/report").status == 404
        assert other.get(f"{case}/differences").status == 404
    text = browser.get(f"{case}/differences").text
    assert "<b>Ben:</b> none" in text
    assert "<b>Eva:</b> large" in text
    assert "It can change structure" in text
    browser.send("/differences/budget", answer="large", reason="")
    assert browser.status == 422
    assert "reason is missing" in browser.text
    browser.send("/differences/budget", answer="large", reason="the books say so")
    assert "the books say so" in browser.text
    assert "Which answer holds?" not in browser.text
    case_file = browser.get(f"{case}/case.yaml").text
    assert "decided by Ana: the books say so" in case_file
    assert "Ben said none; Eva said large" in case_file


def test_who_is_asked_some_topics_sees_only_those(
    site: tuple[Starlette, Database], browser: Browser
) -> None:
    case = browser.begin()
    ben = invited(site, browser, case, "Ben", topic="People")
    assert ben.get(f"{case}/question").asked() in ("staff", "partner")
    assert ben.get(f"{case}/question/budget").status == 404
    assert "People" in browser.get(f"{case}/people").text


def test_a_link_that_was_taken_back_leads_nowhere_and_answers_stay(
    site: tuple[Starlette, Database], browser: Browser
) -> None:
    case = browser.begin()
    ben = invited(site, browser, case, "Ben")
    link = browser.link_shown()
    ben.get(f"{case}/question/budget").answer("none")
    browser.get(f"{case}/people").send("/take-back")
    assert "link taken back" in browser.text
    assert ben.get(f"{case}/question").status == 404
    assert Browser(site[0]).get(link).status == 404
    assert "budget" in browser.get(f"{case}/case.yaml").text


def test_a_new_link_ends_the_old_one(site: tuple[Starlette, Database], browser: Browser) -> None:
    case = browser.begin()
    old = browser.link_shown()
    browser.get(f"{case}/people").send("/renew")
    new = browser.link_shown()
    assert new != old
    assert Browser(site[0]).get(old).status == 404
    assert Browser(site[0]).get(new).status == 200


def test_a_new_link_shuts_out_the_browsers_of_the_old_one(
    site: tuple[Starlette, Database], browser: Browser
) -> None:
    case = browser.begin()
    old = browser.link_shown()
    second = Browser(site[0])
    assert second.get(old).send(old).path == case
    own = second.begin("Elsewhere")
    ben = invited(site, browser, case, "Ben")
    for number, shut_out in ((0, second), (1, ben)):
        browser.get(f"{case}/people")
        person = [one.action for one in FormReader(browser.text).forms if "renew" in one.action]
        browser.send(person[number])
        assert shut_out.get(case).status == 404
    assert browser.get(case).status == 200
    assert second.get(own).status == 200


def test_the_owner_can_not_be_shut_out(browser: Browser) -> None:
    case = browser.begin()
    browser.get(f"{case}/people")
    assert "take-back" not in browser.text


def test_only_the_owner_invites(site: tuple[Starlette, Database], browser: Browser) -> None:
    case = browser.begin()
    for part in ("respondent", "checker"):
        other = invited(site, browser, case, "Ben", part=part)
        assert other.get(f"{case}/people").status == 404
        assert other.get(f"{case}/erase").status == 404
        token = other.get(f"{case}").text
        assert "Erase" not in token
