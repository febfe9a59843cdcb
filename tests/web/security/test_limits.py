"""How much is taken: bytes, seconds and requests have their limits, and each is told."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path

import pytest
from starlette.types import Message

from advisor.knowledge.model import RuleBase
from advisor.web.refusals import RefusedError
from advisor.web.security.limits import RateLimiter, bounded
from advisor.web.serving import keep_requests_unlogged
from advisor.web.settings import ServingLimits
from tests.web.support import Browser, server

KIB = 1024


def test_a_bucket_empties_and_fills_again() -> None:
    moment = [0.0]
    limiter = RateLimiter(2, 3, lambda: moment[0])
    for _ in range(3):
        limiter.take("a")
    with pytest.raises(RefusedError) as refused:
        limiter.take("a")
    assert refused.value.status == 429
    assert refused.value.wait >= 1
    limiter.take("b")
    moment[0] = 0.5
    limiter.take("a")
    with pytest.raises(RefusedError):
        limiter.take("a")
    moment[0] = 100
    limiter.take("a", 3)
    with pytest.raises(RefusedError):
        limiter.take("a")


def test_too_many_requests_are_told_with_the_time_to_wait(small: RuleBase, tmp_path: Path) -> None:
    app, database = server(tmp_path, small, limits=ServingLimits(rate=0.1, burst=4))
    browser = Browser(app)
    codes = [browser.get("/").status for _ in range(8)]
    assert codes.count(429) > 1
    assert int(browser.response.headers["retry-after"]) > 1
    answer = browser.client.get("/api/v1/rules")
    while answer.status_code != 429:
        answer = browser.client.get("/api/v1/rules")
    assert answer.headers["content-type"] == "application/problem+json"
    database.close()


def test_made_up_cookies_give_nobody_more(small: RuleBase, tmp_path: Path) -> None:
    app, database = server(tmp_path, small, limits=ServingLimits(rate=0.1, burst=1))
    codes = []
    for number in range(20):
        browser = Browser(app)
        browser.client.cookies.set("advisor", f"{number:043d}", domain="127.0.0.1")
        codes.append(browser.get("/health").status if number < 0 else browser.get("/").status)
    assert codes.count(200) <= 11
    database.close()


@pytest.mark.parametrize(
    ("path", "most"),
    [("/cases", 256 * KIB), ("/cases/from-file", 1024 * KIB), ("/api/v1/advise", 1024 * KIB)],
)
def test_large_bodies_are_refused(browser: Browser, path: str, most: int) -> None:
    def in_parts() -> object:
        for _ in range(most // (64 * KIB) + 1):
            yield b"x" * 64 * KIB

    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    for content in (b"x" * (most + 1), in_parts()):
        answer = browser.client.post(path, content=content, headers=headers)  # type: ignore[arg-type]
        assert answer.status_code == 413


def test_a_body_that_does_not_come_is_not_waited_for() -> None:
    async def never() -> Message:
        await asyncio.sleep(60)
        return {}

    with pytest.raises(RefusedError) as refused:
        asyncio.run(bounded(never, 10, 0.01)())  # type: ignore[arg-type]
    assert refused.value.status == 408


def test_a_form_of_too_many_fields_is_refused(browser: Browser) -> None:
    token = browser.get("/").form("/cases").fields[0][1]
    fields = {f"field-{number}": "x" for number in range(1_100)}
    assert browser.client.post("/cases", data={"form": token, **fields}).status_code in (400, 422)
    parts = {name: (None, value) for name, value in fields.items()}
    assert browser.client.post("/cases/from-file", files=parts).status_code == 400


def test_nothing_of_a_request_is_logged_by_libraries(
    browser: Browser, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(logging.getLogger(), "handlers", [])
    monkeypatch.setattr(logging.getLogger("advisor.web"), "handlers", [])
    keep_requests_unlogged()
    headers = {"Content-Type": "multipart/form-data; boundary=xx"}
    answer = browser.client.post("/cases/from-file", content=b"garbage", headers=headers)
    assert answer.status_code == 400
    assert capsys.readouterr().err == ""
    logging.getLogger("advisor.web").error("a fault of the program")
    assert "a fault of the program" in capsys.readouterr().err
