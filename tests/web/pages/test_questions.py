"""One question a page: answered, several, unknown, passed over, changed, refused; and what is told after it."""

from __future__ import annotations

import pytest

from tests.web.support import Browser


def test_a_case_begins_with_its_first_question(browser: Browser) -> None:
    case = browser.begin("Ford <b>", "Ana")
    assert "Ford &lt;b&gt; is begun" in browser.text
    browser.get(f"{case}/question")
    assert browser.text.count("<h1>") == 1
    assert browser.asked() in ("budget", "reserve", "staff", "partner")


def test_what_is_missing_is_told_and_nothing_begun(browser: Browser) -> None:
    browser.get("/").send("/cases", place="", name="Ana")
    assert browser.status == 422
    assert "name the government" in browser.text
    assert 'value="Ana"' in browser.text
    assert "Your cases" not in browser.get("/").text


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (("none",), "None"),
        (("none", "small"), "None or small"),
        (("unknown",), "Nobody knows"),
    ],
)
def test_answers_are_kept_as_they_were_given(
    browser: Browser, answer: tuple[str, ...], words: str
) -> None:
    case = browser.begin()
    several = "?several=yes" if len(answer) > 1 else ""
    browser.get(f"{case}/question/budget{several}").answer(*answer, remark="the clerk said so")
    assert browser.status == 200
    assert "Kept: budget: " in browser.text
    text = browser.get(f"{case}/check").text
    assert f"<dd>{words}" in text
    assert "the clerk said so" in text
    again = browser.get(f"{case}/question/budget").text
    assert again.count(" checked>") + again.count(" checked ") == len(answer)
    assert "the clerk said so" in again


@pytest.mark.parametrize("typed", ["1,200", "about 300", "100 to 200", "at least 40"])
def test_numbers_as_people_write_them(browser: Browser, typed: str) -> None:
    case = browser.begin()
    browser.get(f"{case}/question/staff").send("/question/staff", typed="70").get(
        f"{case}/question/staff"
    )
    assert 'value="70"' in browser.text
    if typed != "1,200":
        browser.send("/question/staff", typed=typed)
        assert browser.status == 200
    else:
        browser.send("/question/staff", typed=typed)
        assert browser.status == 422
        assert "out of range" in browser.text
        assert 'value="1,200"' in browser.text


@pytest.mark.parametrize(
    ("fact", "sent", "told"),
    [
        ("budget", {}, "No answer was given"),
        ("staff", {"typed": ""}, "No answer was given"),
        ("staff", {"typed": "many"}, "is no number"),
        ("staff", {"typed": "1.234"}, "can be read in two ways"),
        ("budget", {"answer": "huge"}, "unknown value &#39;huge&#39;"),
        ("budget", {"answer": ["none", "unknown"]}, "can&#39;t be one of several"),
        ("budget", {"answer": "none", "remark": "x" * 2001}, "too long"),
        ("budget", {"answer": "none", "remark": "a\x07b"}, "invisible character"),
    ],
)
def test_what_can_not_be_read_is_told_and_not_kept(
    browser: Browser, fact: str, sent: dict[str, str], told: str
) -> None:
    case = browser.begin()
    browser.get(f"{case}/question/{fact}").send(f"/question/{fact}", **sent)
    assert browser.status == 422
    assert told.casefold() in browser.text.casefold()
    assert 'role="alert"' in browser.text
    assert "Error: " in browser.text
    assert "Nothing has been answered yet" in browser.get(f"{case}/check").text


def test_a_question_that_is_passed_over_comes_at_the_end(browser: Browser) -> None:
    case = browser.begin()
    first = browser.get(f"{case}/question").asked()
    browser.send(f"/question/{first}", do="pass")
    assert browser.asked() != first
    assert "Passed over" in browser.get(f"{case}/check").text
    browser.get(f"{case}/question/{first}").answer("none" if first != "staff" else "5")
    assert "Passed over" not in browser.get(f"{case}/check").text


def test_an_answer_is_taken_back(browser: Browser) -> None:
    case = browser.begin()
    browser.get(f"{case}/question/budget").answer("none")
    browser.get(f"{case}/question/budget").send("/question/budget", do="forget")
    assert "budget" not in browser.get(f"{case}/check").text
    history = browser.get(f"{case}/history").text
    assert history.count('data-label="What">budget') == 2


def test_a_changed_answer_tells_what_it_changes(browser: Browser) -> None:
    case = browser.begin()
    browser.get(f"{case}/question/staff").answer("200")
    browser.get(f"{case}/question/budget").answer("large")
    browser.get(f"{case}/question/budget?back=check").answer("none")
    assert browser.path.endswith("/check")
    assert "units becomes centre" in browser.text
    assert "units becomes centre" not in browser.get(f"{case}/check").text


def test_why_and_so_far_are_told_as_in_the_terminal(browser: Browser) -> None:
    case = browser.begin()
    text = browser.get(f"{case}/question/budget/why").text
    assert "Structure can still change with it" in text
    assert "S02" in browser.get(f"{case}/question/budget/why?rules=yes").text
    assert "provisional: could still be units" in browser.get(f"{case}/so-far").text


def test_the_interview_ends_offers_more_and_goes_on(browser: Browser) -> None:
    case = browser.begin()
    browser.get(f"{case}/question/budget").answer("none")
    browser.get(f"{case}/question")
    assert browser.path.endswith("/check")
    assert "settled or sure enough" in browser.text
    # What the questions that are left are for, where the decision is settled.
    assert "questions left; they can still change 1 action." in browser.text
    browser.send("/go-on")
    assert browser.asked() in ("partner", "reserve")
    for fact in ("partner", "reserve"):
        browser.get(f"{case}/question/{fact}").answer("county" if fact == "partner" else "yes")
    assert "Nothing that is open can change" in browser.get(f"{case}/question").text


def test_a_question_that_is_none_is_not_found(browser: Browser) -> None:
    case = browser.begin()
    assert browser.get(f"{case}/question/budgt").status == 404
    assert "budget" in browser.text
