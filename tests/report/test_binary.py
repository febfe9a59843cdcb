"""Word and PDF: read back, they say what every other form says; what is missing or wrong is explained."""

import builtins
import io
import json
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from advisor import advise, load_rules, read_case, render
from advisor.cases.changes import with_changes
from advisor.cases.model import Attestation
from advisor.errors import AdvisorError, TemplateError
from advisor.report.advice.view import report_view
from advisor.report.binary import render_binary
from advisor.report.cleaning import MOST_PROPERTY, as_property
from advisor.report.word_template import build
from tests.report import made
from tests.report.pages import read_page
from tests.support.examples import examples

CHANGE = "digital budget = none; population = 900,000"
FORMS = ("text", "markdown", "html", "json", "docx", "pdf")
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def rules():
    return load_rules()


@pytest.fixture(scope="module")
def advice(rules):
    case = read_case(ROOT / "cases" / "real" / "saka-hiroshima-2021.yaml", rules)
    for answer in case.answers:
        case = case.with_attestation(answer.fact, Attestation("Ada Bo", "2026-05-03", "Cy Dahl"))
    return advise(rules, case)


@pytest.fixture(scope="module")
def scenarios(advice, rules):
    """The case, and the case told otherwise."""
    otherwise = advise(rules, with_changes(advice.case, CHANGE, rules))
    return [(advice.case.place, advice), (CHANGE, otherwise)]


@pytest.fixture(scope="module")
def written(advice, rules, scenarios):
    """The advice in every form, with a scenario beside it."""
    forms = {
        form: render(advice, rules, form, width=200, scenarios=scenarios) for form in FORMS[:4]
    }
    return forms | {
        form: render_binary(advice, rules, form, scenarios=scenarios) for form in FORMS[4:]
    }


def flat(text):
    """Letters and digits only, so that line ends and markup don't matter."""
    return re.sub(r"\W+|_", "", text).casefold()


def word_text(content):
    document = Document(io.BytesIO(content))
    parts = [paragraph.text for paragraph in document.paragraphs]
    parts += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join(parts)


def read_back(form, written):
    content = written[form]
    if form == "docx":
        return flat(word_text(content))
    if form == "pdf":
        # The line with page number and hash stands between two pages.
        pages = [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]
        return flat("\n".join(re.sub(r"sha256:\w+|\d+ / \d+", "", page) for page in pages))
    if form == "html":
        return flat(next(read_page(content).every("body")).text)
    if form == "json":
        return flat(json.dumps(json.loads(content), ensure_ascii=False))
    return flat(content)


@pytest.mark.parametrize("form", FORMS)
def test_every_form_tells_the_same_recommendations_warnings_steps_and_remarks(
    form, written, advice, rules
):
    report = report_view(advice, rules)
    shown = read_back(form, written)
    assert report.misfits
    assert report.plan
    assert report.remarks
    wanted = [misfit.text for misfit in report.misfits]
    wanted += [step.text for phase in report.plan for _, step in phase.rows]
    wanted += [step.text for step in (*report.leaders_tasks, *report.training_points)]
    wanted += [remark for _, remark in report.remarks]
    for text in wanted:
        assert flat(text) in shown, text
    wanted += ["Ada Bo", "2026-05-03", "Cy Dahl"]
    wanted += [CHANGE]
    for text in wanted[-4:]:
        assert flat(text) in shown, text
    if form != "json":
        assert flat("Scenarios side by side") in shown
        for level in report.matrix.levels:
            counts = "".join(map(str, level.counts))
            assert flat(f"{level.level} ({level.total}) {counts}") in shown
    for decision in report.decisions:
        pair = decision.name + decision.recommended
        if form == "json":
            pair = f"{decision.name}recommended{decision.recommended}"
        assert flat(pair) in shown, pair


def test_word_has_real_headings_lists_and_tables_and_the_hash_below_every_page(written, advice):
    document = Document(io.BytesIO(written["docx"]))
    styles = {paragraph.style.name for paragraph in document.paragraphs}
    assert {"Title", "Heading 1", "Heading 2", "List Bullet", "List Number"} <= styles
    headings = [one.text for one in document.paragraphs if one.style.name == "Heading 1"]
    assert headings[-2] == "9. Scenarios side by side"
    assert [heading.split()[0] for heading in headings] == [f"{number}." for number in range(1, 11)]
    assert advice.hash in document.sections[0].footer.paragraphs[0].text
    assert document.core_properties.title.endswith("Saka-cho, Hiroshima")
    left = word_text(written["docx"])
    assert "{{" not in left
    assert "{%" not in left


def test_word_draws_every_chart_as_shapes_that_can_be_read_aloud(written, advice, rules):
    report = report_view(advice, rules)
    wanted = [report.chart, report.plan_chart, *report.points_charts, report.profile_chart]
    wanted = [chart for chart in wanted if chart]
    space = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
    root = Document(io.BytesIO(written["docx"])).element
    drawn = [(one.get("title"), one.get("descr")) for one in root.iter(space)]
    assert drawn == [(chart.title, " ".join(chart.sentences)) for chart in wanted]
    numbers = [one.get("id") for one in root.iter(space)]
    assert len(set(numbers)) == len(numbers)
    words = [text for one in root.iter(qn("w:txbxContent")) for text in [_text_of(one)]]
    assert words == [word.text for chart in wanted for word in chart.words]


def _text_of(element):
    return "".join(one.text or "" for one in element.iter(qn("w:t")))


