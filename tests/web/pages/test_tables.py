"""The overview of a table that was sent: drawn from it, and nothing of it kept."""

from __future__ import annotations

from starlette.applications import Starlette

from advisor.web.database.connection import Database
from tests.web.support import Browser


def test_a_table_becomes_an_overview(browser: Browser, site: tuple[Starlette, Database]) -> None:
    rows = b"id,budget,staff\na,none,5\nb,large,300\nc,huge,3\n"
    browser.get("/table").send("/table", files={"table": ("towns.csv", rows)})
    assert browser.status == 200
    assert "Overview of 3 local governments" in browser.text
    assert "style-src 'self' 'sha256-" in browser.response.headers["content-security-policy"]
    assert 'style="' not in browser.text


def test_what_is_no_table_is_told(browser: Browser) -> None:
    for name, content, told in (
        ("towns.txt", b"x", "is no ending of a table"),
        ("towns.csv", b"", "towns.csv"),
        ("towns.xlsx", b"no workbook", "towns.xlsx"),
        ("towns.parquet", b"PAR1", "towns.parquet"),
    ):
        browser.get("/table").send("/table", files={"table": (name, content)})
        assert browser.status == 422, name
        assert told in browser.text, name
        assert "/tmp" not in browser.text
    browser.get("/table").send("/table")
    assert browser.status == 422
