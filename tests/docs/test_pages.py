"""Pages about the house: every room is drawn, every decision listed, every link leads somewhere."""

from __future__ import annotations

import re

from tests.conftest import ROOT

PAGES = [
    ROOT / "CONTRIBUTING.md",
    ROOT / "docs" / "architecture.md",
    ROOT / "docs" / "glossary.md",
    ROOT / "docs" / "decisions" / "README.md",
]


def test_every_room_is_drawn() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    rooms = {f"`advisor/{path.parent.name}/`" for path in (ROOT / "advisor").glob("*/__init__.py")}
    assert {room for room in rooms if room not in page} == set()


def test_every_decision_is_listed_with_its_status() -> None:
    page = (ROOT / "docs" / "decisions" / "README.md").read_text("utf-8")
    for path in (ROOT / "docs" / "decisions").glob("0*.md"):
        (row,) = [line for line in page.splitlines() if f"({path.name})" in line]
        assert re.search(r"\| (in force|replaced by \[\d{4}\]\(.+\)) \|$", row)


def test_every_link_leads_somewhere() -> None:
    for page in PAGES:
        links = re.findall(r"\]\(([^)#:]+)\)", page.read_text("utf-8"))
        assert [link for link in links if not (page.parent / link).exists()] == []
        named = re.findall(
            r"`((?:advisor|rules|templates|tests|docs)/[^`*]*)`", page.read_text("utf-8")
        )
        assert [name for name in named if not (ROOT / name).exists()] == []


def test_the_glossary_is_in_order() -> None:
    words = re.findall(
        r"^\| (\w[\w ]*) \|", (ROOT / "docs" / "glossary.md").read_text("utf-8"), re.MULTILINE
    )
    assert len(words) > 20
    assert words[1:] == sorted(words[1:])
