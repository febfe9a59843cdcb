"""The organization chart: drawn from what the books declare, for every combination, with nothing cut."""

from dataclasses import replace
from functools import cache
from itertools import combinations, product
from pathlib import Path

import pytest

from advisor import advise, load_rules, read_case, render
from advisor.inference.advice import Status
from advisor.knowledge.drawing import DRAWN_SHAPES, Drawing, DrawnRole
from advisor.report.advice.chart import LARGE, WIDTH, chart_of, drawn_chart, fitted, text_width
from advisor.report.advice.chart_text import outline_of
from tests.report import made
from tests.report.pages import read_page

OPTIONS = {
    role: [
        (option, drawn.shape(option))
        for decision in load_rules().decisions
        if (drawn := decision.drawn) is not None and drawn.role is role
        for option in decision.options
    ]
    for role in DrawnRole
}
OPEN = [("", "")]
RIGHTS = (
    (
        (
            "by the office",
            ("infrastructure", "security", "data", "application", "project", "budget"),
        ),
    ),
    (
        ("by the office", ("security",)),
        ("together", ("data", "staff")),
        ("by each", ("application",)),
    ),
    (),
)


@cache
def every_outline():
    roles = (DrawnRole.OFFICE, DrawnRole.LEADER, DrawnRole.SUPERIOR, DrawnRole.PROVIDER)
    choices = [OPTIONS[roles[0]], *(OPTIONS[role] + OPEN for role in roles[1:])]
    return [
        outline_of(
            dict(zip(roles, picked, strict=True)), RIGHTS[number % len(RIGHTS)], "chief executive"
        )
        for number, picked in enumerate(product(*choices))
    ]


def inside(one, other):
    return (
        one[0] >= other[0] - 0.1
        and one[1] >= other[1] - 0.1
        and one[2] <= other[2] + 0.1
        and one[3] <= other[3] + 0.1
    )


def apart(one, other):
    return (
        one[2] <= other[0] + 0.1
        or other[2] <= one[0] + 0.1
        or one[3] <= other[1] + 0.1
        or other[3] <= one[1] + 0.1
    )


def rectangle(box):
    return (box.x, box.y, box.x + box.width, box.y + box.height)


def written(word):
    """The rectangle that a text stays within."""
    width = text_width(word.text, word.size)
    left = word.x if word.left else word.x - width / 2
    return (left, word.y - word.size * 0.8, left + width, word.y + word.size * 0.22)


def test_every_combination_of_options_is_drawn_without_overlaps_or_cut_words():
    outlines = every_outline()
    assert len(outlines) >= 3 * 6 * 5 * 5
    for outline in outlines:
        chart = drawn_chart(outline)
        frame = (0, 0, WIDTH, chart.height)
        boxes = [rectangle(box) for box in chart.boxes]
        words = [written(word) for word in chart.words]
        assert all(inside(each, frame) for each in (*boxes, *words)), outline
        assert all(apart(*pair) for pair in combinations(words, 2)), outline
        for box in boxes:
            assert all(inside(word, box) or apart(word, box) for word in words), outline
        for one, other in combinations(boxes, 2):
            assert apart(one, other) or inside(one, other) or inside(other, one), outline
        assert not [word for word in chart.words if "…" in word.text], outline
        assert len(boxes) == len(set(boxes))


def segments(chart):
    for line in chart.lines:
        yield from zip(line.points, line.points[1:], strict=False)


def test_no_line_runs_through_a_word_or_slantwise():
    for outline in every_outline():
        chart = drawn_chart(outline)
        for (x1, y1), (x2, y2) in segments(chart):
            assert x1 == x2 or y1 == y2, outline
            run = (min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2))
            for word in chart.words:
                box = written(word)
                assert (
                    run[2] <= box[0] or box[2] <= run[0] or run[3] <= box[1] or box[3] <= run[1]
                ), (outline, word)


