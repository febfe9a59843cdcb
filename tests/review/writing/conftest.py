"""What the tests of writing rules share: books in a folder of one's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.docs.test_rule_language import book


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The books of the page on the language, in a folder of one's own."""
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "book.md").write_text(book(), "utf-8")
    return tmp_path / "rules"
