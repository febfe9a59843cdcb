"""Several people: links for one's own part, answers apart, differences, and what the owner decides."""

from __future__ import annotations

import re

import pytest
from starlette.applications import Starlette

from advisor.web.database.connection import Database
from advisor.web.pages import people
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


def test_a_new_link_can_be_loaded_again_and_makes_no_second_one(browser: Browser) -> None:
    case = browser.begin()
    browser.get(f"{case}/people").send("/people", name="Ben")
    link, path = browser.link_shown(), browser.path
    assert browser.get(path).link_shown() == link
    assert browser.text.count("<b>Ben</b>") == 1
    assert "/link/" not in browser.get(f"{case}/people").text
    browser.send("/take-back")
    assert browser.get(path).path == f"{case}/people"  # a link that leads nowhere is not shown


def test_a_respondent_learns_nothing_of_how_much_others_have_answered(
    site: tuple[Starlette, Database], browser: Browser
) -> None:
    case = browser.begin()
    ben = invited(site, browser, case, "Ben")
    browser.get(f"{case}/question/budget").answer("none")
    browser.get(f"{case}/question/staff").answer("5")
    for path in (case, "/"):
        assert "0 answered" in ben.get(path).text
        assert "2 answered" in browser.get(path).text


def test_progress_counts_the_questions_of_ones_own_topics(
    site: tuple[Starlette, Database], browser: Browser
) -> None:
    case = browser.begin()
    ben = invited(site, browser, case, "Ben", topic="People")
    text = ben.get(f"{case}/question").text
    assert ben.asked() in ("staff", "partner")
    assert re.search(r"(at most 2|>?2) questions left", text), text
    assert "at most 2" not in browser.get(f"{case}/question").text


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"topic": "nonsense"}, "there is no topic"),
        ({"topic": ["People", "nonsense"]}, "there is no topic"),
        ({"part": "owner"}, "there is no such part"),
        ({"part": ""}, "not told what for"),
        ({"topic": "People", "part": "checker\u200b"}, "there is no such part"),
        ({"part": "checker", "topic": "People"}, "a checker sees all topics"),
    ],
)
def test_what_is_not_understood_lets_nobody_in(
    browser: Browser, wrong: dict[str, object], told: str
) -> None:
    case = browser.begin()
    browser.get(f"{case}/people").send("/people", name="Ben Hur", **wrong)
    assert browser.status == 422
    assert told in browser.text.casefold()
    assert 'value="Ben Hur"' in browser.text  # what was filled in stays
    assert "/link/" not in browser.text
    assert len(browser.get(f"{case}/everything.json").response.json()["people"]) == 1


def test_who_was_taken_back_leaves_room_for_another(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(people, "MOST_PEOPLE", 2)
    monkeypatch.setattr(people, "MOST_EVER", 3)
    case = browser.begin()
    browser.get(f"{case}/people").send("/people", name="Ben")
    browser.get(f"{case}/people").send("/people", name="Eva")
    assert browser.status == 409
    browser.get(f"{case}/people").send("/take-back")
    browser.get(f"{case}/people").send("/people", name="Eva")
    assert browser.status == 200
    forms = FormReader(browser.get(f"{case}/people").text).forms
    ben = [one.action for one in forms if "renew" in one.action][1]
    assert browser.send(ben).status == 409  # nor does a new link let one more in
    browser.get(f"{case}/people").send("/take-back")
    browser.get(f"{case}/people").send("/people", name="Cy")
    assert "have been invited already" in browser.text
    assert browser.get(f"{case}/people").send(ben).status == 200


def test_only_what_was_answered_and_seen_is_decided(
    site: tuple[Starlette, Database], browser: Browser
) -> None:
    case = browser.begin()
    browser.get(f"{case}/question/staff").answer("5")
    assert "1 by one person only" in browser.get(f"{case}/differences").text
    ben = invited(site, browser, case, "Ben")
    browser.get(f"{case}/question/budget").answer("none")
    ben.get(f"{case}/question/budget").answer("large")
    seen = browser.get(f"{case}/differences").response
    for given in ("small", "999"):  # the first is an answer, which nobody gave
        browser.response = seen
        browser.send("/differences/budget", answer=given, reason="so it is")
        assert browser.status == 422
        assert "nobody has given this answer" in browser.text.casefold()
    browser.response = seen
    browser.send("/differences/budget", reason="as the books say")
    assert browser.status == 422
    assert 'value="as the books say"' in browser.text
    assert 'href="#answer-budget"' in browser.text
    assert 'id="answer-budget"' in browser.text
    browser.send("/differences/budget", answer="none", reason="so \x07it is")
    assert browser.status == 422
    assert 'value="none" checked' in browser.text
    ben.get(f"{case}/question/budget").answer("small")
    browser.response = seen
    assert browser.send("/differences/budget", answer="none", reason="so it is").status == 409
    browser.get(f"{case}/differences").send("/differences/budget", answer="none", reason="so it is")
    assert "<b>Budget: none.</b> so it is" in browser.text
    assert "1 decided" in browser.text


def test_what_is_typed_after_signing_is_shown_again(
    site: tuple[Starlette, Database], browser: Browser
) -> None:
    case = browser.begin()
    ben = invited(site, browser, case, "Ben")
    ben.get(f"{case}/question/budget")
    browser.get(f"{case}/versions").send("/sign")
    ben.answer("none", remark="as the mayor said")
    assert ben.status == 409
    assert "as the mayor said" in ben.text
    assert 'value="none" checked' in ben.text
    assert "Ana can open a new version" in ben.text


def test_answers_are_counted_as_they_stand(browser: Browser) -> None:
    case = browser.begin()
    for value in ("none", "small"):
        browser.get(f"{case}/question/budget").answer(value)
    assert "1 answer &middot;" in browser.get(f"{case}/people").text.replace("·", "&middot;")
    browser.get(f"{case}/question/budget").send("/budget", do="forget")
    assert "Kept: budget is open again." in browser.text
    assert "0 answers" in browser.get(f"{case}/people").text
