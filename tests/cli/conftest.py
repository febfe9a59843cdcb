"""A small rule base and small cases, for what doesn't depend on the real books."""

from __future__ import annotations

from pathlib import Path

import pytest

BOOKS = Path(__file__).parent / "books"


@pytest.fixture
def books() -> Path:
    """A folder with one small book."""
    return BOOKS


@pytest.fixture
def poor(tmp_path: Path) -> Path:
    """A case in which every fact is known."""
    path = tmp_path / "poor.yaml"
    path.write_text("place: Poorton\nfacts:\n  digital budget: none\n  population: 1200\n")
    return path


@pytest.fixture
def rich(tmp_path: Path) -> Path:
    """A case with much left open."""
    path = tmp_path / "rich.yaml"
    path.write_text("place: Richville\nfacts:\n  digital budget: comfortable\n")
    return path
