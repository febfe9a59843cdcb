"""The report as a page, a document, a workbook, Markdown and JSON: the same in each, and harmless."""

from __future__ import annotations

import io
import json
import zipfile

import pytest

from advisor.errors import OutputError
from advisor.report.workforce.document import staff_json, staff_page
from advisor.report.workforce.forms import STAFF_FORMS, staff_report
from advisor.report.workforce.model import HeatMap
from advisor.report.workforce.template import template_workbook
from advisor.workforce.model import Course
from advisor.workforce.study import StaffStudy, study
from tests.workforce.made import KEYS, MATRIX, RULES, inputs, person

EVIL = "=cmd|'/C calc'!A1 <script>alert(1)</script>"


@pytest.fixture(scope="module")
def found() -> StaffStudy:
    people = [
        person(at, dict.fromkeys(KEYS[at:], "not"), department=EVIL, position="Head & shoulders")
        for at in range(6)
    ]
    catalogue = [Course(EVIL, ("CB01", "CA01"), minutes=60, seats=3, fee=1_234, point=3)]
    return study(inputs(people, catalogue), MATRIX, RULES, before=people[:2], seconds=0)


def test_the_heat_map_is_41_by_4(found: StaffStudy) -> None:
    (heat,) = (part for part in staff_page(found, RULES).parts if isinstance(part, HeatMap))
    assert len(heat.rows) == 41
    assert all(len(row.cells) == 4 for row in heat.rows)
    assert heat.rows[0].cells[0].text == "0 of 6 (0, 1, 5)"
    assert "does not demand it" in heat.rows[-1].cells[3].told


@pytest.mark.parametrize("ending", STAFF_FORMS)
def test_every_form_holds_every_section(found: StaffStudy, ending: str) -> None:
    content = staff_report(found, RULES, f"report{ending}")
    text = content.decode("utf-8", "replace")
    if ending in (".docx", ".xlsx"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            text = "\n".join(
                archive.read(name).decode("utf-8", "replace")
                for name in archive.namelist()
                if name.endswith(".xml")
            )
    for heading in (
        "Coverage",
        "Gaps",
        "Sessions and cost",
        "Calendar",
        "Who learns what, in which order",
        "Posts to recruit or borrow",
        "The training points",
        "What follows for the case",
        "Before and after",
        "Guides for each kind of position",
    ):
        assert heading in text
    assert "not demand" in text


def test_nothing_written_by_users_runs(found: StaffStudy) -> None:
    page = staff_report(found, RULES, "report.html").decode()
    assert "<script>" not in page
    assert "Content-Security-Policy" in page
    with zipfile.ZipFile(io.BytesIO(staff_report(found, RULES, "report.xlsx"))) as archive:
        sheets = [archive.read(name) for name in archive.namelist() if "worksheets/" in name]
    assert not any(b"<f>" in sheet for sheet in sheets)
    assert "<script>" not in staff_report(found, RULES, "report.md").decode()


def test_json_holds_numbers_and_the_plan(found: StaffStudy) -> None:
    document = json.loads(staff_json(found, RULES))
    assert len(document["coverage"]) == 41 * 4
    assert document["coverage"][0] == {
        "competency": "CB01",
        "job_category": "managers",
        "demanded": True,
        "required": 6,
        "met": 0,
        "partly": 0,
        "missing": 1,
        "unknown": 5,
    }
    assert document["plan"]["from_budget"] == "74.04"
    assert sum(len(one["people"]) for one in document["plan"]["sessions"]) == 6


def test_an_unknown_ending_is_told_with_the_nearest(found: StaffStudy) -> None:
    with pytest.raises(OutputError) as caught:
        staff_report(found, RULES, "report.doc")
    assert caught.value.problems[0].nearest == ".docx"


def test_the_template_offers_what_is_allowed() -> None:
    content = template_workbook(MATRIX, RULES)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        staff = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "managers,assistants,experts,supporting specialists" in staff
    assert staff.count("met,partly,not,unknown") == 41
