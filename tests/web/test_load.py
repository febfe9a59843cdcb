"""Many people at once at the real program: no error, and no answer lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.web_load import crowd_at, running_server
from tests.interview.support import SMALL
from tests.support.generate import SOURCES_BOOK


@pytest.mark.services
def test_200_people_at_once_meet_no_error_and_lose_no_answer(tmp_path: Path) -> None:
    (tmp_path / "facts.md").write_text(SMALL, "utf-8")
    (tmp_path / "sources.md").write_text(SOURCES_BOOK, "utf-8")
    with running_server("--rules", str(tmp_path)) as base:
        crowd = crowd_at(base, 200, 3, 0.5)
    assert crowd.failures == []
    assert crowd.given == crowd.kept
    assert crowd.given >= 200
