"""The overview of a table that was sent: drawn from it, and nothing of it kept."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message

from advisor.knowledge.model import RuleBase
from advisor.web.database.connection import Database
from advisor.web.pages.rendering import refusal_page
from advisor.web.refusals import RefusedError
from advisor.web.security.limits import WorkTime
from advisor.web.settings import ServerSettings, ServingLimits
from advisor.web.visit import Endpoint, Services, Visit
from tests.interview.support import small_rules
from tests.web.support import Browser, server


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


def test_the_overview_tells_what_was_not_read(browser: Browser) -> None:
    rows = b"id,budgt,budget,staff\na,none,middling,5\n"
    browser.get("/table").send("/table", files={"table": ("towns.csv", rows)})
    assert browser.status == 200
    text = browser.text.replace("&#39;", "'")
    for told in (
        "Overview of 1 local government<",
        "1 cell could not be read",
        "towns.csv, cell C2, a: budget: ",
        "'middling'",
        "column 'budgt' is no fact and is carried along; did you mean 'budget'?",
        "Towns.csv: columns of facts: budget, staff; carried along: id, budgt",
    ):
        assert told in text, told
    assert "/tmp" not in text


WIDE = b"," * 3_000


@pytest.mark.parametrize(
    "rows",
    [
        WIDE,
        WIDE.replace(b",", b";"),
        b"budget,staff\nnone,5\n" + WIDE,
        b'"a,b",' + WIDE,
    ],
)
def test_a_table_of_very_many_columns_is_refused_before_it_is_taken_apart(
    browser: Browser, rows: bytes
) -> None:
    browser.get("/table").send("/table", files={"table": ("towns.csv", rows)})
    assert browser.status == 422
    assert "columns, and at most 2,000 are read" in browser.text
    headers = {"Content-Type": "text/csv"}
    answer = browser.client.post("/api/v1/batch", content=rows, headers=headers)
    assert answer.status_code == 422
    assert "columns, and at most 2,000 are read" in answer.text


def test_separators_in_quotes_are_no_columns(browser: Browser) -> None:
    rows = b'budget,note\nnone,"' + WIDE + b'"\n'
    browser.get("/table").send("/table", files={"table": ("towns.csv", rows)})
    assert browser.status == 200


def _workbook(size: int) -> bytes:
    packed = io.BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * size)
    return packed.getvalue()


def test_what_a_workbook_unpacks_to_is_bounded(tmp_path: Path, small: RuleBase) -> None:
    app, _ = server(tmp_path, small, limits=ServingLimits(unpacked=1 << 20))
    here = Browser(app)
    for page, action, name in (("/table", "/table", "table"), ("/", "/cases/from-file", "file")):
        files = {name: ("towns.xlsx", _workbook(3 << 20))}
        here.get(page).send(action, files=files)
        assert here.status == 422
        assert "it unpacks to 3 MiB, and at most 1 are taken" in here.text


def test_a_table_is_worked_on_for_a_limited_time(tmp_path: Path, small: RuleBase) -> None:
    app, _ = server(tmp_path, small, limits=ServingLimits(working=-1.0))
    here = Browser(app)
    rows = b"budget,staff\nnone,5\n"
    here.get("/table").send("/table", files={"table": ("towns.csv", rows)})
    assert here.status == 413
    headers = {"Content-Type": "text/csv"}
    assert here.client.post("/api/v1/batch", content=rows, headers=headers).status_code == 413


def test_work_ends_with_its_time_and_with_who_asked_for_it() -> None:
    moment, left = [0.0], [False]
    work = WorkTime(10, lambda: left[0], lambda: moment[0])

    def parts() -> Iterator[bytes]:
        for seconds in (4, 4, 4):
            moment[0] += seconds
            work.check()
            yield b"x"

    counted = work.counted(parts())
    for _ in range(2):
        assert next(counted) == b"x"
        moment[0] += 100  # a slow reader is no work
    with pytest.raises(RefusedError, match="10 seconds"):
        next(counted)
    left[0] = True
    with pytest.raises(RefusedError, match="has left"):
        work.check()


def test_work_learns_that_who_asked_has_left(site: tuple[Starlette, Database]) -> None:
    heard: list[bool] = []

    def slow(visit: Visit) -> Response:
        heard.append(visit.left.wait(5))
        return Response()

    async def receive() -> Message:
        return coming.pop(0) if coming else {"type": "http.disconnect"}

    async def send(_: Message) -> None:
        pass

    coming: list[Message] = [{"type": "http.request", "body": b"x"}]
    services = Services(small_rules(), site[1], ServerSettings())
    serve = Endpoint(slow, refusal_page, 100, dear=True, raw=True).route(services)
    scope = {
        "type": "http", "method": "POST", "path": "/", "headers": [], "query_string": b"",
        "path_params": {}, "server": ("127.0.0.1", 80), "client": None, "scheme": "http",
    }  # fmt: skip
    asyncio.run(serve(Request(scope, receive, send)))  # type: ignore[arg-type]
    assert heard == [True]
