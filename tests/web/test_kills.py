"""A server that is killed at any moment loses no answer that it has acknowledged."""

from __future__ import annotations

import json
import random
import re
import subprocess
import sys
import threading
import time
from pathlib import Path

import httpx
import pytest

from tests.conftest import ROOT, clean_environment

KILLS = 200
PEOPLE = 6


class Answerer(threading.Thread):
    """Answers one question with one number after the other, and remembers which ones were acknowledged."""

    def __init__(self, base: str, stop: threading.Event) -> None:
        super().__init__(daemon=True)
        self.client = httpx.Client(base_url=base, timeout=20, trust_env=False)
        self.stop = stop
        self.case = ""
        self.acknowledged: list[int] = []
        self.refused: list[str] = []

    def begin(self) -> None:
        token = form_token(self.client.get("/").text)
        page = self.client.post(
            "/cases", data={"form": token, "place": "Killham", "name": "Ana"}, follow_redirects=True
        )
        found = re.search(r'href="(/case/\w{32})"', page.text)
        assert found, page.text
        self.case = found[1]

    def run(self) -> None:
        token, number = "", 0
        while not self.stop.is_set():
            try:
                if not token:
                    token = form_token(self.client.get(f"{self.case}/question/staff").text)
                data = {
                    "form": token,
                    "typed": str(number % 500),
                    "remark": str(number),
                    "do": "keep",
                }
                answer = self.client.post(f"{self.case}/question/staff", data=data)
            except httpx.HTTPError:
                continue  # the server was killed: nothing was acknowledged
            if answer.status_code == 303:
                self.acknowledged.append(number)
                number += 1
            else:
                self.refused.append(f"{answer.status_code}: {answer.text[:300]}")


def total(people: list[Answerer]) -> int:
    """How many answers were acknowledged to all of them."""
    return sum(len(one.acknowledged) for one in people)


def form_token(text: str) -> str:
    found = re.search(r'name="form" value="([^"]+)"', text)
    assert found, text
    return found[1]


@pytest.mark.services
def test_200_kills_under_load_lose_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    chance = random.Random(7)
    server = subprocess.Popen(
        [sys.executable, "-m", "tests.web.forking", f"sqlite:///{tmp_path}/cases.sqlite"],
        cwd=ROOT,
        env={**clean_environment(), "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert server.stdin is not None
    assert server.stdout is not None
    base = f"http://127.0.0.1:{int(server.stdout.readline())}"
    stop = threading.Event()
    people = [Answerer(base, stop) for _ in range(PEOPLE)]
    try:
        for one in people:
            one.begin()
        for one in people:
            one.start()
        for _ in range(KILLS):
            before, until = total(people), time.monotonic() + 30
            while total(people) == before and time.monotonic() < until:
                time.sleep(0.005)  # until it is under load again
            time.sleep(0.06 * chance.random())
            server.stdin.write("again\n")
            server.stdin.flush()
            assert server.stdout.readline() == "killed\n"
        stop.set()
        for one in people:
            one.join(60)
        for one in people:
            assert one.refused == []
            told = one.client.get(f"{one.case}/everything.json").json()
            rows = [json.loads(row["new"]) for row in told["rows"] if row["fact"] == "staff"]
            kept = [int(row["note"]) for row in rows]
            assert kept == sorted(set(kept))
            assert set(one.acknowledged) <= set(kept)
            one.client.close()
        assert total(people) >= KILLS
    finally:
        stop.set()
        server.stdin.close()  # upon which it kills the last one that serves, and ends
        server.wait(60)
        server.stdout.close()
