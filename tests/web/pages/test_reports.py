"""The report in all its forms, scenarios, explanations and the handbook are those of the terminal."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from starlette.applications import Starlette

from advisor.cases.read.case_file import parse_case
from advisor.cli.serve import serve
from advisor.errors import TemplateError
from advisor.inference.advise import advise
from advisor.knowledge.model import RuleBase
from advisor.report.advice.document import advice_json
from advisor.web.database.connection import Database
from tests.web.support import Browser, server


@pytest.fixture(scope="module")
def reader(site: tuple[Starlette, Database]) -> tuple[Browser, str]:
    """A browser with a case of two answers."""
    browser = Browser(site[0])
    case = browser.begin("Riverton")
    browser.get(f"{case}/question/staff").answer("200")
    browser.get(f"{case}/question/budget").answer("large", remark="<script>alert(1)</script>")
    return browser, case


def test_the_report_begins_with_the_brief_and_leads_back(reader: tuple[Browser, str]) -> None:
    browser, case = reader
    text = browser.get(f"{case}/report").text
    assert text.index("1. What is advised") < text.index('id="arguments"')
    assert f'href="{case}"' in text
    assert "<script>alert" not in text
    policy = browser.response.headers["content-security-policy"]
    assert "style-src 'self' 'sha256-" in policy
    assert "script-src" not in policy


def test_every_form_is_what_the_terminal_writes(
    reader: tuple[Browser, str], small: RuleBase
) -> None:
    browser, case = reader
    for form in ("yaml", "json"):
        text = browser.get(f"{case}/case.{form}").text
        read = parse_case(text, f"x.{form}", small)
        assert json.loads(browser.get(f"{case}/advice.json").text) == json.loads(
            advice_json(advise(small, read))
        )
    assert "Riverton" in browser.get(f"{case}/advice.html").text
    assert browser.get(f"{case}/advice.docx").response.content.startswith(b"PK")
    assert "attachment" in browser.response.headers["content-disposition"]
    for path in ("advice.exe", "case.exe"):
        assert browser.get(f"{case}/{path}").status == 404


def test_scenarios_stand_side_by_side(reader: tuple[Browser, str]) -> None:
    browser, case = reader
    browser.get(f"{case}/scenarios").send("/scenarios", scenario_1="budget = none; staff = 5")
    assert browser.status == 200
    assert "units becomes centre" in browser.text
    browser.send("/scenarios", scenario_1="budgt = none", scenario_2="budget = huge")
    assert browser.status == 422
    assert "did you mean &#39;budget&#39;" in browser.text.casefold()
    assert "unknown value &#39;huge&#39;" in browser.text.casefold()


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("question=how", "structure"),
        ("question=why+not&name=centre", "Why not"),
        ("question=why+not&name=S01", "Why a rule does not hold"),
        ("question=rather+than&name=centre", "Why rather"),
        ("question=to+reach&name=centre", "What it takes"),
        ("question=sturdy", "How sturdy"),
    ],
)
def test_what_people_ask_is_answered(reader: tuple[Browser, str], query: str, told: str) -> None:
    browser, case = reader
    browser.get(f"{case}/explain?{query}")
    assert browser.status == 200
    assert told in browser.text


def test_an_option_that_is_none_is_told(reader: tuple[Browser, str]) -> None:
    browser, case = reader
    browser.get(f"{case}/explain?question=why+not&name=center")
    assert browser.status == 422
    assert "centre" in browser.text


def test_an_option_that_is_missing_is_told(reader: tuple[Browser, str]) -> None:
    browser, case = reader
    for question in ("why+not", "rather+than", "to+reach"):
        browser.get(f"{case}/explain?question={question}&name=")
        assert browser.status == 422
        assert "An option is missing" in browser.text
        assert "centre" in browser.text


def test_a_scenario_that_gives_two_answers_to_one_question_is_told(
    reader: tuple[Browser, str],
) -> None:
    browser, case = reader
    text = "budget = none; Budget = small"
    browser.get(f"{case}/scenarios").send("/scenarios", scenario_1=text)
    assert browser.status == 422
    assert "is given twice" in browser.text


def test_the_handbook_lays_the_case_over_the_rules(reader: tuple[Browser, str]) -> None:
    browser, case = reader
    assert "Riverton</b> is laid over" in browser.get(f"{case}/handbook").text
    assert "<script" not in browser.text
    assert "laid over" not in browser.get("/handbook").text


def test_a_case_file_is_taken_in_and_given_out(browser: Browser) -> None:
    content = b"place: Ford\nfacts:\n  budget: small\nexpext: {}\n"
    browser.get("/").send("/from-file", files={"file": ("ford.yaml", content)}, name="Ana")
    assert browser.status == 422
    assert "ford.yaml:4:1" in browser.text
    text = "id: ford\nrules: 1 0123456789ab\nplace: Ford\nsources: a talk\nfacts:\n  budget: {answer: small, answered by: Cy}\n  staff: unknown\n  wealth: much\n"
    browser.get("/").send("/from-file", files={"file": ("ford.yaml", text.encode())}, name="Ana")
    assert "2 answers carried over" in browser.text
    case = browser.text.split('href="/case/')[1].split('"')[0]
    again = browser.get(f"/case/{case}/case.yaml").text
    assert "a talk" in again
    assert "budget:\n    answer: small\n    answered by: Cy\n" in again
    assert "staff:\n    answer: unknown\n    answered by: Ana\n" in again
    assert "'wealth' was answered 'much' under older rules" in again.replace("''", "'")


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("", b"", "no file was chosen"),
        ("case.exe", b"x", "can't tell how the file is written"),
        ("case.yaml", b"facts: [", "case.yaml"),
        ("case.json", b"[" * 100_000, "nested"),
        ("case.yaml", b"a: &x [*x]\nfacts: {}", "case.yaml"),
    ],
)
def test_a_file_that_is_no_case_is_told(
    browser: Browser, name: str, content: bytes, told: str
) -> None:
    files = {"file": (name, content)} if name else None
    browser.get("/").send("/from-file", files=files)
    assert browser.status == 422
    assert told in browser.text.casefold().replace("&#39;", "'")


SLIPS = b"""id: ford
place: Ford
facts:
  budgt: none
  staff: 1e400
  budget: huge