def test_pdf_is_tagged_has_an_outline_and_the_hash_on_every_page(written, advice):
    reader = PdfReader(io.BytesIO(written["pdf"]))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert root["/Lang"] == "en"
    titles = [entry.title for entry in _every(reader.outline)]
    assert "2. Misfits: what does not fit together" in titles
    for number, page in enumerate(reader.pages, 1):
        shown = page.extract_text()
        assert advice.hash in shown.replace("\n", "")
        assert f"{number} / {len(reader.pages)}" in shown


def _every(outline):
    for entry in outline:
        if isinstance(entry, list):
            yield from _every(entry)
        else:
            yield entry


def test_the_brief_takes_at_most_two_pages(written):
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(written["pdf"])).pages]
    (misfits,) = [
        number for number, text in enumerate(pages) if "2. Misfits: what does not fit" in text
    ]
    assert misfits <= 2


def test_hostile_words_stay_words():
    hostile = made.with_case(
        place="<w:p>{{ 7 * 7 }} & {% raw %}", summary="<img src='http://x.y/z'>"
    )
    shown = word_text(render_binary(hostile, made.RULES, "docx"))
    assert "<w:p>{{ 7 * 7 }} & {% raw %}" in shown


def test_the_printer_fetches_nothing(tmp_path):
    (tmp_path / "secret.css").write_text("body { color: red }")
    page = f'<link rel="stylesheet" href="{(tmp_path / "secret.css").as_uri()}"><p>{{{{ report.case.name }}}}'
    (tmp_path / "advice.html.j2").write_text(page)
    with pytest.raises(TemplateError, match="may fetch nothing"):
        render_binary(made.ADVICE, made.RULES, "pdf", templates=tmp_path)


@pytest.mark.parametrize(("form", "library"), [("docx", "docxtpl"), ("pdf", "weasyprint")])
def test_a_missing_extra_is_told(form, library, monkeypatch):
    real = builtins.__import__

    def without(name, *others, **more):
        if name.split(".")[0] == library:
            raise ImportError(name)
        return real(name, *others, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(AdvisorError) as caught:
        render_binary(made.ADVICE, made.RULES, form)
    assert f"needs {library}, which is not installed" in str(caught.value)
    assert "organization-advisor[documents]" in str(caught.value)


def test_a_template_of_ones_own_is_used(tmp_path):
    document = Document()
    document.add_heading("{{ report.case.name }}", 1)
    document.save(str(tmp_path / "advice.docx"))
    content = render_binary(made.ADVICE, made.RULES, "docx", templates=tmp_path)
    assert word_text(content) == "Smallville"


WRONG = (
    ("{{ report.nothing }}", "nothing"),
    ("{{ report.__class__ }}", "not allowed|unsafe"),
    ("{% for x in %}", "Expected an expression|expected"),
)


@pytest.mark.parametrize(("text", "said"), WRONG)
def test_a_mistake_in_a_template_is_told(tmp_path, text, said):
    document = Document()
    document.add_paragraph(text)
    document.save(str(tmp_path / "advice.docx"))
    with pytest.raises(TemplateError) as caught:
        render_binary(made.ADVICE, made.RULES, "docx", templates=tmp_path)
    assert re.search(said, str(caught.value))
    assert "advice.docx" in str(caught.value)


def test_what_is_no_word_document_is_told(tmp_path):
    with pytest.raises(TemplateError, match="there is no such template"):
        render_binary(made.ADVICE, made.RULES, "docx", templates=tmp_path)
    (tmp_path / "advice.docx").write_bytes(b"not a zip")
    with pytest.raises(TemplateError, match="no Word document"):
        render_binary(made.ADVICE, made.RULES, "docx", templates=tmp_path)


def test_a_template_that_unpacks_to_more_than_any_letter_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "advice.docx", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("word/document.xml", b" " * (21 * 1024 * 1024))
    with pytest.raises(TemplateError, match="larger than 20 MiB"):
        render_binary(made.ADVICE, made.RULES, "docx", templates=tmp_path)


def test_the_template_is_what_its_script_builds(tmp_path):
    build(str(tmp_path / "built.docx"))
    with (
        zipfile.ZipFile(tmp_path / "built.docx") as built,
        zipfile.ZipFile(ROOT / "templates" / "advice.docx") as kept,
    ):
        for part in ("word/document.xml", "word/styles.xml", "word/footer1.xml"):
            assert built.read(part) == kept.read(part)


@pytest.mark.services
def test_libreoffice_opens_the_document(written, tmp_path):
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")
    (tmp_path / "advice.docx").write_bytes(written["docx"])
    home = f"-env:UserInstallation={(tmp_path / 'home').as_uri()}"
    command = [office, "--headless", home, "--convert-to", "pdf", "--outdir", str(tmp_path)]
    subprocess.run(
        [*command, str(tmp_path / "advice.docx")], check=True, timeout=240, capture_output=True
    )
    shown = "".join(page.extract_text() for page in PdfReader(tmp_path / "advice.pdf").pages)
    assert "Saka-cho" in shown


def test_a_place_may_be_longer_than_the_title_of_a_document():
    place = "Verbandsgemeinde " * 30
    content = render_binary(made.with_case(place=place), made.RULES, "docx")
    document = Document(io.BytesIO(content))
    assert len(document.core_properties.title) == MOST_PROPERTY
    assert place.strip() in document.paragraphs[0].text


@given(st.text(max_size=400))
@examples(20)
def test_every_text_can_be_a_property_of_a_document(text):
    document = Document()
    document.core_properties.title = as_property(text)
    document.save(io.BytesIO())
    assert len(document.core_properties.title) <= MOST_PROPERTY
