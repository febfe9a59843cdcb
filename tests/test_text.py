"""What is written alike everywhere: words, and lines that keep to the cells of a terminal."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from advisor.text import all_of, any_of, capital, cells, counted, padded, slug, visible, wrapped

TEXTS = st.text(st.characters(codec="utf-8", categories=("L", "M", "N", "P", "S", "Zs")))
ASCII = st.text(st.sampled_from("abc defgh-., 1"), max_size=300)

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
KOREAN = "\ud55c\uad6d \uc9c0\ubc29 \uc790\uce58"
JAPANESE = "\u6771\u4eac\u90fd \u5927\u962a\u5e9c"
ACCENTED = "e\u0301te\u0301"


@given(TEXTS | ASCII, st.integers(8, 60), st.integers(0, 5))
@example(JAPANESE * 9, 8, 1)
@example(KOREAN * 9, 9, 0)
@example(FAMILY * 5, 8, 2)
@example("\u1106\u1175\u11ab " * 20, 8, 0)
def test_wrapping_keeps_to_the_width_and_loses_no_letter(text, width, indent):
    lines = wrapped(text, width, " " * indent)
    assert all(cells(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


@given(ASCII, st.integers(8, 60))
def test_words_are_broken_only_where_one_is_longer_than_the_line(text, width):
    words = text.split()
    lines = wrapped(text, width)
    if all(len(word) <= width for word in words):
        assert " ".join(lines).split() == words


@given(ASCII, st.integers(8, 60), st.integers(0, 6), st.integers(0, 6))
def test_letters_of_one_cell_are_wrapped_as_all_others(text, width, first, rest):
    # Letters with a dot or a stroke stand for ours; only the tables know that they take one cell.
    other = {ord(letter): 0x1E00 + ord(letter) for letter in "abcdefgh"}
    back = {code: chr(letter) for letter, code in other.items()}
    plainly = wrapped(text, width, "-" * first, "-" * rest)
    by_tables = wrapped(text.translate(other), width, "-" * first, "-" * rest)
    assert [line.translate(back) for line in by_tables] == plainly


def test_letters_of_two_cells_count_as_two():
    assert cells(JAPANESE) == 13
    assert wrapped(JAPANESE, 7) == JAPANESE.split()
    assert wrapped("\u6771\u4eac\u90fd\u5e81", 4) == ["\u6771\u4eac", "\u90fd\u5e81"]
    assert cells(KOREAN) == 14
    assert wrapped(KOREAN, 9) == ["\ud55c\uad6d \uc9c0\ubc29", "\uc790\uce58"]


def test_a_mark_stands_on_its_letter_and_takes_no_cell():
    assert cells(ACCENTED) == 3
    lines = wrapped(ACCENTED * 3, 4)
    assert all(cells(line) <= 4 for line in lines)
    assert not any(unicodedata.combining(line[0]) for line in lines)


def test_an_emoji_of_several_signs_is_not_taken_apart():
    assert cells(FAMILY) == 2
    assert wrapped(FAMILY * 3, 4) == [FAMILY * 2, FAMILY]
    flag = "\U0001f1ef\U0001f1f5"
    assert wrapped(flag * 2, 3) == [flag, flag]


def test_padding_counts_cells():
    assert padded("\u6771", 4) == "\u6771  "
    assert padded("longer", 3) == "longer"


def test_where_the_beginning_leaves_no_room_it_stands_alone():
    assert wrapped("a remark", 10, "digital:  ", "  ") == ["digital:", "  a remark"]
    assert wrapped("\u6771\u4eac", 10, "digital:  ", "  ") == ["digital:", "  \u6771\u4eac"]
    assert wrapped("", 10, "label: ") == ["label:"]


def test_a_number_keeps_its_sign_beside_its_noun():
    assert counted(1, "point") == "1 point"
    assert counted(-1, "point") == "-1 point"
    assert counted(-3, "point") == "-3 points"
    assert counted(0, "point") == "0 points"
    assert counted(2, "city", "cities") == "2 cities"
    assert counted(1500, "case") == "1,500 cases"
    assert counted(1, "point", signed=True) == "+1 point"


def test_words_are_joined():
    assert any_of([]) == ""
    assert any_of(["a"]) == "a"
    assert any_of(["a", "b"]) == "a or b"
    assert any_of(letter for letter in "abc") == "a, b or c"
    assert any_of(["1,000", "2,000", "more"]) == "1,000 or 2,000 or more"
    assert all_of(["a", "b", "c"]) == "a, b and c"


def test_anchors_and_capitals():
    assert slug("Digital  budget (EUR)!") == "digital-budget-eur"
    assert slug("Lüttich, Châtelard & Książ") == "luettich-chatelard-ksiaz"
    assert slug("Lu\u0308ttich Ørsta Straße Łódź") == "luettich-orsta-strasse-lodz"
    assert capital("eGovernment in Linz") == "EGovernment in Linz"
    assert capital("") == ""


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b]0;PWN\x07", "\\x1b]0;PWN\\x07"),
        ("a\u202eb", "a\\u202eb"),
        ("\x9b31m", "\\x9b31m"),
        ("caf\udce9", "caf\\xe9"),
        ("\U000e0041", "\\U000e0041"),
        ("two\nlines\tand a tab", "two\nlines\tand a tab"),
        (JAPANESE, JAPANESE),
        ("", ""),
    ],
)
def test_what_a_terminal_would_obey_is_written_out(text, shown):
    assert visible(text) == shown
    assert visible(text, styled=True) == shown


def test_of_a_styled_text_only_the_style_remains():
    assert visible("\x1b[1mx\x1b[0m\x1b[2J", styled=True) == "\x1b[1mx\x1b[0m\\x1b[2J"
    assert visible("\x1b[1mx") == "\\x1b[1mx"


@given(st.text())
def test_nothing_but_line_breaks_and_tabs_controls_a_terminal(text):
    kinds = {unicodedata.category(letter) for letter in visible(text) if letter not in "\n\t"}
    assert not kinds & {"Cc", "Cs", "Zl", "Zp"}