def test_the_picture_tells_leader_superior_provider_and_rights():
    outline = outline_of(
        {
            DrawnRole.OFFICE: ("centralized", "one office"),
            DrawnRole.LEADER: ("shared part-time officer", "shared post"),
            DrawnRole.SUPERIOR: ("mayor", "head"),
            DrawnRole.PROVIDER: ("higher tier", "above"),
        },
        (("together", ("data", "staff")),),
    )
    said = " ".join(outline.sentences)
    assert "A shared part-time officer (shared by several governments) reports to" in said
    assert "the head of government and heads the digital office." in said
    assert "departments without digital experts of their own" in said
    assert "Higher tier: provides the services." in said
    assert "Decided together: data, staff." in said
    shown = " ".join(word.text for word in drawn_chart(outline).words)
    assert "Shared part-time officer" in shown
    assert "Higher tier" in shown
    assert [w.text for w in drawn_chart(outline).words if "unit" in w.text] != ["digital unit"] * 4
    assert (1, "Shared part-time officer (shared by several governments)") in outline.tree


def test_departments_hang_under_the_chief_executive_and_not_under_the_leader():
    """No line of a superior leads from the leader or the office down to the departments."""
    for outline in every_outline():
        chart = drawn_chart(outline)
        (bus,) = [
            line for line in chart.lines if len(line.points) == 2 and line.points[0][0] == 54
            and line.points[1][0] == 318 and line.kind == "line"
        ]  # fmt: skip
        (trunk,) = [
            line
            for line in chart.lines
            if line.kind == "line" and line.points[-1][1] == bus.points[0][1]
            and line.points[0][0] == line.points[-1][0]
        ]  # fmt: skip
        chief = chart.boxes[1]
        assert chief.x < trunk.points[0][0] < chief.x + chief.width
        assert trunk.points[0][1] == chief.y + chief.height


def test_nothing_is_drawn_where_the_books_declare_nothing():
    assert chart_of(made.ADVICE, made.RULES) is None


def declared():
    shapes = tuple(zip(made.STRUCTURES, DRAWN_SHAPES[DrawnRole.OFFICE], strict=True))
    structure = replace(made.RULES.decisions[0], drawn=Drawing(DrawnRole.OFFICE, shapes))
    return replace(made.RULES, decisions=(structure, *made.RULES.decisions[1:]))


def pictures(page):
    """Return the titles of the organizations that are drawn; the other drawings are bars and times."""
    titles = [next(drawing.every("title")).text for drawing in read_page(page).every("svg")]
    return [title for title in titles if "organization" in title]


@pytest.mark.parametrize("structure", made.STRUCTURES)
def test_each_structure_has_its_own_picture(structure):
    advice = made.with_structure(replace(made.STRUCTURE, recommended=structure))
    assert [structure in title for title in pictures(render(advice, declared(), "html"))] == [True]


def test_there_is_no_picture_while_no_structure_is_advised():
    silent = replace(made.SILENT, status=Status.INSUFFICIENT)
    assert pictures(render(made.with_structure(silent), declared(), "html")) == []


def test_the_reckoned_width_of_a_text_is_that_of_a_wide_typeface_or_more():
    image_font = pytest.importorskip("PIL.ImageFont")
    try:
        font = image_font.truetype("DejaVuSans.ttf", 100)
    except OSError:
        pytest.skip("DejaVu Sans is not installed")
    words = {word.text for outline in every_outline() for word in drawn_chart(outline).words}
    for word in words:
        assert font.getlength(word) <= text_width(word, 100), word


def test_a_word_that_is_wider_than_its_box_is_broken_off_visibly():
    (line,) = fitted("x" * 60, 80, LARGE)
    assert text_width(line, LARGE) <= 80
    assert line.endswith("…")


@pytest.mark.parametrize("form", ["text", "markdown", "html"])
def test_all_forms_tell_the_picture(form):
    rules = load_rules()
    root = Path(__file__).parents[3]
    case = read_case(root / "cases" / "real" / "saka-hiroshima-2021.yaml", rules)
    shown = " ".join(render(advise(rules, case), rules, form).split())
    assert "Head of government" in shown or "The head of government" in shown
    assert "igital office, served by higher tier" in shown or "Higher tier: provides" in shown
