"""The questionnaire in its three forms: nothing is missing, and what is filled in comes back as the same case."""

from __future__ import annotations

import io
import json
import re
import shutil
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st

from advisor.cases.document import case_text
from advisor.cases.model import Answer, Attestation, Case
from advisor.cases.questionnaire import HEAD
from advisor.cases.read.case_file import parse_case, read_case
from advisor.errors import OutputError
from advisor.knowledge.library import load_rules
from advisor.knowledge.model import RuleBase
from advisor.report.cleaning import MOST_PROPERTY
from advisor.report.questionnaire.model import questionnaire_of
from advisor.report.questionnaire.page import as_html
from advisor.report.questionnaire.word import as_word
from advisor.report.questionnaire.workbook import as_workbook
from tests.cases.made import cases
from tests.conftest import ROOT
from tests.report.pages import read_page
from tests.support.examples import examples

CASE = ROOT / "cases" / "real" / "haan-2021.yaml"


@pytest.fixture(scope="module")
def rules() -> RuleBase:
    return load_rules()


@pytest.fixture(scope="module")
def haan(rules: RuleBase) -> Case:
    return read_case(CASE, rules)


def test_a_place_may_be_longer_than_the_title_of_a_document(rules: RuleBase, haan: Case) -> None:
    made = questionnaire_of(rules, replace(haan, place="Verbandsgemeinde " * 30))
    document = Document(io.BytesIO(as_word(made)))
    assert len(document.core_properties.title) == MOST_PROPERTY
    assert document.paragraphs[0].text.split() == made.title.split()
    assert as_workbook(made)


def asked_of(case: Case) -> Case:
    """Return what a questionnaire asks of a case: not what was chosen, how it ended and what is expected.

    Nor does it ask when a question was answered, and who checked the answer.
    """
    people = tuple(
        (fact, Attestation(told.answered_by)) for fact, told in case.attested if told.answered_by
    )
    return replace(case, attested=people, chosen=(), outcome=None, expect=None)


def read_back(rules: RuleBase, case: Case | None, name: str) -> Case:
    """Return the case that is read of its questionnaire; which rules asked is told besides."""
    read = parse_case(as_workbook(questionnaire_of(rules, case)), name, rules)
    assert read.rules == ((case.rules if case else "") or rules.label)
    return replace(read, rules=case.rules if case else "")


def unordered(case: Case) -> tuple[object, ...]:
    """Where a fact stands says nothing of it."""
    bare = replace(case, answers=(), notes=(), unknown=(), attested=())
    parts = (case.answers, case.notes, case.unknown, case.attested)
    return bare, *(frozenset(part) for part in parts)


@given(st.data())
@examples(12)
def test_a_filled_workbook_is_the_same_case(rules: RuleBase, data: st.DataObject) -> None:
    case = asked_of(data.draw(cases(rules)))
    assert unordered(read_back(rules, case, "a.xlsx")) == unordered(case)


def test_the_workbook_of_a_real_case_is_that_case(rules: RuleBase, haan: Case) -> None:
    assert unordered(read_back(rules, haan, "a.xlsx")) == unordered(asked_of(haan))
    assert read_back(rules, None, "blank.xlsx") == Case("blank", ())


def test_every_question_answer_and_anchor_stands_in_each_form(rules: RuleBase, haan: Case) -> None:
    made = questionnaire_of(rules, haan)
    document = Document(io.BytesIO(as_word(made)))
    word = "\n".join(paragraph.text for paragraph in document.paragraphs)
    page = read_page(as_html(made))
    fields = {one.attributes["data-fact"]: one for one in page.every("fieldset")}
    assert list(fields) == list(rules.fact_names)
    for fact in rules.facts:
        assert fact.question in word
        assert fact.question in fields[fact.name].text
        for value, anchor in fact.anchors:
            assert f"{value}: {anchor}" in word
            assert f"{value}: {anchor}" in fields[fact.name].text
        boxes = [one for one in fields[fact.name].every("input") if "checked" in one.attributes]
        given = [one.attributes["value"] for one in boxes]
        answer = haan.by_fact.get(fact.name)
        values = [one for one in answer.values if isinstance(one, str)] if answer else []
        assert given == (["unknown"] if fact.name in haan.unknown else values)


def test_what_is_written_in_a_case_can_do_nothing_on_the_page(rules: RuleBase) -> None:
    evil = '"><script>alert(1)</script>'
    case = Case("x", (), place=evil, notes=(("population", evil),))
    page = as_html(questionnaire_of(rules, case))
    assert page.count("<script>") == 1
    assert "script-src 'sha256-" in page


