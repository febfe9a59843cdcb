"""Every response tells the browser to run nothing, to call nobody, and to keep no copy."""

from __future__ import annotations

import re

import pytest

from tests.web.support import Browser


@pytest.mark.parametrize(
    "path", ["/", "/table", "/handbook", "/nothing", "/api/v1", "/api/v1/rules", "/static/web.css"]
)
def test_headers_stand_on_every_response(browser: Browser, path: str) -> None:
    headers = browser.get(path).response.headers
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "script" not in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    kept = "max-age" in headers["cache-control"]
    assert kept == path.startswith("/static")


@pytest.mark.parametrize("path", ["", "/question", "/check", "/people", "/versions", "/report"])
def test_pages_hold_no_script_and_call_no_other_host(browser: Browser, path: str) -> None:
    case = browser.begin()
    text = browser.get(case + path).text
    assert "<script" not in text
    assert not re.search(r"\son\w+=", text)
    assert 'style="' not in text
    fetched = re.findall(r'(?:src|<link[^>]*href|action)="([^"]*)"', text)
    assert all(one.startswith(("/", "data:,")) and not one.startswith("//") for one in fetched)
