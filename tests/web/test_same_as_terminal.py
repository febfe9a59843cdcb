"""The same answers through the browser and through the terminal: the same questions, words and advice."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from advisor import advise, load_rules, read_case
from advisor.cases.answers import answer_text
from advisor.cases.keep.kept_case import KeptCase
from advisor.cases.model import Case
from advisor.errors import AdvisorError
from advisor.interview import session as moves
from advisor.interview.lines import SessionParagraph
from advisor.interview.prompts import LeaveError
from advisor.interview.terminal import Interview
from advisor.knowledge.domains import Kind
from advisor.report.advice.document import advice_document
from tests.web.support import Browser, server

TOWN = "cases/real/saka-hiroshima-2021.yaml"
MOST = 12


class Answering:
    """A screen at which a town answers by itself what is known of it, a number of questions long."""

    scripted = False
    width = 80

    def __init__(self, given: dict[str, str]) -> None:
        self.given = given
        self.asked: list[str] = []
        self.said: list[str] = []
        self.interview: Interview | None = None

    def say(self, lines: Iterable[SessionParagraph]) -> None:
        self.said += [line.text for line in lines]

    def show(self, text: str) -> None:
        raise AssertionError(text)

    def ask(
        self,
        prompt: str,
        *,
        words: Sequence[str] = (),  # noqa: ARG002 - a screen is asked so
        keys: str = "",  # noqa: ARG002
        default: str = "",  # noqa: ARG002
        again: Sequence[SessionParagraph] = (),  # noqa: ARG002
    ) -> str:
        if prompt != "Answer":
            return ""
        if len(self.asked) >= MOST:
            raise LeaveError
        heads = [re.match(r"(.+) · .* left", text) for text in self.said]
        name = [found[1] for found in heads if found][-1].casefold()
        self.asked.append(name)
        return self.given.get(name, "d")


def test_the_same_answers_lead_to_the_same_questions_and_the_same_advice(tmp_path: Path) -> None:
    rules = load_rules()
    facts = {fact.name: fact for fact in rules.facts}
    town = read_case(TOWN, rules)
    given = {one.fact: answer_text(one) for one in town.answers}

    kept = KeptCase(tmp_path / "town.yaml", rules)
    kept.create({"id": "town", "place": "Town", "date": "2026"})
    screen = Answering(given)
    interview = Interview(screen, rules, kept)
    try:
        typed = interview.run()
    except LeaveError:
        typed = None
    in_terminal = read_case(tmp_path / "town.yaml", rules)

    app, database = server(tmp_path / "web", rules)
    browser = Browser(app)
    case = browser.begin("Town")
    asked: list[str] = []
    browser.get(f"{case}/question")
    while browser.path.endswith("/question") and len(asked) < MOST:
        name = browser.asked()
        asked.append(name)
        if name not in given:
            browser.answer("unknown")
        elif facts[name].domain.kind is Kind.NUMBER:
            browser.answer(given[name])
        else:
            browser.answer(*given[name].split(" or "))
        assert browser.status == 200
    in_browser = browser.get(f"{case}/case.json").response.json()

    assert asked == screen.asked
    (tmp_path / "again.json").write_text(json.dumps(in_browser), "utf-8")
    read = read_case(tmp_path / "again.json", rules)
    assert set(read.answers) == set(in_terminal.answers)
    assert set(read.unknown) == set(in_terminal.unknown)
    wanted = advice_document(typed or advise(rules, in_terminal))
    found = browser.get(f"{case}/advice.json").response.json()
    for told in (wanted, found):
        for key in ("id", "date", "attested"):  # whoever is signed in is named
            del told["case"][key]
    assert found == wanted
    database.close()


def test_what_the_terminal_refuses_the_browser_refuses_in_the_same_words(tmp_path: Path) -> None:
    rules = load_rules()
    app, database = server(tmp_path, rules)
    browser = Browser(app)
    case = browser.begin()
    for typed in ("many", "-5", "1.234", "10 to 5"):
        browser.get(f"{case}/question/population").send("/question/population", typed=typed)
        assert browser.status == 422
        try:
            moves.answer(moves.start(rules, Case("x", ())), "population", typed)
        except AdvisorError as error:
            message = error.problems[0].message
        assert message.casefold() in browser.text.replace("&#39;", "'").casefold()
    database.close()