def test_a_text_that_no_cell_holds_is_told(rules: RuleBase) -> None:
    case = Case("x", (), notes=(("population", "x" * 40_000),))
    with pytest.raises(OutputError, match="40,000 characters"):
        as_workbook(questionnaire_of(rules, case))


def test_a_text_that_no_cell_holds_is_told_with_its_cell_and_fact(rules: RuleBase) -> None:
    answer = Answer("digital budget", ("small",), "x" * 40_000)
    with pytest.raises(OutputError) as caught:
        as_workbook(questionnaire_of(rules, Case("x", (answer,))))
    (problem,) = caught.value.problems
    assert problem.about == "digital budget"
    assert re.search(r"of 40,000 characters .* cell E\d+ of the sheet 'Questions'", problem.message)


def test_rows_of_the_government_are_high_enough_for_what_is_told(rules: RuleBase) -> None:
    lines = {"place": 1, "summary": 5, "rules": 3}
    case = Case("x", (), place="Haan", summary="word " * 48, rules="1.0 " + "r" * 71)
    with zipfile.ZipFile(io.BytesIO(as_workbook(questionnaire_of(rules, case)))) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        texts = re.findall(r"<si><t[^>]*>([^<]*)", book.read("xl/sharedStrings.xml").decode())
    for key, least in lines.items():
        cell = rf'<row r="\d+"[^>]*?ht="([\d.]+)"[^>]*><c r="A\d+"[^>]*><v>{texts.index(key)}</v>'
        found = re.search(cell, sheet)
        assert found, key
        assert float(found[1]) >= 15 * least


def test_no_heading_stands_alone_at_the_foot_of_a_page(rules: RuleBase) -> None:
    document = Document(io.BytesIO(as_word(questionnaire_of(rules))))
    heads = [one for one in document.paragraphs if one.style.name in ("Heading 1", "Heading 2")]
    assert all(one.paragraph_format.keep_with_next for one in heads)
    # The questions begin on a page of their own.
    assert [one.paragraph_format.page_break_before for one in heads[:2]] == [True, None]


@pytest.mark.chromium
def test_the_page_saves_a_case_file(rules: RuleBase, haan: Case, tmp_path: Path) -> None:
    """Filled in by hand in a browser, and begun with a case."""
    playwright = pytest.importorskip("playwright.sync_api")
    (tmp_path / "blank.html").write_text(as_html(questionnaire_of(rules)), "utf-8")
    (tmp_path / "haan.html").write_text(as_html(questionnaire_of(rules, haan)), "utf-8")
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        page = browser.new_page()
        page.goto((tmp_path / "haan.html").as_uri())
        with page.expect_download() as download:
            page.click("#save")
        saved = Path(download.value.path()).read_bytes()
        read = replace(parse_case(saved, "a.json", rules), rules="")
        assert unordered(read) == unordered(asked_of(haan))
        page = browser.new_page()
        page.goto((tmp_path / "blank.html").as_uri())
        page.fill("[data-head=place]", "Saint-Étienne")
        budget = page.locator("[data-fact='digital budget']")
        budget.locator("[data-answer]").nth(0).check()
        budget.locator("[data-answer]").nth(1).check()
        budget.locator("[data-unknown]").check()
        budget.locator("[data-remark]").fill("plan 2027")
        budget.locator("[data-person]").fill("Anna")
        page.click("#save")
        assert "Not saved" in page.inner_text("#said")
        budget.locator("[data-unknown]").uncheck()
        page.fill("[data-fact=population] [data-amount]", "30000 to 40000")
        with page.expect_download() as download:
            page.click("#save")
        assert download.value.suggested_filename == "saint-etienne.json"
        told = json.loads(Path(download.value.path()).read_bytes())
        browser.close()
    assert told == {
        "rules": rules.label,
        "place": "Saint-Étienne",
        "facts": {
            "population": "30000 to 40000",
            "digital budget": {
                "answer": "none or small",
                "note": "plan 2027",
                "answered by": "Anna",
            },
        },
    }
    assert parse_case(json.dumps(told), "b.json", rules).by_fact["digital budget"].note


def test_the_head_asks_for_everything_that_is_no_answer(haan: Case, rules: RuleBase) -> None:
    """So that a key that is added to case files isn't forgotten here."""
    told = parse_case(case_text(haan), "a.yaml", rules)
    assert told == haan
    from advisor.cases.form import KEYS  # noqa: PLC0415 - beside what it is compared with

    asked = {*HEAD, "sources", "facts", "chosen", "outcome", "expect"} - {"source"}
    assert asked == set(KEYS)
