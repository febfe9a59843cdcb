"""The overview and the reports of a run: counts that add up, a list that leads to each report, and a map."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from pypdf import PdfReader

from advisor import load_rules
from advisor.batch.summary import Summary
from advisor.batch.town_lines import TownLine
from advisor.cli.main import cli
from advisor.errors import CaseError
from advisor.report.overview.geojson import read_shapes
from advisor.report.overview.page import page
from advisor.report.overview.town_map import SIZE, town_map
from advisor.text import capital
from tests.report.pages import Element, read_page

TABLE = (
    "town,country,lat,lon,population,digital budget\n"
    'Adorf,X,48.1,"8,5",6000,small\nB & <b>,X,49,9,70000,largely\n..,Y,95,9,800,none\n'
)


def batch(*arguments: str | Path) -> Any:
    return CliRunner().invoke(cli, ["batch", *map(str, arguments)])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("overview")
    (folder / "in.csv").write_text(TABLE)
    done = batch(
        folder / "in.csv", "-o", folder / "out.csv", "--reports", folder / "towns",
        "--overview", folder / "page.html",
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    return folder


def page_of(path: Path) -> Element:
    return read_page(path.read_text("utf-8"))


def test_each_government_counts_once(folder: Path) -> None:
    page = page_of(folder / "page.html")
    (numbers,) = [one for one in page.every("ul") if one.attributes.get("class") == "numbers"]
    counts = [int(one.text) for one in numbers.every("b")]
    assert len(counts) == 5
    assert sum(counts) == 3


@pytest.mark.parametrize(("name", "way"), [("page.html", "towns/"), ("towns/index.html", "")])
def test_the_list_leads_to_a_report_on_each_government(folder: Path, name: str, way: str) -> None:
    page = page_of(folder / name)
    (table,) = [one for one in page.every("table") if one.attributes.get("class") == "towns"]
    links = [one.attributes["href"] for one in table.every("a")]
    assert links == [f"{way}{one}" for one in ("00001-adorf.html", "00002-b-b.html", "00003-government.html")]  # fmt: skip
    for link, town in zip(links, ("Adorf", "B & <b>", ".."), strict=True):
        report = page_of((folder / name).parent / link)
        assert town in next(report.every("h1")).text
        assert town in table.text
    names = [one.text for one in table.every("th")]
    assert names[1:6] == ["Structure", "Provision", "Leader", "Reporting line", "Manpower"]


def test_bars_are_as_wide_as_the_page_and_the_map_shows_who_has_a_place(folder: Path) -> None:
    page = page_of(folder / "page.html")
    drawings = list(page.every("svg"))
    (map_,) = [one for one in drawings if one.attributes.get("class") == "map"]
    bars = [one for one in drawings if one is not map_ and one.attributes.get("class") != "shade"]
    assert bars
    assert all(one.attributes["width"] == "100%" for one in bars)
    assert len(list(map_.every("circle"))) == 2
    assert "Of the list, 1 without a place on the map" in page.text
    assert [one.attributes["href"] for one in map_.every("a")] == ["towns/00001-adorf.html", "towns/00002-b-b.html"]  # fmt: skip


def test_a_folder_with_something_in_it_is_left_alone(folder: Path) -> None:
    done = batch(folder / "in.csv", "-o", folder / "o.csv", "--reports", folder / "towns")
    assert done.exit_code == 2
    assert "is not empty" in done.output
    assert not (folder / "o.csv").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--by", "country"], "give --overview or --reports too"),
        (["--geojson", "a.json"], "give --overview or --reports too"),
        (["--format", "pdf"], "give --reports too"),
    ],
)
def test_options_that_say_nothing_are_refused(arguments: list[str], message: str) -> None:
    done = batch("in.csv", "-o", "out.csv", *arguments)
    assert done.exit_code == 2
    assert message in done.output


def test_reports_in_word(tmp_path: Path) -> None:
    pytest.importorskip("docxtpl")
    (tmp_path / "in.csv").write_text("town,digital budget\nA,small\n")
    done = batch(tmp_path / "in.csv", "-o", tmp_path / "o.csv", "--reports", tmp_path / "r", "--format", "docx")  # fmt: skip
    assert done.exit_code == 0, done.output
    assert (tmp_path / "r/00001-a.docx").read_bytes().startswith(b"PK")
    assert "00001-a.docx" in (tmp_path / "r/index.html").read_text("utf-8")


@pytest.mark.services
def test_reports_as_pdf(tmp_path: Path) -> None:
    pytest.importorskip("weasyprint")
    (tmp_path / "in.csv").write_text("town,digital budget\nAdorf,small\nBstadt,none\n")
    done = batch(tmp_path / "in.csv", "-o", tmp_path / "o.csv", "--reports", tmp_path / "r", "--format", "pdf")  # fmt: skip
    assert done.exit_code == 0, done.output
    index = (tmp_path / "r/index.html").read_text("utf-8")
    for name, town in (("00001-adorf.pdf", "Adorf"), ("00002-bstadt.pdf", "Bstadt")):
        assert name in index
        pages = PdfReader(tmp_path / "r" / name).pages
        assert town in pages[0].extract_text()


def geojson(path: Path, *features: Any) -> str:
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return str(path)


def area(name: str, east: float) -> dict[str, Any]:
    ring = [[east, 48], [east + 1, 48], [east + 1, 49], [east, 48]]
    shape = {"type": "Polygon", "coordinates": [ring]}
    return {"type": "Feature", "properties": {"NAME": name, "n": 1}, "geometry": shape}


def test_outlines_are_found_by_their_names(tmp_path: Path) -> None:
    path = geojson(tmp_path / "a.json", area("Adorf", 8), area("Elsewhere", 9), {"geometry": None})
    shapes = read_shapes(path)
    options = load_rules().decisions[0].options
    town = TownLine("ADORF", (options[0],), "firm", 0)
    drawing = town_map([town, TownLine("Cdorf", ("",), "firm", 0)], options, "", shapes)
    assert drawing is not None
    assert [mark.text for mark in drawing.marks] == ["", f"ADORF: {options[0]}"]
    assert drawing.legend == ((options[0], drawing.marks[1].colour),)
    assert (drawing.missing, max(drawing.width, drawing.height)) == (1, SIZE)
    assert town_map([TownLine("Cdorf", ("",), "firm", 0)], options, "", shapes) is None


@pytest.mark.parametrize("content", ["[", "[]", '{"features": 1}', '{"features": [{"geometry": {"type": "Point", "coordinates": [200, 0]}}]}'])  # fmt: skip
def test_a_file_without_places_is_told_before_the_run(tmp_path: Path, content: str) -> None:
    path = tmp_path / "a.json"
    path.write_text(content)
    with pytest.raises(CaseError):
        read_shapes(str(path))
    (tmp_path / "in.csv").write_text("digital budget\nsmall\n")
    done = batch(tmp_path / "in.csv", "-o", tmp_path / "o.csv", "--overview", tmp_path / "o.html", "--geojson", path)  # fmt: skip
    assert done.exit_code == 2 or isinstance(done.exception, CaseError)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["a.json", "in.csv"]


def test_what_is_open_as_often_stands_in_the_order_of_the_questions() -> None:
    rules = load_rules()
    counts = {(name,): 3 for name in sorted(rules.fact_names)[:8]}
    last = max(counts, key=lambda key: rules.fact_names.index(key[0]))
    shown = page(Summary(evaluated=9, open=counts | {last: 5}), rules)["open"].bars
    rest = sorted((key[0] for key in counts if key != last), key=rules.fact_names.index)
    assert [bar.label for bar in shown] == [capital(name) for name in (*last, *rest)]
