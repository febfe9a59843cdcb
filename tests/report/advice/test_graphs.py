"""Bars, timeline and profile: they say what the report says, nothing lies over anything, nothing is cut."""

from itertools import combinations
from pathlib import Path

import pytest

from advisor import advise, load_rules, read_case
from advisor.report.advice.view import report_view
from tests.report import made
from tests.report.advice.test_chart import apart, inside, rectangle, written

ROOT = Path(__file__).parents[3]
CASES = ("real/saka-hiroshima-2021", "real/nyc-2022-oti", "examples/fictional-port-meridian")


@pytest.fixture(scope="module", params=CASES)
def report(request):
    rules = load_rules()
    case = read_case(ROOT / "cases" / f"{request.param}.yaml", rules)
    return report_view(advise(rules, case), rules)


def charts(report):
    every = [*report.points_charts, report.plan_chart, report.profile_chart]
    return [chart for chart in every if chart]


def test_nothing_overlaps_or_is_cut(report):
    assert len(charts(report)) > 3
    for chart in charts(report):
        words = [written(word) for word in chart.words]
        boxes = [rectangle(box) for box in chart.boxes]
        frame = (0, 0, 360, chart.height)
        assert all(inside(one, frame) for one in (*words, *boxes)), chart.title
        assert all(apart(*pair) for pair in combinations(words, 2)), chart.title
        assert all(apart(*pair) for pair in combinations(boxes, 2)), chart.title
        assert all(inside(w, b) or apart(w, b) for w in words for b in boxes), chart.title
        assert not [word for word in chart.words if "…" in word.text]


def test_bars_are_as_long_as_the_points(report):
    for decision, chart in zip(report.decisions, report.points_charts, strict=True):
        if chart is None:
            assert not decision.all_reasons
            continue
        filled = sum(box.width for box in chart.boxes if box.kind == "digital")
        outlined = sum(box.width for box in chart.boxes if box.kind == "box")
        points = sum(one.points_for for one in decision.options)
        against = sum(one.points_against for one in decision.options)
        assert filled * against == pytest.approx(outlined * points)
        for one in decision.options:
            said = f"{one.name}: {one.points_for} for, {one.points_against} against"
            assert said.casefold() in " ".join(chart.sentences).casefold()


def test_the_timeline_holds_every_step_once(report):
    numbers = [int(word.text) for word in report.plan_chart.words if word.text.isdecimal()]
    assert sum(numbers) == sum(len(phase.rows) for phase in report.plan)


def test_the_profile_tells_each_assessment_that_is_concluded_on_a_scale(report):
    said = " ".join(report.profile_chart.sentences).casefold()
    concluded = [one for one in report.concluded if one.value and one.name.casefold() in said]
    assert concluded
    for one in concluded:
        assert f"{one.name}: {one.value}".casefold() in said


def test_there_are_no_empty_charts():
    report = report_view(made.with_structure(made.SILENT), made.RULES)
    assert report.points_charts == (None,)
