"""Many people at once at the real program: no error, and no answer lost; and what a next question costs."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest

from advisor import load_rules
from benchmarks.web_load import crowd_at, running_server
from tests.interview.support import SMALL
from tests.support.generate import SOURCES_BOOK
from tests.web.support import Browser, server

MOST_SECONDS = 0.3
"""Of a processor, from an answer to the next question: five times what it takes where nothing else runs."""


@pytest.mark.services
def test_200_people_at_once_meet_no_error_and_lose_no_answer(tmp_path: Path) -> None:
    (tmp_path / "facts.md").write_text(SMALL, "utf-8")
    (tmp_path / "sources.md").write_text(SOURCES_BOOK, "utf-8")
    with running_server("--rules", str(tmp_path)) as base:
        crowd = crowd_at(base, 200, 3, 0.5)
    assert crowd.failures == []
    assert crowd.given == crowd.kept
    assert crowd.given >= 200


def test_a_next_question_costs_little(tmp_path: Path) -> None:
    app, database = server(tmp_path, load_rules())
    browser = Browser(app)
    case = browser.begin()
    browser.get(f"{case}/question")
    costs = []
    for _ in range(5):
        values = re.findall(r'name="answer" value="([^"]+)"', browser.text)
        before = time.process_time()
        browser.answer(values[0] if len(values) > 1 else "30000")
        costs.append(time.process_time() - before)
        assert browser.path.endswith("/question")
    assert sorted(costs)[-2] < MOST_SECONDS
    database.close()
