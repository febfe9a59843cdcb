"""Setting lines for the terminal: nothing is wider than the page, and nothing is lost."""

import re

from hypothesis import given
from hypothesis import strategies as st

from advisor.report.layout import Page
from advisor.text import cells

TEXTS = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "Zs")), max_size=300)


def test_two_sides_stand_beside_each_other_where_there_is_room():
    page = Page(80)
    shown = page.beside("+1 S01: one reason", "-1 S02: another reason", ("For", "Against"))
    heads, items = shown.splitlines()
    assert heads.split() == ["For", "Against"]
    assert items.index("S02") > 40


def test_two_sides_follow_one_another_on_a_narrow_page():
    page = Page(50)
    shown = page.beside("+1 S01: one reason", "-1 S02: another reason", ("For", "Against"))
    assert [line.split()[0] for line in shown.splitlines()] == ["For", "+1", "Against", "-1"]


def test_an_empty_side_leaves_its_room_to_the_other():
    shown = Page(80).beside("+1 S01: " + "reason " * 9, "", ("For", "Against"))
    assert "Against" not in shown
    assert len(shown.splitlines()) == 2


@given(TEXTS, TEXTS, st.integers(40, 160))
def test_no_piece_of_a_page_is_wider_than_the_page(one, other, width):
    page = Page(width)
    pieces = [
        page.title(one),
        page.heading(one),
        page.para(one, 4),
        page.item(other, "-", 2),
        page.entry(one, other, 2),
        page.beside(f"+1 {one}\n{other}", f"-1 {other}", ("For", "Against"), 2),
        page.row([one, other, "3"], 2),
    ]
    for piece in pieces:
        assert all(cells(line) <= width for line in piece.splitlines())


def test_colour_adds_nothing_but_escape_codes():
    plain = Page(80).heading("What is advised")
    coloured = Page(80, colour=True).heading("What is advised")
    assert coloured != plain
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == plain