"""


def test_slips_in_a_case_file_are_errors_and_no_remarks(browser: Browser) -> None:
    browser.get("/").send("/from-file", files={"file": ("ford.yaml", SLIPS)}, name="Ana")
    assert browser.status == 422
    for told in ("ford.yaml:4:3", "unknown fact", "budget", "ford.yaml:5", "ford.yaml:6", "huge"):
        assert told in browser.text.casefold(), told
    assert "Your cases in this browser" not in browser.get("/").text


def test_what_older_rules_left_is_told_when_a_file_is_taken_in(browser: Browser) -> None:
    content = b"rules: 1 0123456789ab\n" + SLIPS + b"  reserve: yes\n"
    browser.get("/").send("/from-file", files={"file": ("ford.yaml", content)}, name="Ana")
    assert browser.status == 200, browser.text
    assert "1 answer carried over" in browser.text
    assert "3 entries can&#39;t be carried over" in browser.text
    assert "budgt" in browser.text


@pytest.mark.parametrize("text", ["<html><body class='own'>mine</body></html>", "mine"])
def test_templates_of_ones_own_keep_the_way_back_and_the_downloads(
    tmp_path: Path, small: RuleBase, text: str
) -> None:
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "advice.html.j2").write_text(text)
    app, _ = server(tmp_path, small, templates=str(folder))
    here = Browser(app)
    case = here.begin()
    here.get(f"{case}/report")
    assert here.status == 200, here.text
    assert "mine" in here.text
    assert here.text.count(f'href="{case}"') == 1
    assert f'href="{case}/advice.docx"' in here.text
    assert here.get(f"{case}/advice.docx").status == 200


def test_a_mistake_in_a_template_tells_visitors_no_path(tmp_path: Path, small: RuleBase) -> None:
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "advice.html.j2").write_text("{{ 1 / 0 }}")
    app, _ = server(tmp_path, small, templates=str(folder))
    here = Browser(app)
    case = here.begin()
    assert here.get(f"{case}/report").status == 500
    assert "a template of this server has a mistake" in here.text.casefold()
    assert str(folder) not in here.text


@pytest.mark.parametrize(
    ("text", "told"), [(None, "no such template"), ("{% if %}", "advice.html.j2:1")]
)
def test_templates_are_looked_over_before_the_server_starts(
    tmp_path: Path, text: str | None, told: str
) -> None:
    if text is not None:
        (tmp_path / "advice.html.j2").write_text(text)
    result = CliRunner().invoke(serve, ["--templates", str(tmp_path), "--port", "0"])
    assert isinstance(result.exception, TemplateError)
    assert told in str(result.exception)
