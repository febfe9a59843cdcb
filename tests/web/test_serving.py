"""The real program: it starts, tells where, keeps what was answered through a kill, and refuses in plain words."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner

from advisor.cli.main import cli
from advisor.web.settings import checked_public
from tests.conftest import ROOT, clean_environment
from tests.interview.support import SMALL
from tests.support.generate import SOURCES_BOOK


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("books")
    (folder / "facts.md").write_text(SMALL, "utf-8")
    (folder / "sources.md").write_text(SOURCES_BOOK, "utf-8")
    return folder


@contextmanager
def running(
    folder: Path, books: Path, *options: str
) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run the server with a data folder of its own; give the process and where it listens."""
    process = subprocess.Popen(
        [sys.executable, "-m", "advisor", "serve", "--port", "0", "--rules", str(books), *options],
        cwd=folder,
        env={**clean_environment(), "PYTHONPATH": str(ROOT), "XDG_DATA_HOME": str(folder / "data")},
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stderr is not None
        found = re.search(r"http://127\.0\.0\.1:\d+", process.stderr.readline())
        assert found, process.communicate()
        yield process, found[0]
    finally:
        process.kill()
        process.communicate()


def begun(base: str) -> tuple[httpx.Client, str, str]:
    """Begin a case at a server; return the client, the case and the token of its forms."""
    client = httpx.Client(base_url=base, trust_env=False, timeout=60)
    token = form_token(client.get("/").text)
    page = client.post(
        "/cases", data={"form": token, "place": "Ford", "name": "Ana"}, follow_redirects=True
    )
    found = re.search(r'href="(/case/\w+)"', page.text)
    assert found, page.text
    return client, found[1], form_token(client.get(f"{found[1]}/question/budget").text)


def form_token(text: str) -> str:
    found = re.search(r'name="form" value="([^"]+)"', text)
    assert found, text
    return found[1]


def test_what_was_answered_survives_a_kill(tmp_path: Path, books: Path) -> None:
    with running(tmp_path, books) as (process, base):
        client, case, token = begun(base)
        answer = {"form": token, "answer": "none", "do": "keep"}
        assert client.post(f"{case}/question/budget", data=answer).status_code == 303
        cookies = client.cookies
        client.close()
        process.send_signal(signal.SIGKILL)
        process.wait()
    kept = tmp_path / "data" / "organization-advisor" / "cases.sqlite"
    assert not kept.stat().st_mode & 0o077
    with running(tmp_path, books) as (process, base):
        with httpx.Client(base_url=base, cookies=cookies, trust_env=False, timeout=60) as again:
            assert "answer: none" in again.get(f"{case}/case.yaml").text
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=60)
        assert process.returncode in (0, 130)
        assert "Traceback" not in told


def test_a_port_that_is_taken_is_told(books: Path, tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        result = CliRunner().invoke(
            cli,
            [
                "serve",
                "--port",
                str(port),
                "--rules",
                str(books),
                "--database",
                f"sqlite:///{tmp_path}/c.sqlite",
            ],
        )
    assert result.exit_code == 2
    assert f"127.0.0.1:{port}" in result.output
    assert "another --port" in result.output
    assert not (tmp_path / "c.sqlite").exists()


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--host", "nowhere.invalid"], "no such address here"),
        (["--port", "70000"], "70000"),
        (["--database", "cases"], "no address of a database"),
        (["--public", "advice.example"], "write https://HOST"),
        (["--public", "https://a/b"], "without a path"),
        (["--rules", "none"], "no such folder of rules"),
    ],
)
def test_options_that_can_not_be_used_are_told(books: Path, options: list[str], told: str) -> None:
    rules = [] if "--rules" in options else ["--rules", str(books)]
    port = [] if "--port" in options else ["--port", "0"]
    result = CliRunner().invoke(cli, ["serve", *port, *rules, *options])
    assert result.exit_code == 2
    assert told in result.output


def test_what_is_missing_is_told_with_how_to_install_it(
    books: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in sys.modules if name.startswith(("advisor.web", "uvicorn"))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    result = CliRunner().invoke(cli, ["serve", "--rules", str(books)])
    assert result.exit_code == 2
    assert "pip install 'organization-advisor[web]'" in result.output


def test_public_addresses_are_kept_without_the_last_slash() -> None:
    assert checked_public("https://advice.example:8443/") == "https://advice.example:8443"


def test_nothing_of_the_web_is_loaded_by_other_commands() -> None:
    code = "import advisor.cli.main, sys; from advisor import *; print([n for n in sys.modules if n.split('.')[0] in ('starlette', 'uvicorn', 'sqlalchemy', 'alembic')])"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=os.environ,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "[]"
